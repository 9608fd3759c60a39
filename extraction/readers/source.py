"""What a reader gives: the text of a file, and what in the file it did not read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extraction.ocr.seen import Page


@dataclass(frozen=True, slots=True)
class Omission:
    """Something in the file that was not read.

    `what` names it; `text` are its words where they are known; `pages` are those that it is on.  `after` is
    the text before it, by which its place is found.  `told` is what a person reads of all that share it, with
    `{count}` and `{pages}` to be filled in; empty where only a duty or a date in it makes it worth a look.
    """

    what: str
    text: str = ""
    pages: tuple[int, ...] = ()
    after: str = ""
    told: str = ""
    picture: int = 0  # the number from 1 of a picture within the text that may be read in its place
    box: tuple[float, ...] = ()  # its place on its page: left, top, right, bottom in shares of the sides


@dataclass(frozen=True, slots=True)
class Seen:
    """An image of the file that was read: its number (that of the page), what people call it, what it says.

    `key` is the name under which the page is kept while it is read (`ocr.kept`).
    """

    number: int
    label: str
    key: str
    page: Page


@dataclass(slots=True)
class Source:
    """The text of a file, and beside it what was left out: hidden and struck text, footnotes, pictures.

    `seen` are the images of which a part of the text was read, in order; `images` are files of pictures, by
    the number of the page that each is, which are still to be recognised.
    """

    text: str
    unread: list[Omission] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    images: dict[int, bytes] = field(default_factory=dict)
    tabular: bool = False  # the rows of a workbook


PICTURES = 100_000  # the number of an image that is a picture upon a page: this and its own
STRUCK = "有{count}处划去的文字未读入"


def gathered(what: str, texts: list[str], page: int | None = None, *, told: str = "") -> list[Omission]:
    """The pieces left out for one reason, as one entry; none where they hold no words."""
    said = "；".join(filter(None, ("".join(text.split()) for text in texts)))
    pages = () if page is None else (page,)
    return [Omission(what, said[:2000], pages, told=told)] if said else []


_NO_PART = re.compile(
    r"^(?:附件|附表)?\s*\d{0,3}[-—_.、：:\s]*|(?:[（(【\[][^（()）]{0,8}[)）】\]]|[-—_.\s]*(?:副本|终稿|定稿|[vV]\d[\d.]*|20\d{6}))+$"
)
_UNTITLED = "表内没有标题，标题取自文件名"


def titled(source: Source, stem: str) -> Source:
    """A workbook whose sheet begins with its heads under the name of its file, where that is a title."""
    lines = source.text.split("\n")
    title = _NO_PART.sub("", stem).strip()
    if not source.tabular or "\t" not in lines[0] or sum("\u4e00" <= char <= "\u9fff" for char in title) < 4:
        return source
    unread = [Omission(_UNTITLED, told=_UNTITLED), *source.unread]
    return Source("\n".join([title, *lines]), unread, tabular=True)
