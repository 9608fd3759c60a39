"""The columns of the ledger: what each says, and by what it is sorted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Value, When
from django.db.models.fields import DateField, IntegerField
from django.db.models.functions import Greatest

from common.db.keyset import Term
from policies.models.measures import NamedPerson
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.lights import OF_ASSIGNMENTS, WORKING
from tracker.work.models.assignments import Assignment
from tracker.work.states import Light, Status

Cell = str | int | date | None


@dataclass(slots=True)
class Row:
    """A line of the ledger: an assignment with its light, the heading above it, the newest report, and the
    persons whom the document names for it."""

    assignment: Assignment
    on: date
    section: str
    report: ProgressReport | None = None
    persons: list[NamedPerson] = field(default_factory=list)

    @property
    def light(self) -> str:
        """The light as of the day; the rows are read with `with_light`."""
        light: str = self.assignment.light  # type: ignore[attr-defined]
        return light


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` names it in addresses, `width` is that of a sheet, `sort` is empty for one that
    cannot be sorted by."""

    key: str
    heading: str
    width: int
    value: Callable[[Row], Cell]
    sort: tuple[Term, ...] = ()
    # What a term of `sort` is computed from, where it is no column of its own.
    computed: Callable[[date], dict[str, Any]] = field(default=lambda on: {})
    long: bool = False  # words that run over several lines


def _due(row: Row) -> Cell:
    """The time limit; why there is none: work that is over has none left to be met."""
    if row.assignment.due_on is not None:
        return row.assignment.due_on
    if not row.assignment.is_open:
        return ""
    return "按周期报送" if row.assignment.task.cycle else "未定时限"


def _progress(row: Row) -> str:
    """The words of the newest report; why there are none."""
    if row.report is not None and row.report.narrative:
        return row.report.narrative
    return "待签收" if row.assignment.status == Status.PENDING else "尚未报送"


def _rank(name: str, path: str, values: list[str]) -> Callable[[date], dict[str, Any]]:
    cases = [When(**{path: value}, then=Value(place)) for place, value in enumerate(values)]
    return lambda on: {name: Case(*cases, default=Value(len(values)), output_field=IntegerField())}


def _late_since(on: date) -> dict[str, Any]:
    late = When(OF_ASSIGNMENTS.condition(Light.RED, on), then=Greatest("must_due_on", "dispatched_on"))
    return {"late_since": Case(late, default=None, output_field=DateField())}


NOBODY_NAMED = "未写明"  # where neither document nor office names a person
ID = Term("id")
# The order of the documents, the newest first, and within one the order of its measures.
AS_PRINTED = (
    Term("document_id", descending=True),
    Term("task__measure__position"),
    Term("task__position"),
    Term("role", kind="text"),
    Term("department_id"),
    ID,
)
EXTRA = "extra"  # in one column on the page; a file has a column for each name
COLUMNS: dict[str, Column] = {
    column.key: column
    for column in (
        Column("measure", "举措", 36, lambda r: str(r.assignment.task.measure), AS_PRINTED, long=True),
        Column(
            "light",
            "灯",
            8,
            lambda r: str(Light(r.light).label),
            (Term("light_rank"), ID),
            _rank("light_rank", "light", list(WORKING)),
        ),
        Column("section", "章节", 24, lambda r: r.section, long=True),
        Column("text", "举措原文", 60, lambda r: r.assignment.task.measure.text, long=True),
        Column("task", "任务内容", 50, lambda r: r.assignment.task.text, long=True),
        Column(
            EXTRA,
            "其他栏目",
            40,
            lambda r: "；".join(f"{name}：{text}" for name, text in r.assignment.task.extra),
            long=True,
        ),
        Column(
            "document",
            "文号",
            22,
            lambda r: str(r.assignment.document),
            (Term("document__number", kind="text"), *AS_PRINTED),
        ),
        Column("title", "文件标题", 36, lambda r: r.assignment.document.title, long=True),
        Column("origin", "来源", 10, lambda r: str(r.assignment.document.get_origin_display())),
        Column(
            "department",
            "责任单位",
            18,
            lambda r: r.assignment.department.short_name,
            (Term("department_id"), ID),
        ),
        Column("persons", "责任人", 28, lambda r: "；".join(map(str, r.persons)) or NOBODY_NAMED, long=True),
        Column("region", "地区", 12, lambda r: r.assignment.department.region.name),
        Column("role", "分工", 8, lambda r: r.assignment.get_role_display(), (Term("role", kind="text"), ID)),
        Column(
            "status",
            "状态",
            10,
            lambda r: r.assignment.get_status_display(),
            (Term("status_rank"), ID),
            _rank("status_rank", "status", list(Status.values)),
        ),
        Column(
            "cycle",
            "报送周期",
            16,
            lambda r: r.assignment.task.cycle_in_words,
            (Term("task__reports_a_year", descending=True), ID),
        ),
        Column(
            "dispatched_on",
            "交办日期",
            12,
            lambda r: r.assignment.dispatched_on,
            (Term("dispatched_on", kind="day"), ID),
        ),
        Column(
            "due_on",
            "时限",
            12,
            _due,
            (Term("due_on", kind="day", nullable=True), ID),
        ),
        Column(
            "days_late",
            "逾期天数",
            10,
            lambda r: r.assignment.days_late(r.on) if r.light == Light.RED else None,
            # More days late is an earlier day; those that are not late come last, both ways.
            (Term("late_since", kind="day", nullable=True, descending=True), ID),
            _late_since,
        ),
        Column("percent", "完成比例（%）", 14, lambda r: r.assignment.percent, (Term("percent"), ID)),
        Column("progress", "最近进展", 50, _progress, long=True),
        Column("reported_on", "报送日期", 12, lambda r: r.report.submitted_on if r.report else None),
        Column("report_status", "审核状态", 12, lambda r: r.report.get_status_display() if r.report else ""),
        Column(
            "completed_on",
            "办结日期",
            12,
            lambda r: r.assignment.completed_on,
            (Term("completed_on", kind="day", nullable=True), ID),
        ),
    )
}
FIRST = "measure"  # always there: it is what leads to the assignment
DEFAULT = (
    "measure",
    "light",
    "document",
    "department",
    "role",
    "status",
    "due_on",
    "days_late",
    "percent",
    "progress",
)
# Columns that ask for the newest report of each row.
OF_REPORT = {"progress", "reported_on", "report_status"}
OF_PERSONS = {"persons"}  # and one that asks for the persons


def column_of(name: str) -> Column:
    """The column of a file for what the documents' tables say under a name of their own."""
    return Column(name, name, 24, lambda r: dict(r.assignment.task.extra).get(name, ""), long=True)


def chosen(keys: "list[str] | tuple[str, ...]") -> tuple[str, ...]:
    """Those of the keys that are columns, in the order of the ledger; the default where none is."""
    known = [key for key in COLUMNS if key in keys]
    if not known:
        return DEFAULT
    return (FIRST, *(key for key in known if key != FIRST))
