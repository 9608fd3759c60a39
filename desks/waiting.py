"""What waits for a user, counted beside the pages where it is answered. One query for each page shown."""

from collections.abc import Callable
from typing import Any, cast

from django.db.models import Count, QuerySet, Value
from django.http import HttpRequest
from django.utils import timezone

from common.db.compiled import CompiledQuery
from departments.access.models import AccessChange
from departments.models.users import User
from desks.places import files, is_office, keeps_people
from policies.models.documents import PolicyDocument
from tracker.papers.models import BulletinDraft, DraftStatus
from tracker.proposals.models import Proposal
from tracker.reminders.models.reminders import Digest, Reminder
from tracker.work.filing.models.drafts import ReportDraft
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.instructions.models import InstructionItem
from tracker.work.merging.selectors import suggested_works
from tracker.work.models.assignments import Assignment
from tracker.work.models.requests import Decline, Extension
from tracker.work.states import Status

Queues = dict[str, Callable[[Any, Any], QuerySet[Any]]]

_OWN: Queues = {"unread": lambda user, at: Reminder.objects.for_recipient(user).told_by(at).unread()}
_OFFICE: Queues = _OWN | {
    "reports": lambda user, at: ProgressReport.objects.counted_for(user).awaiting_review(),
    "extensions": lambda user, at: Extension.objects.visible_to(user).open(),
    "declines": lambda user, at: Decline.objects.visible_to(user).open(),
    "merging": lambda user, at: suggested_works(user),
    "checking": lambda user, at: PolicyDocument.objects.visible_to(user).to_be_checked(),
    "proposals": lambda user, at: Proposal.objects.asking_for_time(),
    "bulletins": lambda user, at: BulletinDraft.objects.filter(status=DraftStatus.WAITING),
    # What others still have to answer, and what could not be sent: on the desk alone, beside no entry.
    "unanswered": lambda user, at: InstructionItem.objects.visible_to(user).unanswered(),
    "failed": lambda user, at: Digest.objects.visible_to(user).failed(),
}
_UNIT: Queues = _OWN | {
    "pending": lambda user, at: Assignment.objects.owed_by(user).filter(status=Status.PENDING),
    "returned": lambda user, at: Assignment.objects.owed_by(user).sent_back(),
    "drafts": lambda user, at: ReportDraft.objects.visible_to(user),
    "instructions": lambda user, at: InstructionItem.objects.visible_to(user).unanswered(),
}


def _counted(queues: Queues) -> CompiledQuery:
    def build(user: Any, at: Any) -> QuerySet[Any]:
        one, *others = [
            rows(user, at)
            .order_by()
            .values(queue=Value(name))
            .annotate(total=Count("pk"))
            .values_list("queue", "total")
            for name, rows in queues.items()
        ]
        return one.union(*others, all=True)

    return CompiledQuery(build, planned_anew=True)


_OF_OFFICE, _OF_UNIT, _OF_OTHERS = _counted(_OFFICE), _counted(_UNIT), _counted(_OWN)


def waiting(request: HttpRequest, user: User) -> dict[str, int]:
    """How many of each kind wait for the user; what has none is absent. Asked once for a page."""
    kept = cast(Any, request)
    if not hasattr(kept, "waiting_counts"):
        kept.waiting_counts = _asked(user)
    return cast("dict[str, int]", kept.waiting_counts)


def _asked(user: User) -> dict[str, int]:
    asked = _OF_OFFICE if is_office(user) else _OF_UNIT if files(user) else _OF_OTHERS
    now = timezone.now()
    found = dict(asked.all(user=user, at=now)) if user.handles_matters else {}
    if keeps_people(user):
        access = AccessChange.objects.waiting(now).exclude(asked_by=user).exclude(user=user).count()
        found |= {"access": access} if access else {}
    return found
