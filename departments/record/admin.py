"""使用记录: the auditor's list, its file, and the sheet with the head of the chain."""

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_ipv46_address
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.contrib.filters.admin import TextFilter
from unfold.decorators import display

from common.admin.base import LedgerAdmin, ViewOnly, colours
from common.admin.columns import choice_column, column
from common.admin.filters import ChoiceFilter, RangeDateFilter
from common.errors import ServiceError
from common.files.answers import XLSX, attachment
from departments.admin.actor import actor
from departments.permissions import is_auditor
from departments.record.chain.heads import head, head_in_words, verifying_command
from departments.record.chain.verifying import unsealed
from departments.record.models import ChainLink, UseKind, UseRecord
from departments.record.selectors import in_period, roles_in_words, thing_in_words, thing_name, user_in_words
from departments.record.workbook import record_xlsx

KIND_COLOURS = colours(
    UseKind,
    log_in="success",
    log_in_failed="danger",
    locked="danger",
    download="info",
    export="info",
    account="warning",
    role="warning",
    token="warning",  # noqa: S106  (a kind)
    rule="warning",
)
SHOWN = 30  # links on the sheet


class PeriodFilter(RangeDateFilter):
    """By days, both included: the column is a moment."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        first, last = (
            _day(self.used_parameters.get(f"{self.parameter_name}_{end}")) for end in ("from", "to")
        )
        return in_period(queryset, first, last)


class AddressFilter(TextFilter):
    """By the whole address."""

    title = "来源地址"
    parameter_name = "from"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        sought = (self.value() or "").strip()
        if not sought:
            return queryset
        try:
            validate_ipv46_address(sought)
        except ValidationError:
            return queryset.none()
        return queryset.filter(address=sought)


class ThingFilter(TextFilter):
    """By one thing, `work.assignment:17`, or all of a kind: where a line of the list leads."""

    title = "对象（种类:编号）"
    parameter_name = "about"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        thing, _, key = (self.value() or "").strip().partition(":")
        queryset = queryset.filter(thing=thing) if thing else queryset
        return queryset.filter(thing_id=key) if key else queryset


@admin.register(UseRecord)
class UseRecordAdmin(ViewOnly, LedgerAdmin):
    list_display = (
        "show_at",
        "show_user",
        "show_roles",
        "show_kind",
        "show_thing",
        "words",
        "address",
        "reason",
    )
    list_filter = (("kind", ChoiceFilter), ("at", PeriodFilter), AddressFilter, ThingFilter)
    list_select_related = ("user",)
    search_fields = ("name", "user__display_name", "words", "reason")
    search_help_text = "按账号、姓名、对象或理由查找"
    ordering = ("-id",)
    fields = (
        "show_at",
        "show_user",
        "show_roles",
        "kind",
        "show_thing",
        "thing_id",
        "words",
        "address",
        "reason",
    )
    readonly_fields = ("show_at", "show_user", "show_roles", "show_thing")
    change_list_template = "record/use_records.html"

    show_kind = choice_column("事项", "kind", KIND_COLOURS)
    show_user = column("用户", user_in_words)
    show_roles = column("身份", roles_in_words)

    @display(description="时间", ordering="at")
    def show_at(self, row: UseRecord) -> str:
        return f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}"

    @display(description="对象种类和编号")
    def show_thing(self, row: UseRecord) -> str:
        """With the way to all lines of the same thing."""
        words = f"{thing_in_words(row)} {row.thing_id}".strip()
        if not row.thing_id:
            return words
        return format_html('<a class="dc-link" href="?about={}:{}">{}</a>', row.thing, row.thing_id, words)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The auditor alone: not who may open everything else."""
        return is_auditor(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_auditor(request.user)

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("file/", wrap(self.file_view), name="record_userecord_file"),
            path("seal/", wrap(self.seal_view), name="record_userecord_seal"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        shown = {
            "head": head(),
            "file_url": f"{reverse('admin:record_userecord_file')}?{request.GET.urlencode()}",
            "about": _about(request),
        }
        return super().changelist_view(request, {**(extra_context or {}), **shown})

    def file_view(self, request: HttpRequest) -> HttpResponseBase:
        """What the list shows, as xlsx."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.listed(request)
        try:
            made = record_xlsx(rows, asked=request.GET.urlencode(), actor=actor(request))
        except ServiceError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(
                f"{reverse('admin:record_userecord_changelist')}?{request.GET.urlencode()}"
            )
        return attachment(made, name=f"使用记录（{self.today()}）.xlsx", media_type=XLSX)

    def seal_view(self, request: HttpRequest) -> HttpResponse:
        """The head of the chain, to be printed and put away."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        newest = head()
        shown = {
            "lines": head_in_words(newest),
            "links": ChainLink.objects.defer("marks", "columns").order_by("-number")[:SHOWN],
            "unsealed": sum(unsealed().values()),
            "command": verifying_command(newest) if newest else "",
            "printed_at": timezone.now(),
        }
        return self.page(request, "record/seal.html", "封存值", shown)


def _about(request: HttpRequest) -> str:
    """The thing that the list was narrowed to, in words."""
    thing, _, key = request.GET.get(ThingFilter.parameter_name, "").partition(":")
    return f"{thing_name(thing)} {key}".strip()


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        return None
