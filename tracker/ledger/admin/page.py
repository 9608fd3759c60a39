"""台账: the table that everybody knows from Excel, with its saved views."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from common import clock
from common.db.keyset import BadCursor, Page
from common.db.words import WORDS
from common.errors import ServiceError
from departments.admin.actor import actor
from departments.models.users import User
from policies.models.documents import PolicyDocument, Section
from tracker.ledger.columns import COLUMNS, DEFAULT, FIRST, WHY_EMPTY, Column, Row, chosen
from tracker.ledger.describing import describe, describe_order, names_of
from tracker.ledger.models import SavedView
from tracker.ledger.query import (
    COUNTED,
    DEFAULT_SORT,
    FIRST_QUESTION,
    MARK,
    LedgerResult,
    TableQuery,
    decode_query,
    read_query,
)
from tracker.ledger.rows import group_line, make_rows, read_in_order
from tracker.ledger.services.views import delete_view, keep_columns, layout_of, remember, save_view
from tracker.work.admin.assignments import LIGHT_COLOURS, STATUS_COLOURS
from tracker.work.ledger_query import CHOICES, UNKNOWN

SIZE = 50


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The table: what the address asks for; with no question in it, what was asked last time."""
    user, on = actor(request), clock.today()
    layout = layout_of(user)
    asked = request.GET or QueryDict(layout.query or FIRST_QUESTION.encode())
    question, errors = read_query(asked)
    columns = question.cols or chosen(layout.columns)
    if not errors and layout.query != question.replace(cols=()).encode():
        remember(actor=user, question=question)
    answer = question.answer(user, on)
    page = _page(answer, request, errors)
    rows = make_rows(read_in_order(page.keys, on), user=user, on=on, columns=columns)
    for name, sentences in errors.items():
        for sentence in sentences:
            messages.warning(request, f"“{name[:20]}”：{sentence}" if sentence == UNKNOWN else sentence)
    if len(question.q.split()) > WORDS:
        messages.warning(request, f"一次最多检索{WORDS}个词，其余的未检索。")
    names = names_of(question, user)
    context = {
        **admin.site.each_context(request),
        "title": "台账",
        "question": question,
        "on": on,
        "words": describe(question, names),
        "narrowed": question.replace(sort="", group=False, cols=(), q="")
        not in (TableQuery(), FIRST_QUESTION),
        "order": describe_order(question),
        "columns": [_head(COLUMNS[key], question) for key in columns],
        "groups": _groups(rows, columns, question),
        "shown": len(rows),
        "total": _total(answer, rows, page),
        "following": _link(question, **{MARK: page.following}) if page.following else "",
        "previous": _link(question, **{MARK: page.previous}) if page.previous else "",
        "choices": _choices(question),
        "names": names,
        "sections": _sections(question, user),
        "every_column": [(c.key, c.heading, c.key in columns) for c in COLUMNS.values() if c.key != FIRST],
        "default_columns": ",".join(DEFAULT),
        "views": SavedView.objects.of(user),
        "grouping": _link(question.replace(group=not question.group)),
        "everything": f"?{TableQuery().encode()}",
        "at_first": f"?{FIRST_QUESTION.encode()}",
        "query": question.encode(),
        "encoded": question.replace(cols=columns).encode(),
    }
    return TemplateResponse(request, "ledger/ledger.html", context)


@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Keep the ticked columns and come back."""
    keep_columns(actor=actor(request), columns=request.POST.getlist("column"))
    return _back(request, decode_query(request.POST.get("query", "")[:2000]).replace(cols=()))


@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters under a name and say the link."""
    question = decode_query(request.POST.get("query", "")[:2000])
    try:
        view = save_view(actor=actor(request), name=request.POST.get("name", ""), question=question)
        messages.success(request, f"已保存视图“{view}”，可在“视图”中复制链接发给他人。")
    except ServiceError as error:
        messages.error(request, str(error))
    return _back(request, question)


@require_safe
def shared_view(request: HttpRequest, token: str) -> HttpResponse:
    """The filters of a saved view, over what this reader may see."""
    view = get_object_or_404(SavedView, token=token)
    return HttpResponseRedirect(f"{reverse('ledger')}?{decode_query(view.query).encode()}")


