"""批量填报: download the sheet, upload it filled, look it over, confirm."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from unfold.decorators import action

from common.admin.base import LedgerAdmin
from common.admin.refusals import ShowsRefusals
from common.errors import ServiceError
from common.files.answers import XLSX, attachment
from departments.admin.actor import actor
from departments.models.departments import Department
from tracker.work.filing.models.sheets import FilingSheet
from tracker.work.filing.services.sheets import (
    discard_sheet,
    file_sheet,
    look_over,
    make_sheet,
    upload_sheet,
)
from tracker.work.filing.sheets.reading import MOST_BYTES
from tracker.work.models.assignments import Assignment
from tracker.work.owing import Owing, owing_by_department
from tracker.work.states import Status


class UploadForm(forms.Form):
    file = forms.FileField(
        label="填好的填报表",
        allow_empty_file=True,
        help_text=f"xlsx 文件，不超过{MOST_BYTES // 1024 // 1024}MB；上传后先预览，确认之后才会报送",
        error_messages={"required": "请先选择填好的填报表。"},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


class Sheets(LedgerAdmin):
    """The pages `sheet/` of the assignments' admin."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("sheet/", wrap(self.sheet_view), name="work_sheet"),
            path("sheet/download/", wrap(self.sheet_download_view), name="work_sheet_download"),
            path("sheet/<int:pk>/", wrap(self.sheet_preview_view), name="work_sheet_preview"),
            *super().get_urls(),
        ]

    @action(description="批量填报", url_path="to-sheet", icon="table_view", permissions=["files"])
    def open_sheet(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:work_sheet"))

    def has_files_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return bool(actor(request).department_ids())

    def sheet_view(self, request: HttpRequest) -> HttpResponse:
        """Download here, upload there; a POST is an upload."""
        departments = _own_departments(request)
        department = _chosen(request, departments)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST":
            form = UploadForm(request.POST, request.FILES)
            if form.is_valid():
                file = form.cleaned_data["file"]
                try:
                    # One byte more than may be is enough for the service to see that it is too much.
                    sheet = upload_sheet(
                        department=department,
                        actor=actor(request),
                        name=file.name,
                        data=file.read(MOST_BYTES + 1),
                    )
                except ServiceError as error:
                    form.add_error("file", str(error))
                else:
                    return HttpResponseRedirect(reverse("admin:work_sheet_preview", args=[sheet.pk]))
        own: Any = FilingSheet.objects.visible_to(actor(request)).filter(department=department)
        work = Assignment.objects.filter(department=department)
        shown = {
            "form": form,
            "department": department,
            "departments": departments,
            "owing": owing_by_department(work, self.today()).get(department.pk, Owing()),
            "active": work.filter(status=Status.ACTIVE).count(),
            "pending": work.filter(status=Status.PENDING).count(),
            "waiting": own.filter(filed_at=None).first(),
            "today": self.today(),
        }
        return self.page(request, "work/sheet.html", "批量填报", shown)

    def sheet_download_view(self, request: HttpRequest) -> HttpResponseBase:
        department = _chosen(request, _own_departments(request))
        everything, on = request.GET.get("scope") == "all", self.today()
        try:
            data = make_sheet(department=department, actor=actor(request), on=on, everything=everything)
        except ServiceError as error:
            messages.warning(request, str(error))
            return HttpResponseRedirect(f"{reverse('admin:work_sheet')}?department={department.pk}")
        return attachment(data, name=f"{department.short_name}填报表（{on}）.xlsx", media_type=XLSX)

    def sheet_preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What would be filed; a POST files it, or throws it away."""
        user = actor(request)
        sheet = FilingSheet.objects.visible_to(user).select_related("department").filter(pk=pk).first()
        if sheet is None:
            raise Http404("没有这份填报表，或者它已被新上传的代替。")
        here = f"{reverse('admin:work_sheet')}?department={sheet.department_id}"
        if request.method == "POST":
            with ShowsRefusals(request):
                if "_discard" in request.POST:
                    discard_sheet(sheet=sheet, actor=user)
                    messages.success(request, "已放弃上传的填报表，没有报送任何内容。")
                    return HttpResponseRedirect(here)
                reports = file_sheet(sheet=sheet, actor=user, on=self.today())
                endorsing = sum(report.status == "endorsing" for report in reports)
                later = f"，其中{endorsing}项经本单位负责人审签后报送督查室" if endorsing else ""
                messages.success(request, f"已报送{len(reports)}项进展{later}。")
                return HttpResponseRedirect(reverse("admin:work_assignment_changelist"))
            return HttpResponseRedirect(request.path)
        if sheet.filed_at is not None:
            messages.info(request, "这份填报表已经报送。")
            return HttpResponseRedirect(here)
        shown = {
            "sheet": sheet,
            "preview": look_over(sheet=sheet, actor=user),
            "back_url": here,
        }
        return self.page(request, "work/sheet_preview.html", "核对填报表", shown)


def _own_departments(request: HttpRequest) -> list[Department]:
    ids = actor(request).department_ids()
    if not ids:
        raise PermissionDenied("批量填报由责任单位的填报员或单位负责人办理。")
    return list(Department.objects.filter(pk__in=ids))


def _chosen(request: HttpRequest, departments: list[Department]) -> Department:
    """The department that the address or the form names; one of the user's own, or 404."""
    wanted = request.POST.get("department") or request.GET.get("department") or ""
    found = [d for d in departments if not wanted or str(d.pk) == wanted]
    if not found:
        raise Http404("没有这个单位，或者您不是它的填报员。")
    return found[0]
