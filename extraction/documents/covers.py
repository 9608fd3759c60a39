"""What a cover notice carries: the policies attached to it, and how their titles are matched."""

from __future__ import annotations

import re

from extraction.documents.gazette import Part, is_title_line
from extraction.text.healing import Paragraph

_NAMED = re.compile(r"《([^《》]{4,80}(?:《[^《》]{1,40}》[^《》]{0,40})?)》")
# 为贯彻落实《…条例》, 根据《…办法》: what a notice goes by is not what it carries.
_GOES_BY = re.compile(r"(?:贯彻|落实|执行|根据|按照?|依据|依照|遵照|结合|对照|符合)[^，。；《》]{0,12}$")
_CARRIES = re.compile(r"印发|转发|批转|下发|颁布|公布|同意")
_TABLE_NAME = re.compile(r"(?:表|清单|台账|目录|名单)(?:[（(][^（()）]{1,20}[）)])?$")


def bare_title(text: str) -> str:
    """A title without what printers put in or leave out: spaces, brackets, quotes, dashes."""
    return re.sub(r"[\s（）()《》〈〉“”\"—–-]", "", text)


def same_title(one: str, other: str) -> bool:
    """Whether two titles name one policy, also where only one has an issuer before 关于 or a 的 more."""
    return _key(one) == _key(other) != ""


def _key(text: str) -> str:
    bare = bare_title(text)
    at = bare.find("关于")
    return (bare[at + 2 :] if 0 <= at <= 40 else bare).replace("的", "")


def names_the_policy(heading: str, inner: str) -> bool:
    """Whether the heading of an attachment is the policy's title, and not that of a table beside it."""
    return _TABLE_NAME.search(heading) is None or _TABLE_NAME.search(inner) is not None


def parts_of(part: Part, body: int) -> list[Part]:
    """A notice that carries several policies parted before each policy but the first; else the part alone.

    `body` is where the first begins.  Their names stand in 《》 in the notice, and on lines of their own.
    """
    paragraphs = part.paragraphs
    cover = "".join(p.text for p in paragraphs[:body])
    if _CARRIES.search(cover) is None:
        return [part]
    names = [
        m[1] for m in _NAMED.finditer(cover) if not _GOES_BY.search(cover, max(0, m.start() - 20), m.start())
    ]
    names = list(dict.fromkeys(names))
    if len(names) < 2:
        return [part]
    starts: list[tuple[int, int]] = []
    for index in range(body, len(paragraphs)):
        length = _heading(paragraphs, index, names)
        if length:
            starts.append((index, length))
    ends = [*(start for start, _ in starts), len(paragraphs)]
    first = Part(paragraphs[: ends[0]], part.title, part.number, part.other, part.above)
    more = [Part(paragraphs[start:end], (0, n)) for (start, n), end in zip(starts, ends[1:], strict=True)]
    return [first, *more]


def _heading(paragraphs: list[Paragraph], index: int, names: list[str]) -> int:
    """How many lines from `index` on are one of the names; 0 for none."""
    joined = ""
    for length in range(1, 4):
        if index + length > len(paragraphs) or not is_title_line(paragraphs[index + length - 1]):
            return 0
        joined += paragraphs[index + length - 1].text
        if any(bare_title(joined) == bare_title(name) for name in names):
            return length
    return 0
