"""What a department does with an assignment, but for filing (tracker.work.filing.admin.filing)."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from unfold.enums import ActionVariant

from common import clock
from common.admin.base import LedgerAdmin
from common.admin.transitions import TransitionsMixin, offer, transition
from departments.admin.actor import actor
from tracker.work.admin.forms import AskExtensionForm, DeclineForm, DelegateForm, open_dates, units_below
from tracker.work.admin.signing import signed_said
from tracker.work.models.assignments import Assignment
from tracker.work.models.requests import AnswerStatus
from tracker.work.models.settings import OfficeSettings
from tracker.work.services.dates import ask_extension
from tracker.work.services.declining import decline_assignment, delegate_assignment, last_day_to_decline
from tracker.work.services.status_changes import acknowledge_assignment
from tracker.work.transitions import TRANSITIONS, Transition


def extensible_dates(assignment: Assignment) -> Any:
    """The dates for which no extension is asked yet."""
    return open_dates(assignment).exclude(extensions__status=AnswerStatus.OPEN)


def _until_when(assignment: Assignment) -> str:
    days = OfficeSettings.current().decline_days
    return (
        f"不属于本单位职责的，可在{assignment.dispatched_on}交办后{days}个工作日内申请退办。"
        "督查室答复前，该事项仍由本单位负责。"
    )


def _how_often(assignment: Assignment) -> str:
    limit = OfficeSettings.current().max_extensions
    return f"每个时限最多延期{limit}次。督查室同意后新的时限才生效。"


class DepartmentTransitions(TransitionsMixin, LedgerAdmin):
    """签收, 申请退办, 转办, 申请延期."""

    department_offers = {
        "acknowledge": offer(TRANSITIONS, Transition.ACKNOWLEDGE),
        "decline": offer(
            TRANSITIONS,
            Transition.DECLINE,
            also=lambda a: (
                clock.today() <= last_day_to_decline(a)
                and not a.declines.filter(status=AnswerStatus.OPEN).exists()
            ),
        ),
        "ask_extension": offer(
            TRANSITIONS, Transition.ASK_EXTENSION, also=lambda a: extensible_dates(a).exists()
        ),
        "delegate": offer(TRANSITIONS, Transition.DELEGATE, also=lambda a: units_below(a).exists()),
    }

    @transition(
        "签收",
        url_path="acknowledge",
        icon="draw",
        variant=ActionVariant.PRIMARY,
        note="签收表示本单位已收到并开始办理该事项。",
    )
    def acknowledge(self, request: HttpRequest, assignment: Assignment) -> str:
        """签收."""
        acknowledge_assignment(assignment=assignment, actor=actor(request))
        return signed_said(request, [assignment], "已签收，请按时限办理并填报进展。")

    @transition("申请退办", url_path="decline", icon="assignment_return", note=_until_when, form=DeclineForm)
    def decline(self, request: HttpRequest, assignment: Assignment, reason: str) -> str:
        """申请退办, signed or not, within the days of the rule."""
        decline_assignment(assignment=assignment, reason=reason, actor=actor(request), on=self.today())
        return "退办申请已提交，请等待督查室答复；答复前该事项仍由本单位负责。"

    @transition(
        "申请延期",
        url_path="ask-extension",
        icon="more_time",
        note=_how_often,
        form_of=lambda assignment: partial(AskExtensionForm, milestone=extensible_dates(assignment)),
    )
    def ask_extension(self, request: HttpRequest, assignment: Assignment, **asked: Any) -> str:
        """申请延期 of one date."""
        ask_extension(actor=actor(request), on=self.today(), **asked)
        return "延期申请已提交，督查室答复前仍按现行时限执行。"

    @transition(
        "转办",
        url_path="delegate",
        icon="forward",
        note="下属单位承办后，其进展报本单位审核；本单位仍须向督查室填报。",
        form_of=lambda assignment: partial(DelegateForm, department=units_below(assignment)),
    )
    def delegate(self, request: HttpRequest, assignment: Assignment, **meant: Any) -> str:
        """转办, to a unit below."""
        delegate_assignment(assignment=assignment, actor=actor(request), on=self.today(), **meant)
        return f"已转办{meant['department']}，本单位仍对该事项负责。"
