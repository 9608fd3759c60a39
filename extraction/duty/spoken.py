"""Responsibility spoken within a sentence (由A牵头，…，B配合。), where all that it names are surely units."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extraction.duty.roles import is_name
from extraction.model import Role, Unit
from extraction.signs.unit_names import FIELD_GROUP, split_units

_LEAD, _SUPPORT, _DUTY = Role.LEAD, Role.SUPPORT, Role.RESPONSIBLE
_SENTENCE = re.compile(r"[^。；;！\n]+[。；;！]?")
_PART = re.compile(r"(?:[^，,（(]|[（(][^（()）]*[）)]?)+")
_BY = re.compile(
    r"(?:并|再|本[\u4e00-\u9fff]{2})?(?:以上|具体|日常|相关)?(?:各项)?(?P<what_for>[^由：:，,“”]{2,24})?(?:任务|工作|事项|方案|办法|细则|标准)?均?(?<![理缘自事因来])由(?P<who>[^由：:]{2,120}?)"
    r"(?P<role>牵头负责|牵头|主办|负责|承办|办理|(?:具体|组织|统一|负责)(?:组织)?实施)(?!的|制|人|单位|部门|方|解释|说明)(?P<what>[\u4e00-\u9fff]{0,36})$"
)
_WORK = ("任务", "工作", "事项", "方案", "办法", "细则", "标准")
# 会议议定：, 会议要求，: what stands before an order of minutes.
_OPENING = re.compile(
    r"^(?:会议|领导|县长|市长)?(?:研究)?(?:议定|明确|要求|决定|强调|指出|同意|确定|批示)(?:事项)?(?:如下)?[：:，,]?"
)
# 已纳入国家考核范围，由…负责考核: how things stand, not what is to be done
_TOLD = re.compile(r"已(?:经|由|纳入|列入|建立|形成)[^，]{0,60}，")
_CHARGES = re.compile(
    r"^(?:并|同时)?(?:责成|责令|交由|指定|委托|请|要求|督促)(?P<who>[^由：:，,]{3,60}?)"
    r"(?=于|在|对|就|将|把|按|尽快|抓紧|立即|迅速|牵头|负责|会同|认真|进一步|及时|\d|[本下明]|制定|拿出|提出|完成|做好|开展|研究|"
    r"组织|上报|报送|落实|办理|核实|整改|排查|督促|加强|推进|编制|起草|协调|跟进|安排|检查|清理|修订|汇总|提交|召开|建立|配合)"
)
# 请县审计局提前介入, 由县住建局根据意见修改: what is to be done may be said in any words.
_BODY_NAME = (
    r"(?:[^、和及与，由：（]{2,14}?(?:厅|局|委员会|委|办|政府|中心|公司|集团|院|[总支大]队|管委会|街道办事处|街道|镇|[站所](?![有以需在属得谓及长])))"
    r"(?![\u4e00-\u9fff]?(?:局|厅|委|办|中心|政府|院|长|主任|书记|领导))"
)
_BEGINNING = re.compile(rf"(?:^|(?<=[。；\n])|(?<=[一二三四五六七八九十]、))(?=(?P<who>{_BODY_NAME}))")
_ASKED = re.compile(
    rf"^(?:并|同时|会后)?(?:请|责成|责令|交由)(?P<who>{_BODY_NAME}(?:[、和及与]{_BODY_NAME}){{0,8}})"
    r"(?=[\u4e00-\u9fff\d])"
)
# 各区人社局应建立机制，积极配合经办机构: each of a group, where the sentence says how they work together.
_EACH = re.compile(
    r"^(?P<who>各[省市县区州乡镇旗盟][^，、：及和要应]{0,10}?(?:局|委|办|厅|政府))(?:要|应当?|须|必须)"
)
_TOGETHER_WITH = re.compile(r"配合|协助|会同|负责(?!任|人|制)")
_RESOLVED = re.compile(r"同意|议定|决定|会议|明确|要求")
_BY_THEM = re.compile(
    rf"^(?:并|同时|会后)?由(?P<who>{_BODY_NAME}(?:[、和及与]{_BODY_NAME}){{0,8}})"
    r"(?=\d|根据|按照?|结合|修改|研究|制定|拟|编制|起草|组织|落实|做好|完成|抓紧|尽快|提出|统一|具体|会同|在|于|对|将|把)"
)
_DATED = re.compile(r"^[^，,]{3,40}?(?:要|应|须)(?:于|在)?(?:20\d\d年)?\d{1,2}月[^，,]{0,6}前")
_MUST = re.compile(
    r"^(?P<who>[^由：:，,“”]{3,60}?)(?:要|应当?|须|必须|务必|需要?)(?=于|在|对|就|将|把|按|尽快|抓紧|立即|迅速|牵头|负责|会同|认真|"
    r"进一步|及时|切实|严格|主动|全力|加快|\d|[本下明]|制定|拿出|提出|完成|做好|开展|研究|组织|上报|报送|落实|办理|核实|整改|排查|加强)"
)
_LEADS = re.compile(r"(?P<who>[^由：:“”]{3,120}?)(?:要|应|须)?(?:负责)?牵头$")
_TOGETHER = re.compile(
    r"^(?:[^由，：:]{0,8}由)?(?P<who>[^由：:，,“”]{3,60}?)(?:要|应|须)?"
    r"(?:及时|定期|适时|共同|具体|抓紧|尽快)?会同(?P<with>[^：:，,“”]{2,120})"
)
_HELPS = re.compile(
    r"(?P<who>[^：:]{2,120}?)(?:积极|密切|共同|分别|协同)?(?:配合|参与|协助|协办|参加|支持)[\u4e00-\u9fff]{0,12}$"
)
_WITH = re.compile(
    r"(?:会同|联合|商)(?P<who>[^：:]{3,120}?)(?=$|抓紧|尽快|制定|编制|起草|印发|出台|提出|研究|开展|做好|落实|推进|组织|负责|按|根据|完善|建立)"
)
_SHARE = re.compile(
    r"(?P<who>[^：:“”]{3,120}?)按照?(?:各自)?(?:的)?职责(?:分工)?(?:分别|共同)?(?:负责|组织实施|抓好落实)$"
)
_IS_TO = re.compile(  # A负责指导征缴: what the unit has to do follows the verb
    r"(?P<who>[^由：:“”，,]{3,60}?)(?:要|应|须)?(?:及时|定期|适时|共同|具体|统一)?(?P<role>负责牵头|牵头负责|牵头|负责)"
    r"(?!的|制|人|单位|部门|方|同志|任|地区|解释|说明)[\u4e00-\u9fff“《]{2}"
)
# 各镇政府对辖区内农房改造监管负总责: 对…负责 alone may say to whom somebody answers.
_ANSWERS_FOR = re.compile(
    r"(?P<who>(?:[^由：:“”，,（(]|[（(][^（()）]*[）)]){3,80}?)对[^，。；：]{2,40}?负(?:总|主要?|全|直接|首要)责任?"
)
# 运营单位作为建设主体，负责日常管护: who acts stands before what it is.
_AS = re.compile(
    r"(?P<who>[^由：:“”，,]{3,30}?)作为[^，,。；：:]{2,20}[，,](?:具体|统一|全面)?(?P<role>负责)"
    r"(?!的|制|人|单位|部门|方|同志|任|地区|解释|说明)[\u4e00-\u9fff“《]{2}"
)
# 数据提供部门, 植物检疫机构: a kind of bodies that acts; 有关部门 and 责任单位 are whoever it may be.
_KIND = re.compile(r"(?:部门|机构|单位)$")
_WHOEVER = re.compile(
    r"(?:各级?|各地|有关|相关|其他|其它|上述|以上|该|本|所有|全体|所属|直属|[省市县区州]直?级?|行业|职能|业务|主管|监管|牵头|责任|成员|配合|"
    r"承办|参与|实施|负责|执行|上级|下级|同级|当地|本级|政府|党政|企事业|用人|和|及|、)*(?:部门|机构|单位)"
)
_BODY = re.compile(
    r"(?:厅|局|委|办|(?<!干)部|署|院|政府|委员会|办公室|中心|公司|集团|银行|[总支大中]队|海关|联|会|小组|街道|运营商|[乡镇站所]|专班)$"
)
_TRIGGERS = (
    "各",
    "要于",
    "应于",
    "须于",
    "要在",
    "牵头",
    "负责",
    "负总责",
    "负主责",
    "落实",
    "主办",
    "责成",
    "请",
    "会议",
    "交由",
    "承办",
    "办理",
    "指定",
    "会同",
    "具体实施",
    "组织实施",
    "统一实施",
    "，由",
)
_NAMES = re.compile(
    r"(?:[^、和及]{0,8}?(?:工业|经济|文化|体育|旅游|住房|发展|人力资源|规划|卫生|科技|科学|商务|农业|交通|教育|民族|退役)和)?[^、和及]{2,16}?(?:厅|局|委员会|委|办公室|办|政府|中心|公司|集团|部门|机构|单位|部(?!门)|院|行|署|总队|支队)(?=[、和及]|等|[\u4e00-\u9fff]{2}|[于在]\d)"
)
_REST = re.compile(r"(?:有关|相关|各|所属|其他)(?:部|委|单位|机构)")
_TRIAL = re.compile(
    r"(?:试点|示范|创建|重点|承办|主办|牵头)(?:城市|地区|[省市县区])"
)  # a kind of places that act
_PLACES = re.compile(
    r"各(?:[市县区州盟旗乡镇村]|乡镇|村居|居村|街道|社区|镇街|居委|市州|县市区|区县)(?:[、（(](?:[市县区州盟旗乡镇村]|街道)[）)]?)*"
)
_ANY_PLACE = re.compile(
    r"(?:全[国省市县区]|当地|所在地|属地)?(?:各地区?|地方|各方面?|有关方面|本地区?)(?:党委|政府|和|、|人民)*"
)
_COUNTED = re.compile(r"[一二两三四五六七八九十百几\d][所站队]$")  # 新建小学一所
_FULL = re.compile(r"^(?:国家|[省市县区州旗镇乡])|(?:厅|局|委|政府)$")
_NO_BODY = re.compile(
    r"^(?:[\d一二三四五六七八九十（(]|关于|对于|针对|围绕|经(?![济信贸发协开])|报经?|由|向|鼓励|支持|引导|推动|依托|发挥|加强|建立|组织|强化|协调|指导|督促|通过|允许|探索|成立|组建|设立|筹建|新建|整合|健全|完善|优化|做强|建好|用好|各(?:地|部门|单位)|有关|相关)"
)


@dataclass(slots=True)
class Spoken:
    """The sentence, as offsets into the text that was given, and its units."""

    start: int
    end: int
    units: list[Unit] = field(default_factory=list)


def find_spoken(text: str, *, offset: int = 0) -> list[Spoken]:
    """The sentences of a paragraph that say who leads, helps or is responsible.

    A unit without 由 before it is taken only where it ends as a body's name does.  Spans of the units are
    those of `text` plus `offset`.
    """
    if not any(word in text for word in _TRIGGERS):
        return []
    found = []
    for match in _SENTENCE.finditer(text):
        units = _units(match.group().rstrip("。；;！"), match.start(), offset)
        if units:
            found.append(Spoken(match.start(), match.end(), units))
    return found


def _units(sentence: str, start: int, offset: int) -> list[Unit]:
    units: list[Unit] = []
    assigns = False  # the sentence says one after the other who is in charge of what
    spoken = False  # the sentence reports what a meeting asks for
    for match in _PART.finditer(sentence):
        part, at = match.group(), offset + start + match.start()
        head, colon, behind = part.partition("：")
        if match.start() == 0 and colon and len(head) <= 24 and behind:
            part, at = behind, at + len(head) + 1  # 防火值守：应急办牵头
        opening = _OPENING.match(part) if not units else None
        if opening:
            part, at = part[opening.end() :], at + opening.end()
            spoken = True
        dated = match.start() == 0 and _DATED.search(sentence) is not None
        charged = _CHARGES.match(part) or (_MUST.match(part) if spoken or dated else None)
        each = _EACH.match(part) if match.start() == 0 and _TOGETHER_WITH.search(sentence) else None
        if each and not units and not _LEADS.match(part):
            units += _sure(each["who"], _DUTY, at + each.start("who"))
        if not charged and not units and not _LEADS.match(part):
            charged = _ASKED.match(part) or (
                _BY_THEM.match(part)
                if _RESOLVED.search(sentence, 0, match.start()) and not _BY.match(part)
                else None
            )
        if charged and not units and not _LEADS.match(part):
            units += _sure(charged["who"], _DUTY, at + charged.start("who"))
        by, lead = _BY.match(part), _LEADS.match(part)
        if by and (_TOLD.search(sentence, 0, match.start()) or not _is_sure(by)):
            by = None
        together = _TOGETHER.match(part) if not units else None
        # 甲局负责编制方案，乙局负责落实资金: each says what one of them has to do.
        is_to = _IS_TO.match(part)
        if is_to and match.start() and not assigns and not _in_full(is_to["who"]):
            is_to = None  # in mid-sentence only a name that stands in full (县教育局, no 办公室)
        answers = _ANSWERS_FOR.match(part) if match.start() == 0 else None
        if match.start() == 0 and not is_to:
            is_to = _AS.match(sentence)
        if by:
            role = _LEAD if by["role"].startswith(("牵头", "主办")) else _DUTY
            more = split_units(by["who"], role, offset=at + by.start("who"))
            units += more if all(is_name(unit) for unit in more) else []
            units += _joins(by["what"], at + by.start("what")) if units and by["what"] else []
        elif lead:
            units += _sure(lead["who"], _LEAD, at)
        elif together:
            units += _sure(together["who"], _LEAD, at + together.start("who"))
            units += _partners(together, at) if units else []
        elif answers and not units:
            who, place = answers["who"], at + answers.start("who")
            units += _sure(who, _DUTY, place) or _places(who, _DUTY, place)
        elif is_to:
            role = _DUTY if is_to["role"] == "负责" else _LEAD
            more = (
                _sure(is_to["who"], role, at)
                or _places(is_to["who"], role, at) * bool(units)
                or kinds_in(is_to["who"], role, at)
            )
            assigns = assigns or bool(more)
            units += more
        elif units:
            units += _joins(part, at)
        if not by and not lead and match.end() == len(sentence):
            share = _SHARE.match(part)
            units += _sure(share["who"], _DUTY, at) if share else []
    return units


def _is_sure(by: re.Match[str]) -> bool:
    """Whether those who have something are surely bodies, where it is said in words of its own."""
    free = by["what_for"] is not None and not by["what_for"].endswith(_WORK)  # 市场改造由…牵头
    return not free or bool(_sure(by["who"], _DUTY, 0))


def _partners(match: re.Match[str], at: int) -> list[Unit]:
    """The names after 会同, up to where what they do begins (会同县财政局、县公安局制定…)."""
    return partners_in(match["with"], at + match.start("with"))


def partners_in(text: str, offset: int) -> list[Unit]:
    """The names at the beginning of a text that follows 会同, up to where what they do begins."""
    found: list[Unit] = []
    for name in _NAMES.finditer(text):
        if _REST.match(text, name.end()):
            break  # 会同国务院有关部门: whoever it may be
        units = split_units(name.group(), _SUPPORT, offset=offset + name.start())
        if not units or not all(is_name(u) and (surely_a_body(u.name) or _is_kind(u.name)) for u in units):
            break
        found += units
    return found


def _joins(part: str, at: int) -> list[Unit]:
    """Those who support whoever was named before in the sentence."""
    for pattern in (_WITH, _HELPS):
        said = pattern.match(part)
        if said:
            units = split_units(said["who"], _SUPPORT, offset=at + said.start("who"))
            return units if all(is_name(u) or _PLACES.fullmatch(u.name) for u in units) else []
    return []


def _in_full(who: str) -> bool:
    """Whether each name of a list is surely a body's and says of which place or of which level it is."""
    return bool(units := _sure(who, _DUTY, 0)) and all(_FULL.search(unit.name) for unit in units)


