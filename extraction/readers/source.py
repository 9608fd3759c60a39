"""What a reader gives: the text of a file, and what in the file it did not read."""

from __future__ import annotations

from dataclasses import dataclass, field

from extraction.ocr.seen import Page


@dataclass(frozen=True, slots=True)
class Omission:
    """Something in the file that was not read.

    `what` names it; `text` are its words where they are known; `pages` are those that it is on.  `after` is
    the text before it, by which its place is found.  `told` is what a person reads of all omissions that share
    it, with `{count}` and `{pages}` to be filled in; empty for what only a duty or a date in it makes worth a look.
    """

    what: str
    text: str = ""
    pages: tuple[int, ...] = ()
    after: str = ""
    told: str = ""
    picture: int = 0  # the number from 1 of a picture within the text that may be read in its place


@dataclass(frozen=True, slots=True)
class Seen:
    """An image of the file that was read: its number (of a page, its page), what people call it, and its page.

    `key` is the name under which the page is kept while it is read (`ocr.kept`).
    """

    number: int
    label: str
    key: str
    page: Page


@dataclass(slots=True)
class Source:
    """The text of a file, and beside it what was left out: hidden and struck text, footnotes, pictures.

    `seen` are the images of which a part of the text was read, in order.
    """

    text: str
    unread: list[Omission] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)


STRUCK = "有{count}处划去的文字未读入"


def gathered(what: str, texts: list[str], page: int | None = None, *, told: str = "") -> list[Omission]:
    """The pieces left out for one reason, as one entry; none where they hold no words."""
    said = "；".join(filter(None, ("".join(text.split()) for text in texts)))
    pages = () if page is None else (page,)
    return [Omission(what, said[:2000], pages, told=told)] if said else []
