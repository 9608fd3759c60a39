"""Which period of a cycle a day belongs to."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.models.measures import Cycle
from tracker.work.periods import period_end, period_of

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
CYCLES = st.sampled_from([Cycle.WEEK, Cycle.MONTH, Cycle.QUARTER])


@pytest.mark.parametrize(
    ("cycle", "day", "period", "end"),
    [
        (Cycle.WEEK, date(2026, 3, 4), "2026-W10", date(2026, 3, 8)),
        (Cycle.WEEK, date(2027, 1, 1), "2026-W53", date(2027, 1, 3)),
        (Cycle.WEEK, date(2024, 12, 30), "2025-W01", date(2025, 1, 5)),
        (Cycle.MONTH, date(2028, 2, 1), "2028-02", date(2028, 2, 29)),
        (Cycle.MONTH, date(2026, 12, 31), "2026-12", date(2026, 12, 31)),
        (Cycle.QUARTER, date(2026, 10, 1), "2026-Q4", date(2026, 12, 31)),
        (Cycle.NONE, date(2026, 10, 1), "", None),
    ],
)
def test_a_day_belongs_to_its_week_month_or_quarter(
    cycle: Cycle, day: date, period: str, end: date | None
) -> None:
    assert (period_of(cycle, day), period_end(cycle, day)) == (period, end)


@settings(derandomize=True, max_examples=300)
@given(cycle=CYCLES, day=DAYS)
def test_every_day_belongs_to_exactly_one_period_which_ends_in_itself(cycle: Cycle, day: date) -> None:
    end = period_end(cycle, day)
    assert end is not None
    assert end >= day
    assert period_of(cycle, end) == period_of(cycle, day)
    assert period_of(cycle, end + timedelta(days=1)) != period_of(cycle, day)
    # Days of one period share its end, days of two do not.
    next_day = day + timedelta(days=1)
    same = period_of(cycle, next_day) == period_of(cycle, day)
    assert (period_end(cycle, next_day) == end) is same
