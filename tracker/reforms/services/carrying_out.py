"""A reform is carried out: all of it in one transaction, or none."""

import logging
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from common.errors import ServiceError
from departments.models.departments import Department, DepartmentAlias, Succession
from departments.models.users import Membership, User, UserRole
from departments.names import normalise
from departments.services.access import require_role
from policies.models.documents import PolicyDocument
from tracker.proposals.models import ProposalEvent, ProposalEventKind, ProposalSponsor, SponsorRole
from tracker.reforms.models import Reform, ReformKind
from tracker.reforms.services.joined import move_merged_work
from tracker.reforms.services.plan import Members, ReformPlan
from tracker.reforms.services.preview import ReformPreview, survey
from tracker.reforms.services.rows import RECIPIENT, Changes
from tracker.work.inside.services.releasing import release_gone
from tracker.work.instructions.models import InstructionItem
from tracker.work.models.assignments import Assignment, Event, EventKind
from tracker.work.services.base import write_events
from tracker.work.states import Status

logger = logging.getLogger(__name__)


@transaction.atomic
def carry_out_reform(*, plan: ReformPlan, on: date, actor: User, shown: str = "") -> Reform:
    """Move the open work of a unit to its successors, or give the unit another name.

    What is closed stays under the old unit; every moved piece says on its timeline whose it was. `shown`
    is the fingerprint of the preview that was confirmed: where anything has changed since, nothing is done.
    Raises `NotAllowed` for anybody but 督查室, and `ServiceError` where something is left undecided.
    """
    require_role(actor, UserRole.SUPERVISOR, to="办理机构改革")
    plan.check(on)
    units = sorted({plan.department.pk, *(unit.pk for unit in plan.successors)})
    list(Department.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=units).order_by("pk"))
    found = survey(plan, lock=True)
    if shown and shown != found.fingerprint:
        raise ServiceError("reform_changed", "涉及的事项刚有变化，请重新预览、核对后再确认。")
    _refuse_undecided(found)
    reform = Reform.objects.create(
        kind=plan.kind,
        department=plan.department,
        effective_on=plan.effective_on,
        note=plan.note.strip(),
        old_name=plan.department.name,
        old_short_name=plan.department.short_name,
        made_by=actor,
    )
    changes = Changes(reform, actor)
    events: list[Event] = []
    if plan.kind == ReformKind.RENAME:
        _rename(plan, changes)
    else:
        reform.successors.set(plan.successors)
        events = _hand_over(found, changes, reform, actor)
    changes.write()
    # Told when everybody and everything is in its place: the people of the successors, whoever has the work
    # there, and where nobody whom it was given to has come along, that it is the unit's.
    write_events(events)
    release_gone(assignments=[event.assignment_id for event in events])
    reform.last_event = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    reform.last_proposal_event = ProposalEvent.objects.aggregate(last=Max("pk"))["last"] or 0
    reform.save(update_fields=["last_event", "last_proposal_event"])
    logger.info("reform %s by %s: %s, %s assignments", reform.pk, actor, reform, len(found.moving))
    return reform


def _refuse_undecided(found: ReformPreview) -> None:
    if found.undecided:
        names = "、".join(f"“{a.task.measure}”" for a in found.undecided[:3])
        more = "等" if len(found.undecided) > 3 else ""
        raise ServiceError(
            "successor_undecided", f"还有{len(found.undecided)}项没有选择承接单位（{names}{more}）。"
        )
    loose = {
        "建议提案": [str(s.proposal) for s, unit in found.sponsors if unit is None],
        "待回复批示": [str(item.instruction) for item, unit in found.items if unit is None],
        "下属单位": [str(below) for below, unit in found.subunits if unit is None],
    }
    for what, ones in loose.items():
        if ones:
            raise ServiceError(
                "successor_undecided",
                f"还有{len(ones)}个{what}没有选择承接单位（{'、'.join(ones[:3])}），"
                "请逐个选择，或填写默认承接单位。",
            )


