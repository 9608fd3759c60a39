"""The statements of the floor, by the page or the step that they stand for."""

from collections.abc import Callable
from typing import Any

_OPEN = "a.status IN ('pending', 'active', 'in_review')"
_ROW = """
    a.id, a.document_id, d.number AS document_number, d.title AS document_title, t.measure_id,
    m.path AS measure_label, coalesce(nullif(m.title, ''), substr(m.text, 1, 31)) AS measure_title, a.task_id,
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


def _measures(given: dict[str, Any]) -> dict[str, str]:
    """The ledger by measure: keys of a page, then what stands in its rows, each part by one statement."""
    where = _OPEN if given.get("status") == "open" else "true"
    beyond = ""
    if "after_document" in given:
        beyond = """AND (m.document_id < %(after_document)s OR (m.document_id = %(after_document)s
                    AND m.position > %(after_position)s))"""
    page = f"""
        SELECT m.id FROM policies_measure m
        WHERE EXISTS (SELECT 1 FROM work_assignment a JOIN policies_task t ON t.id = a.task_id
                      WHERE t.measure_id = m.id AND {where}) {beyond}
        ORDER BY m.document_id DESC, m.position, m.id LIMIT 51
    """
    lights = f"""
        count(*) FILTER (WHERE {_OPEN} AND a.must_due_on < %(on)s) AS red,
        count(*) FILTER (WHERE {_OPEN} AND (a.must_due_on IS NULL OR a.must_due_on >= %(on)s)
            AND (a.due_on < %(soon)s OR a.report_due_on < %(on)s)) AS yellow,
        count(*) FILTER (WHERE {_OPEN} AND (a.must_due_on IS NULL OR a.must_due_on >= %(on)s)
            AND (a.due_on IS NULL OR a.due_on >= %(soon)s)
            AND (a.report_due_on IS NULL OR a.report_due_on >= %(on)s)
            AND (a.due_on IS NOT NULL OR a.report_due_on IS NOT NULL)) AS green,
        count(*) FILTER (WHERE NOT {_OPEN}) AS ended
    """
    return {
        "rows": f"""
            WITH page AS ({page})
            SELECT m.id, m.position, m.path, m.title, substr(m.text, 1, 31) AS words, d.number,
                   d.title AS document,
                   count(*) AS units, min(a.due_on) AS first_due, max(a.due_on) AS last_due, {lights}
            FROM page JOIN policies_measure m ON m.id = page.id
            JOIN policies_policydocument d ON d.id = m.document_id
            JOIN policies_task t ON t.measure_id = m.id
            JOIN work_assignment a ON a.task_id = t.id
            WHERE {where} GROUP BY m.id, d.id ORDER BY m.document_id DESC, m.position
        """,
        "units": f"""
            WITH page AS ({page})
            SELECT t.measure_id, a.role, u.short_name, a.status
            FROM page JOIN policies_task t ON t.measure_id = page.id
            JOIN work_assignment a ON a.task_id = t.id JOIN departments_department u ON u.id = a.department_id
            WHERE a.parent_id IS NULL AND a.status <> 'suspended'
        """,
        "reports": f"""
            WITH page AS ({page}), newest AS (
                SELECT t.measure_id, a.role, max(r.id) AS id
                FROM page JOIN policies_task t ON t.measure_id = page.id
                JOIN work_assignment a ON a.task_id = t.id
                JOIN work_progressreport r ON r.assignment_id = a.id
                WHERE a.role IN ('lead', 'responsible') AND a.parent_id IS NULL AND r.status <> 'withdrawn'
                    AND (NOT r.needs_endorsement OR r.endorsed_at IS NOT NULL)
                GROUP BY t.measure_id, a.role)
            SELECT newest.measure_id, newest.role, r.narrative, r.problems, r.submitted_on
            FROM newest JOIN work_progressreport r ON r.id = newest.id
        """,
        "persons": f"""
            WITH page AS ({page})
            SELECT t.measure_id, p.kind, p.name, p.title, p.phone FROM page
            JOIN policies_task t ON t.measure_id = page.id JOIN policies_namedperson p ON p.task_id = t.id
        """,
        "tasks": f"""
            WITH page AS ({page})
            SELECT t.measure_id, t.cycle, t.extra FROM page JOIN policies_task t ON t.measure_id = page.id
            WHERE t.cycle <> '' OR t.extra <> '[]'
        """,
        "headings": f"""
            WITH page AS ({page})
            SELECT s.document_id, s.path, s.title FROM policies_section s WHERE s.document_id IN
                (SELECT m.document_id FROM page JOIN policies_measure m ON m.id = page.id)
        """,
    }


PAGES: dict[str, Callable[[dict[str, Any]], dict[str, str]]] = {"overdue": _overdue, "measures": _measures}
