"""What a department does with an assignment, but for filing (tracker.work.filing.admin.filing)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from unfold.decorators import action
from unfold.enums import ActionVariant

from common.admin.base import LedgerAdmin
from common.admin.transitions import TransitionsMixin, offer
from departments.admin.actor import actor
from tracker.work.admin.forms import AskExtensionForm, DeclineForm, DelegateForm, open_dates, units_below
from tracker.work.models.assignments import Assignment
from tracker.work.models.requests import AnswerStatus
from tracker.work.models.settings import OfficeSettings
from tracker.work.services.dates import ask_extension
from tracker.work.services.declining import decline_assignment, delegate_assignment
from tracker.work.services.status_changes import acknowledge_assignment
from tracker.work.transitions import TRANSITIONS, Transition


def has_extensible_date(assignment: Assignment) -> bool:
    """Whether there is a date for which no extension is asked yet."""
    dates: bool = open_dates(assignment).exclude(extensions__status=AnswerStatus.OPEN).exists()
    return dates


class DepartmentTransitions(TransitionsMixin, LedgerAdmin):
    """签收, 申请退办, 转办, 申请延期."""

    department_offers = {
        "acknowledge": offer(TRANSITIONS, Transition.ACKNOWLEDGE),
        "decline": offer(
            TRANSITIONS,
            Transition.DECLINE,
            also=lambda a: not a.declines.filter(status=AnswerStatus.OPEN).exists(),
        ),
        "ask_extension": offer(TRANSITIONS, Transition.ASK_EXTENSION, also=has_extensible_date),
        "delegate": offer(TRANSITIONS, Transition.DELEGATE, also=lambda a: units_below(a).exists()),
    }

    @action(description="签收", url_path="acknowledge", icon="draw", variant=ActionVariant.PRIMARY)
    def acknowledge(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """签收."""

        def run(assignment: Assignment) -> str:
            acknowledge_assignment(assignment=assignment, actor=actor(request))
            return "已签收，请按时限办理并填报进展。"

        note = "签收表示本单位已收到并开始办理该事项。"
        return self.take_transition(request, object_id, "acknowledge", title="签收", run=run, note=note)

    @action(description="申请退办", url_path="decline", icon="assignment_return")
    def decline(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """申请退办, before signing."""

        def run(assignment: Assignment, reason: str) -> str:
            decline_assignment(assignment=assignment, reason=reason, actor=actor(request), on=self.today())
            return "退办申请已提交，请等待督查室答复；答复前该事项仍由本单位负责。"

        def note(assignment: Assignment) -> str:
            days = OfficeSettings.current().decline_days
            return (
                f"不属于本单位职责的，可在{assignment.dispatched_on}交办后{days}个工作日内申请退办。"
                "督查室答复前，该事项仍由本单位负责。"
            )

        return self.take_transition(
            request, object_id, "decline", title="申请退办", run=run, note=note, form=DeclineForm
        )

    @action(description="申请延期", url_path="ask-extension", icon="more_time")
    def ask_extension(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """申请延期 of one date."""
        assignment = self.visible_object(request, object_id)

        def run(assignment: Assignment, **asked: Any) -> str:
            ask_extension(actor=actor(request), **asked)
            return "延期申请已提交，督查室答复前仍按现行时限执行。"

        def form(data: Any = None) -> AskExtensionForm:
            return AskExtensionForm(dates=open_dates(assignment), data=data)

        limit = OfficeSettings.current().max_extensions
        note = f"每个时限最多延期{limit}次。督查室同意后新的时限才生效。"
        return self.take_transition(
            request, object_id, "ask_extension", title="申请延期", run=run, note=note, form=form
        )

    @action(description="转办", url_path="delegate", icon="forward")
    def delegate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """转办, to a unit below."""
        assignment = self.visible_object(request, object_id)

        def run(assignment: Assignment, **meant: Any) -> str:
            delegate_assignment(assignment=assignment, actor=actor(request), on=self.today(), **meant)
            return f"已转办{meant['department']}，本单位仍对该事项负责。"

        def form(data: Any = None) -> DelegateForm:
            return DelegateForm(assignment=assignment, data=data)

        note = "下属单位承办后，其进展报本单位审核；本单位仍须向督查室填报。"
        return self.take_transition(
            request, object_id, "delegate", title="转办", run=run, note=note, form=form
        )
