"""What a reform would move, where, and where it meets what is there already."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from operator import eq
from typing import Any

from departments.models.departments import Department
from departments.models.users import BUSINESS, Membership, User
from policies.models.measures import Role
from tracker.proposals.models import ProposalSponsor, ProposalStatus
from tracker.reforms.services.plan import ReformPlan
from tracker.work.filing.models.drafts import ReportDraft
from tracker.work.filing.models.reports import UNANSWERED, ProgressReport
from tracker.work.instructions.models import InstructionItem
from tracker.work.models.assignments import Assignment
from tracker.work.models.requests import AnswerStatus, Decline, Extension
from tracker.work.services.dispatching import STRENGTH
from tracker.work.states import OPEN_STATUSES, Status

_OPEN_PROPOSALS = (ProposalStatus.REGISTERED, ProposalStatus.ACTIVE, ProposalStatus.ANSWERED)


@dataclass(frozen=True, slots=True)
class Collision:
    """The successor has the same task already: the unit's own rests, the successor's goes on."""

    assignment: Assignment
    heir: Assignment

    @property
    def role(self) -> str:
        """The successor's role afterwards: the stronger of both."""
        return min(self.heir.role, self.assignment.role, key=lambda role: STRENGTH[Role(role)])

    @property
    def words(self) -> str:
        """What is done about it, in Chinese."""
        said = f"{self.heir.department}已承担同一任务（{self.heir.get_status_display()}），原事项中止并入"
        if self.role != self.heir.role:
            said += f"，分工由{self.heir.get_role_display()}改为{Role(self.role).label}"
        match self.heir.status:
            case Status.COMPLETED:
                return f"{said}；该单位已办结，如仍须办理请重办。"
            case Status.SUSPENDED:
                return f"{said}；该单位的事项已中止，如仍须办理请恢复。"
        return f"{said}，由其继续办理。"


@dataclass(slots=True)
class ReformPreview:
    """Everything a reform would touch; `undecided` is what nobody has chosen a successor for."""

    plan: ReformPlan
    moving: list[tuple[Assignment, Department]] = field(default_factory=list)
    collisions: list[Collision] = field(default_factory=list)
    undecided: list[Assignment] = field(default_factory=list)
    completed: int = 0
    people: list[tuple[Membership, Department | None]] = field(default_factory=list)
    sponsors: list[tuple[ProposalSponsor, Department | None]] = field(default_factory=list)
    items: list[tuple[InstructionItem, Department | None]] = field(default_factory=list)
    subunits: list[tuple[Department, Department | None]] = field(default_factory=list)
    drafts: int = 0
    waiting: dict[str, int] = field(default_factory=dict)
    whole: str = ""  # the fingerprint of all of it, where only a part is shown

    def known_to(self, user: User) -> "ReformPreview":
        """The part that the user may know of (知悉范围): what is closed to him moves all the same, unsaid."""
        if not user.minds_circles:
            return self
        own = Assignment.objects.filter(department=self.plan.department)
        known = set(own.counted_for(user).values_list("pk", flat=True))
        items = InstructionItem.objects.visible_to(user).filter(pk__in=[item.pk for item, _ in self.items])
        heard = set(items.values_list("pk", flat=True))
        there = [pair for pair in self.collisions if pair.assignment.pk in known]
        work = [*(a for a, _ in self.moving), *(pair.assignment for pair in there), *self.undecided]
        ids = [a.pk for a in work if a.is_open and a.pk in known]
        return replace(
            self,
            moving=[pair for pair in self.moving if pair[0].pk in known],
            collisions=there,
            undecided=[a for a in self.undecided if a.pk in known],
            items=[pair for pair in self.items if pair[0].pk in heard],
            completed=own.filter(status=Status.COMPLETED, pk__in=known).count(),
            drafts=ReportDraft.objects.filter(assignment__in=ids, revision__gt=0).count(),
            waiting=_waiting(ids) if self.waiting else {},
            whole=self.fingerprint,
        )

    @property
    def by_successor(self) -> list[tuple[Department, int]]:
        """How many assignments each successor gets."""
        counts = Counter(unit for _, unit in self.moving)
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].pk))

    @property
    def resting(self) -> int:
        """How many of those that move are suspended, to be resumed by their successor some day."""
        return sum(a.status == Status.SUSPENDED for a, _ in self.moving)

    @property
    def fingerprint(self) -> str:
        """Another one as soon as anything would go another way than it was shown."""
        if self.whole:
            return self.whole
        lines = [
            *(f"a{a.pk}>{unit.pk}{a.is_open}" for a, unit in self.moving),
            *(f"c{c.assignment.pk}>{c.heir.pk}{c.role}{c.heir.status}" for c in self.collisions),
            *(f"u{a.pk}" for a in self.undecided),
            *(f"m{m.pk}>{unit.pk if unit else ''}" for m, unit in self.people),
            *(f"p{s.pk}>{unit.pk if unit else ''}" for s, unit in self.sponsors),
            *(f"i{i.pk}>{unit.pk if unit else ''}" for i, unit in self.items),
            *(f"d{below.pk}>{unit.pk if unit else ''}" for below, unit in self.subunits),
        ]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def preview_reform(*, plan: ReformPlan, reader: User) -> ReformPreview:
    """What the plan would move, as far as the reader may know; nothing is written. Renaming moves nothing."""
    return survey(plan, lock=False).known_to(reader)


