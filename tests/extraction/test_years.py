"""The year of a date that prints none, and why."""

from __future__ import annotations

import datetime

from extraction.deadlines.finder import find_deadlines
from extraction.model import Deadline


def only(text: str, *, issued_on: datetime.date | None, year: int | None = None) -> Deadline:
    (found,) = find_deadlines(text, issued_on=issued_on, year=year)
    return found


def test_a_printed_year_stands() -> None:
    found = only("2023年6月底前完成。", issued_on=datetime.date(2022, 5, 27))
    assert (found.date, found.doubt) == ("2023-06-30", "")
    assert "2023" in found.reason


def test_a_month_with_no_year_takes_the_year_of_its_sentence() -> None:
    found = only("抓好2023年度计划，6月底前下达。", issued_on=datetime.date(2022, 11, 1))
    assert found.date == "2023-06-30"
    assert "本句" in found.reason


def test_a_month_with_no_year_takes_the_year_of_the_limit_before_it() -> None:
    text = "2023年3月底前完成摸底。6月底前完成整改。"
    dates = [found.date for found in find_deadlines(text, issued_on=datetime.date(2022, 5, 27))]
    assert dates == ["2023-03-31", "2023-06-30"]


def test_a_far_target_lends_no_year() -> None:
    text = "到2025年，建成10个基地。6月底前启动首批建设。"
    dates = [found.date for found in find_deadlines(text, issued_on=datetime.date(2022, 5, 27))]
    assert dates == ["2025-12-31", "2022-06-30"]


def test_a_month_with_no_year_takes_the_year_of_the_document() -> None:
    found = only("9月底前完成。", issued_on=datetime.date(2022, 5, 27))
    assert (found.date, found.doubt) == ("2022-09-30", "")
    assert "成文日期" in found.reason


def test_a_year_of_the_past_in_the_sentence_is_passed_over() -> None:
    found = only("加快2021年结转资金拨付，8月底前拨付到位。", issued_on=datetime.date(2022, 5, 27))
    assert found.date == "2022-08-31"


def test_a_month_long_past_at_issue_is_of_the_next_year_and_doubted() -> None:
    found = only("3月底前完成。", issued_on=datetime.date(2022, 12, 20))
    assert found.date == "2023-03-31"
    assert found.doubt


def test_a_month_just_past_at_issue_stays_and_is_doubted() -> None:
    found = only("6月底前完成。", issued_on=datetime.date(2022, 7, 5))
    assert found.date == "2022-06-30"
    assert found.doubt


def test_what_was_over_long_before_the_document_is_history() -> None:
    assert find_deadlines("2020年底前建成了系统。", issued_on=datetime.date(2022, 5, 27)) == []


def test_next_year_is_counted_from_the_document() -> None:
    assert only("明年3月底前完成。", issued_on=datetime.date(2022, 5, 27)).date == "2023-03-31"


def test_a_festival_is_the_next_one() -> None:
    assert only("元旦前完成。", issued_on=datetime.date(2022, 5, 27)).date == "2022-12-31"


def test_with_no_document_date_the_section_lends_its_year_and_is_doubted() -> None:
    found = only("9月底前完成。", issued_on=None, year=2024)
    assert found.date == "2024-09-30"
    assert found.doubt


def test_with_no_year_anywhere_there_is_no_date() -> None:
    found = only("9月底前完成。", issued_on=None)
    assert found.date == ""
    assert found.doubt


def test_this_year_without_a_day_of_issue_is_that_of_the_document() -> None:
    found = only("力争在今年底建成。", issued_on=None, year=2027)
    assert (found.date, found.doubt) == ("2027-12-31", "没有成文日期，请核对")
    assert only("明年6月底前建成。", issued_on=None, year=2027).date == "2028-06-30"


def test_what_a_year_will_bring_may_be_no_limit() -> None:
    assert "可能不是时限" in only("今年将执行新的制度。", issued_on=datetime.date(2027, 2, 1)).doubt
