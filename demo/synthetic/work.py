"""What became of it: assignments with their dates, reports, reviews, timelines.

The temporary tables `work` (assignments) and `filed` (reports) say it all once; the real rows follow.
"""

from collections.abc import Sequence

from demo.synthetic import words
from demo.synthetic.keys import REVIEWER, milestone_id
from demo.synthetic.loader import Loader
from demo.synthetic.past import make_past
from demo.synthetic.units import SUPERVISORS
from policies.models.documents import PolicyDocument
from policies.models.measures import Milestone, Responsibility, Task
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.states import Status

LATE_SHARE = 0.3  # of those in work
_STATES = ", ".join(f"'{status}'" for status in (Status.PENDING, Status.ACTIVE, Status.IN_REVIEW))


class NotEnoughError(ValueError):
    """The plan holds too few tasks whose dates are still ahead (or past) for what was asked."""


def plan_work(loader: Loader, *, assignments: int, in_work: int) -> None:
    """Decide the fate of every planned assignment: exactly `in_work` are open, 30 % of them late."""
    loader.table(
        "fate",
        f"""
        SELECT h.k, h.job, h.unit, h.slot, j.crowd, doc.id AS document, doc.dispatched_on,
               t.early_due, t.last_due, t.firmness, u.filer,
               coalesce(t.early_due, CASE WHEN t.firmness = 'must' THEN t.last_due END) AS first_must,
               1 + h.k % {SUPERVISORS} AS reviewer
        FROM hand h JOIN job j ON j.k = h.job JOIN doc ON doc.d = h.d
        JOIN term t ON t.job = h.job JOIN unit u ON u.id = h.unit
        """,
        "k",
    )
    late = round(in_work * LATE_SHARE)
    drawn = loader.chance("k", "fate")
    # Most that is late is late by weeks, little by years; most that is in work was handed out of late.
    found = loader.table(
        "late",
        f"""SELECT k FROM fate WHERE first_must < {loader.today}
            ORDER BY ({loader.today} - first_must) * -ln(1 - {drawn}), k LIMIT {late}""",
        "k",
    )
    found += loader.table(
        "timely",
        f"""SELECT k FROM fate LEFT JOIN late USING (k)
            WHERE late.k IS NULL AND (
                last_due >= {loader.today} OR last_due IS NULL OR (firmness = 'strive' AND early_due IS NULL))
            ORDER BY ({loader.today} - dispatched_on) * {drawn}, k LIMIT {in_work - late}""",
        "k",
    )
    if found < in_work:
        raise NotEnoughError(f"{found} of {in_work}")
    _states(loader)
    _days(loader)
    _counts(loader)
    _reports(loader)


def _states(loader: Loader) -> None:
    drawn = loader.chance("k", "state")
    loader.table(
        "state",
        f"""
        SELECT fate.*, late.k IS NOT NULL AS is_late,
               CASE WHEN late.k IS NULL AND timely.k IS NULL
                    THEN CASE WHEN {drawn} < 0.01 THEN 'suspended' ELSE 'completed' END
                    WHEN {drawn} < 0.10
                         AND (late.k IS NOT NULL OR early_due IS NULL OR early_due >= {loader.today})
                    THEN 'pending'
                    WHEN {drawn} < 0.17 THEN 'in_review' ELSE 'active' END AS status,
               CASE WHEN late.k IS NULL AND last_due >= dispatched_on AND last_due IS NOT NULL
                         AND (timely.k IS NULL OR last_due >= {loader.today})
                         AND {loader.chance("k", "extended")} < 0.05 THEN 30 ELSE 0 END AS moved,
               least({loader.today} - 1, dispatched_on + {loader.number("k", "signed", 0, 4)}) AS signed_on
        FROM fate LEFT JOIN late USING (k) LEFT JOIN timely USING (k)
        """,
    )


