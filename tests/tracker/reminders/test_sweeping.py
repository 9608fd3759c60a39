"""The sweep: who is told what on which day, and each thing once."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments.models.users import Membership, UserRole
from tests.conftest import World
from tests.tracker.reminders.telling import swept
from tests.world import LEDGER, deadline, measure, unit
from tracker.reminders.kinds import Rule
from tracker.reminders.models.reminders import Reminder, Sweep
from tracker.reminders.services.morning_run import morning_run
from tracker.reminders.services.sweeping import sweep
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment, suspend_assignment

pytestmark = pytest.mark.django_db
DUE = date(2026, 6, 30)
DISPATCHED = date(2026, 3, 2)


def _one_date(world: World, *, firmness: str = "must", due: date = DUE, on: date = DISPATCHED) -> Assignment:
    """省财政厅 holds one signed assignment with one date; nobody holds anything else."""
    only = measure(
        ["一", "1"],
        "建设一站式窗口",
        [unit("省财政厅")],
        [deadline("6月底前", due.isoformat(), firmness=firmness)],
    )
    world.dispatched(on=on, measures=[only])
    return acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)


def _said_on(day: date) -> list[tuple[str, str]]:
    """What a first sweep of that very day says to the filer (rule, words), without what came before."""
    Sweep.objects.all().delete()
    Sweep.objects.create(on=day)
    sweep(on=day)
    rows = Reminder.objects.filter(on=day, user__username="filer").order_by("id")
    return [(r.rule, r.message) for r in rows]


@pytest.mark.parametrize(
    ("offset", "rule", "words"),
    [
        (-15, Rule.DUE_SOON, "时限2026-06-30，还有15天"),
        (-7, Rule.DUE_SOON, "时限2026-06-30，还有7天"),
        (-1, Rule.DUE_SOON, "时限2026-06-30，还有1天"),
        (0, Rule.DUE_SOON, "时限2026-06-30，今日到期"),
        (1, Rule.OVERDUE, "时限2026-06-30，已逾期1天"),
        (8, Rule.OVERDUE, "时限2026-06-30，已逾期8天"),
        (15, Rule.OVERDUE, "时限2026-06-30，已逾期15天"),
        (365, Rule.OVERDUE, "时限2026-06-30，已逾期365天"),
    ],
)
def test_a_date_is_spoken_of_on_its_days(world: World, offset: int, rule: str, words: str) -> None:
    _one_date(world)
    assert _said_on(DUE + timedelta(days=offset)) == [(rule, words)]


@pytest.mark.parametrize("offset", [-30, -16, -14, -8, -6, -2, 2, 7, 9, 14, 366])
def test_between_its_days_a_date_is_not_spoken_of(world: World, offset: int) -> None:
    _one_date(world)
    assert _said_on(DUE + timedelta(days=offset)) == []


def test_a_strive_date_that_has_passed_warns_and_is_not_called_overdue(world: World) -> None:
    _one_date(world, firmness="strive")
    said = _said_on(DUE + timedelta(days=8))
    assert said == [(Rule.STRIVE_PASSED, "争取时限2026-06-30已过8天，请抓紧办理")]
    assert "逾期" not in said[0][1]


def test_filers_and_heads_of_the_department_are_told_and_nobody_else(world: World) -> None:
    _one_date(world)
    idle = world.user("idle", UserRole.FILER, "省财政厅")
    idle.is_active = False
    idle.save()
    # Somebody with both roles is told once.
    Membership.objects.create(user=world.head, department=world.departments["省财政厅"], role=UserRole.FILER)
    sweep(on=DUE)
    told = swept().filter(on=DUE).order_by("user__username")
    assert [r.user.username for r in told] == ["filer", "head"]


def test_a_reminder_names_the_document_the_measure_and_the_date(world: World) -> None:
    assignment = _one_date(world)
    sweep(on=DUE)
    reminder = swept().filter(on=DUE).first()
    assert reminder is not None
    assert reminder.subject == "云政发〔2026〕3号“一 / 1 建设一站式窗口”"
    assert reminder.message == "时限2026-06-30，今日到期"
    assert (reminder.assignment, reminder.trigger) == (assignment, "2026-06-30 +0")


def test_a_unit_in_which_nobody_can_be_told_is_named(world: World) -> None:
    world.dispatched()
    outcome = sweep(on=date(2026, 9, 30))
    assert {"青川市政府", "白石市政府", "省农业农村厅"} <= outcome.unreachable
    assert "青川市政府" in outcome.message


def test_a_second_sweep_of_the_day_says_nothing_again(world: World) -> None:
    _one_date(world)
    first, second = sweep(on=DUE), sweep(on=DUE)
    assert first.made > 0
    assert (second.made, second.by_rule) == (0, {})


def test_a_late_sweep_says_what_the_missed_days_would_have_said(world: World) -> None:
    _one_date(world)
    every_day = [DUE - timedelta(days=20) + timedelta(days=n) for n in range(40)]
    for day in every_day:
        sweep(on=day)
    keys = ("user_id", "milestone_id", "rule", "trigger", "on")  # the words are those of the day of telling
    day_by_day = set(swept().values_list(*keys))
    Reminder.objects.all().delete()
    Sweep.objects.all().delete()
    for day in (every_day[0], every_day[0] + timedelta(days=20), every_day[-1]):  # two long outages
        sweep(on=day)
    rows = set(swept().values_list(*keys))
    assert rows == day_by_day
    # Two people: -15 -7 -1 0 +1 +8 +15; the head at +7, the leader at +15.
    assert len(rows) == 2 * 7 + 2


def test_an_outage_is_made_up_for_thirty_days_and_no_more(world: World) -> None:
    _one_date(world)
    sweep(on=DUE - timedelta(days=100))
    sweep(on=DUE + timedelta(days=60))
    days = set(swept().values_list("on", flat=True))
    assert days == {DUE + timedelta(days=n) for n in (36, 43, 50, 57)}


def test_nothing_is_said_about_days_before_the_work_was_handed_out(world: World) -> None:
    _one_date(world, on=DUE - timedelta(days=5))
    sweep(on=DUE)
    assert {r.trigger for r in swept()} == {"2026-06-30 -1", "2026-06-30 +0"}


def test_work_handed_out_after_the_morning_is_spoken_of_the_next_day(world: World) -> None:
    day = DUE - timedelta(days=7)
    sweep(on=day)
    _one_date(world, on=day)
    sweep(on=day + timedelta(days=1))
    assert {r.trigger for r in swept()} == {"2026-06-30 -7"}


def test_finished_dates_and_stopped_work_are_not_spoken_of(world: World) -> None:
    world.dispatched()
    finance = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    report = file_report(
        assignment=finance,
        actor=world.filer,
        on=date(2026, 6, 1),
        percent=50,
        narrative="窗口已启用。",
        claims_completion=True,
    )
    approve_report(report=report, actor=world.supervisor)
    education = world.assignment("省教育厅")
    suspend_assignment(assignment=education, reason="任务合并", actor=world.supervisor)
    sweep(on=DUE)
    about_dates = Reminder.objects.filter(milestone__isnull=False)
    assert not about_dates.filter(assignment__in=[finance, education]).exists()
    sweep(on=date(2026, 12, 31))  # the second date of the same assignment is still open
    assert about_dates.filter(assignment=finance, trigger="2026-12-31 +0").count() == 2


def test_unsigned_work_is_spoken_of_on_the_third_working_day(world: World) -> None:
    # Handed out on Thursday; Friday, Monday and Tuesday are the three working days.
    world.dispatched(on=date(2026, 3, 5), measures=LEDGER["measures"][1:2])
    for day in (6, 7, 8, 9):
        sweep(on=date(2026, 3, day))
    assert not Reminder.objects.filter(rule=Rule.UNACKNOWLEDGED).exists()
    sweep(on=date(2026, 3, 10))
    sweep(on=date(2026, 3, 11))
    said = Reminder.objects.filter(rule=Rule.UNACKNOWLEDGED)
    assert {(r.user.username, r.on) for r in said} == {
        (name, date(2026, 3, 10)) for name in ("filer", "head", "other")
    }


def test_working_days_know_the_long_holiday(world: World) -> None:
    # The Spring Festival of 2025 was off from 28 January to 4 February.
    world.dispatched(on=date(2025, 1, 27), measures=LEDGER["measures"][1:2])
    sweep(on=date(2025, 2, 6))
    assert not Reminder.objects.filter(rule=Rule.UNACKNOWLEDGED).exists()
    sweep(on=date(2025, 2, 7))
    assert Reminder.objects.filter(rule=Rule.UNACKNOWLEDGED, on=date(2025, 2, 7)).exists()


def test_signed_work_is_not_called_unsigned(world: World) -> None:
    _one_date(world, on=date(2026, 3, 5))
    sweep(on=date(2026, 3, 10))
    assert not swept().exists()


def test_a_dry_run_shows_the_reminders_and_writes_nothing(world: World) -> None:
    _one_date(world)
    outcome = sweep(on=DUE, dry_run=True)
    assert {r.user.username for r in outcome.reminders} == {"filer", "head"}
    assert outcome.made == len(outcome.reminders)
    assert not swept().exists()
    assert not Sweep.objects.exists()
    assert sweep(on=DUE).made == outcome.made


def test_the_sweep_asks_the_same_number_of_questions_whatever_the_number_of_assignments(world: World) -> None:
    def swept() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            made = sweep(on=date(2026, 6, 30), dry_run=True).made
        return made, len(captured)

    world.dispatched()
    _, questions = swept()
    many = [
        measure(
            ["一", str(n)],
            f"事项{n}",
            [unit("省财政厅"), unit("省教育厅")],
            [deadline("6月底前", "2026-06-30")],
        )
        for n in range(1, 31)
    ]
    world.dispatched(number="云政发〔2026〕4号", measures=many)
    made, asked = swept()
    assert made > 300
    assert asked == questions


def test_a_day_off_is_passed_over_and_made_up_for(world: World) -> None:
    _one_date(world, due=date(2026, 6, 13))
    sweep(on=date(2026, 6, 12))
    assert morning_run(on=date(2026, 6, 13)) is None  # a Saturday
    assert morning_run(on=date(2026, 6, 14)) is None
    outcome = morning_run(on=date(2026, 6, 15))
    assert outcome is not None
    days = swept().filter(on__gte=date(2026, 6, 13)).values_list("on", flat=True)
    assert set(days) == {date(2026, 6, 14)}  # overdue; the last word before was on the Friday


def test_a_claim_under_review_is_left_in_peace_until_it_is_returned(world: World) -> None:
    assignment = _one_date(world)
    report = file_report(
        assignment=assignment,
        actor=world.filer,
        on=DUE,
        percent=100,
        narrative="窗口已启用。",
        claims_completion=True,
    )
    assert _said_on(DUE + timedelta(days=1)) == []
    return_report(report=report, actor=world.supervisor, reason="请补充佐证材料")
    assert _said_on(DUE + timedelta(days=8)) == [(Rule.OVERDUE, "时限2026-06-30，已逾期8天")]
