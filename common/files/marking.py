"""水印: who has read something, and when, on pages and in files; by the setting `WATERMARK`.

Who that is the layer of people says (`marked_by`); a worker that makes a file for somebody says it itself
(`marked_for`).
"""

import io
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import quote

from django.conf import settings
from django.utils.html import escape
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt, RGBColor

_given: ContextVar[str] = ContextVar("reader_words", default="")
_askers: list[Callable[[], str]] = []
_FAINT = RGBColor(0x80, 0x80, 0x80)
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="170">'
    '<text x="10" y="120" transform="rotate(-18 10 120)" font-family="sans-serif" font-size="14" '
    'fill="#64748b" fill-opacity="0.16">{words}</text></svg>'
)


def marked_by(asker: Callable[[], str]) -> None:
    """Enter what knows who is reading now, from an app's `hooks`."""
    _askers[:] = [asker]


@contextmanager
def marked_for(words: str) -> Generator[None]:
    """Within, what is made is marked with these words: 姓名 · 单位 · 时间."""
    held = _given.set(words)
    try:
        yield
    finally:
        _given.reset(held)


def reader_words() -> str:
    """Who reads, of which unit, when; nothing where the switch is off or nobody is known."""
    if not settings.WATERMARK:
        return ""
    return _given.get() or next((words for asker in _askers if (words := asker())), "")


def as_picture(words: str) -> str:
    """The words as a picture to be repeated behind or over a page: the address of an SVG."""
    svg = _SVG.format(width=120 + 15 * len(words), words=escape(words))
    return f"data:image/svg+xml,{quote(svg)}"


def marked_docx(data: bytes | memoryview) -> bytes:
    """The file with who has it at the top of every page, within the margin; as it is with the switch off."""
    words = reader_words()
    if not words:
        return bytes(data)
    document = Document(io.BytesIO(bytes(data)))
    for section in document.sections:
        section.header.is_linked_to_previous = False
        lines = section.header.paragraphs
        line = lines[0] if len(lines) == 1 and not lines[0].text else section.header.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = line.add_run(words)
        run.font.size, run.font.color.rgb = Pt(8), _FAINT
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