def _days(loader: Loader) -> None:
    """When it was done: most on time, a quarter late by up to three months."""
    end = f"coalesce(last_due + moved, dispatched_on + {loader.number('k', 'undated', 20, 300)})"
    delay = f"""CASE WHEN {loader.chance("k", "on time")} < 0.75
                     THEN -{loader.number("k", "early by", 0, 30)}
                     ELSE 1 + floor(90 * {loader.chance("k", "late by")} ^ 2)::int END"""
    done = f"least({loader.today}, greatest(signed_on, {end} + {delay}))"
    loader.table(
        "dated",
        f"""
        SELECT *, CASE WHEN early_due IS NULL OR is_late OR status = 'suspended' THEN NULL
                       WHEN status = 'completed' OR early_due < {loader.today}
                       THEN least(ended_on, greatest(signed_on,
                                  early_due - {loader.number("k", "half-way", 0, 20)}))
                  END AS early_done
        FROM (
            SELECT *, CASE WHEN status = 'completed' THEN {done} END AS completed_on,
                   CASE WHEN status = 'completed' THEN {done} ELSE {loader.today} - 1 END AS ended_on
            FROM state
        ) ended
        """,
    )


def _next_end(period: str, length: str) -> str:
    """SQL for the day of the next report: the first that is asked for, or the one behind the last filed."""
    day = "CASE WHEN filed = 0 THEN dispatched_on + 7 ELSE ended_on END"
    periods = f"(CASE WHEN filed = 0 THEN 1 ELSE 2 END) * interval '{length}'"
    return f"(date_trunc('{period}', ({day})::timestamp) + {periods} - interval '1 day')::date"


def _counts(loader: Loader) -> None:
    """How many reports were filed, how many of them wait, whether the first one came back."""
    some, cycle = loader.chance("k", "reports"), loader.chance("job", "cycle")  # that of the task
    loader.table(
        "work",
        f"""
        SELECT *, k + {loader.above(Assignment)} AS id,
               CASE WHEN status = 'completed' THEN 100 WHEN answered = 0 THEN 0
                    ELSE 100 * answered / (filed + 1) END AS percent,
               CASE WHEN status <> 'completed' THEN
                   coalesce(CASE WHEN early_done IS NULL THEN early_due END, last_due + moved) END AS due_on,
               CASE WHEN status <> 'completed' THEN
                   coalesce(CASE WHEN early_done IS NULL THEN early_due END,
                            CASE WHEN firmness = 'must' THEN last_due + moved END) END AS must_due_on,
               filed > 0 AS has_reported,
               CASE WHEN {cycle} < 0.25 THEN {_next_end("month", "1 month")}
                    WHEN {cycle} < 0.4 THEN {_next_end("quarter", "3 months")} END AS report_due_on
        FROM (
            SELECT *, filed - waiting AS answered,
                   filed - waiting >= 2 AND {loader.chance("k", "sent back")} < 0.1 AS sent_back
            FROM (
                SELECT *, CASE status
                       WHEN 'pending' THEN 0
                       WHEN 'completed' THEN 1 + ({some} < 0.4)::int + ({some} < 0.15)::int
                       WHEN 'in_review' THEN 1 + ({some} < 0.5)::int
                       WHEN 'suspended' THEN 1
                       ELSE (signed_on < {loader.today} - 5)::int * floor({some} * 3)::int
                            + ({some} < 0.04)::int
                       END AS filed,
                       (status = 'in_review' OR (status = 'active' AND {some} < 0.04))::int AS waiting
                FROM dated
            ) counted
        ) answered
        """,
        "k",
    )


def _reports(loader: Loader) -> None:
    """Every report with its state, days and percentage, in the order of the assignments."""
    first = loader.above(ProgressReport)
    loader.table(
        "filed",
        f"""
        SELECT {first} + row_number() OVER (ORDER BY k, n) AS report, *,
               least(submitted_on + (k % 4)::int, {loader.today}) AS reviewed_on,
               CASE WHEN n > answered THEN '{ReportStatus.SUBMITTED}'
                    WHEN n = 1 AND sent_back THEN '{ReportStatus.RETURNED}'
                    ELSE '{ReportStatus.APPROVED}' END AS report_status,
               n = filed AND status IN ('completed', 'in_review') AS claims
        FROM (
            SELECT w.*, n, CASE WHEN n = filed AND status = 'completed' THEN ended_on
                                ELSE signed_on + (ended_on - signed_on) * n / filed END AS submitted_on,
                   CASE WHEN n = filed AND status IN ('completed', 'in_review') THEN 100
                        ELSE 100 * n / (filed + 1) END AS reported
            FROM work w, LATERAL generate_series(1, w.filed) n
        ) drawn
        """,
        "n",
    )


