"""The statements of the floor, by the page or the step that they stand for."""

from collections.abc import Callable
from typing import Any

_OPEN = "a.status IN ('pending', 'active', 'in_review')"
_ROW = """
    a.id, a.document_id, d.number AS document_number, d.title AS document_title, t.measure_id,
    m.path AS measure_label, coalesce(nullif(m.title, ''), left(m.text, 31)) AS measure_title, a.task_id,
    a.department_id, u.short_name AS department_name, a.role, a.status, a.dispatched_on, a.due_on,
    a.must_due_on, a.percent, a.completed_on, a.report_due_on, a.has_reported
"""
_JOINS = """
    FROM work_assignment a
    JOIN policies_policydocument d ON d.id = a.document_id
    JOIN policies_task t ON t.id = a.task_id
    JOIN policies_measure m ON m.id = t.measure_id
    JOIN departments_department u ON u.id = a.department_id
"""


def _overdue(given: dict[str, Any]) -> dict[str, str]:
    conditions = [_OPEN, "a.must_due_on < %(on)s"]
    if "department" in given:
        conditions.append("a.department_id = %(department)s")
    if "after_day" in given:
        conditions.append("(a.must_due_on, a.id) > (%(after_day)s, %(after_id)s)")
    where = " AND ".join(conditions)
    return {"results": f"SELECT {_ROW} {_JOINS} WHERE {where} ORDER BY a.must_due_on, a.id LIMIT 51"}


PAGES: dict[str, Callable[[dict[str, Any]], dict[str, str]]] = {"overdue": _overdue}
