"""Open sessions: seen by their owner, ended from elsewhere, bounded, and over when nobody works."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from departments.signon.devices import device_in_words
from departments.signon.models import UserSession
from departments.signon.sessions import row_key
from tests.admin import as_user, page, text
from tests.conftest import World

pytestmark = pytest.mark.django_db
LIST = "signon_usersession"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


def logged_in(name: str, agent: str = WINDOWS) -> Client:
    client = Client(headers={"User-Agent": agent})
    answer = client.post("/login/", {"username": name, "password": "pw"})
    assert answer.status_code == 302, answer.content.decode()[:500]
    return client


def test_a_person_sees_own_sessions_and_ends_one_from_elsewhere(world: World) -> None:
    here, there = logged_in("filer"), logged_in("filer", "Android DingTalk")
    logged_in("head")
    shown = text(here.get(page(LIST)))
    assert "Windows · 火狐" in shown
    assert "安卓 · 钉钉" in shown
    assert "共 2" in shown or shown.count("127.0.0.1") == 2
    key = row_key(there.cookies["sessionid"].value)
    assert here.post(page(LIST, UserSession(pk=key), "end")).status_code == 302
    assert there.get(page("work_assignment")).status_code == 302
    assert here.get(page("work_assignment")).status_code == 200


def test_nobody_ends_another_one_s_session(world: World) -> None:
    other = logged_in("head")
    key = row_key(other.cookies["sessionid"].value)
    assert logged_in("filer").post(page(LIST, UserSession(pk=key), "end")).status_code == 404
    assert other.get(page("work_assignment")).status_code == 200


def test_the_database_does_not_hold_what_the_browser_has(world: World) -> None:
    key = logged_in("filer").cookies["sessionid"].value
    assert not UserSession.objects.filter(session_key=key).exists()
    assert UserSession.objects.get(user=world.filer).session_key == row_key(key)
    stolen = Client()
    stolen.cookies["sessionid"] = row_key(key)
    assert stolen.get(page("work_assignment")).status_code == 302


def test_the_oldest_session_gives_way_to_the_sixth(world: World) -> None:
    clients = [logged_in("filer") for _ in range(6)]
    answers = [client.get(page("work_assignment")).status_code for client in clients]
    assert answers == [302, 200, 200, 200, 200, 200]


def test_a_session_lives_while_somebody_works_and_half_an_hour_longer(world: World) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        client = logged_in("filer")
        assert not client.cookies["sessionid"]["max-age"]  # over with the browser
        for _ in range(4):
            clock.shift(timedelta(minutes=25))
            assert client.get(page("work_assignment")).status_code == 200
        clock.shift(timedelta(minutes=31))
        assert client.get(page("work_assignment")).status_code == 302


def test_not_every_request_writes(world: World, django_assert_num_queries: Any) -> None:
    client = as_user(world.filer)
    client.get("/jsi18n/")
    client.get(page("work_assignment"))
    changed = UserSession.objects.get(user=world.filer).expire_date
    client.get(page("work_assignment"))
    assert UserSession.objects.get(user=world.filer).expire_date == changed


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (WINDOWS, "Windows · 火狐"),
        ("iPhone Safari", "iPhone · Safari"),
        ("curl/8", "未知设备"),
        ("", "未知设备"),
    ],
)
def test_devices_in_words(agent: str, words: str) -> None:
    assert device_in_words(agent) == words
