"""考核: the page of the scorecard, its xlsx, and the versions of the formula."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from unfold.decorators import action
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from common.admin.base import LedgerAdmin, ViewOnly
from common.admin.refusals import add_refusal
from common.admin.transitions import Offer, TransitionForm, TransitionsMixin
from common.admin.widgets import DayInput
from common.errors import ServiceError
from common.files.answers import XLSX, attachment
from common.files.workbook import Book, Column, Table
from departments.admin.actor import actor, is_office
from departments.models.users import UserRole
from policies.models.documents import PolicyDocument
from tracker.scorecard.models import ScoreFormula
from tracker.scorecard.selectors import Line, Scorecard, reconciled, scorecard_for
from tracker.scorecard.services import change_score_formula
from tracker.work.admin.counted import MEANS, reconciled_urls, rows_behind, written
from tracker.work.periods import Span, usual_spans

SHOWN = 50  # lines of a page; the file holds all
# Name, head, what stands behind the number.
COLUMNS = (
    ("rank", "名次", ""),
    ("name", "单位", ""),
    ("score", "得分", ""),
    ("assignments", "事项", ""),
    ("total", "时限", ""),
    ("on_time", "按时完成", ""),
    ("extended", "延期办理", ""),
    ("done_late", "逾期完成", ""),
    ("overdue", "逾期未完成", ""),
    ("past_at_dispatch", "其中交办时已过期", ""),
    ("pending", "未到期", ""),
    ("on_time_rate", "按时完成率", "%"),
    ("average_late", "平均逾期", "天"),
    ("returns", "退回", ""),
    ("extensions", "延期", ""),
    ("average_mark", "质量评分", ""),
    ("points", "加减分", ""),
)
_HEADS = {
    "rank": "按得分从高到低排列，得分相同的名次相同；“无”是没有应完成的时限，不评分也不排名。",
    "name": "按单位排列。",
    "score": "按下方的公式得出，0至100分；“无”是没有应完成的时限。",
}
DEFINITIONS = (
    (
        "时限",
        "时限落在期间内的，以及此前已到、在期间开始时仍未完成的，都计入：逾期未完成的事项，在逾期的每个期间都算。"
        "只计必须完成的时限，争取时限不计；期间结束后才交办的不计。",
    ),
    ("单位", "只计牵头、负责单位；配合单位和由上级单位转办的事项不计。已中止事项中未完成的时限不计。"),
    (
        "按时完成",
        "完成日期不晚于时限。单位申请延期的，按延期前的时限算；督查室调整的，按调整后的时限算。完成日期是申请办结的报送日期，审核所用的时间不算在单位头上。",
    ),
    (
        "延期办理",
        "延期前的时限已过、但在延期之内的，无论完成与否：不算逾期未完成，也不算按时，天数从延期前的时限算起，"
        "所以申请延期不会使得分和名次变好。",
    ),
    ("逾期", "完成日期晚于现行时限为逾期完成；未完成且现行时限已过为逾期未完成。当天到期不算逾期。"),
    ("交办时已过期", "逾期未完成中，时限在交办那天就已经过去的；天数从交办那天算起。"),
    ("按时完成率", "按时完成数 ÷ 应完成数（未到期以外的）；提前完成的也计入。"),
    ("平均逾期", "未按时的各项超过时限的天数之和 ÷ 项数；未完成的算到今天。"),
    ("退回、延期", "期间内被退回的进展份数、获准延期的次数，以审核答复的日期为准。"),
    ("质量评分", "期间内审核进展时所评分数（1至5分）的平均值，未评分的不计。"),
    ("加减分", "督查室在期间内给该单位的加减分，每项都有理由；只在看全部文件时计入。"),
    ("权重", "每个时限按分工和所属文件的权重加权后计算得分；表中各项数字是实际项数，没有加权。"),
    ("无", "期间内没有应完成的时限，不评分，也不排名。"),
)


class SpanForm(forms.Form):
    document = forms.ModelChoiceField(queryset=PolicyDocument.objects.none(), required=False)

    def __init__(self, documents: Any, data: Any) -> None:
        super().__init__(data=data)
        self.fields["from"] = forms.DateField(widget=DayInput())
        self.fields["to"] = forms.DateField(widget=DayInput())
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("from"), values.get("to")
        if first and last and first > last:
            raise forms.ValidationError("起始日期不能晚于截止日期。")
        return values

    @property
    def span(self) -> Span:
        """The days asked for, of a form that is valid."""
        return Span(self.cleaned_data["from"], self.cleaned_data["to"])


def asked_span(
    request: HttpRequest, on: Any, usual_name: str = "本年"
) -> tuple[Span, PolicyDocument | None, str]:
    """Period and document of an address, and what is wrong with it.

    This year, or the usual period of that name, and all documents unless it says so; 404 for a document that
    the user may not see.
    """
    documents = PolicyDocument.objects.visible_to(actor(request)).without_text()
    usual = usual_spans(on)[usual_name]
    data = {
        "from": request.GET.get("from") or str(usual.first),
        "to": request.GET.get("to") or str(usual.last),
        "document": request.GET.get("document") or "",
    }
    form = SpanForm(documents, data)
    if not form.is_valid():
        if "document" in form.errors:
            raise Http404("没有这份文件，或者您无权查看。")
        return usual, None, "；".join(str(message) for errors in form.errors.values() for message in errors)
    return form.span, form.cleaned_data["document"], ""


class FormulaForm(TransitionForm):
    """The weights, and why they are changed."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data=data)
        names = [name for name in ScoreFormula.current().values if name != "version"]
        made = forms.modelform_factory(
            ScoreFormula, fields=[*names, "note"], formfield_callback=_unfold_field
        )
        for name, field in made(instance=ScoreFormula.current()).fields.items():
            field.initial = None if name == "note" else getattr(ScoreFormula.current(), name)
            self.fields[name] = field


