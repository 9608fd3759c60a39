"""工作日历: the days that 督查室 has entered, and how far the calendar is known."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import path, reverse
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
from common.files.answers import XLSX, attachment
from departments.admin.actor import actor, is_office, is_supervisor
from departments.daysoff.models import DayKind, DayOff
from departments.daysoff.reading import ReadDay
from departments.daysoff.selectors import charted_until, days_off
from departments.daysoff.services import enter_day, enter_days, import_days, remove_day
from departments.daysoff.sheets import DayLine, days_template, read_days_sheet

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


_SALT = "days off as they were shown"


def _shown_days(sent: str) -> list[ReadDay]:
    """The days that the page has shown and that were confirmed."""
    try:
        days = signing.loads(sent, salt=_SALT, max_age=timedelta(hours=12))
    except signing.BadSignature:
        raise ServiceError("days_off_unreadable", "预览已过期，请重新上传表格。", field="file") from None
    return [ReadDay(date.fromisoformat(day), DayKind(kind), name) for day, kind, name in days]


class DaysSheetForm(TransitionForm):
    file = forms.FileField(label="填好的表格", help_text="xlsx，每行一天")


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
    actions_list = ("enter", "read_notice", "read_sheet")
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

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("sheet/", wrap(self.template_view), name="daysoff_template"),
            *super().get_urls(),
        ]

    def template_view(self, request: HttpRequest) -> HttpResponseBase:
        """The sheet to fill in, of the year to come."""
        if not is_office(self, request):
            raise PermissionDenied
        year = self.today().year + 1
        return attachment(days_template(year), name=f"{year}年工作日历.xlsx", media_type=XLSX)

    @action(description="导入表格", url_path="read-sheet", icon="table_view", permissions=["days"])
    def read_sheet(self, request: HttpRequest) -> HttpResponse:
        """Shows what the sheet says, line by line; enters it when that is confirmed, all or nothing."""
        back = reverse("admin:daysoff_dayoff_changelist")
        form = DaysSheetForm(request.POST or None, request.FILES or None)
        lines: list[DayLine] = []
        try:
            if request.method == "POST" and "days" in request.POST:
                entered = enter_days(days=_shown_days(request.POST["days"]), actor=actor(request))
                self.message_user(request, entered.message)
                return HttpResponseRedirect(back)
            if form.is_bound and form.is_valid():
                lines = read_days_sheet(form.cleaned_data["file"].read(2 * 1024 * 1024))
        except ServiceError as error:
            add_refusal(form, error)
        shown = {
            "form": form if form.errors or not lines else DaysSheetForm(),
            "note": "下载模板，每行填一天，再上传；先逐行显示，确认后一并录入，已有的日期以这次的为准。",
            "back_url": back,
            "template_url": reverse("admin:daysoff_template"),
            "template_year": self.today().year + 1,
            "lines": self._compared(lines),
            "wrong": sum(bool(line.errors) for line in lines),
            "days": signing.dumps(
                [(str(x.read.day), x.read.kind.value, x.read.name) for x in lines if x.read], salt=_SALT
            ),
        }
        return self.page(request, "daysoff/import_sheet.html", "导入表格", shown)

    def _compared(self, lines: list[DayLine]) -> list[tuple[DayLine, str]]:
        """Each line with what it would do."""
        held = {row.day: row for row in DayOff.objects.filter(day__in=[x.read.day for x in lines if x.read])}

        def said(line: DayLine) -> str:
            row = held.get(line.read.day) if line.read else None
            if row is None:
                return "新增"
            same = line.read is not None and (row.kind, row.name) == (line.read.kind, line.read.name)
            return "与原有的相同" if same else f"改动（原为{row.get_kind_display()} {row.name}）"

        return [(line, said(line)) for line in lines]

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
