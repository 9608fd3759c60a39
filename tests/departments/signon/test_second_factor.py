"""The second factor: set up, asked for behind whatever log-in, lost and ended."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from common.errors import NotAllowed
from departments.access.services.changing import end_second_factor
from departments.models.users import Membership, User, UserRole
from departments.signon.models import SecondFactor, UserSession
from departments.signon.second_factor.gate import must_have_second_factor
from departments.signon.second_factor.services import check_code, new_secret, set_up
from tests.admin import as_user, page, text
from tests.api import ROOT
from tests.conftest import World
from tests.departments.signon.codes import code_of
from tests.refusals import refused

pytestmark = pytest.mark.django_db
ASKED, SET_UP, LIST = "/sign-on/second-factor/", "/sign-on/second-factor/set-up/", "signon_secondfactor"


@pytest.fixture(autouse=True)
def no_codes_used() -> None:
    cache.clear()


def given(user: User) -> tuple[str, list[str]]:
    """A second factor of the user: its secret and the recovery codes."""
    secret = new_secret()
    codes = set_up(actor=user, secret=secret, code=code_of(secret))
    cache.clear()  # the code that set it up was used
    return secret, codes


def logged_in(name: str) -> Client:
    client = Client()
    assert client.post("/login/", {"username": name, "password": "pw"}).status_code == 302
    return client


def test_it_is_set_up_by_a_picture_drawn_here_and_a_code_and_recovery_codes_are_shown_once(
    world: World,
) -> None:
    client = as_user(world.filer)
    assert client.get(f"{page(LIST)}begin/")["Location"] == SET_UP
    shown = text(client.get(SET_UP))
    assert 'src="data:image/svg+xml;base64,' in shown
    [letters] = re.findall(r'id="second-factor-secret">([A-Z2-7 ]+)<', shown)
    secret = letters.replace(" ", "")
    assert "验证码不正确" in text(client.post(SET_UP, {"code": "000000"}))
    answer = client.post(SET_UP, {"code": code_of(secret)})
    codes = re.findall(r"<li>(\d{8})</li>", text(answer))
    assert len(codes) == 10
    assert "no-store" in answer["Cache-Control"]
    assert codes[0] not in text(client.get(page(LIST)))
    assert client.get(page("work_assignment")).status_code == 200
    assert secret not in client.session.encode(dict(client.session))
    cache.clear()
    other = logged_in("filer")
    assert other.get(page("work_assignment"))["Location"] == ASKED
    assert other.post(ASKED, {"code": code_of(secret)})["Location"] == "/"
    assert other.get(page("work_assignment")).status_code == 200


def test_what_the_database_holds_makes_no_codes(world: World, settings: Any) -> None:
    secret, codes = given(world.filer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        held = json.dumps(cursor.fetchall())
    assert secret not in held
    assert codes[0] not in held
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key, which is long enough as well"
    with refused("second_factor_unreadable"):
        check_code(user=world.filer, code=code_of(secret))
    assert "系统密钥已更换" in text(logged_in("filer").post(ASKED, {"code": code_of(secret)}))
    settings.SECRET_KEY_FALLBACKS = [old]
    assert check_code(user=world.filer, code=code_of(secret))


def test_until_the_code_is_given_nothing_opens_but_the_way_out(world: World) -> None:
    secret, _ = given(world.filer)
    client = logged_in("filer")
    for address in ("/", page("work_assignment"), "/password_change/", "/settings/", SET_UP):
        answer = client.get(address)
        assert (answer.status_code, answer.get("Location")) in [(302, ASKED), (302, "/")], address
    refusal = client.get(f"{ROOT}assignments/")
    assert (refusal.status_code, refusal.json()["code"]) == (403, "second_factor_required")
    assert client.post(f"{page('signon_accesstoken')}issue/", {"name": "x"})["Location"] == ASKED
    shown = client.get(ASKED)
    assert (shown.status_code, "退出登录" in text(shown)) == (200, True)
    assert client.post("/logout/").status_code == 200
    client = logged_in("filer")
    before = client.cookies["sessionid"].value
    client.post(ASKED, {"code": code_of(secret)})
    assert client.cookies["sessionid"].value != before


def test_a_code_counts_once_and_for_a_minute_and_a_half(world: World) -> None:
    secret, _ = given(world.filer)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert check_code(user=world.filer, code=code_of(secret, 1))  # a clock that is fast
        assert not check_code(user=world.filer, code=code_of(secret, 1))
        old = code_of(secret)
        clock.shift(timedelta(seconds=61))
        assert not check_code(user=world.filer, code=old)
        assert not check_code(user=world.filer, code="")
        assert not check_code(user=world.head, code=code_of(secret))


def test_a_recovery_code_opens_once_and_new_ones_end_the_old(world: World) -> None:
    secret, codes = given(world.filer)
    client = logged_in("filer")
    assert client.post(ASKED, {"code": f"{codes[0][:4]} {codes[0][4:]}"})["Location"] == "/"
    assert "用恢复码登录，还剩9个" in world.filer.history.first().history_change_reason
    assert "验证码不正确" in text(logged_in("filer").post(ASKED, {"code": codes[0]}))
    row = SecondFactor.objects.get(user=world.filer, type="totp")
    renewed = text(client.post(page(LIST, row, "renew"), {"code": code_of(secret)}))
    fresh = re.findall(r"<li>(\d{8})</li>", renewed)
    assert len(fresh) == 10
    assert not check_code(user=world.filer, code=codes[1])
    assert check_code(user=world.filer, code=fresh[0])


def test_wrong_codes_lock_as_wrong_passwords_do(world: World, settings: Any) -> None:
    settings.AXES_ENABLED = True
    secret, _ = given(world.filer)
    client = logged_in("filer")
    answers = [client.post(ASKED, {"code": "000000"}) for _ in range(10)]
    assert [answer.status_code for answer in answers] == [200] * 9 + [429]
    assert "用户“filer”" in text(answers[-1])
    assert client.post(ASKED, {"code": code_of(secret)}).status_code == 429
    assert Client().post("/login/", {"username": "filer", "password": "pw"}).status_code == 429
    # From within, too: a page of one's own is no place to guess.
    cache.clear()
    inside = as_user(world.head)
    given(world.head)
    row = SecondFactor.objects.get(user=world.head, type="totp")
    tried = [inside.post(page(LIST, row, "end"), {"code": "000000"}) for _ in range(10)]
    assert [answer.status_code for answer in tried] == [200] * 9 + [429]
    assert SecondFactor.objects.filter(user=world.head).exists()


def test_a_role_that_needs_it_is_led_to_set_it_up_and_no_further(world: World, settings: Any) -> None:
    settings.MFA_ROLES = frozenset(["supervisor"])
    assert not must_have_second_factor(world.filer)
    client = logged_in("supervisor")
    assert client.get("/")["Location"] == SET_UP
    shown = text(client.get(SET_UP))
    assert "您的角色登录时须有第二重验证" in shown
    secret = re.findall(r'id="second-factor-secret">([A-Z2-7 ]+)<', shown)[0].replace(" ", "")
    assert client.post(SET_UP, {"code": code_of(secret)}).status_code == 200
    assert client.get("/").status_code == 200
    assert logged_in("filer").get("/").status_code == 200
    settings.MFA_ROLES = frozenset(["superuser"])
    User.objects.create_superuser(username="root", password="pw")
    Membership.objects.filter(role=UserRole.AUDITOR).delete()  # there is somebody to appoint
    assert logged_in("root").get("/")["Location"] == SET_UP


def test_a_new_password_is_asked_for_behind_it(world: World, settings: Any) -> None:
    settings.PASSWORDS_MUST_CHANGE = True
    secret, _ = given(world.filer)
    User.objects.filter(pk=world.filer.pk).update(must_change_password=True)
    client = logged_in("filer")
    assert client.get("/password_change/")["Location"] == ASKED
    assert client.get(ASKED).status_code == 200
    client.post(ASKED, {"code": code_of(secret)})
    assert client.get("/")["Location"] == "/password_change/"


def test_name_and_password_alone_get_no_token(world: World, settings: Any) -> None:
    said = {"username": "filer", "password": "pw", "scope": "read"}
    assert Client().post(f"{ROOT}token/", said).status_code == 200
    settings.MFA_ROLES = frozenset(["filer"])
    answer = Client().post(f"{ROOT}token/", said)
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_required")
    settings.MFA_ROLES = frozenset()
    given(world.filer)
    assert Client().post(f"{ROOT}token/", said).status_code == 403


def test_one_s_own_is_ended_with_a_code(world: World) -> None:
    secret, codes = given(world.filer)
    client = as_user(world.filer)
    client.post(ASKED, {"code": codes[0]})
    row = SecondFactor.objects.get(user=world.filer, type="totp")
    assert "验证码不正确" in text(client.post(page(LIST, row, "end"), {"code": "000000"}))
    assert client.post(page(LIST, row, "end"), {"code": code_of(secret)}).status_code == 302
    assert not SecondFactor.objects.filter(user=world.filer).exists()
    assert logged_in("filer").get("/").status_code == 200


def test_who_has_lost_the_phone_is_let_in_by_the_security_administrator_alone(world: World) -> None:
    given(world.filer)
    row = SecondFactor.objects.get(user=world.filer, type="totp")
    logged_in("filer")
    for user in (world.head, world.supervisor):
        assert as_user(user).get(page(LIST, row)).status_code == 404
        assert as_user(user).post(page(LIST, row, "end_other"), {"reason": "x"}).status_code == 404
        with pytest.raises(NotAllowed):
            end_second_factor(user=world.filer, actor=user, reason="x", now=timezone.now())
    keeper = world.security_admin
    answer = as_user(keeper).post(page(LIST, row, "end_other"), {"reason": "手机丢失，已当面核实"})
    assert answer.status_code == 302
    last = world.filer.history.first()
    assert (last.history_user, "手机丢失，已当面核实" in last.history_change_reason) == (keeper, True)
    assert not UserSession.objects.filter(user=world.filer).exists()
    assert not SecondFactor.objects.filter(user=world.filer).exists()
    given(keeper)
    with refused("own_access"):
        end_second_factor(user=keeper, actor=keeper, reason="x", now=timezone.now())
