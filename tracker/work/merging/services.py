"""并案 and 拆案: a person says that assignments of one department ask for the same thing, or no longer do."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from common.errors import NotAllowed, ServiceError
from departments.models.users import User, UserRole
from departments.services.access import require_role
from policies.models.documents import PolicyDocument
from policies.readers.models import Circle
from tracker.work.merging.models import MergedMember, MergedWork, MergeState
from tracker.work.models.assignments import Assignment, Event, EventKind
from tracker.work.services.base import lock, write_events
from tracker.work.states import OPEN_STATUSES

MOST = 20  # assignments of one 并案
_WORDS = 200  # characters that the columns hold


@transaction.atomic
def merge_assignments(*, assignments: Sequence[Assignment], actor: User, reason: str = "") -> MergedWork:
    """并案: from now on one report serves all of them. 督查室 alone.

    Raises `NotAllowed`, and `ServiceError` where they are not open work of one department, or one is in
    another 并案 already.
    """
    require_role(actor, UserRole.SUPERVISOR, to="并案")
    return _make(assignments, actor, reason, MergeState.JOINED)


@transaction.atomic
def suggest_merging(*, assignments: Sequence[Assignment], actor: User, reason: str = "") -> MergedWork:
    """建议并案: the department whose work it is asks 督查室 to join it. Raises as `merge_assignments`."""
    if any(a.department_id not in actor.department_ids() for a in assignments):
        raise NotAllowed("merging_units_foreign", "只能建议将本单位的事项并案。")
    return _make(assignments, actor, reason, MergeState.SUGGESTED)


@transaction.atomic
def dismiss_pair(*, assignments: Sequence[Assignment], actor: User, reason: str = "") -> MergedWork:
    """不并案: 督查室 says of a pair that was found that it is not the same; it is not proposed again."""
    require_role(actor, UserRole.SUPERVISOR, to="并案")
    return _make(assignments, actor, reason, MergeState.DISMISSED)


@transaction.atomic
def answer_suggestion(*, work: MergedWork, accept: bool, actor: User, answer: str = "") -> MergedWork:
    """Join what a department has suggested, or not (then with a reason). 督查室 alone."""
    require_role(actor, UserRole.SUPERVISOR, to="答复并案建议")
    work, members = _locked(work)
    if work.state != MergeState.SUGGESTED:
        raise ServiceError("suggestion_answered", f"该建议已是“{work.get_state_display()}”，请刷新页面。")
    if not accept and not answer.strip():
        raise ServiceError("refusal_reason_required", "请写明不并案的原因。", field="answer")
    if accept:
        _check([member.assignment for member in members])
    work.state = MergeState.JOINED if accept else MergeState.DISMISSED
    work.answer = _short(answer)
    _decide(work, actor)
    if accept:
        _tell(work, members, EventKind.JOINED, actor, work.reason)
    else:
        _release(members)
    return work


@transaction.atomic
def part_work(
    *, work: MergedWork, actor: User, reason: str, assignment: Assignment | None = None
) -> MergedWork:
    """拆案: each goes its own way again, or only `assignment` does; what was filed stays with each.

    Where fewer than two would be left, all part. Raises `NotAllowed` for anybody but 督查室, and
    `ServiceError` without a reason or where nothing is joined.
    """
    require_role(actor, UserRole.SUPERVISOR, to="拆案")
    if not reason.strip():
        raise ServiceError("reason_required", "请写明拆案原因。", field="reason")
    work, members = _locked(work)
    if work.state != MergeState.JOINED:
        raise ServiceError("merged_work_not_active", f"该并案当前为“{work.get_state_display()}”，不能拆案。")
    leaving = members if assignment is None else [m for m in members if m.assignment_id == assignment.pk]
    if not leaving:
        raise ServiceError("merged_work_foreign", "所选事项不在该并案中。")
    if len(members) - len(leaving) < 2:
        leaving, work.state = members, MergeState.PARTED
        _decide(work, actor)
    _tell(work, leaving, EventKind.PARTED, actor, reason)
    _release(leaving)
    return work


def _make(assignments: Sequence[Assignment], actor: User, reason: str, state: MergeState) -> MergedWork:
    unique = sorted({a.pk for a in assignments})
    if not 2 <= len(unique) <= MOST:
        raise ServiceError("merging_count_wrong", f"请选择2至{MOST}项事项并案。")
    rows = [lock(Assignment(pk=pk)) for pk in unique]
    _check(rows)
    taken = MergedMember.objects.filter(assignment__in=unique, active=True).select_related(
        "assignment__task__measure"
    )
    if state != MergeState.DISMISSED and (one := taken.first()):
        raise ServiceError("merged_already", f"“{one.assignment.label}”已在另一并案中，请先拆案。")
    work = MergedWork(department=rows[0].department, state=state, reason=_short(reason), suggested_by=actor)
    if state == MergeState.SUGGESTED:
        work.save()
    else:
        _decide(work, actor)
    members = [
        MergedMember.objects.create(work=work, assignment=row, active=state != MergeState.DISMISSED)
        for row in rows
    ]
    if state == MergeState.JOINED:
        _tell(work, members, EventKind.JOINED, actor, work.reason)
    return work


def _check(rows: Sequence[Assignment]) -> None:
    if len({row.department_id for row in rows}) > 1:
        raise ServiceError("merging_units_several", "只有同一单位的事项才能并案。")
    documents = {row.document_id for row in rows}
    if len(documents) > 1 and Circle.objects.filter(document__in=documents).exists():
        raise ServiceError("merging_in_circle", "设定了知悉范围的文件，其事项不能与其他文件的事项并案。")
    for row in rows:
        if row.status not in OPEN_STATUSES:
            raise ServiceError(
                "merging_status_wrong", f"“{row.label}”当前为“{row.get_status_display()}”，不能并案。"
            )
        if row.parent_id is not None:
            raise ServiceError("merging_delegated", f"“{row.label}”由上级单位转办，不能并案。")


def _locked(work: MergedWork) -> tuple[MergedWork, list[MergedMember]]:
    """The work and its active members as they are now; the assignments are locked first, in order."""
    ids = work.members.order_by("assignment").values_list("assignment", flat=True)
    rows = {pk: lock(Assignment(pk=pk)) for pk in ids}
    work = MergedWork.objects.select_for_update(of=("self",)).select_related("department").get(pk=work.pk)
    members = list(work.members.filter(active=True).order_by("assignment"))
    for member in members:
        member.assignment = rows[member.assignment_id]
    return work, members


def _decide(work: MergedWork, actor: User) -> None:
    work.decided_by, work.decided_at = actor, timezone.now()
    work.save()


def _release(members: Sequence[MergedMember]) -> None:
    for member in members:
        member.active = False
        member.save(update_fields=["active"])


def _tell(
    work: MergedWork, members: Sequence[MergedMember], kind: EventKind, actor: User, reason: str
) -> None:
    """A line on each timeline that names the others."""
    rows = [
        m.assignment for m in work.members.select_related("assignment__task__measure", "assignment__document")
    ]
    events = []
    for member in members:
        others = [f"{a.document} {a.label}" for a in rows if a.pk != member.assignment_id]
        words = "；".join(others[:3]) + ("等" if len(others) > 3 else "")
        note = f"与{words}{'并案' if kind == EventKind.JOINED else '拆案'}。{reason.strip()}"
        status = member.assignment.status
        events.append(
            Event(
                assignment=member.assignment,
                kind=kind,
                actor=actor,
                from_status=status,
                to_status=status,
                note=note,
            )
        )
    write_events(events)


def _short(words: str) -> str:
    words = words.strip()
    if len(words) > _WORDS:
        raise ServiceError("words_too_long", f"说明请控制在{_WORDS}字以内。")
    return words


def refuse_to_close_what_is_joined(document: PolicyDocument, **more: Any) -> None:
    """What only some may know of is not joined with what all know: one report would serve both.

    Raises `ServiceError`: the joined work is to be parted first.
    """
    mine = MergedWork.objects.filter(
        state__in=(MergeState.JOINED, MergeState.SUGGESTED), members__assignment__document=document
    )
    others = MergedMember.objects.filter(work__in=mine, active=True).exclude(assignment__document=document)
    if others.exists():
        raise ServiceError(
            "merging_before_circle",
            "该文件有事项与其他文件的事项并案（或已提出并案），请先拆案再设定知悉范围。",
        )
