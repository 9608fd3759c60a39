"""Answers that carry a file: to be kept by the reader, or to be shown in the browser."""

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from common.text import file_name

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNKNOWN = "application/octet-stream"
PDF = "application/pdf"
SHOWN = frozenset((PDF, "image/jpeg", "image/png"))  # what a browser shows and runs nothing of
# A browser's viewer of pdf is no page, and is not started in a sandbox; it has one of its own.
_NOTHING = "default-src 'none'"


def attachment(
    content: bytes | memoryview | Iterator[bytes],
    *,
    name: str,
    media_type: str = UNKNOWN,
    size: int | None = None,
) -> HttpResponseBase:
    """An answer that a browser saves under `name`, and never shows or runs; no proxy keeps a copy.

    A name in Chinese is sent as RFC 5987 says. `size` is the number of bytes of a content that comes piece by
    piece, where it is known.
    """
    media_type = media_type or UNKNOWN
    response: HttpResponseBase
    if isinstance(content, Iterator):
        response = StreamingHttpResponse(content, content_type=media_type)
    else:
        # PostgreSQL and SQLite give back different kinds of bytes.
        content = bytes(content)
        response, size = HttpResponse(content, content_type=media_type), len(content)
    if size is not None:
        response["Content-Length"] = str(size)
    guarded(response, name=name, kept=True, policy=f"{_NOTHING}; sandbox")
    return response


def shown(content: bytes | memoryview, *, name: str, media_type: str) -> HttpResponseBase:
    """An answer that a browser shows: a picture or a pdf; anything else is one to be saved.

    The caller has looked at the bytes: they are what the type says. No page of another site may frame it.
    """
    if media_type not in SHOWN:
        return attachment(content, name=name, media_type=media_type)
    response = HttpResponse(bytes(content), content_type=media_type)
    response["Content-Length"] = str(len(response.content))
    policy = f"{_NOTHING}; frame-ancestors 'self'"
    if media_type == PDF:
        policy += "; object-src 'self'; style-src 'unsafe-inline'"
    else:
        policy += "; img-src 'self'; sandbox"
    guarded(response, name=name, kept=False, policy=policy)
    return response


def guarded(response: HttpResponseBase, *, name: str, kept: bool, policy: str) -> None:
    """Give an answer its name, to be saved or shown, and what keeps a browser from running any of it."""
    fallback = "attachment" if kept else "inline"
    response["Content-Disposition"] = content_disposition_header(kept, file_name(name)) or fallback
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = policy
    response["Cache-Control"] = "private, no-store"
