"""The reporting periods of a cycle: which one a day belongs to, and its last day."""

from datetime import date, timedelta

from policies.models import Cycle


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
