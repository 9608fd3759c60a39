"""Reporting cycles: rules of RFC 5545, their days of filing and their words."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.checking.services.corrections.dates import set_cycle
from policies.checking.services.editing import undo_edit
from policies.cycles import (
    Cycle,
    Often,
    asked_so_often,
    filing_day,
    filing_day_before,
    filing_days,
    in_words,
    read_rule,
    reports_a_year,
)
from policies.models.measures import Task
from policies.services.importing import import_text
from tests.conftest import World
from tests.policies.sample import SAMPLE
from tests.refusals import refused

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
_WEEKDAYS = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
_MONTH_DAYS = st.one_of(st.integers(1, 31), st.just(-1))
RULES = st.one_of(
    st.sampled_from([rule for rule in Cycle.values if rule]),
    st.builds("FREQ=WEEKLY;INTERVAL={};BYDAY={}".format, st.integers(1, 26), _WEEKDAYS),
    st.builds("FREQ=MONTHLY;BYMONTHDAY={}".format, _MONTH_DAYS),
    st.builds("FREQ=MONTHLY;BYMONTHDAY={},{}".format, _MONTH_DAYS, _MONTH_DAYS),
    st.builds(
        "FREQ=YEARLY;BYMONTH={};BYMONTHDAY={}".format,
        st.sets(st.integers(1, 12), min_size=1).map(lambda months: ",".join(map(str, months))),
        _MONTH_DAYS,
    ),
).map(read_rule)


@pytest.mark.parametrize(
    ("rule", "on", "due", "before"),
    [
        (Cycle.WEEK, date(2026, 9, 2), date(2026, 9, 6), date(2026, 8, 30)),
        (Cycle.TEN_DAYS, date(2026, 2, 11), date(2026, 2, 20), date(2026, 2, 10)),
        (Cycle.TEN_DAYS, date(2026, 2, 21), date(2026, 2, 28), date(2026, 2, 20)),
        (Cycle.HALF_MONTH, date(2026, 9, 15), date(2026, 9, 15), date(2026, 8, 31)),
        (Cycle.MONTH, date(2028, 2, 1), date(2028, 2, 29), date(2028, 1, 31)),
        ("FREQ=MONTHLY;BYMONTHDAY=5", date(2026, 9, 6), date(2026, 10, 5), date(2026, 9, 5)),
        ("FREQ=MONTHLY;BYMONTHDAY=31", date(2026, 2, 1), date(2026, 2, 28), date(2026, 1, 31)),
        (Cycle.QUARTER, date(2026, 10, 1), date(2026, 12, 31), date(2026, 9, 30)),
        (
            "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10",
            date(2026, 5, 1),
            date(2026, 7, 10),
            date(2026, 4, 10),
        ),
        (Cycle.HALF_YEAR, date(2026, 7, 1), date(2026, 12, 31), date(2026, 6, 30)),
        (Cycle.YEAR, date(2026, 1, 1), date(2026, 12, 31), date(2025, 12, 31)),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", date(2026, 3, 1), date(2027, 2, 28), date(2026, 2, 28)),
        (Cycle.NONE, date(2026, 10, 1), None, None),
    ],
)
def test_a_day_lies_before_the_next_day_of_filing_and_behind_the_last(
    rule: str, on: date, due: date | None, before: date | None
) -> None:
    assert (filing_day(rule, on), filing_day_before(rule, on)) == (due, before)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(rule=RULES, on=DAYS)
def test_the_periods_of_any_rule_cover_every_day_once_and_in_order(rule: str, on: date) -> None:
    due, before = filing_day(rule, on), filing_day_before(rule, on)
    assert due is not None
    assert before is not None
    assert before < on <= due  # it lies in its period, which the day of filing ends
    day = before + timedelta(days=1)
    assert filing_day_before(rule, day) == before
    assert {filing_day(rule, d) for d in (day, on, due)} == {due}
    following = due + timedelta(days=1)
    assert filing_day_before(rule, following) == due
    assert filing_days(rule, day, due) == [due]


@settings(derandomize=True, max_examples=200, deadline=None)
@given(rule=RULES)
def test_a_rule_asks_as_often_as_it_says_and_keeps_its_form(rule: str) -> None:
    assert read_rule(rule) == rule
    assert in_words(rule).startswith("每")
    in_four_years = len(filing_days(rule, date(2025, 1, 1), date(2028, 12, 31)))
    expected = 4 * reports_a_year(rule)
    # 52 weeks are a day or two less than a year; 1 and -1 of a month may be one day, as 30 and -1 are.
    assert expected - 4 * 12 <= in_four_years <= expected + 8


@pytest.mark.parametrize(
    ("rule", "kept", "words", "a_year"),
    [
        ("FREQ=WEEKLY;BYDAY=FR", "FREQ=WEEKLY;BYDAY=FR", "每周（周五前）", 52),
        ("FREQ=WEEKLY;INTERVAL=2", Cycle.TWO_WEEKS, "每两周", 26),
        ("freq=monthly;bymonthday=5", "FREQ=MONTHLY;BYMONTHDAY=5", "每月（5日前）", 12),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", Cycle.MONTH, "每月", 12),
        ("FREQ=MONTHLY;BYMONTHDAY=-1,20,10", Cycle.TEN_DAYS, "每旬", 36),
        ("FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", Cycle.QUARTER, "每季度", 4),
        (
            "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20",
            "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20",
            "每季度（3、6、9、12月20日前）",
            4,
        ),
        ("FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1", Cycle.HALF_YEAR, "每半年", 2),
        (
            "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=30",
            "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=30",
            "每年（11月30日前）",
            1,
        ),
        (
            "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=-1",
            "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=-1",
            "每年（11月底前）",
            1,
        ),
        ("", "", "", 0),
    ],
)
def test_rules_are_kept_in_one_form_and_read_in_chinese(
    rule: str, kept: str, words: str, a_year: int
) -> None:
    assert (read_rule(rule), in_words(rule), reports_a_year(read_rule(rule))) == (kept, words, a_year)


@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=DAILY", "FREQ=YEARLY;INTERVAL=2", "FREQ=MONTHLY;INTERVAL=5", "FREQ=WEEKLY;INTERVAL=60"),
        *("FREQ=WEEKLY;INTERVAL=0", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;BYMONTHDAY=32"),
        *(
            "FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1",
            "FREQ=WEEKLY;BYDAY=XX",
            "month",
            "每月",
            "FREQ=MONTHLY;COUNT=3",
        ),
        "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=20,15",  # 6月20日、12月15日: the rule would say four days
    ],
)
def test_what_is_no_rule_that_we_can_ask_by_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_rule(rule)


CYCLES = [
    ("每月5日前报送上月进展。", "FREQ=MONTHLY;BYMONTHDAY=5"),
    ("每两周报送一次进展。", Cycle.TWO_WEEKS),
    ("每旬报送一次进展。", Cycle.TEN_DAYS),
    ("每季度报送一次进展。", Cycle.QUARTER),
    ("每半年报送一次进展。", Cycle.HALF_YEAR),
    ("每年报送一次进展。", Cycle.YEAR),
]


@pytest.mark.parametrize(("said", "rule"), CYCLES)
def test_what_a_document_says_of_how_often_becomes_the_rule_of_the_task(
    world: World, said: str, rule: str
) -> None:
    [document] = import_text(
        text=SAMPLE.replace("统筹安排经费。", f"统筹安排经费，{said}"), actor=world.supervisor
    ).created
    assert [task.cycle for task in Task.objects.filter(measure__document=document)][-1] == rule
    assert not document.check_items.filter(kind="cycle").exists()


def test_a_phrase_that_fits_no_rule_is_a_doubt_beside_its_measure(world: World) -> None:
    text = SAMPLE.replace("统筹安排经费。", "统筹安排经费，每日报送一次进展。")
    [document] = import_text(text=text, actor=world.supervisor).created
    [item] = document.check_items.filter(kind="cycle")
    assert item.measure == document.measures.last()
    assert "每日" in item.message
    assert not Task.objects.exclude(cycle="").exists()
    chosen = "FREQ=MONTHLY;BYMONTHDAY=05"
    assert set_cycle(document=document, measures=[item.measure], cycle=chosen, actor=world.supervisor) == 1
    assert Task.objects.exclude(cycle="").get().cycle_in_words == "每月（5日前）"
    item.refresh_from_db()
    assert item.settlement == "报送周期定为每月（5日前）"
    undo_edit(document=document, actor=world.supervisor)
    assert (
        Task.objects.exclude(cycle="").count(),
        document.check_items.open().filter(kind="cycle").count(),
    ) == (0, 1)
    with refused("cycle_unknown"):
        set_cycle(document=document, measures=[item.measure], cycle="FREQ=DAILY", actor=world.supervisor)


def test_lists_are_filtered_by_how_often_whatever_the_days(world: World) -> None:
    document = world.document(confirmed=False)
    rules = ["FREQ=MONTHLY;BYMONTHDAY=5", Cycle.MONTH, "FREQ=WEEKLY;INTERVAL=3", ""]
    for task, rule in zip(Task.objects.filter(measure__document=document), rules, strict=True):
        task.cycle = rule
        task.save()
    found = {code: Task.objects.filter(asked_so_often([code])).count() for code in Often}
    assert {code: count for code, count in found.items() if count} == {Often.MONTH: 2, Often.OTHER: 1}
    assert Task.objects.filter(asked_so_often([Often.MONTH, Often.OTHER])).count() == 3
    assert Task.objects.cycles() == sorted(rules[:3])
