"""查找 as a page: more of each kind than the box shows, and what it leads to without scripts."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.http.response import HttpResponse
from django.template.response import TemplateResponse

from departments.models.users import User
from desks.finding.selectors import LONGEST, find

MORE = 30  # of each kind


def find_page(request: HttpRequest) -> HttpResponse:
    """What `?text=` finds."""
    text = request.GET.get("text", "").replace("\0", "")[:LONGEST]
    context = {
        **cast(Any, admin.site).each_context(request),
        "title": "查找",
        "text": text,
        "groups": find(text, cast(User, request.user), limit=MORE),
    }
    return TemplateResponse(request, "desks/find.html", context)
