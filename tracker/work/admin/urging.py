"""催办 of many chosen in a list: one form, one message."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


def urge_page(
    admin: Any, request: HttpRequest, title: str, form: Any, lines: list[tuple[str, str]], *, skipped: int
) -> HttpResponse:
    """The form over what is chosen: `lines` are its names with their documents, `skipped` rest."""
    context = {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": admin.model._meta,
        "form": form,
        "lines": lines,
        "skipped": skipped,
        "passed_on": [
            (name, value)
            for name in ("action", "select_across", "index", "_selected_action")
            for value in request.POST.getlist(name)
        ],
        "back_url": request.get_full_path(),
    }
    return TemplateResponse(request, "work/urge_many.html", context)


def urged(rows: int, people: int) -> str:
    """What became of it."""
    told = f"{people}人将在下一次提醒汇总中收到。" if people else "但这些单位还没有可提醒的人员。"
    return f"已催办{rows}项，{told}"
