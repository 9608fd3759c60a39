"""The stage that answers for every mark: read, set aside by a named rule, or a doubt; there is no fourth.

The marks come from a scan that knows none of the rules.  What explains them comes from the stages: the places
of what they read, and the places that they passed over with their rules.  A mark that nothing explains is a
doubt, so a rule that is taken away, or a unit that is lost, shows as doubts and not as silence.
"""

from __future__ import annotations

import bisect
import re
from array import array
from collections.abc import Collection, Iterable, Iterator

from extraction.account.marks import Mark, MarkKind, scan
from extraction.account.places import Entry, passed_over, read_places, torn_clauses
from extraction.model import Account, Caution, Document, Explained, Kind, Span
from extraction.signs.rules import Aside, Rule
from extraction.signs.unit_names import looks_like_unit
from extraction.states import Assigned, Office, Outlined

READ, SET_ASIDE, DOUBT = "read", "set_aside", "doubt"
_CLAUSE = frozenset((MarkKind.DUTY, MarkKind.UNIT, MarkKind.CELL))
_SENTENCE = re.compile(r"[^。；！？\n]*")
_WINDOW = 160
_SEVERAL = 3  # names
_BINDING = re.compile(r"(?:前|内|止|底|末)$")
_REPORTS = re.compile(r"报送|上报|报[省市县区镇]|反馈|报告|汇总|报至")
# Where a named unit beside a word of duty is still no work: the head of the paper, the head of a table.
_SETTLED = frozenset(
    (
        Rule.HEAD,
        Rule.HEAD_ROW,
        Rule.SPOKEN,
        Rule.TWICE,
        Rule.SIGNATURE,
        Rule.BOX,
        Rule.HEADING,
        Rule.OUTSIDE,
    )
)
_AROUND = frozenset((Rule.POINT, Rule.HEAD, Rule.COVER, Rule.INTRODUCTION, Rule.CLOSING))
_SET_UP = re.compile(
    r"(?:领导小组|指挥部|工作专班)(?:主要)?负责|(?:办公室|工作专班|秘书处)[^。]{0,12}设在|主要领导|兼任|担任(?:组长|主任|成员)|组长[：:由]|成员[：:由]"
)
_NAME_BEFORE = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,8}\Z")  # on the same line
_NO_UNIT = re.compile(
    r"^(?:各|有关|相关|由|要|应|并|其|部门|单位|上级|主管|全|共|明确|坚持|政府|党委)|(?:部门|单位|政府|企业|机构)$"
)
_LABEL_LINE = re.compile(r"(?:牵头|责任|配合|主办|承办|协办|落实|参与)(?:责任)?(?:单位|部门)")
_CELL_END = re.compile(r"[^\t\n]{0,20}")
_OBJECT = re.compile(
    r"(?:(?:^|[\u4e00-\u9fff])(?:在|向|报|报送|上报|抄送|送|报经|报请|经|给|对|被|接受|督促|推动|支持|服从|协调|争取|配合))"
    r"(?:[^，。；]{2,20}[、和及与])?[\u4e00-\u9fff]{0,3}$"
)
# 经省住建厅会同有关部门评审: a step that others take before the work goes on
_PASSES = re.compile(r"(?<![已])(?:报|须|需)?经(?![济信贸营])[^，。；、]{2,18}\Z")
_EXPLAINS = re.compile(r"(?:会同[\u4e00-\u9fff]{2,14})?负责(?:具体)?(?:的)?(?:解释|说明)")
_OBJECT_REACH = 30  # signs: as far as its expression goes back
_ANSWERS = re.compile(r"[对向][^，。；]{1,10}$")
_OF_OTHERS = re.compile(r"(?:协助|配合)(?:协助|各|有关|相关|上级|[省市县区]级|主管|责任){1,3}(?:单位|部门)")
_GENERAL = re.compile(r"(?:各|有关|相关|督促|指导|协助|配合)[^，。；、]{0,20}$")
_MESSAGES = {
    MarkKind.DUTY: "有{count}处责任表述没有读入任务，请核对",
    MarkKind.UNIT: "有{count}处单位没有读入任务，请核对",
    MarkKind.TIME: "有{count}处时间没有读作时限，请核对",
    MarkKind.LABEL: "有{count}处编号没有读作条目，请核对",
    MarkKind.CELL: "有{count}个表格单元没有读入，请核对",
}


