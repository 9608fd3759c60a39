"""What is chosen in the ledger, and what a step with it would do: looked at before it is taken.

The number of statements does not depend on how much is chosen.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from common.db.compiled import Among
from common.errors import ServiceError
from departments.models.departments import Department
from departments.models.users import Membership, User, UserRole
from departments.services.access import require_role
from tracker.ledger.models import StepKind
from tracker.ledger.query import MEASURE, UNIT, TableQuery
from tracker.work.models.assignments import Assignment
from tracker.work.states import Status
from tracker.work.transitions import TABLE, Transition

MOST = 10_000  # 交办事项 of one step
SHOWN = 50  # of them that a preview names
TRANSITION_OF = {
    StepKind.URGE: Transition.URGE,
    StepKind.CHANGE_DATE: Transition.CHANGE_DATE,
    StepKind.SUSPEND: Transition.SUSPEND,
    StepKind.REASSIGN: Transition.REASSIGN,
}
MAY_TAKE_BACK = (StepKind.CHANGE_DATE, StepKind.SUSPEND)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was ticked: all that fits the question, or these measures (their units that fit) and units."""

    question: TableQuery
    everything: bool = False
    measures: tuple[int, ...] = ()
    units: tuple[int, ...] = ()

    def rows(self, user: User, on: date) -> Any:
        """The 交办事项 that are meant, of those that the user may see."""
        fitting, _ = self.question.fitting(user, on)
        if self.everything:
            return fitting
        wanted = Q(Among("task__measure_id", keys=self.measures)) | Q(Among("pk", keys=self.units))
        return fitting.filter(wanted)

    def as_question(self) -> TableQuery:
        """The same as a question, to be exported; `ServiceError` where an address cannot hold it."""
        if self.everything:
            return self.question
        if self.measures and self.units:
            raise ServiceError("choice_mixed", "请只勾选举措，或只勾选单位，再导出。")
        if len(self.measures) > 100 or len(self.units) > 100:
            raise ServiceError("choice_too_long", "一次最多导出勾选的100行；更多的，请先筛选再导出。")
        if self.units:
            return self.question.replace(by=UNIT, assignment=self.units)
        return self.question.replace(by=MEASURE, measure=self.measures)


@dataclass(slots=True)
class Hindrance:
    """Why some of what is chosen is left out: the reason, and how many."""

    why: str
    count: int


@dataclass(slots=True)
class StepPreview:
    """What a step would do: with which rows, in how many units and measures, and what is left out and why."""

    kind: StepKind
    rows: list[int] = field(default_factory=list)
    chosen: int = 0
    units: int = 0
    measures: int = 0
    hindrances: list[Hindrance] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """What tells whether the same rows are still meant."""
        return hashlib.sha256(",".join(map(str, self.rows)).encode()).hexdigest()[:32]

    @property
    def may_be_taken_back(self) -> bool:
        """Whether the kind of step can be taken back."""
        return self.kind in MAY_TAKE_BACK


def preview_step(
    *, kind: StepKind, choice: Choice, actor: User, on: date, department: Department | None = None
) -> StepPreview:
    """What the step would do, in at most five statements.

    `department` is to whom it is to be reassigned, where that is known. Raises `NotAllowed` for who is not of
    督查室, `ServiceError` where nothing or too much is chosen.
    """
    require_role(actor, UserRole.SUPERVISOR, to=f"批量{kind.label}")
    rows = choice.rows(actor, on).order_by("pk")
    columns = ("pk", "status", "department_id", "task_id", "task__measure_id", "due_on")
    found = list(rows.values_list(*columns)[: MOST + 1])
    if not found:
        raise ServiceError("nothing_chosen", "没有勾选事项，或所选的已不符合筛选条件，请返回重新选择。")
    if len(found) > MOST:
        raise ServiceError("too_many_chosen", f"所选的超过{MOST}项，请先筛选缩小范围，分几次办理。")
    preview = StepPreview(kind, chosen=len(found))
    begin = TABLE[TRANSITION_OF[kind]].states
    able = [row for row in found if row[1] in begin]
    states = Counter(row[1] for row in found if row[1] not in begin)
    preview.hindrances = [
        Hindrance(f"{Status(state).label}，不能{kind.label}", count) for state, count in states.items()
    ]
    if kind == StepKind.REASSIGN:
        able = _to_reassign(able, department, preview)
    preview.rows = [row[0] for row in able]
    preview.units = len({row[2] for row in able})
    preview.measures = len({row[4] for row in able})
    preview.notes += _notes(kind, able, preview.rows)
    return preview


def named(rows: Sequence[int]) -> list[Assignment]:
    """The first of the rows, to be shown by name; one statement."""
    return list(Assignment.objects.filter(pk__in=rows[:SHOWN]).with_context().order_by("pk"))


def _to_reassign(able: list[Any], department: Department | None, preview: StepPreview) -> list[Any]:
    """Those that can go to the unit: it has not the task yet, and no part of it was handed on."""
    keys = [row[0] for row in able]
    handed = Assignment.objects.filter(Among("parent_id", keys=keys)).exclude(status=Status.SUSPENDED)
    with_parts = set(handed.order_by().values_list("parent_id", flat=True).distinct())
    has_it: set[int] = set()
    if department is not None:
        tasks = [row[3] for row in able]
        of_unit = Assignment.objects.filter(Among("task_id", keys=tasks), department=department)
        has_it = set(of_unit.order_by().values_list("task_id", flat=True))
    kept: list[Any] = []
    again: Counter[str] = Counter()
    taken: set[int] = set()
    for row in able:
        if row[0] in with_parts:
            again["已转办下属单位，须先中止转办的部分"] += 1
        elif row[3] in has_it:
            again[f"{department}已承担该任务"] += 1
        elif row[3] in taken:
            again["同一任务的另一个单位已改派，一个单位不能承担两次"] += 1
        else:
            taken.add(row[3])
            kept.append(row)
    preview.hindrances += [Hindrance(why, count) for why, count in again.items()]
    return kept


def _notes(kind: StepKind, able: Iterable[Any], keys: Collection[int]) -> list[str]:
    """What should be known before."""
    able = list(able)
    people = Membership.objects.filter(
        department=OuterRef("pk"), role__in=[UserRole.FILER, UserRole.HEAD], user__is_active=True
    )
    units = Department.objects.filter(Among("pk", keys={row[2] for row in able}))
    empty = list(units.filter(~Exists(people)).order_by("pk").values_list("short_name", flat=True))
    notes = []
    if empty:
        names = "、".join(empty[:5]) + ("等" if len(empty) > 5 else "")
        notes.append(f"{len(empty)}个单位没有账号，收不到提醒：{names}。")
    if kind == StepKind.CHANGE_DATE:
        undated = sum(row[5] is None for row in able)
        if undated:
            rest = len(able) - undated
            notes.append(f"其中{undated}项未定时限，将增加这个时限；其余{rest}项改最近的一个时限。")
        else:
            notes.append("有几个时限的，改最近的一个。")
    if kind == StepKind.SUSPEND:
        parts = Assignment.objects.open().filter(Among("parent_id", keys=keys))
        parts = parts.exclude(Among("pk", keys=keys))
        if count := parts.count():
            notes.append(f"已转办下属单位的{count}项随之中止。")
    return notes
