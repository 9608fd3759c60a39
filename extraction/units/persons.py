"""Persons named beside a unit: 责任领导, 责任人, 联系人, with their office and telephone."""

from __future__ import annotations

import re

from extraction.model import Person, Span
from extraction.outline.tables import Cell, Note

_PHONE = re.compile(
    r"(?:电话|手机|内线|联系方式)?[：:]?\s*(?P<phone>1[3-9]\d{5,9}|0\d{2,3}[-—]?\d{7,8}|\d{3,4}[-—]\d{4,8}|\d{4,8})"
)
_NAME = re.compile(r"(?P<name>[\u4e00-\u9fff·]{2,8})\s?(?:[（(](?P<title>[^（）()\d]{2,20})[）)])?")


def persons_of(notes: list[tuple[Note, str, Cell]]) -> list[Person]:
    """The persons in the cells of a row; a number in a column of telephones is that of the one before."""
    found: list[Person] = []
    for note, head, cell in notes:
        if note is Note.PERSON:
            found += persons_in(cell.text, kind=head, offset=cell.start)
        elif note is Note.PHONE and found and not found[-1].phone:
            last = found[-1]
            found[-1] = Person(last.name, last.title, cell.text, last.kind, last.span)
        elif note is Note.PHONE:
            found.append(Person("", "", cell.text, head, cell.span))
    return found


def persons_in(text: str, *, kind: str, offset: int) -> list[Person]:
    """The persons that a piece of text names, each with the telephone behind the name."""
    found: list[Person] = []
    phones = [(match.start(), match.end(), match["phone"]) for match in _PHONE.finditer(text)]
    for match in _NAME.finditer(_PHONE.sub(lambda phone: " " * len(phone.group()), text)):
        phone = next((number for start, _, number in phones if start >= match.end()), "")
        following = _NAME.search(text, match.end())
        if following and phones and phone and any(s > following.start() for s, _, n in phones if n == phone):
            phone = ""
        span = Span(offset + match.start(), offset + match.end())
        found.append(Person(match["name"], match["title"] or "", phone, kind, span))
    return found
