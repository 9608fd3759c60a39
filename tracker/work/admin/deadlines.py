"""调整文件时限: a day of a document moves for all its open tasks, after a look at what moves."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from unfold.decorators import action

from common.admin.base import LedgerAdmin
from common.admin.refusals import ShowsRefusals
from common.admin.transitions import Offer, TransitionsMixin
from departments.admin.actor import actor, is_supervisor
from policies.models.documents import DocumentStatus, PolicyDocument
from tracker.work.admin.forms import DocumentDeadlineForm
from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.services.dates import change_document_deadline, preview_deadline_change


def open_days(document: PolicyDocument) -> dict[Any, int]:
    """Each day on which something of the document is due and not done, and how much."""
    rows = (
        AssignmentMilestone.objects.filter(
            assignment__in=Assignment.objects.open().filter(document=document), completed_on__isnull=True
        )
        .order_by("due_on")
        .values_list("due_on")
        .annotate(total=Count("id"))
    )
    return dict(rows)


DEADLINE = Offer(is_supervisor, when=lambda d: d.status == DocumentStatus.DISPATCHED and bool(open_days(d)))


class DocumentDeadlines(TransitionsMixin, LedgerAdmin):
    """The transition 调整文件时限: a form, a preview, and only then the change."""

    @action(description="调整文件时限", url_path="deadline", icon="edit_calendar")
    def change_deadline(self, request: HttpRequest, object_id: str) -> HttpResponse:
        document = self.visible_object(request, object_id)
        if not DEADLINE.who(actor(request), document):
            raise PermissionDenied("您没有权限调整文件时限，此项操作须由督查室办理。")
        days = open_days(document)
        form = DocumentDeadlineForm(days=days, data=request.POST if request.method == "POST" else None)
        if form.is_valid():
            moving = preview_deadline_change(document=document, from_date=form.cleaned_data["from_date"])
            # What was confirmed is what was shown: where it has changed meanwhile, it is shown again.
            confirmed = request.POST.get("confirmed") == _fingerprint(moving)
            if not confirmed:
                if "confirmed" in request.POST:
                    messages.warning(request, "涉及的事项刚有变化，请核对后再确认。")
                return self._page(request, document, form, moving)
            with ShowsRefusals(form):
                moved = change_document_deadline(document=document, actor=actor(request), **form.cleaned_data)
                messages.success(
                    request, f"已将{len(moved)}个时限调整为{form.cleaned_data['to_date']}，最初时限仍保留。"
                )
                return HttpResponseRedirect(self.object_url(document))
        elif not days:
            messages.warning(request, "该文件没有未完成的时限。")
            return HttpResponseRedirect(self.object_url(document))
        return self._page(request, document, form, [])

    def _page(
        self, request: HttpRequest, document: PolicyDocument, form: DocumentDeadlineForm, moving: list[Any]
    ) -> HttpResponse:
        shown = {
            "original": document,
            "form": form,
            "media": form.media,
            "moving": moving,
            "units": len({m.assignment.department_id for m in moving}),
            "fingerprint": _fingerprint(moving),
            "back_url": self.object_url(document),
        }
        return self.page(request, "work/deadline.html", "调整文件时限", shown)


def _fingerprint(moving: list[AssignmentMilestone]) -> str:
    return "-".join(str(milestone.pk) for milestone in moving)
