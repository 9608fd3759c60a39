"""What the page of a document shows of the work on it, in as many queries however long the document is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Value, When, Window
from django.db.models.functions import RowNumber

from departments.models.users import User
from policies.admin.tree import Line
from policies.models.documents import PolicyDocument
from policies.models.measures import Role
from tracker.work.admin.charts import Axis, sparkline
from tracker.work.filing.models.reports import IndicatorReading, ProgressReport, ReportStatus
from tracker.work.filing.selectors import last_said
from tracker.work.lights import light_of_date
from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.states import Light

UNITS = 12  # of one task; the rest is behind a link
MARKS = 12  # dates of one measure on the timeline
READINGS = 24  # of one indicator: two years of months


@dataclass(slots=True)
class Work:
    """One task: its units with their lights, and how many there are in each."""

    task: Any
    units: list[Assignment]
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """How many units work on it, or did."""
        return sum(self.counts.values())

    @property
    def more(self) -> int:
        """How many units are not shown."""
        return self.total - len(self.units)


@dataclass(slots=True)
class Node:
    """A heading or a measure, with what stands under it."""

    line: Line
    works: list[Work] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {str(light): 0 for light in Light})

    @property
    def path(self) -> list[Any]:
        """The labels from the top of the document."""
        return list((self.line.section or self.line.measure).path)  # type: ignore[union-attr]

    @property
    def measures(self) -> int:
        """How many measures stand under it, itself included."""
        return (1 if self.line.measure else 0) + sum(child.measures for child in self.children)

    @property
    def needs_a_look(self) -> bool:
        """Whether something under it is late or soon will be."""
        return bool(self.counts["red"] or self.counts["yellow"])


def tree(document: PolicyDocument, lines: Iterable[Line], user: User, on: date) -> list[Node]:
    """The document's headings and measures, each with the lights of what the user may see under it.

    Three queries beside those of `lines`: the counts of every task, its first units, their last words.
    """
    mine = Assignment.objects.visible_to(user).filter(document=document).with_light(on)
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for row in mine.order_by().values("task_id", "light").annotate(total=Count("id")):
        counts[row["task_id"]][row["light"]] = row["total"]
    units: dict[int, list[Assignment]] = defaultdict(list)
    first = list(_first_units(mine))
    for assignment, said in last_said(user, first).items():
        assignment.last_said = said
    for assignment in first:
        units[assignment.task_id].append(assignment)
    roots: list[Node] = []
    above: list[Node] = []
    for line in lines:
        node = Node(line)
        if line.measure:
            node.works = [Work(task, units[task.pk], counts[task.pk]) for task in line.tasks]
        while above and not _is_under(node.path, above[-1].path):
            above.pop()
        (above[-1].children if above else roots).append(node)
        above.append(node)
    for root in roots:
        _add_up(root)
    return roots


def _first_units(mine: Any) -> Any:
    leaders_first = Case(When(role=Role.LEAD, then=Value(0)), default=Value(1))
    order = [leaders_first, F("must_due_on").asc(nulls_last=True), F("id").asc()]
    return (
        mine.annotate(nth=Window(RowNumber(), partition_by=F("task_id"), order_by=order))
        .filter(nth__lte=UNITS)
        .select_related("department")
        .order_by("task_id", "nth")
    )


def _is_under(path: list[Any], other: list[Any]) -> bool:
    return len(path) > len(other) and path[: len(other)] == other


def _add_up(node: Node) -> None:
    for work in node.works:
        for light, total in work.counts.items():
            node.counts[light] += total
    for child in node.children:
        _add_up(child)
        for light, total in child.counts.items():
            node.counts[light] += total


def timeline(document: PolicyDocument, lines: Iterable[Line], user: User, on: date) -> dict[str, Any]:
    """甘特: the dates of each measure between the day of dispatch and the last date; one query."""
    dates = (
        AssignmentMilestone.objects.visible_to(user)
        .filter(assignment__document=document)
        .exclude(assignment__status="suspended")
        .order_by()
        .values("assignment__task_id", "due_on", "firmness")
        .annotate(total=Count("id"), done=Count("completed_on"), phrase=F("milestone__phrase"))
        .order_by("due_on")
    )
    of_task: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in dates:
        of_task[row["assignment__task_id"]].append({**row})
    days = [row["due_on"] for rows in of_task.values() for row in rows]
    if not days:
        return {"rows": []}
    begun = document.dispatched_on or document.issued_on or min(days)
    axis = Axis(min(begun, *days), max(on, *days))
    rows = []
    for line in lines:
        found = sorted((r for task in line.tasks for r in of_task[task.pk]), key=lambda r: r["due_on"])
        if not line.measure or not found:
            continue
        marks = [_mark(row, axis, on) for row in found]
        last = axis.place(found[-1]["due_on"])
        rows.append(
            {
                "measure": line.measure,
                "task": line.tasks[0],
                "from": axis.place(begun),
                "width": max(last - axis.place(begun), 0.5),
                "marks": marks[:MARKS],
                "more": len(marks) - MARKS,
            }
        )
    return {"rows": rows, "ticks": axis.ticks(), "today": axis.place(on), "on": on}


def _mark(row: dict[str, Any], axis: Axis, on: date) -> dict[str, Any]:
    must, done = row["firmness"] == "must", row["done"] == row["total"]
    state = "done" if done else light_of_date(row["due_on"], must=must, on=on).value
    return {**row, "must": must, "state": state, "place": axis.place(row["due_on"])}


def indicators(document: PolicyDocument, rows: Iterable[Any], user: User) -> list[dict[str, Any]]:
    """The document's indicators, each with its newest value and a small chart; one query."""
    reports = ProgressReport.objects.visible_to(user).filter(
        assignment__document=document,
        status__in=[ReportStatus.SUBMITTED, ReportStatus.FIRST_APPROVED, ReportStatus.APPROVED],
    )
    newest = Window(RowNumber(), partition_by=F("indicator_id"), order_by=F("id").desc())
    readings = (
        IndicatorReading.objects.filter(report__in=reports.values("pk"))
        .annotate(nth=newest)
        .filter(nth__lte=READINGS)
        .select_related("report__assignment__department")
        .defer("report__narrative", "report__problems", "report__next_steps", "report__coordination")
        .order_by("report__submitted_on", "id")
    )
    of_indicator: dict[int, list[IndicatorReading]] = defaultdict(list)
    for reading in readings:
        of_indicator[reading.indicator_id].append(reading)
    return [
        {
            "indicator": indicator,
            "latest": of_indicator[indicator.pk][-1] if of_indicator[indicator.pk] else None,
            "chart": sparkline(indicator, of_indicator[indicator.pk]),
        }
        for indicator in rows
    ]
