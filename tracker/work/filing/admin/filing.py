"""填报: the page of a report, saved while it is typed; and the files that go with it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from unfold.decorators import action
from unfold.enums import ActionVariant

from common.admin.base import LedgerAdmin
from common.admin.outcomes import say
from common.admin.refusals import ShowsRefusals, add_refusal
from common.admin.transitions import TransitionsMixin, offer
from common.api.errors import problem, problem_of, problem_response
from common.errors import NotAllowed, ServiceError
from departments.admin.actor import actor
from tracker.work.filing.admin.report_form import ReportForm, typed
from tracker.work.filing.models.drafts import Attachment, ReportDraft
from tracker.work.filing.models.reports import GIVEN_BACK, ProgressReport, ReportStatus
from tracker.work.filing.selectors import last_report, newest_report, overtaking
from tracker.work.filing.services.checks import reached_percent
from tracker.work.filing.services.drafting import (
    ENDINGS,
    MAX_ATTACHMENTS,
    attach_file,
    discard_draft,
    leave_out,
    save_draft,
)
from tracker.work.filing.services.reporting import file_no_change, file_report, no_change_refusal
from tracker.work.filing.showing import answer_for, can_be_shown
from tracker.work.models.assignments import Assignment
from tracker.work.models.settings import OfficeSettings
from tracker.work.periods import period_end, period_in_words, period_of
from tracker.work.transitions import TRANSITIONS, Transition

MEGABYTE = 1024 * 1024


def own_draft(request: HttpRequest, assignment: Assignment) -> ReportDraft | None:
    """The user's draft on the assignment, with its files."""
    drafts = ReportDraft.objects.visible_to(actor(request)).prefetch_related("attachments")
    found: ReportDraft | None = drafts.filter(assignment=assignment).first()
    return found


