"""进展报告: the list, the page of one, and the transitions of its review."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import action
from unfold.enums import ActionVariant

from common.admin.base import LedgerAdmin, ViewOnly, colours
from common.admin.columns import choice_column, column
from common.admin.filters import ChoiceFilter, RangeDateFilter
from common.admin.transitions import TransitionsMixin, offer, transition
from departments.admin.actor import actor
from departments.models.users import UserRole
from policies.admin.base import DocumentFilter
from tracker.work.admin.counted import CountedFilter, MarkedFilter
from tracker.work.admin.filters import DepartmentFilter
from tracker.work.admin.forms import CommentForm, ReturnForm, ReturnToFilerForm, WithdrawForm
from tracker.work.admin.rows import BY_ASSIGNMENT, OfAssignmentAdmin, assignment_of
from tracker.work.filing.admin.comparing import compare
from tracker.work.filing.admin.queue import ReviewQueue
from tracker.work.filing.models.reports import UNANSWERED, ProgressReport, ReportStatus
from tracker.work.filing.services.endorsing import endorse_many, send_back_to_filer
from tracker.work.filing.services.reporting import endorse_report, withdraw_report
from tracker.work.filing.services.reviewing import approve_many, approve_report, return_report
from tracker.work.transitions import TRANSITIONS, Transition

STATUS_COLOURS = colours(
    ReportStatus,
    endorsing="info",
    submitted="warning",
    first_approved="warning",
    approved="success",
    returned="danger",
)


def awaits_review(report: ProgressReport) -> bool:
    """Whether a reviewer's answer is still wanted."""
    return report.status in (ReportStatus.SUBMITTED, ReportStatus.FIRST_APPROVED)


def _note(report: ProgressReport) -> str:
    claim = "，申请办结" if report.claims_completion else ""
    return f"{report.assignment}（完成比例{report.percent}%{claim}）"


@admin.register(ProgressReport)
class ProgressReportAdmin(ViewOnly, ReviewQueue, TransitionsMixin, OfAssignmentAdmin, LedgerAdmin):
    related = ("author", "milestone", "endorsed_by", "first_reviewed_by", "reviewed_by")
    waiting = (ReportStatus.ENDORSING, ReportStatus.SUBMITTED, ReportStatus.FIRST_APPROVED)
    list_display = (
        "show_status",
        "show_measure",
        "show_number",
        "show_department",
        "show_percent",
        "claims_completion",
        "author",
        "submitted_on",
    )
    list_filter = (
        ("status", ChoiceFilter),
        "claims_completion",
        DocumentFilter,
        DepartmentFilter,
        ("submitted_on", RangeDateFilter),
        CountedFilter,
        MarkedFilter,
    )
    search_fields = ("narrative", *BY_ASSIGNMENT)
    search_help_text = "按进展内容、举措、文号或单位查找"
    actions = ("approve_many", "endorse_many")
    actions_detail = ("approve", "send_back", "endorse", "return_to_filer", "withdraw")
    fields = ("percent",)  # the page is a template of its own
    offers = {
        "approve": offer(TRANSITIONS, Transition.APPROVE, of=assignment_of, also=awaits_review),
        "send_back": offer(TRANSITIONS, Transition.RETURN, of=assignment_of, also=awaits_review),
        "endorse": offer(
            TRANSITIONS,
            Transition.ENDORSE,
            of=assignment_of,
            also=lambda r: r.status == ReportStatus.ENDORSING,
        ),
        "return_to_filer": offer(
            TRANSITIONS,
            Transition.SEND_BACK,
            of=assignment_of,
            also=lambda r: r.status == ReportStatus.ENDORSING,
        ),
        "withdraw": offer(
            TRANSITIONS, Transition.WITHDRAW, of=assignment_of, also=lambda r: r.status in UNANSWERED
        ),
    }

    def get_actions(self, request: HttpRequest) -> Any:
        actions, user = super().get_actions(request), actor(request)
        offered = {
            "approve_many": user.has_role(UserRole.SUPERVISOR),
            "endorse_many": bool(user.department_ids(UserRole.HEAD)),
        }
        return {name: entry for name, entry in actions.items() if offered.get(name)}

    def page_context(self, request: HttpRequest, report: Any) -> dict[str, Any]:
        """The report beside the one before it, with its figures, files and answers."""
        [comparison] = compare([report])
        return {
            "report": report,
            "assignment": report.assignment,
            "comparison": comparison,
            "status_colour": STATUS_COLOURS[report.status],
            "on": self.today(),
        }

    @transition(
        "审核通过",
        url_path="approve",
        button="通过",
        icon="check_circle",
        variant=ActionVariant.PRIMARY,
        note=_note,
        form=CommentForm,
    )
    def approve(self, request: HttpRequest, report: ProgressReport, **said: Any) -> str:
        """审核通过."""
        approve_report(report=report, actor=actor(request), **said)
        return "进展已审核通过。"

    @transition(
        "退回进展",
        url_path="return",
        button="退回",
        icon="undo",
        variant=ActionVariant.DANGER,
        note=_note,
        form=ReturnForm,
        danger=True,
    )
    def send_back(self, request: HttpRequest, report: ProgressReport, **said: Any) -> str:
        """退回, with a reason."""
        return_report(report=report, actor=actor(request), **said)
        return "进展已退回，填报单位将看到退回原因。"

    @transition("审签", url_path="endorse", icon="verified", variant=ActionVariant.PRIMARY, note=_note)
    def endorse(self, request: HttpRequest, report: ProgressReport) -> str:
        """审签: the head lets it go to 督查室."""
        endorse_report(report=report, actor=actor(request))
        return "已审签，进展已报送督查室。"

    @transition(
        "退回填报人",
        url_path="send-back",
        icon="undo",
        note=_note,
        form=ReturnToFilerForm,
        danger=True,
    )
    def return_to_filer(self, request: HttpRequest, report: ProgressReport, reason: str) -> str:
        """退回填报人: the head wants it written otherwise."""
        send_back_to_filer(report=report, actor=actor(request), reason=reason)
        return "已退回填报人，填报人将看到退回原因；督查室不会看到这份进展。"

    @transition("撤回进展", url_path="withdraw", button="撤回", icon="undo", note=_note, form=WithdrawForm)
    def withdraw(self, request: HttpRequest, report: ProgressReport, reason: str) -> str:
        """撤回 of what is not answered yet."""
        withdraw_report(report=report, actor=actor(request), reason=reason)
        return "进展已撤回，可以修改后重新填报。"

    @action(description="通过所选进展")
    def approve_many(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Approve every chosen report; what cannot be approved says why."""
        reports = list(queryset.order_by("id"))
        outcome = approve_many(reports=reports, actor=actor(request))
        tell = messages.warning if outcome.refused else messages.success
        tell(request, outcome.message)

    @action(description="审签所选进展")
    def endorse_many(self, request: HttpRequest, queryset: QuerySet) -> None:
        """审签 of every chosen report; what cannot be endorsed says why."""
        reports = list(queryset.filter(status=ReportStatus.ENDORSING).order_by("id"))
        outcome = endorse_many(reports=reports, actor=actor(request))
        tell = messages.warning if outcome.refused or not outcome.done else messages.success
        tell(request, outcome.message)

    show_status = choice_column("状态", "status", STATUS_COLOURS)

    show_department = column("单位", lambda row: str(row.unit_name), ordering="assignment__department")
    show_percent = column("完成比例", lambda row: f"{row.percent}%", ordering="percent")
