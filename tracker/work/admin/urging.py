"""催办 of many chosen in a list: one form, one message."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from common.admin.base import LedgerAdmin


def urge_page(
    admin: LedgerAdmin,
    request: HttpRequest,
    title: str,
    form: Any,
    lines: list[tuple[str, str]],
    *,
    skipped: int,
) -> HttpResponse:
    """The form over what is chosen: `lines` are its names with their documents, `skipped` rest."""
    shown = {
        "form": form,
        "lines": lines,
        "skipped": skipped,
    }
    return admin.page_of_chosen(request, "work/urge_many.html", title, shown)


def urged(rows: int, people: int) -> str:
    """What became of it."""
    told = f"{people}人将在下一次提醒汇总中收到。" if people else "但这些单位还没有可提醒的人员。"
    return f"已催办{rows}项，{told}"
