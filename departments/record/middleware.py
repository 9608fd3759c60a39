"""Records the use of those pages and addresses that the table names (`departments.record.kinds`)."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from departments.models.users import User
from departments.record.kinds import View, view_of
from departments.record.models import UseKind
from departments.record.services import current_request, record_once, record_use

_KEYS = ("object_id", "pk", "id")  # in the addresses, the key of the thing that they are about
_ONCE = (UseKind.READ, UseKind.SEARCH, UseKind.RECORD)  # what is repeated by looking on
_SUCCESSFUL = range(200, 400)
_FILE = re.compile(r"filename\*=utf-8''([^;]+)|filename=\"([^\"]*)\"")


class RecordsUse:
    """After an answer that gave something out or did something, one line of who had it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer."""
        held = current_request.set(request)
        try:
            response = self.get_response(request)
        finally:
            current_request.reset(held)
        match = request.resolver_match
        if match and response.status_code in _SUCCESSFUL and request.method:
            view = view_of(match.view_name, request.method)
            if view:
                _record(request, response, view, match.kwargs)
        return response


def _record(request: HttpRequest, response: HttpResponseBase, view: View, kwargs: dict[str, Any]) -> None:
    # A page leads elsewhere where there was nothing to see; a step leads back where it is done.
    if request.method == "GET" and response.status_code >= 300:
        return
    user = request.user
    if not isinstance(user, User):
        return
    words = _words_of(view, request, response)
    if view.asked and not words:
        return
    key = next((str(kwargs[name]) for name in _KEYS if name in kwargs), "")
    about = {"thing": view.thing, "thing_id": key, "words": words}
    if view.kind in _ONCE:
        record_once(kind=view.kind, user=user, request=request, **about)
    else:
        reason = request.POST.get("reason", "") if request.method == "POST" else ""
        record_use(kind=view.kind, user=user, request=request, reason=reason, **about)


def _words_of(view: View, request: HttpRequest, response: HttpResponseBase) -> str:
    """What was asked, or what the answer calls its thing: the admin's object, a name in JSON, a file's name.

    Nothing of a matter: the auditor sees that it was read, by its kind and number, and not what it says.
    """
    if view.words:
        return view.words(request, response)
    if not view.is_of_people:
        return ""
    context = getattr(response, "context_data", None) or {}
    if context.get("original") is not None:
        return str(context["original"])
    data = getattr(response, "data", None)
    if isinstance(data, dict):
        return str(next((data[name] for name in ("number", "title", "name", "label") if data.get(name)), ""))
    found = _FILE.search(response.headers.get("Content-Disposition", ""))
    return unquote(found[1] or found[2]) if found else ""
