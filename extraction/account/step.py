"""The stage that answers for every mark: read, set aside by a named rule, or a doubt; there is no fourth.

The marks come from a scan that knows none of the rules.  What explains them comes from the stages: the places
of what they read, and the places that they passed over with their rules.  A mark that nothing explains is a
doubt, so a rule that is taken away, or a unit that is lost, shows as doubts and not as silence.
"""

from __future__ import annotations

import bisect
import re
from array import array
from collections.abc import Collection, Iterable

from extraction.account.marks import Mark, MarkKind, has_duty, scan
from extraction.account.places import Entry, read_places, regions
from extraction.model import Account, Caution, Document, Explained, Kind, Span
from extraction.signs.rules import Aside, Rule
from extraction.signs.unit_names import looks_like_unit
from extraction.states import Assigned, Office, Outlined

READ, SET_ASIDE, DOUBT = "read", "set_aside", "doubt"
_SENTENCE = re.compile(r"[^。；！？\n]*")
_WINDOW = 160
_BINDING = re.compile(r"(?:前|内|止|底|末)$")
_REPORTS = re.compile(r"报送|上报|报[省市县区镇]|反馈|报告|汇总|报至")
# Where a named unit beside a word of duty is still no work: the head of the paper, the head of a table.
_SETTLED = frozenset(
    (Rule.HEAD, Rule.HEAD_ROW, Rule.SPOKEN, Rule.TWICE, Rule.SIGNATURE, Rule.BOX, Rule.HEADING)
)
_SET_UP = re.compile(
    r"(?:办公室|工作专班|秘书处)[^。]{0,12}设在|主要领导|兼任|担任(?:组长|主任|成员)|组长[：:由]|成员[：:由]"
)
_NAME_BEFORE = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,8}$")
_NO_UNIT = re.compile(
    r"^(?:各|有关|相关|由|要|应|并|其|部门|单位|上级|主管|全|共|明确|坚持|政府|党委)|(?:部门|单位|政府|企业|机构)$"
)
_LABEL_LINE = re.compile(r"(?:牵头|责任|配合|主办|承办|协办|落实|参与)(?:责任)?(?:单位|部门)")
_MESSAGES = {
    MarkKind.DUTY: "有{count}处责任表述没有读入任务，请核对",
    MarkKind.UNIT: "有{count}处单位没有读入任务，请核对",
    MarkKind.TIME: "有{count}处时间没有读作时限，请核对",
    MarkKind.LABEL: "有{count}处编号没有读作条目，请核对",
    MarkKind.CELL: "有{count}个表格单元没有读入，请核对",
    MarkKind.OTHER: "有{count}处内容没有读入，请核对",
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
    asides = [*regions(outlined, assigned), *outlined.asides, *assigned.asides]
    document.account = explain(
        document, read_places(document, assigned), [a for a in asides if a.rule not in without], office.names
    )
    if document.kind is not Kind.PROPOSAL_REPLY:
        document.warnings += _cautions(document.account.marks)
    return document


def explain(
    document: Document, entries: Iterable[Entry], asides: Iterable[Aside], names: Collection[str] | None
) -> Account:
    """Every mark of the document with what became of it."""
    text = document.text
    marks = scan(text, names)
    read = _Cover(len(text), [(entry.span, entry.name, entry.kinds) for entry in entries])
    passed = _Cover(len(text), [(aside.span, aside.rule, None) for aside in asides])
    named = [mark.span.start for mark in marks if mark.kind is MarkKind.UNIT]
    found: list[Explained] = []
    for mark in marks:
        entry = read.at(mark)
        if entry is not None:
            found.append(Explained(mark.kind, mark.span, mark.text, READ, str(entry)))
            continue
        rule = _rule(mark, passed, text, named)
        how, what = (DOUBT, "") if rule is None else (SET_ASIDE, rule.name)
        found.append(Explained(mark.kind, mark.span, mark.text, how, what))
    unread = document.unread
    found += [Explained(MarkKind.OTHER, None, one.what, SET_ASIDE, Rule.NOT_SHOWN.name) for one in unread]
    return Account(found)


def _rule(mark: Mark, passed: _Cover, text: str, named: list[int]) -> Rule | None:
    """The rule that sets a mark aside; None for a doubt."""
    found = passed.at(mark)
    rule = found if isinstance(found, Rule) else None
    if mark.kind in (MarkKind.DUTY, MarkKind.UNIT) and rule in _SETTLED:
        return rule
    if mark.kind in (MarkKind.DUTY, MarkKind.UNIT) and _in_a_title(mark.span, text):
        return Rule.IN_A_NAME
    if mark.kind in (MarkKind.DUTY, MarkKind.UNIT) and _SET_UP.search(text[slice(*_ends(mark.span, text))]):
        return Rule.SET_UP
    if mark.kind is MarkKind.DUTY and text.startswith(("解释", "说明"), mark.span.end):
        return Rule.TERM
    if mark.kind is MarkKind.DUTY:
        if _names_somebody(mark.span, text, named) or _stands_alone(mark, text):
            return None
        return rule or Rule.NO_NAME
    if mark.kind is MarkKind.UNIT:
        return (
            None
            if has_duty(text, *_ends(mark.span, text)) and rule in (None, Rule.POINT)
            else rule or Rule.MENTIONED
        )
    if mark.kind is MarkKind.TIME and rule is Rule.POINT:
        return None  # what stands in a task's text was looked at, and no rule says that it is no limit
    if mark.kind is MarkKind.TIME and rule in (Rule.COVER, Rule.INTRODUCTION, Rule.CLOSING):
        sentence = text[slice(*_ends(mark.span, text))]
        return None if _BINDING.search(mark.text) and _REPORTS.search(sentence) else rule
    return rule


def _stands_alone(mark: Mark, text: str) -> bool:
    """Whether a word of duty follows a name of any shape (应急办牵头), or is a label on a line of its own."""
    start, end = mark.span.start, mark.span.end
    before = _NAME_BEFORE.search(text, max(start - 12, 0), start)
    if before is not None and looks_like_unit(before.group()) and not _NO_UNIT.search(before.group()):
        return True
    line = text[text.rfind("\n", 0, start) + 1 : _line_end(text, end)]
    return _LABEL_LINE.fullmatch(line) is not None


def _line_end(text: str, place: int) -> int:
    found = text.find("\n", place, place + 20)
    return found if found >= 0 else min(place + 20, len(text))


def _in_a_title(span: Span, text: str) -> bool:
    """Whether a place stands within 《…》."""
    before = text[max(span.start - 60, 0) : span.start]
    return before.rfind("《") > before.rfind("》")


def _names_somebody(span: Span, text: str, named: list[int]) -> bool:
    """Whether a unit is named in the sentence of a word of duty."""
    start, end = _ends(span, text)
    at = bisect.bisect_left(named, start)
    return at < len(named) and named[at] < end


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
            found.append(Caution(message.format(count=len(places)), None, places))
    return found
