"""打印: all rows of the question on one page made for paper, A3 across, sent as they are read."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from common import clock
from departments.admin.actor import actor
from tracker.ledger.admin.table import columns_of, grouped, lines, link
from tracker.ledger.columns import chosen
from tracker.ledger.describing import describe, describe_order, names_of
from tracker.ledger.headings import Headings
from tracker.ledger.query import MEASURE, read_query
from tracker.ledger.services.views import layout_of

MOST = 20_000  # rows that are laid out for paper: more nobody prints, and no browser lays out
BATCH = 500
HERE = "<!--rows-->"  # where in the page the rows stand


@require_safe
def on_paper(request: HttpRequest) -> HttpResponseBase:
    """All rows that fit the address, for the browser to print."""
    user, on = actor(request), clock.today()
    question, _ = read_query(request.GET)
    result = question.result(user, on)
    keys = list(result.ids())
    back = f"{reverse('ledger')}{link(question)}"
    if len(keys) > MOST:
        messages.warning(
            request, f"符合条件的有{len(keys)}行，超过一次打印的{MOST}行，请先筛选，或导出xlsx后打印。"
        )
        return HttpResponseRedirect(back)
    columns = columns_of(question, user, question.cols or chosen(layout_of(user).columns))
    groups = result.groups() if result.group and keys else {}
    names = names_of(question, user)
    unit = "条举措" if question.view(user) == MEASURE else "项"
    said = ["，".join(describe(question, names)) or "全部事项", describe_order(question, question.view(user))]
    page = {
        "title": "督查台账",
        "said": [*said, f"共{len(keys)}{unit}", f"截至{on}"],
        "columns": columns,
        "back": back,
        "empty": not keys,
    }
    head, foot = render_to_string("ledger/print.html", page).split(HERE)

    def parts() -> Iterator[str]:
        yield head
        headings: Headings = {}
        above = ""
        for start in range(0, len(keys), BATCH):
            part = lines(
                keys[start : start + BATCH], result, user=user, on=on, columns=columns, headings=headings
            )
            shown: list[dict[str, Any]] = []
            for group, row in grouped(part, groups):
                line = group.line if group else ""
                shown.append({"line": line if line != above else "", "cells": row.cells})
                above = line
            yield render_to_string("ledger/print_rows.html", {"rows": shown, "width": len(columns)})
        yield foot

    return StreamingHttpResponse(parts())
