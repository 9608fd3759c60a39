"""The lists behind the figures of 考核 and 通报: filters by what counts, and links that use them."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from common.admin.filters import NamedFilter, condition_filter
from tracker.work.counting import Outcome
from tracker.work.periods import Span, usual_spans
from tracker.work.states import Light

_BETWEEN = ".."
_OF = "-"  # yes or no, of which period
_ENDED = "~"  # behind a span: as it ended, and not as of today


def written(span: Span, *, ended: bool = False) -> str:
    """The span as it stands in an address; `ended`: as things stood at its end."""
    return f"{span.first}{_BETWEEN}{span.last}" + (_ENDED if ended else "")


def read(text: str) -> Span | None:
    """The span of such a text, or `None` where it is none."""
    first, _, last = text.removesuffix(_ENDED).partition(_BETWEEN)
    try:
        return Span(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None


def as_of(text: str, today: date) -> tuple[date, bool]:
    """The day on which such a text asks how things stand, and whether as that day began."""
    span = read(text)
    if span is not None and text.endswith(_ENDED) and span.last < today:
        return span.last + timedelta(days=1), True
    return today, False


def spans_of(asked: str, on: date) -> list[tuple[str, str]]:
    """The usual periods as choices, with the one that is asked for."""
    spans = {written(span): f"{name}（{span.label}）" for name, span in usual_spans(on).items()}
    if (span := read(asked)) is not None:
        spans.setdefault(written(span), span.label)
        if asked.endswith(_ENDED):
            spans[written(span, ended=True)] = f"{span.label}，截至期末"
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
        on, _ = as_of(str(self.value()), self.on)
        return queryset.within(span, once="document" not in request.GET, on=on)


class ScoredLateFilter(NamedFilter):
    """What 考核 counts as overdue in a period, or what it does not."""

    title = "考核计为逾期未完成"
    parameter_name = "scored"

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.on = model_admin.today()
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        spans = spans_of(request.GET.get(self.parameter_name, "").partition(_OF)[2], self.on)
        return [
            (f"{value}{_OF}{span}", f"{words}：{label}")
            for value, words in (("yes", "计入"), ("no", "不计入"))
            for span, label in spans
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if not self.value():
            return queryset
        value, _, span_text = str(self.value()).partition(_OF)
        span = read(span_text)
        if span is None or value not in ("yes", "no"):
            return queryset.none()
        once = "document" not in request.GET  # as `CountedFilter`
        return queryset.scored_late(span, once=once, on=self.on, counted=value == "yes")


def reconciled_urls(span: Span, document: int | None) -> dict[str, str]:
    """The lists behind the line that sets 考核 beside the first page: all that is red, and its two parts."""
    red = {"light": Light.RED.value} | ({"document": str(document)} if document else {})
    parts = {
        "red": red,
        "counted": red | {"scored": f"yes{_OF}{written(span)}"},
        "others": red | {"scored": f"no{_OF}{written(span)}"},
    }
    address = reverse("admin:work_assignment_changelist")
    return {name: f"{address}?{urlencode(query)}" for name, query in parts.items()}


class OutcomeFilter(NamedFilter):
    """What became of a time limit, as of today or as the period asked for ended."""

    title = "完成情况"
    parameter_name = "outcome"

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        counted = request.GET.get(CountedFilter.parameter_name, "")
        self.on, self.begun = as_of(counted, model_admin.today())

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(outcome.value, str(outcome.label)) for outcome in Outcome]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if self.value() not in Outcome.values:
            return queryset
        return queryset.in_outcome(str(self.value()), self.on, begun=self.begun)


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


# What each figure of 考核 and 通报 counts, in the words of every page that shows it.
MEANS: dict[str, str] = {
    "assignments": "期间内有计入的时限的交办事项；一项有几个时限也只算一项。",
    "total": "落在期间内的时限，和此前已到、期间开始时仍未完成的；只计牵头、负责单位必须完成的时限。",
    "on_time": "完成日期不晚于延期前的时限的。",
    "extended": "延期前的时限已过、在延期之内完成或尚未到延期的。",
    "done_late": "完成日期晚于现行时限的。",
    "overdue": "没有完成，且现行时限已过的；当天到期的不算。",
    "past_at_dispatch": "逾期未完成中，时限在交办那天就已经过去的。",
    "pending": "没有完成，且时限还没有到的。",
    "completed": "已经完成的，不论是否按时。",
    "on_time_rate": "按时完成的占应完成（未到期以外）的百分比；点开的是应完成的各个时限。",
    "completed_rate": "已完成的占应完成（未到期以外）的百分比；点开的是应完成的各个时限。",
    "average_late": "未按时的各个时限超过的天数的平均；点开的是未按时的各个时限。",
    "returns": "期间内被退回的进展份数。",
    "extensions": "期间内获准的延期次数。",
    "average_mark": "期间内审核进展时所评分数（1至5分）的平均；点开的是评过分的各份进展。",
    "marks": "期间内评过分的进展份数。",
    "points": "期间内督查室给该单位的加减分之和；点开的是各条加减分。",
}

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


def rows_behind(
    span: Span, *, department: int | None = None, document: int | None = None, ended: bool = False
) -> dict[str, str]:
    """For each figure the address of the list that holds exactly the rows it counts.

    `ended`: as the period ended, and not as of today.
    """
    own = {"department": department, "document": document}
    common = {"counted": written(span, ended=ended)} | {name: str(pk) for name, pk in own.items() if pk}
    return {
        figure: f"{reverse(f'admin:{model}_changelist')}?{urlencode(common | further)}"
        for figure, (model, further) in _BEHIND.items()
    }
