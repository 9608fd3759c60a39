"""What 督查室 and leaders do with an assignment, but for answering what a department has sent."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action
from unfold.enums import ActionVariant

from common.admin.base import LedgerAdmin
from common.admin.transitions import LongReasonForm, TransitionsMixin, offer, transition
from departments.admin.actor import actor
from departments.selectors import without_people
from tracker.work.admin.forms import (
    AddDateForm,
    ChangeDateForm,
    InstructForm,
    NoteForm,
    ReassignForm,
    ReopenForm,
    UrgeForm,
    open_dates,
)
from tracker.work.admin.urging import urge_chosen, urged
from tracker.work.instructions.services import urge, write_instruction, write_note
from tracker.work.models.assignments import Assignment
from tracker.work.services.dates import add_date, change_date
from tracker.work.services.declining import reassign_assignment
from tracker.work.services.status_changes import reopen_assignment, resume_assignment, suspend_assignment
from tracker.work.telling import not_reached
from tracker.work.transitions import TRANSITIONS, Transition


def _about(assignment: Assignment) -> str:
    return f"{assignment.department}：{assignment.document} {assignment.label}"


def _before_urging(assignment: Assignment) -> str:
    """What it is about; that nobody would be told, before it is sent."""
    warning = not_reached(without_people([assignment.department_id]))
    return f"{_about(assignment)}。{warning}" if warning else _about(assignment)


class OfficeTransitions(TransitionsMixin, LedgerAdmin):
    """批示, 催办, 调整时限, 增加时限, 内部备注, 改派, 中止, 恢复, 重办."""

    office_offers = {
        "instruct": offer(TRANSITIONS, Transition.INSTRUCT),
        "urge": offer(TRANSITIONS, Transition.URGE),
        "change_date": offer(TRANSITIONS, Transition.CHANGE_DATE, also=lambda a: open_dates(a).exists()),
        "add_date": offer(TRANSITIONS, Transition.CHANGE_DATE),
        "note": offer(TRANSITIONS, Transition.NOTE),
        "reassign": offer(TRANSITIONS, Transition.REASSIGN),
        "suspend": offer(TRANSITIONS, Transition.SUSPEND),
        "resume": offer(TRANSITIONS, Transition.RESUME, also=lambda a: a.recalled_on is None),
        "reopen": offer(TRANSITIONS, Transition.REOPEN),
    }

    @transition(
        "批示",
        url_path="instruct",
        icon="history_edu",
        variant=ActionVariant.PRIMARY,
        note=_about,
        form=InstructForm,
    )
    def instruct(self, request: HttpRequest, assignment: Assignment, **meant: Any) -> str:
        """批示, which the department has to answer."""
        write_instruction(target=assignment, actor=actor(request), on=self.today(), **meant)
        return f"批示已送{assignment.department}，请其按时回复。"

    @transition("催办", url_path="urge", icon="campaign", note=_before_urging, form=UrgeForm)
    def urge(self, request: HttpRequest, assignment: Assignment, message: str) -> str:
        """催办, with a message."""
        told = urge(assignments=[assignment], message=message, actor=actor(request), on=self.today())
        return urged(1, told)

    @action(description="催办所选事项")
    def urge_many(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        chosen: Any = queryset
        open_ones = list(chosen.open().order_by("id"))
        if not open_ones:
            messages.warning(request, "所选事项都已办结或中止，无需催办。")
            return None
        return urge_chosen(
            self,
            request,
            "催办所选事项",
            chosen=open_ones,
            skipped=chosen.count() - len(open_ones),
            form=UrgeForm,
            urge=lambda words: urge(
                assignments=open_ones, message=words, actor=actor(request), on=self.today()
            ),
            line=lambda a: (f"{a.department}：{a.label}", str(a.document)),
            units={a.department_id for a in open_ones},
        )

    @transition(
        "调整时限",
        url_path="change-date",
        icon="edit_calendar",
        note=_about,
        form_of=lambda assignment: partial(ChangeDateForm, milestone=open_dates(assignment)),
    )
    def change_date(self, request: HttpRequest, assignment: Assignment, **meant: Any) -> str:
        """调整时限 of one date."""
        milestone = change_date(actor=actor(request), **meant)
        return f"时限已调整为{milestone.due_on}，最初时限仍保留在台账中。"

    @transition("增加时限", url_path="add-date", icon="event_available", note=_about, form=AddDateForm)
    def add_date(self, request: HttpRequest, assignment: Assignment, **meant: Any) -> str:
        """增加时限: one date more."""
        milestone = add_date(assignment=assignment, actor=actor(request), **meant)
        return f"已增加时限{milestone.due_on}。"

    @transition(
        "记内部备注", url_path="note", button="内部备注", icon="sticky_note_2", note=_about, form=NoteForm
    )
    def note(self, request: HttpRequest, assignment: Assignment, text: str) -> str:
        """内部备注, which departments do not see."""
        write_note(assignment=assignment, text=text, actor=actor(request))
        return "备注已记录，责任单位看不到。"

    @transition(
        "改派",
        url_path="reassign",
        icon="move_up",
        note="改派后原单位的该事项中止，时限和分工不变；已报送的进展保留在原事项中。改派不能一键撤回。",
        form=ReassignForm,
        danger=True,
    )
    def reassign(self, request: HttpRequest, assignment: Assignment, **meant: Any) -> str:
        """改派, to a unit that is to do it instead."""
        reassign_assignment(assignment=assignment, actor=actor(request), on=self.today(), **meant)
        return f"已改由{meant['department']}承办，原单位的该事项已中止。"

    @transition(
        "中止事项",
        url_path="suspend",
        button="中止",
        icon="pause_circle",
        note="中止后该事项不再计入在办和逾期，可以随时恢复；已转办下属单位的部分随之中止，恢复时一并恢复。",
        form=LongReasonForm,
        danger=True,
    )
    def suspend(self, request: HttpRequest, assignment: Assignment, reason: str) -> str:
        """中止, with a reason."""
        suspend_assignment(assignment=assignment, reason=reason, actor=actor(request))
        return "该事项已中止。"

    @transition(
        "恢复事项",
        url_path="resume",
        button="恢复",
        icon="play_circle",
        variant=ActionVariant.PRIMARY,
        form=LongReasonForm,
    )
    def resume(self, request: HttpRequest, assignment: Assignment, reason: str) -> str:
        """恢复, with a reason."""
        resume_assignment(assignment=assignment, reason=reason, actor=actor(request))
        return "该事项已恢复办理。"

    @transition(
        "重办事项",
        url_path="reopen",
        button="重办",
        icon="restart_alt",
        note=_about,
        form=ReopenForm,
        danger=True,
    )
    def reopen(self, request: HttpRequest, assignment: Assignment, **meant: Any) -> str:
        """重办 of what was closed, with a date of its own."""
        reopen_assignment(assignment=assignment, actor=actor(request), on=self.today(), **meant)
        return "该事项已重新交由责任单位办理。"
