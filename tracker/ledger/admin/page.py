"""台账: the table that everybody knows from Excel, with its saved views."""

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
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
from departments.models.users import User, UserRole
from policies.models.documents import PolicyDocument, Section
from tracker.ledger.admin.steps import STEPS
from tracker.ledger.admin.table import (
    Line,
    cell,
    columns_of,
    documents_of,
    fold_of,
    gathered,
    groupings,
    head,
    lights_of,
    lines,
    link,
    months,
    units_of,
)
from tracker.ledger.columns import COLUMNS, DEFAULT, FIRST, OF_PERSONS, OF_REPORT, chosen
from tracker.ledger.describing import describe, describe_order, names_of
from tracker.ledger.grouping import AS_DOCUMENTS, GROUPS, Group, Key
from tracker.ledger.measures import MeasureRow
from tracker.ledger.models import SavedView
from tracker.ledger.query import (
    COUNTED,
    FIRST_QUESTION,
    MARK,
    MEASURE,
    VIEWS,
    MeasureResult,
    Result,
    TableQuery,
    Total,
    decode_query,
    read_query,
)
from tracker.ledger.rows import make_rows, read_in_order
from tracker.ledger.services.views import delete_view, keep_columns, layout_of, remember, save_view
from tracker.ledger.standing import LIGHT_VALUES
from tracker.work.ledger_query import CHOICES, UNKNOWN
from tracker.work.models.assignments import Assignment

