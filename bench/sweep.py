"""Times the morning's sweep on PostgreSQL, against one plain INSERT … SELECT of as many rows.

    python -m bench.sweep [--postgres URL] [--open N]

Makes a database of its own on the server, drops it at the end. Exit status 1 when an aim is missed.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bench.servers import own_database

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.backends.utils import CursorWrapper

ON = date(2026, 7, 1)  # a Wednesday, the day after the half-year's end
LIMIT_RATIO = 3.0
LIMIT_SECOND = 0.2
LIMIT_MB = 300.0
UNITS, PER_TASK, PER_DOCUMENT = 500, 4, 50


def main(arguments: list[str]) -> int:
    """Prints the figures of one run; 0 when every aim is met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--postgres", default="postgres://postgres@127.0.0.1:5432", help="server, no name")
    parser.add_argument("--open", type=int, default=1_000_000, help="open assignments (default 1000000)")
    options = parser.parse_args(arguments)
    with own_database(options.postgres) as url:
        os.environ.update(DEMO="true", DATABASE_URL=url, LOG_LEVEL="ERROR")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        return measured(options.open)


def measured(count: int) -> int:
    """Fill the database, time the sweeps, print the table; 0 when every aim is met."""
    from django.core.management import call_command
    from django.db import connection

    from tracker.reminders.models.reminders import Reminder, Sweep
    from tracker.reminders.services.sweeping import sweep

    call_command("migrate", verbosity=0, interactive=False)
    begun = time.monotonic()
    with connection.cursor() as cursor:
        fill(cursor, count)
    print(
        f"ledger of {count} open assignments, and a fifth as many finished: {time.monotonic() - begun:.0f} s"
    )
    yesterday = ON - timedelta(days=1)
    Sweep.objects.create(on=yesterday)  # of the days before nothing is to be made up for
    seconds, made = timed(lambda: sweep(on=yesterday).made)
    print(f"the morning before          {seconds:8.2f} s   {made} reminders")
    idle = peak_mb()
    first, made = timed(lambda: sweep(on=ON).made)
    peak = peak_mb()
    told = Reminder.objects.filter(on=ON).order_by().values("assignment").distinct().count()
    second, again = timed(lambda: sweep(on=ON).made)
    prepare_copy()
    plain, copied = timed(copy)
    ratio = first / plain
    print(f"sweep of {ON}         {first:8.2f} s   {made} reminders about {told} assignments")
    print(
        f"the same day again          {second:8.2f} s   {again} reminders; {second / first:.3f} of the first"
    )
    print(f"one plain INSERT … SELECT   {plain:8.2f} s   {copied} rows")
    print(f"ratio                       {ratio:8.2f}")
    print(f"peak memory of the process  {peak:8.0f} MB  ({idle:.0f} MB before the sweep)")
    print(f"aims: ratio <= {LIMIT_RATIO}, again nothing and < {LIMIT_SECOND}, peak < {LIMIT_MB:.0f} MB")
    assert copied == made
    assert told == round(count * 0.3), told
    met = ratio <= LIMIT_RATIO and again == 0 and second < LIMIT_SECOND * first and peak < LIMIT_MB
    return 0 if met else 1


def timed(work: Callable[[], int]) -> tuple[float, int]:
    """(seconds, what the work gives), from a checkpoint on, so that none pays for another's writes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    begun = time.monotonic()
    given = work()
    return time.monotonic() - begun, given


def peak_mb() -> float:
    """The most memory that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def prepare_copy() -> None:
    """A table with the columns, constraints and indexes of the reminders, and the rows of the days before."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain (LIKE reminders_reminder INCLUDING ALL)")
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'reminders_reminder'::regclass AND contype = 'f'"
        )
        for name, definition in cursor.fetchall():
            cursor.execute(f'ALTER TABLE plain ADD CONSTRAINT "{name}" {definition}')
        cursor.execute(_COPY.format(condition="<"), [ON])


def copy() -> int:
    """The rows of the day into the table; how many they are."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_COPY.format(condition="="), [ON])
        return int(cursor.rowcount)


