"""What 督查室 and leaders do with an assignment, but for answering what a department has sent."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action
from unfold.enums import ActionVariant

from common.admin.base import LedgerAdmin
from common.admin.transitions import ReasonForm, TransitionsMixin, offer
from common.errors import ServiceError
from departments.admin.actor import actor
from tracker.work.admin.forms import (
    AddDateForm,
    ChangeDateForm,
    InstructForm,
    NoteForm,
    ReopenForm,
    UrgeForm,
    open_dates,
)
from tracker.work.admin.urging import urge_page, urged
from tracker.work.instructions.services import urge, write_instruction, write_note
from tracker.work.models.assignments import Assignment
from tracker.work.services.dates import add_date, change_date
from tracker.work.services.status_changes import reopen_assignment, resume_assignment, suspend_assignment
from tracker.work.transitions import TRANSITIONS, Transition


class OfficeTransitions(TransitionsMixin, LedgerAdmin):
    """批示, 催办, 调整时限, 增加时限, 内部备注, 中止, 恢复, 重办."""

    office_offers = {
        "instruct": offer(TRANSITIONS, Transition.INSTRUCT),
        "urge": offer(TRANSITIONS, Transition.URGE),
        "change_date": offer(TRANSITIONS, Transition.CHANGE_DATE, also=lambda a: open_dates(a).exists()),
        "add_date": offer(TRANSITIONS, Transition.CHANGE_DATE),
        "note": offer(TRANSITIONS, Transition.NOTE),
        "suspend": offer(TRANSITIONS, Transition.SUSPEND),
        "resume": offer(TRANSITIONS, Transition.RESUME),
        "reopen": offer(TRANSITIONS, Transition.REOPEN),
    }

    @action(description="批示", url_path="instruct", icon="history_edu", variant=ActionVariant.PRIMARY)
    def instruct(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """批示, which the department has to answer."""

        def run(assignment: Assignment, **meant: Any) -> str:
            write_instruction(target=assignment, actor=actor(request), on=self.today(), **meant)
            return f"批示已送{assignment.department}，请其按时回复。"

        return self.take_transition(
            request, object_id, "instruct", title="批示", run=run, note=_about, form=InstructForm
        )

    @action(description="催办", url_path="urge", icon="campaign")
    def urge(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """催办, with a message."""

        def run(assignment: Assignment, message: str) -> str:
            told = urge(assignments=[assignment], message=message, actor=actor(request), on=self.today())
            return urged(1, told)

        return self.take_transition(
            request, object_id, "urge", title="催办", run=run, note=_about, form=UrgeForm
        )

    @action(description="催办所选事项")
    def urge_many(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """催办 of every chosen row that is still open, with one message."""
        chosen: Any = queryset
        open_ones = list(chosen.open().order_by("id"))
        if not open_ones:
            messages.warning(request, "所选事项都已办结或中止，无需催办。")
            return None
        sent = request.POST if "message" in request.POST else None
        form = UrgeForm(sent)
        if sent and form.is_valid():
            try:
                told = urge(
                    assignments=open_ones,
                    message=form.cleaned_data["message"],
                    actor=actor(request),
                    on=self.today(),
                )
            except ServiceError as error:
                messages.error(request, str(error))
            else:
                messages.success(request, urged(len(open_ones), told))
            return None
        lines = [(f"{a.department}：{a.task.measure}", str(a.document)) for a in open_ones]
        skipped = chosen.count() - len(open_ones)
        return urge_page(self, request, "催办所选事项", form, lines, skipped=skipped)

    @action(description="调整时限", url_path="change-date", icon="edit_calendar")
    def change_date(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """调整时限 of one date."""
        assignment = self.visible_object(request, object_id)

        def run(assignment: Assignment, **meant: Any) -> str:
            milestone = change_date(actor=actor(request), **meant)
            return f"时限已调整为{milestone.due_on}，最初时限仍保留在台账中。"

        def form(data: Any = None) -> ChangeDateForm:
            return ChangeDateForm(dates=open_dates(assignment), data=data)

        return self.take_transition(
            request, object_id, "change_date", title="调整时限", run=run, note=_about, form=form
        )

    @action(description="增加时限", url_path="add-date", icon="event_available")
    def add_date(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """增加时限: one date more."""

        def run(assignment: Assignment, **meant: Any) -> str:
            milestone = add_date(assignment=assignment, actor=actor(request), **meant)
            return f"已增加时限{milestone.due_on}。"

        return self.take_transition(
            request, object_id, "add_date", title="增加时限", run=run, note=_about, form=AddDateForm
        )

    @action(description="内部备注", url_path="note", icon="sticky_note_2")
    def note(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """内部备注, which departments do not see."""

        def run(assignment: Assignment, text: str) -> str:
            write_note(assignment=assignment, text=text, actor=actor(request))
            return "备注已记录，责任单位看不到。"

        return self.take_transition(
            request, object_id, "note", title="记内部备注", run=run, note=_about, form=NoteForm
        )

    @action(description="中止", url_path="suspend", icon="pause_circle")
    def suspend(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """中止, with a reason."""

        def run(assignment: Assignment, reason: str) -> str:
            suspend_assignment(assignment=assignment, reason=reason, actor=actor(request))
            return "该事项已中止。"

        note = "中止后该事项不再计入在办和逾期，可以随时恢复；已转办下属单位的部分随之中止，恢复时一并恢复。"
        return self.take_transition(
            request, object_id, "suspend", title="中止事项", run=run, note=note, form=ReasonForm, danger=True
        )

    @action(description="恢复", url_path="resume", icon="play_circle", variant=ActionVariant.PRIMARY)
    def resume(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """恢复, with a reason."""

        def run(assignment: Assignment, reason: str) -> str:
            resume_assignment(assignment=assignment, reason=reason, actor=actor(request))
            return "该事项已恢复办理。"

        return self.take_transition(request, object_id, "resume", title="恢复事项", run=run, form=ReasonForm)

    @action(description="重办", url_path="reopen", icon="restart_alt")
    def reopen(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """重办 of what was closed, with a date of its own."""

        def run(assignment: Assignment, **meant: Any) -> str:
            reopen_assignment(assignment=assignment, actor=actor(request), on=self.today(), **meant)
            return "该事项已重新交由责任单位办理。"

        return self.take_transition(
            request, object_id, "reopen", title="重办事项", run=run, note=_about, form=ReopenForm, danger=True
        )


def _about(assignment: Assignment) -> str:
    return f"{assignment.department}：{assignment.document} {assignment.task.measure}"
