"""What a reader gives: the text of a file, and what in the file it did not read."""

from __future__ import annotations

from dataclasses import dataclass, field

from extraction.model import Unread


@dataclass(slots=True)
class Source:
    """The text of a file, and beside it what was left out: hidden and struck text, footnotes, pictures."""

    text: str
    unread: list[Unread] = field(default_factory=list)


def gathered(what: str, texts: list[str], page: int | None = None) -> list[Unread]:
    """The pieces left out for one reason, as one entry; none where they hold no words."""
    said = "；".join(filter(None, ("".join(text.split()) for text in texts)))
    return [Unread(what, said[:2000], page)] if said else []
