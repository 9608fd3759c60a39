"""提醒规则: 督查室 sets what is said when and to whom, and sees beforehand whom it would reach."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import action

from common.admin.base import HistoryAdmin
from common.admin.columns import column
from departments.admin.actor import actor
from policies.models.documents import PolicyDocument
from policies.readers.rule import within_circles
from tracker.reminders.models.rules import ReminderExemption, ReminderRule
from tracker.reminders.services.previewing import preview_rules


@admin.register(ReminderRule)
class ReminderRuleAdmin(HistoryAdmin):
    """提醒规则; one that is not wanted is switched off."""

    list_display = ("show_rule", "show_days", "show_recipients", "on_days_off", "enabled")
    list_display_links = ("show_rule",)
    actions_list = ("preview_all",)
    actions_detail = ("preview_one",)
    fieldsets = (
        (None, {"fields": ("rule", "enabled")}),
        ("何时提醒", {"fields": ("before", "first", "every", "in_workdays", "on_days_off")}),
        ("提醒谁", {"fields": ("to_filer", "to_head", "to_leader", "to_office")}),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """What a rule does that keeps its days off."""
        if db_field.name == "on_days_off":
            kwargs["help_text"] = "否则到期前的提醒提前到之前最近的工作日，到期后的由下一个工作日补上"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What a rule is about stays; another kind is another rule."""
        return ("rule",) if obj else ()

    show_rule = column("事由", lambda row: row.get_rule_display(), ordering="rule")
    show_days = column("何时", lambda row: row.days_in_words)
    show_recipients = column("提醒谁", lambda row: row.recipients_in_words)

    @action(description="预览今天会提醒谁", url_path="preview", icon="visibility", permissions=["preview"])
    def preview_all(self, request: HttpRequest) -> HttpResponse:
        rules = list(ReminderRule.objects.filter(enabled=True))
        return self._preview(request, rules, back=reverse("admin:reminders_reminderrule_changelist"))

    @action(
        description="预览今天会提醒谁", url_path="preview-one", icon="visibility", permissions=["preview"]
    )
    def preview_one(self, request: HttpRequest, object_id: str) -> HttpResponse:
        rule = self.visible_object(request, object_id)
        return self._preview(
            request, [rule], back=reverse("admin:reminders_reminderrule_change", args=[rule.pk])
        )

    def has_preview_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return self.has_view_permission(request)

    def _preview(self, request: HttpRequest, rules: Sequence[ReminderRule], *, back: str) -> HttpResponse:
        on = self.today()
        shown = {
            "on": on,
            "previews": preview_rules(on=on, rules=rules, reader=actor(request)),
            "back_url": back,
        }
        return self.page(request, "reminders/rules_preview.html", "提醒预览", shown)


@admin.register(ReminderExemption)
class ReminderExemptionAdmin(HistoryAdmin):
    """免提醒; one that is over is switched off."""

    list_display = ("__str__", "rule", "reason", "enabled")
    list_filter = ("enabled",)
    list_select_related = ("rule", "document", "department")
    autocomplete_fields = ("document", "department")
    fields = ("document", "department", "rule", "reason", "enabled")
    search_fields = ("document__number", "document__title", "department__short_name", "reason")
    search_help_text = "按文件、单位或原因查找"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return within_circles(super().get_queryset(request), actor(request), "document")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The address may name a document: only one that the user may see."""
        if db_field.name == "document":
            kwargs["queryset"] = PolicyDocument.objects.visible_to(actor(request)).without_text()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
