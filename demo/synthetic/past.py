"""What is written of the past: the timelines of the assignments."""

from demo.synthetic.keys import OFFICE, REVIEWER
from demo.synthetic.loader import Loader
from tracker.work.models.assignments import Event, EventKind


def make_past(loader: Loader) -> None:
    """How the rows of `work` and `filed` came to stand as they do: a line for each step, by their days."""

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
