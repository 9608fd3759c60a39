"""The day by which an assignment owes its next report: what the lights read of a reporting cycle.

A report is asked for every period that ends at least `LATE_IN_PERIOD` after the work was handed out. A report
serves the period that runs when it is filed; what was not filed before stays owed until then.
"""

from datetime import date, timedelta

from tracker.work.periods import period_end

# A period in whose last days the work was handed out is not reported on.
LATE_IN_PERIOD = timedelta(days=7)
_DAY = timedelta(days=1)


def next_report_on(cycle: str, *, dispatched_on: date, filed_on: date | None = None) -> date | None:
    """The day of filing that comes next, after the last report that stands; `None` without a cycle."""
    first = period_end(cycle, dispatched_on + LATE_IN_PERIOD)
    served = period_end(cycle, filed_on) if filed_on is not None else None
    if first is None or served is None:
        return first
    following = period_end(cycle, served + _DAY)
    return max(first, following) if following is not None else first


def report_asked_again_on(cycle: str, on: date) -> date | None:
    """The day of filing of work that goes on after it rested: nothing is owed for the time that it rested."""
    return period_end(cycle, on)