FOLDED = 200  # units of one measure that are shown under it
OUTLINED = 500  # groups that are listed at once
SIZE = 50


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The table: what the address asks for; with no question in it, what was asked last time."""
    user, on = actor(request), clock.today()
    layout = layout_of(user)
    asked = request.GET or QueryDict(layout.query or FIRST_QUESTION.encode())
    question, errors = read_query(asked)
    chosen_columns = question.cols or chosen(layout.columns)
    if not errors and layout.query != question.replace(cols=()).encode():
        remember(actor=user, question=question)
    view, result = question.view(user), question.result(user, on)
    columns = columns_of(question, user, chosen_columns)
    page = _page(result, request, errors)
    rows = lines(page.keys, result, user=user, on=on, columns=columns)
    if view == MEASURE:
        for row in rows:
            row.fold = fold_of(question, row.id)
    _warn(request, question, errors)
    names = names_of(question, user)
    total = _total(result, rows, page)
    every_month, sections = months(question, on), _sections(question, user)
    context = {
        **admin.site.each_context(request),
        "title": "台账",
        "question": question,
        "files": bool(user.department_ids()),
        "on": on,
        "view": view,
        "views_to_switch": [
            (label, link(question.replace(by=name, sort="")), view == name) for name, label in VIEWS.items()
        ],
        "words": describe(question, names),
        "narrowed": question.replace(by="", sort="", group="", cols=(), q="")
        not in (TableQuery(), FIRST_QUESTION),
        "order": describe_order(question, view),
        "columns": [head(column, question, user) for column in columns],
        "groups": gathered(rows, groups_of(result, rows)),
        "width": len(columns) + user.has_role(UserRole.SUPERVISOR),
        "shown": f"{len(rows)}{'条举措' if view == MEASURE else '项'}",
        "total": _in_words(total, view),
        "all_of_them": f"{total.units}项" if total.units is not None and not total.is_cut else "事项",
        "steps": STEPS if user.has_role(UserRole.SUPERVISOR) else {},
        "following": link(question, **{MARK: page.following}) if page.following else "",
        "previous": link(question, **{MARK: page.previous}) if page.previous else "",
        "choices": _choices(question),
        "months": every_month,
        "months_said": "、".join(text for _, text, ticked in every_month if ticked),
        "names": names,
        "sections": sections,
        "sections_said": "、".join(text.strip() for _, text, ticked in sections if ticked),
        "every_column": [
            (c.key, c.heading, c.key in chosen_columns) for c in COLUMNS.values() if c.key != FIRST
        ],
        "default_columns": ",".join(DEFAULT),
        "views": SavedView.objects.of(user),
        "groupings": groupings(question),
        "grouped_by": GROUPS.get(question.group, ""),
        "everything": f"?{TableQuery(by=question.by).encode()}",
        "at_first": f"?{FIRST_QUESTION.replace(by=question.by).encode()}",
        "query": question.encode(),
        # What is kept or handed on says its view: it is another one for another reader.
        "encoded": question.replace(by=view, cols=() if view == MEASURE else chosen_columns).encode(),
    }
    return TemplateResponse(request, "ledger/ledger.html", context)


def units(request: HttpRequest, measure: int) -> HttpResponse:
    """The units of one measure that fit the question, as rows to be put under it.

    Whose measure it is comes before how it was asked: another's is not there at all.
    """
    user, on = actor(request), clock.today()
    if not Assignment.objects.visible_to(user).filter(task__measure=measure).exists():
        raise Http404("没有这条举措，或者您无权查看。")
    question = units_of(read_query(request.GET)[0], measure)
    result = question.answer(user, on)
    page = result.page(FOLDED)
    rows = make_rows(read_in_order(page.keys, on), user=user, on=on, columns=[*OF_REPORT, *OF_PERSONS])
    context = {
        "measure": measure,
        "rows": [
            {
                "row": row,
                "light": cell(COLUMNS["light"], row),
                "status": cell(COLUMNS["status"], row),
                "persons": COLUMNS["persons"].value(row),
            }
            for row in rows
        ],
        "more": link(question.replace(group="")) if page.following else "",
        "ticks": user.has_role(UserRole.SUPERVISOR),
    }
    return TemplateResponse(request, "ledger/units.html", context)


@require_safe
def outline(request: HttpRequest) -> HttpResponse:
    """All groups of the ledger with their subtotals; each leads to its place in the table."""
    user, on = actor(request), clock.today()
    question, errors = read_query(request.GET)
    if not question.group:
        question = question.replace(group="document")
    _warn(request, question, errors)
    result = question.result(user, on)
    groups = list(result.groups().values())
    shown = [
        {
            "group": group,
            "lights": lights_of({light: group.lights.get(light, 0) for light in LIGHT_VALUES}),
            "link": f"{reverse('ledger')}{link(question, **{MARK: result.begin(group)})}",
        }
        for group in groups[:OUTLINED]
    ]
    total = Group(())
    for group in groups:
        total.add(group.measures, group.units, group.lights)
    names = names_of(question, user)
    context = {
        **admin.site.each_context(request),
        "title": f"台账：按{GROUPS[question.group]}小计",
        "on": on,
        "words": describe(question, names),
        "rows": shown,
        "more": max(len(groups) - OUTLINED, 0),
        "total": total,
        "by": GROUPS[question.group],
        # By unit a measure stands in the group of each of its units.
        "adds_up": question.view(user) == MEASURE or question.group in AS_DOCUMENTS,
        "back": f"{reverse('ledger')}{link(question)}",
        "others": [
            (label, link(question.replace(group=name)), question.group == name)
            for name, label in GROUPS.items()
        ],
    }
    return TemplateResponse(request, "ledger/outline.html", context)


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


def groups_of(result: Result, rows: list[Line]) -> dict[Key, Group]:
    """The groups that the rows stand in, with the subtotals of all pages."""
    if not result.group or not rows:
        return {}
    return result.groups(documents_of(rows) if result.group in AS_DOCUMENTS else ())


def _warn(request: HttpRequest, question: TableQuery, errors: dict[str, list[str]]) -> None:
    """Say what in the address makes no sense."""
    for name, sentences in errors.items():
        for sentence in sentences:
            messages.warning(request, f"“{name[:20]}”：{sentence}" if sentence == UNKNOWN else sentence)
    if len(question.q.split()) > WORDS:
        messages.warning(request, f"一次最多检索{WORDS}个词，其余的未检索。")


def _page(result: Result, request: HttpRequest, errors: dict[str, list[str]]) -> Page:
    try:
        return result.page(SIZE, request.GET.get(MARK, ""))
    except BadCursor:
        errors[MARK] = ["翻页标记无效，已回到第一页。"]
        return result.page(SIZE)


def _total(result: Result, rows: list[Line], page: Page) -> Total:
    """How many there are: of what one page holds as the rows say it."""
    if page.following or page.previous:
        return result.total()
    if isinstance(result, MeasureResult):
        units = sum(line.row.standing.units for line in rows if isinstance(line.row, MeasureRow))
        return Total(len(rows), units)
    return Total(None, len(rows))


def _in_words(total: Total, view: str) -> str:
    """How many there are, as far as they were counted."""
    if total.units is None:
        return "结果较多，未逐一计数"
    if total.is_cut:
        return f"共{COUNTED}项以上"
    return f"共{total.measures}条举措，{total.units}项" if view == MEASURE else f"共{total.units}项"


def _choices(question: TableQuery) -> list[dict[str, Any]]:
    """The boxes to choose from, each of several values."""
    made = []
    for name, field in CHOICES.items():
        values = getattr(question, name)
        options = [(value, str(text), value in values) for value, text in field.choices]
        said = "、".join(text for _, text, ticked in options if ticked)
        made.append({"name": name, "label": field.label, "options": options, "said": said})
    return made


def _sections(question: TableQuery, user: User) -> list[tuple[int, str, bool]]:
    """The headings of the documents asked for, where they are ones that the user may see, and which of them
    are asked for; of no document those that are asked for alone."""
    readable = PolicyDocument.objects.visible_to(user)
    if 1 <= len(question.document) <= 5:
        rows = Section.objects.filter(document__in=readable.filter(pk__in=question.document).values("pk"))
    elif question.section:
        rows = Section.objects.filter(document__in=readable.values("pk"), pk__in=question.section)
    else:
        return []
    shown = rows.order_by("document", "position")[:300]
    named = [(s.pk, f"{'　' * (len(s.path) - 1)}{s.path[-1] if s.path else ''} {s.title}") for s in shown]
    return [(pk, name, pk in question.section) for pk, name in named]
