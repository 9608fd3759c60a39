"""The lists behind the figures of 考核 and 通报: filters by what counts, and links that use them."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
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


def spans_of(asked: str, on: date) -> list[tuple[str, str]]:
    """The usual periods as choices, with the one that is asked for."""
    spans = {written(span): f"{name}（{span.label}）" for name, span in usual_spans(on).items()}
    if (span := read(asked)) is not None:
        spans.setdefault(written(span), span.label)
    return list(spans.items())


class CountedFilter(NamedFilter):
    """What counts in a period, as 考核 and 通报 count it."""

    title = "考核期间"
    parameter_name = "counted"

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.on = model_admin.today()
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return spans_of(request.GET.get(self.parameter_name, ""), self.on)

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if not self.value():
            return queryset
        span = read(str(self.value()))
        if span is None:
            return queryset.none()
        # What is joined counts once, but each document counts its own: the figures of one name it.
        return queryset.within(span, once="document" not in request.GET, on=self.on)


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


PastAtDispatchFilter = condition_filter(
    "交办时已过期",
    "past",
    yes=("是", lambda rows, on: rows.filter(due_on__lt=F("assignment__dispatched_on"))),
    no=("否", lambda rows, on: rows.exclude(due_on__lt=F("assignment__dispatched_on"))),
)


# Figure → the list behind it and what narrows that list further.
_BEHIND: dict[str, tuple[str, dict[str, str]]] = {
    "assignments": ("work_assignment", {}),
    "total": ("work_assignmentmilestone", {}),
    **{o.value: ("work_assignmentmilestone", {"outcome": o.value}) for o in Outcome},
    "on_time_rate": ("work_assignmentmilestone", {"outcome": Outcome.DUE.value}),
    "completed_rate": ("work_assignmentmilestone", {"outcome": Outcome.DUE.value}),
    "average_late": ("work_assignmentmilestone", {"outcome": Outcome.LATE.value}),
    "past_at_dispatch": ("work_assignmentmilestone", {"outcome": Outcome.OVERDUE.value, "past": "yes"}),
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
