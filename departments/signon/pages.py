"""Pages before the frame of the admin: a person is not let in yet."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(request: HttpRequest, template: str, title: str, *, status: int = 200, **shown: Any) -> HttpResponse:
    """The template in the look of the log-in page; no browser keeps it."""
    frame = cast(Any, admin.site).each_context(request)
    response = render(request, template, {**frame, "title": title, **shown}, status=status)
    response["Cache-Control"] = "no-store"
    return response
