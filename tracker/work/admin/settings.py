"""督查设置: one page, with the history of each change."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.widgets import UnfoldAdminTextareaWidget

from common.admin.base import HistoryAdmin
from tracker.work.models.settings import OfficeSettings

MOST_REASONS = 20
LONGEST_REASON = 100


class ReasonsField(forms.CharField):
    """A list of sentences, one a line."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 6})

    def prepare_value(self, value: Any) -> Any:
        """The list as lines."""
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
        if len(lines) > MOST_REASONS or any(len(line) > LONGEST_REASON for line in lines):
            raise forms.ValidationError(f"最多{MOST_REASONS}条，每条不超过{LONGEST_REASON}字。")
        return lines


class OfficeSettingsForm(forms.ModelForm):
    """The settings, with the common reasons as lines."""

    return_reasons = ReasonsField(
        label="常用退回原因", required=False, help_text="每行一条，审核时可直接选用"
    )

    class Meta:
        model = OfficeSettings
        fields = (
            "decline_days",
            "max_extensions",
            "two_reviewers",
            "attachment_megabytes",
            "departments_see_rank",
            "return_reasons",
        )


@admin.register(OfficeSettings)
class OfficeSettingsAdmin(HistoryAdmin):
    """督查设置: there is one; the list leads to it."""

    form = OfficeSettingsForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one, and it is there."""
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        return OfficeSettings.current() if object_id == "1" else None

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        response: HttpResponse = self.change_view(request, "1", extra_context=extra_context)
        return response

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history; before the first change there is none."""
        self.visible_object(request, object_id)
        if not OfficeSettings.objects.filter(pk=1).exists():
            self.message_user(request, "督查设置还没有修改过，现行的是初始值。")
            return HttpResponseRedirect(reverse("admin:work_officesettings_changelist"))
        return super().history_view(request, object_id, extra_context)
