"""The calendar: a person's dates behind a secret address."""

import logging
from datetime import date
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from config.access_log import AccessLogger, MasksSecrets
from tests.admin import as_user, text
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.reminders.models.channels import CalendarFeed
from tracker.reminders.services.calendars import renew_feed
from tracker.work.instructions.services import write_instruction
from tracker.work.services.status_changes import suspend_assignment

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


@pytest.fixture
def busy(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """省财政厅 and 省教育厅 have a date each; today is in March 2026."""
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 3, 3))
    world.dispatched(
        on=ON,
        measures=[
            measure(["一", "1"], "建设窗口", [unit("省财政厅")], [deadline("6月底前", "2026-06-30")]),
            measure(["一", "2"], "公布清单", [unit("省教育厅")], [deadline("9月底前", "2026-09-30")]),
        ],
    )
    return world


def _entries(secret: str) -> list[tuple[str, str]]:
    answer = Client().get(reverse("calendar", args=[secret]))
    assert answer["Content-Type"].startswith("text/calendar")
    events: Any = Calendar.from_ical(answer.content).walk("VEVENT")
    return [(str(e["dtstart"].dt), str(e["summary"])) for e in events]


def test_a_department_sees_its_own_dates(busy: World) -> None:
    secret = renew_feed(user=busy.filer)
    assert _entries(secret) == [("2026-06-30", "云政发〔2026〕3号 一 / 1 建设窗口")]
    suspend_assignment(assignment=busy.assignment("省财政厅"), reason="合并", actor=busy.supervisor)
    assert _entries(secret) == []


def test_what_a_leader_wants_answered_is_a_date_too(busy: World) -> None:
    write_instruction(
        target=busy.assignment("省财政厅"), text="请加快", due_on=date(2026, 4, 1), actor=busy.leader, on=ON
    )
    assert ("2026-04-01", "回复批示：请加快") in _entries(renew_feed(user=busy.head))


def test_who_sees_everything_has_one_entry_for_each_document_and_day(busy: World) -> None:
    assert _entries(renew_feed(user=busy.leader)) == [
        ("2026-06-30", "云政发〔2026〕3号：1项到期"),
        ("2026-09-30", "云政发〔2026〕3号：1项到期"),
    ]


def test_a_renewed_address_ends_the_old_one(busy: World) -> None:
    old = renew_feed(user=busy.filer)
    new = renew_feed(user=busy.filer)
    assert Client().get(reverse("calendar", args=[old])).status_code == 404
    assert len(_entries(new)) == 1
    assert CalendarFeed.objects.count() == 1


def test_an_account_that_is_off_or_without_a_role_has_no_calendar(busy: World) -> None:
    secret = renew_feed(user=busy.filer)
    busy.filer.memberships.all().delete()
    assert Client().get(reverse("calendar", args=[secret])).status_code == 404
    other = renew_feed(user=busy.head)
    busy.head.is_active = False
    busy.head.save()
    assert Client().get(reverse("calendar", args=[other])).status_code == 404


def test_the_secret_is_shown_once_and_not_kept(busy: World) -> None:
    client, address = as_user(busy.filer), reverse("admin:reminders_inboxreminder_calendar_feed")
    assert "生成地址" in text(client.get(address))
    assert not CalendarFeed.objects.exists()
    shown = text(client.post(address))
    secret = shown.split("/calendar/")[1].split(".ics")[0]
    assert len(_entries(secret)) == 1
    again = text(client.get(address))
    assert "更换地址" in again
    assert secret not in again
    assert secret not in str(CalendarFeed.objects.values())


def test_the_access_log_does_not_hold_the_secret() -> None:
    from gunicorn.config import Config

    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": "/calendar/secret-7.ics",
        "PATH_INFO": "/calendar/secret-7.ics",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": "https://example.test/calendar/secret-7.ics",
    }
    answer: Any = SimpleNamespace(status="200 OK", sent=1, headers=[])
    request: Any = SimpleNamespace(headers=[])
    from datetime import timedelta

    parts = AccessLogger(Config()).atoms(answer, request, environ, timedelta(seconds=1))
    assert "secret-7" not in str(parts)
    assert "/calendar/***.ics" in parts["r"]


def test_what_the_program_logs_of_an_unknown_calendar_does_not_hold_it_either() -> None:
    line = logging.LogRecord(
        "django.request",
        logging.WARNING,
        __file__,
        1,
        "%s: %s",
        ("Not Found", "/calendar/secret-7.ics"),
        None,
    )
    assert MasksSecrets().filter(line)
    assert line.getMessage() == "Not Found: /calendar/***.ics"


def test_the_log_that_the_installation_writes_masks_a_calendar_that_is_gone(busy: World) -> None:
    """H9: the address works again once the account does."""
    secret = renew_feed(user=busy.filer)
    busy.filer.is_active = False
    busy.filer.save()
    [console] = [
        one
        for one in logging.getLogger().handlers
        if isinstance(one, logging.StreamHandler) and any(isinstance(f, MasksSecrets) for f in one.filters)
    ]
    written = StringIO()
    before = console.setStream(written)
    try:
        assert Client().get(reverse("calendar", args=[secret])).status_code == 404
    finally:
        console.setStream(before)
    assert "Not Found: /calendar/***.ics" in written.getvalue()
    assert secret not in written.getvalue()
