"""A saved web page to text: blocks become lines, table rows become tab separated cells."""

from __future__ import annotations

import codecs
import contextlib
import email
import email.policy
import html
import re
from collections import Counter
from dataclasses import dataclass, field

from extraction.model import ExtractionError
from extraction.readers.grid import Cell, Grid, one_line
from extraction.readers.source import Source, gathered
from extraction.readers.txt import decode

_BLOCKS = frozenset(
    (
        "p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header",
        "footer", "table", "ul", "ol", "dl", "dt", "dd", "hr", "pre", "blockquote", "tbody", "thead",
        "tfoot", "caption", "figure", "center", "form",
    )
)  # fmt: skip
_SILENT = frozenset(
    (
        "script", "style", "head", "noscript", "template", "select", "button", "title", "textarea", "svg",
        "iframe", "object",
    )
)  # fmt: skip
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.I)
_TAG = re.compile(
    r"(?P<comment><!--)|<(?:[!?][^<>]*|(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:]{0,30})(?P<said>[^<>]*))>"
)
_SPAN = re.compile(r"\b(colspan|rowspan)\s*=\s*[\"']?\s*(\d{1,5})", re.I)
_HIDDEN = re.compile(
    r"\bhidden\b(?!\s*=\s*[\"']?(?:false|until-found))|display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|font-size\s*:\s*0(?:px|pt|em)?\s*[;\"']|opacity\s*:\s*0(?:\.0+)?\s*[;\"']|mso-hide\s*:\s*all",
    re.I,
)
_STRUCK = re.compile(r"text-decoration[a-z-]*\s*:\s*[^;\"']{0,30}line-through", re.I)
_STRUCK_TAGS = ("del", "s", "strike")
_VOID = frozenset(
    ("br", "hr", "img", "input", "meta", "link", "col", "area", "base", "embed", "source", "wbr")
)
_ENDS_PARAGRAPH = frozenset(("p", "div", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section"))
_RAW = ("script", "style", "textarea", "title")  # what stands in them is no markup
_MAX_DEPTH = 20
_MAX_MARKUP = 10_000_000
_LONGEST_CELL = 1500


def read_page(name: str, data: bytes) -> Source:
    """The visible text of a saved page, html or mht; raises ExtractionError when it cannot be decoded."""
    if data.lstrip()[:1] != b"<" and b"MIME-Version:" in data[:8192]:
        return _archived(name, data)
    if len(data) > _MAX_MARKUP:
        raise ExtractionError(f"网页“{name}”过大，请只保留正文，另存为 txt 后再导入。")
    return read_html(_decoded(name, data, ""))


def read_html(markup: str) -> Source:
    """The visible text of a page, and what is hidden or struck in it."""
    reader = _Reader()
    reader.read(markup)
    unread = gathered("网页中不显示的文字", reader.hidden) + gathered("划去的文字", reader.struck)
    return Source("\n".join(reader.lines), unread)


def _archived(name: str, data: bytes) -> Source:
    """The page in a web archive: the first part that is html, as Word saves it."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return read_html(_decoded(name, payload, part.get_content_charset() or ""))
    raise ExtractionError(f"网页存档“{name}”中没有正文，请另存为 docx 或 txt 后再导入。")


def _decoded(name: str, data: bytes, charset: str) -> str:
    """A page's characters: the stated encoding, but only where the bytes are written in it."""
    stated = _CHARSET.search(data[:4096])
    encoding = charset or (stated.group(1).decode("ascii") if stated else "")
    if encoding.lower() in ("gb2312", "gbk", "hz-gb-2312"):
        encoding = "gb18030"
    marked = data[:3] == b"\xef\xbb\xbf" or data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if encoding and not marked and encoding.lower().replace("-", "") not in ("utf16", "utf8"):
        try:
            codecs.lookup(encoding)
            return data.decode(encoding)
        except (LookupError, UnicodeError, ValueError, TypeError, AssertionError):
            return decode(data, name)
    return decode(data, name)


@dataclass(slots=True)
class _Table:
    """A table being read; a table within a cell gives its text to the cell."""

    grid: Grid = field(default_factory=Grid)
    row: list[Cell] | None = None
    cell: list[str] | None = None  # the lines of the cell being read

    def end_cell(self) -> None:
        if self.row and self.cell is not None:
            self.row[-1].text = "\n".join(self.cell)
        self.cell = None

    def end_row(self) -> None:
        self.end_cell()
        if self.row is not None:
            self.grid.add(self.row)
        self.row = None

    def lines(self) -> list[str]:
        """Its rows, or the paragraphs of its cells where it only lays out the page."""
        texts = [place.text for row in self.grid.rows for place in row if place.own]
        if all(len(row) <= 1 for row in self.grid.rows) or any(len(text) > _LONGEST_CELL for text in texts):
            return [line for text in texts for line in text.split("\n")]
        for row in self.grid.rows:
            for place in row:
                place.text = one_line(place.text)
        return list(self.grid.lines())


class _Reader:
    """Puts the text of a page into lines and tables, tag by tag."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.tables: list[_Table] = []
        self.silent: Counter[str] = Counter()
        self.hidden: list[str] = []
        self.struck: list[str] = []
        self.aside: tuple[str, list[str]] | None = None  # the tag that hides or strikes, where its text goes
        self.depth = 0  # how many elements of that tag are open within it

    def read(self, markup: str) -> None:
        """Reads a page from left to right; every step looks at each character once.

        The parser of the standard library begins anew at each sign that nothing closes, which takes
        hours on a page of such signs.
        """
        at = 0
        while at < len(markup):
            tag = _TAG.search(markup, at)
            end = tag.start() if tag else len(markup)
            if end > at:
                self._text(markup[at:end])
            if tag is None:
                break
            at = tag.end()
            name = (tag["name"] or "").lower()
            if tag["comment"]:
                closed = markup.find("-->", at)
                at = closed + 3 if closed >= 0 else len(markup)
            elif name and tag["end"]:
                self._end(name)
            elif name:
                self._start(name, tag["said"])
                if name in _RAW:
                    closing = re.compile(f"</{name}", re.I).search(markup, at)
                    at = closing.start() if closing else len(markup)
        self._flush()
        while self.tables:
            self._end_table()

    def _start(self, tag: str, said: str) -> None:
        if tag in _SILENT:
            self.silent[tag] += not said.endswith("/")
            return
        self._turn_aside(tag, said)
        if tag == "body":
            self.silent.clear()  # a head that was never closed
        if tag in _BLOCKS or tag in ("tr", "td", "th"):
            self._flush()
        if tag == "table" and len(self.tables) < _MAX_DEPTH:
            self.tables.append(_Table())
        if not self.tables:
            return
        table = self.tables[-1]
        if tag == "tr":
            table.end_row()
            table.row = []
        elif tag in ("td", "th"):
            table.end_cell()
            spans = {name.lower(): int(count) for name, count in _SPAN.findall(said[:500])}
            table.row = [] if table.row is None else table.row
            table.row.append(Cell("", spans.get("colspan", 1), spans.get("rowspan", 1)))
            table.cell = []

    def _turn_aside(self, tag: str, said: str) -> None:
        """Notes where a hidden or struck element begins, so that its text goes elsewhere."""
        if self.aside is not None and self.aside[0] == "p" and tag in _ENDS_PARAGRAPH:
            self.aside = None  # a paragraph ends where the next one begins, closed or not
        if tag in _VOID or said.endswith("/"):
            return
        if self.aside is not None:
            self.depth += tag == self.aside[0]
        elif _HIDDEN.search(said[:2000]) and tag != "body":
            self.aside, self.depth = (tag, self.hidden), 1
        elif tag in _STRUCK_TAGS or _STRUCK.search(said[:2000]):
            self.aside, self.depth = (tag, self.struck), 1

    def _end(self, tag: str) -> None:
        if self.aside is not None and tag == self.aside[0]:
            self.depth -= 1
            if self.depth <= 0:
                self.aside = None
        if tag in _SILENT:
            self.silent[tag] -= self.silent[tag] > 0
            return
        if tag in _BLOCKS or tag in ("tr", "td", "th"):
            self._flush()
        if not self.tables:
            return
        if tag == "tr":
            self.tables[-1].end_row()
        elif tag in ("td", "th"):
            self.tables[-1].end_cell()
        elif tag == "table":
            self._end_table()

    def _text(self, text: str) -> None:
        if not self.silent.total():
            with contextlib.suppress(ValueError):  # a reference to a character of thousands of digits
                text = html.unescape(text)
            (self.line if self.aside is None else self.aside[1]).append(text)

    def _flush(self) -> None:
        text = one_line("".join(self.line))
        self.line = []
        if text:
            self._put(text)

    def _put(self, text: str) -> None:
        cell = self.tables[-1].cell if self.tables else None
        (self.lines if cell is None else cell).append(text)

    def _end_table(self) -> None:
        table = self.tables.pop()
        table.end_row()
        for text in filter(None, table.lines()):
            self._put(text)
