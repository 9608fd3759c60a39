"""What a password must be, when it is to be changed, and what ends with it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from departments.models.users import User
from departments.signon.passwords import kinds_of
from tests.admin import as_user, page, text
from tests.conftest import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "password",
    ["19491001", "20261128", "13800138000", "138001380001234", "duchashi", "Ducha-1", "abcdefgh12"],
)
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(ValidationError, match="密码至少12位"):
        validate_password(password)


@pytest.mark.parametrize("password", ["Ducha-26", "duchashi-jilu", "云岭督查2026ab", "correct horse 7"])
def test_long_or_mixed_passwords_are_taken(password: str) -> None:
    validate_password(password)


def test_a_chinese_sign_counts_as_a_kind_of_its_own() -> None:
    assert kinds_of("云岭aB3") == 4


def test_a_password_does_not_come_back_for_five_changes(world: World) -> None:
    user = world.filer
    for number in range(6):
        user.set_password(f"Cedar-and-{number}")
        user.save()
    for number in (5, 4, 3, 2, 1):
        with pytest.raises(ValidationError, match="最近5次"):
            validate_password(f"Cedar-and-{number}", user)
    validate_password("Cedar-and-0", user)


def test_storing_the_same_password_by_a_newer_method_is_no_change(world: World, settings: Any) -> None:
    before = User.objects.get(pk=world.filer.pk).password_changed_at
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    assert Client().login(username="filer", password="pw")
    user = User.objects.get(pk=world.filer.pk)
    assert user.password.startswith("pbkdf2")
    assert user.password_changed_at == before
    assert not user.past_passwords.exists()


def test_who_is_given_a_password_chooses_another_one_before_anything_else(
    world: World, settings: Any
) -> None:
    settings.PASSWORDS_MUST_CHANGE = True
    keeper = as_user(world.security_admin)
    answer = keeper.post(f"/departments/user/{world.filer.pk}/password/", {"reason": "本人来电，忘记密码"})
    given = re.findall(r'readonly value="(.{12})"', text(answer))[0]
    assert "no-store" in answer["Cache-Control"]
    client = Client()
    assert client.login(username="filer", password=given)
    led = client.get(page("work_assignment"), follow=True)
    assert led.redirect_chain[0][0] == "/password_change/"
    assert "请先修改密码" in text(led)
    assert client.get("/api/v1/assignments/").json()["code"] == "password_must_change"
    form = {"old_password": given, "new_password1": "Own-choice-7", "new_password2": "Own-choice-7"}
    assert client.post("/password_change/", form).status_code == 302
    assert client.get(page("work_assignment")).status_code == 200


def test_a_password_of_half_a_year_is_changed(world: World, settings: Any) -> None:
    settings.PASSWORDS_MUST_CHANGE = True
    client = as_user(world.filer)
    assert client.get(page("work_assignment")).status_code == 200
    User.objects.filter(pk=world.filer.pk).update(password_changed_at=timezone.now() - timedelta(days=181))
    assert client.get(page("work_assignment"))["Location"] == "/password_change/"
    settings.PASSWORD_DAYS = 0
    assert client.get(page("work_assignment")).status_code == 200
