"""Finds the responsibility clauses in an item's text; what one says is read by `roles`.

Three shapes: in brackets (（A牵头，B配合）), after a heading (责任单位：A、B), and as a sentence of its own
at the end of a paragraph (A牵头负责。).  A 负责 in the middle of a sentence is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extraction.duty.persons import Contact, contacts_in, office_of, persons_in
from extraction.duty.roles import (
    has_verb,
    is_name,
    mostly_units,
    opens_clause,
    persons_said,
    read_clause,
    read_deeds,
    unique,
    without_notes,
    without_times,
)
from extraction.duty.shares import divided_into_shares
from extraction.duty.spoken import find_spoken, surely_a_body
from extraction.model import Caution, Person, Role, Span, Unit
from extraction.signs.duty_words import CLOSE, HEADING, OPEN, TIME
from extraction.signs.unit_names import looks_like_unit, split_units

_LEAD, _SUPPORT, _DUTY = Role.LEAD, Role.SUPPORT, Role.RESPONSIBLE

_INHERITED = re.compile(
    r"(?:以下|下述|各项|具体|上述及以下|以上|上述|其他)(?:各项|各条|各款|政策|具体|重点|任务|措施|举措|工作|内容|事项|条款)*的?(?:(?:责任|牵头|配合|负责|参与)(?:单位|部门))?(?:均|都|同样?|全部|皆)+"
    r"(?:需要?|由|须|应|要|涉及|包括|含)*(?P<units>[^。；]{2,100}?)"
    r"(?P<word>按职责分工负责|分工负责|落实|负责|配合|参与|牵头|实施|(?=[，,]))[^。]{0,8}?不(?:再|一一|另|逐一)+[^。）)]{0,8}"
    r"(?:列出|列|重复|赘述|注明|标注|说明|述|分工)"
)
_INHERITED_BEFORE = re.compile(
    r"(?:^|[，,。；])(?P<units>[^，,。；对]{2,100}?)对(?:以下|下述|上述|以上)?(?:各项|各条|所有|全部)?"
    r"(?:重点)?(?:任务|措施|工作|事项)?(?:均|都|皆)(?:负有|负|承担)[^。，,]{0,6}责任?[，,]"
    r"[^。，,]{0,4}不(?:再|一一|另|逐一)+[^。）)]{0,8}(?:列出|列|重复|赘述|注明|标注|说明|述)"
)
_ENDS = re.compile(
    r"(?:(?:负责|牵头)[\u4e00-\u9fff]{0,6}|为(?:牵头|主办|主责|配合|协办|责任)(?:责任)?(?:单位|部门)|负总责|"
    r"牵头|配合|落实|参与|参加|支持|协办|协同|实施|推进|承担|办理|组织|推动|执行|协助|指导|完成|工作)[。；;，,]?$"
)
_REMARK = re.compile(r"以下简称|简称|见附件|附件|不?包?含|(?:主要)?包括|例如|如(?![东皋])|即(?!墨)|其中|是指")
_LED = re.compile(r"由?(?P<who>[^，,；;。：:]{3,120}?)(?:共同|联合|总)?牵头(?=$|[，,；;。负组落实])")

# 甲局负责，责任人：王某某，电话：5550101: who it is in the unit, behind the clause
_PERSONS = re.compile(
    r"[，,；;。、 ]*(?:责任人|责任领导|分管领导|包保领导|牵头领导|负责人|联系人|经办人"
    r"|(?:联系)?电话|手机|联系方式)[：:].*$"
)
_SHORT_LINE = 80


@dataclass(slots=True, eq=False)
class Clause:
    """One clause: its place, its units, and units that it hands down to all that follows."""

    start: int
    end: int
    units: list[Unit]
    inherited: list[Unit] = field(default_factory=list)
    times: list[tuple[str, int]] = field(default_factory=list)  # what it says of a time limit, with its place
    cautions: list[Caution] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    headed: bool = False  # it heads an item whose whole text says what its units do
    spoken: bool = False  # a sentence that says who: it gives way to a clause of the item's own


_KNOWN = 3  # units that a list must name beside what only its place in it shows to be one
_FIRM = re.compile(
    r"(?!(?:以上|包括|其中|同时|并))[\u4e00-\u9fff]{4,10}(?<!工作)(?<!项目)(?<!任务)(?<!重点)(?<!以上)(?<!完成)"
)  # 云航物流, 江运集运


def find_clauses(text: str, *, offset: int = 0) -> list[Clause]:
    """The clauses of one paragraph in order; neighbours with nothing between them are one.

    Offsets are those of `text` plus `offset`.
    """
    found: list[Clause] = []
    reach = 0
    for start, end, closed in sorted([*_brackets(text), *_quoted(text)]):
        if start < reach:
            continue
        inside = text[start + 1 : end - 1 if closed else end]
        stops_sentence = not text[end : end + 1] or text[end] in "。；;，,、" or _sentence_starts(text, end)
        begins = start == 0 or text[start - 1] in "。；;！!？?…”" or text[start - 1] in CLOSE
        contacts = contacts_in(inside, offset=offset + start + 1) if closed and begins else []
        if contacts:
            found.append(_of_contacts(contacts, start, end))
            reach = end
            continue
        led = _LED_BY.fullmatch(inside) if closed and begins else None
        if led and not looks_like_unit(led["names"]) and (is_list(led["rest"]) or is_clause(led["rest"])):
            found.append(_of_leaders(led, start, end, offset + start + 1))
            reach = end
            continue
        shares = divided_into_shares(inside, offset=offset + start + 1) if closed and begins else []
        if shares:
            found.append(Clause(start, end, shares))
            reach = end
            continue
        listed = closed and begins and not text[end:].strip("。；; ") and is_list(inside)
        if not listed and not is_clause(inside, strict=not (begins or stops_sentence), open_ended=not closed):
            deeds = (
                read_deeds(inside, offset=offset + start + 1) if closed and begins and stops_sentence else []
            )
            named = _named_last(text, start, end, offset) if closed and not deeds else None
            if named is not None:
                found.append(named)
                reach = end
            elif deeds:
                times = without_times(inside, offset + start + 1)[1]
                found.append(Clause(start, end, deeds, times=times))
                reach = end
            continue
        if not closed and not begins:
            continue
        clause = _read(inside, start, end, offset + start + 1)
        if closed and begins and any(unit.doubt for unit in clause.units):
            clause.units = read_deeds(inside, offset=offset + start + 1) or clause.units
        if not closed:
            clause.cautions.append(
                Caution("责任分工的括号没有闭合，请核对", Span(offset + start, offset + end))
            )
        found.append(clause)
        reach = end
    found = _tail(text, found, offset)
    for clause in found:
        clause.start += offset
        clause.end += offset
    return _merged(text, found, offset)


def _named_last(text: str, start: int, end: int, offset: int) -> Clause | None:
    """The clause of a short line that ends in a bracket of names (清理河道（县水利局）), which is doubted."""
    if text[end:].strip("。；; ") or "。" in text[:start] or len(text) > _SHORT_LINE:
        return None
    units = split_units(text[start + 1 : end - 1], _DUTY, offset=offset + start + 1)
    if not units or not all(is_name(unit) and surely_a_body(unit.name) for unit in units):
        return None
    for unit in units:
        unit.doubt = f"“{unit.name}”写在句末括号中，没有写明责任分工"
    return Clause(start, end, units)


# （赵某某；县农业农村局、各乡镇）: who of the leaders answers for it, then the units.
_LED_BY = re.compile(
    r"(?P<names>[\u4e00-\u9fff·]{2,4}(?:、[\u4e00-\u9fff·]{2,4}){0,3})[；;](?P<rest>[^；;：:]{3,300})"
)


def _of_leaders(led: re.Match[str], start: int, end: int, offset: int) -> Clause:
    clause = _read(led["rest"], start, end, offset + led.start("rest"))
    clause.persons = persons_in(led["names"], kind="责任领导", offset=offset) + clause.persons
    return clause


def _of_contacts(contacts: list[Contact], start: int, end: int) -> Clause:
    units = [Unit(contact.name, _DUTY, contact.span) for contact in contacts]
    persons = [person for contact in contacts for person in contact.persons]
    return Clause(start, end, units, persons=persons)


def whole_time(text: str, *, offset: int = 0) -> tuple[str, int] | None:
    """What a line such as 完成时限：2023年12月底 says, with its place; None for other lines."""
    match = TIME.fullmatch(text.rstrip("。；; "))
    return (match.group(), offset) if match and text[0] in "完时期办推落进整工计" else None


def whole_clause(text: str, *, offset: int = 0) -> Clause | None:
    """The clause that a paragraph is, where it is nothing but one; else None."""
    if not (text[:1] in OPEN or HEADING.match(text) or (len(text) <= 300 and _ENDS.search(text))):
        return None
    found = find_clauses(text, offset=offset)
    if len(found) != 1 or (found[0].spoken and not _speaks_of_others(text, found[0].units, offset)):
        return None  # 县水利局负责组织落实, 铁路管控由铁路局负责: what somebody does is an item's text
    if found[0].start == offset and found[0].end - offset >= len(text.rstrip("。；; ")):
        return found[0]
    return None


_OF_ITEMS = re.compile(
    r"(?:以上|上述|前述|此|该|本|这)?(?:各|几|些)?(?:项|条|款|类)?(?:具体|有关|相关|日常)?"
    r"(?:任务|工作|事项|措施|内容|问题)?(?:均|都|分别)?[，,]?(?:统一|主要|具体)?由?"
)


def _speaks_of_others(text: str, units: list[Unit], offset: int) -> bool:
    """Whether a sentence says who has the items before it (以上工作由…负责), and not who has what."""
    first = units[0].span
    before = text[: first.start - offset] if first is not None else ""
    return before != "" and _OF_ITEMS.fullmatch(before) is not None


def is_clause(inside: str, *, strict: bool = False, open_ended: bool = False) -> bool:
    """Whether the inside of a bracket hands out responsibility.

    `strict` is for a bracket in the middle of a sentence: then every piece must look like a unit.
    """
    inside = inside.strip()
    if not 4 <= len(inside) <= 1500 or _REMARK.match(inside):
        return False
    timeless = without_notes(without_times(inside, 0)[0]).strip("；;，,。 ")
    if opens_clause(timeless):
        return True
    if _INHERITED.search(inside):
        return True
    if open_ended:
        return has_verb(inside) and mostly_units(inside)
    led = _LED.match(timeless)
    if led and all(is_name(unit) for unit in split_units(led["who"], _DUTY)):
        return True
    if not _ENDS.search(_PERSONS.sub("", timeless)):
        return False
    return mostly_units(inside, whole=strict)


def is_list(inside: str) -> bool:
    """Whether a bracket after the last sentence of a paragraph holds names of units and nothing else."""
    if len(inside) > 600 or _REMARK.match(inside):
        return False
    units = split_units(without_times(inside, 0)[0], _DUTY)
    if any(unit.name.startswith("见") for unit in units):
        return False
    plain = [
        unit.name
        for unit in units
        if not (2 if unit.name[0] == "各" else 3) <= len(unit.name) <= 24 or not looks_like_unit(unit.name)
    ]
    known = len(units) - len(plain)
    firms = known >= _KNOWN and known >= 2 * len(plain) and all(_FIRM.fullmatch(name) for name in plain)
    return any(is_name(unit) for unit in units) and (firms or not plain)


def _sentence_starts(text: str, index: int) -> bool:
    return text[index - 2 : index - 1] in ("责", "头", "合", "实") or text[index : index + 1] in OPEN


def _brackets(text: str) -> list[tuple[int, int, bool]]:
    """Outermost bracket groups as (start, end, closed).

    An opening bracket that is never closed counts only as the last thing of the paragraph; it does not
    swallow the groups that follow it.
    """
    pairs: list[tuple[int, int]] = []
    stack: list[int] = []
    for index, char in enumerate(text):
        if char in OPEN:
            stack.append(index)
        elif char in CLOSE and stack:
            pairs.append((stack.pop(), index + 1))
    found: list[tuple[int, int, bool]] = []
    reach = 0
    for start, end in sorted(pairs):
        if start >= reach:
            found.append((start, end, True))
            reach = end
    if stack and len(text) - stack[-1] <= 600 and (stack[-1] >= reach or "。" not in text[stack[-1] : -1]):
        found.append((stack[-1], len(text), False))
    return sorted(found)


# 《县发改局负责》, “县工信局牵头，各乡镇配合”: signs of a title or a saying around a clause.
_QUOTED = re.compile(
    r"(?:^|(?<=[。；！？”）)]))[《〈“「『](?P<inside>[^《》〈〉“”「」『』。]{5,300})[》〉”」』](?=[。；]?$)"
)


def _quoted(text: str) -> list[tuple[int, int, bool]]:
    """A clause that ends a paragraph and stands in other signs than brackets, as `_brackets` says it."""
    match = _QUOTED.search(text)
    if match is None or not is_clause(match["inside"], strict=True):
        return []
    return [(match.start(), match.end(), True)]


def inherited_in(text: str, *, offset: int = 0) -> list[Unit]:
    """Units that a sentence makes answer for all that the document orders (以上均需A负责，不再列出)."""
    if "不" not in text:
        return []
    match = _INHERITED_BEFORE.search(text) or _INHERITED.search(text)
    if match is None:
        return []
    word = match.groupdict().get("word")
    role = _LEAD if word == "牵头" else _SUPPORT if word in ("配合", "参与") else _DUTY
    return split_units(match["units"], role, offset=offset + match.start("units"))


def _read(inside: str, start: int, end: int, offset: int) -> Clause:
    inherited: list[Unit] = []
    match = _INHERITED.search(inside)
    if match:
        inherited = inherited_in(inside, offset=offset)
        inside = inside[: match.start()].rstrip("。；;，,")
    inside, times = without_times(inside, offset)
    units = unique(read_clause(inside, offset=offset) + inherited)
    persons = persons_said(inside, offset=offset)
    return Clause(start, end, units or _offices_of(persons), inherited, times, persons=persons)


def _offices_of(persons: list[Person]) -> list[Unit]:
    """The offices whose heads answer for the work, where no unit is named beside them."""
    found: list[Unit] = []
    for person in persons:
        office = office_of(person)
        if len(office) >= 3 and looks_like_unit(office) and person.span:
            span = Span(person.span.start, person.span.start + len(office))
            said = f"只写明责任人“{person.name}”，按其所在单位“{office}”读取"
            found.append(Unit(office, _DUTY, span, said))
    return found


def _tail(text: str, found: list[Clause], offset: int) -> list[Clause]:
    """Adds a clause without brackets that ends the paragraph or is all of it."""
    if found and found[-1].end >= len(text.rstrip("。；;")):
        return found
    begin = found[-1].end if found else 0
    rest = text[begin:]
    head = HEADING.search(rest)
    if (
        head
        and (head.start() == 0 or rest[head.start() - 1] in "。；;，,\n 　—-–─→")
        and len(rest) - head.start() < 800
        and opens_clause(rest[head.start() :])
    ):
        start = begin + head.start()
        return [*found, _read(text[start:], start, len(text), offset + start)]
    bare = _BARE_HEAD.search(rest)
    if bare:  # 责任单位 省财政厅: the colon was not typed
        start = begin + bare.start("head")
        role = _LEAD if bare["head"][0] in "牵主" else Role.SUPPORT if bare["head"][0] in "配协参" else _DUTY
        units = split_units(rest[bare.end("head") :], role, offset=offset + begin + bare.end("head"))
        if units and all(is_name(unit) for unit in units):
            return [*found, Clause(start, len(text), units)]
    dashed = _DASHED.search(rest)
    if dashed and is_list(dashed["who"]):  # 建成平台。——县发改局
        start = begin + dashed.start()
        return [*found, _read(dashed["who"], start, len(text), offset + begin + dashed.start("who"))]
    body = text.rstrip("。；; ")
    stop = max(body.rfind(c) for c in "。；;！")
    start = max(stop + 1, begin)
    sentence = body[start:]
    if 5 <= len(sentence) <= 300 and _ENDS.search(sentence) and _is_bare_clause(sentence):
        return [*found, _read(sentence, start, len(text), offset + start)]
    if not found:
        said = find_spoken(text, offset=offset)
        return [Clause(sentence.start, sentence.end, sentence.units, spoken=True) for sentence in said]
    return found


_BARE_HEAD = re.compile(
    r"(?:^|[。；;—])(?P<head>(?:牵头|责任|配合|主办|承办|协办|参与|落实)(?:责任)?(?:单位|部门))"
    r"(?=[省市县区镇乡各州][\u4e00-\u9fff、，（）]{2,120}[。]?$)"
)


_DASHED = re.compile(r"(?:^|(?<=[。；;！]))[—－–─]{1,2}(?P<who>[\u4e00-\u9fff、，（）]{3,200})[。]?$")


def _is_bare_clause(sentence: str) -> bool:
    """A sentence that is nothing but units and what is asked of them."""
    if not re.search(r"(?:负责|牵头|配合|落实|参与)(?:落实|实施|推进)?$", sentence):
        return False
    if any(c in sentence for c in "“”《》：:"):
        return False
    units = read_clause(without_times(sentence, 0)[0])
    return bool(units) and all(is_name(unit) for unit in units)


def _merged(text: str, clauses: list[Clause], offset: int) -> list[Clause]:
    merged: list[Clause] = []
    for clause in clauses:
        if merged and not text[merged[-1].end - offset : clause.start - offset].strip("。；;，, \n"):
            last = merged[-1]
            last.end = clause.end
            last.units = unique(last.units + clause.units)
            last.inherited += clause.inherited
            last.times += clause.times
            last.cautions += clause.cautions
            last.persons += clause.persons
        else:
            merged.append(clause)
    return merged
