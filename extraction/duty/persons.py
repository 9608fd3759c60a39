"""Persons named beside a unit: 责任领导, 责任人, 联系人, with their office and telephone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extraction.model import Person, Span

PHONE = re.compile(
    r"(?:电话|手机|内线|联系方式)?[：:]?\s*(?P<phone>1[3-9]\d{5,9}|0\d{2,3}[-—]\d{3,4}[-—]\d{4}(?!\d)|0\d{2,3}[-—]?\d{7,8}|\d{3,4}[-—]\d{4,8}|\d{4,8})"
)
_NAME = re.compile(r"(?P<name>[\u4e00-\u9fff·]{2,24})\s?(?:[（(](?P<title>[^（）()\d]{2,20})[）)])?")


# 副县长王某某, 县发改局局长李某某; 王某某副县长
_POST = (
    r"(?:副?(?:书记|[省市州县区镇乡局厅处科股所站院校部园庭司关村厂馆社会队团组行]长|主任|主席|秘书长|董事长|总?经理"
    r"|检察长|总工程师|支书|政委|专员)|常委|委员|调研员|巡视员|科员|干事|同志)"
)
_TITLED = re.compile(
    rf"(?P<title>[\u4e00-\u9fff]{{0,16}}?{_POST}(?:[\u4e00-\u9fff]{{0,12}}{_POST})?)(?P<name>[\u4e00-\u9fff·]{{2,4}})"
    rf"|(?P<first>[\u4e00-\u9fff·]{{2,3}})(?P<post>{_POST})"
)
_POST_ENDS = re.compile(rf"(?:党组|党委|党工委|支部)?{_POST}$")


def office_of(person: Person) -> str:
    """The name of the office in a person's title (县发改局 of 县发改局局长), "" where there is none."""
    return _POST_ENDS.sub("", person.title) if _POST_ENDS.search(person.title) else ""


def persons_in(text: str, *, kind: str, offset: int) -> list[Person]:
    """The persons that a piece of text names, each with the telephone behind the name."""
    found: list[Person] = []
    phones = [(match.start(), match.end(), match["phone"]) for match in PHONE.finditer(text)]
    for match in _NAME.finditer(PHONE.sub(lambda phone: " " * len(phone.group()), text)):
        ends = match.end("title") if match["title"] else match.end("name")
        phone = next((number for start, _, number in phones if start >= ends), "")
        following = _NAME.search(text, match.end())
        if following and phones and phone and any(s > following.start() for s, _, n in phones if n == phone):
            phone = ""
        span = Span(offset + match.start(), offset + match.end())
        titled = _TITLED.fullmatch(match["name"])
        name, title = match["name"], match["title"] or ""
        if titled:
            name = titled["name"] or titled["first"]
            title = titled["title"] or titled["post"] or title
        elif len(name) > _LONGEST_NAME:
            continue
        found.append(Person(name, title, phone, kind, span))
    return found


_LONGEST_NAME = 8
_PARTS = re.compile(r"[^，,；;、\s]+")
_GROUP = re.compile(r"[^；;]+")
_NUMBERED = re.compile(
    r"(?:联系)?(?:电话|手机|内线|分机|TEL|Tel|tel)?[：:]?[\d\-—（()）转]{4,20}|(?:内线|分机)[：:]?\d{3,6}"
)
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{1,2}[\u4e00-\u9fff某×xX*]{1,3}(?:[（(][^（）()]{1,12}[）)])?")
_POSTS = re.compile(
    r"(?:科|处|室|部|局|办|中心|站|所|院|委|厅|股|队|司|大队|支队|公司|集团|学院|协会|工会|食堂|馆|社|团委)$"
)


# 县发改局李某某5550101: what blanks parted in the file
_OFFICE_NAME = re.compile(
    rf"(?P<office>[\u4e00-\u9fff]{{1,14}}?{_POSTS.pattern.removesuffix('$')})(?P<name>[\u4e00-\u9fff]{{2,3}})"
    r"(?P<phone>1[3-9]\d{9}|0\d{2,3}[-—]?\d{7,8}|\d{4,8})?"
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
        parts = [(part.group(), part.start()) for part in _PARTS.finditer(group.group())]
        fused = _OFFICE_NAME.fullmatch(parts[0][0]) if parts and not _POSTS.search(parts[0][0]) else None
        if fused:
            first = parts[0][1]
            parts[:1] = [
                (fused[name], first + fused.start(name)) for name in fused.groupdict() if fused[name]
            ]
        if not parts or not 2 <= len(parts) <= 9:
            return []
        office = parts[0][0]
        if not _POSTS.search(office) or not 2 <= len(office) <= 16:
            return []
        persons: list[Person] = []
        for part, place in parts[1:]:
            start = offset + group.start() + place
            if _NUMBERED.fullmatch(part):
                numbered = True
                phone = part.lstrip("联系电话手机：:") if "内线" not in part else part
                waiting = [at for at, person in enumerate(persons) if not person.phone]
                for at in waiting[-1:] if waiting else []:
                    one = persons[at]
                    persons[at] = Person(one.name, one.title, phone, one.kind, one.span)
            elif _HAN_NAME.fullmatch(part) and not _POSTS.search(part):
                persons.append(Person(part, "", "", "联系人", Span(start, start + len(part))))
            else:
                return []
        first = offset + group.start() + parts[0][1]
        found.append(Contact(office, Span(first, first + len(office)), persons))
    return found if numbered else []
