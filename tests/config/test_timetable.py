"""The tasks of Celery and their timetable."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.mail import EmailMessage
from django.db import OperationalError
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler

from config.beat import PulseScheduler
from config.celery import app
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.reminders import tasks
from tracker.reminders.kinds import SWEPT
from tracker.reminders.models.reminders import Digest, Reminder
from tracker.reminders.services.sending import send_digests

pytestmark = pytest.mark.django_db


@pytest.fixture
def eager() -> Iterator[None]:
    """Tasks run where they are sent."""
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield
    app.conf.update(task_always_eager=False, task_eager_propagates=False)


def test_the_timetable_reminds_each_morning_in_shanghai_and_sends_every_five_minutes(db: None) -> None:
    remind = PeriodicTask.objects.get(name="每日提醒")
    assert (remind.task, remind.enabled) == ("tracker.reminders.tasks.remind", True)
    assert (remind.crontab.hour, remind.crontab.minute) == ("8", "30")
    assert remind.crontab.timezone == ZoneInfo("Asia/Shanghai")
    send = PeriodicTask.objects.get(name="发送提醒汇总")
    assert send.task == "tracker.reminders.tasks.send"
    assert (send.interval.every, send.interval.period) == (5, "minutes")


def test_every_task_of_the_timetable_is_known_to_the_worker(db: None) -> None:
    app.loader.import_default_modules()
    wanted = set(PeriodicTask.objects.values_list("task", flat=True))
    assert wanted
    assert wanted <= set(app.tasks)


def test_the_morning_task_reminds_and_sends(
    world: World, eager: None, mailoutbox: list[EmailMessage]
) -> None:
    only = measure(["一", "1"], "建设窗口", [unit("省财政厅")], [deadline("6月底前", "2026-06-30")])
    world.dispatched(measures=[only])
    tasks.remind.delay("2026-06-30")
    assert sorted(m.to[0] for m in mailoutbox) == ["filer@example.test", "head@example.test"]
    tasks.remind.delay("2026-06-30")
    assert len(mailoutbox) == 2


def test_without_a_day_the_task_takes_today_in_shanghai(
    world: World, eager: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    only = measure(["一", "1"], "建设窗口", [unit("省财政厅")], [deadline("6月底前", "2026-06-30")])
    world.dispatched(measures=[only])
    late_evening = datetime(2026, 6, 29, 23, 0, tzinfo=UTC)  # already the 30th in Shanghai
    monkeypatch.setattr(timezone, "now", lambda: late_evening)
    tasks.remind.delay()
    assert Reminder.objects.filter(on=date(2026, 6, 30)).exists()
    assert Digest.objects.filter(on=date(2026, 6, 30)).count() == 2


def test_a_morning_that_was_lost_is_made_up_for_once_its_time_has_come(
    world: World,
    eager: None,
    mailoutbox: list[EmailMessage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    only = measure(["一", "1"], "建设窗口", [unit("省财政厅")], [deadline("6月底前", "2026-06-30")])
    world.dispatched(measures=[only])
    nine = datetime(2026, 6, 30, 9, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
    monkeypatch.setattr(timezone, "now", lambda: nine)
    morning = PeriodicTask.objects.filter(name="每日提醒")
    morning.update(last_run_at=nine - timedelta(days=1))
    tasks.catch_up.delay()
    assert not Reminder.objects.filter(rule__in=SWEPT).exists()  # 督查室 may have set a later time
    morning.update(last_run_at=nine - timedelta(minutes=45))  # its message was lost
    tasks.catch_up.delay()
    assert len(mailoutbox) == 2
    Digest.objects.all().delete()
    Reminder.objects.update(digest_on=None)  # a worker died between the sweep and the digests
    tasks.catch_up.delay()
    assert len(mailoutbox) == 4
    tasks.catch_up.delay()
    assert len(mailoutbox) == 4


def test_many_digests_are_sent_by_one_task_after_the_other(
    world: World, eager: None, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    only = measure(["一", "1"], "建设窗口", [unit("省财政厅")], [deadline("6月底前", "2026-06-30")])
    world.dispatched(measures=[only])
    monkeypatch.setattr(tasks, "send_digests", partial(send_digests, limit=1))
    tasks.remind.delay("2026-06-30")
    assert len(mailoutbox) == 2


def test_the_scheduler_leaves_a_pulse_at_every_turn(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BEAT_PULSE_FILE = tmp_path / "beat.pulse"
    monkeypatch.setattr(DatabaseScheduler, "tick", lambda self: 4.5)
    scheduler = PulseScheduler.__new__(PulseScheduler)
    assert scheduler.tick() == 4.5
    assert settings.BEAT_PULSE_FILE.is_file()


def test_a_turn_that_fails_leaves_no_pulse(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: DatabaseScheduler) -> float:
        raise OperationalError("the database is away")

    settings.BEAT_PULSE_FILE = tmp_path / "beat.pulse"
    monkeypatch.setattr(DatabaseScheduler, "tick", fail)
    with pytest.raises(OperationalError):
        PulseScheduler.__new__(PulseScheduler).tick()
    assert not settings.BEAT_PULSE_FILE.exists()
