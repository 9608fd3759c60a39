"""考核: the figures of every department in a period, and the score that the formula makes of them.

The same figures stand on the page, in the API, in the xlsx and in a 通报. What a number counts is said in
`counting`; returns are reports sent back, extensions those granted, marks those given, each by the
day on which the reviewer did it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from departments.models.departments import Department
from departments.models.users import User
from policies.models.documents import PolicyDocument
from tracker.scorecard.models import HandPoints, ScoreFormula
from tracker.work.counting import SINGLE, Outcome
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.models.requests import Extension
from tracker.work.models.settings import OfficeSettings
from tracker.work.periods import Span

TENTH = Decimal("0.1")
_FULL_MARK = 5
# In the order of the columns; a line and the totals have all of them.
COUNTS = (
    "assignments",
    "total",
    "completed",
    "on_time",
    "extended",
    "done_late",
    "overdue",
    "past_at_dispatch",
    "pending",
    "due",
    "late",
    "late_days",
    "returns",
    "extensions",
    "marks",
)


@dataclass(slots=True)
class Weighed:
    """What the score is made of: the counts, each time limit with its weight (role × document)."""

    on_time: Decimal = Decimal(0)
    due: Decimal = Decimal(0)
    late: Decimal = Decimal(0)
    late_days: Decimal = Decimal(0)


@dataclass(slots=True)
class Figures:
    """What is counted, of one department or of all."""

    assignments: int = 0
    on_time: int = 0
    extended: int = 0
    done_late: int = 0
    overdue: int = 0
    past_at_dispatch: int = 0  # a part of `overdue`
    completed: int = 0
    pending: int = 0
    late_days: int = 0
    returns: int = 0
    extensions: int = 0
    marks: int = 0
    mark_sum: int = 0

    @property
    def due(self) -> int:
        """What has come due: the ground of the rates."""
        return self.on_time + self.late

    @property
    def total(self) -> int:
        """All time limits of the period."""
        return self.due + self.pending

    @property
    def late(self) -> int:
        """What was not done by its date: extended, done late or overdue."""
        return self.extended + self.done_late + self.overdue

    @property
    def on_time_rate(self) -> Decimal | None:
        """按时完成率 in percent: on time of what has come due; `None` while nothing has."""
        return _tenth(Decimal(100 * self.on_time) / self.due) if self.due else None

    @property
    def completed_rate(self) -> Decimal | None:
        """完成率 in percent: done of what has come due; `None` while nothing has."""
        return _tenth(Decimal(100 * self.completed) / self.due) if self.due else None

    @property
    def average_late(self) -> Decimal | None:
        """平均逾期天数 of what is late; `None` where nothing is."""
        return _tenth(Decimal(self.late_days) / self.late) if self.late else None

    @property
    def average_mark(self) -> Decimal | None:
        """平均质量评分; `None` where no mark was given."""
        return _tenth(Decimal(self.mark_sum) / self.marks) if self.marks else None

    def as_dict(self) -> dict[str, Any]:
        """Every number under its name; rates, averages as texts with one decimal, or null."""
        return {name: getattr(self, name) for name in COUNTS} | {
            name: None if (value := getattr(self, name)) is None else str(value)
            for name in ("on_time_rate", "completed_rate", "average_late", "average_mark")
        }


@dataclass(slots=True)
class Line(Figures):
    """One department of the scorecard."""

    department: int = 0
    name: str = ""
    points: Decimal = Decimal(0)  # by hand
    weighed: Weighed = field(default_factory=Weighed)
    score: Decimal | None = None
    rank: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """With the department, its score and its rank."""
        return {
            "department": self.department,
            "name": self.name,
            **Figures.as_dict(self),
            "points": str(self.points),
            "score": None if self.score is None else str(self.score),
            "rank": self.rank,
        }


@dataclass(slots=True)
class Scorecard:
    """The figures of a period as of the day `on`; lines by rank, those without a score last."""

    span: Span
    on: date
    document: PolicyDocument | None
    formula: ScoreFormula
    lines: list[Line] = field(default_factory=list)
    totals: Figures | None = None  # not for a department, which sees its own lines

    def as_dict(self) -> dict[str, Any]:
        """For the API, and for the archive of a 通报."""
        return {
            "from": self.span.first.isoformat(),
            "to": self.span.last.isoformat(),
            "on": self.on.isoformat(),
            "document": self.document.pk if self.document else None,
            "formula": self.formula.values,
            "formula_in_words": self.formula.in_words,
            "totals": self.totals.as_dict() if self.totals else None,
            "departments": [line.as_dict() for line in self.lines],
        }


def scorecard(
    *,
    span: Span,
    on: date,
    document: PolicyDocument | None = None,
    formula: ScoreFormula | None = None,
    departments: Collection[int] | None = None,
    begun: bool = False,
    reader: User | None = None,
) -> Scorecard:
    """The figures of every department that has any in the period, as of the day `on`, or as it began.

    Without what is closed to the `reader` (知悉范围); for nobody in particular without all that is closed.

    Of all documents, or of one; with `departments` only theirs, without ranks. Four queries
    count, whatever there is to be counted; the formula in force is read where none is given. Points by hand
    are of no document: they count where all are asked for.
    """
    card = Scorecard(span, on, document, formula or ScoreFormula.current())
    lines: dict[int, Line] = defaultdict(Line)
    of = Q(assignment__document=document) if document else Q()
    once = document is None  # each document counts its own copy of what is joined
    if departments is not None:
        of &= Q(assignment__department__in=departments)
    dates = AssignmentMilestone.objects.counted_for(reader).filter(of).within(span, once=once, on=on)
    importance = Coalesce(F("assignment__document__score_weight__weight"), Decimal(1))
    for row in dates.by_department(on, begun=begun, importance=importance):
        _add(lines[row["department"]], row, card.formula)
    by_department = F("assignment__department_id")
    answered = ProgressReport.objects.counted_for(reader).filter(of).within(span, once=once)
    reports = answered.order_by().values(department=by_department)
    for said in reports.filter(Q(status="returned") | Q(mark__isnull=False)).annotate(
        returns=Count("pk", filter=Q(status="returned")), marks=Count("mark"), mark_sum=Sum("mark")
    ):
        line = lines[said["department"]]
        line.returns, line.marks, line.mark_sum = said["returns"], said["marks"], said["mark_sum"] or 0
    moved = Extension.objects.counted_for(reader).filter(of).within(span, once=once)
    extensions = moved.order_by().values(department=by_department)
    for granted in extensions.annotate(extensions=Count("pk")):
        lines[granted["department"]].extensions = granted["extensions"]
    if document is None:
        by_hand = HandPoints.objects.within(span)
        if departments is not None:
            by_hand = by_hand.filter(department__in=departments)
        for unit, points in by_hand.order_by().values_list("department").annotate(Sum("points")):
            lines[unit].points = points
    names = dict(Department.objects.filter(pk__in=lines).values_list("pk", "short_name"))
    for department, line in lines.items():
        line.department, line.name = department, names[department]
        line.score = score_of(line, card.formula, points=line.points, weighed=line.weighed)
    card.totals = _sum(lines.values())
    card.lines = _ranked(lines.values())
    if departments is not None:
        for line in card.lines:
            line.rank = None
    return card


def scorecard_for(user: User, *, span: Span, on: date, document: PolicyDocument | None = None) -> Scorecard:
    """The scorecard as the user may see it.

    督查室 and leaders see every department. Others see their own departments and no totals; the rank among
    all only where 督查室 has allowed it (`OfficeSettings.departments_see_rank`).
    """
    if user.sees_everything:
        return scorecard(span=span, on=on, document=document, reader=user)
    mine = user.department_ids()
    if OfficeSettings.current().departments_see_rank:
        card = scorecard(span=span, on=on, document=document, reader=user)
        card.lines = [line for line in card.lines if line.department in mine]
    else:
        card = scorecard(span=span, on=on, document=document, departments=mine, reader=user)
    card.totals = None
    return card


def _add(line: Line, row: dict[str, Any], formula: ScoreFormula) -> None:
    """The counts of one department in one role and one weight of document, to those of its line."""
    late_days = row["late_days"].days if row["late_days"] else 0
    line.late_days += late_days
    for name in (*(one.value for one in SINGLE), "assignments", "completed", "past_at_dispatch"):
        setattr(line, name, getattr(line, name) + row[name])
    weight = formula.weight_of(row["role"]) * row["importance"]
    late = row["extended"] + row["done_late"] + row["overdue"]
    line.weighed.on_time += weight * row["on_time"]
    line.weighed.due += weight * (row["on_time"] + late)
    line.weighed.late += weight * late
    line.weighed.late_days += weight * late_days


def score_of(
    figures: Figures,
    formula: ScoreFormula,
    *,
    points: Decimal = Decimal(0),
    weighed: Weighed | None = None,
) -> Decimal | None:
    """The score, 0 to 100 with one decimal; `None` while no time limit of the period has come due.

    On-time rate × its weight, plus (1 − average days late ÷ limit, not below 0) × its weight, plus
    average mark ÷ 5 × its weight. Where no mark was given the other two are stretched to 100. Each return
    and each extension takes its points off, together no more than the most; `points` are those by hand.
    `weighed` are the counts with their weights, where these differ. Rounded at the end only.
    """
    counts = weighed or Weighed(
        *map(Decimal, (figures.on_time, figures.due, figures.late, figures.late_days))
    )
    if not counts.due:
        return None
    weight = Decimal(formula.on_time_weight + formula.lateness_weight)
    late = counts.late_days / counts.late if counts.late else Decimal(0)
    reached = formula.on_time_weight * counts.on_time / counts.due
    reached += formula.lateness_weight * max(Decimal(0), 1 - late / formula.lateness_limit)
    if figures.marks:
        weight += formula.quality_weight
        reached += formula.quality_weight * Decimal(figures.mark_sum) / (figures.marks * _FULL_MARK)
    if not weight:  # quality alone counts, and there is no mark
        return None
    taken = figures.returns * formula.return_points + figures.extensions * formula.extension_points
    score = 100 * reached / weight - min(taken, Decimal(formula.most_points)) + points
    return _tenth(min(max(score, Decimal(0)), Decimal(100)))


def _tenth(number: Decimal) -> Decimal:
    return number.quantize(TENTH, rounding=ROUND_HALF_UP)


def _sum(lines: Iterable[Line]) -> Figures:
    total = Figures()
    for line in lines:
        for name in Figures.__dataclass_fields__:
            setattr(total, name, getattr(total, name) + getattr(line, name))
    return total


def _ranked(lines: Iterable[Line]) -> list[Line]:
    """Best first; equal scores share a rank, and the next rank leaves as many out."""
    ordered = sorted(lines, key=lambda x: (x.score is None, -(x.score or 0), -x.total, x.department))
    for place, line in enumerate(ordered, start=1):
        if line.score is not None:
            before = ordered[place - 2] if place > 1 else None
            line.rank = before.rank if before is not None and before.score == line.score else place
    return ordered


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How the red lights of the first page stand to what 考核 counts; all three as of one day."""

    red: int  # 交办事项 in red
    counted: int  # of these those whose time limits count here
    others: int  # of 配合 units, handed on, or counted once with what they are joined with (并案)


def reconciled(user: User, *, span: Span, on: date, document: PolicyDocument | None = None) -> Reconciled:
    """Why the overdue work of the first page is another number than that of 考核: three counts."""
    rows = Assignment.objects.visible_to(user).overdue(on)
    rows = rows.filter(document=document) if document else rows
    dates = AssignmentMilestone.objects.filter(assignment__in=rows.values("pk"))
    late = dates.within(span, once=document is None, on=on).in_outcome(Outcome.OVERDUE, on)
    red = rows.count()
    counted = late.order_by().values("assignment").distinct().count()
    return Reconciled(red, counted, red - counted)