def survey(plan: ReformPlan, *, lock: bool) -> ReformPreview:
    """`preview_reform`; with `lock` the open work is held until the transaction ends."""
    found = ReformPreview(plan)
    unit = plan.department
    own = Assignment.objects.filter(department=unit)
    found.completed = own.filter(status=Status.COMPLETED).count()
    if not plan.successors:
        return found
    work = list(_with_context(own.filter(status__in=[*OPEN_STATUSES, Status.SUSPENDED]), lock=lock))
    _sort_work(found, work, lock=lock)
    ids = [a.pk for a in work if a.is_open]
    found.drafts = ReportDraft.objects.filter(assignment__in=ids, revision__gt=0).count()
    found.waiting = _waiting(ids)
    found.people = [
        (m, plan.unit_of(m.user_id))
        for m in Membership.objects.filter(department=unit, role__in=BUSINESS)
        .select_related("user")
        .order_by("pk")
    ]
    sponsors = ProposalSponsor.objects.filter(
        department=unit, released_on__isnull=True, proposal__status__in=_OPEN_PROPOSALS
    )
    choice = plan.choice
    found.sponsors = [
        (s, plan.taker_of(choice.proposals, s.pk)) for s in sponsors.select_related("proposal").order_by("pk")
    ]
    heirs = {a.pk: successor for a, successor in found.moving}
    items = InstructionItem.objects.filter(department=unit, replied_at__isnull=True)
    for item in items.select_related("instruction").order_by("pk"):
        about = heirs.get(item.instruction.assignment_id or 0) or _heir_of_item(item, found)
        chosen = choice.items.get(item.pk) or about
        found.items.append((item, chosen or plan.taker_of(choice.items, item.pk)))
    found.subunits = [
        (below, plan.taker_of(choice.units, below.pk))
        for below in unit.children.exclude(pk__in=[u.pk for u in plan.successors]).order_by("pk")
    ]
    return found


def _with_context(rows: Any, *, lock: bool) -> Any:
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    return (
        rows.select_related("task__measure__document", "document", "department")
        .defer("document__text", "task__measure__document__text", "task__text")
        .order_by("pk")
    )


def _sort_work(found: ReformPreview, work: Sequence[Assignment], *, lock: bool) -> None:
    plan = found.plan
    there = _with_context(
        Assignment.objects.filter(
            department__in=[unit.pk for unit in plan.successors], task__in=[a.task_id for a in work]
        ),
        lock=lock,
    )
    held = {(a.department_id, a.task_id): a for a in there}
    # What rests because another unit has the task instead (退办) is nobody's to go on with.
    handed_on = set(
        Decline.objects.filter(
            assignment__in=[a.pk for a in work if not a.is_open], status=AnswerStatus.GRANTED
        ).values_list("assignment", flat=True)
    )
    for assignment in work:
        successor = plan.heir_of(assignment)
        if assignment.pk in handed_on:
            continue
        if successor is None:
            found.undecided.append(assignment)
        elif heir := held.get((successor.pk, assignment.task_id)):
            # What rests already goes on resting: the successor has the task.
            if assignment.is_open:
                found.collisions.append(Collision(assignment, heir))
        else:
            found.moving.append((assignment, successor))


def _heir_of_item(item: InstructionItem, found: ReformPreview) -> Department | None:
    """Who takes the first of the unit's assignments that a 批示 on no single one of them speaks of."""
    said = item.instruction
    for assignment, successor in found.moving:
        about = (said.task_id, said.measure_id, said.document_id)
        task = assignment.task
        if any(map(eq, about, (assignment.task_id, task.measure_id, assignment.document_id))):
            return successor
    return None


def _waiting(ids: list[int]) -> dict[str, int]:
    """What waits for an answer on the work: it goes along."""
    counts = {
        "待审核进展": ProgressReport.objects.filter(assignment__in=ids, status__in=UNANSWERED),
        "待答复延期申请": Extension.objects.filter(assignment__in=ids, status=AnswerStatus.OPEN),
        "待答复退办申请": Decline.objects.filter(assignment__in=ids, status=AnswerStatus.OPEN),
    }
    return {label: rows.count() for label, rows in counts.items()}
