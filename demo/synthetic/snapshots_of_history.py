"""The record of days that passed before it was kept, read from the history of the assignments.

Used by the migration that began the record, and by what writes ledgers past the models. A migration runs it
on the tables as they were then: should their columns change, this text as it stands moves into it.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

# The day of a line of the history, in Asia/Shanghai.
_DAY = {
    "postgresql": "(history_date AT TIME ZONE 'Asia/Shanghai')::date",
    "sqlite": "date(history_date, '+8 hours')",
}
# The last line of each day; of these the ones that differ from the day before; each holds until the next.
# No department is 0, no state is empty and no day is before all days: so that two absent dates are equal.
_FILL = """
INSERT INTO work_assignmentsnapshot
    (assignment_id, document_id, department_id, status, due_on, must_due_on, since, until)
WITH lines AS (
    SELECT id, document_id, department_id, status, due_on, must_due_on, {day} AS day,
           ROW_NUMBER() OVER (PARTITION BY id, {day} ORDER BY history_date DESC, history_id DESC) AS place
    FROM work_historicalassignment
    WHERE history_type <> '-' AND id IN (SELECT id FROM work_assignment)
      AND NOT EXISTS (
          SELECT 1 FROM work_assignmentsnapshot s WHERE s.assignment_id = work_historicalassignment.id
      )
), days AS (
    SELECT lines.*,
           LAG(department_id) OVER before AS old_department,
           LAG(status) OVER before AS old_status,
           LAG(due_on) OVER before AS old_due_on,
           LAG(must_due_on) OVER before AS old_must_due_on
    FROM lines WHERE place = 1
    WINDOW before AS (PARTITION BY id ORDER BY day)
), changes AS (
    SELECT * FROM days
    WHERE COALESCE(old_department, 0) <> department_id
       OR COALESCE(old_status, '') <> status
       OR COALESCE(old_due_on, '0001-01-01') <> COALESCE(due_on, '0001-01-01')
       OR COALESCE(old_must_due_on, '0001-01-01') <> COALESCE(must_due_on, '0001-01-01')
)
SELECT id, document_id, department_id, status, due_on, must_due_on, day,
       COALESCE(LEAD(day) OVER (PARTITION BY id ORDER BY day), '9999-12-31')
FROM changes
"""


def record_from_history(connection: BaseDatabaseWrapper) -> int:
    """Write the snapshots of every assignment that has none, in one statement; returns how many they are.

    Where the history is silent, or was passed by, the row itself has the last word: call
    `tracker.work.snapshots.renew` for what it may be.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FILL.format(day=_DAY[connection.vendor]))
        return int(cursor.rowcount)
