"""Which period of a cycle a day belongs to."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.cycles import Cycle
from tests.policies.test_cycles import DAYS, RULES
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.periods import names_of_periods, period_end, period_in_words, period_of

FIFTH = "FREQ=MONTHLY;BYMONTHDAY=5"


@pytest.mark.parametrize(
    ("cycle", "day", "period", "end"),
    [
        (Cycle.WEEK, date(2026, 3, 4), "2026-W10", date(2026, 3, 8)),
        (Cycle.WEEK, date(2027, 1, 1), "2026-W53", date(2027, 1, 3)),
        (Cycle.WEEK, date(2024, 12, 30), "2025-W01", date(2025, 1, 5)),
        (Cycle.MONTH, date(2028, 2, 1), "2028-02", date(2028, 2, 29)),
        (Cycle.MONTH, date(2026, 12, 31), "2026-12", date(2026, 12, 31)),
        (Cycle.QUARTER, date(2026, 10, 1), "2026-Q4", date(2026, 12, 31)),
        (Cycle.HALF_YEAR, date(2026, 7, 1), "2026-H2", date(2026, 12, 31)),
        (Cycle.YEAR, date(2026, 7, 1), "2026", date(2026, 12, 31)),
        (Cycle.TEN_DAYS, date(2026, 3, 4), "2026-03-10", date(2026, 3, 10)),
        (FIFTH, date(2026, 9, 5), "2026-09-05", date(2026, 9, 5)),
        (FIFTH, date(2026, 9, 6), "2026-10-05", date(2026, 10, 5)),
        (Cycle.NONE, date(2026, 10, 1), "", None),
    ],
)
def test_a_day_belongs_to_its_period(cycle: str, day: date, period: str, end: date | None) -> None:
    assert (period_of(cycle, day), period_end(cycle, day)) == (period, end)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(cycle=st.one_of(RULES, st.sampled_from([Cycle.WEEK, Cycle.MONTH, Cycle.QUARTER])), day=DAYS)
def test_every_day_belongs_to_exactly_one_period_which_ends_in_itself(cycle: str, day: date) -> None:
    end = period_end(cycle, day)
    assert end is not None
    assert end >= day
    assert period_of(cycle, end) == period_of(cycle, day)
    assert period_of(cycle, end + timedelta(days=1)) != period_of(cycle, day)
    # Days of one period share its end, days of two do not.
    next_day = day + timedelta(days=1)
    same = period_of(cycle, next_day) == period_of(cycle, day)
    assert (period_end(cycle, next_day) == end) is same
    assert len(period_of(cycle, day)) <= (ProgressReport._meta.get_field("period").max_length or 0)


def test_a_period_is_called_as_people_call_it() -> None:
    assert names_of_periods(Cycle.QUARTER) == ("本季度", "上季度")
    assert names_of_periods(FIFTH) == ("本期", "上期")
    assert [period_in_words(period) for period in ("2026-03", "2026-03-05", "")] == [
        "2026-03",
        "截至2026-03-05",
        "",
    ]
