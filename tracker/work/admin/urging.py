"""催办 of many chosen in a list: one form, one message."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from common.admin.base import LedgerAdmin
from common.errors import ServiceError


def urge_chosen(
    admin: LedgerAdmin,
    request: HttpRequest,
    title: str,
    *,
    chosen: Sequence[Any],
    skipped: int,
    form: type[forms.Form],
    urge: Callable[[str], int],
    line: Callable[[Any], tuple[str, str]],
) -> HttpResponse | None:
    """Ask for the words and urge with them; `line` names a chosen one and its document, `skipped` rest."""
    sent = request.POST if "message" in request.POST else None
    asked = form(sent)
    if sent and asked.is_valid():
        try:
            told = urge(asked.cleaned_data["message"])
        except ServiceError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, urged(len(chosen), told))
        return None
    shown = {"form": asked, "lines": [line(row) for row in chosen], "skipped": skipped}
    return admin.page_of_chosen(request, "work/urge_many.html", title, shown)


def urged(rows: int, people: int) -> str:
    """What became of it."""
    told = f"{people}人将在下一次提醒汇总中收到。" if people else "但这些单位还没有可提醒的人员。"
    return f"已催办{rows}项，{told}"