@require_POST
def drop_view(request: HttpRequest, token: str) -> HttpResponse:
    """Remove one's own view."""
    view = get_object_or_404(SavedView, token=token)
    try:
        delete_view(view=view, actor=actor(request))
        messages.success(request, f"已删除视图“{view}”。")
    except ServiceError as error:
        messages.error(request, str(error))
    to = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(to if safe else reverse("ledger"))


def _back(request: HttpRequest, question: TableQuery) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('ledger')}?{question.encode()}")


def _page(answer: LedgerResult, request: HttpRequest, errors: dict[str, list[str]]) -> Page:
    try:
        return answer.page(SIZE, request.GET.get(MARK, ""))
    except BadCursor:
        errors[MARK] = ["翻页标记无效，已回到第一页。"]
        return answer.page(SIZE)


def _link(question: TableQuery, **more: str) -> str:
    return f"?{question.encode()}" + (f"&{urlencode(more)}" if more else "")


def _total(answer: LedgerResult, rows: list[Row], page: Page) -> str:
    if not page.following and not page.previous:
        return f"共{len(rows)}项"
    count = answer.count()
    if count is None:
        return "结果较多，未逐一计数"
    return f"共{COUNTED}项以上" if count > COUNTED else f"共{count}项"


def _head(column: Column, question: TableQuery) -> dict[str, Any]:
    """A heading: sorted by it, the next click turns the order round."""
    sort = "" if question.group else question.sort or DEFAULT_SORT
    now = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "")
    to = f"-{column.key}" if now == "ascending" else column.key
    link = _link(question.replace(sort=to, group=False)) if column.sort else ""
    return {"key": column.key, "heading": column.heading, "link": link, "sorted": now, "long": column.long}


def _groups(rows: list[Row], columns: tuple[str, ...], question: TableQuery) -> list[dict[str, Any]]:
    """The rows below the line of their group; without grouping one group that has no line."""
    groups: list[dict[str, Any]] = []
    for row in rows:
        line = group_line(row) if question.group else ""
        if not groups or groups[-1]["line"] != line:
            groups.append({"line": line, "rows": []})
        groups[-1]["rows"].append({"id": row.assignment.pk, "cells": [_cell(row, key) for key in columns]})
    return groups


def _cell(row: Row, key: str) -> dict[str, Any]:
    column = COLUMNS[key]
    value = column.value(row)
    cell: dict[str, Any] = {"key": key, "heading": column.heading, "long": column.long}
    if value in (None, "") and key in WHY_EMPTY:
        value = WHY_EMPTY[key](row)
    cell["text"] = "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
    if key == "light":
        cell["colour"] = LIGHT_COLOURS[row.light]
    elif key == "status":
        cell["colour"] = STATUS_COLOURS[row.assignment.status]
    elif key == "percent":
        cell["unit"] = "%"
    elif key == "days_late" and value:
        cell["unit"] = "天"
    return cell


def _choices(question: TableQuery) -> list[dict[str, Any]]:
    """The boxes to choose from; several values that an address asks for at once are one more choice."""
    made = []
    for name, field in CHOICES.items():
        chosen_values = getattr(question, name)
        options = [(value, str(text)) for value, text in field.choices]
        if len(chosen_values) > 1:
            labels = dict(options)
            options.append((",".join(chosen_values), "、".join(labels[value] for value in chosen_values)))
        made.append(
            {"name": name, "label": field.label, "options": options, "value": ",".join(chosen_values)}
        )
    return made


def _sections(question: TableQuery, user: User) -> list[tuple[int, str]]:
    """The headings of the document asked for, where it is one that the user may see."""
    if len(question.document) != 1:
        return []
    readable = PolicyDocument.objects.visible_to(user).filter(pk__in=question.document).values("pk")
    rows = Section.objects.filter(document__in=readable).order_by("position")[:300]
    return [(s.pk, f"{'　' * (len(s.path) - 1)}{s.path[-1] if s.path else ''} {s.title}") for s in rows]
