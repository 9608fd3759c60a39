"""登记: how a proposal comes into the register, by hand or from the file of a reply."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.decorators import action

from common.admin.base import LedgerAdmin
from common.admin.outcomes import say
from common.admin.refusals import ShowsRefusals
from common.admin.transitions import TransitionsMixin
from departments.admin.actor import actor, is_office
from extraction.model import ExtractionError
from policies.models.documents import PolicyDocument
from tracker.proposals.admin import forms as proposal_forms
from tracker.proposals.models import Proposal
from tracker.proposals.services.registering import register_proposal
from tracker.proposals.services.replies import facts_of, read_reply_file, register_reply


class Registering(TransitionsMixin, LedgerAdmin):
    """登记 and 由答复件登记: the buttons of the list."""

    has_office_permission = is_office

    @action(description="登记", url_path="register", icon="add", permissions=["office"])
    def register(self, request: HttpRequest) -> HttpResponse:
        def run(**facts: Any) -> Proposal:
            return register_proposal(actor=actor(request), **facts)

        form = proposal_forms.RegisterForm(request.POST if request.method == "POST" else None)
        return self._ask(request, "登记建议提案", form, run, "登记后再交办承办单位。")

    @action(description="由答复件登记", url_path="from-reply", icon="upload_file", permissions=["office"])
    def from_reply(self, request: HttpRequest) -> HttpResponse:
        """登记 from the file of a reply: read it, show what it says, register."""
        document = _reply(request)
        if document is not None:
            return self._confirm_reply(request, document)
        form = proposal_forms.UploadReplyForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                with ShowsRefusals(form):
                    read = read_reply_file(name=file.name, content=file.read(), actor=actor(request))
                    return HttpResponseRedirect(f"{request.path}?document={read.document.pk}")
            except ExtractionError as error:
                form.add_error("file", str(error))
        note = "上传对建议提案的答复件，系统读出编号、届次、案由、提出人和答复单位，供您核对后登记。"
        return self._form_page(request, "由答复件登记", form, note, verb="读取")

    def _confirm_reply(self, request: HttpRequest, document: PolicyDocument) -> HttpResponse:
        read = facts_of(document)

        def run(**facts: Any) -> Proposal:
            return register_reply(document=document, actor=actor(request), **facts)

        initial = {
            name: getattr(read, name)
            for name in ("kind", "session", "number", "title", "proposers", "region", "lead", "outcome")
        }
        form = proposal_forms.RegisterReplyForm(
            request.POST if request.method == "POST" else None,
            initial={**initial, "answered_on": read.answered_on},
        )
        note = f"读自{document}（{document.title}），请核对。"
        if read.known is not None:
            note += f"该件已登记为{read.known}，确认后作为它的答复。"
        return self._ask(request, "由答复件登记", form, run, note)

    def _ask(self, request: HttpRequest, title: str, form: forms.Form, run: Any, note: str) -> HttpResponse:
        if request.method == "POST" and form.is_valid():
            with ShowsRefusals(form):
                proposal = run(**form.cleaned_data)
                say(request, f"{proposal}已登记。", after="proposals.proposal.register", of=proposal)
                return HttpResponseRedirect(self.object_url(proposal))
        return self._form_page(request, title, form, note)

    def _form_page(
        self, request: HttpRequest, title: str, form: forms.Form, note: str, verb: str = "登记"
    ) -> HttpResponse:
        shown = {
            "form": form,
            "media": form.media,
            "note": note,
            "verb": verb,
            "back_url": reverse("admin:proposals_proposal_changelist"),
        }
        return self.page(request, "proposals/form.html", title, shown)


def _reply(request: HttpRequest) -> PolicyDocument | None:
    """The imported reply that the address names."""
    wanted = request.GET.get("document", "")
    if not (wanted.isascii() and wanted.isdecimal()):
        return None
    found = PolicyDocument.objects.visible_to(actor(request)).filter(pk=wanted, kind="proposal_reply").first()
    if found is None:
        raise Http404("没有这份答复件，或者您无权查看。")
    return found
