"""A step that waited in vain for another one's lock says so, and what to do."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

_WORDS = "同一事项正由他人办理，等候时间过长，本次操作没有保存，请稍后重试。"
# As the databases say it: PostgreSQL by its code of a lock that is not available, SQLite in words.
_NOT_AVAILABLE, _LOCKED = "55P03", "database is locked"


class SaysBusy:
    """503 with a sentence instead of a breakdown; nothing of the step is kept, its transaction ended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page or, for the interface, the problem; `None` for every other error."""
        if not (isinstance(error, OperationalError) and is_about_locks(error)):
            return None
        if request.path.startswith("/api/"):
            body = {"type": "urn:ducha:busy", "code": "busy", "title": _WORDS, "status": 503}
            answer: HttpResponse = JsonResponse(body, status=503, content_type="application/problem+json")
        else:
            answer = render(request, "503.html", {"words": _WORDS}, status=503)
        answer["Retry-After"] = "5"
        return answer


def is_about_locks(error: OperationalError) -> bool:
    """Whether the database gave up waiting for a lock."""
    return getattr(error.__cause__, "sqlstate", "") == _NOT_AVAILABLE or _LOCKED in str(error)
