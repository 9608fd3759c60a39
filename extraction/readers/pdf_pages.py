"""The pages of a pdf, read in a process of its own with limits on memory and time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from extraction.readers.bounded import BROKEN, HUGE, Fault, serve
from extraction.readers.pdf import MAX_PAGES
from extraction.readers.pdf_layout import sheet_text
from extraction.readers.pdf_turning import LeftOut, sheet_of
from extraction.readers.pictures import DRAWN, PAGE, joined_pages, on_page
from extraction.readers.source import STRUCK, Omission, Source, gathered

_MM = 25.4 / 72
_UNCODED = "第{pages}页的字体没有文字编码，没有读入"
_CURVES = 200  # a page without letters but with so many curves has letters drawn as shapes
_REMARKS = ("Text", "FreeText", "Highlight", "Underline", "StrikeOut", "Squiggly", "Caret")
_MOST_REMARKS = 2_000


def read_pages(data: bytes) -> Source:
    """The text of a pdf; raises Fault."""
    texts: list[str] = []
    unread: list[Omission] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            unread += _attached(pdf.doc)
            for page in pdf.pages:
                if len(texts) >= MAX_PAGES:
                    raise Fault("pages")
                text, left_out = _page(page, len(texts) + 1)
                after = "\n".join("\n".join(texts[-2:]).split("\n")[-8:]) if texts else ""
                unread += [Omission(o.what, o.text, o.pages, o.after or after, o.told) for o in left_out]
                texts.append(text)
                page.close()
    except Fault:
        raise
    except Exception as error:  # pdfminer raises many kinds of errors, which pdfplumber wraps into one
        causes = (error, error.__context__, *error.args)
        if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in causes):
            raise Fault("locked") from None
        raise Fault(HUGE if any(isinstance(cause, MemoryError) for cause in causes) else BROKEN) from None
    _check(texts, unread)
    return Source("\f".join(texts), joined_pages(unread))


def _page(page: Any, number: int) -> tuple[str, list[Omission]]:
    """The text of a page, and what is left out of it."""
    left_out = LeftOut()
    sheet = sheet_of(page, left_out)
    text = sheet_text(sheet, left_out)
    last = "\n".join(text.split("\n")[-6:])
    unread = gathered("看不见的文字", ["".join(left_out.hidden)], number)
    unread += [
        Omission("划去的文字", one.text, one.pages, last, STRUCK)
        for one in gathered("划去的文字", ["".join(left_out.struck)], number)
    ]
    unread += gathered("脚注", ["".join(left_out.notes)], number)
    unread += _remarks(page, number)
    letters = len("".join(text.split()))
    unknown = text.count("(cid:") * 6 + sum("\ue000" <= c <= "\uf8ff" for c in text)
    if unknown > letters // 4:
        return "", [*unread, Omission(f"第{number}页的字体没有文字编码", "", (number,), "", _UNCODED)]
    width, height = float(page.width) * _MM, float(page.height) * _MM
    left, top = page.bbox[0], page.bbox[1]
    pictures = [
        ((i["x0"] - left) * _MM, (i["top"] - top) * _MM, (i["x1"] - left) * _MM, (i["bottom"] - top) * _MM)
        for i in page.images
    ]
    middles = [
        (((c["x0"] + c["x1"]) / 2 - left) * _MM, ((c["top"] + c["bottom"]) / 2 - top) * _MM)
        for c in page.chars
        if c["text"].strip()
    ]
    unread += on_page(number, (width, height), pictures, middles)
    if not letters and not page.images and len(page.curves) >= _CURVES:
        unread.append(Omission(f"第{number}页的文字是图形", "", (number,), "", DRAWN))
    return text, unread


def _remarks(page: Any, number: int) -> Iterator[Omission]:
    """What people wrote onto the page with a reader of pdf."""
    for annotation in page.annots[:_MOST_REMARKS]:
        kind = getattr(resolve1(annotation["data"].get("Subtype")), "name", "")
        words = "".join((annotation.get("contents") or "").split())
        if kind in _REMARKS and words:
            yield Omission("批注", words[:2000], (number,))


def _attached(document: Any) -> Iterator[Omission]:
    """The files within a pdf."""
    names = resolve1(resolve1(document.catalog.get("Names")) or {})
    files = resolve1(names.get("EmbeddedFiles")) if isinstance(names, dict) else None
    listed = resolve1(files.get("Names")) if isinstance(files, dict) else None
    for name in listed[:400:2] if isinstance(listed, list) else ():
        said = "".join(decode_text(resolve1(name)).split())[:60] if isinstance(resolve1(name), bytes) else ""
        yield Omission(f"文件内附有文件“{said}”，没有读入", told="文件内附有{count}个文件没有读入")


def _check(texts: list[str], unread: list[Omission]) -> None:
    """Raises Fault where no page of the file has a text to be read."""
    if not texts:
        raise Fault(BROKEN)
    uncoded = any(one.told == _UNCODED for one in unread)
    pictured = {page for one in unread if one.told in (PAGE, DRAWN) for page in one.pages}
    written = [text for number, text in enumerate(texts, 1) if number not in pictured and text.strip()]
    if len("".join("".join(written).split())) < 5 * max(len(written), 1):
        raise Fault("glyphs" if uncoded else "scanned")


if __name__ == "__main__":
    serve(read_pages)
