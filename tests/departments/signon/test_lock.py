"""The lock after wrong passwords is of a name at an address, and ends when it was said to end."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from axes.utils import reset
from django.test import Client
from django.utils import timezone

from tests.conftest import World

pytestmark = pytest.mark.django_db
OWN, STRANGER = "203.0.113.7", "198.51.100.9"


@pytest.fixture(autouse=True)
def _behind_one_proxy(settings: Any) -> None:
    settings.AXES_ENABLED = True
    settings.PROXY_COUNT = 1
    reset()


def _log_in(address: str, password: str) -> int:
    """The status that the proxy's client at that address gets: 302 who comes in, 429 who is locked out."""
    client = Client(headers={"X-Forwarded-For": address}, REMOTE_ADDR="10.0.0.5")
    return client.post("/login/", {"username": "filer", "password": password}).status_code


def test_wrong_passwords_of_strangers_do_not_lock_the_person_out(world: World) -> None:
    """H6: each has an address of its own, though all come by one proxy."""
    assert [_log_in(f"198.51.100.{n}", "wrong") for n in range(10)] == [200] * 10
    assert _log_in(OWN, "pw") == 302


def test_who_is_locked_is_the_address_that_guessed(world: World) -> None:
    assert [_log_in(STRANGER, "wrong") for _ in range(10)] == [200] * 9 + [429]
    assert _log_in(STRANGER, "pw") == 429
    assert _log_in(OWN, "pw") == 302
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {STRANGER}


def test_a_wrong_password_meanwhile_does_not_move_the_end_of_the_lock(world: World) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(10):
            _log_in(STRANGER, "wrong")
        clock.shift(timedelta(minutes=10))
        assert _log_in(STRANGER, "wrong") == 429
        clock.shift(timedelta(minutes=6))
        assert _log_in(STRANGER, "pw") == 302