def _rename(plan: ReformPlan, changes: Changes) -> None:
    """The unit stays; it answers to its old names as well as to the new."""
    unit = plan.department
    before = (unit.name, unit.short_name)
    changes.change(unit, name=plan.new_name.strip(), short_name=plan.new_short_name.strip(), words="更名")
    wanted = {normalise(name) for name in (*before, unit.name, unit.short_name)}
    taken = DepartmentAlias.objects.filter(region=unit.region_id, text__in=wanted)
    for alias in taken.exclude(department=unit).select_related("department"):
        raise ServiceError(
            "unit_name_taken",
            f"“{alias.text}”在该地区已是{alias.department}的名称，请改用别的名称。",
            field="name",
        )
    for text in sorted(wanted - set(taken.values_list("text", flat=True))):
        alias = DepartmentAlias.objects.create(department=unit, region_id=unit.region_id, text=text)
        changes.made("DepartmentAlias", alias.pk, words=f"别名“{text}”")


def _hand_over(found: ReformPreview, changes: Changes, reform: Reform, actor: User) -> list[Event]:
    """Change what is to be changed; returns the lines of the timelines, to be written after it."""
    plan = found.plan
    _end_the_unit(plan, changes)
    events = [
        *_move(found, changes, actor),
        *_merge(found, changes, actor),
        *move_merged_work(found, changes, actor),
    ]
    _open_documents(found, changes)
    _move_people(found, changes, actor)
    _move_proposals(found, changes, actor)
    _move_items(found, changes, reform, actor)
    for below, taker in found.subunits:
        if taker is not None:
            changes.change(below, parent_id=taker.pk, words=f"下属单位{below}：{plan.department} → {taker}")
    return events


def _end_the_unit(plan: ReformPlan, changes: Changes) -> None:
    unit = plan.department
    if unit.abolished_on is None:
        changes.change(unit, abolished_on=plan.effective_on, words=f"{unit}撤并")
    known = set(Succession.objects.filter(predecessor=unit).values_list("successor_id", flat=True))
    for successor in plan.successors:
        if successor.pk not in known:
            row = Succession.objects.create(
                predecessor=unit,
                successor=successor,
                effective_on=plan.effective_on,
                note=plan.note.strip(),
            )
            changes.made("Succession", row.pk, words=f"由{successor}承接")


def _move(found: ReformPreview, changes: Changes, actor: User) -> Iterable[Event]:
    plan = found.plan
    for assignment, successor in found.moving:
        words = f"{assignment.document} {assignment.task.measure}：{plan.department} → {successor}"
        changes.change(assignment, department_id=successor.pk, words=words)
        yield Event(
            assignment=assignment,
            kind=EventKind.TRANSFERRED,
            actor=actor,
            from_status=assignment.status,
            to_status=assignment.status,
            note=f"原责任单位{plan.department}，自{plan.effective_on}起由{successor}承接。{plan.note}".strip(),
        )


def _merge(found: ReformPreview, changes: Changes, actor: User) -> Iterable[Event]:
    """Where the successor has the task already: the old one rests, its parts go under the successor's."""
    plan, heirs = found.plan, {c.assignment.pk: c.heir for c in found.collisions}
    for collision in found.collisions:
        assignment, heir = collision.assignment, collision.heir
        before = assignment.status
        changes.change(assignment, status=Status.SUSPENDED, words=collision.words)
        yield Event(
            assignment=assignment,
            kind=EventKind.SUSPENDED,
            actor=actor,
            from_status=before,
            to_status=Status.SUSPENDED,
            note=f"机构改革：{collision.words}",
        )
        changed: dict[str, object] = {}
        if collision.role != heir.role:
            changed["role"] = collision.role
        if heir.parent_id == assignment.pk:  # it had been delegated to its own successor
            changed["parent_id"] = assignment.parent_id
        changes.change(heir, **changed, words=collision.words)  # remembered even where nothing changes
        yield Event(
            assignment=heir,
            kind=EventKind.TRANSFERRED,
            actor=actor,
            from_status=heir.status,
            to_status=heir.status,
            note=f"机构改革：{plan.department}承担的同一任务并入本事项。",
        )
    delegated = Assignment.objects.select_for_update(of=("self",), no_key=True).filter(parent__in=heirs)
    for child in delegated.exclude(pk__in=[heir.pk for heir in heirs.values()]).order_by("pk"):
        changes.change(child, parent_id=heirs[child.parent_id or 0].pk, words="转办的下属事项随之移交")


