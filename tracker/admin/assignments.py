"""交办事项: what is owed, by whom and by when, and the steps of the work."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from departments.admin.base import HistoryAdmin, ViewOnly, actor, colours
from departments.admin.filters import ChoiceFilter, RangeDateFilter
from departments.admin.steps import ReasonForm, StepsMixin
from departments.errors import ServiceError
from policies.admin.base import DocumentFilter
from policies.admin.documents import printed_brackets
from tracker.admin.filters import DepartmentFilter, LastReportFilter, LightFilter
from tracker.admin.forms import ReportForm
from tracker.admin.offers import offer
from tracker.admin.reports import STATUS_COLOURS as REPORT_COLOURS
from tracker.models import Assignment, Light, Status
from tracker.services import file_report, resume_assignment, sign_assignment, suspend_assignment
from tracker.steps import Step

LIGHT_COLOURS = colours(Light, red="danger", yellow="warning", green="success")
STATUS_COLOURS = colours(Status, pending="warning", active="info", in_review="primary", completed="success")


@admin.register(Assignment)
class AssignmentAdmin(ViewOnly, StepsMixin, HistoryAdmin):
    """交办事项."""

    list_display = (
        "show_light",
        "show_measure",
        "show_number",
        "department",
        "role",
        "show_status",
        "due_on",
        "show_days_late",
        "show_percent",
    )
    list_display_links = ("show_measure",)
    list_filter = (
        LightFilter,
        ("status", ChoiceFilter),
        ("role", ChoiceFilter),
        DocumentFilter,
        DepartmentFilter,
        LastReportFilter,
        ("due_on", RangeDateFilter),
    )
    search_fields = (
        "document__number",
        "document__title",
        "task__measure__title",
        "task__text",
        "department__short_name",
        "department__name",
    )
    search_help_text = "按文号、文件标题、举措或单位查找"
    actions = ("sign_many",)
    actions_detail = ("sign", "report", "suspend", "resume")
    offers = {
        "sign": offer(Step.SIGN),
        "report": offer(Step.FILE),
        "suspend": offer(Step.SUSPEND),
        "resume": offer(Step.RESUME),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The assignments that the user may see, with today's light."""
        queryset: Any = super().get_queryset(request)
        return queryset.visible_to(actor(request)).with_context().with_light(self.today())

    def get_ordering(self, request: HttpRequest) -> Any:
        """Most urgent first."""
        return (F("due_on").asc(nulls_last=True), "id")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> Any:
        """A 文号 is found whatever brackets were typed."""
        return super().get_search_results(request, queryset, printed_brackets(search_term))

    def get_actions(self, request: HttpRequest) -> Any:
        """签收 for those who file for a department."""
        actions = super().get_actions(request)
        return actions if actor(request).department_ids() else {}

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Everything on one page: the order, the dates, the reports, the timeline."""
        assignment = self.visible_object(request, object_id)
        extra = {**(extra_context or {}), **self.page_context(assignment)}
        response: HttpResponse = super().change_view(request, object_id, form_url, extra)
        return response

    def page_context(self, assignment: Any) -> dict[str, Any]:
        """What the page shows."""
        return {
            "assignment": assignment,
            "task": assignment.task,
            "document": assignment.document,
            "days_late": assignment.days_late(self.today()),
            "light_label": Light(assignment.light).label,
            "light_colour": LIGHT_COLOURS[assignment.light],
            "status_colour": STATUS_COLOURS[assignment.status],
            "milestones": list(assignment.milestones.all()),
            "reports": [
                (report, REPORT_COLOURS[report.status])
                for report in assignment.reports.select_related("author", "reviewed_by", "milestone")
            ],
            "events": list(assignment.events.select_related("actor").order_by("-id")),
            "others": list(
                Assignment.objects.filter(task=assignment.task_id)
                .exclude(pk=assignment.pk)
                .select_related("department")
                .order_by("id")
            ),
        }

    @action(description="签收", url_path="sign", icon="draw", variant=ActionVariant.PRIMARY)
    def sign(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """签收."""

        def run(assignment: Assignment) -> str:
            sign_assignment(assignment=assignment, actor=actor(request))
            return "已签收，请按时限办理并填报进展。"

        note = "签收表示本单位已收到并开始办理该事项。"
        return self.take_step(request, object_id, "sign", title="签收", run=run, note=note)

    @action(description="填报进展", url_path="report", icon="edit_note", variant=ActionVariant.PRIMARY)
    def report(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """填报进展."""
        assignment = self.visible_object(request, object_id)

        def run(assignment: Assignment, **values: Any) -> str:
            report = file_report(assignment=assignment, actor=actor(request), on=self.today(), **values)
            return (
                "进展已报送，并已申请办结，请等待督查室审核。" if report.claims_completion else "进展已报送。"
            )

        def form(data: Any = None) -> ReportForm:
            return ReportForm(assignment=assignment, data=data)

        return self.take_step(
            request,
            object_id,
            "report",
            title="填报进展",
            run=run,
            note=lambda a: f"{a.document}：{a.task.measure}",
            form=form,
        )

    @action(description="中止", url_path="suspend", icon="pause_circle")
    def suspend(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """中止, with a reason."""

        def run(assignment: Assignment, reason: str) -> str:
            suspend_assignment(assignment=assignment, reason=reason, actor=actor(request))
            return "该事项已中止。"

        note = "中止后该事项不再计入在办和逾期，可以随时恢复。"
        return self.take_step(
            request, object_id, "suspend", title="中止事项", run=run, note=note, form=ReasonForm, danger=True
        )

    @action(description="恢复", url_path="resume", icon="play_circle", variant=ActionVariant.PRIMARY)
    def resume(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """恢复, with a reason."""

        def run(assignment: Assignment, reason: str) -> str:
            resume_assignment(assignment=assignment, reason=reason, actor=actor(request))
            return "该事项已恢复办理。"

        return self.take_step(request, object_id, "resume", title="恢复事项", run=run, form=ReasonForm)

    @action(description="签收所选事项")
    def sign_many(self, request: HttpRequest, queryset: QuerySet) -> None:
        """签收 of every chosen row; what cannot be signed says why."""
        signed = 0
        for assignment in queryset:
            try:
                sign_assignment(assignment=assignment, actor=actor(request))
                signed += 1
            except ServiceError as error:
                messages.warning(request, f"{assignment}：{error}")
        if signed:
            messages.success(request, f"已签收{signed}项。")

    @display(description="灯", label=LIGHT_COLOURS)
    def show_light(self, obj: Any) -> tuple[str, str]:
        """The light as a coloured label."""
        return obj.light, str(Light(obj.light).label)

    @display(description="举措", ordering="task__measure__position")
    def show_measure(self, obj: Assignment) -> str:
        """Label and title of the measure."""
        return str(obj.task.measure)

    @display(description="文号", ordering="document__number")
    def show_number(self, obj: Assignment) -> str:
        """The document's number, or its title."""
        return str(obj.document)

    @display(description="状态", ordering="status", label=STATUS_COLOURS)
    def show_status(self, obj: Assignment) -> tuple[str, str]:
        """The state as a coloured label."""
        return obj.status, obj.get_status_display()

    @display(description="逾期天数", ordering="must_due_on")
    def show_days_late(self, obj: Assignment) -> str:
        """Days late, or nothing."""
        late = obj.days_late(self.today())
        return f"{late}天" if late else ""

    @display(description="完成比例", ordering="percent")
    def show_percent(self, obj: Assignment) -> str:
        """Percentage as of the last approved report."""
        return f"{obj.percent}%"
