"""Working days by the official arrangement, by weekday where none is published."""

from __future__ import annotations

import datetime

import pytest

from common.workdays import add_workdays, eve_of_festival, is_workday
from extraction.deadlines.finder import find_deadlines


def test_a_holiday_on_a_weekday_is_not_worked() -> None:
    assert is_workday(datetime.date(2022, 10, 3)) == (False, True)


def test_a_make_up_saturday_is_worked() -> None:
    assert is_workday(datetime.date(2022, 10, 8)) == (True, True)


def test_a_year_with_no_published_arrangement_is_judged_by_weekday() -> None:
    assert is_workday(datetime.date(2089, 10, 3)) == (True, False)


def test_working_days_are_counted_from_the_day_after() -> None:
    # Friday, then a long holiday until 7 October, then make-up days at the week-end.
    assert add_workdays(datetime.date(2022, 9, 30), 2) == (datetime.date(2022, 10, 9), True)


def test_counting_no_days_stays() -> None:
    assert add_workdays(datetime.date(2022, 9, 30), 0) == (datetime.date(2022, 9, 30), True)


@pytest.mark.parametrize(
    ("name", "year", "eve"),
    [
        ("春节", 2023, datetime.date(2023, 1, 21)),
        ("国庆", 2022, datetime.date(2022, 9, 30)),
        ("元旦", 2023, datetime.date(2022, 12, 31)),
        ("中秋", 2025, datetime.date(2025, 10, 5)),
        ("春节", 2080, None),
    ],
)
def test_the_eve_of_a_festival(name: str, year: int, eve: datetime.date | None) -> None:
    assert eve_of_festival(name, year) == eve


def test_a_limit_in_working_days_past_the_published_years_is_doubted() -> None:
    (found,) = find_deadlines("自印发之日起10个工作日内完成。", issued_on=datetime.date(2089, 6, 1))
    assert found.date == "2089-06-15"
    assert "周末" in found.doubt