def _unfold_field(field: Any, **kwargs: Any) -> Any:
    text = field.name == "note"
    kwargs["widget"] = UnfoldAdminTextInputWidget() if text else UnfoldAdminIntegerFieldWidget()
    if isinstance(field, models.DecimalField):
        kwargs["widget"].attrs["step"] = "0.1"
    return field.formfield(**kwargs)


@admin.register(ScoreFormula)
class ScoreFormulaAdmin(ViewOnly, TransitionsMixin, LedgerAdmin):
    """考核公式: its versions; and the page that it is for."""

    list_display = (
        "__str__",
        "on_time_weight",
        "lateness_weight",
        "quality_weight",
        "note",
        "created_by",
        "created_at",
    )
    list_select_related = ("created_by",)
    actions_list = ("change_formula",)
    offers: dict[str, Offer] = {}

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("scorecard/", wrap(self.scorecard_view), name="scorecard_scorecard"),
            path("scorecard/download/", wrap(self.download_view), name="scorecard_download"),
            *super().get_urls(),
        ]

    has_formula_permission = is_office

    @action(
        description="修改公式",
        url_path="change-formula",
        icon="tune",
        variant=ActionVariant.PRIMARY,
        permissions=["formula"],
    )
    def change_formula(self, request: HttpRequest) -> HttpResponse:
        back = reverse("admin:scorecard_scoreformula_changelist")
        form = FormulaForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            try:
                formula = change_score_formula(actor=actor(request), **form.cleaned_data)
            except ServiceError as error:
                add_refusal(form, error)
            else:
                self.message_user(request, f"已保存为{formula}，此后的考核按新公式计算；已印发的通报不变。")
                return HttpResponseRedirect(back)
        shown = {
            "form": form,
            "note": "保存为新的版本，原版本仍然保留；已印发的通报仍按当时的公式。",
            "back_url": back,
        }
        return self.page(request, self.transition_template, "修改考核公式", shown)

    def scorecard_view(self, request: HttpRequest) -> HttpResponse:
        """The scorecard of a period: of every department, or for a department of its own."""
        user, on = actor(request), self.today()
        span, document, trouble = asked_span(request, on)
        card = scorecard_for(user, span=span, on=on, document=document)
        sort = _sorted(card, request.GET.get("sort", ""))
        page = Paginator(card.lines, SHOWN).get_page(request.GET.get("page"))
        asked = {"from": str(span.first), "to": str(span.last)}
        if document:
            asked["document"] = str(document.pk)
        documents = PolicyDocument.objects.visible_to(user).without_text()
        context = {
            **self.admin_site.each_context(request),
            "title": "单位考核",
            "card": card,
            "trouble": trouble,
            "columns": [
                (name, head, _turned(name, sort, asked), _HEADS.get(name) or MEANS[name])
                for name, head, _ in COLUMNS
            ],
            "sort": sort.lstrip("-"),
            "descending": sort.startswith("-"),
            "rows": [_row(line, span, document) for line in page],
            "page": page,
            "previous": _page_query(asked, sort, page.number - 1) if page.has_previous() else "",
            "following": _page_query(asked, sort, page.number + 1) if page.has_next() else "",
            "totals": _cells(card.totals, span, document, None) if card.totals else None,
            "spans": [
                (name, urlencode(_dates(s) | {k: v for k, v in asked.items() if k == "document"}), s)
                for name, s in usual_spans(on).items()
            ],
            "documents": documents.order_by("-id")[:200] if user.sees_everything else documents[:200],
            "chosen": document,
            "definitions": DEFINITIONS,
            "reconciled": reconciled(user, span=span, on=on, document=document) if card.totals else None,
            "reconciled_urls": reconciled_urls(span, document.pk if document else None),
            "dates_url": rows_behind(span, document=document.pk if document else None)["overdue"],
            "download_url": _download_url(asked | {"sort": sort}),
            "points_url": reverse("admin:scorecard_handpoints_changelist"),
            "formula_url": reverse("admin:scorecard_scoreformula_changelist")
            if user.has_role(UserRole.SUPERVISOR)
            else "",
        }
        return TemplateResponse(request, "scorecard/scorecard.html", context)

    def download_view(self, request: HttpRequest) -> HttpResponseBase:
        span, document, _ = asked_span(request, self.today())
        card = scorecard_for(actor(request), span=span, on=self.today(), document=document)
        _sorted(card, request.GET.get("sort", ""))
        return attachment(_workbook(card), name=f"单位考核（{span.label}）.xlsx", media_type=XLSX)