def account(
    document: Document,
    outlined: Outlined,
    assigned: Assigned,
    office: Office,
    *,
    without: Collection[Rule] = (),
) -> Document:
    """The document with its account, and a caution for each kind of mark that stands open.

    `without`: rules that are switched off, so that what they explain shows.
    """
    asides = passed_over(outlined, assigned)
    entries = read_places(document, assigned)
    torn = torn_clauses(document, assigned)
    document.account = explain(document, entries, asides, office.names, torn=torn, without=without)
    if document.kind is not Kind.PROPOSAL_REPLY:
        document.warnings += _cautions(document.account.marks)
    return document


def explain(
    document: Document,
    entries: Iterable[Entry],
    asides: Iterable[Aside],
    names: Collection[str] | None,
    *,
    torn: Iterable[Span] = (),
    without: Collection[Rule] = (),
) -> Account:
    """Every mark of the document with what became of it; `without` as in `account`.

    What stands in a `torn` clause or cell was not read, whatever else was made of it.
    """
    text = document.text
    marks = scan(text, names)
    read = _Cover(len(text), [(entry.span, entry.name, entry.kinds) for entry in entries])
    passed = _Cover(
        len(text), [(aside.span, aside.rule, None) for aside in asides if aside.rule not in without]
    )
    named = [m.span.start for m in marks if m.kind is MarkKind.UNIT and not _is_object(m.span, text)]
    duties = [m.span.start for m in marks if m.kind is MarkKind.DUTY and not _orders_nobody(m.span, text)]
    lost = _Cover(len(text), [(span, True, _CLAUSE) for span in torn])
    found: list[Explained] = []
    for mark in marks:
        if lost.at(mark):
            found.append(Explained(mark.kind, mark.span, mark.text, DOUBT, ""))
            continue
        entry = read.at(mark)
        if entry is not None:
            found.append(Explained(mark.kind, mark.span, mark.text, READ, str(entry)))
            continue
        rule = next((rule for rule in _rules(mark, passed, text, named, duties) if rule not in without), None)
        how, what = (DOUBT, "") if rule is None else (SET_ASIDE, rule.name)
        found.append(Explained(mark.kind, mark.span, mark.text, how, what))
    if _names_are_lost(found, text):
        found = [Explained(m.kind, m.span, m.text, DOUBT, "") if _is_mentioned(m) else m for m in found]
    for one in document.unread:
        doubted = one.doubt or Rule.NOT_SHOWN in without
        how, what = (DOUBT, one.doubt) if doubted else (SET_ASIDE, Rule.NOT_SHOWN.name)
        found.append(Explained(MarkKind.OTHER, one.span, one.what, how, what))
    return Account(found)


def _names_are_lost(found: list[Explained], text: str) -> bool:
    """Whether nearly all units are only mentioned, though a label or the head of a table asks for units.

    Then the label lost those that it heads, and a mention is no longer a reason.
    """
    units = [m for m in found if m.kind == MarkKind.UNIT]
    mentioned = sum(map(_is_mentioned, units))
    if mentioned < _SEVERAL or mentioned * 4 < len(units) * 3:
        return False
    return any(
        m.kind == MarkKind.DUTY and m.how != READ and m.span and _is_label(m.span, text) for m in found
    )


def _is_mentioned(mark: Explained) -> bool:
    return mark.kind == MarkKind.UNIT and mark.what == Rule.MENTIONED.name


