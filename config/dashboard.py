"""总览: the first page, for each kind of user, in a fixed number of queries."""

from datetime import date, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from departments.models import User, UserRole
from policies.extraction.workdays import is_workday
from policies.models import CheckItem
from tracker.admin.filters import with_last_report
from tracker.admin.queue import queue_url, to_review
from tracker.models import (
    Assignment,
    Extension,
    InstructionItem,
    Light,
    Objection,
    ProgressReport,
    ReportStatus,
    Status,
)

SHOWN = 20  # rows of the overdue list
BARS = 12  # bars of each chart
NEXT = 8  # rows of the smaller lists
LOOK_AHEAD = timedelta(days=31)
OWN_PAGE = "admin:tracker_assignment_change"


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Adds what the first page shows of the ledger that the user may see, as of today."""
    user = cast(User, request.user)
    on: date = cast(Any, admin.site).today()
    mine = Assignment.objects.visible_to(user)
    counts = mine.light_counts(on)
    overdue = mine.overdue(on).with_context().order_by("must_due_on", "id")[:SHOWN]
    desk = [] if user.sees_everything else department_desk(user, mine, on)
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
        "waiting": waiting_for(user),
        "desk": desk,
        "uncharted": uncharted_year(on) if user.has_role(UserRole.SUPERVISOR) else None,
    }


def uncharted_year(on: date) -> int | None:
    """The year, this one or the one that begins within `LOOK_AHEAD`, whose days off are not published yet."""
    for year in (on.year, (on + LOOK_AHEAD).year):
        if not is_workday(date(year, 1, 1))[1]:
            return year
    return None


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


def waiting_for(user: User) -> list[dict[str, Any]]:
    """Counts of what waits for the user, each with its list; only 督查室 is shown what is empty too."""
    if user.has_role(UserRole.SUPERVISOR):
        return office_desk()
    counts = [
        (
            "待回复批示",
            InstructionItem.objects.visible_to(user).unanswered().count(),
            _url("tracker_instructionitem", reply="none"),
        )
    ]
    if not user.sees_everything:
        counts.append(("下级单位待审核", to_review(user).count(), queue_url()))
    if heads := user.department_ids(UserRole.HEAD):
        endorsing = ProgressReport.objects.filter(
            status=ReportStatus.ENDORSING, assignment__department__in=heads, assignment__status=Status.ACTIVE
        )
        status = {"status__exact": ReportStatus.ENDORSING}
        counts.append(("待审签进展", endorsing.count(), _url("tracker_progressreport", **status)))
    return [{"label": label, "count": count, "url": url} for label, count, url in counts if count]


def office_desk() -> list[dict[str, Any]]:
    """What waits for 督查室: label, count and link."""
    counts = (
        ("待审核进展", ProgressReport.objects.awaiting_review(), queue_url()),
        ("延期申请", Extension.objects.open(), _url("tracker_extension", waiting="yes")),
        ("退办申请", Objection.objects.open(), _url("tracker_objection", waiting="yes")),
        (
            "待回复批示",
            InstructionItem.objects.unanswered(),
            _url("tracker_instructionitem", reply="none"),
        ),
        (
            "未签收事项",
            Assignment.objects.filter(status=Status.PENDING),
            assignments_url(status__exact=Status.PENDING),
        ),
        ("待核事项", CheckItem.objects.open(), _url("policies_checkitem", settled="no")),
    )
    return [{"label": label, "count": rows.count(), "url": url} for label, rows, url in counts]


def department_desk(user: User, mine: Any, on: date) -> list[dict[str, Any]]:
    """A department's lists: to sign, due soon, returned, begun; each with its first rows."""
    returned = with_last_report(mine.open()).filter(last_report=ReportStatus.RETURNED)
    lists = (
        ("待签收", mine.filter(status=Status.PENDING), assignments_url(status__exact=Status.PENDING)),
        ("即将到期", mine.due_soon(on), assignments_url(light=Light.YELLOW)),
        ("被退回", returned, assignments_url(last_report=ReportStatus.RETURNED)),
        ("我的草稿", mine.filter(drafts__author=user), _url("tracker_reportdraft")),
    )
    return [
        {
            "label": label,
            # One more than is shown, to know whether there are more without counting.
            "rows": (rows := list(queryset.with_context().most_urgent_first()[: NEXT + 1]))[:NEXT],
            "more": len(rows) > NEXT,
            "url": url,
            "none": "没有未报送的草稿。" if label == "我的草稿" else f"没有{label}的事项。",
            "leads_to": "admin:tracker_assignment_report" if label == "我的草稿" else OWN_PAGE,
        }
        for label, queryset, url in lists
    ]


def assignments_url(**query: Any) -> str:
    """The list of assignments, narrowed."""
    return _url("tracker_assignment", **query)


def _url(model: str, **query: Any) -> str:
    return f"{reverse(f'admin:{model}_changelist')}?{urlencode(query)}"