def _download_url(query: dict[str, str]) -> str:
    return f"{reverse('admin:scorecard_download')}?{urlencode(query)}"


def _dates(span: Span) -> dict[str, str]:
    return {"from": str(span.first), "to": str(span.last)}


def _sorted(card: Scorecard, wanted: str) -> str:
    """Put the lines in the order wanted: a column's name, with a minus for the largest first."""
    name = wanted.lstrip("-")
    if name not in {column for column, _, _ in COLUMNS}:
        return "rank"
    some = [line for line in card.lines if getattr(line, name) is not None]
    some.sort(key=lambda line: getattr(line, name), reverse=wanted.startswith("-"))
    card.lines = some + [line for line in card.lines if getattr(line, name) is None]
    return wanted


def _turned(name: str, sort: str, asked: dict[str, str]) -> str:
    order = (
        f"-{name}" if sort == name or (sort.lstrip("-") != name and name not in ("rank", "name")) else name
    )
    return urlencode(asked | {"sort": order})


def _page_query(asked: dict[str, str], sort: str, number: int) -> str:
    return urlencode(asked | {"sort": sort, "page": str(number)})


def _row(line: Line, span: Span, document: PolicyDocument | None) -> dict[str, Any]:
    return {"line": line, "cells": _cells(line, span, document, line.department)}


def _cells(figures: Any, span: Span, document: PolicyDocument | None, department: int | None) -> list[Any]:
    links = rows_behind(span, department=department, document=document.pk if document else None)
    if department is not None:
        by_hand = {"department": department, "counted": written(span)}
        links["points"] = f"{reverse('admin:scorecard_handpoints_changelist')}?{urlencode(by_hand)}"
    shown: Sequence[tuple[str, str, str]] = COLUMNS[3:]
    return [
        {
            "name": name,
            "head": head,
            "counts": MEANS[name],
            "value": "—" if (value := getattr(figures, name, None)) is None else f"{value}{unit}",
            "url": links.get(name, "") if value or isinstance(value, Decimal) else "",
        }
        for name, head, unit in shown
    ]


def _workbook(card: Scorecard) -> bytes:
    book = Book()
    columns = [
        Column(head + (f"（{unit}）" if unit else ""), 20 if name == "name" else 11)
        for name, head, unit in COLUMNS
    ]
    scope = str(card.document) if card.document else "全部文件"
    title = f"单位考核（{card.span.label}，{scope}，截至{card.on}）"
    table = Table(book, "单位考核", columns, above=[title], frozen=2)
    for line in card.lines:
        table.write(
            [
                "无" if value is None and name in ("rank", "score") else value
                for name, _, _ in COLUMNS
                for value in [getattr(line, name)]
            ]
        )
    return book.as_bytes()