def _rules(mark: Mark, passed: _Cover, text: str, named: list[int], duties: list[int]) -> Iterator[Rule]:
    """The rules that set a mark aside, the one to be told first; none for a doubt."""
    found = passed.at(mark)
    rule = found if isinstance(found, Rule) else None
    if mark.kind in (MarkKind.DUTY, MarkKind.UNIT):
        yield from _of_a_duty(mark, rule, text, named, duties)
    elif mark.kind is MarkKind.LABEL and mark.text.isdecimal() and rule in _AROUND:
        return  # 1 … 2 … 3 …: whoever numbers so has rows or items, and nobody read them
    elif mark.kind is MarkKind.TIME and rule is Rule.POINT:
        return  # what stands in a task's text was looked at, and no rule says that it is no limit
    elif mark.kind is MarkKind.TIME and rule in (Rule.COVER, Rule.INTRODUCTION, Rule.CLOSING):
        sentence = text[slice(*_ends(mark.span, text))]
        if not (_BINDING.search(mark.text) and _REPORTS.search(sentence)):
            yield rule
    elif rule is not None:
        yield rule


def _of_a_duty(
    mark: Mark, rule: Rule | None, text: str, named: list[int], duties: list[int]
) -> Iterator[Rule]:
    """The same of a word of duty or a unit; `rule` is that of its place."""
    if rule in _SETTLED:
        yield rule
    if _in_a_title(mark.span, text):
        yield Rule.IN_A_NAME
    if _SET_UP.search(text[slice(*_ends(mark.span, text))]):
        yield Rule.SET_UP
    within = rule in (None, Rule.POINT)  # an item's own text: what it says counts, not that it stands there
    if mark.kind is MarkKind.DUTY:
        if text.startswith(("解释", "说明"), mark.span.end):
            yield Rule.TERM
        if mark.text == "会同" and _PASSES.search(text, max(mark.span.start - 24, 0), mark.span.start):
            yield Rule.PROCEDURE
        if _answers(mark.span, text):
            yield Rule.ANSWERS
        somebody = _names_somebody(mark.span, text, named) or _stands_alone(mark, text)
        if _is_general(mark.span, text) or not somebody:
            yield rule if rule and not within else Rule.NO_NAME
    elif _EXPLAINS.match(text, mark.span.end):
        yield Rule.TERM
    elif within and _in_a_closing_bracket(mark.span, text):
        return  # （甲局拟订方案，乙局筹措资金）: whatever it says, it says it of units
    elif not (within and _any(duties, *_ends(mark.span, text)) and not _is_object(mark.span, text)):
        yield rule if rule and not within else Rule.MENTIONED


def _in_a_closing_bracket(span: Span, text: str) -> bool:
    """Whether a unit stands first in a bracket behind a full sentence, or right behind a comma in it."""
    opened = max(text.rfind(sign, max(span.start - 80, 0), span.start) for sign in "（(【[〔")
    if (
        opened < 1
        or text[opened - 1] not in "。；！"
        or any(sign in text[opened : span.start] for sign in "）)】]〕。")
    ):
        return False
    return text[span.start - 1] in "（(【[〔，,、；;：:由"


def _is_object(span: Span, text: str) -> bool:
    """Whether something is only done to a unit, or before it (报市政府, 在县政府领导下, 经省厅同意)."""
    if text.startswith("的", span.end):
        return True
    low = max(span.start - _OBJECT_REACH, 0)
    start = max(text.rfind(sign, low, span.start) for sign in "，。；：！\n（(") + 1
    start = max(start, low)
    return _OBJECT.search(text, start, span.start) is not None


def _orders_nobody(span: Span, text: str) -> bool:
    return _answers(span, text) or _is_general(span, text)


def _answers(span: Span, text: str) -> bool:
    """Whether it is said to whom somebody answers (总经理对董事会负责)."""
    return _ANSWERS.search(text, max(span.start - 12, 0), span.start) is not None


def _is_general(span: Span, text: str) -> bool:
    """Whether a word of duty speaks of whoever it may be (各牵头单位要…), or is a saying in quotes."""
    if text[max(span.start - 1, 0) : span.start] == "各" or _OF_OTHERS.match(text, span.start):
        return True
    nouns = ("单位", "部门")
    noun = text.startswith(nouns, span.end) or text[span.start : span.end].endswith(nouns)
    after = span.end + 2 * text.startswith(nouns, span.end)
    if noun and text[max(span.start - 1, 0) : span.start] == "、" and not text.startswith(("：", ":"), after):
        return True  # 明确目标、责任部门和责任人
    if noun and not text.startswith(("：", ":", "为", "是", "、", "和", "及", "\n"), after):
        return _GENERAL.search(text, max(span.start - 24, 0), span.start) is not None
    opened = text.rfind("“", max(span.start - 40, 0), span.start)
    return opened > text.rfind("”", max(span.start - 40, 0), span.start)


