"""What is written of the past: the timelines, and the histories of assignments, dates and reports."""

from demo.synthetic.keys import OFFICE, REVIEWER, milestone_id
from demo.synthetic.loader import Loader
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.models.assignments import Assignment, AssignmentMilestone, Event, EventKind


def make_past(loader: Loader) -> None:
    """Write how the rows of `work` and `filed` came to stand as they do."""
    _timelines(loader)
    _histories(loader)


def _timelines(loader: Loader) -> None:
    """One line after the other of each assignment, in the order of the days."""

    def lines(
        kind: EventKind,
        source: str,
        *,
        day: str,
        hour: str,
        who: str,
        states: tuple[str, str],
        note: str = "''",
    ) -> None:
        loader.insert(
            Event,
            f"{source} ORDER BY w.k",
            assignment_id="w.id",
            kind=f"'{kind}'",
            actor_id=who,
            at=loader.at(day, hour),
            from_status=states[0],
            to_status=states[1],
            note=note,
        )

    lines(
        EventKind.DISPATCHED,
        "FROM work w",
        day="w.dispatched_on",
        hour="9",
        who=OFFICE,
        states=("''", "'pending'"),
    )
    lines(
        EventKind.ACKNOWLEDGED,
        "FROM work w WHERE w.status <> 'pending'",
        day="w.signed_on",
        hour="10",
        who="w.filer",
        states=("'pending'", "'active'"),
    )
    claimed = "CASE WHEN w.claims THEN 'in_review' ELSE 'active' END"
    for n in (1, 2, 3):
        lines(
            EventKind.REPORTED,
            f"FROM filed w WHERE w.n = {n}",
            day="w.submitted_on",
            hour="11",
            who="w.filer",
            states=("'active'", claimed),
            note="format('完成比例%s%%', w.reported) || CASE WHEN w.claims THEN '，申请办结' ELSE '' END",
        )
        for kind, status in ((EventKind.RETURNED, "returned"), (EventKind.APPROVED, "approved")):
            lines(
                kind,
                f"FROM filed w WHERE w.n = {n} AND w.report_status = '{status}'",
                day="w.reviewed_on",
                hour="15",
                who=REVIEWER,
                states=(claimed, "CASE WHEN w.claims THEN 'completed' ELSE 'active' END"),
            )
    lines(
        EventKind.COMPLETED,
        "FROM filed w WHERE w.claims AND w.report_status = 'approved'",
        day="w.reviewed_on",
        hour="15",
        who=REVIEWER,
        states=("'in_review'", "'completed'"),
    )
    lines(
        EventKind.SUSPENDED,
        "FROM work w WHERE w.status = 'suspended'",
        day="w.ended_on",
        hour="16",
        who=OFFICE,
        states=("'active'", "'suspended'"),
        note="'上级政策调整，暂停办理'",
    )


def _histories(loader: Loader) -> None:
    """The rows of before: as handed out, as signed, as claimed; and as they are now."""
    table = Assignment._meta.db_table
    rows = f'FROM work w JOIN "{table}" r ON r.id = w.id'
    begun = {
        "due_on": "coalesce(w.early_due, w.last_due)",
        "must_due_on": "w.first_must",
        "percent": "0",
        "completed_on": "NULL",
    }
    unacknowledged = {"acknowledged_at": "NULL", "acknowledged_by_id": "NULL"}
    loader.history(
        Assignment,
        f"{rows} ORDER BY w.k",
        kind="+",
        when=loader.at("w.dispatched_on"),
        who=OFFICE,
        status="'pending'",
        **begun,
        **unacknowledged,
    )
    loader.history(
        Assignment,
        f"{rows} WHERE w.status <> 'pending' ORDER BY w.k",
        kind="~",
        when=loader.at("w.signed_on", "10"),
        who="w.filer",
        status="'active'",
        **begun,
    )
    claims = f'FROM filed w JOIN "{table}" r ON r.id = w.id WHERE w.claims'
    loader.history(
        Assignment,
        f"{claims} ORDER BY w.k",
        kind="~",
        when=loader.at("w.submitted_on", "11"),
        who="w.filer",
        **begun | {"status": "'in_review'", "percent": "w.answered * 20"},
    )
    loader.history(
        Assignment,
        f"{claims} AND w.report_status = 'approved' ORDER BY w.k",
        kind="~",
        when=loader.at("w.reviewed_on", "15"),
        who=REVIEWER,
    )
    _report_histories(loader)
    done = f'FROM work w JOIN "{AssignmentMilestone._meta.db_table}" r ON r.id = {milestone_id(loader, 1)}'
    loader.history(
        AssignmentMilestone,
        f"{done} WHERE w.completed_on IS NOT NULL ORDER BY w.k",
        kind="~",
        when=loader.at("w.completed_on", "15"),
        who=REVIEWER,
    )


def _report_histories(loader: Loader) -> None:
    rows = f'FROM filed w JOIN "{ProgressReport._meta.db_table}" r ON r.id = w.report'
    loader.history(
        ProgressReport,
        f"{rows} ORDER BY w.report",
        kind="+",
        when=loader.at("w.submitted_on", "11"),
        who="w.filer",
        status=f"'{ReportStatus.SUBMITTED}'",
        reviewed_by_id="NULL",
        reviewed_at="NULL",
        review_comment="''",
    )
    loader.history(
        ProgressReport,
        f"{rows} WHERE w.report_status <> 'submitted' ORDER BY w.report",
        kind="~",
        when=loader.at("w.reviewed_on", "15"),
        who=REVIEWER,
    )
