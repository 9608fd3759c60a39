"""工作日历: the days that 督查室 has entered, and how far the calendar is known."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.decorators import action
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from common.admin.base import HistoryAdmin, ViewOnly, colours
from common.admin.columns import choice_column
from common.admin.fields import long_text
from common.admin.filters import ChoiceFilter, RangeDateFilter
from common.admin.refusals import add_refusal
from common.admin.transitions import Offer, TransitionForm, TransitionsMixin, transition
from common.admin.widgets import DayInput
from common.errors import ServiceError
from departments.admin.actor import actor, is_office, is_supervisor
from departments.daysoff.models import DayKind, DayOff
from departments.daysoff.selectors import charted_until, days_off
from departments.daysoff.services import enter_day, import_days, remove_day

KIND_COLOURS = colours(DayKind, off="success", worked="warning")


class EnterDayForm(TransitionForm):
    day = forms.DateField(label="日期", widget=DayInput())
    kind = forms.ChoiceField(label="安排", choices=DayKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label="说明", required=False, max_length=30, widget=UnfoldAdminTextInputWidget(), help_text="如：春节"
    )


class ImportDaysForm(TransitionForm):
    year = forms.IntegerField(
        label="年份",
        required=False,
        min_value=2000,
        max_value=2100,
        widget=UnfoldAdminIntegerFieldWidget(),
        help_text="正文里没有写年份时使用",
    )
    text = long_text("放假安排", max_length=20_000)


@admin.register(DayOff)
class DayOffAdmin(ViewOnly, TransitionsMixin, HistoryAdmin):
    """工作日历."""

    list_display = ("day", "show_kind", "name", "entered_by", "entered_at")
    list_filter = (("kind", ChoiceFilter), ("day", RangeDateFilter))
    list_select_related = ("entered_by",)
    search_fields = ("name",)
    search_help_text = "按说明查找"
    ordering = ("-day",)
    fields = ("day", "kind", "name", "entered_by")
    actions_list = ("enter", "read_notice")
    actions_detail = ("remove",)
    change_list_template = "daysoff/days_off.html"
    offers = {"remove": Offer(is_supervisor, when=lambda day: True)}

    show_kind = choice_column("安排", "kind", KIND_COLOURS)
    has_days_permission = is_office

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        known = charted_until(self.today(), days_off())
        return super().changelist_view(request, {**(extra_context or {}), "known_until": known})

    @action(
        description="录入一天",
        url_path="enter",
        icon="add",
        variant=ActionVariant.PRIMARY,
        permissions=["days"],
    )
    def enter(self, request: HttpRequest) -> HttpResponse:
        form = EnterDayForm(request.POST if request.method == "POST" else None)
        return self._entered(request, form, "录入休息日或上班日", enter_day, "")

    @action(description="导入放假安排", url_path="read-notice", icon="upload", permissions=["days"])
    def read_notice(self, request: HttpRequest) -> HttpResponse:
        next_year = self.today().year + 1
        form = ImportDaysForm(request.POST if request.method == "POST" else None, initial={"year": next_year})
        note = (
            "粘贴年度放假安排通知的正文（如“春节：2月6日至12日放假调休，共7天。2月14日上班。”），"
            "或每行写一天（如“2027-02-06 休息 春节”）。已有的日期以这次的为准。"
        )
        return self._entered(request, form, "导入放假安排", import_days, note)

    def _entered(self, request: HttpRequest, form: Any, title: str, enter: Any, note: str) -> HttpResponse:
        back = reverse("admin:daysoff_dayoff_changelist")
        if form.is_bound and form.is_valid():
            try:
                entered = enter(actor=actor(request), **form.cleaned_data)
            except ServiceError as error:
                add_refusal(form, error)
            else:
                self.message_user(request, entered.message)
                return HttpResponseRedirect(back)
        shown = {"form": form, "note": note, "back_url": back}
        return self.page(request, self.transition_template, title, shown)

    @transition(
        "删去这一天",
        url_path="remove",
        icon="delete",
        note=lambda row: f"删去后，{row.day}是否上班按系统自带的日历判断。",
    )
    def remove(self, request: HttpRequest, row: DayOff) -> str:
        """Take back what was said of the day."""
        day: date = row.day
        remove_day(day=day, actor=actor(request))
        return f"已删去{day}的安排。"

    def back_url(self, request: HttpRequest, obj: Any) -> str:
        """The list: the row may be gone."""
        return reverse("admin:daysoff_dayoff_changelist")
