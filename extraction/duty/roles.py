"""Reads the inside of a responsibility clause: which units it names, and what each has to do.

Two ways of saying it: headings before the units (牵头单位：A；配合单位：B) and verbs after them (A牵头，B、C
按职责分工负责).  A heading gives the role of what follows, a verb the role of what stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extraction.duty.persons import PHONE, persons_in
from extraction.model import Person, Role, Span, Unit
from extraction.signs.duty_words import BEFORE_LEADS, CLOSE, FIRST_LEADS, HEADING, OPEN, STOP, TIME
from extraction.signs.unit_names import FIELD_GROUP, NOBODY, looks_like_unit, split_units

_LEAD, _SUPPORT, _DUTY = Role.LEAD, Role.SUPPORT, Role.RESPONSIBLE
_SAID = {"lead": _LEAD, "support": _SUPPORT, "oversee": Role.OVERSEE}
_DEED = (
    r"(?:建设|制定|拟订|拟定|编制|起草|研究|开展|指导|监督|做好|协同|督办|抓总|完成|提出|建立)[\u4e00-\u9fff]{0,4}"
    + STOP
)
_CARRY = r"(?:负责|落实|实施|推进|执行|办理|承担|抓好|做好|开展|监管|推动|完成)"
_MANNER = r"(?:分别|分头|共同|具体|分工|各自|直接|统筹|总体|主要|全面|组织)"

# 按职责分工, before what is done by it, whatever that is: 负责, 牵头, 配合
_BY_DUTY = r"(?:按照?|依据?|根据|依照)(?:各自)?的?(?:职责|职能|任务|分工|权限)(?:范围|分工|权限|任务)?内?"

# The label of a note on the work within a clause (适用范围：…), not of those who do it (省级：…).
_NOTE = re.compile(
    r"(?:(?<=[，,；;。])|^)(?![省市县区州国]|[^：:]*(?:分工|责任|单位|部门|职责|负责|牵头|配合|办|参与|领导))"
    r"[\u4e00-\u9fff]{2,8}[：:]"
)
_ASIDE = re.compile(
    r"(?:牵头|包保|包联)?[省市县区镇乡]?(?:分管|包保|牵头|责任)?(?:领导|责任人|联系人|联系电话|联系方式|手机|电话|分管领导|完成时限|时限|完成时间)[：:]"
)
# 牵头单位及责任人：省财政厅（张某某）
_WITH_PERSONS = re.compile(r"(?:单位|部门)[及和、]其?(?:责任人|负责人|联系人|责任领导)[：:]")
_NAMED = re.compile(r"[（(](?P<name>[\u4e00-\u9fff]{2,4})[）)]")
_PHONE_HEAD = re.compile(r"电话|手机|联系方式")
_OF_PERSONS = re.compile("领导|责任人|联系人")
_MARK = re.compile(
    # 牵头, 牵头负责, 牵头组织实施, 主办; not 牵头单位, 牵头人
    r"(?P<lead>为(?:总?牵头|主办|主责)(?:责任)?(?:单位|部门)"
    rf"|(?:{_BY_DUTY})?(?:负责)?(?:共同|联合|总|统一|统筹|分别|分头)?牵头"
    rf"(?:{_DEED}|负责|落实|实施|组织|推进|办理|抓好|抓总|协调|会商|推动|承担)*"
    r"(?!单位|部门|人|机构|处室|责任|制)|主办(?!单位|部门|方)|主责(?!单位|部门))"
    # 配合, 积极参与; not 配合单位
    r"|(?P<support>为(?:配合|协办|参与)(?:责任)?(?:单位|部门)"
    rf"|(?:{_BY_DUTY}(?:要求)?)?(?:负责)?(?:予以|给予|做好)?(?:积极|密切|分工|共同|协同|协助|做好|分别)*(?:配合|协助|(?<!政)协办|参与|参加|协同|支持(?=$|[，,；;。]))"
    r"(?:做好|落实|实施|推进|负责|完成|办理|工作)*(?!单位|部门|人|机构))"
    # 按职责分工负责, 依职责落实
    r"|(?P<oversee>(?:负责)?(?:跟踪|全程|牵头)?(?:督导|督办|督查|监督|考核)(?:落实|检查|问效)?(?=$|[，,；;。]))"
    r"|(?P<duty>承办(?!单位|部门|人|方|处室)|指导(?=$|[，,；;。])|为责任(?:单位|部门)|负总责|负主责"
    rf"|{_BY_DUTY}(?:分别|共同|具体|组织)?{_CARRY}*(?:实施|工作)?"
    # 负责, 分别负责, 负责组织实施; not 负责人, 负责制
    rf"|{_MANNER}?负责(?:{_DEED}|落实|实施|组织|推进|指导|协调|具体|办理|监督)*(?!单位|部门|人|制|同志|任|的)"
    # 结合实际抓好落实, only at the end of a part
    r"|(?:结合实际|分别|分头|共同|具体|组织|认真|抓紧|督促|指导|负责|督查|督导|推动|统筹)*(?:抓好|做好)?"
    rf"(?:落实|实施|推进|推动|承担|办理|执行|完成|开展|落细)(?:到位|工作|见效)?{STOP})"
)
_NO_NAME = re.compile(
    r"^(?:对|向|为|把|将|以|从|使|让|在|是|要|应(?!急)|可|并|其|该|本)|的|是|应当|要求|实行|谁|[对向](?!外|台|口)"
)
_MAINLY = re.compile(r"以([^，,；;。以]{2,40}?)为主(?=$|[，,；;。])")  # 以甲局为主，乙局配合
_WITH = re.compile(r"(?:牵头)?(?:会同|商(?![务业贸品会标检])|联合|协同|配合)(?=[\u4e00-\u9fff]{2})")
_SAME_BELOW = re.compile(r"(?:(?<=[，,；;。、 ])|^)(?:以下|下文?)(?:均|皆)?(?:相?同)(?=$|[，,；;。])")


_VERB = re.compile(
    r"(?:具体|组织|统筹|分别|共同|全面|全程|积极|协同|负责)*"
    r"(?:(?P<lead>牵头|主办|主责|总负责)|(?P<support>配合|协助|协办|参与|参加|保障|提供|支持|协同|筹措|筹集|拨付)"
    r"|(?P<oversee>督促|督导|监督|考核|督查|督办)|(?P<duty>负责|实施|承办|落实|组织|抓好|做好|承担|推进|执行|办理|制定|拟[订定]|编制|起草|受理|审批|审查|出台|发布|征集|采购|运营|维护|管护|验收|排查|整治|"
    r"检查|监测|统计|调度|统筹|宣传|培训|"
    r"汇总|审核|建设|完成|开展|安排|指导|协调|报送))(?!单位|部门|人员?[，,；;。]|的)[^，,；;。]{0,16}$"
)
_DOES = re.compile(r"负责|实施|承办|主办|牵头|配合|协助|协办|落实|组织")
_PIECE = re.compile(r"[^，,；;。]+")


def read_deeds(inside: str, *, offset: int = 0) -> list[Unit]:
    """The units of a bracket whose every part is a unit and what it does (甲局具体负责，乙局保障资金).

    Empty where a part is anything else, or where all that names do is too weak to hand out work.
    """
    units: list[Unit] = []
    strong = False
    for part in _PIECE.finditer(without_times(inside, 0)[0]):
        text = part.group()
        if not text.strip():
            continue
        verb = next((m for m in _verbs_at(text) if _are_names(text[: m.start()])), None)
        if verb is None:
            return []
        role = _SAID.get(verb.lastgroup or "", _DUTY)
        strong = strong or _DOES.search(verb.group()) is not None
        units += split_units(text[: verb.start()], role, offset=offset + part.start())
    return unique(units) if strong else []


def _verbs_at(text: str) -> Iterator[re.Match[str]]:
    """The verb of a part, tried where each name may end, from the left."""
    for at in range(2, len(text)):
        match = _VERB.match(text, at)
        if match is not None:
            yield match


def _are_names(text: str) -> bool:
    units = split_units(text, _DUTY)
    return bool(units) and all(
        not unit.doubt and (is_name(unit) or re.fullmatch(r"各[\u4e00-\u9fff]{1,6}", unit.name) is not None)
        for unit in units
    )


def read_clause(inside: str, *, offset: int = 0, default: Role = _DUTY) -> list[Unit]:
    """The units of a clause without its brackets, or of a cell of a table."""
    return unique(_units(inside, offset, default))


def without_times(inside: str, offset: int) -> tuple[str, list[tuple[str, int]]]:
    """A clause with its time limits blanked out, and those with their places."""
    leads = FIRST_LEADS.search(inside)
    if leads:
        end = leads.end() + len("单位") * (inside[leads.end() : leads.end() + 2] in ("单位", "部门"))
        inside = inside[: leads.start()] + " " * (end - leads.start()) + inside[end:]
    inside = BEFORE_LEADS.sub(lambda match: " " * len(match.group()), inside)
    inside = _SAME_BELOW.sub(lambda match: " " * len(match.group()), inside)
    times = []
    for match in TIME.finditer(inside):
        before = inside[: match.start()]
        if (
            before
            and before[-1] not in "，,；;。、 "
            and not match.group().startswith(
                ("完成", "时", "办", "推", "落", "期", "进", "整改", "工作", "计划")
            )
        ):
            continue
        times.append((match.group(), offset + match.start()))
        inside = before + " " * (match.end() - match.start()) + inside[match.end() :]
    return inside, times


def mostly_units(inside: str, *, whole: bool = False) -> bool:
    """Whether what a clause names looks like units, at least half of it, with `whole` all of it."""
    units = _units(without_times(inside, 0)[0], 0, _DUTY)
    if not units or units[0].name[0] in "对向为":
        return False
    good = sum(
        looks_like_unit(unit.name) and len(unit.name) <= 30 and unit.name not in NOBODY for unit in units
    )
    return good == len(units) if whole else good * 2 >= len(units) and good > 0


def has_verb(inside: str) -> bool:
    """Whether a verb of responsibility stands in a text."""
    return _MARK.search(inside) is not None


def is_name(unit: Unit) -> bool:
    """Whether a unit read out of a sentence without brackets is surely a name."""
    if FIELD_GROUP.fullmatch(unit.name):
        return True
    return not unit.doubt and 3 <= len(unit.name) <= 20 and not _NO_NAME.search(unit.name)


def _units(inside: str, offset: int, default: Role) -> list[Unit]:
    """Units by headings (牵头单位：) where there are any, else by the verbs after them."""
    inside = _MAINLY.sub(r" \1牵头", without_notes(inside))
    if _WITH_PERSONS.search(inside):
        inside = _NAMED.sub(
            lambda m: m.group() if looks_like_unit(m["name"]) else "、" * len(m.group()), inside
        )
    heads = list(HEADING.finditer(inside)) + list(_ASIDE.finditer(inside))
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
        said_by = head.groupdict()
        word = said_by.get("oversee") or said_by.get("word") or said_by.get("short") or said_by.get("kind")
        if word is None or said_by.get("person"):
            continue
        role = Role.OVERSEE if said_by.get("oversee") else _heading_role(word)
        units += _by_verbs(inside[head.end() : end], offset + head.end(), role, said=True)
    return units


def persons_said(inside: str, *, offset: int = 0) -> list[Person]:
    """The persons that a clause names under a heading of their own (责任人：…；联系人：…)."""
    heads = [
        m
        for m in _ASIDE.finditer(inside)
        if not any(h.start() <= m.start() < h.end() for h in HEADING.finditer(inside))
    ]
    heads = sorted((*HEADING.finditer(inside), *heads), key=lambda m: (m.start(), -m.end()))
    found: list[Person] = []
    for match in _NAMED.finditer(inside) if _WITH_PERSONS.search(inside) else ():
        if not looks_like_unit(match["name"]):
            place = Span(offset + match.start("name"), offset + match.end("name"))
            found.append(Person(match["name"], "", "", "责任人", place))
    for index, head in enumerate(heads):
        kind = head.group().rstrip("：:")
        phone = _PHONE_HEAD.search(kind) and PHONE.match(inside, head.end())
        if phone and found and not found[-1].phone:  # 责任人：李某某；联系电话：5550101
            found[-1] = replace(found[-1], phone=phone["phone"])
        if head.groupdict().get("person") is None and not _OF_PERSONS.search(kind):
            continue
        end = next((h.start() for h in heads[index + 1 :] if h.start() >= head.end()), len(inside))
        stop = re.compile("[；;。]").search(inside, head.end(), end)
        end = stop.start() if stop else end
        found += persons_in(inside[head.end() : end], kind=kind, offset=offset + head.end())
    return found


def without_notes(inside: str) -> str:
    """A clause with the notes in it (适用范围：…) blanked out, each up to the next semicolon or heading."""
    for note in _NOTE.finditer(inside):
        ends = re.compile(r"[；;。]|$").search(inside, note.end())
        heading = HEADING.search(inside, note.end())
        end = min(match.start() for match in (ends, heading) if match is not None)
        if any(match.end() == end for match in _MARK.finditer(inside, note.end(), end) if match.group()):
            continue  # 其中：A负责
        inside = inside[: note.start()] + " " * (end - note.start()) + inside[end:]
    return inside


def opens_clause(text: str) -> bool:
    """Whether a text begins with a heading of a clause; after 主体责任： and such only units may stand."""
    head = HEADING.match(text)
    if head is None:
        return False
    rest = text[head.end() :].strip("。；; ")
    return head["kind"] is None or mostly_units(re.sub(HEADING, "、", rest), whole=True)


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
    marked = False  # a verb has been read: all names up to the next one are that one's
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
        role = _SAID.get(match.lastgroup or "", _DUTY)
        if not marked and (said or role is _SUPPORT):
            # 牵头单位：A，B配合 or A，B配合: what stands before the comma does not support
            comma = _last_comma(text, begin, match.start())
            if comma > begin:
                units += _with_partners(text[begin:comma], offset + begin, default)
                begin = comma
        units += _with_partners(text[begin : match.start()], offset + begin, role, led=marked)
        begin, marked = _past_content(text, match.end()), True
    rest = text[begin:].strip("。；;，,、 等）)")
    if rest and not re.fullmatch(r"(?:落实|实施|工作|到位)+", rest):
        led = bool(units) and units[-1].role is _LEAD and not said
        role = default if said or not units or led else units[-1].role
        more = _with_partners(text[begin:], offset + begin, role, led=marked)
        for unit in more if led else []:  # A牵头；B、C: what B and C do is not said
            unit.doubt = unit.doubt or f"“{unit.name}”没有写明牵头、配合还是负责"
        if said or not marked or any(looks_like_unit(unit.name) for unit in more):
            units += more
    if not said and not any(unit.role in (_LEAD, _DUTY) for unit in units):
        for unit in units:  # 省政府办公厅会同有关部门督查落实: to oversee is the task itself
            unit.role = _DUTY if unit.role is Role.OVERSEE else unit.role
    return units


def _past_content(text: str, index: int) -> int:
    """The place after what a unit is in charge of (负责总体协调；), which names no unit."""
    content = re.compile(r"[^，,；;。、（(]*").match(text, index)
    said = content.group() if content else ""
    if not said or looks_like_unit(said) or _MARK.search(said) or _WITH.search(said):
        return index
    return index + len(said)


def _last_comma(text: str, start: int, end: int) -> int:
    """The last comma or semicolon outside brackets in a stretch, -1 where there is none."""
    depth = 0
    for index in range(end - 1, start - 1, -1):
        if text[index] in CLOSE:
            depth += 1
        elif text[index] in OPEN:
            depth -= 1
        elif depth == 0 and text[index] in "，,；;":
            return index
    return -1


def _inside_bracket(text: str, start: int, end: int) -> bool:
    part = text[start:end]
    return sum(part.count(c) for c in OPEN) > sum(part.count(c) for c in CLOSE)


def _with_partners(text: str, offset: int, role: Role, *, led: bool = False) -> list[Unit]:
    """Units of one verb; A会同B: A has the role, B supports, as far as the next comma.

    `led`: somebody leads already, so that those who follow 会同 at once support as well.
    """
    if _WITH.search(text) is None:
        return split_units(text, role, offset=offset)
    units: list[Unit] = []
    start = depth = 0
    for index, char in enumerate(text + "，"):
        depth += (char in OPEN) - (char in CLOSE)
        if char in "，,；;" and depth <= 0:
            units += _partners(text[start:index], offset + start, role, led)
            start = index + 1
    return units


def _partners(text: str, offset: int, role: Role, led: bool) -> list[Unit]:
    match = _WITH.search(text)
    if match is not None and match.start() == 0 and led:
        return split_units(text[match.end() :], _SUPPORT, offset=offset + match.end())
    if match is None or match.start() == 0 or not _ends_with_unit(text[: match.start()]):
        return split_units(text, role, offset=offset)
    main = _LEAD if match.group().startswith("牵头") else role
    rest, begin = text[match.end() :], match.end()
    # 会同有关部门及各市、县级政府: after 及 the units of the main role go on where a place group follows.
    cut = re.search(r"(?:以及|及|和)(?=(?:各|有关)?(?:市|县|区|州|地))", rest)
    units = split_units(text[: match.start()], main, offset=offset)
    if cut is None:
        return units + split_units(rest, _SUPPORT, offset=offset + begin)
    units += split_units(rest[: cut.start()], _SUPPORT, offset=offset + begin)
    return units + split_units(rest[cut.end() :], role, offset=offset + begin + cut.end())


def _ends_with_unit(text: str) -> bool:
    last = re.split("[、，,；;]", text.rstrip("、，,"))[-1]
    return len(last) >= 2 and looks_like_unit(last)


def unique(units: list[Unit]) -> list[Unit]:
    """Units without those said twice in the same role."""
    seen: set[tuple[str, Role]] = set()
    kept = []
    for unit in units:
        if (unit.name, unit.role) not in seen:
            seen.add((unit.name, unit.role))
            kept.append(unit)
    return kept
