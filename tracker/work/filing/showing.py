"""附件 in the browser: pictures and pdf as they are, an ofd as its text and pictures; all else is saved."""

import base64
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from common.errors import ServiceError
from common.files.answers import SHOWN, attachment, guarded, shown
from extraction.model import ExtractionError
from extraction.readers.ofd_view import Drawn, drawn_ofd
from tracker.work.filing.models.drafts import Attachment

OFD = "application/ofd"
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


def can_be_shown(file: Attachment) -> bool:
    """Whether a browser shows it without another program."""
    return file.media_type in SHOWN or file.media_type == OFD


def answer_for(file: Attachment, *, show: bool) -> HttpResponseBase:
    """The file to be saved, or with `show` to be looked at where it can be.

    Raises `ServiceError` for an ofd that cannot be read.
    """
    data = file.content.data
    if show and file.media_type == OFD:
        return _ofd(file, bytes(data))
    if show:
        return shown(data, name=file.name, media_type=file.media_type)
    return attachment(data, name=file.name, media_type=file.media_type)


def _ofd(file: Attachment, data: bytes) -> HttpResponseBase:
    try:
        drawn = drawn_ofd(file.name, data)
    except ExtractionError:
        raise ServiceError(
            "file_not_shown", f"“{file.name}”无法在浏览器中显示，请下载后用版式阅读软件打开。"
        ) from None
    html = render_to_string("work/ofd.html", {"name": file.name, **_pages(drawn)})
    answer = HttpResponse(html, content_type="text/html; charset=utf-8")
    guarded(answer, name=f"{file.name}.html", kept=False, policy=_POLICY)
    return answer


def _pages(drawn: Drawn) -> dict[str, Any]:
    pages = []
    for number, page in enumerate(drawn.pages, 1):
        pictures = [
            {"box": _sides(one["box"]), "url": _inline(drawn, one["image"])} for one in page["pictures"]
        ]
        rules = [dict(zip(("x1", "y1", "x2", "y2"), rule, strict=True)) for rule in page["rules"]]
        lines = [line | {"x": " ".join(map(str, line["x"]))} for line in page["lines"]]
        pages.append(
            {
                "number": number,
                "size": page["size"],
                "rules": rules,
                "lines": lines,
                "pictures": [one for one in pictures if one["url"]],
                "missing": sum(not one["url"] for one in pictures),
            }
        )
    return {"pages": pages, "left": drawn.count - len(pages)}


def _sides(box: list[float]) -> dict[str, float]:
    left, top, right, bottom = box
    return {"x": left, "y": top, "width": round(right - left, 2), "height": round(bottom - top, 2)}


def _inline(drawn: Drawn, number: int | None) -> str:
    if number is None or number not in drawn.images:
        return ""
    kind, data = drawn.images[number]
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"
