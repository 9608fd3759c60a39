"""上下对照, to be read: each measure of the upper document beside its counterpart, and what differs."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from common.differing import Piece, differ
from policies.alignment.likeness import Wording, matches, plain
from policies.alignment.models import AlignedPair, Alignment, PairState
from policies.models.measures import Indicator, Measure, Milestone, MilestoneKind

_NUMBER = re.compile(
    r"(?<![\d.〔第])(\d+(?:\.\d+)?)\s*"
    r"(%|个百分点|百分点|万亿元|亿元|万元|元|万?人次|万?人|名|万?户|家|个|所|项|张|套|座|处|条|只|株|万?亩|公顷|吨"
    r"|公里|平方米|万?千瓦|小时|分钟|天|场|次|期|批|门|部|台|辆|件|倍)"
)
_LIKE_NAMES = 0.8


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two measures: its text cut where the other differs, its numbers, its dates."""

    measure: Measure
    pieces: list[Piece]
    numbers: list[str]
    dates: list[Milestone]


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair with both sides, and in words what differs."""

    pair: AlignedPair
    upper: Side
    lower: Side
    differences: list[str]


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """An indicator of the upper document beside the lower one's; one of them may be missing."""

    upper: Indicator | None
    lower: Indicator | None

    @property
    def differs(self) -> bool:
        """Whether the targets are not the same."""
        if self.upper is None or self.lower is None:
            return True
        above, below = self.upper, self.lower
        return (_figure(above.target), above.target_year) != (_figure(below.target), below.target_year)


class AlignmentView:
    """All of an alignment, in eight queries however long the documents are."""

    def __init__(self, alignment: Alignment) -> None:
        self.alignment = alignment
        self.upper = list(alignment.upper.measures.order_by("position"))
        self.lower = list(alignment.lower.measures.order_by("position"))
        self._all = list(alignment.pairs.select_related("decided_by"))
        dates: dict[int, list[Milestone]] = defaultdict(list)
        documents = [alignment.upper_id, alignment.lower_id]
        for milestone in Milestone.objects.filter(
            task__measure__document__in=documents, kind=MilestoneKind.DUE
        ).select_related("task"):
            dates[milestone.task.measure_id].append(milestone)
        self._dates = dates

    @cached_property
    def pairs(self) -> list[PairView]:
        """The pairs that stand, those that differ first, in the order of the upper document."""
        upper = {m.pk: m for m in self.upper}
        lower = {m.pk: m for m in self.lower}
        views = [
            self._view(pair, upper[pair.upper_id], lower[pair.lower_id])
            for pair in self._standing
            if pair.lower_id is not None
        ]
        return sorted(
            views, key=lambda v: (not v.differences, v.upper.measure.position, v.lower.measure.position)
        )

    @cached_property
    def upper_without(self) -> list[tuple[Measure, AlignedPair | None]]:
        """Measures of the upper document with no counterpart, and who has confirmed that there is none."""
        paired = {pair.upper_id for pair in self._standing if pair.lower_id is not None}
        none = {pair.upper_id: pair for pair in self._standing if pair.lower_id is None}
        return [(m, none.get(m.pk)) for m in self.upper if m.pk not in paired]

    @cached_property
    def lower_without(self) -> list[Measure]:
        """Measures of the lower document that carry out none of the upper."""
        paired = {pair.lower_id for pair in self._standing}
        return [m for m in self.lower if m.pk not in paired]

    @cached_property
    def proposed(self) -> int:
        """How many pairs nobody has looked at."""
        return sum(pair.state == PairState.PROPOSED for pair in self._all)

    @cached_property
    def indicators(self) -> list[IndicatorView]:
        """The indicators of both, those of the upper without a counterpart first, then the differing."""
        above, below = (
            list(self.alignment.upper.indicators.all()),
            list(self.alignment.lower.indicators.all()),
        )
        rows = _beside(above, below)
        return sorted(rows, key=lambda r: (r.upper is None, r.lower is not None, not r.differs))

    @property
    def _standing(self) -> list[AlignedPair]:
        return [pair for pair in self._all if pair.state != PairState.REJECTED]

    def _view(self, pair: AlignedPair, upper: Measure, lower: Measure) -> PairView:
        left, right = differ(upper.text or upper.title, lower.text or lower.title)
        above = Side(upper, left, numbers_of(upper.text), self._dates[upper.pk])
        below = Side(lower, right, numbers_of(lower.text), self._dates[lower.pk])
        return PairView(pair, above, below, _differences(above, below))


def wordings_of(measures: Iterable[Measure]) -> list[Wording]:
    """What the measures say, to be compared."""
    return [Wording(m.pk, m.title, m.text) for m in measures]


def numbers_of(text: str) -> list[str]:
    """The numbers with a unit that stand in a text: 30名, 85%. Years and 文号 are none."""
    normal = unicodedata.normalize("NFKC", text)
    return list(dict.fromkeys(f"{number}{unit}" for number, unit in _NUMBER.findall(normal)))


def _differences(upper: Side, lower: Side) -> list[str]:
    found = []
    above = [n for n in upper.numbers if n not in lower.numbers]
    below = [n for n in lower.numbers if n not in upper.numbers]
    if above or below:
        found.append(f"数值不同：上级{'、'.join(above) or '无'}，下级{'、'.join(below) or '无'}")
    due_above, due_below = _days(upper), _days(lower)
    if due_above != due_below:
        found.append(f"时限不同：上级{'、'.join(due_above) or '未定'}，下级{'、'.join(due_below) or '未定'}")
        last_above = max((m.due_on for m in upper.dates if m.due_on), default=None)
        last_below = max((m.due_on for m in lower.dates if m.due_on), default=None)
        if last_above and last_below and last_below > last_above:
            found.append("下级时限晚于上级")
    return found


def _days(side: Side) -> list[str]:
    days = {str(m.due_on) if m.due_on else m.phrase for m in side.dates}
    return sorted(days)


def _figure(value: str) -> str:
    """A target without what says nothing: 0.80 and 0.8 are one."""
    normal = unicodedata.normalize("NFKC", value).strip().removesuffix("%")
    return normal.rstrip("0").rstrip(".") if re.fullmatch(r"\d+\.\d+", normal) else normal


def _beside(above: list[Indicator], below: list[Indicator]) -> list[IndicatorView]:
    by_name = {_name(i): i for i in reversed(below)}
    found = {i.pk: by_name[_name(i)] for i in above if _name(i) in by_name}
    taken = {i.pk for i in found.values()}
    rest_above = [i for i in above if i.pk not in found]
    rest_below = {i.pk: i for i in below if i.pk not in taken}
    for match in matches(
        [Wording(i.pk, "", i.name) for i in rest_above],
        [Wording(i.pk, "", i.name) for i in rest_below.values()],
    ):
        if match.score >= _LIKE_NAMES and match.left not in found and match.right in rest_below:
            found[match.left] = rest_below.pop(match.right)
    taken = {i.pk for i in found.values()}
    return [
        *(IndicatorView(i, found.get(i.pk)) for i in above),
        *(IndicatorView(None, i) for i in below if i.pk not in taken),
    ]


def _names(indicators: Iterable[Indicator]) -> list[Wording]:
    return [Wording(i.pk, "", i.name) for i in indicators]


def _name(indicator: Indicator) -> str:
    return plain(re.sub(r"[（(][^（）()]*[）)]\s*$", "", unicodedata.normalize("NFKC", indicator.name)))
