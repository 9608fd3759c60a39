"""A text that lost its line breaks, cut where they must have been: around its head and before its items."""

from __future__ import annotations

import re
from itertools import pairwise

from extraction.signs.labels import Label, read_label

_STOPS = "。！？；：…!?;:）)〕]】》”’"
_ITEM = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|[（(]\d{1,2}[）)]"
    r"|\d{1,2}[.．、](?!\d(?!0\d\d年|\d?月))|第[一二三四五六七八九十百]{1,4}[条章节]"
)
_LOOSE = ("paren", "article", "chapter", "part")  # printed in a way that sentences seldom have
UNFOLDED = "原文没有分段，已按编号断开，请核对各条的起止"  # said once, of all of a text
_LONG = 120
_SHORTEST_TITLE = 10
_HEADING = 40
_LONGEST_HEAD = 120  # a title and the headings below it, before the first number
_THIS = re.compile(r"(?<![成资样文基版根日书])本$")  # 本（一）, but 降低成本（一）…
_WHO_ENDS = re.compile(
    r"(?:分工|分别|单位|部门|政府)负责$"
)  # …按职责分工负责2.加强…: a clause that no stop ends
# …及时、准确三、不断推进…改革。: the next heading, before which the stop was lost
_HEADS = re.compile(r"[一二三四五六七八九十]{1,3}、[\u4e00-\u9fff“”《》]{6,40}。")
_SKIP = 9  # how far a number may jump after a stop: printed labels are kept where they skip
_KIND = r"(?:通知|意见|方案|措施|规划|办法|计划|要点|纲要|决定|细则|政策|清单|规定|举措)"
# 7.云江市人民政府办公室关于印发…的通知（2023年5月9日）: the number of a collection before a title
_COLLECTED = re.compile(
    rf"\d{{1,3}}[.．、](?=[\u4e00-\u9fff]{{4,40}}关于[^。；：]{{4,120}}?{_KIND}[》”]?[（(](?:19|20)\d\d年)"
)
_NUMBER = re.compile(
    r"(?:(?<=通知)|(?<=意见)|(?<=方案)|(?<=措施)|(?<=规划)|(?<=办法)|(?<=计划)|(?<=决定)|(?<=要点)|(?<=函)|(?<=通报)|(?<=文件)|(?<=日[）)]))"
    r"(?!的)[\u4e00-\u9fff]{1,12}[〔\[](?:19|20)\d\d[〕\]]\d{1,4}号"
)
_DAY = (
    r"(?:(?:19|20)\d\d年\d{1,2}月\d{1,2}日"
    r"|[一二][零〇○Oo0一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
_SIGNED = re.compile(
    r"(?:(?<=[。；）])[\u4e00-\u9fff]{2,90}(?:政府|办公厅|办公室|委员会|厅|局|领导小组)"
    rf"|[\u4e00-\u9fff]{{2,3}}[省市县区]人民政府(?:办公厅|办公室)?)(?P<day>{_DAY})"
    r"(?!前|起|止|至)"
)
_SIGNATURE = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{0,28}(?:政府|国务院|办公厅|办公室|委员会|厅|局|领导小组|指挥部|党委|市委|省委|县委))"
    rf"(?P<day>{_DAY})"
)
_RELEASED = re.compile(r"[（(](?:此件|信息公开|公开)[^（）()]{2,16}[）)](?=[\u4e00-\u9fff]{6})")
_ANNEX = re.compile(r"(?:(?<=[。：）])|(?<=\d日))附件[：:](?=[1一][.．、]|《|[\u4e00-\u9fff])")
# 。附件1云江市…技术要求一、范围: an annex with a numbering of its own
_ANNEXED = re.compile(
    r"(?<=[。；）])附件\d{0,2}[：:]?(?=[《“\u4e00-\u9fff][^。，；：]{3,60}?(?:[一1][、.．]|（一）|第一[条章]))"
)
_DATED = re.compile(
    rf"(?<=。){_DAY}(?=附件[：:]|（此件|$)|(?<![\d至到于在自从为前]){_DAY}(?=$|(?P<note>[（(](?:联系|此件|本文|信息公开|公开)))"
)
_TITLE = re.compile(
    rf"[^。：，；]{{4,70}}?{_KIND}(?:[（(][^（()）]{{2,14}}[）)])?(?=$|为|根据|按照|因|由于|鉴于|针对|一、|第一|各|现|近年|[（(](?:20|一|此|试))"
)
_UNITS = re.compile(r"(?:单位|部门)[：:]")
_SENT_TO = re.compile(r"(?:各|省|市|县|区|有关|国务院)[^。]{3,200}?[：:]")


def unfold(text: str) -> list[str]:
    """The lines that a long text must have had; the text alone where it is short or shows none.

    An item is one only where its number is the next of its style, so that 第（一）项 or 统一、规范 is none.
    """
    pieces: list[str] = []
    at = 0
    for annex in _ANNEXED.finditer(text, _LONG):
        pieces += [*_unfold(text[at : annex.start()]), annex.group()]
        at = annex.end()
    return [*pieces, *_unfold(text[at:])]


