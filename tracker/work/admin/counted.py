"""The lists behind the figures of 考核 and 通报: filters by what counts, and links that use them."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from common.admin.filters import NamedFilter, condition_filter
from tracker.work.counting import Outcome
from tracker.work.periods import Span, usual_spans

_BETWEEN = ".."


def written(span: Span) -> str:
    """The span as it stands in an address."""
    return f"{span.first}{_BETWEEN}{span.last}"


def read(text: str) -> Span | None:
    """The span of such a text, or `None` where it is none."""
    first, _, last = text.partition(_BETWEEN)
    try:
        return Span(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None


class CountedFilter(NamedFilter):
    """What counts in a period, as 考核 and 通报 count it."""

    title = "考核期间"
    parameter_name = "counted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        spans = {written(span): f"{name}（{span.label}）" for name, span in _usual(model_admin)}
        asked = request.GET.get(self.parameter_name, "")
        if (span := read(asked)) is not None:
            spans.setdefault(written(span), span.label)
        return list(spans.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if not self.value():
            return queryset
        span = read(str(self.value()))
        if span is None:
            return queryset.none()
        # What is joined counts once, but each document counts its own: the figures of one name it.
        return queryset.within(span, once="document" not in request.GET)


def _usual(model_admin: Any) -> list[tuple[str, Span]]:
    return list(usual_spans(model_admin.today()).items())


def _became(outcome: Outcome) -> tuple[str, Callable[[Any, date], QuerySet]]:
    return str(outcome.label), lambda rows, on: rows.in_outcome(outcome, on)


OutcomeFilter = condition_filter(
    "完成情况", "outcome", **{outcome.value: _became(outcome) for outcome in Outcome}
)

MarkedFilter = condition_filter(
    "质量评分",
    "marked",
    yes=("已评分", lambda rows, on: rows.filter(mark__isnull=False)),
    no=("未评分", lambda rows, on: rows.filter(mark__isnull=True)),
)


# Figure → the list behind it and what narrows that list further.
_BEHIND: dict[str, tuple[str, dict[str, str]]] = {
    "assignments": ("work_assignment", {}),
    "total": ("work_assignmentmilestone", {}),
    **{o.value: ("work_assignmentmilestone", {"outcome": o.value}) for o in Outcome},
    "on_time_rate": ("work_assignmentmilestone", {"outcome": Outcome.DUE.value}),
    "completed_rate": ("work_assignmentmilestone", {"outcome": Outcome.DUE.value}),
    "average_late": ("work_assignmentmilestone", {"outcome": Outcome.LATE.value}),
    "returns": ("work_progressreport", {"status__exact": "returned"}),
    "extensions": ("work_extension", {}),
    "average_mark": ("work_progressreport", {"marked": "yes"}),
    "marks": ("work_progressreport", {"marked": "yes"}),
}


def rows_behind(span: Span, *, department: int | None = None, document: int | None = None) -> dict[str, str]:
    """For each figure the address of the list that holds exactly the rows it counts."""
    own = {"department": department, "document": document}
    common = {"counted": written(span)} | {name: str(pk) for name, pk in own.items() if pk}
    return {
        figure: f"{reverse(f'admin:{model}_changelist')}?{urlencode(common | further)}"
        for figure, (model, further) in _BEHIND.items()
    }
