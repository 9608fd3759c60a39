"""Tokens of the interface: shown once, kept as a hash, named, bounded, and over with the password."""

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from rest_framework.test import APIClient

from common.errors import NotAllowed, ServiceError
from departments.models.users import User
from departments.signon.models import AccessToken, Scope
from departments.signon.services.tokens import MOST, issue_token, revoke_token
from tests.admin import as_user, page, text
from tests.api import ROOT
from tests.conftest import World
from tracker.work.models.assignments import Assignment

pytestmark = pytest.mark.django_db
LIST = "signon_accesstoken"


def made(user: User, scope: str = Scope.READ, **given: Any) -> str:
    return issue_token(actor=user, name="取数", scope=scope, now=timezone.now(), **given)[1]


def calling(key: str) -> APIClient:
    return APIClient(headers={"Authorization": f"Token {key}"})


def test_a_token_is_made_on_the_page_and_shown_once(world: World) -> None:
    client = as_user(world.filer)
    assert "新建令牌" in text(client.get(page(LIST)))
    answer = client.post(f"{page(LIST)}issue/", {"name": "OA取数", "scope": "read", "days": "30"})
    assert "no-store" in answer["Cache-Control"]
    token = AccessToken.objects.get(user=world.filer)
    [key] = re.findall(r'id="issued-token"[^>]* value="([0-9a-f]{64})"', text(answer))
    assert calling(key).get(f"{ROOT}assignments/").status_code == 200
    assert token.digest != key
    for address in (page(LIST), page(LIST, token)):
        shown = text(client.get(address))
        assert "OA取数" in shown
        assert key not in shown


def test_no_table_holds_a_key_that_was_made(world: World) -> None:
    """H7: neither the tokens' own, nor a log of what was done, nor the history."""
    answer = as_user(world.filer).post(
        f"{page(LIST)}issue/", {"name": "OA取数", "scope": "read", "days": "30"}
    )
    [on_page] = re.findall(r'id="issued-token"[^>]* value="([0-9a-f]{64})"', text(answer))
    said = {"username": "filer", "password": "pw", "scope": "read"}
    by_program = APIClient().post(f"{ROOT}token/", said, format="json").json()["token"]
    dump = StringIO()
    call_command("dumpdata", stdout=dump)
    assert "OA取数" in dump.getvalue()
    for key in (on_page, by_program):
        assert calling(key).get(f"{ROOT}assignments/").status_code == 200
        assert key not in dump.getvalue()


def test_nobody_sees_another_one_s_token(world: World) -> None:
    made(world.leader)
    token = AccessToken.objects.get(user=world.leader)
    for user in (world.supervisor, world.filer):
        assert as_user(user).get(page(LIST, token)).status_code == 404
        assert as_user(user).post(page(LIST, token, "revoke")).status_code == 404
        with pytest.raises(NotAllowed):
            revoke_token(actor=user, token=token)


def test_a_token_ends_on_its_day_and_when_it_is_taken_back(world: World) -> None:
    key = made(world.filer)
    assert calling(key).get(f"{ROOT}assignments/").status_code == 200
    AccessToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert "已过期" in calling(key).get(f"{ROOT}assignments/").content.decode()
    key = made(world.filer)
    token = AccessToken.objects.get(user=world.filer)  # what had run out is gone
    assert as_user(world.filer).post(page(LIST, token, "revoke"), follow=True).status_code == 200
    assert calling(key).get(f"{ROOT}assignments/").status_code == 401


def test_a_token_does_not_outlive_the_password(world: World) -> None:
    key = made(world.filer)
    user = User.objects.get(pk=world.filer.pk)
    user.set_password("Another-One-1")
    user.save()
    answer = calling(key).get(f"{ROOT}assignments/")
    assert (answer.status_code, "密码已修改" in answer.content.decode()) == (401, True)
    assert calling(made(user)).get(f"{ROOT}assignments/").status_code == 200


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("file", 200), ("manage", 200)])
def test_a_scope_bounds_what_is_done_and_not_who_does_it(world: World, scope: str, status: int) -> None:
    world.dispatched()
    mine = world.assignment("省财政厅")
    answer = calling(made(world.filer, scope)).post(f"{ROOT}assignments/{mine.pk}/acknowledge/")
    assert answer.status_code == status, answer.content
    other = world.assignment("省教育厅", "一 / 1") if scope == "manage" else mine
    suspended = calling(made(world.supervisor, scope)).post(
        f"{ROOT}assignments/{other.pk}/suspend/", {"reason": "政策调整"}, format="json"
    )
    assert suspended.status_code == (200 if scope == "manage" else 403), suspended.content
    assert (Assignment.objects.get(pk=other.pk).status == "suspended") == (scope == "manage")


def test_a_use_a_day_and_a_scope_are_asked_for(world: World) -> None:
    for wrong in ({"name": " "}, {"scope": "all"}, {"days": 0}, {"days": 366}):
        given = {"name": "取数", "scope": "read", "days": 1, **wrong}
        with pytest.raises(ServiceError):
            issue_token(actor=world.filer, now=timezone.now(), **given)
    for _ in range(MOST):
        made(world.filer)
    with pytest.raises(ServiceError, match="最多10个"):
        made(world.filer)


def test_a_program_that_logs_in_each_time_leaves_no_heap_of_tokens(world: World) -> None:
    said = {"username": "filer", "password": "pw", "scope": "read"}
    keys = [APIClient().post(f"{ROOT}token/", said, format="json").json()["token"] for _ in range(MOST + 2)]
    assert AccessToken.objects.filter(user=world.filer).count() == MOST
    assert calling(keys[0]).get(f"{ROOT}assignments/").status_code == 401
    assert calling(keys[-1]).get(f"{ROOT}assignments/").status_code == 200
    assert calling(keys[-1]).delete(f"{ROOT}token/").status_code == 204
    assert calling(keys[-1]).get(f"{ROOT}assignments/").status_code == 401
