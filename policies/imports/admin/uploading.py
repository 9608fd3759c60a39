"""导入文件: the page that takes files and pasted text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse

from common.admin.base import LedgerAdmin
from common.admin.fields import line, long_text
from common.errors import NotAllowed, ServiceError
from departments.admin.actor import actor
from departments.models.users import User, UserRole
from extraction.model import ExtractionError, SecretError
from policies.checking.selectors import offers_of
from policies.imports.models import Import
from policies.imports.services.reading import NAMELESS
from policies.imports.services.taking import take_file, take_text
from policies.imports.tasks import send_if_new
from policies.models.documents import PolicyDocument


class ManyFilesInput(forms.ClearableFileInput):
    """A file box that takes several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; cleans to a list."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each file by itself; an empty one is the import's to explain, by its name."""
        return [super(ManyFilesField, self).clean(item, initial) for item in data or []]


class ImportForm(forms.Form):
    uploads = ManyFilesField(
        label="选择文件",
        required=False,
        allow_empty_file=True,
        help_text="可同时选择多个文件，支持 docx、pdf、ofd、xlsx、xls、et、ods、html、txt、doc、wps、rtf、"
        "jpg、png、tif、eml、zip",
    )
    name = line("文本名称", 100, required=False, help_text="粘贴文本时可填写，便于日后查找")
    text = long_text(
        "或粘贴全文", 14, required=False, strip=False, help_text="请连同标题、文号和落款一并粘贴"
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("uploads") and not (data.get("text") or "").strip() and not self.errors:
            raise forms.ValidationError("请选择文件，或者粘贴文件全文。")
        return data


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one file."""

    name: str
    message: str
    documents: tuple[PolicyDocument, ...] = ()
    failed: bool = False
    record: Import | None = None
    offers: Mapping[int, str] = field(default_factory=dict)  # documents that may have been read wrongly


def import_view(admin: LedgerAdmin, request: HttpRequest) -> HttpResponse:
    """Show the page; on POST import each file by itself and say what became of it."""
    user = actor(request)
    if not user.has_role(UserRole.SUPERVISOR):
        raise PermissionDenied("您没有权限导入文件。")
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    lines = _run(form.cleaned_data, user) if form.is_bound and form.is_valid() else []
    shown = {
        "form": ImportForm() if lines and not any(line.failed for line in lines) else form,
        "lines": lines,
    }
    return admin.page(request, "admin/policies/policydocument/import.html", "导入文件", shown)


def _run(data: dict[str, Any], user: User) -> list[Line]:
    lines = [_import(file.name or "", file, user) for file in data["uploads"]]
    if data["text"].strip():
        name = f"{data['name'].strip() or '粘贴的文本'}.txt"
        lines.append(_import(name, data["text"], user))
    return lines


def _import(name: str, source: UploadedFile | str, user: User) -> Line:
    try:
        outcome = (
            take_text(text=source, name=name, actor=user)
            if isinstance(source, str)
            else take_file(name=name, content=source.read(), actor=user)
        )
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except SecretError as error:
        return Line(name=NAMELESS, message=str(error), failed=True)
    except (ExtractionError, ServiceError) as error:
        return Line(name=name, message=str(error), failed=True)
    send_if_new(outcome)
    # One that is closed to the user is there already; more is not said of it.
    known = PolicyDocument.objects.visible_to(user).filter(pk__in=[d.pk for d in outcome.already])
    may_know = (
        set(known.values_list("pk", flat=True)) if user.minds_circles else {d.pk for d in outcome.already}
    )
    documents = (*outcome.created, *(d for d in outcome.already if d.pk in may_know))
    return Line(
        name=name,
        message=outcome.message,
        documents=documents,
        record=outcome.record,
        offers=offers_of(documents),
    )
