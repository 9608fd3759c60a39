"""Rows of the ledger by measure: what stands in each, and what is read for it.

A row tells of the 交办事项 that fit the question (how many, by which lights, with which time limits). Who
leads and who supports, and the words of the last report of who leads, are those of the whole measure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Max, QuerySet

from common.db.compiled import Among, CompiledQuery
from departments.models.users import User
from policies.models.measures import Measure, NamedPerson, Role, Task
from tracker.ledger.columns import NOBODY_NAMED, Cell
from tracker.ledger.grouping import Key, keys_of_measures, lights_in_words
from tracker.ledger.headings import Headings, heading_of, read_headings
from tracker.ledger.rows import GONE
from tracker.ledger.standing import MeasureStanding, standings_of
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.ledger_query import LedgerQuery
from tracker.work.models.assignments import Assignment
from tracker.work.states import Status

NAMED = 8  # units of a role that are named in a row; of more the rest is a number
LEADING = (Role.LEAD, Role.RESPONSIBLE)  # who leads; where nobody is 牵头, the 负责 units do


@dataclass(slots=True)
class MeasureRow:
    """A line of the ledger by measure."""

    measure: Measure
    standing: MeasureStanding
    section: str
    # Short names of the units by role, each once, in the order in which they were handed it.
    units: dict[str, list[str]] = field(default_factory=dict)
    signed: bool = False  # whether a unit that leads has signed, or is done
    report: ProgressReport | None = None
    persons: list[str] = field(default_factory=list)
    cycles: list[str] = field(default_factory=list)
    # What the document's table says of it beyond the known columns, by the names that it has there.
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def leads(self) -> list[str]:
        """Who leads."""
        return self.units.get(Role.LEAD) or self.units.get(Role.RESPONSIBLE, [])

    @property
    def supports(self) -> list[str]:
        """Who supports; beside a 牵头 unit those that are 负责 as well."""
        beside = self.units.get(Role.RESPONSIBLE, []) if self.units.get(Role.LEAD) else []
        return [*beside, *self.units.get(Role.SUPPORT, [])]

    @property
    def due(self) -> Cell:
        """The time limit; of several the first and the last; why there is none."""
        first, last = self.standing.first_due, self.standing.last_due
        if first is None:
            return "；".join(self.cycles) or ("未定时限" if self.is_open else "")
        return first if first == last else f"{first}至{last}"

    @property
    def is_open(self) -> bool:
        """Whether any of it is still to be done."""
        return self.standing.units > self.standing.lights["none"]

    @property
    def progress(self) -> str:
        """The words of the last report of who leads; why there are none."""
        if self.report:
            return self.report.narrative
        if not self.is_open:
            return "已结束，没有报送"
        return "尚未报送" if self.signed else "待签收"

    @property
    def found_wrong(self) -> str:
        """The problems that the last report of who leads tells of; that it tells of none."""
        if self.report is None:
            return ""  # 最新进展 says why
        return self.report.problems or "未反映问题"


@dataclass(frozen=True, slots=True)
class MeasureColumn:
    """A column of the ledger by measure; `sort` is what `sort` of an address calls its order."""

    key: str
    heading: str
    width: int
    value: Callable[[MeasureRow], Cell]
    sort: str = ""
    long: bool = False


def column_of(name: str) -> MeasureColumn:
    """The column of a file for what the documents' tables say under a name of their own."""
    return MeasureColumn(name, name, 24, lambda r: r.extra.get(name, ""), long=True)


def _names(units: Sequence[str]) -> str:
    more = f"等{len(units)}个单位" if len(units) > NAMED else ""
    return "、".join(units[:NAMED]) + more


# As the office keeps it on paper. 序号 is the measure's place in its document: it stays what it is, whatever
# is asked for.
MEASURE_COLUMNS: dict[str, MeasureColumn] = {
    column.key: column
    for column in (
        MeasureColumn("number", "序号", 6, lambda r: r.measure.position + 1, "measure"),
        MeasureColumn("matter", "重点任务", 44, lambda r: str(r.measure), long=True),
        MeasureColumn("lead", "牵头", 18, lambda r: _names(r.leads) or "无", long=True),
        MeasureColumn("support", "配合", 22, lambda r: _names(r.supports) or "无", long=True),
        MeasureColumn("due_on", "时限", 12, lambda r: r.due, "due_on"),
        MeasureColumn("progress", "最新进展", 40, lambda r: r.progress, long=True),
        MeasureColumn("problems", "存在问题", 28, lambda r: r.found_wrong, long=True),
        MeasureColumn("lights", "灯", 12, lambda r: lights_in_words(r.standing.lights), "light"),
        MeasureColumn("persons", "责任人", 20, lambda r: "；".join(r.persons) or NOBODY_NAMED, long=True),
        MeasureColumn("document", "文号", 18, lambda r: str(r.measure.document), "measure"),
    )
}


