"""Periods: those of a reporting cycle, and the spans of days that figures are asked for."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from policies.models.measures import Cycle


def period_of(cycle: str, on: date) -> str:
    """The period that the day belongs to: 2026-W10, 2026-03 or 2026-Q1; empty without a cycle."""
    match cycle:
        case Cycle.WEEK:
            year, week, _ = on.isocalendar()
            return f"{year}-W{week:02}"
        case Cycle.MONTH:
            return f"{on.year}-{on.month:02}"
        case Cycle.QUARTER:
            return f"{on.year}-Q{(on.month + 2) // 3}"
    return ""


def period_end(cycle: str, on: date) -> date | None:
    """The last day of the period that the day belongs to; `None` without a cycle."""
    match cycle:
        case Cycle.WEEK:
            return on + timedelta(days=7 - on.isoweekday())
        case Cycle.MONTH:
            return _month_end(on.year, on.month)
        case Cycle.QUARTER:
            return _month_end(on.year, (on.month + 2) // 3 * 3)
    return None


def _month_end(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, both of them in it: what a 通报 or a 考核 speaks of."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("起始日期不能晚于截止日期。")

    @property
    def label(self) -> str:
        """As people say it: 2026年6月, 2026年第二季度, 2026年, or the two days."""
        first, last = self.first, self.last
        year = f"{first.year}年"
        if first == last:
            return in_chinese(first)
        if first.day == 1 and first.year == last.year:
            if last == _month_end(last.year, first.month):
                return f"{year}{first.month}月"
            if first.month % 3 == 1 and last == _month_end(last.year, first.month + 2):
                return f"{year}第{'一二三四'[first.month // 3]}季度"
            if (first.month, last) == (1, date(last.year, 12, 31)):
                return year
        return f"{in_chinese(first)}至{in_chinese(last)}"

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """The moment at which it begins and the one at which it is over, in Asia/Shanghai."""
        zone = timezone.get_default_timezone()
        begin = datetime.combine(self.first, time.min, zone)
        return begin, datetime.combine(self.last + timedelta(days=1), time.min, zone)


def in_chinese(day: date) -> str:
    """2026年7月10日."""
    return f"{day.year}年{day.month}月{day.day}日"


def usual_spans(on: date) -> dict[str, Span]:
    """The periods that are most often asked for, as of the day: 上月, 本月, 上季度, 本季度, 本年."""
    month, quarter = on.replace(day=1), date(on.year, (on.month - 1) // 3 * 3 + 1, 1)
    last_month, last_quarter = month - timedelta(days=1), quarter - timedelta(days=1)
    return {
        "本月": Span(month, _month_end(on.year, on.month)),
        "上月": Span(last_month.replace(day=1), last_month),
        "本季度": Span(quarter, _month_end(quarter.year, quarter.month + 2)),
        "上季度": Span(last_quarter.replace(day=1, month=last_quarter.month - 2), last_quarter),
        "本年": Span(date(on.year, 1, 1), date(on.year, 12, 31)),
    }
