"""A reform is taken back: everything as it was, as long as nothing new was filed."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from common.errors import ServiceError
from departments.models.users import User, UserRole
from departments.services.access import require_role
from policies.models.documents import PolicyDocument
from tracker.proposals.models import ProposalEvent, ProposalEventKind, ProposalSponsor
from tracker.reforms.models import Reform, ReformKind, ReformMove
from tracker.reforms.services.rows import MODELS, NAMES, RECIPIENT, update_many
from tracker.work.inside.services.releasing import release_gone
from tracker.work.models.assignments import Assignment, Event, EventKind
from tracker.work.services.base import write_events

logger = logging.getLogger(__name__)

_NAMED = 3
# A word of 督查室 changes nothing that undoing would touch.
_HARMLESS = (
    *(EventKind.URGED, EventKind.DATE_CHANGED, EventKind.TRANSFERRED, EventKind.TRANSFER_UNDONE),
    *(EventKind.ASSIGNED, EventKind.UNASSIGNED, EventKind.HANDED_OVER, EventKind.FELL_BACK),
)


def what_forbids_undoing(reform: Reform) -> str:
    """Why the reform cannot be undone now, in Chinese, naming what was filed; empty where it can be."""
    if reform.undone_at is not None:
        return f"该次机构改革已于{timezone.localdate(reform.undone_at)}撤销。"
    return _later_reform(reform) or _filed_since(reform) or _filed_on_proposals(reform)


@transaction.atomic
def undo_reform(*, reform: Reform, reason: str, actor: User) -> Reform:
    """Put everything back that the reform moved, in one transaction; the timelines keep both lines.

    Raises `NotAllowed`, and `ServiceError` once something new was filed on the moved work, a later reform
    built on this one, or a row was changed since.
    """
    require_role(actor, UserRole.SUPERVISOR, to="撤销机构改革")
    reform = Reform.objects.select_for_update(of=("self",)).get(pk=reform.pk)
    if not reason.strip():
        raise ServiceError("reason_required", "请写明撤销原因。", field="reason")
    touched = reform.moves.filter(model="Assignment").values("object_id")
    list(Assignment.objects.select_for_update(no_key=True).filter(pk__in=touched).order_by("pk"))
    if forbidden := what_forbids_undoing(reform):
        raise ServiceError("reform_not_undoable", forbidden)
    moves: dict[str, list[ReformMove]] = defaultdict(list)
    for move in reform.moves.order_by("pk"):
        moves[move.model].append(move)
    moved = _put_back(moves, actor)
    _say(reform, moved, actor)
    release_gone(assignments=[assignment.pk for assignment in moved])
    reform.undone_by, reform.undone_at = actor, timezone.now()
    reform.undone_reason = reason.strip()
    reform.save(update_fields=["undone_by", "undone_at", "undone_reason"])
    logger.info("reform %s undone by %s", reform.pk, actor)
    return reform


def _later_reform(reform: Reform) -> str:
    touched = reform.moves.values("model", "object_id")
    for model in {row["model"] for row in touched.distinct().order_by("model")}:
        rows = touched.filter(model=model).values("object_id")
        later = ReformMove.objects.filter(
            model=model, object_id__in=rows, reform__pk__gt=reform.pk, reform__undone_at__isnull=True
        ).select_related("reform")
        if move := later.order_by("pk").first():
            return f"其后又办理了“{move.reform}”，请先撤销后一次。"
    return ""


def _filed_since(reform: Reform) -> str:
    if reform.kind == ReformKind.RENAME:
        work = Event.objects.filter(assignment__department=reform.department_id)
    else:
        # Both what moved and what it was merged into: the successor's own carries the work now.
        work = Event.objects.filter(
            assignment__in=reform.moves.filter(model="Assignment").values("object_id")
        )
    filed = work.filter(pk__gt=reform.last_event).exclude(kind__in=_HARMLESS)
    rows = filed.select_related("assignment__department", "assignment__task__measure", "actor").order_by("pk")
    return _refusal(
        [
            f"{e.assignment.department}“{e.assignment.task.measure}”{timezone.localdate(e.at)}"
            f"{e.get_kind_display()}" + (f"（{e.actor}）" if e.actor else "")
            for e in rows[:_NAMED]
        ],
        filed.count(),
    )


def _filed_on_proposals(reform: Reform) -> str:
    sponsors = reform.moves.filter(model="ProposalSponsor").values("object_id")
    proposals = ProposalSponsor.objects.filter(pk__in=sponsors).values("proposal")
    filed = ProposalEvent.objects.filter(proposal__in=proposals, pk__gt=reform.last_proposal_event).exclude(
        kind=ProposalEventKind.TRANSFERRED
    )
    rows = filed.select_related("proposal", "actor").order_by("pk")
    return _refusal(
        [f"{e.proposal}{timezone.localdate(e.at)}{e.get_kind_display()}（{e.actor}）" for e in rows[:_NAMED]],
        filed.count(),
    )


def _refusal(lines: list[str], total: int) -> str:
    if not total:
        return ""
    more = f"等{total}项" if total > len(lines) else ""
    return f"改革之后已有新的办理：{'；'.join(lines)}{more}，不能撤销。请另行办理一次机构改革。"


def _put_back(moves: dict[str, list[ReformMove]], actor: User) -> list[Any]:
    """Every row as it was before; returns the assignments."""
    moved: list[Any] = []
    if links := moves.pop(RECIPIENT, []):
        PolicyDocument.recipients.through.objects.filter(pk__in=[m.object_id for m in links]).delete()
    for name, of_model in moves.items():
        kind: Any = MODELS[name]
        changed = [m for m in of_model if m.before is not None and m.after is not None]
        rows = kind._default_manager.in_bulk([m.object_id for m in changed])
        fields: set[str] = set()
        for move in changed:
            row = rows.get(move.object_id)
            if row is None or not _is_as_left(row, move):
                raise ServiceError(
                    "reform_row_changed", f"{NAMES[name]}“{row or move}”在改革之后又有变动，不能撤销。"
                )
            for attribute, value in (move.before or {}).items():
                setattr(row, attribute, _value(kind, attribute, value))
                fields.add(attribute.removesuffix("_id"))
        if changed:
            # The last change first.
            backwards = [rows[m.object_id] for m in reversed(changed)]
            update_many(kind, backwards, fields, actor=actor, why="撤销机构改革")
        for row in kind._default_manager.filter(pk__in=[m.object_id for m in of_model if m.before is None]):
            row.delete()
        for move in (m for m in of_model if m.after is None):
            kind(**{a: _value(kind, a, v) for a, v in (move.before or {}).items()}).save(force_insert=True)
        if kind is Assignment:
            moved = list(rows.values())
    return moved


def _is_as_left(row: Any, move: ReformMove) -> bool:
    """Whether the row still says what the reform wrote; times of day are not compared."""
    return all(
        isinstance(row._meta.get_field(_field_name(row, attribute)), models.DateTimeField)
        or getattr(row, attribute) == _value(type(row), attribute, value)
        for attribute, value in (move.after or {}).items()
    )


def _field_name(row: Any, attribute: str) -> str:
    return str(next(f.name for f in row._meta.concrete_fields if f.attname == attribute))


def _value(kind: Any, attribute: str, value: Any) -> Any:
    field = next(f for f in kind._meta.concrete_fields if f.attname == attribute)
    return value if field.is_relation or value is None else field.to_python(value)


def _say(reform: Reform, moved: Iterable[Assignment], actor: User) -> None:
    write_events(
        Event(
            assignment=assignment,
            kind=EventKind.TRANSFER_UNDONE,
            actor=actor,
            to_status=assignment.status,
            note=f"撤销“{reform}”，恢复原状。",
        )
        for assignment in moved
    )
    sponsors = reform.moves.filter(model="ProposalSponsor").values("object_id")
    proposals = ProposalSponsor.objects.filter(pk__in=sponsors).values_list("proposal_id", flat=True)
    ProposalEvent.objects.bulk_create(
        ProposalEvent(
            proposal_id=pk,
            kind=ProposalEventKind.TRANSFERRED,
            actor=actor,
            note=f"撤销“{reform}”，恢复原状。",
        )
        for pk in proposals.distinct().order_by("proposal_id")
    )
