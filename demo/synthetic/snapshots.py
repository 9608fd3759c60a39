"""The record of every day that passed: how each assignment of `work` stood, from which day to which."""

from demo.synthetic.loader import Loader
from tracker.work.models.snapshots import AssignmentSnapshot
from tracker.work.states import Status

# What the days of an assignment did to it, in their order; `turn` orders those of one day.
_TURNS = f"""
    SELECT id, document, unit, dispatched_on, dispatched_on AS day, 1 AS turn, '{Status.PENDING}' AS status,
           coalesce(early_due, last_due) AS due_on, first_must AS must_due_on,
           report_due_on, FALSE AS has_reported
    FROM work
    UNION ALL
    SELECT id, document, unit, dispatched_on, signed_on, 2, '{Status.ACTIVE}',
           coalesce(early_due, last_due), first_must, report_due_on, has_reported
    FROM work WHERE status <> '{Status.PENDING}'
    UNION ALL
    SELECT id, document, unit, dispatched_on, submitted_on, 3, '{Status.IN_REVIEW}',
           coalesce(early_due, last_due), first_must, report_due_on, TRUE
    FROM filed WHERE claims
    UNION ALL
    SELECT id, document, unit, dispatched_on, reviewed_on, 4, status, due_on, must_due_on, report_due_on, TRUE
    FROM filed WHERE claims AND report_status = 'approved'
"""
# The last turn of each day; each holds until the next day that has one.
_SPANS = f"""
    FROM (
        SELECT last_turns.*,
               coalesce(lead(day) OVER (PARTITION BY id ORDER BY day), DATE '9999-12-31') AS until
        FROM (SELECT DISTINCT ON (id, day) * FROM ({_TURNS}) turns ORDER BY id, day, turn DESC) last_turns
    ) w ORDER BY w.id, w.day
"""


def make_snapshots(loader: Loader) -> None:
    """Write the spans; of what is in work the row itself has the last word, see `tracker.work.snapshots`."""
    loader.insert(
        AssignmentSnapshot,
        _SPANS,
        assignment_id="w.id",
        document_id="w.document",
        department_id="w.unit",
        dispatched_on="w.dispatched_on",
        status="w.status",
        due_on="w.due_on",
        must_due_on="w.must_due_on",
        report_due_on="w.report_due_on",
        has_reported="w.has_reported",
        since="w.day",
        until="w.until",
    )
