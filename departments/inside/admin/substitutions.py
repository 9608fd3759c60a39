"""代理: who acts for whom; set here, ended here before its time."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action
from unfold.enums import ActionVariant

from common import clock
from common.admin.base import HistoryAdmin, ViewOnly
from common.admin.columns import column
from common.admin.transitions import Offer, TransitionsMixin, transition
from departments.admin.actor import actor
from departments.inside.admin.asking import AsksForUnit
from departments.inside.admin.forms import SubstitutionForm, units_of
from departments.inside.models import Substitution
from departments.inside.services.access import may_arrange
from departments.inside.services.substitutions import end_substitution, substitute
from departments.models.departments import Department
from departments.models.users import User

NOTE = (
    "代理期间，被代理人的事项也在代理人的“我的”中，提醒同时发给两人；代理人所办的写明“某代某”。"
    "代理不增加代理人的权限，到期自动结束。"
)


def standing(row: Substitution) -> str:
    """How it stands today, in words."""
    today = clock.today()
    if row.ended_on is not None:
        return f"{row.ended_on}提前结束"
    if row.last_day < today:
        return "已结束"
    return "代理中" if row.first_day <= today else "未开始"


def _may_end(user: User, row: Substitution) -> bool:
    own = row.person_id == user.pk and row.department_id in user.department_ids()
    return own or may_arrange(user, row.department_id)


@admin.register(Substitution)
class SubstitutionAdmin(ViewOnly, TransitionsMixin, AsksForUnit, HistoryAdmin):
    list_display = ("show_who", "department", "first_day", "last_day", "show_standing", "reason", "made_by")
    list_display_links = ("show_who",)
    list_select_related = ("department", "person", "substitute", "made_by")
    search_fields = ("person__display_name", "substitute__display_name", "department__short_name")
    search_help_text = "按姓名或单位查找"
    fields = (
        "department",
        "show_person",
        "show_substitute",
        "first_day",
        "last_day",
        "reason",
        "ended_on",
        "show_made_by",
    )
    # No ways to pages of accounts, which only who keeps them opens.
    readonly_fields = ("show_person", "show_substitute", "show_made_by")
    actions_list = ("add_substitution",)
    actions_detail = ("end",)
    offers = {
        "end": Offer(_may_end, lambda row: row.ended_on is None and row.last_day >= clock.today()),
    }

    show_who = column("代理", lambda row: f"{row.substitute}代{row.person}")
    show_person = column("被代理人", lambda row: row.person)
    show_substitute = column("代理人", lambda row: row.substitute)
    show_made_by = column("设定人", lambda row: row.made_by)
    show_standing = column("状态", standing)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those of the user's units."""
        rows: Any = super().get_queryset(request)
        return rows.visible_to(actor(request))

    def has_set_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        """Who does the work of a unit, or is of 督查室."""
        return units_of(actor(request)).exists()

    @action(
        description="设定代理",
        url_path="new",
        icon="add",
        variant=ActionVariant.PRIMARY,
        permissions=["set"],
    )
    def add_substitution(self, request: HttpRequest) -> HttpResponse:
        """Ask who for whom, and when."""
        user, today = actor(request), self.today()

        def run(**meant: Any) -> str:
            made = substitute(actor=user, on=today, **meant)
            return f"{made}已设定，到期自动结束。"

        def form(sent: Any, unit: Department) -> Any:
            only = None if may_arrange(user, unit.pk) else user
            initial = {"first_day": today, **({"person": user.pk} if only else {})}
            return SubstitutionForm(sent, department=unit.pk, only=only, initial=initial)

        return self.asked(request, "设定代理", units_of(user), form, run, NOTE)

    @transition("结束代理", url_path="end", icon="event_busy", note="结束后即刻失效，已办的事项不变。")
    def end(self, request: HttpRequest, row: Substitution) -> str:
        """Before its time."""
        end_substitution(substitution=row, actor=actor(request), on=self.today())
        return "代理已结束。"
