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

from departments.models.departments import Department
from departments.models.users import User
from policies.models.documents import PolicyDocument
from tracker.scorecard.models import ScoreFormula
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.models.assignments import AssignmentMilestone
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
    "done_late",
    "overdue",
    "pending",
    "due",
    "late",
    "late_days",
    "returns",
    "extensions",
    "marks",
)


@dataclass(slots=True)
class Figures:
    """What is counted, of one department or of all."""

    assignments: int = 0
    on_time: int = 0
    done_late: int = 0
    overdue: int = 0
    pending: int = 0
    late_days: int = 0
    returns: int = 0
    extensions: int = 0
    marks: int = 0
    mark_sum: int = 0

    @property
    def due(self) -> int:
        """What has come due: the ground of the rates."""
        return self.on_time + self.done_late + self.overdue

    @property
    def total(self) -> int:
        """All time limits of the period."""
        return self.due + self.pending

    @property
    def completed(self) -> int:
        """What is done, on time or not."""
        return self.on_time + self.done_late

    @property
    def late(self) -> int:
        """What was done late or is overdue."""
        return self.done_late + self.overdue

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
    score: Decimal | None = None
    rank: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """With the department, its score and its rank."""
        return {
            "department": self.department,
            "name": self.name,
            **Figures.as_dict(self),
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
) -> Scorecard:
    """The figures of every department that has any in the period, as of the day `on`.

    Of all documents, or of one; with `departments` only theirs, without ranks. Three queries
    count, whatever there is to be counted; the formula in force is read where none is given.
    """
    card = Scorecard(span, on, document, formula or ScoreFormula.current())
    lines: dict[int, Line] = defaultdict(Line)
    of = Q(assignment__document=document) if document else Q()
    once = document is None  # each document counts its own copy of what is joined
    if departments is not None:
        of &= Q(assignment__department__in=departments)
    for row in AssignmentMilestone.objects.filter(of).within(span, once=once).by_department(on):
        line = lines[row["department"]]
        line.late_days = row["late_days"].days if row["late_days"] else 0
        for name in ("assignments", "on_time", "done_late", "overdue", "pending"):
            setattr(line, name, row[name])
    by_department = F("assignment__department_id")
    reports = (
        ProgressReport.objects.filter(of).within(span, once=once).order_by().values(department=by_department)
    )
    for said in reports.filter(Q(status="returned") | Q(mark__isnull=False)).annotate(
        returns=Count("pk", filter=Q(status="returned")), marks=Count("mark"), mark_sum=Sum("mark")
    ):
        line = lines[said["department"]]
        line.returns, line.marks, line.mark_sum = said["returns"], said["marks"], said["mark_sum"] or 0
    extensions = (
        Extension.objects.filter(of).within(span, once=once).order_by().values(department=by_department)
    )
    for granted in extensions.annotate(extensions=Count("pk")):
        lines[granted["department"]].extensions = granted["extensions"]
    names = dict(Department.objects.filter(pk__in=lines).values_list("pk", "short_name"))
    for department, line in lines.items():
        line.department, line.name = department, names[department]
        line.score = score_of(line, card.formula)
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
        return scorecard(span=span, on=on, document=document)
    mine = user.department_ids()
    if OfficeSettings.current().departments_see_rank:
        card = scorecard(span=span, on=on, document=document)
        card.lines = [line for line in card.lines if line.department in mine]
    else:
        card = scorecard(span=span, on=on, document=document, departments=mine)
    card.totals = None
    return card


def score_of(figures: Figures, formula: ScoreFormula) -> Decimal | None:
    """The score, 0 to 100 with one decimal; `None` while no time limit of the period has come due.

    On-time rate × its weight, plus (1 − average days late ÷ limit, not below 0) × its weight, plus
    average mark ÷ 5 × its weight. Where no mark was given the other two are stretched to 100. Each return
    and each extension takes its points off, together no more than the most. Rounded at the end only.
    """
    if not figures.due:
        return None
    weight = Decimal(formula.on_time_weight + formula.lateness_weight)
    late = Decimal(figures.late_days) / figures.late if figures.late else Decimal(0)
    points = formula.on_time_weight * Decimal(figures.on_time) / figures.due
    points += formula.lateness_weight * max(Decimal(0), 1 - late / formula.lateness_limit)
    if figures.marks:
        weight += formula.quality_weight
        points += formula.quality_weight * Decimal(figures.mark_sum) / (figures.marks * _FULL_MARK)
    if not weight:  # quality alone counts, and there is no mark
        return None
    taken = figures.returns * formula.return_points + figures.extensions * formula.extension_points
    score = 100 * points / weight - min(taken, Decimal(formula.most_points))
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