def _unfold(text: str) -> list[str]:
    """The lines of a text that carries no annex."""
    if len(text) < _LONG:
        return [text]
    starts = _items(text)
    first = starts[0] if starts else len(text)
    cuts = {0, *starts, *_head(text, first)}
    cuts |= {match.start() for match in _ANNEX.finditer(text)}
    for match in _DATED.finditer(text):
        cuts |= {match.start(), match.end() if match["note"] else match.start()}
    for match in _SIGNED.finditer(text):
        cuts |= {match.start(), match.start("day"), match.end()}
        cuts |= {match.end() + cut for cut in _title(text[match.end() : match.end() + 160])}
    return [text[a:b] for a, b in pairwise([*sorted(cuts), len(text)]) if a < b]


def uncollected(text: str) -> str:
    """A long text without the number that its title bears in a collection."""
    number = _COLLECTED.match(text) if len(text) >= _LONG else None
    return text[number.end() :] if number else text


def unfold_head(text: str) -> list[str]:
    """A title, its 文号 and those it is sent to, a note on its release before it, where they share a line."""
    # 交规划发〔2020〕31号: 规划 ends a title only where one stands before it.
    cuts = {0, *_head(text, len(text))} if _NUMBER.search(text, _SHORTEST_TITLE, 300) else {0}
    note = _RELEASED.match(text)
    cuts |= {note.end()} if note else set()
    return [text[a:b] for a, b in pairwise([*sorted(cuts), len(text)]) if a < b]


def unfold_signature(text: str) -> list[str]:
    """Who signed and the day, where they stand on one line."""
    match = _SIGNATURE.fullmatch(text)
    return [match["who"], match["day"]] if match else [text]


def _head(text: str, first: int) -> set[int]:
    """The cuts around the title, the 文号 and those it is sent to, before the first item."""
    number = _NUMBER.search(text, _SHORTEST_TITLE, min(first, 300))
    if number is None:
        return _title(text[: min(first, 160)])
    cuts = {number.start(), number.end()}
    sent = _SENT_TO.match(text, number.end(), first)
    return cuts | ({sent.end()} if sent else {number.end() + at for at in _title(text[number.end() : first])})


def _title(text: str) -> set[int]:
    """Where a title at the beginning of a text ends; nothing where there is none."""
    match = _TITLE.match(text)
    return {match.end()} if match else set()


def _items(text: str) -> list[int]:
    """Where numbered items begin."""
    starts: list[int] = []
    scope: dict[str, int] = {}  # the last number of each style under the open heading
    ever: dict[str, int] = {}
    ranks: dict[str, int] = {}
    for match in _ITEM.finditer(text):
        start = match.start()
        label = read_label(text[start : start + 12])
        if label is None:
            continue
        known = scope.get(label.style, 0)
        if not _may_begin(text, start, label, starts[-1] if starts else 0) and not (
            label.style == "section" and label.number == known + 1 > 2 and _goes_on(text, start)
        ):
            continue
        opens = label.number == 1 and (label.rank > 2 or not starts) and _has_heading(label, ranks, scope)
        skips = known < label.number <= known + _SKIP and text[start - 1 : start] in "。）)〕；"
        if not (label.number == known + 1 or opens or label.number == ever.get(label.style, 0) + 1 or skips):
            continue
        scope = {style: n for style, n in scope.items() if ranks[style] <= label.rank}
        scope[label.style] = ever[label.style] = label.number
        ranks[label.style] = label.rank
        starts.append(start)
    return starts


def _goes_on(text: str, start: int) -> bool:
    """Whether a heading and nothing else stands behind a number that only characters precede."""
    before = text[start - 1]
    return (
        "\u4e00" <= before <= "\u9fff"
        and before not in "第前和至到一二三四五六七八九十"
        and _HEADS.match(text, start) is not None
    )


def _has_heading(label: Label, ranks: dict[str, int], scope: dict[str, int]) -> bool:
    return not scope or any(ranks[style] < label.rank for style in scope)


def _may_begin(text: str, start: int, label: Label, last: int) -> bool:
    """Whether what stands before a number lets an item begin: a stop, a heading or a list of units."""
    before = text[start - 1 : start]
    if (before and before in "第前和、至到—-") or _THIS.search(text, max(0, start - 2), start):
        return False
    if (
        not before
        or before in _STOPS
        or label.style in _LOOSE
        or _WHO_ENDS.search(text, max(0, start - 4), start)
    ):
        return True
    if before.isdigit():
        return False
    above = text[max(last, start - 200) : start]
    heading = len(above) <= (_LONGEST_HEAD if last == 0 else _HEADING) and not any(
        stop in above for stop in "。，；"
    )
    return (
        heading
        if label.number == 1 or label.style == "paren_number"
        else heading or _UNITS.search(above) is not None
    )
