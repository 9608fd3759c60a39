"""Reminders about dates on days off: the last working day before, in the words of the day they are told."""

from datetime import date, timedelta

import pytest

from departments.daysoff.services import enter_day
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.reminders.kinds import Rule
from tracker.reminders.models.reminders import Digest, Reminder
from tracker.reminders.models.rules import ReminderRule
from tracker.reminders.services.morning_run import morning_run
from tracker.work.instructions.services import write_instruction
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def due(world: World, day: date, *, since: date) -> Assignment:
    """省财政厅's one piece of work, handed out and signed on the day `since`."""
    limits = [deadline("按期", day.isoformat())]
    only = measure(["一", "1"], "建设一站式窗口", [unit("省财政厅")], limits)
    world.dispatched(on=since, measures=[only])
    return acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)


def mornings(first: date, last: date) -> None:
    for n in range((last - first).days + 1):
        morning_run(on=first + n * DAY)


def told(rule: Rule = Rule.DUE_SOON) -> list[tuple[str, str]]:
    """The days on which the filer was told, and the end of the words."""
    found = Reminder.objects.filter(user__username="filer", rule=rule).order_by("on", "id")
    return [(str(r.on), r.message.rsplit("，", 1)[-1]) for r in found]


@pytest.mark.parametrize(
    ("day", "friday"),
    [
        (date(2026, 12, 6), date(2026, 12, 4)),
        (date(2027, 1, 31), date(2027, 1, 29)),
        (date(2027, 2, 28), date(2027, 2, 26)),
    ],
)
def test_a_date_on_a_sunday_is_spoken_of_on_the_friday_before(world: World, day: date, friday: date) -> None:
    """A1: not for the first time on the Monday, when it is overdue."""
    due(world, day, since=day - 5 * DAY)
    mornings(day - 5 * DAY, day + DAY)
    assert told() == [(str(friday), "还有2天")]  # once, though 1天 and 当天 both fall on days off
    assert told(Rule.OVERDUE) == [(str(day + DAY), "已逾期1天")]


def test_days_off_that_the_office_enters_hold_at_once(world: World) -> None:
    """A2: a date on the first day after a holiday is spoken of before the holiday."""
    for n in range(5):
        enter_day(day=date(2027, 2, 8) + n * DAY, kind="off", name="春节", actor=world.supervisor)
    enter_day(day=date(2027, 2, 7), kind="worked", name="春节调休", actor=world.supervisor)
    due(world, date(2027, 2, 12), since=date(2027, 2, 6))
    mornings(date(2027, 2, 6), date(2027, 2, 12))
    assert told() == [("2027-02-07", "还有5天")]
    assert morning_run(on=date(2027, 2, 8)) is None


def test_a_rule_that_speaks_on_days_off_speaks_on_its_own_day(world: World) -> None:
    ReminderRule.objects.filter(rule=Rule.DUE_SOON).update(on_days_off=True)
    due(world, date(2026, 12, 6), since=date(2026, 12, 1))
    mornings(date(2026, 12, 1), date(2026, 12, 6))
    assert told() == [("2026-12-05", "还有1天"), ("2026-12-06", "今日到期")]


def test_what_was_missed_is_told_in_the_words_of_the_day_on_which_it_is_told(world: World) -> None:
    """The services were down on the Friday: on Monday nothing says 还有3天 of what is due that day."""
    due(world, date(2026, 12, 7), since=date(2026, 12, 1))
    mornings(date(2026, 12, 1), date(2026, 12, 3))
    morning_run(on=date(2026, 12, 7))
    assert {words for _, words in told()} == {"今日到期"}
    body = Digest.objects.filter(user__username="filer").latest("id").body
    assert "还有" not in body


def test_an_answer_due_on_monday_is_asked_for_on_friday_and_due_today_on_monday(world: World) -> None:
    """A4: the mail of Monday does not say 还有1天, the words of the Sunday."""
    assignment = due(world, date(2027, 6, 30), since=date(2026, 12, 1))
    write_instruction(
        target=assignment,
        text="请说明进度",
        due_on=date(2026, 12, 7),
        actor=world.leader,
        on=date(2026, 12, 1),
    )
    mornings(date(2026, 12, 1), date(2026, 12, 7))
    assert told(Rule.INSTRUCTION_OPEN) == [("2026-12-04", "还有3天")]
    late = [r for r in Reminder.objects.all() if "还有1天" in r.message]
    assert late == []
