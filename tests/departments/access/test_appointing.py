"""`manage.py appoint`: the three, their passwords once, and the superuser closed."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from departments.models.users import Membership, User
from departments.permissions import DUTIES
from tests.admin import as_user
from tests.conftest import ROOT, World

pytestmark = pytest.mark.django_db


def appoint(*options: str) -> str:
    out = io.StringIO()
    call_command("appoint", *options, stdout=out)
    return out.getvalue()


def test_the_command_makes_the_three_and_closes_the_superuser() -> None:
    root = User.objects.create_superuser("root", password="pw")
    printed = appoint("--auditor", "shenji2")
    accounts = dict(re.findall(r"(\w+)  (\w{12})\n", printed))
    assert list(accounts) == ["xitong", "anquan", "shenji2"]
    assert Client().login(username="anquan", password=accounts["anquan"])
    assert all(User.objects.filter(username__in=accounts).values_list("must_change_password", flat=True))
    root.refresh_from_db()
    assert (root.is_active, root.is_superuser) == (False, False)
    with pytest.raises(CommandError, match="均已设立"):
        appoint()
    assert "anquan2" in appoint("--security-admin", "anquan2")
    assert Membership.objects.filter(role="security_admin").count() == 2


def test_a_superuser_who_belongs_to_the_office_keeps_that_and_no_more(world: World) -> None:
    User.objects.filter(pk=world.supervisor.pk).update(is_superuser=True)
    appoint("--system-admin", "system2")
    user = User.objects.get(pk=world.supervisor.pk)
    assert (user.is_active, user.is_superuser) == (True, False)


def test_a_name_that_is_taken_or_wrong_is_said(world: World) -> None:
    with pytest.raises(CommandError, match="已有人使用"):
        appoint("--auditor", "filer")
    with pytest.raises(CommandError, match="只能由字母"):
        appoint("--auditor", "a b")


def test_once_there_are_three_a_new_superuser_does_not_even_enter(world: World) -> None:
    root = User.objects.create_superuser("root", password="pw")
    assert as_user(root).get("/").status_code == 302
    assert as_user(root).get("/begin/appoint/").status_code == 302
    world.auditor.is_active = False
    world.auditor.save()
    client = as_user(root)
    names = {"system_admin": "x", "security_admin": "y", "auditor": "shenji"}
    assert "shenji" in client.post("/begin/appoint/", names).content.decode()
    assert not User.objects.filter(username__in=["x", "y"]).exists()  # only what was wanting


def test_the_guide_shows_who_may_what_as_the_program_has_it() -> None:
    shown = (ROOT / "docs" / "guide" / "三员.md").read_text(encoding="utf-8")
    for duty in DUTIES:
        roles = "各角色" if len(duty.roles) == 7 else "、".join(str(role.label) for role in duty.roles)
        assert f"| {duty.title} | {roles} |" in shown
