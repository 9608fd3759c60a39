"""Two of everything at the same time, on PostgreSQL: the same rows, nothing sent twice."""

import threading
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.mail import EmailMessage
from django.db import connection

from common.errors import ServiceError
from tests.conftest import World
from tests.tracker.reminders.telling import swept
from tests.world import deadline, measure, unit
from tracker.reminders.models.reminders import Digest, DigestStatus, Reminder, Sweep
from tracker.reminders.services.digests import build_digests
from tracker.reminders.services.sending import send_digests
from tracker.reminders.services.sweeping import sweep
from tracker.work.models.assignments import Assignment, Event
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ON = date(2026, 6, 30)
MORNING = datetime(2026, 6, 30, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
SWEEPERS = 4


def _at_once(work: Callable[[], object]) -> list[BaseException]:
    """Run the work in several threads that start together; gives what they raised."""
    start, raised = threading.Barrier(SWEEPERS), []

    def sweeper() -> None:
        try:
            start.wait(timeout=10)
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=sweeper) for _ in range(SWEEPERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return raised


@pytest.fixture
def busy(transactional_db: None) -> World:
    """Two departments with sixty dates each."""
    world = World()
    units, dates = [unit("省财政厅"), unit("省教育厅")], [deadline("6月底前", "2026-06-30")]
    world.dispatched(measures=[measure(["一", str(n)], f"事项{n}", units, dates) for n in range(1, 61)])
    return world


def test_sweeps_at_once_make_the_rows_of_one(busy: World) -> None:
    assert _at_once(lambda: sweep(on=ON)) == []
    keys = list(swept().values_list("assignment", "milestone", "user", "rule", "trigger"))
    assert len(keys) == len(set(keys)) > 0
    Reminder.objects.all().delete()
    Sweep.objects.all().delete()
    assert sweep(on=ON).made == len(keys)


def test_digests_built_at_once_are_one_for_each_person(busy: World) -> None:
    sweep(on=ON)
    assert _at_once(lambda: build_digests(on=ON)) == []
    assert Digest.objects.count() == 3
    assert not swept().filter(digest_on__isnull=True).exists()
    assert not Digest.objects.filter(body="").exists()


def test_whole_mornings_at_once_send_each_digest_once(busy: World, mailoutbox: list[EmailMessage]) -> None:
    def morning() -> None:
        sweep(on=ON)
        build_digests(on=ON)
        send_digests(now=lambda: MORNING)

    assert _at_once(morning) == []
    assert sorted(m.to[0] for m in mailoutbox) == [
        "filer@example.test",
        "head@example.test",
        "other@example.test",
    ]
    assert set(Digest.objects.values_list("status", "attempts")) == {(DigestStatus.SENT, 1)}


def test_of_many_people_one_signs(busy: World) -> None:
    assignment = busy.assignment("省财政厅")
    raised = _at_once(lambda: acknowledge_assignment(assignment=assignment, actor=busy.filer))
    assert [type(error) for error in raised] == [ServiceError] * (SWEEPERS - 1)
    assert Event.objects.filter(assignment=assignment, kind="acknowledged").count() == 1
    assert Assignment.objects.get(pk=assignment.pk).status == "active"
