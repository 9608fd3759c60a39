"""Answers that carry a file to be kept by the reader."""

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from common.text import file_name

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNKNOWN = "application/octet-stream"


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
    response["Content-Disposition"] = content_disposition_header(True, file_name(name)) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
