"""来源默认时限 and 附件 of matters."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from common.admin.base import HistoryAdmin, LedgerAdmin, ViewOnly
from common.admin.columns import column
from common.admin.refusals import ShowsRefusals
from departments.admin.actor import actor, is_office
from policies.models.documents import PolicyDocument
from tracker.matters.models import MatterFile, OriginRule
from tracker.matters.services.files import attach_to_matter
from tracker.work.filing.services.drafting import ENDINGS

_ACCEPTED = ",".join(f".{ending}" for ending in ENDINGS)


@admin.register(OriginRule)
class OriginRuleAdmin(HistoryAdmin):
    """来源默认时限: what the form of a new matter offers; matters entered before keep their dates."""

    list_display = ("__str__", "days", "show_kind")
    fields = ("origin", "days", "working_days")
    readonly_fields = ("origin",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: there is one row for each source."""
        return False

    show_kind = column("计算方式", lambda row: "工作日" if row.working_days else "自然日")


class FileForm(forms.Form):
    file = forms.FileField(label="附件", widget=forms.ClearableFileInput(attrs={"accept": _ACCEPTED}))


@admin.register(MatterFile)
class MatterFileAdmin(ViewOnly, LedgerAdmin):
    list_display = ("name", "document", "size", "uploaded_by", "uploaded_at")
    list_select_related = ("document", "uploaded_by")
    search_fields = ("name", "document__title")
    fields = ("document", "name", "size", "uploaded_by", "uploaded_at")
    has_office_permission = is_office

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: Any = super().get_queryset(request)
        return queryset.visible_to(actor(request)).defer("document__text")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.add_to_view)
        return [path("add-to/<int:pk>/", view, name="matters_add_file"), *super().get_urls()]

    def add_to_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A form for one file of a matter; then back to the matter's page."""
        if not self.has_office_permission(request):
            raise PermissionDenied("附件由督查室添加。")
        document = (
            PolicyDocument.objects.visible_to(actor(request)).matters().without_text().filter(pk=pk).first()
        )
        if document is None:
            raise Http404("没有这件督办事项。")
        back = reverse("admin:policies_policydocument_change", args=[document.pk])
        form = FileForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            sent = form.cleaned_data["file"]
            with ShowsRefusals(form):
                attach_to_matter(document=document, name=sent.name, data=sent.read(), actor=actor(request))
                return HttpResponseRedirect(f"{back}#files")
        shown = {"form": form, "media": form.media, "note": f"“{document.title}”的附件。", "back_url": back}
        return self.page(request, "admin/transition.html", "添加附件", shown)
