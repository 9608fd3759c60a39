"""Persons named beside a unit: 责任领导, 责任人, 联系人, with their office and telephone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extraction.model import Person, Span

_PHONE = re.compile(
    r"(?:电话|手机|内线|联系方式)?[：:]?\s*(?P<phone>1[3-9]\d{5,9}|0\d{2,3}[-—]?\d{7,8}|\d{3,4}[-—]\d{4,8}|\d{4,8})"
)
_NAME = re.compile(r"(?P<name>[\u4e00-\u9fff·]{2,8})\s?(?:[（(](?P<title>[^（）()\d]{2,20})[）)])?")


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


_PARTS = re.compile(r"[^，,；;、\s]+")
_GROUP = re.compile(r"[^；;]+")
_NUMBERED = re.compile(
    r"(?:联系)?(?:电话|手机|内线|分机|TEL|Tel|tel)?[：:]?[\d\-—（()）转]{4,20}|(?:内线|分机)[：:]?\d{3,6}"
)
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{1,2}[\u4e00-\u9fff某×xX*]{1,3}(?:[（(][^（）()]{1,12}[）)])?")
_POSTS = re.compile(
    r"(?:科|处|室|部|局|办|中心|站|所|院|委|厅|股|队|司|大队|支队|公司|集团|学院|协会|工会|食堂|馆|社|团委)$"
)


@dataclass(frozen=True, slots=True)
class Contact:
    """An office as a note of names and telephones gives it, with the persons of it."""

    name: str
    span: Span
    persons: list[Person]


def contacts_in(inside: str, *, offset: int = 0) -> list[Contact]:
    """The offices of a bracket like 商标科，林某某，5550101; empty where it is none.

    Each part between semicolons is an office, then names and a telephone or at least names that are marked.
    """
    found: list[Contact] = []
    numbered = False
    for group in _GROUP.finditer(inside):
        parts = list(_PARTS.finditer(group.group()))
        if not parts or not 2 <= len(parts) <= 9:
            return []
        office = parts[0].group()
        if not _POSTS.search(office) or not 2 <= len(office) <= 16:
            return []
        persons: list[Person] = []
        for part in parts[1:]:
            start = offset + group.start() + part.start()
            if _NUMBERED.fullmatch(part.group()):
                numbered = True
                phone = part.group().lstrip("联系电话手机：:") if "内线" not in part.group() else part.group()
                waiting = [at for at, person in enumerate(persons) if not person.phone]
                for at in waiting[-1:] if waiting else []:
                    one = persons[at]
                    persons[at] = Person(one.name, one.title, phone, one.kind, one.span)
            elif _HAN_NAME.fullmatch(part.group()) and not _POSTS.search(part.group()):
                span = Span(start, start + len(part.group()))
                persons.append(Person(part.group(), "", "", "联系人", span))
            else:
                return []
        first = offset + group.start() + parts[0].start()
        found.append(Contact(office, Span(first, first + len(office)), persons))
    return found if numbered else []
