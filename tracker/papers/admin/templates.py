"""文书模板: upload, restore, download, and what may stand in a template."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from common.admin.base import LedgerAdmin
from common.admin.refusals import add_refusal
from common.errors import ServiceError
from common.files.answers import DOCX, attachment
from departments.admin.actor import actor
from departments.models.users import UserRole
from tracker.papers.models import PaperKind, PaperTemplate
from tracker.papers.placeholders import DOCUMENTED
from tracker.papers.printing import own_template
from tracker.papers.services.issuing import restore_template, upload_template

_SHOWN = 10  # versions of each kind


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label="种类", choices=PaperKind.choices)
    file = forms.FileField(label="模板（docx）", max_length=255)
    note = forms.CharField(label="说明", max_length=200, required=False)


class PaperTemplates(LedgerAdmin):
    """The page `templates/` of the papers' admin."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        file = wrap(self.template_file_view)
        return [
            path("templates/", wrap(self.templates_view), name="papers_paper_templates"),
            path("templates/own-bulletin/", file, {"kind": "bulletin"}, name="papers_own_bulletin"),
            path("templates/own-notice/", file, {"kind": "notice"}, name="papers_own_notice"),
            path("templates/<int:pk>/", file, name="papers_paper_template"),
            *super().get_urls(),
        ]

    def templates_view(self, request: HttpRequest) -> HttpResponse:
        """The versions of each kind; a POST uploads a new one or restores an old one."""
        self._office_only(request, "更换文书模板")
        form = UploadForm()
        if request.method == "POST":
            answer, form = self._taken(request)
            if answer is not None:
                return answer
        kinds = []
        for kind in PaperKind:
            versions = PaperTemplate.objects.filter(kind=kind).select_related("uploaded_by").defer("data")
            kinds.append(
                {
                    "kind": kind,
                    "versions": list(versions[:_SHOWN]),
                    "own_url": reverse(f"admin:papers_own_{kind.value}"),
                    "placeholders": DOCUMENTED[kind],
                }
            )
        shown = {
            "form": form,
            "kinds": kinds,
        }
        return self.page(request, "papers/paper_templates.html", "文书模板", shown)

    def template_file_view(
        self, request: HttpRequest, pk: int | None = None, kind: str = ""
    ) -> HttpResponseBase:
        self._office_only(request, "更换文书模板")
        if pk is None:
            data, name = own_template(kind), f"{PaperKind(kind).label}模板（系统自带）.docx"
        else:
            found = PaperTemplate.objects.filter(pk=pk).first()
            if found is None:
                raise Http404("没有这个版本的模板。")
            data, name = bytes(found.data), found.name
        return attachment(data, name=name, media_type=DOCX)

    def _taken(self, request: HttpRequest) -> tuple[HttpResponse | None, UploadForm]:
        back = HttpResponseRedirect(reverse("admin:papers_paper_templates"))
        restore = request.POST.get("restore")
        form = UploadForm(None if restore is not None else request.POST, request.FILES)
        try:
            if restore is not None:
                version = int(restore) if restore.isdecimal() else None
                kind = request.POST.get("kind", "")
                if kind not in PaperKind.values:
                    raise ServiceError("template_kind_required", "请选择模板的种类。", field="kind")
                made = restore_template(kind=kind, version=version, actor=actor(request))
            elif form.is_valid():
                file = form.cleaned_data["file"]
                made = upload_template(
                    kind=form.cleaned_data["kind"],
                    name=file.name,
                    data=file.read(),
                    note=form.cleaned_data["note"],
                    actor=actor(request),
                )
            else:
                return None, form
        except ServiceError as error:
            if restore is not None:
                messages.error(request, str(error))
                return back, form
            add_refusal(form, error)
            return None, form
        messages.success(request, f"{made}已启用，此后印发的文书按它套用；已印发的不变。")
        return back, form

    def _office_only(self, request: HttpRequest, to: str) -> None:
        if not actor(request).has_role(UserRole.SUPERVISOR):
            raise PermissionDenied(f"您没有权限{to}，须由督查室办理。")
