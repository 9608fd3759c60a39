"""催办 of many chosen in a list: one form, one message."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from common.admin.base import LedgerAdmin
from common.admin.outcomes import Caution, name_of, say
from common.errors import ServiceError
from departments.selectors import without_people
from tracker.work.telling import Told, not_reached


def urge_chosen(
    admin: LedgerAdmin,
    request: HttpRequest,
    title: str,
    *,
    chosen: Sequence[Any],
    skipped: int,
    form: type[forms.Form],
    urge: Callable[[str], Told],
    line: Callable[[Any], tuple[str, str]],
    units: Collection[int],
) -> HttpResponse | None:
    """Ask for the words and urge with them; `line` names a chosen one and its document, `skipped` rest.

    Of the `units` that would be urged those in which nobody can be told are named before it is sent.
    """
    sent = request.POST if "message" in request.POST else None
    asked = form(sent)
    if sent and asked.is_valid():
        try:
            told = urge(asked.cleaned_data["message"])
        except ServiceError as error:
            messages.error(request, str(error))
        else:
            say(request, urged(len(chosen), told), after=name_of(admin.model, "urge"), of=chosen[0])
        return None
    shown = {"form": asked, "lines": [line(row) for row in chosen], "skipped": skipped}
    shown["warning"] = not_reached(without_people(units))
    return admin.page_of_chosen(request, "work/urge_many.html", title, shown)


def urged(rows: int, told: Told) -> str:
    """What became of it; a `Caution` where a unit has nobody who could be told."""
    line = told.in_words(rows)
    return Caution(line) if told.unreached else line
