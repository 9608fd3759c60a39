"""Reporting cycles from the document to the reminder (cases A5 and A6), and what is owed meanwhile."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from policies.checking.services.settling import confirm_document
from policies.cycles import Cycle
from policies.models.documents import PolicyDocument
from policies.services.importing import import_text
from tests.conftest import World
from tests.policies.sample import SAMPLE
from tracker.reminders.kinds import Rule
from tracker.reminders.models.reminders import Reminder, Sweep
from tracker.reminders.services.sweeping import sweep
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.sheets import to_fill
from tracker.work.models.assignments import Assignment
from tracker.work.reporting_obligations import Month, reports_asked
from tracker.work.services.dispatching import dispatch_document, preview_dispatch
from tracker.work.services.status_changes import acknowledge_assignment

HANDED_OUT = date(2026, 7, 10)
SAID = "统筹安排经费。"


@pytest.fixture
def document(world: World, request: pytest.FixtureRequest) -> PolicyDocument:
    """Checked, with one task of 省财政厅 that says how often it reports."""
    text = SAMPLE.replace(SAID, f"统筹安排经费，{request.param}")
    [document] = import_text(text=text, actor=world.supervisor).created
    confirm_document(document=document, actor=world.supervisor)
    document.refresh_from_db()
    return document


def _handed_out(world: World, document: PolicyDocument) -> Assignment:
    dispatch_document(document=document, actor=world.supervisor, on=HANDED_OUT)
    found = Assignment.objects.exclude(task__cycle="").get(department=world.departments["省财政厅"])
    return acknowledge_assignment(assignment=found, actor=world.filer)


def _said(first: date, last: date) -> list[tuple[date, str]]:
    """What the sweeps of these days tell the filer of missing reports."""
    Sweep.objects.create(on=first - timedelta(days=1))
    day = first
    while day <= last:
        sweep(on=day)
        day += timedelta(days=1)
    rows = Reminder.objects.filter(rule=Rule.REPORT_MISSING, user__username="filer").order_by("on")
    return list(rows.values_list("on", "message"))


def _owed(world: World, on: date) -> list[Assignment]:
    # The task with a date is wanted for its date; here we ask for the one with a cycle.
    return list(to_fill(world.departments["省财政厅"], on=on).exclude(task__cycle=""))


@pytest.mark.parametrize("document", ["每月5日前报送上月进展。"], indirect=True)
def test_a_day_in_every_month_is_a_monthly_cycle_with_that_day_of_filing(
    world: World, document: PolicyDocument
) -> None:
    september, finance = Month(2026, 9), world.departments["省财政厅"].pk
    preview = preview_dispatch(document=document, on=HANDED_OUT)
    [mine] = [line for line in preview.lines if line.department.pk == finance]
    assert [after for _, after in mine.counts] == [0, 1, 1]  # none is left of July's
    assignment = _handed_out(world, document)
    assert assignment.task.cycle == "FREQ=MONTHLY;BYMONTHDAY=5"
    assert assignment.task.cycle_in_words == "每月（5日前）"
    assert reports_asked([september])[september] == {finance: 1}
    file_report(
        assignment=assignment, actor=world.filer, on=date(2026, 8, 4), percent=10, narrative="已启动。"
    )
    assert _owed(world, date(2026, 8, 5)) == []
    assert _owed(world, date(2026, 8, 6)) == [assignment]  # the next period has begun
    assert _said(date(2026, 8, 3), date(2026, 9, 8)) == [
        (date(2026, 9, 3), "本期进展尚未报送，报送截至2026-09-05"),
        (date(2026, 9, 6), "上期进展尚未报送，已过报送截止日2026-09-05"),
    ]


@pytest.mark.parametrize("document", ["每季度首月10日前报送上季度进展。"], indirect=True)
def test_a_day_of_the_first_month_of_a_quarter_is_asked_for_once_a_quarter(
    world: World, document: PolicyDocument
) -> None:
    assignment = _handed_out(world, document)
    assert assignment.task.cycle == "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10"
    months = [Month(2026, month) for month in (7, 8, 9, 10, 11)]
    assert [sum(counts.values()) for counts in reports_asked(months).values()] == [0, 0, 0, 1, 0]
    assert _owed(world, date(2026, 10, 10)) == [assignment]
    said = _said(date(2026, 9, 30), date(2026, 10, 12))
    assert said[0] == (date(2026, 10, 8), "本期进展尚未报送，报送截至2026-10-10")


@pytest.mark.parametrize("document", ["每两周报送一次进展。"], indirect=True)
def test_every_two_weeks_is_asked_for_every_two_weeks(world: World, document: PolicyDocument) -> None:
    assignment = _handed_out(world, document)
    assert assignment.task.cycle == Cycle.TWO_WEEKS
    months = [Month(2026, month) for month in (8, 9, 10)]  # 2, 16 and 30 August
    assert [sum(counts.values()) for counts in reports_asked(months).values()] == [
        3,
        2,
        2,
    ]  # 2, 16 and 30 August
    said = [day for day, words in _said(date(2026, 8, 1), date(2026, 9, 13)) if "截止" not in words]
    assert [(later - day).days for day, later in pairwise(said)] == [14] * (len(said) - 1)
    assert len(said) == 4
    first = said[0] + timedelta(days=1)
    file_report(assignment=assignment, actor=world.filer, on=first, percent=10, narrative="已启动。")
    assert _owed(world, first) == []
    assert _owed(world, first + timedelta(days=9)) == [assignment]


@pytest.mark.parametrize("document", ["每旬报送一次进展。"], indirect=True)
def test_every_ten_days_is_asked_for_three_times_a_month(world: World, document: PolicyDocument) -> None:
    assignment = _handed_out(world, document)
    assert assignment.task.cycle == Cycle.TEN_DAYS
    assert sum(reports_asked([Month(2026, 8)])[Month(2026, 8)].values()) == 3
    report = file_report(
        assignment=assignment, actor=world.filer, on=date(2026, 8, 12), percent=10, narrative="已启动。"
    )
    assert report.period == "2026-08-20"
    assert report.period_in_words == "截至2026-08-20"
    assert [_owed(world, date(2026, 8, day)) for day in (20, 21)] == [[], [assignment]]
