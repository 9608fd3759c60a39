"""The independent scan: every place of a text where something may be ordered, whatever the rules make of it.

It knows none of the rules by which the stages read; its expressions are its own and wider than theirs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from extraction.model import Span


class MarkKind(StrEnum):
    """What a mark looks like."""

    DUTY = "duty"
    UNIT = "unit"
    TIME = "time"
    LABEL = "label"
    CELL = "cell"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of the text that must be accounted for."""

    kind: MarkKind
    span: Span
    text: str


_DUTY = re.compile(
    r"牵头|配合(?!饲料|比)|会同(?!意)|协办|承办|主办(?!方)|主责|负责(?!人|制|同志|任|的态度|精神)|督导|督办|责成|协助|参与单位|参加单位"
    r"|(?:责任|落实|实施|完成|整改)(?:单位|部门|科室|处室)|责任[\u4e00-\u9fff]{2}(?=[：:])(?<!责任领导)(?<!责任人员)|责任分工|包保|交由|负(?:总|主|全)责|(?:包[抓保联]|挂[联钩]|帮扶|联系|监管|监督|主管|业主|受理|办理|审批|推进|整治|治理|管护|管理|运营|承接|建设)"
    r"(?:单位|部门|[科股处]室)(?=[：:])"
)
_PLACE = r"(?:自治[区州县旗]|国家|中央|[省市县区州盟旗镇乡](?![场民际内外域城块容情级长委员各]))"
_INNER = r"[^\W\da-zA-Z_要对在将把设由与的是等应须该各为被从向]"
UNIT = re.compile(
    rf"{_PLACE}(?:建设|{_INNER}){{1,12}}?"
    r"(?:厅|局(?![面部势限])|委员会|委(?![员托派任会])|办公室|办(?![法理公事案学好结税医证件])|人民政府|政府(?!部门)|法院|检察院|中心(?![区城任])|总队|支队|集团)"
    r"|(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}(?:省|市|县|区|镇|乡|街道)人民政府(?:办公室|办公厅)?"
)
_NUMERAL = "[一二三四五六七八九十]"
TIME = re.compile(
    rf"(?:(?<!\d)(?:20\d\d|[2-4]\d)年(?:度)?)?(?:{_NUMERAL}{{1,3}}|(?<![\d.])\d{{1,2}})月(?:份)?(?:[\d{_NUMERAL[1:-1]}]{{1,3}}[日号]|[底末初]|[上中下]旬)?(?:之?前|以前|内|止)?"
    r"|(?<!\d)20\d\d年(?:度|[底末初内]|[上下]半年|第?[一二三四1-4]季度)?(?:之?前|以前|内|止)?"
    r"|(?<![\d.])20\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?(?=之?前|底|止|[^\d])"
    rf"|第?[一二三四1-4]季度[末底]?(?:之?前|内)?|[上下]半年(?:之?前|内)?|[年月季]度?[底末](?:之?前)|年底|年内|[本下]周{_NUMERAL}?"
    rf"|(?<![\d.])(?:\d{{1,3}}|{_NUMERAL}{{1,3}}|半|百)(?:个?(?:工作日|小时|日|天|周|月|季度|年)半?)(?:之内|以内|内(?![容部外]))"
    rf"|每(?:个|半|两|一|双|\d{{1,2}}|{_NUMERAL})?(?:年|季度?|月|周|旬|星期|学期)|按[月季周旬](?![份息])|逐[月季周]"
    r"|(?:春节|元旦|国庆|中秋|端午|五一|元宵|清明)节?前|(?:汛期|入汛|汛|开学|供暖|入冬|雨季|高考|中考|两会|双节)(?:到来|来临|召开|开始)?之?前(?=[，,完建整到排全开落])"
    r"|(?:主?汛期|台风季|冬季|(?:供暖|采暖|供热)[季期]|雨季|旱季|春耕|春播|秋收|三夏|三秋|入冬|入夏|旺季|寒假|暑假|放假|开学|封冻|上冻|换届|冬训|节日|节假日|假期)"
    r"(?:到来|来临|开始|结束)?之?前(?!期|列|沿|景|夕|后|往|段|述)"
)
_LABEL = re.compile(
    r"(?m:^)(?:第[一二三四五六七八九十百零\d]{1,5}[编章节条]|[一二三四五六七八九十百]{1,4}[、.．]|[（(][一二三四五六七八九十百\d]{1,4}[）)]"
    r"|\d{1,3}(?:[.．]\d{1,2}){0,2}[.．、](?!\d)|[①-⑳])"
)
# 1 … 2 … 3 … without a point: rows of a table that came apart, or items that lost it
_BARE = re.compile(r"(?m:^)(?P<number>\d{1,3})(?=\n|[ \u3000]?[\u4e00-\u9fff“《])")
_FEWEST = 5
_CELL = re.compile(r"[^\t\n]+")


def scan(text: str, names: Collection[str] | None = None) -> list[Mark]:
    """The marks of a text in its order; `names` are those of the register of units."""
    found = [
        *_each(MarkKind.DUTY, _DUTY, text),
        *_each(MarkKind.TIME, TIME, text),
        *_each(MarkKind.LABEL, _LABEL, text),
    ]
    found += _numbers(text)
    found += _units(text, names)
    for line in re.finditer(r"(?m:^)[^\n\t]*\t[^\n]*", text):
        for cell in _CELL.finditer(text, line.start(), line.end()):
            found.append(Mark(MarkKind.CELL, Span(cell.start(), cell.end()), cell.group()))
    return sorted(found, key=lambda mark: (mark.span.start, mark.span.end))


def has_duty(text: str, start: int, end: int) -> bool:
    """Whether a word of duty stands in a stretch of text."""
    return _DUTY.search(text, start, end) is not None


def _each(kind: MarkKind, pattern: re.Pattern[str], text: str) -> Iterator[Mark]:
    for match in pattern.finditer(text):
        yield Mark(kind, Span(match.start(), match.end()), match.group())


def _numbers(text: str) -> list[Mark]:
    """The bare numbers at the beginnings of lines, where they count up from 1; nothing where they do not."""
    found: list[Mark] = []
    for match in _BARE.finditer(text):
        if int(match["number"]) == len(found) + 1:
            found.append(Mark(MarkKind.LABEL, Span(*match.span()), match["number"]))
    return found if len(found) >= _FEWEST else []


def _units(text: str, names: Collection[str] | None) -> list[Mark]:
    """Names of the register first, then what has the shape of a name beside them."""
    found: list[Mark] = []
    taken = 0
    by_head: dict[str, list[str]] = {}
    for name in names or ():
        if len(name) >= 3:
            by_head.setdefault(name[:2], []).append(name)
    if by_head:
        at = 0
        while at < len(text) - 2:
            longest = max(
                (n for n in by_head.get(text[at : at + 2], ()) if text.startswith(n, at)), key=len, default=""
            )
            if longest:
                found.append(Mark(MarkKind.UNIT, Span(at, at + len(longest)), longest))
                at += len(longest)
            else:
                at += 1
    ends = [mark.span for mark in found]
    for mark in _each(MarkKind.UNIT, UNIT, text):
        while taken < len(ends) and ends[taken].end <= mark.span.start:
            taken += 1
        if taken == len(ends) or ends[taken].start >= mark.span.end:
            found.append(mark)
    return found
