"""Snapshots: how every assignment stood at the end of every day; the one place that writes them.

`Assignment.save` and the `bulk_create`, `bulk_update` and `update` of its querysets call it; only SQL that
goes past the models has to call `renew` itself. The day is the one on which it is written down, as with
the timeline: what was on the page of a past day stays what it was, whatever is entered later.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import FilteredRelation, Q

from common import clock
from common.db.related import related
from tracker.work.models.snapshots import FOREVER, AssignmentSnapshot

FIELDS = ("department_id", "status", "due_on", "must_due_on", "report_due_on", "has_reported")
KEPT = frozenset({*FIELDS, "department"})  # as `update` and `update_fields` name them
_BATCH = 2000


def begin(assignments: Iterable[Any]) -> None:
    """The first snapshots of new assignments."""
    today = clock.today()
    AssignmentSnapshot.objects.bulk_create(
        (
            AssignmentSnapshot(
                assignment_id=a.pk,
                document_id=a.document_id,
                dispatched_on=a.dispatched_on,
                since=today,
                **{name: getattr(a, name) for name in FIELDS},
            )
            for a in assignments
        ),
        batch_size=_BATCH,
    )


def renew(assignments: Iterable[int]) -> int:
    """Bring the snapshots of the assignments with these ids up to what their rows say now.

    What changed since yesterday is closed and another begins today; what changed twice on one day keeps
    its last state only. A few statements for each two thousand ids; returns how many snapshots were begun.
    Call it in the transaction that changed the rows, after the change.
    """
    ids, begun, today = list(assignments), 0, clock.today()
    for start in range(0, len(ids), _BATCH):
        rows = (
            related(AssignmentSnapshot, "assignment")
            .filter(pk__in=ids[start : start + _BATCH])
            .annotate(held=FilteredRelation("snapshots", condition=Q(snapshots__until=FOREVER)))
        )
        held = [f"held__{name}" for name in FIELDS]
        changed = [
            row
            for row in rows.values(
                "pk", "document_id", "dispatched_on", *FIELDS, "held__pk", "held__since", *held
            )
            if any(row[name] != row[f"held__{name}"] for name in FIELDS)
        ]
        kept = {row["held__pk"]: row["held__since"] for row in changed if row["held__pk"]}
        of_today = [pk for pk, since in kept.items() if since >= today]
        earlier = [pk for pk, since in kept.items() if since < today]
        if of_today:
            AssignmentSnapshot.objects.filter(pk__in=of_today).delete()
        if earlier:
            AssignmentSnapshot.objects.filter(pk__in=earlier).update(until=today)
        AssignmentSnapshot.objects.bulk_create(
            AssignmentSnapshot(
                assignment_id=row["pk"],
                document_id=row["document_id"],
                dispatched_on=row["dispatched_on"],
                # A clock that was put back does not reach into what is closed.
                since=max(today, row["held__since"] or today),
                **{name: row[name] for name in FIELDS},
            )
            for row in changed
        )
        begun += len(changed)
    return begun
