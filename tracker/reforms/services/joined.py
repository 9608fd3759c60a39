"""并案 in a reform: joined work that goes to one successor stays joined; what is torn apart is parted."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from departments.models.users import User
from tracker.reforms.services.preview import ReformPreview
from tracker.reforms.services.rows import Changes
from tracker.work.merging.models import MergedMember, MergedWork, MergeState
from tracker.work.models.assignments import Assignment, Event, EventKind
from tracker.work.states import Status


def move_merged_work(found: ReformPreview, changes: Changes, actor: User) -> Iterable[Event]:
    """Move or part the joined work that the moved assignments stand in; yields the lines of timelines.

    One report serves all that is joined, so it must have one department: where a member goes elsewhere, or
    rests because the successor has its task already, the members are parted. What is completed stays with
    the old unit and leaves the others.
    """
    heirs = {assignment.pk: unit.pk for assignment, unit in found.moving}
    resting = {collision.assignment.pk for collision in found.collisions}
    touched = MergedMember.objects.filter(active=True, assignment__in=[*heirs, *resting])
    members = MergedMember.objects.filter(active=True, work__in=touched.values("work"))
    by_work: dict[MergedWork, list[MergedMember]] = defaultdict(list)
    for member in members.select_related("work", "assignment").order_by("work", "pk"):
        by_work[member.work].append(member)
    for work, ones in by_work.items():
        done = [m for m in ones if m.assignment.status == Status.COMPLETED]
        rest = [m for m in ones if m not in done]
        units = {heirs.get(m.assignment_id) for m in rest}
        if len(rest) > 1 and len(units) == 1 and None not in units:
            changes.change(work, department_id=units.pop(), words=f"{work}随之移交")
            for member in done:
                changes.change(member, active=False, words=f"{work}中已办结的留在原单位")
        else:
            yield from _part(work, ones, changes, actor)


def _part(work: MergedWork, members: list[MergedMember], changes: Changes, actor: User) -> Iterable[Event]:
    words = f"{work}因机构改革拆案"
    changes.change(
        work, state=MergeState.PARTED, decided_by_id=actor.pk, decided_at=timezone.now(), words=words
    )
    for member in members:
        changes.change(member, active=False, words=words)
        assignment: Assignment = member.assignment
        yield Event(
            assignment=assignment,
            kind=EventKind.PARTED,
            actor=actor,
            from_status=assignment.status,
            to_status=assignment.status,
            note=f"{words}，各事项今后分别填报。",
        )
