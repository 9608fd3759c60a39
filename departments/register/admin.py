"""导入单位 and 导入人员: the page that takes a sheet, shows what it would do, and does it."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from unfold.decorators import action

from common.admin.outcomes import name_of, with_next_step
from common.admin.refusals import add_refusal
from common.admin.widgets import OneFile
from common.errors import NotAllowed, ServiceError
from common.files.answers import XLSX, attachment
from departments.admin.actor import actor, is_office
from departments.models.users import User
from departments.register.outcome import Outcome
from departments.register.people import import_people, people_sheet, preview_people
from departments.register.sheets import MOST_BYTES, PEOPLE, UNITS, Sheet
from departments.register.units import import_units, preview_units, units_sheet

Take = Callable[..., Outcome]


class SheetForm(forms.Form):
    """A sheet, or the one that was looked over just before, sent back by the page."""

    file = forms.FileField(label="选择xlsx文件", required=False, widget=OneFile(attrs={"accept": ".xlsx"}))
    kept = forms.CharField(required=False, widget=forms.HiddenInput())
    name = forms.CharField(required=False, widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("file"):
            data["content"], data["name"] = data["file"].read(MOST_BYTES + 1), data["file"].name
        elif data.get("kept"):
            try:
                data["content"] = base64.b64decode(data["kept"], validate=True)
            except (binascii.Error, ValueError):
                raise forms.ValidationError("文件没有传送完整，请重新选择。") from None
        elif not self.errors:
            raise forms.ValidationError("请选择填好的xlsx文件。")
        return data


@dataclass(frozen=True, slots=True)
class Kind:
    """What is imported: the sheet, and the services for it."""

    title: str
    sheet: Sheet
    blank: Callable[[], bytes]
    preview: Take
    take: Take


KINDS = {
    "units": Kind("导入单位", UNITS, units_sheet, preview_units, import_units),
    "people": Kind("导入人员", PEOPLE, people_sheet, preview_people, import_people),
}


class RegisterMixin:
    """An admin whose list takes a sheet; `register_kind` says which."""

    register_kind = ""
    has_register_permission = is_office

    @action(description="导入xlsx", url_path="import-sheet", icon="upload", permissions=["register"])
    def import_sheet(self, request: HttpRequest) -> HttpResponse:
        """Preview first; what was looked over is imported as it is, all or nothing."""
        admin: Any = self
        kind, shown = KINDS[self.register_kind], {}
        form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
        if form.is_bound and form.is_valid():
            shown = _shown(kind, form, actor(request), sure="_sure" in request.POST)
            if shown.get("done"):
                line = f"已导入。{shown['outcome'].message}"
                after = name_of(admin.model, "import_sheet")
                shown["said"] = with_next_step(request.user, line, after=after, of=shown["outcome"])
        opts = admin.model._meta
        base = f"admin:{opts.app_label}_{opts.model_name}"
        page = {
            "form": form,
            "columns": kind.sheet.columns,
            "sheet_url": reverse(f"{base}_sheet"),
            "back_url": reverse(f"{base}_changelist"),
            **shown,
        }
        answer: HttpResponse = admin.page(request, "departments/register.html", kind.title, page)
        return answer

    def sheet_view(self, request: HttpRequest) -> HttpResponseBase:
        """The file to fill in."""
        if not self.has_register_permission(request):
            raise PermissionDenied("您没有权限导出单位和人员。")
        kind = KINDS[self.register_kind]
        return attachment(kind.blank(), name=f"{kind.sheet.title}.xlsx", media_type=XLSX)


def _shown(kind: Kind, form: SheetForm, user: User, *, sure: bool) -> dict[str, Any]:
    """What became of the file, or would become of it."""
    name, content = form.cleaned_data["name"] or "表格.xlsx", form.cleaned_data["content"]
    try:
        outcome = (kind.take if sure else kind.preview)(name=name, data=content, actor=user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except ServiceError as error:
        add_refusal(form, error)
        return {}
    kept = "" if sure else base64.b64encode(content).decode()
    return {"outcome": outcome, "done": sure, "kept": kept, "name": name, "form": SheetForm()}
