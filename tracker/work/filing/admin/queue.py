"""待审核: the reviewer's queue, each report beside the one before it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from common.admin.base import LedgerAdmin
from departments.admin.actor import actor
from departments.models.users import User, UserRole
from tracker.work.filing.admin.comparing import compare
from tracker.work.filing.models.reports import Mark, ProgressReport, ReportStatus
from tracker.work.filing.services.reviewing import approve_many
from tracker.work.models.settings import OfficeSettings

SHOWN = 10  # reports on one page: each is read, not skimmed
KINDS = {
    "": ("全部", Q()),
    "claims": ("申请办结", Q(claims_completion=True)),
    "second": ("待复核", Q(status=ReportStatus.FIRST_APPROVED)),
}


def to_review(user: User) -> Any:
    """What awaits this user's review: all for 督查室, for others what they delegated."""
    if user.has_role(UserRole.SUPERVISOR):
        return ProgressReport.objects.visible_to(user).awaiting_review()
    return ProgressReport.objects.awaiting_review_by_unit(user)


class ReviewQueue(LedgerAdmin):
    """The page `queue/` of the reports' admin."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.queue_view)
        return [path("queue/", view, name="work_review_queue"), *super().get_urls()]

    def queue_view(self, request: HttpRequest) -> HttpResponse:
        """The queue, most overdue first; a POST approves the reports that are ticked."""
        user = actor(request)
        if not user.has_role(UserRole.SUPERVISOR) and not user.department_ids():
            raise PermissionDenied("您没有权限审核进展。")
        waiting = to_review(user)
        if request.method == "POST":
            return self._approve(request, waiting)
        kind = request.GET.get("kind", "")
        kind = kind if kind in KINDS else ""
        rows = (
            waiting.filter(KINDS[kind][1])
            .select_related(
                "author",
                "milestone",
                "first_reviewed_by",
                "endorsed_by",
                "assignment__parent",
                "assignment__document",
                "assignment__department",
                "assignment__task__measure",
            )
            .defer("assignment__document__text")
            .annotate(copy_count=Count("copies"))
        )
        page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
        settings = OfficeSettings.current()
        shown = {
            "page": page,
            "total": page.paginator.count,
            "kind": kind,
            "kinds": [(name, label) for name, (label, _) in KINDS.items()],
            "entries": [
                {
                    "comparison": comparison,
                    "by_another": _second_is_another(comparison.report, user),
                }
                for comparison in compare(page.object_list)
            ],
            "on": self.today(),
            "two_reviewers": settings.two_reviewers,
            "reasons": settings.return_reasons,
            "marks": Mark.choices,
            "here": request.get_full_path(),
        }
        return self.page(request, "work/queue.html", "待审核进展", shown)

    def _approve(self, request: HttpRequest, waiting: Any) -> HttpResponse:
        chosen = [pk for pk in request.POST.getlist("report") if pk.isdecimal()]
        reports = list(waiting.filter(pk__in=chosen).select_related("assignment__department"))
        if reports:
            outcome = approve_many(reports=reports, actor=actor(request))
            tell = messages.warning if outcome.refused else messages.success
            tell(request, outcome.message)
        else:
            messages.warning(request, "请先勾选要通过的进展；已审核的不再处理。")
        return HttpResponseRedirect(request.get_full_path())


def queue_url() -> str:
    """The address of the queue."""
    return reverse("admin:work_review_queue")


def _second_is_another(report: ProgressReport, user: User) -> bool:
    """Whether the user has given the first approval and must leave the second to somebody else."""
    return report.status == ReportStatus.FIRST_APPROVED and report.first_reviewed_by_id == user.pk
