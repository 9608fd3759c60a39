"""Draws ledgers and prints them in the style of the genre: what is read back must be the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from extraction.readers.numbering import chinese_numeral

LEAD, SUPPORT, RESPONSIBLE = "牵头", "配合", "负责"
YEAR = 2023
_VERBS = ("推进", "完善", "强化", "优化", "规范", "健全", "提升", "加快", "支持", "培育")
_OBJECTS = """
数字乡村建设 职业技能培训 政务服务事项办理 农产品冷链物流体系 城镇污水管网改造 创业孵化载体
消防安全责任制 普惠托育服务 知识产权保护 县域商业体系 河湖长制 青少年体育活动
""".split()  # noqa: SIM905 - a list of words is read more easily so
_SENTENCES = (
    "坚持问题导向，建立工作台账，逐项抓好落实。",
    "对符合条件的企业给予一次性奖补。",
    "推广“一窗受理、集成服务”模式，压减办理环节。",
    "鼓励社会资本参与，形成多元投入机制。",
    "组织开展专项检查，及时消除隐患。",
    "每千人拥有服务设施不少于3个。",
)  # fmt: skip
_UNITS = """
省财政厅 省教育厅 省商务厅 省公安厅 省发展改革委 省工业和信息化厅 省住房城乡建设厅 省国资委
省委网信办 省总工会 团省委 省政务服务局 省市场监管厅 省农业农村厅 人民银行云岭省分行 省税务局
省粮食和储备局 省文化和旅游厅 云岭证监局 省卫生健康委 各市（州）政府 各县（市、区）政府
""".split()  # noqa: SIM905 - a list of words is read more easily so
_LIMITS = (
    ("6月底前", f"{YEAR}-06-30", "due", "完成{object}方案编制。"),
    (f"{YEAR}年9月30日前", f"{YEAR}-09-30", "due", "完成{object}任务。"),
    ("年底前", f"{YEAR}-12-31", "due", "实现{object}全覆盖。"),
    (f"到{YEAR + 2}年", f"{YEAR + 2}-12-31", "due", "，建成{object}示范点20个。"),
    (f"{YEAR + 1}年3月底前", f"{YEAR + 1}-03-31", "due", "出台{object}实施细则。"),
    ("每月10日前", "", "recurring", "报送{object}进展情况。"),
    ("8月15日前", f"{YEAR}-08-15", "due", "公布{object}清单。"),
)  # fmt: skip
_INTRODUCTION = "为深入贯彻落实省委工作部署，结合我省实际，制定本方案。"


@dataclass
class Item:
    """One measure: what a clerk would write into the ledger, and the words it is printed with."""

    title: str
    sentences: list[str]
    units: list[tuple[str, str]]
    limits: list[tuple[str, str, str, str]]
    form: int
    lined: bool = False
    path: list[str] = field(default_factory=list)


@dataclass
class Ledger:
    """A document of sections; each holds items, or headings that hold items."""

    subject: str
    sections: list[list[list[Item]]]
    grouped: bool
    running: bool  # whether the numbers run on through the sections


def titles() -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(_VERBS), st.sampled_from(_OBJECTS)).map("".join)


@st.composite
def units(draw: Any) -> list[tuple[str, str]]:
    names = draw(st.lists(st.sampled_from(_UNITS), min_size=1, max_size=5, unique=True))
    if len(names) > 1 and draw(st.booleans()):
        return [(names[0], LEAD), *((name, SUPPORT) for name in names[1:])]
    return [(name, RESPONSIBLE) for name in names]


@st.composite
def items(draw: Any) -> Item:
    chosen = draw(st.lists(st.sampled_from(_LIMITS), max_size=2, unique=True))
    if any(date > f"{YEAR + 1}" for _, date, _, _ in chosen):
        chosen = chosen[:1]  # beside another year a month without one could be of either
    sentences = [draw(st.sampled_from(_SENTENCES))]
    for phrase, _, _, words in chosen:
        sentences.append(phrase + words.format(object=draw(st.sampled_from(_OBJECTS))))
    limits = [(phrase, date, kind, "must") for phrase, date, kind, _ in chosen]
    form = draw(st.integers(0, 2))
    return Item(draw(titles()), sentences, draw(units()), limits, form)


@st.composite
def groups(draw: Any) -> list[Item]:
    """Items under one heading: all with clauses in brackets, or all with unit lines of their own."""
    group = draw(st.lists(items(), min_size=2, max_size=4))
    lined = draw(st.booleans())
    for item in group:
        item.lined = lined
    return group


@st.composite
def ledgers(draw: Any) -> Ledger:
    grouped = draw(st.booleans())
    section = st.lists(groups(), min_size=2 if grouped else 1, max_size=3 if grouped else 1)
    sections = draw(st.lists(section, min_size=1, max_size=3))
    return Ledger(draw(st.sampled_from(_OBJECTS)), sections, grouped, draw(st.booleans()))


def printed(ledger: Ledger) -> str:
    """The text of the document; gives each item its path on the way."""
    name = f"云岭省{ledger.subject}工作方案"
    lines = [
        f"云岭省人民政府办公厅关于印发{name}的通知",
        f"云政办发〔{YEAR}〕6号",
        "各市（州）人民政府，省政府各厅委办、各直属机构：",
        f"《{name}》已经省政府同意，现印发给你们，请认真贯彻执行。",
        "云岭省人民政府办公厅",
        f"{YEAR}年2月1日",
        name,
        _INTRODUCTION,
        "一、总体要求",
        "坚持稳中求进工作总基调，统筹发展和安全。",
    ]
    number = 0
    for section, groups in enumerate(ledger.sections, start=2):
        top = chinese_numeral(section)
        lines.append(f"{top}、重点任务之{chinese_numeral(section - 1)}")
        for place, group in enumerate(groups, start=1):
            if ledger.grouped:
                heading = f"（{chinese_numeral(place)}）"
                lines.append(f"{heading}夯实工作基础")
            number = number if ledger.running else 0
            for item in group:
                number += 1
                item.path = [top, heading, str(number)] if ledger.grouped else [top, str(number)]
                lines += _item_lines(item, number)
    return "\n".join(lines) + "\n"


def _item_lines(item: Item, number: int) -> list[str]:
    text = f"{number}.{item.title}。{''.join(item.sentences)}"
    lead = [name for name, role in item.units if role == LEAD]
    support = [name for name, role in item.units if role == SUPPORT]
    plain = "、".join(name for name, role in item.units if role == RESPONSIBLE)
    if item.lined:
        if not lead:
            return [text, f"责任单位：{plain}"]
        return [text, f"牵头单位：{lead[0]}", f"配合单位：{'、'.join(support)}"]
    if lead:
        helpers = "、".join(support)
        first = lead[0]
        forms = (
            f"{first}牵头，{helpers}配合",
            f"牵头单位：{first}；配合单位：{helpers}",
            f"{first}牵头，{helpers}等配合",
        )
    else:
        forms = (f"{plain}按职责分工负责", f"责任单位：{plain}", f"{plain}负责")
    return [f"{text}（{forms[item.form]}）"]


def stated(ledger: Ledger) -> list[dict[str, Any]]:
    """The measures of a ledger that has been printed."""
    flat = [item for groups in ledger.sections for group in groups for item in group]
    return [
        {"path": item.path, "title": item.title, "units": sorted(item.units), "limits": item.limits}
        for item in flat
    ]
