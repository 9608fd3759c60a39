"""Regions, departments, groups, and the names they go by."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import path
from unfold.admin import TabularInline
from unfold.decorators import display

from common.admin.base import HistoryAdmin, LedgerAdmin
from common.admin.columns import filled
from common.admin.filters import ChoiceFilter, RelatedFilter
from common.errors import ServiceError
from departments.admin.actor import actor
from departments.models.departments import (
    Department,
    DepartmentAlias,
    DepartmentGroup,
    GroupAlias,
    Region,
    Succession,
)
from departments.names import normalise
from departments.register.admin import RegisterMixin
from departments.services.naming import remember_own_names


class NamesFormSet(BaseInlineFormSet):
    """Aliases typed under their owner: normalised, in the owner's region, and nobody else's."""

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            text = normalise(form.cleaned_data.get("text") or "") if hasattr(form, "cleaned_data") else ""
            if not text or form.cleaned_data.get("DELETE"):
                continue
            form.instance.text, form.instance.region_id = text, self.instance.region_id
            taken = cast(Any, self.model)._default_manager.filter(
                region_id=self.instance.region_id, text=text
            )
            if taken.exclude(pk=form.instance.pk).exists():
                form.add_error("text", "该地区已有单位使用这个名称。")


class AliasInline(TabularInline):
    """The ways a department's name is printed."""

    model = DepartmentAlias
    formset = NamesFormSet
    fields = ("text",)
    extra = 0


class GroupAliasInline(TabularInline):
    model = GroupAlias
    formset = NamesFormSet
    fields = ("text",)
    extra = 0


class SuccessionInline(TabularInline):
    model = Succession
    fk_name = "predecessor"
    autocomplete_fields = ("successor",)
    fields = ("successor", "effective_on", "note")
    extra = 0


class NamedAdmin(HistoryAdmin):
    """What departments and groups share: their own names are aliases of theirs."""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """The region stays: the aliases are unique within it."""
        return (*super().get_readonly_fields(request, obj), *(("region",) if obj else ()))

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        try:
            remember_own_names(owner=form.instance, actor=actor(request))
        except ServiceError as error:
            messages.warning(request, str(error))


@admin.register(Region)
class RegionAdmin(LedgerAdmin):
    list_display = ("name", "level", "parent")
    list_filter = (("level", ChoiceFilter),)
    list_select_related = ("parent",)
    search_fields = ("name",)


@admin.register(Department)
class DepartmentAdmin(RegisterMixin, NamedAdmin):
    register_kind = "units"
    actions_list = ("import_sheet",)
    list_display = ("short_name", "name", "level", "region", "kind", "show_abolished")
    list_filter = (("level", ChoiceFilter), ("kind", ChoiceFilter), ("region", RelatedFilter))
    list_select_related = ("region",)
    search_fields = ("short_name", "name", "aliases__text")
    search_help_text = "按简称、全称或别名查找"
    show_abolished = filled("撤并日期", "abolished_on", "未撤并")
    autocomplete_fields = ("region", "parent")
    fields = ("name", "short_name", "level", "kind", "region", "parent", "head_endorses", "abolished_on")
    inlines = (AliasInline, SuccessionInline)

    def get_urls(self) -> list[Any]:
        """With the file to fill in."""
        sheet = path(
            "sheet/", self.admin_site.admin_view(self.sheet_view), name="departments_department_sheet"
        )
        return [sheet, *super().get_urls()]


@admin.register(DepartmentGroup)
class DepartmentGroupAdmin(NamedAdmin):
    list_display = ("name", "region", "is_open", "show_members")
    list_filter = (("region", RelatedFilter),)
    list_select_related = ("region",)
    search_fields = ("name", "aliases__text")
    autocomplete_fields = ("region", "members")
    fields = ("name", "region", "is_open", "members")
    inlines = (GroupAliasInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: QuerySet = super().get_queryset(request)
        return queryset.prefetch_related("members")

    @display(description="成员")
    def show_members(self, obj: DepartmentGroup) -> str:
        names = [str(member) for member in obj.members.all()]
        return "、".join(names[:5]) + (f" 等{len(names)}个" if len(names) > 5 else "")


class NameAdmin(LedgerAdmin):
    """Aliases on a list of their own, to find whose a printed name is; changed under their owner."""

    search_fields = ("text",)
    list_filter = (("region", RelatedFilter),)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Under the owner only, where the region follows."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(DepartmentAlias)
class DepartmentAliasAdmin(NameAdmin):
    list_display = ("text", "department", "region")
    list_select_related = ("department", "region")


@admin.register(GroupAlias)
class GroupAliasAdmin(NameAdmin):
    list_display = ("text", "group", "region")
    list_select_related = ("group", "region")


@admin.register(Succession)
class SuccessionAdmin(HistoryAdmin):
    list_display = ("predecessor", "successor", "effective_on", "note")
    list_select_related = ("predecessor", "successor")
    search_fields = (
        "predecessor__name",
        "predecessor__short_name",
        "successor__name",
        "successor__short_name",
    )
    autocomplete_fields = ("predecessor", "successor")
