"""督查室's desk: what waits for the supervision office."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest

from common.db.compiled import AsOf, CompiledQuery
from departments.daysoff.selectors import days_off, is_charted
from departments.models.departments import Department
from departments.models.users import User
from departments.selectors import without_people
from desks.parts import assignments_url, beside, lights, list_url
from desks.waiting import waiting
from policies.models.documents import DocumentKind, DocumentStatus, PolicyDocument
from tracker.reminders.models.reminders import Digest, DigestStatus
from tracker.work.filing.admin.queue import queue_url
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.models.assignments import Assignment
from tracker.work.models.requests import Extension
from tracker.work.states import Light, Status

LOOK_AHEAD = timedelta(days=61)  # the arrangement of a year is published in November
ROWS = 5  # of each queue
UNITS = 15  # bars of the load
_SELDOM = ("提案延期申请", "并案建议")  # shown only while one waits: the row stays short


# Asked for every opening of the page: compiled once.
_LOAD = CompiledQuery(
    lambda user, day: Assignment.objects.visible_to(user).load_by_department(day.on), planned_anew=True
)
_REPORTS = CompiledQuery(
    lambda user: (
        ProgressReport.objects.counted_for(user)
        .awaiting_review()
        .select_related("assignment__department", "assignment__task__measure", "assignment__document")
        .defer("assignment__document__text")[:ROWS]
    )
)
_EXTENSIONS = CompiledQuery(
    lambda user: (
        Extension.objects.visible_to(user)
        .open()
        .select_related("assignment__department", "assignment__task__measure", "milestone")
        .order_by("from_date", "id")[:ROWS]
    )
)
_DRAFTS = CompiledQuery(
    lambda user: (
        PolicyDocument.objects.visible_to(user)
        .to_be_checked()
        .without_text()
        .with_counts()
        .order_by("-id")[:ROWS]
    )
)
_FAILED = CompiledQuery(
    lambda user: (
        Digest.objects.visible_to(user)
        .failed()
        .select_related("user")
        .defer("body")
        .order_by("-on", "-id")[:ROWS]
    )
)
_OVERDUE = CompiledQuery(
    lambda user, on: (
        Assignment.objects.visible_to(user).overdue(on).with_context().order_by("must_due_on", "id")[:ROWS]
    )
)


def office_board(request: HttpRequest, user: User, on: date) -> dict[str, Any]:
    """What `desks/office.html` shows to 督查室 on the day `on`; every count leads to its list."""
    by_unit = _LOAD.all(user=user, day=AsOf(on))
    totals = {name: sum(row[name] for row in by_unit) for name in Assignment.objects.standings(on)}
    return {
        "lights": lights(totals),
        "beside": beside(totals),
        "waiting": [
            *_queues(waiting(request, user)),
            _tile("未签收事项", totals["unacknowledged"], _unacknowledged_url()),
        ],
        "reports": _REPORTS.all(user=user),
        "extensions": _EXTENSIONS.all(user=user),
        "drafts": _DRAFTS.all(user=user),
        "failed": _FAILED.all(user=user),
        "overdue": _OVERDUE.all(user=user, on=on),
        "overdue_url": assignments_url(light=Light.RED),
        "overdue_total": totals["red"],
        **_units(by_unit, on),
        "silent": _silent(by_unit),
        "uncharted": uncharted_year(on),
    }


# What each of the tiles counts.
_COUNTED = {
    "待审核进展": "责任单位已报送、督查室尚未审核或复核的进展份数。",
    "延期申请": "等待督查室答复的延期申请；事项已中止的不算。",
    "提案延期申请": "等待督查室答复的建议提案延期申请。",
    "退办申请": "等待督查室答复的退办申请；事项已中止的不算。",
    "并案建议": "责任单位提出、等待督查室决定的并案。",
    "待回复批示": "各单位尚未回复的批示，一个单位对一件批示算一项。",
    "待校核文件": "已导入、尚未完成校核的文件份数。",
    "发送失败": "多次尝试仍没有发出的提醒汇总。",
    "未签收事项": "已经交办、责任单位尚未签收的事项。",
}


def _tile(label: str, count: int, url: str) -> dict[str, Any]:
    return {"label": label, "count": count, "url": url, "counts": _COUNTED[label]}


def _unacknowledged_url(**more: Any) -> str:
    return assignments_url(status__exact=Status.PENDING, **more)


def _queues(counts: dict[str, int]) -> list[dict[str, Any]]:
    """What waits for an answer: label, count and the address of its list."""
    queues = (
        ("待审核进展", "reports", queue_url()),
        ("延期申请", "extensions", list_url("work_extension", waiting="yes")),
        ("提案延期申请", "proposals", list_url("proposals_proposal", waiting="yes")),
        ("退办申请", "declines", list_url("work_decline", waiting="yes")),
        ("并案建议", "merging", list_url("work_mergedwork", state__exact="suggested")),
        ("待回复批示", "unanswered", list_url("work_instructionitem", reply="none")),
        (
            "待校核文件",
            "checking",
            list_url(
                "policies_policydocument",
                status__exact=DocumentStatus.DRAFT,
                kind__exact=DocumentKind.POLICY,
            ),
        ),
        ("发送失败", "failed", list_url("reminders_digest", status__exact=DigestStatus.FAILED)),
    )
    return [
        _tile(label, counts.get(name, 0), url)
        for label, name, url in queues
        if counts.get(name) or label not in _SELDOM
    ]


def _silent(by_unit: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The units with open work in which nobody can be told, each with its rows; one query."""
    open_work = {row["department_id"]: row["open"] for row in by_unit}
    return [
        {
            "name": str(unit),
            "count": open_work[unit.pk],
            "url": assignments_url(light="open", department=unit.pk),
        }
        for unit in without_people(open_work)
    ]


def _units(by_unit: list[dict[str, Any]], on: date) -> dict[str, Any]:
    """The units that have not signed, longest waiting first, and the load of those that have most to do."""
    unacknowledged = sorted(
        (row for row in by_unit if row["unacknowledged"]),
        key=lambda row: (row["waiting_since"], -row["unacknowledged"]),
    )
    busiest = sorted(by_unit, key=lambda row: (-row["red"], -row["open"], row["department_id"]))[:UNITS]
    shown = [*unacknowledged[:ROWS], *busiest]
    names = Department.objects.in_bulk({row["department_id"] for row in shown})
    longest = max((row["open"] for row in busiest), default=1)
    return {
        "unacknowledged": [
            {
                "name": str(names[row["department_id"]]),
                "count": row["unacknowledged"],
                "since": row["waiting_since"],
                "url": _unacknowledged_url(department=row["department_id"]),
            }
            for row in unacknowledged[:ROWS]
        ],
        "unacknowledged_units": len(unacknowledged),
        "load": [
            {
                "name": str(names[row["department_id"]]),
                "open": row["open"],
                "red": row["red"],
                "late_width": round(100 * row["red"] / longest, 1),
                "rest_width": round(100 * (row["open"] - row["red"]) / longest, 1),
                "open_url": assignments_url(light="open", department=row["department_id"]),
                "red_url": assignments_url(light=Light.RED, department=row["department_id"]),
            }
            for row in busiest
        ],
        "load_more": max(len(by_unit) - UNITS, 0),
    }


def uncharted_year(on: date) -> int | None:
    """The year, this or the one that begins within `LOOK_AHEAD`, whose days off are not known."""
    entered = days_off()
    return next((year for year in (on.year, (on + LOOK_AHEAD).year) if not is_charted(year, entered)), None)
