"""导出: asking for a file of the ledger, watching it grow, taking it away."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common import clock
from common.errors import ServiceError
from common.queueing import begin
from departments.admin.actor import actor
from departments.models.users import User
from tracker.ledger.columns import chosen
from tracker.ledger.describing import describe, names_of
from tracker.ledger.downloads import file_of
from tracker.ledger.measures import MEASURE_COLUMNS
from tracker.ledger.models import Export, ExportState
from tracker.ledger.query import MEASURE, TableQuery, decode_query
from tracker.ledger.services.exporting import KEPT, SMALL, ask_export, make_export, may_retry, retry_export
from tracker.ledger.services.views import layout_of
from tracker.ledger.tasks import export_ledger

SHOWN = 20
UNDER_WAY = (ExportState.WAITING, ExportState.RUNNING)


@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """The user's own files, the newest first."""
    user, now = actor(request), timezone.now()
    entries = [
        {
            "export": export,
            "may_retry": may_retry(export, now),
            "words": "，".join(describe(question, names_of(question, user))) or "全部事项",
            "watched": export.state in UNDER_WAY and not may_retry(export, now),
        }
        for export in Export.objects.of(user)[:SHOWN]
        for question in [decode_query(export.query)]
    ]
    context = {
        **admin.site.each_context(request),
        "title": "我的导出",
        "entries": entries,
        "kept": KEPT.days,
    }
    return TemplateResponse(request, "ledger/exports.html", context)


@require_POST
def ask(request: HttpRequest) -> HttpResponseBase:
    """A file of what the page shows: a small one at once, a large one behind the page."""
    return start_export(request, decode_query(request.POST.get("query", "")[:2000]))


def start_export(request: HttpRequest, question: TableQuery) -> HttpResponseBase:
    """The file of a question, or the page where it grows."""
    user, on = actor(request), clock.today()
    columns = columns_of_file(question, user)
    try:
        export = ask_export(actor=user, question=question, columns=columns, on=on, now=timezone.now())
    except ServiceError as error:
        messages.warning(request, str(error))
        return HttpResponseRedirect(reverse("ledger_exports"))
    total = question.result(user, on).total()
    count = total.measures if question.view(user) == MEASURE else total.units
    if count is not None and count <= SMALL and make_export(export_id=export.pk):
        return file_of(Export.objects.get(pk=export.pk))
    begin(export_ledger, export.pk)
    return HttpResponseRedirect(reverse("ledger_exports"))


def columns_of_file(question: TableQuery, user: User) -> tuple[str, ...]:
    """The columns that the page shows."""
    if question.view(user) == MEASURE:
        return tuple(MEASURE_COLUMNS)
    return question.cols or chosen(layout_of(user).columns)


def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Once more. Whose it is comes before how it was asked: another's is not there at all."""
    export = own(request, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        retry_export(export=export, actor=actor(request), now=timezone.now())
        begin(export_ledger, export.pk)
    except ServiceError as error:
        messages.warning(request, str(error))
    return HttpResponseRedirect(reverse("ledger_exports"))


def download(request: HttpRequest, pk: int) -> Any:
    """The file, to its owner."""
    export = own(request, pk)
    return file_of(export) if request.method in ("GET", "HEAD") else HttpResponseNotAllowed(["GET", "HEAD"])


def own(request: HttpRequest, pk: int) -> Export:
    """The user's own export of that number; 404 for any other."""
    export: Export = get_object_or_404(Export.objects.of(actor(request)), pk=pk)
    return export
