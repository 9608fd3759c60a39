"""进展报告: the list, the page of one, and the steps of its review."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, F, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from common.admin.filters import ChoiceFilter, RangeDateFilter
from departments.admin.base import LedgerAdmin, ViewOnly, actor, colours
from departments.admin.steps import TransitionsMixin
from departments.models.users import UserRole
from policies.admin.base import DocumentFilter
from policies.admin.documents import printed_brackets
from tracker.work.admin.counted import CountedFilter, MarkedFilter
from tracker.work.admin.filters import DepartmentFilter
from tracker.work.admin.forms import CommentForm, ReturnForm, WithdrawForm
from tracker.work.admin.offers import offer
from tracker.work.filing.admin.comparing import compare
from tracker.work.filing.admin.queue import ReviewQueue
from tracker.work.filing.models.reports import UNANSWERED, ProgressReport, ReportStatus
from tracker.work.filing.services.reporting import endorse_report, withdraw_report
from tracker.work.filing.services.reviewing import approve_many, approve_report, return_report
from tracker.work.models.assignments import Assignment
from tracker.work.transitions import Transition

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


def assignment_of(report: ProgressReport) -> Assignment:
    """What the report is about."""
    return report.assignment


@admin.register(ProgressReport)
class ProgressReportAdmin(ViewOnly, ReviewQueue, TransitionsMixin, LedgerAdmin):
    """进展报告."""

    document_path = "assignment__document"
    department_path = "assignment__department"
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
    list_display_links = ("show_measure",)
    list_filter = (
        ("status", ChoiceFilter),
        "claims_completion",
        DocumentFilter,
        DepartmentFilter,
        ("submitted_on", RangeDateFilter),
        CountedFilter,
        MarkedFilter,
    )
    search_fields = (
        "narrative",
        "assignment__task__measure__title",
        "assignment__document__number",
        "assignment__document__title",
        "assignment__department__short_name",
    )
    search_help_text = "按进展内容、举措、文号或单位查找"
    actions = ("approve_many",)
    actions_detail = ("approve", "send_back", "endorse", "withdraw")
    fields = ("percent",)  # the page is a template of its own
    offers = {
        "approve": offer(Transition.APPROVE, of=assignment_of, also=awaits_review),
        "send_back": offer(Transition.RETURN, of=assignment_of, also=awaits_review),
        "endorse": offer(
            Transition.ENDORSE, of=assignment_of, also=lambda r: r.status == ReportStatus.ENDORSING
        ),
        "withdraw": offer(Transition.WITHDRAW, of=assignment_of, also=lambda r: r.status in UNANSWERED),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The reports that the user may see, with what a line shows; long texts stay behind."""
        queryset: Any = super().get_queryset(request)
        return (
            queryset.visible_to(actor(request))
            .select_related(
                "author",
                "milestone",
                "endorsed_by",
                "first_reviewed_by",
                "reviewed_by",
                "assignment__parent",
                "assignment__document",
                "assignment__department",
                "assignment__task__measure",
            )
            .defer("assignment__document__text", "assignment__task__text")
        )

    def get_ordering(self, request: HttpRequest) -> Any:
        """What awaits review, oldest first; then what was answered, newest first."""
        waiting = [ReportStatus.SUBMITTED, ReportStatus.FIRST_APPROVED]
        awaiting = Case(When(status__in=waiting, then=F("id")), default=Value(None))
        return (awaiting.asc(nulls_last=True), "-id")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> Any:
        """A 文号 is found whatever brackets were typed."""
        return super().get_search_results(request, queryset, printed_brackets(search_term))

    def get_actions(self, request: HttpRequest) -> Any:
        """Approving is 督查室's."""
        actions = super().get_actions(request)
        return actions if actor(request).has_role(UserRole.SUPERVISOR) else {}

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The report beside the one before it, with its figures, files and answers."""
        report = self.visible_object(request, object_id)
        [comparison] = compare([report])
        extra = {
            **(extra_context or {}),
            "report": report,
            "assignment": report.assignment,
            "comparison": comparison,
            "status_colour": STATUS_COLOURS[report.status],
            "on": self.today(),
        }
        response: HttpResponse = super().change_view(request, object_id, form_url, extra)
        return response

    @action(description="通过", url_path="approve", icon="check_circle", variant=ActionVariant.PRIMARY)
    def approve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """审核通过."""

        def run(report: ProgressReport, **said: Any) -> str:
            approve_report(report=report, actor=actor(request), on=self.today(), **said)
            return "进展已审核通过。"

        return self.take_transition(
            request, object_id, "approve", title="审核通过", run=run, note=_note, form=CommentForm
        )

    @action(description="退回", url_path="return", icon="undo", variant=ActionVariant.DANGER)
    def send_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """退回, with a reason."""

        def run(report: ProgressReport, **said: Any) -> str:
            return_report(report=report, actor=actor(request), **said)
            return "进展已退回，填报单位将看到退回原因。"

        return self.take_transition(
            request,
            object_id,
            "send_back",
            title="退回进展",
            run=run,
            note=_note,
            form=ReturnForm,
            danger=True,
        )

    @action(description="审签", url_path="endorse", icon="verified", variant=ActionVariant.PRIMARY)
    def endorse(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """审签: the head lets it go to 督查室."""

        def run(report: ProgressReport) -> str:
            endorse_report(report=report, actor=actor(request))
            return "已审签，进展已报送督查室。"

        return self.take_transition(request, object_id, "endorse", title="审签", run=run, note=_note)

    @action(description="撤回", url_path="withdraw", icon="undo")
    def withdraw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """撤回 of what is not answered yet."""

        def run(report: ProgressReport, reason: str) -> str:
            withdraw_report(report=report, actor=actor(request), reason=reason)
            return "进展已撤回，可以修改后重新填报。"

        return self.take_transition(
            request, object_id, "withdraw", title="撤回进展", run=run, note=_note, form=WithdrawForm
        )

    @action(description="通过所选进展")
    def approve_many(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Approve every chosen report; what cannot be approved says why."""
        reports = list(queryset.order_by("id"))
        outcome = approve_many(reports=reports, actor=actor(request), on=self.today())
        tell = messages.warning if outcome.refused else messages.success
        tell(request, outcome.message)

    @display(description="状态", ordering="status", label=STATUS_COLOURS)
    def show_status(self, obj: ProgressReport) -> tuple[str, str]:
        """The state as a coloured label."""
        return obj.status, obj.get_status_display()

    @display(description="举措")
    def show_measure(self, obj: ProgressReport) -> str:
        """Label and title of the measure."""
        return str(obj.assignment.task.measure)

    @display(description="文号", ordering="assignment__document__number")
    def show_number(self, obj: ProgressReport) -> str:
        """The document's number, or its title."""
        return str(obj.assignment.document)

    @display(description="单位", ordering="assignment__department")
    def show_department(self, obj: Any) -> str:
        """Who reports, by the name of that day."""
        return str(obj.unit_name)

    @display(description="完成比例", ordering="percent")
    def show_percent(self, obj: ProgressReport) -> str:
        """Percentage as reported."""
        return f"{obj.percent}%"


def _note(report: ProgressReport) -> str:
    claim = "，申请办结" if report.claims_completion else ""
    return f"{report.assignment}（完成比例{report.percent}%{claim}）"