def _stands_alone(mark: Mark, text: str) -> bool:
    """Whether a word of duty follows a name of any shape (应急办牵头), or is a label of its own."""
    start = mark.span.start
    before = _NAME_BEFORE.search(text, max(start - 12, 0), start)
    if before is not None and looks_like_unit(before.group()) and not _NO_UNIT.search(before.group()):
        return True
    return _is_label(mark.span, text)


def _is_label(span: Span, text: str) -> bool:
    """Whether a word of duty is all that its line or its cell says (责任单位)."""
    start = max(text.rfind(sign, max(span.start - 20, 0), span.start) for sign in "\n\t") + 1
    end = _CELL_END.match(text, span.end)
    return _LABEL_LINE.fullmatch(text, start, end.end() if end else span.end) is not None


def _in_a_title(span: Span, text: str) -> bool:
    """Whether a place stands within 《…》."""
    before = text[max(span.start - 60, 0) : span.start]
    return before.rfind("《") > before.rfind("》")


def _names_somebody(span: Span, text: str, named: list[int]) -> bool:
    """Whether a unit is named in the sentence of a word of duty."""
    return _any(named, *_ends(span, text))


def _any(places: list[int], start: int, end: int) -> bool:
    """Whether one of the places, which are in order, lies in a stretch."""
    at = bisect.bisect_left(places, start)
    return at < len(places) and places[at] < end


def _ends(span: Span, text: str) -> tuple[int, int]:
    low = max(span.start - _WINDOW, 0)
    start = max(text.rfind(stop, low, span.start) for stop in "。；！？\n") + 1
    match = _SENTENCE.match(text, span.end, min(span.end + _WINDOW, len(text)))
    return max(start, low), match.end() if match else span.end


class _Cover:
    """What covers each place of a text: of several the last laid down, and what is for one kind first."""

    def __init__(self, length: int, laid: list[tuple[Span, object, frozenset[MarkKind] | None]]) -> None:
        self.values: list[object] = []
        # A number for each character: as a list or a dictionary it would be most of what a reading holds.
        self.nothing = array("I", bytes(4 * (length + 1)))
        self.whole = self.nothing[:]
        self.kinds: dict[MarkKind, array[int]] = {}
        for span, value, kinds in laid:
            self.values.append(value)
            number = array("I", [len(self.values)]) * max(0, min(span.end, length) - span.start)
            if kinds is None:
                self.whole[span.start : span.start + len(number)] = number
                continue
            for kind in kinds:
                if kind not in self.kinds:
                    self.kinds[kind] = self.nothing[:]
                self.kinds[kind][span.start : span.start + len(number)] = number

    def at(self, mark: Mark) -> object | None:
        """What covers a mark, at any of its characters."""
        own = self.kinds.get(mark.kind, self.nothing)
        # What binds in a time stands at its end: who has read the 月 alone of 13月底前 has not read it.
        start = mark.span.end - 1 if mark.kind is MarkKind.TIME else mark.span.start
        places = range(start, mark.span.end)
        number = next((own[at] for at in places if own[at]), 0) or next(
            (self.whole[at] for at in places if self.whole[at]), 0
        )
        return self.values[number - 1] if number else None


def _cautions(marks: list[Explained]) -> list[Caution]:
    """One thing to check for each kind of open mark, with all its places."""
    found: list[Caution] = []
    for kind, message in _MESSAGES.items():
        places = [mark.span for mark in marks if mark.how == DOUBT and mark.kind == kind and mark.span]
        if places:
            found.append(Caution(message.format(count=len(places)), None, places, kind))
    return found