class Filing(TransitionsMixin, LedgerAdmin):
    """填报进展 and 较上次无变化; beside the page, the addresses that its script saves to."""

    filing_offers = {
        "report": offer(TRANSITIONS, Transition.FILE),
        "no_change": offer(TRANSITIONS, Transition.FILE),
    }

    def offered_transitions(self, request: HttpRequest, obj: Any) -> set[str]:
        """较上次无变化 only where it would be taken."""
        offered = super().offered_transitions(request, obj)
        if "no_change" in offered and no_change_refusal(obj, last_report(obj), self.today()):
            offered.remove("no_change")
        return offered

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/draft/", wrap(self.draft_view), name="work_draft"),
            path("<int:pk>/attach/", wrap(self.attach_view), name="work_attach"),
            path("<int:pk>/detach/", wrap(self.detach_view), name="work_detach"),
            path("attachment/<int:pk>/", wrap(self.download_view), name="work_attachment"),
            *super().get_urls(),
        ]

    @action(description="填报进展", url_path="report", icon="edit_note", variant=ActionVariant.PRIMARY)
    def report(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """填报进展: whatever is posted is first kept as a draft, then filed if that was meant."""
        assignment = self.visible_object(request, object_id)
        if request.method != "POST":
            offered = self.offers["report"]
            if not offered.who(actor(request), assignment):
                raise PermissionDenied("您没有权限填报进展。")
            if not offered.when(assignment):
                messages.warning(request, "该记录目前不能填报进展。")
                return self._leave(request, assignment)
            return self._report_page(request, assignment)
        try:
            return self._posted(request, assignment)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error

    def _posted(self, request: HttpRequest, assignment: Assignment) -> HttpResponse:
        user, words = actor(request), request.POST.dict()
        if "_restart" in words:
            if stale := own_draft(request, assignment):
                discard_draft(draft=stale, actor=user)
            return HttpResponseRedirect(request.get_full_path())
        try:
            save_draft(assignment=assignment, actor=user, content=typed(words), seen=_seen(request))
        except NotAllowed:
            raise
        except ServiceError as error:
            return self._report_page(request, assignment, errors=[str(error)], conflict=True)
        errors = self._files_changed(request, assignment)
        if "_save" in words or "_remove" in words:
            if errors:
                return self._report_page(request, assignment, errors=errors)
            messages.success(request, "草稿已保存。")
            return HttpResponseRedirect(request.get_full_path())
        draft = own_draft(request, assignment)
        form = ReportForm(assignment=assignment, draft=draft, data=request.POST)
        if errors or not form.is_valid():
            return self._report_page(request, assignment, form=form, errors=errors)
        try:
            report = file_report(
                assignment=assignment, actor=user, on=self.today(), draft=draft, **form.report()
            )
        except NotAllowed:
            raise
        except ServiceError as error:
            if error.code == "report_repeated" and draft and not draft.attachments.exists():
                # Sent once more by the browser's own button: nothing of it is lost with the draft.
                discard_draft(draft=draft, actor=user)
                messages.warning(request, str(error))
                return self._leave(request, assignment)
            add_refusal(form, error)
            above = [*map(str, form.non_field_errors())]
            return self._report_page(request, assignment, form=form, errors=above)
        say(request, _outcome(report), after="work.assignment.report", of=assignment)
        return self._leave(request, assignment)

    def _leave(self, request: HttpRequest, assignment: Assignment) -> HttpResponse:
        """Back to where the form was opened; the page around a panel closes it and shows the message."""
        back = self.back_url(request, assignment)
        if not _in_panel(request):
            return HttpResponseRedirect(back)
        return _for_panel(TemplateResponse(request, "work/filed.html", {"back_url": back}))

    def _files_changed(self, request: HttpRequest, assignment: Assignment) -> list[str]:
        """Add and remove files as the form says; what could not be done, in Chinese."""
        user, errors = actor(request), []
        if "_remove" in request.POST:
            file = _own_file(request, assignment, request.POST["_remove"])
            leave_out(attachment=file, actor=user)
        for upload in request.FILES.getlist("files"):
            try:
                _attach(assignment, user, upload)
            except NotAllowed:
                raise
            except ServiceError as error:
                errors.append(str(error))
        return errors

    def _report_page(
        self,
        request: HttpRequest,
        assignment: Assignment,
        *,
        form: ReportForm | None = None,
        errors: Sequence[str] = (),
        conflict: bool = False,
    ) -> HttpResponse:
        """The page; after a conflict with another window it shows what was typed in this one."""
        user, draft = actor(request), own_draft(request, assignment)
        newest = newest_report(assignment)
        before = newest if newest is not None and newest.status in GIVEN_BACK else None
        held: Any = draft or before
        typed_here = request.POST if conflict else None
        form = form or ReportForm(assignment=assignment, draft=draft, data=typed_here)
        settings = OfficeSettings.current()
        revision = draft.revision if draft else 0
        period = period_of(assignment.task.cycle, self.today())
        shown = {
            "original": assignment,
            "assignment": assignment,
            "form": form,
            "media": form.media,
            "errors": errors,
            "files": [file_facts(f) for f in held.attachments.all()] if held else [],
            "reached": reached_percent(assignment),
            "period": period_in_words(period),
            "period_end": period_end(assignment.task.cycle, self.today()),
            "period_reported": bool(period) and _reported_in(assignment, period),
            "before": before,
            "is_taken_up": before is not None and (draft is None or not draft.content),
            "overtaken": overtaking(draft, newest) if draft and draft.content else None,
            "joined": list(Assignment.objects.merged_with(assignment.pk).with_context().order_by("id")),
            "partners": partners_reports(request, assignment),
            "max_files": MAX_ATTACHMENTS,
            "accepted": ENDINGS,
            "max_megabytes": settings.attachment_megabytes,
            "back_url": self.back_url(request, assignment),
            "panel": _in_panel(request),
            "is_popup": _in_panel(request),
            "state": {
                "user": user.pk,
                "assignment": assignment.pk,
                # A conflict is not settled by looking at it: the page goes on from what it had seen.
                "revision": _seen(request) if conflict else revision,
                "saved": saved_at(draft, self.today()) if draft and draft.revision else "",
                "conflict": conflict,
                "megabytes": settings.attachment_megabytes,
                "urls": {
                    name: reverse(f"admin:work_{name}", args=[assignment.pk])
                    for name in ("draft", "attach", "detach")
                },
            },
        }
        answer = self.page(request, "work/report.html", "填报进展", shown)
        return _for_panel(answer) if _in_panel(request) else answer

    @action(description="较上次无变化", url_path="no-change", icon="event_repeat")
    def no_change(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """较上次无变化: the last report again, after one question."""
        assignment = self.visible_object(request, object_id)
        last = last_report(assignment)
        refusal = no_change_refusal(assignment, last, self.today())
        if request.method != "POST" and refusal and self.offers["no_change"].when(assignment):
            messages.warning(request, refusal)
            return HttpResponseRedirect(self.object_url(assignment))

        def run(assignment: Assignment) -> str:
            return _outcome(file_no_change(assignment=assignment, actor=actor(request), on=self.today()))

        note = f"将按上次（{last.submitted_on}）填报的内容再报一次：{last.narrative}" if last else ""
        return self.take_transition(request, object_id, "no_change", title="较上次无变化", run=run, note=note)

    def draft_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET the draft as it is kept; POST the form to keep it. Another window's is never overwritten."""
        assignment = self.visible_object(request, str(pk))
        if request.method == "POST":
            content = typed(request.POST.dict())
            try:
                draft: ReportDraft | None = save_draft(
                    assignment=assignment, actor=actor(request), content=content, seen=_seen(request)
                )
            except NotAllowed as error:
                return problem_response(problem_of(error))
            except ServiceError as error:
                now = own_draft(request, assignment)
                return problem_response({**problem_of(error), **_draft_state(now)})
        else:
            draft = own_draft(request, assignment)
        return JsonResponse(_draft_state(draft))

    def attach_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        assignment = self.visible_object(request, str(pk))
        upload = request.FILES.get("file")
        if upload is None:
            return problem_response(problem("file_required", "没有收到文件，请重新选择。", 400))
        try:
            file = _attach(assignment, actor(request), upload)
        except ServiceError as error:
            return _refused(error)
        return JsonResponse(file_facts(file), status=201)

    def detach_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST the id of a file of one's draft that is not wanted any more."""
        assignment = self.visible_object(request, str(pk))
        file = _own_file(request, assignment, request.POST.get("file", ""))
        try:
            leave_out(attachment=file, actor=actor(request))
        except ServiceError as error:
            return _refused(error)
        return JsonResponse({"removed": True})

    def download_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """A file, for whoever may see the report or draft that it belongs to."""
        files = Attachment.objects.visible_to(actor(request)).select_related("content")
        file = files.filter(pk=pk).first()
        if file is None:
            raise Http404("没有这个附件，或者您无权查看。")
        with ShowsRefusals(request):
            return answer_for(file, show="show" in request.GET)
        return HttpResponseRedirect(reverse("admin:work_assignment_change", args=[file.assignment_id]))


def partners_reports(request: HttpRequest, assignment: Assignment) -> list[Any]:
    """What the 配合 units filed, for the 牵头 unit and those who see everything; newest first."""
    user = actor(request)
    if not (user.sees_everything or assignment.department_id in user.department_ids()):
        return []
    return list(ProgressReport.objects.of_partners(assignment).order_by("-id"))


def file_facts(file: Attachment) -> dict[str, Any]:
    """What a list of files shows of one."""
    return {
        "id": file.pk,
        "name": file.name,
        "size": filesizeformat(file.size).replace("\xa0", " "),
        "url": reverse("admin:work_attachment", args=[file.pk]),
        "shown": can_be_shown(file),
    }


def saved_at(draft: ReportDraft, on: date | None = None) -> str:
    """When it was last saved: the time of day, with the day where that is not `on`."""
    at = timezone.localtime(draft.updated_at)
    day = f"{at.month}月{at.day}日 " if on and at.date() != on else ""
    return f"{day}{at:%H:%M}"


def _in_panel(request: HttpRequest) -> bool:
    """Whether the form stands in a panel of one of our own pages."""
    return "panel" in request.GET


def _for_panel(response: HttpResponse) -> HttpResponse:
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _seen(request: HttpRequest) -> int | None:
    """The revision of the draft that the page last saw."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else None


def _draft_state(draft: ReportDraft | None) -> dict[str, Any]:
    if draft is None:
        return {"revision": 0, "content": {}, "saved": ""}
    return {"revision": draft.revision, "content": draft.content, "saved": saved_at(draft)}


def _attach(assignment: Assignment, user: Any, upload: Any) -> Attachment:
    # One byte more than is allowed is enough for the service to say that it is too much.
    data = upload.read(OfficeSettings.current().attachment_megabytes * MEGABYTE + 1)
    return attach_file(assignment=assignment, actor=user, name=upload.name, data=data)


def _own_file(request: HttpRequest, assignment: Assignment, pk: str) -> Attachment:
    """A file of the user's own draft on the assignment, or 404."""
    files = Attachment.objects.visible_to(actor(request)).filter(assignment=assignment)
    found = files.select_related("draft").filter(pk=pk).first() if pk.isdecimal() else None
    if found is None:
        raise Http404("没有这个附件，或者您无权删除。")
    return found


def _refused(error: ServiceError) -> JsonResponse:
    return problem_response(problem_of(error, 400))


def _reported_in(assignment: Assignment, period: str) -> bool:
    """Whether the department has filed for the period already; what was returned or taken back is not."""
    return assignment.reports.filter(period=period).exclude(status__in=GIVEN_BACK).exists()


def _outcome(report: ProgressReport) -> str:
    if report.status == ReportStatus.ENDORSING:
        return "进展已提交，经本单位负责人审签后报送督查室。"
    if report.claims_completion:
        return "进展已报送，并已申请办结，请等待督查室审核。"
    return "进展已报送。"
