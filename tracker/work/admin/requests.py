"""延期申请 and 退办申请: what departments ask for and 督查室 answers."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, F, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from common.admin.filters import ChoiceFilter, NamedFilter, RangeDateFilter
from departments.admin.base import LedgerAdmin, ViewOnly, actor, colours
from departments.admin.steps import TransitionsMixin
from policies.admin.base import DocumentFilter
from policies.admin.documents import printed_brackets
from tracker.work.admin.counted import CountedFilter
from tracker.work.admin.filters import DepartmentFilter
from tracker.work.admin.forms import AnswerDeclineForm, AnswerExtensionForm
from tracker.work.admin.offers import offer
from tracker.work.models.assignments import Assignment
from tracker.work.models.requests import AnswerStatus, Decline, Extension
from tracker.work.services.dates import answer_extension
from tracker.work.services.declining import answer_decline
from tracker.work.transitions import Transition

ANSWER_COLOURS = colours(AnswerStatus, open="warning", granted="success", refused="danger")


def assignment_of(asked: Any) -> Assignment:
    """What the request is about."""
    assignment: Assignment = asked.assignment
    return assignment


def is_open(asked: Any) -> bool:
    """Whether it waits for an answer."""
    return bool(asked.status == AnswerStatus.OPEN)


class WaitingFilter(NamedFilter):
    """Waiting for an answer or answered; what rests with a suspended assignment is neither."""

    title = "答复情况"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Waiting, answered."""
        return [("yes", "等待答复"), ("no", "已有结果")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        """Rows that stand so."""
        match self.value():
            case "yes":
                return queryset.open()
            case "no":
                return queryset.exclude(status=AnswerStatus.OPEN)
        return queryset


class RequestAdmin(ViewOnly, TransitionsMixin, LedgerAdmin):
    """What extensions and declines share: who sees them, and that those that wait stand first."""

    document_path = "assignment__document"
    department_path = "assignment__department"
    list_display_links = ("show_measure",)
    search_fields = (
        "reason",
        "assignment__task__measure__title",
        "assignment__document__number",
        "assignment__document__title",
        "assignment__department__short_name",
    )
    search_help_text = "按原因、举措、文号或单位查找"
    actions_detail = ("answer",)
    change_form_template = "work/request.html"
    related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Those on the assignments that the user may see, with what a line shows."""
        queryset: Any = super().get_queryset(request)
        return (
            queryset.visible_to(actor(request))
            .select_related(
                "answered_by",
                "assignment__parent",
                "assignment__document",
                "assignment__department",
                "assignment__task__measure",
                *self.related,
            )
            .defer("assignment__document__text", "assignment__task__text")
        )

    def get_ordering(self, request: HttpRequest) -> Any:
        """Those that wait, oldest first; then the answered ones, newest first."""
        waiting = Case(When(status=AnswerStatus.OPEN, then=F("id")), default=Value(None))
        return (waiting.asc(nulls_last=True), "-id")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> Any:
        """A 文号 is found whatever brackets were typed."""
        return super().get_search_results(request, queryset, printed_brackets(search_term))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The request, and where the assignment stands."""
        asked = self.visible_object(request, object_id)
        extra = {
            **(extra_context or {}),
            "asked": asked,
            "assignment": asked.assignment,
            "status_colour": ANSWER_COLOURS[asked.status],
            "on": self.today(),
        }
        response: HttpResponse = super().change_view(request, object_id, form_url, extra)
        return response

    @display(description="状态", ordering="status", label=ANSWER_COLOURS)
    def show_status(self, obj: Any) -> tuple[str, str]:
        """The state as a coloured label."""
        return obj.status, obj.get_status_display()

    @display(description="举措")
    def show_measure(self, obj: Any) -> str:
        """Label and title of the measure."""
        return str(obj.assignment.task.measure)

    @display(description="文号", ordering="assignment__document__number")
    def show_number(self, obj: Any) -> str:
        """The document's number, or its title."""
        return str(obj.assignment.document)

    @display(description="单位", ordering="assignment__department")
    def show_department(self, obj: Any) -> str:
        """Who asks."""
        return str(obj.assignment.department)


@admin.register(Extension)
class ExtensionAdmin(RequestAdmin):
    """延期申请."""

    list_display = (
        "show_status",
        "show_measure",
        "show_number",
        "show_department",
        "from_date",
        "to_date",
        "asked_by",
        "asked_at",
    )
    list_filter = (
        WaitingFilter,
        ("status", ChoiceFilter),
        DocumentFilter,
        DepartmentFilter,
        ("asked_at", RangeDateFilter),
        CountedFilter,
    )
    fields = ("reason",)  # the page is a template of its own
    related = ("asked_by", "milestone")
    offers = {"answer": offer(Transition.ANSWER_EXTENSION, of=assignment_of, also=is_open)}

    @action(description="答复延期", url_path="answer", icon="reply", variant=ActionVariant.PRIMARY)
    def answer(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """答复延期: as asked, to another date, or not."""

        def run(extension: Extension, decision: str, to_date: Any, answer: str) -> str:
            answered = answer_extension(
                extension=extension,
                grant=decision != "refuse",
                to_date=to_date if decision == "other" else None,
                answer=answer,
                actor=actor(request),
            )
            return f"已同意延至{answered.to_date}。" if decision != "refuse" else "已答复不同意延期。"

        def note(extension: Extension) -> str:
            return (
                f"{extension.assignment}：{extension.milestone}申请由{extension.from_date}延至"
                f"{extension.to_date}。原因：{extension.reason}"
            )

        return self.take_transition(
            request, object_id, "answer", title="答复延期", run=run, note=note, form=AnswerExtensionForm
        )


@admin.register(Decline)
class DeclineAdmin(RequestAdmin):
    """退办申请."""

    list_display = (
        "show_status",
        "show_measure",
        "show_number",
        "show_department",
        "show_successor",
        "raised_by",
        "raised_at",
    )
    list_filter = (
        WaitingFilter,
        ("status", ChoiceFilter),
        DocumentFilter,
        DepartmentFilter,
        ("raised_at", RangeDateFilter),
    )
    fields = ("reason",)  # the page is a template of its own
    related = ("raised_by", "successor__department")
    offers = {"answer": offer(Transition.ANSWER_DECLINE, of=assignment_of, also=is_open)}

    @action(description="答复退办", url_path="answer", icon="reply", variant=ActionVariant.PRIMARY)
    def answer(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """答复退办: name another unit, or refuse."""

        def run(decline: Decline, decision: str, department: Any, answer: str) -> str:
            answer_decline(
                decline=decline,
                department=department,
                answer=answer,
                actor=actor(request),
                on=self.today(),
            )
            return f"已同意退办，改由{department}承办。" if department else "已答复不同意退办。"

        def note(decline: Decline) -> str:
            return f"{decline.assignment}。退办原因：{decline.reason}"

        return self.take_transition(
            request, object_id, "answer", title="答复退办", run=run, note=note, form=AnswerDeclineForm
        )

    @display(description="改由承办")
    def show_successor(self, obj: Decline) -> str:
        """Who has the task now."""
        return str(obj.successor.department) if obj.successor else ""