def read_measures(
    keys: Sequence[int],
    *,
    question: LedgerQuery,
    fitting: Any,
    user: User,
    on: date,
    headings: Headings | None = None,
) -> list[MeasureRow]:
    """A row for each measure, in the order of the keys, in at most seven queries however many there are.

    `fitting` are the 交办事项 that fit the `question`; `headings` keeps what was read of documents from one
    call to the next.
    """
    if not keys:
        return []
    headings = {} if headings is None else headings
    among = tuple(keys)
    counted = standings_of(among, question=question, fitting=fitting, user=user, on=on)
    found = {standing.measure: standing for standing in counted}
    measures = {measure.pk: measure for measure in _MEASURES.all(keys=among)}
    read_headings({measure.document_id for measure in measures.values()}, headings)
    rows = {
        pk: MeasureRow(
            measures[pk], found[pk], heading_of(measures[pk].path, headings[measures[pk].document_id])
        )
        for pk in keys
        if pk in found and pk in measures
    }
    for pk, role, name, status in _UNITS.all(keys=among):
        if pk in rows:
            named = rows[pk].units.setdefault(role, [])
            if name not in named:
                named.append(name)
            rows[pk].signed = rows[pk].signed or (role in LEADING and status != Status.PENDING)
    for report in _REPORTS.all(keys=among, user=user):
        row = rows.get(report.measure)
        if row is not None and (row.report is None or report.role == Role.LEAD):
            row.report = report
    for person in _PERSONS.all(keys=among):
        words = rows[person.measure].persons if person.measure in rows else []
        if str(person) not in words:
            words.append(str(person))
    for task in _TASKS.all(keys=among):
        if (row := rows.get(task.measure_id)) is None:
            continue
        if task.cycle and task.cycle_in_words not in row.cycles:
            row.cycles.append(task.cycle_in_words)
        for name, text in task.extra:
            held = row.extra.get(name, "")
            row.extra[name] = text if held in ("", text) else f"{held}；{text}"
    return [rows[pk] for pk in keys if pk in rows]


def groups_of_rows(rows: Sequence[MeasureRow], result: Any) -> Callable[[MeasureRow], Key]:
    """Of each of the rows its group in the result; at most one query for all of them."""
    if not result.group:
        return lambda row: ()
    if result.group == "section":
        return lambda row: (row.measure.document_id, row.section)
    among = result.fitting.filter(task__measure__in=[row.measure.pk for row in rows])
    key_of = keys_of_measures([row.standing for row in rows], result.group, among)
    return lambda row: key_of(row.standing)


_MEASURES = CompiledQuery(
    lambda keys: (
        Measure.objects.filter(Among("pk", keys=keys))
        .select_related("document")
        .only("document_id", "position", "path", "title", "text", "document__number", "document__title")
    )
)


def _units(keys: Any) -> QuerySet[Any]:
    """Who has the measures: measure, role, name of the unit, state. What was handed on counts for who handed
    it on; who was relieved of it has it no more."""
    rows = Assignment.objects.filter(Among("task__measure_id", keys=keys), parent__isnull=True)
    return (
        rows.exclude(status=Status.SUSPENDED)
        .order_by("id")
        .values_list("task__measure_id", "role", "department__short_name", "status")
    )


_UNITS = CompiledQuery(_units)


def _reports(keys: Any, user: Any) -> QuerySet[Any]:
    """The newest report of each measure by role, of who leads; with `measure` and `role`."""
    readable = ProgressReport.objects.visible_to(user).exclude(status__in=GONE)
    of_these = readable.filter(
        Among("assignment__task__measure_id", keys=keys),
        assignment__role__in=[role.value for role in LEADING],
        assignment__parent__isnull=True,
    ).order_by()
    newest = of_these.values("assignment__task__measure_id", "assignment__role").annotate(last=Max("pk"))
    return (
        ProgressReport.objects.filter(pk__in=newest.values("last"))
        .order_by("pk")
        .only("narrative", "problems", "submitted_on")
        .annotate(measure=F("assignment__task__measure_id"), role=F("assignment__role"))
    )


_REPORTS = CompiledQuery(_reports)
_PERSONS = CompiledQuery(
    lambda keys: (
        NamedPerson.objects.filter(Among("task__measure_id", keys=keys))
        .order_by("task__position", "position", "id")
        .only("kind", "name", "title", "phone")
        .annotate(measure=F("task__measure_id"))
    )
)
_TASKS = CompiledQuery(
    lambda keys: (
        Task.objects.filter(Among("measure_id", keys=keys))
        .exclude(cycle="", extra=[])
        .order_by("position")
        .only("measure_id", "cycle", "extra")
    )
)
