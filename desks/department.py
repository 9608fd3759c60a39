"""工作台: what a department finds on the first page."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse

from common.db.compiled import CompiledQuery, one_row
from common.wording import written
from departments.models.users import User, UserRole
from desks.month import asked_month, month_of
from desks.parts import assignments_url, list_url
from desks.people import people_board
from desks.waiting import waiting
from tracker.ledger.rows import read_in_order
from tracker.work.filing.admin.queue import queue_url
from tracker.work.filing.models.drafts import ReportDraft
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.inside.mine import mine
from tracker.work.instructions.models import InstructionItem
from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.owing import Owing, asked_on, missing, owing_of
from tracker.work.states import Status
from tracker.work.transitions import Transition, allowed_transitions

SHOWN = 12  # rows of a list before its next page

# The lists, most urgent first: what stands on the tile, and what to do where there is nothing.
LISTS = {
    "overdue": ("已逾期", "没有逾期的事项。请留意本周到期的事项，按时填报进展。"),
    "week": ("本周到期", "本周没有到期的事项。可以查看下方日历，提前准备后面的时限。"),
    "acknowledge": ("待签收", "没有待签收的事项。督查室新交办的事项会出现在这里。"),
    "returned": ("被退回", "没有被退回的进展。督查室退回的进展会连同原因出现在这里。"),
    "mine": ("我的", "没有分给您、您的处室或您所代理的人的事项。单位负责人分办后，会出现在这里。"),
    "drafts": ("我的草稿", "没有未报送的草稿。填报时输入的内容会自动存为草稿，随时可以接着写。"),
    "owed": ("本月尚未报送", "本月应报的进展都已报送。"),
    "open": ("全部在办", "目前没有在办的事项。督查室交办后，会出现在这里。"),
}


# What each of the tiles counts.
_COUNTED = {
    "overdue": "本单位在办，且有必须完成的时限已经过去的事项；当天到期的不算。",
    "week": "本单位在办，且最近的时限在今天到本周日之间的事项。",
    "acknowledge": "已经交办、本单位尚未签收的事项。",
    "returned": "办理中，且最近一次进展被退回、尚未重新报送的事项。",
    "mine": "在办，且分给您、您的处室或您所代理的人的事项。",
    "drafts": "有您的未报送草稿的事项。",
    "open": "本单位待签收、办理中和待审核的事项。",
}

TILES = tuple(name for name in LISTS if name != "owed")  # what is owed has a tile of its own, with its bar

# Counted for every opening of the page: compiled once.
_COUNTS = CompiledQuery(
    lambda user, on, until: Assignment.objects.owed_by(user).desk_counts(on, until), planned_anew=True
)
_MINE = CompiledQuery(
    lambda user, on: one_row(Assignment.objects.owed_by(user).open().filter(mine(user, on)), n=Count("*"))
)
# Planned once: its eight parts take PostgreSQL twice as long to plan as to count.
_OWING = CompiledQuery(lambda user, asked: owing_of(Assignment.objects.owed_by(user), asked))
_TO_REPLY = CompiledQuery(
    lambda user: one_row(InstructionItem.objects.visible_to(user).unanswered(), n=Count("*"))
)
_TO_REVIEW = CompiledQuery(
    lambda user: one_row(ProgressReport.objects.awaiting_review_by_unit(user), n=Count("*"))
)


def department_board(request: HttpRequest, user: User, on: date) -> dict[str, Any]:
    """What `desks/department.html` shows to a department's user on the day `on`.

    `?list=` chooses the list, `?list=day&day=` the dates of one day, `?page=` goes on in it, `?month=` turns
    the calendar.
    """
    owed = Assignment.objects.owed_by(user)
    sunday = on + timedelta(days=6 - on.weekday())
    counts = {
        **_COUNTS.get(user=user, on=on, until=sunday),
        "mine": _MINE.get(user=user, on=on)["n"],
        "drafts": waiting(request, user).get("drafts", 0),
    }
    asked = request.GET
    day = _day(asked.get("day", "")) if asked.get("list") == "day" else None
    chosen = asked.get("list", "")
    if chosen not in LISTS:
        chosen = next((name for name in TILES if counts[name]), "open")
    month = asked_month(asked.get("month", ""), day or on)
    return {
        "owing": Owing(**_OWING.get(user=user, asked=asked_on(on))),
        "owing_is_chosen": chosen == "owed" and day is None,
        "filed_url": assignments_url(owed="filed"),
        "tiles": [_tile(name, counts[name], name == chosen and day is None, month, on) for name in TILES],
        "waiting": asked_of(user),
        "shown": _shown(request, user, on, _rows(owed, user, on, sunday, chosen, day), chosen, day),
        "several": len(user.department_ids()) > 1,
        "month": month_of(user, on, month),
        "people": people_board(user, on),
    }


def _tile(name: str, count: int, is_chosen: bool, month: date, on: date) -> dict[str, Any]:
    query = {"list": name}
    if (month.year, month.month) != (on.year, on.month):
        query["month"] = f"{month:%Y-%m}"  # the calendar stays where it was turned to
    return {
        "name": name,
        "label": LISTS[name][0],
        "count": count,
        "counts": _COUNTED[name],
        "is_chosen": is_chosen,
        "url": f"?{urlencode(query)}#list",
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _rows(owed: Any, user: User, on: date, sunday: date, chosen: str, day: date | None) -> Any:
    if day is not None:
        return owed.filter(
            pk__in=AssignmentMilestone.objects.owed_by(user).to_meet(day, day).values("assignment")
        )
    match chosen:
        case "overdue":
            return owed.overdue(on)
        case "week":
            return owed.due_between(on, sunday)
        case "acknowledge":
            return owed.filter(status=Status.PENDING)
        case "returned":
            return owed.sent_back()
        case "owed":
            return missing(owed, on)
        case "mine":
            return owed.open().filter(mine(user, on))
        case "drafts":
            return Assignment.objects.visible_to(user).filter(drafts__author=user)
    return owed.open()


def _shown(
    request: HttpRequest, user: User, on: date, queryset: Any, chosen: str, day: date | None
) -> dict[str, Any]:
    """One page of a list; one row more than is shown tells whether there is another page."""
    text = request.GET.get("page", "")
    page = int(text) if text.isdecimal() and 0 < len(text) < 6 else 1
    start = (max(page, 1) - 1) * SHOWN
    # The keys alone first: to sort hundreds of rows with all that is joined to them costs more.
    keys = list(queryset.most_urgent_first().values_list("pk", flat=True)[start : start + SHOWN + 1])
    rows = read_in_order(keys, on)
    here = {"list": "day", "day": str(day)} if day else {"list": chosen}
    return {
        "name": "day" if day else chosen,
        "title": f"{written(day)}到期" if day else LISTS[chosen][0],
        "none": f"{written(day)}没有需要完成的事项。" if day else LISTS[chosen][1],
        "rows": _with_steps(user, rows[:SHOWN], returned=chosen == "returned" and not day),
        "before": _page_url(here, page - 1) if page > 1 else "",
        "after": _page_url(here, page + 1) if len(rows) > SHOWN else "",
        "back": f"{reverse('admin:index')}?{urlencode({**here, 'page': page} if page > 1 else here)}",
    }


def _page_url(here: dict[str, str], page: int) -> str:
    return f"?{urlencode({**here, 'page': page})}#list"


def _with_steps(user: User, rows: list[Any], *, returned: bool) -> list[dict[str, Any]]:
    """Each row with how it stands and what can be done with it at once, in two queries."""
    drafts = dict(
        ReportDraft.objects.filter(author=user, assignment__in=rows).values_list(
            "assignment_id", "updated_at"
        )
    )
    in_review = {report.assignment_id: report for report in ProgressReport.objects.waiting_on(rows)}
    reasons: dict[int, str] = {}
    if returned:
        answered = ProgressReport.objects.filter(assignment__in=rows, status=ReportStatus.RETURNED)
        reasons = dict(answered.order_by("id").values_list("assignment_id", "review_comment"))
    entries = []
    for assignment in rows:
        transitions = allowed_transitions(user, assignment)
        entries.append(
            {
                "assignment": assignment,
                "can_acknowledge": Transition.ACKNOWLEDGE in transitions,
                "can_file": Transition.FILE in transitions,
                "has_draft": assignment.pk in drafts,
                "waiting": (report := in_review.get(assignment.pk)),
                "can_withdraw": report is not None and Transition.WITHDRAW in transitions,
                "is_overtaken": report is not None
                and assignment.pk in drafts
                and report.submitted_at > drafts[assignment.pk],
                "reason": reasons.get(assignment.pk, ""),
            }
        )
    return entries


def asked_of(user: User) -> list[dict[str, Any]]:
    """Counts of what is asked of a leader or a department, each with its list; what is empty is left out."""
    counts = [
        (
            "待回复批示",
            _TO_REPLY.get(user=user)["n"],
            list_url("work_instructionitem", reply="none"),
            "尚未回复的批示，一个单位对一件批示算一项。",
        )
    ]
    if user.has_role(UserRole.LEADER):
        mine = InstructionItem.objects.to_read().filter(instruction__author=user)
        counts.append(
            (
                "批示回复待阅",
                mine.count(),
                list_url("work_instructionitem", reply="unread", mine="yes"),
                "您的批示中，单位已经回复、您还没有阅的。",
            )
        )
    if not user.sees_everything:
        to_review = _TO_REVIEW.get(user=user)["n"]
        words = "由本单位转办的下级单位已经报送、等待本单位审核的进展份数。"
        counts.append(("下级单位待审核", to_review, queue_url(), words))
    if heads := user.department_ids(UserRole.HEAD):
        endorsing = ProgressReport.objects.filter(
            status=ReportStatus.ENDORSING, assignment__department__in=heads, assignment__status=Status.ACTIVE
        )
        status = {"status__exact": ReportStatus.ENDORSING}
        words = "本单位填报员已经填报、等待负责人审签后报送的进展份数。"
        counts.append(("待审签进展", endorsing.count(), list_url("work_progressreport", **status), words))
    return [
        {"label": label, "count": count, "url": url, "counts": words}
        for label, count, url, words in counts
        if count
    ]
