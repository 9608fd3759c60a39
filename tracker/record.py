"""The record of how every assignment stood at the end of every day: the one place that writes it.

`Assignment.save` and the `bulk_create`, `bulk_update` and `update` of its querysets call it; only SQL that
goes past the models has to call `respan` itself. The day is the one on which it is written down, as with
the timeline: what was on the page of a past day stays what it was, whatever is entered later.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import FilteredRelation, Q
from django.utils import timezone

if TYPE_CHECKING:
    from tracker.models.assignments import Assignment

FIELDS = ("department_id", "status", "due_on", "must_due_on")
KEPT = frozenset({*FIELDS, "department"})  # as `update` and `update_fields` name them
_BATCH = 2000


def begin(assignments: "Iterable[Assignment]") -> None:
    """Begin the record of new assignments."""
    from tracker.models.spans import AssignmentSpan  # the models import this module

    today = timezone.localdate()
    AssignmentSpan.objects.bulk_create(
        (
            AssignmentSpan(
                assignment_id=a.pk,
                document_id=a.document_id,
                since=today,
                **{name: getattr(a, name) for name in FIELDS},
            )
            for a in assignments
        ),
        batch_size=_BATCH,
    )


def respan(assignments: Iterable[int]) -> int:
    """Bring the record of the assignments with these ids up to what their rows say now.

    What changed since yesterday is closed and a new span begins today; what changed twice on one day keeps
    its last state only. A few statements for each two thousand ids; returns how many spans were begun.
    Call it in the transaction that changed the rows, after the change.
    """
    from tracker.models.assignments import Assignment  # the models import this module
    from tracker.models.spans import FOREVER, AssignmentSpan

    ids, begun, today = list(assignments), 0, timezone.localdate()
    for start in range(0, len(ids), _BATCH):
        rows = Assignment.objects.filter(pk__in=ids[start : start + _BATCH]).annotate(
            held=FilteredRelation("spans", condition=Q(spans__until=FOREVER))
        )
        held = [f"held__{name}" for name in FIELDS]
        changed = [
            row
            for row in rows.values("pk", "document_id", *FIELDS, "held__pk", "held__since", *held)
            if any(row[name] != row[f"held__{name}"] for name in FIELDS)
        ]
        spans = {row["held__pk"]: row["held__since"] for row in changed if row["held__pk"]}
        of_today = [pk for pk, since in spans.items() if since >= today]
        earlier = [pk for pk, since in spans.items() if since < today]
        if of_today:
            AssignmentSpan.objects.filter(pk__in=of_today).delete()
        if earlier:
            AssignmentSpan.objects.filter(pk__in=earlier).update(until=today)
        AssignmentSpan.objects.bulk_create(
            AssignmentSpan(
                assignment_id=row["pk"],
                document_id=row["document_id"],
                # A clock that was put back does not reach into what is closed.
                since=max(today, row["held__since"] or today),
                **{name: row[name] for name in FIELDS},
            )
            for row in changed
        )
        begun += len(changed)
    return begun
