"""延期申请 and 退办申请: what departments ask for and 督查室 answers."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action
from unfold.enums import ActionVariant

from common.admin.base import LedgerAdmin, ViewOnly, colours
from common.admin.columns import choice_column, column
from common.admin.filters import ChoiceFilter, RangeDateFilter, condition_filter
from common.admin.outcomes import name_of, say
from common.admin.transitions import ReasonForm, TransitionForm, TransitionsMixin, offer, transition
from common.errors import ServiceError
from departments.admin.actor import actor, is_office
from policies.admin.base import DocumentFilter
from tracker.work.admin.counted import CountedFilter
from tracker.work.admin.filters import DepartmentFilter
from tracker.work.admin.forms import AnswerDeclineForm, AnswerExtensionForm, HandToForm
from tracker.work.admin.rows import BY_ASSIGNMENT, OfAssignmentAdmin, assignment_of
from tracker.work.models.requests import AnswerStatus, Decline, Extension
from tracker.work.services.dates import answer_extension, withdraw_extension
from tracker.work.services.declining import answer_decline
from tracker.work.transitions import TRANSITIONS, Transition

MOST = 200  # requests that one press answers
ANSWER_COLOURS = colours(AnswerStatus, open="warning", granted="success", refused="danger")


def is_open(asked: Any) -> bool:
    """Whether it waits for an answer."""
    return bool(asked.status == AnswerStatus.OPEN)


# What rests with a suspended assignment is neither.
WaitingFilter = condition_filter(
    "答复情况",
    "waiting",
    yes=("等待答复", lambda rows, on: rows.open()),
    no=("已有结果", lambda rows, on: rows.exclude(status=AnswerStatus.OPEN)),
)


class RequestAdmin(ViewOnly, TransitionsMixin, OfAssignmentAdmin, LedgerAdmin):
    waiting = (AnswerStatus.OPEN,)
    search_fields = ("reason", *BY_ASSIGNMENT)
    search_help_text = "按原因、举措、文号或单位查找"
    actions_detail: tuple[str, ...] = ("answer",)
    change_form_template = "work/request.html"

    def page_context(self, request: HttpRequest, asked: Any) -> dict[str, Any]:
        """The request, and where the assignment stands."""
        return {
            "asked": asked,
            "assignment": asked.assignment,
            "status_colour": ANSWER_COLOURS[asked.status],
            "on": self.today(),
        }

    show_status = choice_column("状态", "status", ANSWER_COLOURS)

    has_office_permission = is_office

    def answer_chosen(
        self,
        request: HttpRequest,
        queryset: Any,
        title: str,
        form: type[TransitionForm],
        answer: Callable[..., Any],
        done: str,
    ) -> HttpResponse | None:
        """Ask once and answer every chosen request that waits; what is refused says why, and hinders none."""
        rows = list(queryset.filter(status=AnswerStatus.OPEN).order_by("id")[:MOST])
        if not rows:
            messages.warning(request, "所选申请中没有等待答复的。")
            return None
        asked = form(data=request.POST if "confirmed" in request.POST else None)
        if not asked.is_bound or not asked.is_valid():
            shown = {"form": asked, "rows": rows, "skipped": queryset.count() - len(rows)}
            return self.page_of_chosen(request, "work/answer_many.html", title, shown)
        answered = 0
        for row in rows:
            try:
                answer(row, asked.cleaned_data)
                answered += 1
            except ServiceError as error:
                messages.warning(request, f"{row.assignment}：{error}")
        if answered:
            say(request, f"{done}{answered}件。", after=name_of(self.model, "answer"), of=rows[0])
        return None


@admin.register(Extension)
class ExtensionAdmin(RequestAdmin):
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
    related = ("answered_by", "asked_by", "milestone")
    actions_detail = ("answer", "withdraw")
    actions = ("grant_many", "refuse_many")
    offers = {
        "answer": offer(TRANSITIONS, Transition.ANSWER_EXTENSION, of=assignment_of, also=is_open),
        "withdraw": offer(TRANSITIONS, Transition.WITHDRAW_EXTENSION, of=assignment_of, also=is_open),
    }

    @transition(
        "答复延期",
        url_path="answer",
        icon="reply",
        variant=ActionVariant.PRIMARY,
        note=lambda e: f"{e.assignment}：{e.milestone}申请由{e.from_date}延至{e.to_date}。原因：{e.reason}",
        form=AnswerExtensionForm,
    )
    def answer(
        self, request: HttpRequest, extension: Extension, decision: str, to_date: Any, answer: str
    ) -> str:
        """答复延期: as asked, to another date, or not."""
        answered = answer_extension(
            extension=extension,
            grant=decision != "refuse",
            to_date=to_date if decision == "other" else None,
            answer=answer,
            actor=actor(request),
            on=self.today(),
        )
        return f"已同意延至{answered.to_date}。" if decision != "refuse" else "已答复不同意延期。"

    @action(description="同意所选延期", permissions=["office"])
    def grant_many(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """同意: each to the date that it asks for."""

        def grant(row: Extension, said: dict[str, Any]) -> None:
            answer_extension(extension=row, grant=True, actor=actor(request), on=self.today())

        title = "同意所选延期"
        return self.answer_chosen(request, queryset, title, TransitionForm, grant, "已同意延期")

    @action(description="不同意所选延期", permissions=["office"])
    def refuse_many(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """不同意, with one reason for all."""

        def refuse(row: Extension, said: dict[str, Any]) -> None:
            answer_extension(
                extension=row, grant=False, answer=said["reason"], actor=actor(request), on=self.today()
            )

        title = "不同意所选延期"
        return self.answer_chosen(request, queryset, title, ReasonForm, refuse, "已答复不同意延期")

    @transition(
        "撤回延期申请",
        url_path="withdraw",
        icon="undo",
        note=lambda e: f"{e.assignment}：撤回由{e.from_date}延至{e.to_date}的申请，现行时限不变。",
    )
    def withdraw(self, request: HttpRequest, extension: Extension) -> str:
        """撤回延期申请, while nobody has answered."""
        withdraw_extension(extension=extension, actor=actor(request))
        return "延期申请已撤回，仍按现行时限办理。"


@admin.register(Decline)
class DeclineAdmin(RequestAdmin):
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
    related = ("answered_by", "raised_by", "successor__department")
    offers = {"answer": offer(TRANSITIONS, Transition.ANSWER_DECLINE, of=assignment_of, also=is_open)}
    actions = ("hand_to_many", "refuse_many")

    @action(description="同意所选退办并改由一个单位承办", permissions=["office"])
    def hand_to_many(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """同意: all go to one other unit."""

        def hand(row: Decline, said: dict[str, Any]) -> None:
            answer_decline(decline=row, department=said["department"], actor=actor(request), on=self.today())

        title = "同意所选退办"
        return self.answer_chosen(request, queryset, title, HandToForm, hand, "已同意退办")

    @action(description="不同意所选退办", permissions=["office"])
    def refuse_many(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """不同意, with one reason for all."""

        def refuse(row: Decline, said: dict[str, Any]) -> None:
            answer_decline(decline=row, answer=said["reason"], actor=actor(request), on=self.today())

        title = "不同意所选退办"
        return self.answer_chosen(request, queryset, title, ReasonForm, refuse, "已答复不同意退办")

    @transition(
        "答复退办",
        url_path="answer",
        icon="reply",
        variant=ActionVariant.PRIMARY,
        note=lambda decline: f"{decline.assignment}。退办原因：{decline.reason}",
        form=AnswerDeclineForm,
    )
    def answer(
        self, request: HttpRequest, decline: Decline, decision: str, department: Any, answer: str
    ) -> str:
        """答复退办: name another unit, or refuse."""
        answer_decline(
            decline=decline, department=department, answer=answer, actor=actor(request), on=self.today()
        )
        return f"已同意退办，改由{department}承办。" if department else "已答复不同意退办。"

    show_successor = column("改由承办", lambda row: str(row.successor.department) if row.successor else "")
