"""The pages of a pdf, read in a process of its own with limits on memory and time."""

from __future__ import annotations

import importlib
import importlib.util
import io
import json
import sys
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

from extraction.model import Unread
from extraction.readers.pdf import MAX_PAGES, MEMORY, SECONDS
from extraction.readers.pdf_layout import page_text
from extraction.readers.source import gathered

# Not every system knows limits of a process.
resource = importlib.import_module("resource") if importlib.util.find_spec("resource") else None


def pages_of(data: bytes, unread: list[Unread]) -> tuple[str, str]:
    """(text, fault) of a pdf: one of both is empty; what is not read goes to `unread`."""
    texts: list[str] = []
    pictured = 0
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                if len(texts) >= MAX_PAGES:
                    return "", "pages"
                hidden: list[str] = []
                texts.append(page_text(page, hidden))
                unread += gathered("看不见的文字", ["".join(hidden)], len(texts))
                if not texts[-1].strip():
                    pictured += 1
                    unread.append(Unread("没有文字的页（可能是图片）", "", len(texts)))
                page.close()
    except Exception as error:  # pdfminer raises many kinds of errors, which pdfplumber wraps into one
        causes = (error, error.__context__, *error.args)
        if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in causes):
            return "", "locked"
        return "", "huge" if any(isinstance(cause, MemoryError) for cause in causes) else "broken"
    return _judged(texts, pictured)


def _judged(texts: list[str], pictured: int) -> tuple[str, str]:
    text = "\f".join(texts)
    letters = len("".join(text.split()))
    if not texts:
        return "", "broken"
    if letters < 5 * len(texts) or pictured * 2 > len(texts):
        return "", "scanned"
    unknown = text.count("(cid:") * 6 + sum("\ue000" <= c <= "\uf8ff" for c in text)
    return ("", "glyphs") if unknown > letters // 4 else (text, "")


def _limit() -> None:
    """Limits of this process; on a system without them the time limit of the caller is left."""
    if resource is None:
        return
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def main(data: bytes) -> dict[str, Any]:
    """What the process answers for the bytes of a pdf."""
    unread: list[Unread] = []
    try:
        text, fault = pages_of(data, unread)
    except (MemoryError, RecursionError):
        text, fault = "", "huge"
    said = [(one.what, one.text, one.page) for one in unread]
    return {"text": text.encode("utf-8", "replace").decode("utf-8"), "fault": fault, "unread": said}


if __name__ == "__main__":
    _limit()
    sys.stdout.write(json.dumps(main(sys.stdin.buffer.read())))