_COLUMNS = (
    'assignment_id, milestone_id, user_id, rule, trigger, "on", message, created_at, opened_at, digest_on'
)
_COPY = f"""INSERT INTO plain ({_COLUMNS})
    SELECT {_COLUMNS} FROM reminders_reminder WHERE "on" {{condition}} %s ORDER BY id"""


def fill(cursor: CursorWrapper, count: int) -> None:
    """A ledger of which three in ten of the open assignments have something to be said about them on `ON`.

    Those are spread evenly over the ledger, as bad for the database as it can be. One in ten is late since
    yesterday (half-year's end), one in ten longer ago; of the rest some are due in 15, 7, 1 or 0 days,
    some unacknowledged, returned, or past a mere 争取. Every unit has a filer and a head.
    """
    quiet = [n for n in range(-300, 120) if n not in (-15, -7, -1, 0, 7) and (n < 1 or n % 7 != 1)]
    values = {
        "on": ON,
        "count": count,
        "all": count + count // 5,
        "units": UNITS,
        "per_task": PER_TASK,
        "per_document": PER_DOCUMENT,
        "quiet": quiet,
        "unacknowledged": date(2026, 6, 26),  # three working days before
        "returned": datetime(2026, 6, 26, 17, tzinfo=ZoneInfo("Asia/Shanghai")),
    }
    for statement in _LEDGER:
        cursor.execute(statement, values)
    for table in ("departments_department", "departments_user"):
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    cursor.execute("VACUUM ANALYZE")