def begins_with(text: str) -> re.Match[str] | None:
    """Where a sentence of a text first begins with a unit (县城管局每周五前报送…), which is its `who`."""
    found = (match for match in _BEGINNING.finditer(text) if not set("。；\n") & set(match["who"]))
    return next((match for match in found if surely_a_body(match["who"])), None)


def surely_a_body(name: str) -> bool:
    """Whether a name ends as a body's does and does not begin as a sentence does."""
    if FIELD_GROUP.fullmatch(name):
        return True
    body = _BODY.search(name) or _TRIAL.fullmatch(name)
    return body is not None and _NO_BODY.search(name) is None and _COUNTED.search(name) is None


def is_group_of_places(name: str) -> bool:
    """Whether a name is that of all places of a level (各乡镇, 各居村, 各市、县)."""
    return _PLACES.fullmatch(name) is not None


def is_whoever(name: str) -> bool:
    """Whether a name says no body, but whoever it may be (有关部门, 各单位, 各地)."""
    return _WHOEVER.fullmatch(name) is not None or _ANY_PLACE.fullmatch(name) is not None


def _places(who: str, role: Role, at: int) -> list[Unit]:
    """Groups of places (各乡镇) beside units that are surely bodies."""
    units = split_units(who, role, offset=at)
    return units if all(_PLACES.fullmatch(unit.name) for unit in units) else []


def kinds_in(who: str, role: Role, at: int) -> list[Unit]:
    """Bodies and kinds of bodies that head a sentence; none where one is whoever it may be."""
    units = split_units(who, role, offset=at)
    return units if all(is_name(u) and (surely_a_body(u.name) or _is_kind(u.name)) for u in units) else []


def _is_kind(name: str) -> bool:
    """Whether a name is that of a kind of bodies (数据提供部门), not of whoever it may be (有关部门)."""
    if _KIND.search(name) is None or _NO_BODY.search(name) is not None:
        return False
    return _WHOEVER.fullmatch(name) is None


def _sure(who: str, role: Role, at: int) -> list[Unit]:
    """The units of a list where each is surely a body; none where one is not."""
    units = split_units(who, role, offset=at)
    if not all(is_name(u) and surely_a_body(u.name) for u in units):
        return []
    return units
