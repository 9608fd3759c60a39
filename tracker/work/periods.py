"""Periods: those of a reporting cycle, and the spans of days that figures are asked for."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from policies.cycles import Cycle, filing_day

# Cycles whose periods are those of the calendar: how one is called while it runs, and once it is over.
_OF_CALENDAR: dict[str, tuple[str, str]] = {
    Cycle.WEEK: ("本周", "上周"),
    Cycle.MONTH: ("本月", "上月"),
    Cycle.QUARTER: ("本季度", "上季度"),
    Cycle.HALF_YEAR: ("本半年", "上半年"),
    Cycle.YEAR: ("本年", "上年"),
}


def period_of(cycle: str, on: date) -> str:
    """The period that the day belongs to: 2026-W10, 2026-03, 2026-Q1, 2026-H1 or 2026; empty without a cycle.

    Of a cycle with days of its own (每月5日前, 每旬) it is the day of filing that ends it: 2026-03-05.
    """
    match cycle:
        case Cycle.NONE:
            return ""
        case Cycle.WEEK:
            year, week, _ = on.isocalendar()
            return f"{year}-W{week:02}"
        case Cycle.MONTH:
            return f"{on.year}-{on.month:02}"
        case Cycle.QUARTER:
            return f"{on.year}-Q{(on.month + 2) // 3}"
        case Cycle.HALF_YEAR:
            return f"{on.year}-H{(on.month + 5) // 6}"
        case Cycle.YEAR:
            return str(on.year)
    return str(filing_day(cycle, on))


def period_end(cycle: str, on: date) -> date | None:
    """The last day of the period that the day belongs to, the day of filing; `None` without a cycle."""
    return filing_day(cycle, on)


def period_in_words(period: str) -> str:
    """As it stands on pages: one that a day of filing ends says so."""
    return f"截至{period}" if len(period) == len("2026-03-05") else period


def names_of_periods(cycle: str) -> tuple[str, str]:
    """How people call the period that runs, and the one before it: 本月 and 上月, or 本期 and 上期."""
    return _OF_CALENDAR.get(cycle, ("本期", "上期"))


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
    """The periods that are most often asked for, as of the day."""
    week = on - timedelta(days=on.weekday())
    month, quarter = on.replace(day=1), date(on.year, (on.month - 1) // 3 * 3 + 1, 1)
    last_month, last_quarter = month - timedelta(days=1), quarter - timedelta(days=1)
    return {
        "本月": Span(month, _month_end(on.year, on.month)),
        "上月": Span(last_month.replace(day=1), last_month),
        "本季度": Span(quarter, _month_end(quarter.year, quarter.month + 2)),
        "上季度": Span(last_quarter.replace(day=1, month=last_quarter.month - 2), last_quarter),
        "本年": Span(date(on.year, 1, 1), date(on.year, 12, 31)),
        "上周": Span(week - timedelta(days=7), week - timedelta(days=1)),
    }
