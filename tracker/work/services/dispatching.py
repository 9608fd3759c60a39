"""交办: from responsibilities to assignments."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from common.errors import ServiceError
from departments.models.departments import Department
from departments.models.users import User, UserRole
from departments.selectors import without_people
from departments.services.access import require_role
from departments.succession import Heirs
from policies.models.documents import DocumentStatus, PolicyDocument
from policies.models.measures import Firmness, Measure, MilestoneKind, Responsibility, Role, Task
from tracker.work.models.assignments import Assignment, AssignmentMilestone, Event, EventKind
from tracker.work.reporting_obligations import Month, months_from, reports_added, reports_asked
from tracker.work.services.base import write_events
from tracker.work.states import Status

logger = logging.getLogger(__name__)

# Where a department is named twice for one task, alone and in a group, the stronger role holds.
STRENGTH = {Role.LEAD: 0, Role.RESPONSIBLE: 1, Role.SUPPORT: 2}


@dataclass(slots=True)
class DispatchOutcome:
    """What a dispatch did: new assignments, those that live again, what was there before, what got nothing.

    `unassigned` are units that nobody knows yet, `without_unit` tasks that name no unit at all.
    """

    created: list[Assignment] = field(default_factory=list)
    revived: list[Assignment] = field(default_factory=list)
    existing: int = 0
    unassigned: list[Responsibility] = field(default_factory=list)
    without_unit: list[Task] = field(default_factory=list)

    @property
    def handed_out(self) -> list[Assignment]:
        """What is now to be signed for."""
        return [*self.created, *self.revived]

    @property
    def message(self) -> str:
        """One Chinese line for the user."""
        parts = [f"新交办{len(self.handed_out)}项"]
        if self.revived:
            parts[0] += f"（其中{len(self.revived)}项为撤回后重新交办）"
        if self.existing:
            parts.append(f"此前已交办{self.existing}项")
        return "，".join([*parts, *self.left_out]) + "。"

    @property
    def left_out(self) -> list[str]:
        """What is not handed out, in Chinese."""
        parts = []
        if self.unassigned:
            names = list(dict.fromkeys(r.printed_name for r in self.unassigned))
            shown = "、".join(names[:5]) + ("等" if len(names) > 5 else "")
            parts.append(f"{len(self.unassigned)}处责任单位待核，未交办（{shown}），校核后可再次交办")
        if self.without_unit:
            parts.append(f"{len(self.without_unit)}项任务没有责任单位，未交办")
        return parts


@transaction.atomic
def dispatch_document(
    *, document: PolicyDocument, actor: User | None, on: date, measure: Measure | None = None
) -> DispatchOutcome:
    """Hand out every task of a checked document on the day `on`, or those of one `measure` alone.

    1. Groups expand to their members; a body that no longer exists on `on` is replaced by its successor.
    2. Where no unit of a task is marked 牵头 the first leads, if the document says so (its switch).
    3. Each department gets one assignment for each task, with the task's dates; doing it again adds only
       what is new, and what was taken back (撤回交办) lives again in its own row. A unit that nobody knows
       yet, an open group with no members chosen, and a body split among several successors are reported in
       `unassigned`, and stay things to check; a task that names no unit is reported in `without_unit`.

    Raises `ServiceError` for a document that is not checked, and `NotAllowed`.
    """
    require_role(actor, UserRole.SUPERVISOR, to="交办文件")
    document = PolicyDocument.objects.select_for_update(of=("self",), no_key=True).get(pk=document.pk)
    if document.status not in (DocumentStatus.CONFIRMED, DocumentStatus.DISPATCHED):
        raise ServiceError(
            "document_not_checked", f"文件当前为“{document.get_status_display()}”，请先完成校核再交办。"
        )
    outcome = DispatchOutcome()
    _plan(document, on, outcome, measure)
    outcome.created = _create(outcome.created, actor=actor)
    _revive(outcome.revived, actor=actor)
    _hand_over(document, outcome.handed_out, on=on)
    logger.info("document %s dispatched by %s: %s", document.pk, actor, outcome.message)
    return outcome


@dataclass(frozen=True, slots=True)
class AskedOfDepartment:
    """How many reports each month asks of a department: now, and after the dispatch."""

    department: Department
    counts: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class DispatchPreview:
    """What a dispatch would do: new assignments, and the reports that the coming months then ask."""

    outcome: DispatchOutcome
    months: list[Month]
    lines: list[AskedOfDepartment]
    without_accounts: list[Department]

    @property
    def message(self) -> str:
        """One Chinese line: how many items for how many units, and what stays behind."""
        rows = self.outcome.handed_out
        parts = [f"将产生{len(rows):,}项", f"{len({a.department_id for a in rows}):,}个单位"]
        if self.outcome.revived:
            parts.append(f"其中{len(self.outcome.revived):,}项为撤回后重新交办")
        if self.without_accounts:
            parts.append(f"{len(self.without_accounts):,}个单位没有账号")
        if self.outcome.existing:
            parts.append(f"此前已交办{self.outcome.existing:,}项不重复")
        return "，".join([*parts, *self.outcome.left_out]) + "。"

    @property
    def burden(self) -> str:
        """How many reports that makes in each of the months, in Chinese; empty where it asks for none."""
        more = [
            sum(after - now for now, after in (line.counts[place] for line in self.lines))
            for place in range(len(self.months))
        ]
        if not any(more):
            return ""
        said = "、".join(f"{month}{count:,}份" for month, count in zip(self.months, more, strict=True))
        return f"按报送周期，各单位需多报送进展：{said}。"


def preview_dispatch(
    *, document: PolicyDocument, on: date, measure: Measure | None = None
) -> DispatchPreview:
    """What handing the document out on the day `on` would do; nothing is written.

    The months are the one of `on` and the two after it; departments most asked first.
    """
    outcome = DispatchOutcome()
    _plan(document, on, outcome, measure)
    planned = outcome.handed_out
    departments = {a.department_id: a.department for a in planned}
    months = months_from(on)
    now = reports_asked(months, departments=departments)
    more = reports_added(months, planned)
    lines = [
        AskedOfDepartment(
            department=department, counts=[(now[m][pk], now[m][pk] + more[m][pk]) for m in months]
        )
        for pk, department in departments.items()
    ]
    lines.sort(key=lambda line: ([-after for _, after in line.counts], line.department.pk))
    return DispatchPreview(outcome, months, lines, without_people(departments))


def _plan(document: PolicyDocument, on: date, outcome: DispatchOutcome, measure: Measure | None) -> None:
    """The assignments that are not there yet, unsaved, and those that live again, as they will be.

    What cannot be handed out goes to `outcome`, too.
    """
    heirs = Heirs(on)
    rows = Assignment.objects.filter(document=document)
    there = set(rows.values_list("task_id", "department_id"))
    recalled = {(row.task_id, row.department_id): row for row in rows.filter(recalled_on__isnull=False)}
    tasks = (
        Task.objects.filter(measure__document=document, **({"measure": measure} if measure else {}))
        .select_related("measure")
        .prefetch_related(
            "milestones",
            "responsibilities__department",
            "responsibilities__group__members",
            "responsibilities__chosen",
        )
        .order_by("measure__position", "position")
    )
    for task in tasks:
        for department, (role, responsibility) in _recipients(task, document, heirs, outcome).items():
            row = _planned(task, document, department, role, responsibility, on)
            before = recalled.get((task.pk, department.pk))
            if before is not None:
                row.pk = before.pk
                row.begin_reporting()
                outcome.revived.append(row)
            elif (task.pk, department.pk) in there:
                outcome.existing += 1
            else:
                outcome.created.append(row)


def _recipients(
    task: Task, document: PolicyDocument, heirs: Heirs, outcome: DispatchOutcome
) -> dict[Department, tuple[Role, Responsibility]]:
    """Every department of the task with its role."""
    found: dict[Department, tuple[Role, Responsibility]] = {}
    # Who only oversees (督导) reports nothing and holds nothing open: there is nothing to hand out.
    responsibilities = [r for r in task.responsibilities.all() if r.role != Role.OVERSEE]
    if not responsibilities:
        outcome.without_unit.append(task)
    leader = _leader(responsibilities) if document.first_unit_leads else None
    for responsibility in responsibilities:
        role = Role.LEAD if responsibility is leader else Role(responsibility.role)
        departments = list(_departments(responsibility, heirs))
        if not departments:
            outcome.unassigned.append(responsibility)
        for department in departments:
            held = found.get(department)
            if held is None or STRENGTH[role] < STRENGTH[held[0]]:
                found[department] = (role, responsibility)
    return found


def _leader(responsibilities: list[Responsibility]) -> Responsibility | None:
    """The first unit, when nobody is marked 牵头 and there is more than one; a group cannot lead."""
    own = [r for r in responsibilities if not r.is_inherited and r.role == Role.RESPONSIBLE]
    if len(own) < 2 or any(r.role == Role.LEAD for r in responsibilities) or own[0].group_id:
        return None
    return own[0]


def _departments(responsibility: Responsibility, heirs: Heirs) -> Iterable[Department]:
    if responsibility.department is not None:
        named: list[Department] = [responsibility.department]
    elif responsibility.group is None:
        named = []
    elif responsibility.group.is_open:
        named = list(responsibility.chosen.all())
    else:
        named = list(responsibility.group.members.all())
    for department in named:
        present = heirs.of(department)
        # Work of a body that was split waits for a person to say who has it now.
        if len(present) == 1:
            yield present[0]


def _planned(
    task: Task,
    document: PolicyDocument,
    department: Department,
    role: Role,
    responsibility: Responsibility,
    on: date,
) -> Assignment:
    dates = [(m.due_on, m.firmness) for m in _due(task)]
    return Assignment(
        document=document,
        task=task,
        responsibility=responsibility,
        department=department,
        role=role,
        status=Status.PENDING,
        dispatched_on=on,
        due_on=min((d for d, _ in dates), default=None),
        must_due_on=min((d for d, firmness in dates if firmness == Firmness.MUST), default=None),
    )


def _due(task: Task) -> list[Any]:
    return [m for m in task.milestones.all() if m.kind == MilestoneKind.DUE and m.due_on is not None]


def _create(planned: list[Assignment], *, actor: User | None) -> list[Assignment]:
    created = Assignment.objects.bulk_create(planned, batch_size=500)
    _copy_dates(created)
    write_events(
        Event(assignment=a, kind=EventKind.DISPATCHED, actor=actor, to_status=Status.PENDING) for a in created
    )
    return list(created)


# What a row that lives again takes from the document as it now stands; the rest of it is empty, since
# nobody had signed for it.
_REVIVED = (
    *("responsibility", "role", "status", "dispatched_on", "recalled_on"),
    *("due_on", "must_due_on", "report_due_on"),
)


def _revive(rows: list[Assignment], *, actor: User | None) -> None:
    """Let rows that were taken back live again, with the dates that their tasks have now."""
    if not rows:
        return
    Assignment.objects.bulk_update(rows, _REVIVED, batch_size=500)
    AssignmentMilestone.objects.filter(assignment__in=[row.pk for row in rows]).delete()
    _copy_dates(rows)
    write_events(
        Event(
            assignment=row,
            kind=EventKind.DISPATCHED,
            actor=actor,
            from_status=Status.SUSPENDED,
            to_status=Status.PENDING,
            note="撤回后重新交办",
        )
        for row in rows
    )


def _copy_dates(assignments: Iterable[Assignment]) -> None:
    """Give each assignment the dates of its task."""
    AssignmentMilestone.objects.bulk_create(
        (
            AssignmentMilestone(
                assignment=assignment,
                milestone=milestone,
                phrase=milestone.phrase,
                kind=milestone.kind,
                firmness=milestone.firmness,
                first_due_on=milestone.due_on,
                due_on=milestone.due_on,
            )
            for assignment in assignments
            for milestone in _due(assignment.task)
        ),
        batch_size=500,
    )


def _hand_over(document: PolicyDocument, planned: list[Assignment], *, on: date) -> None:
    document.recipients.add(*{a.department_id for a in planned})
    if document.status != DocumentStatus.DISPATCHED:
        document.status = DocumentStatus.DISPATCHED
        document.dispatched_on = on
        document.save(update_fields=["status", "dispatched_on"])