def make_work(loader: Loader) -> None:
    """Write assignments, dates, reports, timelines."""
    loader.insert(
        Assignment,
        "FROM work w ORDER BY w.k",
        id="w.id",
        document_id="w.document",
        task_id=f"{loader.above(Task)} + w.job",
        # A crowd is one printed unit: its first assignment bears the number.
        responsibility_id=f"{loader.above(Responsibility)} + CASE w.crowd WHEN '' THEN w.k"
        " ELSE min(w.k) OVER (PARTITION BY w.job) END",
        department_id="w.unit",
        role="CASE WHEN w.crowd <> '' THEN 'responsible' WHEN w.slot = 1 THEN 'lead' ELSE 'support' END",
        status="w.status",
        dispatched_on="w.dispatched_on",
        due_on="w.due_on",
        must_due_on="w.must_due_on",
        report_due_on="w.report_due_on",
        has_reported="w.has_reported",
        percent="w.percent",
        acknowledged_at=f"CASE WHEN w.status <> 'pending' THEN {loader.at('w.signed_on', '10')} END",
        acknowledged_by_id="CASE WHEN w.status <> 'pending' THEN w.filer END",
        completed_on="w.completed_on",
    )
    received = PolicyDocument.recipients.through
    loader.insert(
        received,
        "FROM (SELECT DISTINCT document, unit FROM work) w ORDER BY 1, 2",
        policydocument_id="w.document",
        department_id="w.unit",
    )
    _dates(loader)
    _filed(loader)
    make_past(loader)


def _dates(loader: Loader) -> None:
    for place, due in ((0, "early_due"), (1, "last_due")):
        loader.insert(
            AssignmentMilestone,
            f"FROM work w WHERE w.{due} IS NOT NULL ORDER BY w.k",
            id=milestone_id(loader, place),
            assignment_id="w.id",
            milestone_id=f"{loader.above(Milestone)} + w.job * 2 + {place}",
            phrase=f'to_char(w.{due}, \'FMMM"月"FMDD"日前完成"\')',
            firmness="w.firmness" if place else "'must'",
            first_due_on=f"w.{due}",
            due_on=f"w.{due} + w.moved" if place else f"w.{due}",
            completed_on="w.completed_on" if place else "w.early_done",
        )


def _filed(loader: Loader) -> None:
    """The reports, in words."""

    def draw(what: str, listed: Sequence[str]) -> str:
        return loader.pick("w.report", what, listed)

    narrative = (
        f"format('截至%s月底，%s%s%s', extract(month FROM w.submitted_on), {draw('place', words.PLACES)},"
        f" {draw('object', words.OBJECTS)}, {draw('aim', words.AIMS)}) || {draw('state', words.STATES)}"
        f" || format({draw('amount', words.NUMBERS)}, {loader.number('w.report', 'number', 2, 400)})"
        f" || '。' || {draw('second state', words.STATES)}"
    )
    troubled = loader.chance("w.report", "problem")
    answered = "w.report_status <> 'submitted'"
    loader.insert(
        ProgressReport,
        "FROM filed w ORDER BY w.report",
        id="w.report",
        assignment_id="w.id",
        author_id="w.filer",
        percent="w.reported",
        narrative=narrative,
        problems=f"CASE WHEN {troubled} < 0.3 THEN {draw('problems', words.PROBLEMS)} ELSE '' END",
        next_steps=f"CASE WHEN w.claims THEN '' ELSE {draw('next', words.NEXT_STEPS)} END",
        period="to_char(w.submitted_on, 'YYYY-MM')",
        claims_completion="w.claims",
        milestone_id=f"CASE WHEN w.claims AND w.last_due IS NOT NULL THEN {milestone_id(loader, 1)} END",
        status="w.report_status",
        submitted_at=loader.at("w.submitted_on", "11"),
        submitted_on="w.submitted_on",
        unit_name="(SELECT d.short_name FROM departments_department d WHERE d.id = w.unit)",
        reviewed_by_id=f"CASE WHEN {answered} THEN {REVIEWER} END",
        reviewed_at=f"CASE WHEN {answered} THEN {loader.at('w.reviewed_on', '15')} END",
        review_comment="CASE w.report_status WHEN 'returned'"
        f" THEN {draw('return', words.RETURNS)} ELSE '' END",
    )