def _open_documents(found: ReformPreview, changes: Changes) -> None:
    """The successors' people may open the documents of the work that they now have."""
    link = PolicyDocument.recipients.through
    wanted = {(a.document_id, unit.pk) for a, unit in found.moving}
    there = set(
        link.objects.filter(
            policydocument__in={document for document, _ in wanted},
            department__in={unit for _, unit in wanted},
        ).values_list("policydocument_id", "department_id")
    )
    fresh = sorted(wanted - there)
    rows = link.objects.bulk_create(
        (link(policydocument_id=document, department_id=unit) for document, unit in fresh), batch_size=1000
    )
    for row in rows:
        changes.made(RECIPIENT, row.pk)


def _move_people(found: ReformPreview, changes: Changes, actor: User) -> None:
    units = [unit.pk for unit in found.plan.successors]
    held = set(
        Membership.objects.filter(department__in=units).values_list("user_id", "department_id", "role")
    )
    copies: list[Membership] = []
    for membership, unit in found.people:
        if unit is None:
            continue
        there = (membership.user_id, unit.pk, membership.role) in held
        words = f"{membership.user}（{membership.get_role_display()}）→ {unit}"
        if found.plan.members == Members.COPY and not there:
            copies.append(Membership(user=membership.user, department=unit, role=membership.role))
        elif found.plan.members == Members.MOVE and there:
            changes.take_away([membership], words=f"{words}：已在任，不重复")
        elif found.plan.members == Members.MOVE:
            changes.change(membership, department_id=unit.pk, words=words)
    for row in bulk_create_with_history(copies, Membership, default_user=actor):
        changes.made("Membership", row.pk, words=f"{row.user}（{row.get_role_display()}）→ {row.department}")


def _move_proposals(found: ReformPreview, changes: Changes, actor: User) -> None:
    plan, events = found.plan, []
    proposals = [s.proposal_id for s, _ in found.sponsors]
    there = {
        (s.proposal_id, s.department_id): s for s in ProposalSponsor.objects.filter(proposal__in=proposals)
    }
    for sponsor, unit in found.sponsors:
        if unit is None:
            continue
        partner = there.get((sponsor.proposal_id, unit.pk))
        words = f"{sponsor.proposal}：{plan.department} → {unit}"
        if partner is None:
            changes.change(sponsor, department_id=unit.pk, words=words)
        elif partner.released_on is not None:  # it was handed to others before, and has it once more
            changes.change(sponsor, released_on=plan.effective_on, words=words)
            again = {name: getattr(sponsor, name) for name in ("role", "due_on", "done_on")}
            changes.change(partner, released_on=None, **again, words=words)
        else:
            changes.change(sponsor, released_on=plan.effective_on, words=f"{words}（并入其原有分工）")
            if sponsor.role == SponsorRole.LEAD:
                changes.change(
                    partner,
                    role=SponsorRole.LEAD,
                    due_on=sponsor.due_on,
                    done_on=sponsor.done_on,
                    words=words,
                )
        events.append(
            ProposalEvent(
                proposal=sponsor.proposal,
                kind=ProposalEventKind.TRANSFERRED,
                actor=actor,
                note=f"原{sponsor.get_role_display()}单位{plan.department}，自{plan.effective_on}起由{unit}承接。",
            )
        )
    ProposalEvent.objects.bulk_create(events, batch_size=1000)


def _move_items(found: ReformPreview, changes: Changes, reform: Reform, actor: User) -> None:
    instructions = [item.instruction_id for item, _ in found.items]
    there = set(
        InstructionItem.objects.filter(instruction__in=instructions).values_list(
            "instruction_id", "department_id"
        )
    )
    for item, unit in found.items:
        if unit is None:
            continue
        words = f"批示“{item.instruction}”：{found.plan.department} → {unit}"
        if (item.instruction_id, unit.pk) not in there:
            # The empty answer is kept with it: once there is one, the reform is not undone.
            changes.change(item, department_id=unit.pk, reply="", words=words)
            continue
        changes.change(
            item,
            reply=f"因机构改革，由{unit}一并回复。",
            replied_by_id=actor.pk,
            replied_at=timezone.now(),
            replied_on=timezone.localdate(reform.made_at),
            words=f"{words}（由其一并回复）",
        )
