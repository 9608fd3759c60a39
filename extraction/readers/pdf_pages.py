"""The pages of a pdf, read in a process of its own with limits on memory and time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from extraction.readers.isolated import BROKEN, HUGE, Fault, serve
from extraction.readers.paged import Pages
from extraction.readers.pdf_turning import LeftOut, sheet_of
from extraction.readers.source import Omission, Source

_MM = 25.4 / 72
_REMARKS = ("Text", "FreeText", "Highlight", "Underline", "StrikeOut", "Squiggly", "Caret")
_TOLD = "有{count}处批注未读入"
_MOST_REMARKS = 2_000


def read_pages(data: bytes) -> Source:
    """The text of a pdf; raises Fault."""
    pages = Pages()
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                _add(pages, page)
                page.close()
            pages.unread += _attached(pdf.doc)
    except Fault:
        raise
    except Exception as error:  # pdfminer raises many kinds of errors, which pdfplumber wraps into one
        causes = (error, error.__context__, *error.args)
        if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in causes):
            raise Fault("locked") from None
        raise Fault(HUGE if any(isinstance(cause, MemoryError) for cause in causes) else BROKEN) from None
    return pages.source()


def _add(pages: Pages, page: Any) -> None:
    left_out = LeftOut()
    more = list(_remarks(page, pages.next))
    left, top = page.bbox[0], page.bbox[1]
    pictures = [
        ((i["x0"] - left) * _MM, (i["top"] - top) * _MM, (i["x1"] - left) * _MM, (i["bottom"] - top) * _MM)
        for i in page.images
    ]
    letters = [
        (((c["x0"] + c["x1"]) / 2 - left) * _MM, ((c["top"] + c["bottom"]) / 2 - top) * _MM)
        for c in page.chars
        if c["text"].strip()
    ]
    size = (float(page.width) * _MM, float(page.height) * _MM)
    sheet = sheet_of(page, left_out)
    pages.add(sheet, left_out, size, pictures, letters, curves=len(page.curves), more=more, top=float(top))


def _remarks(page: Any, number: int) -> Iterator[Omission]:
    """What people wrote onto the page with a reader of pdf."""
    for annotation in page.annots[:_MOST_REMARKS]:
        kind = getattr(resolve1(annotation["data"].get("Subtype")), "name", "")
        words = "".join((annotation.get("contents") or "").split())
        if kind in _REMARKS and words:
            yield Omission("批注", words[:2000], (number,), "", _TOLD)


def _attached(document: Any) -> Iterator[Omission]:
    """The files within a pdf."""
    names = resolve1(document.catalog.get("Names"))
    files = resolve1(names.get("EmbeddedFiles")) if isinstance(names, dict) else None
    listed = resolve1(files.get("Names")) if isinstance(files, dict) else None
    for name in listed[:400:2] if isinstance(listed, list) else ():
        said = resolve1(name)
        shown = "".join(decode_text(said).split())[:60] if isinstance(said, bytes) else ""
        yield Omission(f"文件内附有文件“{shown}”", told="文件内附有{count}个文件，没有读入")


if __name__ == "__main__":
    serve(read_pages)
