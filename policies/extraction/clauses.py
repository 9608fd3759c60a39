"""Responsibility clauses: finds them in an item's text and reads who leads, supports and is responsible.

Three shapes: in brackets (（A牵头，B配合）), after a heading (责任单位：A、B), and as a sentence of its own at
the end of a paragraph (A牵头负责。).  A 负责 in the middle of a sentence is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from policies.extraction.model import Caution, Role, Span, Unit
from policies.extraction.units import looks_like_unit, split_units

_OPEN, _CLOSE = "（(〔[【", "）)〕]】"
_LEAD, _SUPPORT, _DUTY = Role.LEAD, Role.SUPPORT, Role.RESPONSIBLE

_HEADING = re.compile(
    r"(?P<word>总牵头|牵头(?:负责|责任|主责|主办|实施)?|主要?责任?牵头|主责|主办|主要负责|"
    r"责任|负责|落实|实施|承办|承担|完成|主管|执行|主要责任|具体责任|"
    r"配合(?:责任|实施)?|协办|协同|协助|协作|参与|参加|支持|联合)"
    r"(?:责任)?(?P<noun>单位|部门|市县|地区|机构|处室|科室|主体|(?P<person>领导|人|同志|人员|市领导|省领导))"
    r"(?:及分工|和分工|名单)?(?:[：:]|为(?=[省市县区各国]))"
)
_WHO = re.compile(
    r"(?:省|市|县|区)?(?:分管|包保|牵头|责任)?(?:领导|责任人|联系人|联系电话|分管领导|完成时限|时限|完成时间)[：:]"
)
_MARK = re.compile(
    r"(?P<lead>(?:共同|联合|总|统一|统筹)?牵头(?:(?:建设|制定|编制|起草|研究|开展|指导|监督|做好|协同|督办|抓总|完成|提出|建立)[\u4e00-\u9fff]{0,4}(?=$|[，,；;。])|负责|落实|实施|组织|推进|办理|抓好|抓总|协调|会商|推动|承担)*(?:落实|实施|推进)?(?!单位|部门|人|机构|处室|责任|制)|主办(?!单位|部门|方)|主责(?!单位|部门))"
    r"|(?P<support>(?:积极|密切|分工|共同|协同|协助|做好|分别)*(?:配合|协助|协办|参与|参加|协同)(?:做好|落实|实施|推进|负责|完成|办理|工作)*(?!单位|部门|人|机构))"
    r"|(?P<duty>(?:按照?|依据?|根据|依照)(?:各自)?的?(?:职责|职能|任务|分工|权限)(?:范围|分工|权限|任务)?(?:内)?(?:分别|共同|具体|组织|抓好|做好)?(?:负责|落实|实施|推进|执行|办理|承担|抓好|做好|开展|监管|推动|组织实施|完成)*(?:落实|实施|工作|负责)*"
    r"|(?:分别|共同|具体|分工|各自|直接|统筹|总体|主要|全面|组织)?负责(?:(?:建设|制定|编制|起草|研究|开展|做好|督办|抓总|完成|提出|建立)[\u4e00-\u9fff]{0,4}(?=$|[，,；;。])|落实|实施|组织|推进|指导|协调|具体|办理|监督)*(?:实施|落实)?(?!单位|部门|人|制|同志|任|的)"
    r"|(?:结合实际|分别|共同|具体|组织|抓好|认真|抓紧|督促|指导|负责|督查|督导|推动|统筹)*(?:抓好|做好)?(?:落实|实施|推进|推动|承担|办理|执行|完成|开展|落细)(?:到位|工作|见效)?(?=$|[，,；;。]))"
)
_NO_NAME = re.compile(r"^(?:对|向|为|把|将|以|从|使|让|在|是|要|应(?!急)|可|并|其|该|本)|的|是|应当|要求|实行|谁")
_WITH = re.compile(r"(?:牵头)?(?:会同|商(?![务业贸品会标检])|联合|协同|配合)(?=[\u4e00-\u9fff]{2})")
_INHERITED = re.compile(
    r"(?:以下|下述|各项|具体|上述及以下|其他)(?:各项|各条|各款|政策|具体|重点|任务|措施|举措|工作|内容|事项|条款)*(?:均|都|同样?|全部|皆)+"
    r"(?:需要?|由|须|应|要|涉及|包括|含)*(?P<units>[^。；]{2,100}?)"
    r"(?P<word>按职责分工负责|分工负责|落实|负责|配合|参与|牵头|实施|(?=[，,]))[^。]{0,8}?不(?:再|一一|另|逐一)+[^。）)]{0,8}"
    r"(?:列出|列|重复|赘述|注明|标注|说明|述|分工)"
)
_TIME = re.compile(
    r"(?:(?:完成|办结|推进|落实|办理)?(?:时限|期限|时间|时间节点|进度)(?:要求|安排)?[：:][^；;。）)]{1,60}"
    r"|(?:(?:力争|争取|确保|计划|于|在|到)?(?:20\d\d年|\d{1,2}月|(?:今|本|当|每)年|年底|年内|长期|持续|每[月季周半]|即时|全年)"
    r"[^，,；;。、：:厅局委办]{0,20}))(?=$|[，,；;。])"
)
_ENDS = re.compile(
    r"(?:(?:负责|牵头)[\u4e00-\u9fff]{0,6}|牵头|配合|落实|参与|实施|推进|承担|办理|组织|推动|执行|协助|指导|完成|工作)[。；;，,]?$"
)


_BY = re.compile(
    r"由(?P<who>[^由。；]{2,200}?)(?:等(?:有关|相关)?(?:部门|单位))?(?P<role>牵头负责|牵头|负责)?"
    r"(?:负责)?(?:研究|组织|抓紧|尽快|具体|分别|共同|按职责分工)*(?:落实|提出[^，。]{0,10}|制定[^，。]{0,10}|实施|推进|办理|完成)?$"
)


@dataclass(slots=True, eq=False)
class Clause:
    """One clause: its place, its units, and units that it hands down to all that follows."""

    start: int
    end: int
    units: list[Unit]
    inherited: list[Unit] = field(default_factory=list)
    times: list[tuple[str, int]] = field(default_factory=list)  # what it says of a time limit, with its place
    cautions: list[Caution] = field(default_factory=list)


def find_clauses(text: str, *, offset: int = 0) -> list[Clause]:
    """The clauses of one paragraph in order; neighbours with nothing between them are one.

    Offsets are those of `text` plus `offset`.
    """
    found: list[Clause] = []
    for start, end, closed in _brackets(text):
        inside = text[start + 1 : end - 1 if closed else end]
        stops_sentence = not text[end : end + 1] or text[end] in "。；;，,、" or _sentence_starts(text, end)
        begins = start == 0 or text[start - 1] in "。；;！!？?…”" or text[start - 1] in _CLOSE
        if not is_clause(inside, strict=not (begins or stops_sentence), open_ended=not closed):
            continue
        if not closed and not begins:
            continue
        clause = _read(inside, start, end, offset + start + 1)
        if not closed:
            clause.cautions.append(
                Caution("责任分工的括号没有闭合，请核对", Span(offset + start, offset + end))
            )
        found.append(clause)
    found = _tail(text, found, offset)
    for clause in found:
        clause.start += offset
        clause.end += offset
    return _merged(text, found, offset)


def whole_time(text: str, *, offset: int = 0) -> tuple[str, int] | None:
    """What a line such as 完成时限：2023年12月底 says, with its place; None for other lines."""
    match = _TIME.fullmatch(text.rstrip("。；; "))
    return (match.group(), offset) if match and text[0] in "完时期办推落进" else None


def whole_clause(text: str, *, offset: int = 0) -> Clause | None:
    """The clause that a paragraph is, where it is nothing but one; else None."""
    if not (text[:1] in _OPEN or _HEADING.match(text) or (len(text) <= 300 and _ENDS.search(text))):
        return None
    found = find_clauses(text, offset=offset)
    if len(found) == 1 and found[0].start == offset and found[0].end - offset >= len(text.rstrip("。；; ")):
        return found[0]
    return None


def read_clause(inside: str, *, offset: int = 0, default: Role = _DUTY) -> list[Unit]:
    """The units of a clause without its brackets, or of a cell of a table."""
    return _unique(_units(inside, offset, default))


def is_clause(inside: str, *, strict: bool = False, open_ended: bool = False) -> bool:
    """Whether the inside of a bracket hands out responsibility.

    `strict` is for a bracket in the middle of a sentence: then every piece must look like a unit.
    """
    inside = inside.strip()
    if not 4 <= len(inside) <= 1500 or inside.startswith(
        ("以下简称", "简称", "见附件", "附件", "含", "包括", "不含")
    ):
        return False
    if _HEADING.match(inside):
        return True
    if _INHERITED.search(inside):
        return True
    if open_ended:
        marks = list(_MARK.finditer(inside))
        return bool(marks) and _mostly_units(inside)
    if not _ENDS.search(inside):
        return False
    return _mostly_units(inside, whole=strict)


def _mostly_units(inside: str, *, whole: bool = False) -> bool:
    units = _units(_without_times(inside, 0)[0], 0, _DUTY)
    if not units or units[0].name[0] in "对向为":
        return False
    good = sum(looks_like_unit(unit.name) and len(unit.name) <= 30 for unit in units)
    return good == len(units) if whole else good * 2 >= len(units) and good > 0


def _sentence_starts(text: str, index: int) -> bool:
    return text[index - 2 : index - 1] in ("责", "头", "合", "实") or text[index : index + 1] in _OPEN


def _brackets(text: str) -> list[tuple[int, int, bool]]:
    """Outermost bracket groups as (start, end, closed)."""
    found: list[tuple[int, int, bool]] = []
    stack: list[int] = []
    for index, char in enumerate(text):
        if char in _OPEN:
            stack.append(index)
        elif char in _CLOSE and stack:
            start = stack.pop()
            if not stack:
                found.append((start, index + 1, True))
    # An open bracket may only end the paragraph; what it swallowed is looked at again without it.
    for start in stack[-1:]:
        if len(text) - start <= 600:
            found.append((start, len(text), False))
    if len(stack) > 0:
        inner: list[int] = []
        for index in range(stack[0] + 1, len(text)):
            char = text[index]
            if char in _OPEN and index not in stack:
                inner.append(index)
            elif char in _CLOSE and inner:
                start = inner.pop()
                if not inner:
                    found.append((start, index + 1, True))
    return sorted(set(found))


def _read(inside: str, start: int, end: int, offset: int) -> Clause:
    inherited: list[Unit] = []
    match = _INHERITED.search(inside)
    if match:
        role = _LEAD if match["word"] == "牵头" else _SUPPORT if match["word"] in ("配合", "参与") else _DUTY
        inherited = split_units(match["units"], role, offset=offset + match.start("units"))
        inside = inside[: match.start()].rstrip("。；;，,")
    inside, times = _without_times(inside, offset)
    return Clause(start, end, read_clause(inside, offset=offset), inherited, times)


def _without_times(inside: str, offset: int) -> tuple[str, list[tuple[str, int]]]:
    """A clause with its time limits blanked out, and those with their places."""
    times = []
    for match in _TIME.finditer(inside):
        before = inside[: match.start()]
        if (
            before
            and before[-1] not in "，,；;。、 "
            and not match.group().startswith(("完成", "时", "办", "推", "落", "期", "进"))
        ):
            continue
        times.append((match.group(), offset + match.start()))
        inside = before + " " * (match.end() - match.start()) + inside[match.end() :]
    return inside, times


def _units(inside: str, offset: int, default: Role) -> list[Unit]:
    """Units by headings (牵头单位：) where there are any, else by the verbs after them."""
    heads = list(_HEADING.finditer(inside)) + list(_WHO.finditer(inside))
    heads.sort(key=lambda m: (m.start(), -m.end()))
    kept: list[re.Match[str]] = []
    for head in heads:
        if not kept or head.start() >= kept[-1].end():
            kept.append(head)
    if not kept:
        return _by_verbs(inside, offset, default, said=False)
    units = _by_verbs(inside[: kept[0].start()], offset, default, said=False) if kept[0].start() > 1 else []
    for index, head in enumerate(kept):
        end = kept[index + 1].start() if index + 1 < len(kept) else len(inside)
        word = head.groupdict().get("word")
        if word is None or head.groupdict().get("person"):
            continue
        role = _heading_role(word)
        units += _by_verbs(inside[head.end() : end], offset + head.end(), role, said=True)
    return units


def _heading_role(word: str) -> Role:
    if "牵头" in word or word in ("主办", "主责"):
        return _LEAD
    if word.startswith(("配合", "协", "参", "支持", "联合")):
        return _SUPPORT
    return _DUTY


def _by_verbs(text: str, offset: int, default: Role, *, said: bool) -> list[Unit]:
    """Units whose role the verb after them says; units with no verb after them get the default."""
    units: list[Unit] = []
    begin = 0
    for match in _MARK.finditer(text):
        if match.start() < begin or _inside_bracket(text, begin, match.start()):
            continue
        if match.lastgroup == "duty" and not match.group():
            continue
        if (
            match.lastgroup == "support"
            and match.end() < len(text)
            and text[match.end()] not in "，,；;。、）)"
        ):
            continue  # A配合B: told apart below
        if match.start() == begin:
            begin = match.end()
            continue
        role = {"lead": _LEAD, "support": _SUPPORT}.get(match.lastgroup or "", _DUTY)
        if said:  # 牵头单位：A，B配合: what stands before the comma has the heading's role
            comma = _last_comma(text, begin, match.start())
            if comma > begin:
                units += _with_partners(text[begin:comma], offset + begin, default)
                begin = comma
        units += _with_partners(text[begin : match.start()], offset + begin, role)
        begin = match.end()
    rest = text[begin:].strip("。；;，,、 等）)")
    if rest and not re.fullmatch(r"(?:落实|实施|工作|到位)+", rest):
        role = default if said or not units else units[-1].role
        units += _with_partners(text[begin:], offset + begin, role)
    return units


def _last_comma(text: str, start: int, end: int) -> int:
    """The last comma or semicolon outside brackets in a stretch, -1 where there is none."""
    depth = 0
    for index in range(end - 1, start - 1, -1):
        if text[index] in _CLOSE:
            depth += 1
        elif text[index] in _OPEN:
            depth -= 1
        elif depth == 0 and text[index] in "，,；;":
            return index
    return -1


def _inside_bracket(text: str, start: int, end: int) -> bool:
    part = text[start:end]
    return sum(part.count(c) for c in _OPEN) > sum(part.count(c) for c in _CLOSE)


def _with_partners(text: str, offset: int, role: Role) -> list[Unit]:
    """A会同B: A has the role, B supports."""
    match = _WITH.search(text)
    if match is None or match.start() == 0 or not _ends_with_unit(text[: match.start()]):
        return split_units(text, role, offset=offset)
    main = _LEAD if match.group().startswith("牵头") else role
    partners, begin = text[match.end() :], match.end()
    # 会同有关部门及各市、县级政府: after 及 the units of the main role go on where a place group follows.
    cut = re.search(r"(?:以及|及|和)(?=(?:各|有关)?(?:市|县|区|州|地))", partners)
    units = split_units(text[: match.start()], main, offset=offset)
    if cut is None:
        return units + split_units(partners, _SUPPORT, offset=offset + begin)
    units += split_units(partners[: cut.start()], _SUPPORT, offset=offset + begin)
    return units + split_units(partners[cut.end() :], role, offset=offset + begin + cut.end())


def _ends_with_unit(text: str) -> bool:
    last = re.split("[、，,；;]", text.rstrip("、，,"))[-1]
    return len(last) >= 2 and looks_like_unit(last)


def _unique(units: list[Unit]) -> list[Unit]:
    seen: set[tuple[str, Role]] = set()
    kept = []
    for unit in units:
        if (unit.name, unit.role) not in seen:
            seen.add((unit.name, unit.role))
            kept.append(unit)
    return kept


def _tail(text: str, found: list[Clause], offset: int) -> list[Clause]:
    """Adds a clause without brackets that ends the paragraph or is all of it."""
    if found and found[-1].end >= len(text.rstrip("。；;")):
        return found
    begin = found[-1].end if found else 0
    rest = text[begin:]
    head = _HEADING.search(rest)
    if (
        head
        and (head.start() == 0 or rest[head.start() - 1] in "。；;\n 　")
        and len(rest) - head.start() < 800
    ):
        start = begin + head.start()
        return [*found, _read(text[start:], start, len(text), offset + start)]
    body = text.rstrip("。；; ")
    stop = max(body.rfind(c) for c in "。；;！")
    start = max(stop + 1, begin)
    sentence = body[start:]
    if 5 <= len(sentence) <= 300 and _ENDS.search(sentence) and _is_bare_clause(sentence):
        return [*found, _read(sentence, start, len(text), offset + start)]
    by = _BY.search(sentence) if len(sentence) <= 600 else None
    if by and (by.start() == 0 or sentence[by.start() - 1] in "，,；") and not found:
        units = read_clause(
            by["who"] + "负责" if not by["role"] else by["who"] + by["role"],
            offset=offset + start + by.start("who"),
        )
        if units and all(_is_name(unit) for unit in units):
            return [Clause(start + by.start(), len(text), units)]
    return found


def _is_bare_clause(sentence: str) -> bool:
    """A sentence that is nothing but units and what is asked of them."""
    if not re.search(r"(?:负责|牵头|配合|落实|参与)(?:落实|实施|推进)?$", sentence):
        return False
    if any(c in sentence for c in "“”《》：:"):
        return False
    units = _units(_without_times(sentence, 0)[0], 0, _DUTY)
    return bool(units) and all(_is_name(unit) for unit in units)


def _is_name(unit: Unit) -> bool:
    """Whether a unit read out of a sentence without brackets is surely a name."""
    return not unit.doubt and 3 <= len(unit.name) <= 20 and not _NO_NAME.search(unit.name)


def _merged(text: str, clauses: list[Clause], offset: int) -> list[Clause]:
    merged: list[Clause] = []
    for clause in clauses:
        if merged and not text[merged[-1].end - offset : clause.start - offset].strip("。；;，, \n"):
            last = merged[-1]
            last.end = clause.end
            last.units = _unique(last.units + clause.units)
            last.inherited += clause.inherited
            last.times += clause.times
            last.cautions += clause.cautions
        else:
            merged.append(clause)
    return merged