_LEDGER = (
    "INSERT INTO departments_region (id, name, level) VALUES (1, '云岭省', 'province')",
    """INSERT INTO departments_department (id, name, short_name, level, kind, region_id, head_endorses)
    SELECT n, '单位' || n, '单位' || n, 'province', 'government', 1, false
    FROM generate_series(1, %(units)s + 1) n""",
    # Two for each unit; the last two are 督查室's and its leader.
    """INSERT INTO departments_user (id, password, is_superuser, username, first_name, last_name, email,
        is_staff, is_active, date_joined, display_name, phone)
    SELECT n, '!', false, 'user' || n, '', '', 'user' || n || '@example.test', true, true, now(), '', ''
    FROM generate_series(1, 2 * %(units)s + 2) n""",
    """INSERT INTO departments_membership (user_id, department_id, role)
    SELECT n, (n + 1) / 2, CASE WHEN n %% 2 = 1 THEN 'filer' ELSE 'head' END
    FROM generate_series(1, 2 * %(units)s) n
    UNION ALL SELECT 2 * %(units)s + 1, %(units)s + 1, 'supervisor'
    UNION ALL SELECT 2 * %(units)s + 2, %(units)s + 1, 'leader'""",
    """INSERT INTO policies_policydocument (id, position, kind, title, number, issuer, text,
        first_unit_leads, inherited_units, proposal_number, proposer, status, archived_reason, created_at,
        evidence_required, origin, importance)
    SELECT n, 0, 'policy', '工作方案' || n, '云政发〔2025〕' || n || '号', '云岭省人民政府',
        repeat('文', 5000), true, '[]', '', '', 'dispatched', '', now(), false, 'file', 'normal'
    FROM generate_series(1, %(all)s / %(per_task)s / %(per_document)s + 1) n""",
    """INSERT INTO policies_measure (id, position, path, title, text, document_id, revision)
    SELECT n, n %% %(per_document)s, '["一", "1"]', '事项' || n, repeat('举措', 60),
        (n - 1) / %(per_document)s + 1, 0
    FROM generate_series(1, %(all)s / %(per_task)s) n""",
    """INSERT INTO policies_task (id, position, text, frequency, cycle, reports_a_year, extra, measure_id)
    SELECT n, 0, '', '', CASE WHEN n %% 50 = 0 THEN 'FREQ=MONTHLY' ELSE '' END,
        CASE WHEN n %% 50 = 0 THEN 12 ELSE 0 END, '[]', n
    FROM generate_series(1, %(all)s / %(per_task)s) n""",
    # What each assignment is: its number n, of ten kinds k, varied by r; how many days it is late.
    """CREATE TABLE plan AS
    SELECT n, n / %(per_task)s + 1 AS task, n >= %(count)s AS finished, k, r,
        CASE WHEN k = 0 THEN 1
             WHEN k = 1 THEN 8 + 7 * (r %% 12)
             WHEN k = 2 THEN (ARRAY[-15, -15, -7, -1, 0, 0, 8, -200, -200, 15])[r %% 10 + 1]
             ELSE (%(quiet)s::int[])[(r * 31 + k * 7) %% array_length(%(quiet)s::int[], 1) + 1]
        END AS late
    FROM (SELECT n, n %% 10 AS k, n / 10 AS r FROM generate_series(0, %(all)s - 1) n) numbers""",
    """INSERT INTO work_assignment (id, role, status, dispatched_on, due_on, must_due_on, percent,
        completed_on, department_id, document_id, task_id)
    SELECT n + 1, 'responsible',
        CASE WHEN finished THEN 'completed' WHEN k = 2 AND r %% 10 = 7 THEN 'pending'
             WHEN k = 9 AND r %% 4 = 0 THEN 'in_review' ELSE 'active' END,
        CASE WHEN k = 2 AND r %% 10 = 7 THEN %(unacknowledged)s ELSE DATE '2025-03-03' END,
        %(on)s - late, CASE WHEN k = 2 AND r %% 10 = 6 THEN NULL ELSE %(on)s - late END, 50,
        CASE WHEN finished THEN %(on)s - late END,
        (task * 7 + n %% %(per_task)s * %(units)s / %(per_task)s) %% %(units)s + 1,
        (task - 1) / %(per_document)s + 1, task
    FROM plan ORDER BY n""",
    """INSERT INTO work_assignmentmilestone (assignment_id, phrase, kind, firmness, first_due_on, due_on,
        completed_on)
    SELECT n + 1, '', 'due', CASE WHEN k = 2 AND r %% 10 = 6 THEN 'strive' ELSE 'must' END,
        %(on)s - late, %(on)s - late, CASE WHEN finished THEN %(on)s - late END
    FROM plan ORDER BY n""",
    # Two in ten have a later date as well.
    """INSERT INTO work_assignmentmilestone (assignment_id, phrase, kind, firmness, first_due_on, due_on)
    SELECT n + 1, '', 'due', 'must', %(on)s + 400, %(on)s + 400
    FROM plan WHERE r %% 5 = 0 AND NOT finished ORDER BY n""",
    # The month's reports, all but some; a report for half of the others; and those returned.
    """INSERT INTO work_progressreport (assignment_id, author_id, percent, narrative, problems, next_steps,
        coordination, drop_reason, no_change, claims_completion, period, status, submitted_at, submitted_on,
        reviewed_at, review_comment)
    SELECT n + 1, 1, 50, '正在办理。', '', '', '', '', false, false,
        CASE WHEN task %% 50 = 0 THEN '2026-06' ELSE '' END,
        CASE WHEN k = 2 AND r %% 10 = 8 AND NOT finished THEN 'returned' ELSE 'approved' END,
        %(returned)s, %(returned)s::date, %(returned)s, '请补充'
    FROM plan
    WHERE CASE WHEN task %% 50 = 0 THEN k <> 2 OR r %% 10 NOT IN (4, 5)
               ELSE r %% 2 = 0 OR k = 2 AND r %% 10 = 8 END
    ORDER BY n""",
    "DROP TABLE plan",
)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
