"""处室: the list of a unit's sections, and the forms that make and change one."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action
from unfold.enums import ActionVariant

from common.admin.base import HistoryAdmin, ViewOnly
from common.admin.columns import column
from common.admin.transitions import Offer, TransitionsMixin, transition
from departments.admin.actor import actor
from departments.inside.admin.asking import AsksForUnit
from departments.inside.admin.forms import ChangeSectionForm, SectionForm, units_arranged_by
from departments.inside.models import Section
from departments.inside.services.access import may_arrange
from departments.inside.services.sections import save_section

NOTE = "分给处室的事项，处室人员都能在“我的”中看到，并收到提醒。"


def _form(section: Section) -> Any:
    initial = {"name": section.name, "members": section.members.all(), "closed": section.closed}
    return partial(ChangeSectionForm, department=section.department_id, initial=initial)


@admin.register(Section)
class SectionAdmin(ViewOnly, TransitionsMixin, AsksForUnit, HistoryAdmin):
    list_display = ("name", "department", "show_members", "show_closed")
    list_display_links = ("name",)
    search_fields = ("name", "department__short_name")
    search_help_text = "按处室或单位查找"
    fields = ("department", "name", "show_members", "show_closed")
    readonly_fields = ("show_members", "show_closed")
    actions_list = ("add_section",)
    actions_detail = ("change_section",)
    offers = {
        "change_section": Offer(
            lambda user, section: may_arrange(user, section.department_id), lambda section: True
        )
    }

    show_members = column("人员", lambda row: "、".join(map(str, row.members.all())) or "—")
    show_closed = column("状态", lambda row: "已撤销" if row.closed else "在用")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those of the user's units."""
        rows: Any = super().get_queryset(request)
        return rows.visible_to(actor(request)).select_related("department").prefetch_related("members")

    def has_arrange_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        """Who leads a unit, or is of 督查室."""
        return units_arranged_by(actor(request)).exists()

    @action(
        description="新增处室",
        url_path="new",
        icon="add",
        variant=ActionVariant.PRIMARY,
        permissions=["arrange"],
    )
    def add_section(self, request: HttpRequest) -> HttpResponse:
        """Ask for its name and people."""
        user = actor(request)

        def run(**meant: Any) -> str:
            return f"已新增处室“{save_section(actor=user, **meant)}”。"

        def form(sent: Any, unit: Any) -> Any:
            return SectionForm(sent, department=unit.pk)

        return self.asked(request, "新增处室", units_arranged_by(user), form, run, NOTE)

    @transition("修改处室", url_path="change-section", icon="edit", note=NOTE, form_of=_form)
    def change_section(self, request: HttpRequest, section: Section, **meant: Any) -> str:
        """Another name, other people, or closed."""
        save_section(department=section.department, section=section, actor=actor(request), **meant)
        return f"处室“{meant['name']}”已保存。"
