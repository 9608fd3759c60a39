"""A saved web page to text: blocks become lines, table rows become tab separated cells."""

from __future__ import annotations

from html.parser import HTMLParser

_BLOCKS = {
    "p",
    "div",
    "br",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "table",
    "ul",
    "ol",
}
_SILENT = {"script", "style", "head", "noscript", "template", "select", "button"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line: list[str] = []
        self.row: list[str] | None = None
        self.silent = 0

    def _flush(self) -> None:
        text = " ".join("".join(self.line).split())
        self.line = []
        if self.row is None:
            if text:
                self.lines.append(text)
        elif self.row:
            self.row[-1] = f"{self.row[-1]} {text}".strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag == "tr":
            self._flush()
            self.row = []
        elif tag in ("td", "th") and self.row is not None:
            self._flush()
            self.row.append("")
        elif tag in _BLOCKS:
            self._flush()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "tr" and self.row is not None:
            self._flush()
            if any(self.row):
                self.lines.append("\t".join(self.row))
            self.row = None
        elif tag in _BLOCKS:
            self._flush()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.line.append(data)


def read_html(markup: str) -> str:
    """The visible text of a page."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    reader._flush()
    return "\n".join(reader.lines)
