"""What is sent of a report after a transition on it, straight from the report.

What it holds is `ReportSerializer`'s and `ReportRowSerializer`'s to say, and a test compares; to make their
fields for one report takes longer than to file it (docs/performance.md).
"""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from tracker.work.api.detail import with_files
from tracker.work.filing.models.reports import ProgressReport


def filed(report: ProgressReport) -> dict[str, Any]:
    """A report by itself, as `ReportSerializer` writes it; two queries."""
    with_files([report])
    milestone = report.milestone
    return {
        "id": report.pk,
        "assignment": report.assignment_id,
        "author_name": _name(report.author),
        "percent": report.percent,
        "narrative": report.narrative,
        "problems": report.problems,
        "next_steps": report.next_steps,
        "coordination": report.coordination,
        "claims_completion": report.claims_completion,
        "no_change": report.no_change,
        "period": report.period,
        "status": report.status,
        "status_label": report.get_status_display(),
        "submitted_at": _moment(report.submitted_at),
        "submitted_on": _day(report.submitted_on),
        "drop_reason": report.drop_reason,
        "milestone": report.milestone_id,
        "milestone_phrase": milestone.phrase if milestone else "",
        "endorsed_by_name": _name(report.endorsed_by),
        "endorsed_at": _moment(report.endorsed_at),
        "first_reviewed_by_name": _name(report.first_reviewed_by),
        "first_reviewed_at": _moment(report.first_reviewed_at),
        "reviewed_by_name": _name(report.reviewed_by),
        "reviewed_at": _moment(report.reviewed_at),
        "review_comment": report.review_comment,
        "mark": report.mark,
        "figures": [
            {"indicator": one.indicator_id, "indicator_name": one.indicator.name, "value": one.value}
            for one in report.readings.all()
        ],
        "attachments": [
            {
                "id": file.pk,
                "name": file.name,
                "media_type": file.media_type,
                "size": file.size,
                "uploaded_by_name": _name(file.uploaded_by),
                "uploaded_at": _moment(file.uploaded_at),
            }
            for file in report.attachments.all()
        ],
    }


def filed_about(report: ProgressReport) -> dict[str, Any]:
    """A report with what it is about, as `ReportRowSerializer` writes it."""
    assignment = report.assignment
    return {
        **filed(report),
        "department": assignment.department_id,
        "department_name": assignment.department.short_name,
        "unit_name": report.unit_name,
        "document": assignment.document_id,
        "document_number": assignment.document.number,
        "measure_label": assignment.task.measure.label,
        "measure_title": assignment.task.measure.short_title,
    }


def _name(user: Any) -> str:
    return str(user) if user else ""


def _moment(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat() if at else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
