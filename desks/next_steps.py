"""What is offered after an action: one link to what most people do then. One table, at the end.

Each looks for what waits for this user and finds nothing where nothing does; it offers no page that the user
may not open.
"""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from common import clock
from departments.models.users import User, UserRole
from desks.places import COMMANDS, SECTIONS
from policies.imports.models import Import
from policies.models.documents import DocumentStatus, PolicyDocument
from policies.models.measures import Measure
from tracker.proposals.models import ProposalStatus
from tracker.work.filing.admin.queue import to_review
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.instructions.models import InstructionItem
from tracker.work.models.assignments import Assignment
from tracker.work.models.requests import Decline, Extension
from tracker.work.owing import missing
from tracker.work.states import Status

Step = tuple[str, str] | None
Find = Callable[[User, Any], Step]
_PLACES = (*COMMANDS, *(place for section in SECTIONS for place in section.places))


def _to(name: str, words: str, query: str = "") -> Find:
    """A page of the side bar, of 设置 or of what can be begun."""
    places = [place for place in _PLACES if place.name == name]

    def find(user: User, of: Any) -> Step:
        place = next((place for place in places if place.is_open_to(user)), None)
        return (words, f"{place.path}{query or place.query}") if place else None

    return find


def _on(page: str, words: str) -> Find:
    """A page of that which the step was taken on."""
    return lambda user, of: (words, reverse(f"admin:{page}", args=[of.pk]))


def _dispatch(user: User, document: PolicyDocument) -> Step:
    ready = PolicyDocument.objects.filter(pk=document.pk, status=DocumentStatus.CONFIRMED).exists()
    return ("交办", reverse("admin:policies_policydocument_dispatch", args=[document.pk])) if ready else None


def _dispatch_imported(user: User, record: Import) -> Step:
    """What was confirmed of an import: one document's own page, of several the list."""
    ready = PolicyDocument.objects.filter(
        pk__in=record.entries.values("document"), status=DocumentStatus.CONFIRMED
    )
    keys = list(ready.values_list("pk", flat=True)[:2])
    if not keys:
        return None
    if len(keys) == 1:
        return "交办", reverse("admin:policies_policydocument_dispatch", args=keys)
    listed = reverse("admin:policies_policydocument_changelist")
    return "逐份交办", f"{listed}?status__exact={DocumentStatus.CONFIRMED}"


def _ledger(user: User, of: PolicyDocument | Measure) -> Step:
    asked = "document" if isinstance(of, PolicyDocument) else "measure"
    return "在台账中查看", f"{reverse('ledger')}?{asked}={of.pk}&all=1"


def _report(user: User, assignment: Assignment) -> Step:
    """Filing on what has just been signed."""
    if not user.department_ids(UserRole.FILER):
        return None
    return "填报进展", reverse("admin:work_assignment_report", args=[assignment.pk])


def _next_report(user: User, assignment: Assignment) -> Step:
    """The most urgent of what the user's units still owe in this period; else what they have not signed."""
    own = Assignment.objects.owed_by(user).exclude(pk=assignment.pk)
    owed = missing(own.filter(status=Status.ACTIVE), clock.today())
    following = owed.most_urgent_first().with_context().first()
    if following is not None:
        if not user.department_ids(UserRole.FILER):
            return None
        return f"填报{following.label}", reverse("admin:work_assignment_report", args=[following.pk])
    waiting = own.filter(status=Status.PENDING).count()
    listed = reverse("admin:work_assignment_changelist")
    return (f"签收{waiting}项", f"{listed}?status__exact={Status.PENDING}") if waiting else None


def _next_review(user: User, report: ProgressReport) -> Step:
    following = to_review(user).exclude(pk=report.pk).select_related("assignment__task__measure").first()
    if following is None:
        return None
    title = f"{following.unit_name}：{following.assignment.label}"
    return f"审核{title}", reverse("admin:work_progressreport_change", args=[following.pk])


def _next_request(model: type[Extension] | type[Decline], words: str) -> Find:
    """The next of the requests that wait for 督查室."""

    def find(user: User, of: Any) -> Step:
        if not user.has_role(UserRole.SUPERVISOR):
            return None
        following: Any = model.objects.visible_to(user).open().exclude(pk=of.pk).order_by("pk").first()
        page = reverse(f"admin:work_{model._meta.model_name}_changelist")
        return (words, f"{page}?waiting=yes") if following else None

    return find


def _next_answer(user: User, item: InstructionItem) -> Step:
    waiting = InstructionItem.objects.visible_to(user).unanswered().exclude(pk=item.pk).count()
    listed = reverse("admin:work_instructionitem_changelist")
    return (f"答复另外{waiting}件批示", f"{listed}?reply=none") if waiting else None


def _hand_out_proposal(user: User, proposal: Any) -> Step:
    if proposal.status != ProposalStatus.REGISTERED:  # registered by its answer: it is closed
        return None
    return "交办", reverse("admin:proposals_proposal_hand_out", args=[proposal.pk])


_INSTRUCTED = _to("admin:work_instructionitem_changelist", "查看批示办理")
_URGED = _to("admin:reminders_reminder_changelist", "查看提醒记录")

# By model and action, as `common.admin.outcomes` names them.
TABLE: dict[str, Find] = {
    "policies.import.decide": _dispatch_imported,
    "policies.policydocument.confirm": _dispatch,
    "policies.policydocument.dispatch": _ledger,
    "policies.policydocument.dispatch_again": _ledger,
    "policies.policydocument.back_to_checking": _on("policies_policydocument_check_draft", "校核"),
    "policies.policydocument.instruct": _INSTRUCTED,
    "policies.policydocument.register_instruction": _INSTRUCTED,
    "policies.measure.instruct": _INSTRUCTED,
    "work.assignment.instruct": _INSTRUCTED,
    "work.assignment.acknowledge": _report,
    "work.assignment.report": _next_report,
    "work.assignment.no_change": _next_report,
    "work.assignment.urge": _URGED,
    "work.progressreport.approve": _next_review,
    "work.progressreport.send_back": _next_review,
    "work.extension.answer": _next_request(Extension, "答复其余延期申请"),
    "work.decline.answer": _next_request(Decline, "答复其余退办申请"),
    "work.instructionitem.reply": _next_answer,
    "proposals.proposal.register": _hand_out_proposal,
    "proposals.proposal.urge": _URGED,
    "departments.department.import_sheet": _to("admin:departments_department_changelist", "查看单位"),
    "departments.user.import_sheet": _to("admin:departments_user_changelist", "查看账号"),
}
