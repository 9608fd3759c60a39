"""总览: the first page, for each kind of user, in a fixed number of queries."""

from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from departments.models import User, UserRole
from policies.models import CheckItem
from tracker.admin.filters import with_last_report
from tracker.models import Assignment, Light, ProgressReport, ReportStatus, Status

SHOWN = 20  # rows of the overdue list
BARS = 12  # bars of each chart
NEXT = 8  # rows of the smaller lists


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Adds what the first page shows of the ledger that the user may see, as of today."""
    user = cast(User, request.user)
    on: date = cast(Any, admin.site).today()
    mine = Assignment.objects.visible_to(user)
    counts = mine.light_counts(on)
    overdue = mine.overdue(on).with_context().order_by("must_due_on", "id")[:SHOWN]
    desk = [] if user.sees_everything else department_desk(mine, on)
    return {
        **context,
        "on": on,
        "lights": lights(counts),
        "overdue_total": counts["red"],
        "overdue": [(a, a.days_late(on)) for a in overdue],
        "overdue_url": assignments_url(light=Light.RED),
        "by_department": bars(mine.count_by_department(on), "department", "name")
        if user.sees_everything
        else [],
        "by_document": bars(mine.count_by_document(on), "document", "number", "title"),
        "waiting": office_desk() if user.has_role(UserRole.SUPERVISOR) else [],
        "desk": desk,
    }


def lights(counts: dict[str, int]) -> list[dict[str, Any]]:
    """The three counts, each a link to its list."""
    kinds = (
        (Light.RED, "已逾期", "error"),
        (Light.YELLOW, "即将到期", "schedule"),
        (Light.GREEN, "正常办理", "check_circle"),
    )
    return [
        {
            "light": light.value,
            "label": light.label,
            "meaning": meaning,
            "icon": icon,
            "count": counts[light],
            "url": assignments_url(light=light),
        }
        for light, meaning, icon in kinds
    ]


def bars(rows: list[dict[str, Any]], filter_name: str, *labels: str) -> list[dict[str, Any]]:
    """The longest bars first; each links to the overdue list of its department or document."""
    longest = max((row["total"] for row in rows), default=0)
    return [
        {
            "label": next((row[label] for label in labels if row[label]), "（未命名）"),
            "total": row["total"],
            "width": round(100 * row["total"] / longest),
            "url": assignments_url(light=Light.RED, **{filter_name: row[f"{filter_name}_id"]}),
        }
        for row in rows[:BARS]
    ]


def office_desk() -> list[dict[str, Any]]:
    """What waits for 督查室: label, count and link."""
    unsigned = assignments_url(status__exact=Status.PENDING)
    return [
        {
            "label": "待审核进展",
            "icon": "rate_review",
            "count": ProgressReport.objects.awaiting_review().count(),
            "url": _url("tracker_progressreport", status__exact=ReportStatus.SUBMITTED),
        },
        {
            "label": "未签收事项",
            "icon": "draw",
            "count": Assignment.objects.filter(status=Status.PENDING).count(),
            "url": unsigned,
        },
        {
            "label": "待核事项",
            "icon": "rule",
            "count": CheckItem.objects.open().count(),
            "url": _url("policies_checkitem", settled="no"),
        },
    ]


def department_desk(mine: Any, on: date) -> list[dict[str, Any]]:
    """A department's four lists: to sign, overdue, due soon, returned; each with its first rows."""
    returned = with_last_report(mine.open()).filter(last_report=ReportStatus.RETURNED)
    lists = (
        ("待签收", "draw", mine.filter(status=Status.PENDING), {"status__exact": Status.PENDING}),
        ("即将到期", "schedule", mine.due_soon(on), {"light": Light.YELLOW}),
        ("被退回", "undo", returned, {"last_report": ReportStatus.RETURNED}),
    )
    return [
        {
            "label": label,
            "icon": icon,
            # One more than is shown, to know whether there are more without counting.
            "rows": (rows := list(queryset.with_context().most_urgent_first()[: NEXT + 1]))[:NEXT],
            "more": len(rows) > NEXT,
            "url": assignments_url(**query),
        }
        for label, icon, queryset, query in lists
    ]


def assignments_url(**query: Any) -> str:
    """The list of assignments, narrowed."""
    return _url("tracker_assignment", **query)


def _url(model: str, **query: Any) -> str:
    return f"{reverse(f'admin:{model}_changelist')}?{urlencode(query)}"
