"""Signing on by a CAS server: a small real one on the loopback."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from departments.models.users import User
from departments.signon.models import SignOnLink
from tests.admin import as_user, page, text
from tests.conftest import World
from tests.departments.signon.providers import CasServer, back_at, cas_server

pytestmark = pytest.mark.django_db
BEGIN, BACK = "/sign-on/cas/begin/", "/sign-on/cas/"


@pytest.fixture(scope="module")
def running() -> Iterator[CasServer]:
    with cas_server() as server:
        yield server


@pytest.fixture
def server(running: CasServer, settings: Any) -> CasServer:
    settings.CAS_SERVER_URL = running.url
    running.person, running.broken, running.attributes = "ZhangSan", False, {}
    running.logged_out_to.clear()
    return running


def signs_on(client: Client, server: CasServer, **form: str) -> Any:
    return back_at(client, server.returns(client.post(BEGIN, form)["Location"]))


def test_the_first_log_in_makes_an_account_without_a_role(world: World, server: CasServer) -> None:
    server.attributes = {"displayName": "张三", "mail": "filer@example.test"}
    answer = signs_on(Client(), server)
    assert (answer.status_code, "还没有分配角色" in text(answer)) == (403, True)
    link = SignOnLink.objects.get()
    assert (link.provider, link.uid, link.user.username) == ("cas", "zhangsan", "ZhangSan")
    assert (link.user.display_name, link.user.roles) == ("张三", frozenset())


def test_an_account_of_the_same_name_is_entered_only_once_it_is_linked(
    world: World, server: CasServer
) -> None:
    server.person = "filer"
    assert "已有账号" in text(signs_on(Client(), server))
    assert signs_on(as_user(world.filer), server, link="1").status_code == 302
    client = Client()
    assert signs_on(client, server, next="/owing/")["Location"] == "/owing/"
    assert client.get(page("work_assignment")).status_code == 200
    # Who came by the server is logged out there as well.
    assert client.post("/logout/")["Location"].startswith(f"{server.url}logout?")
    assert client.get(page("work_assignment")).status_code == 302
    assert as_user(world.filer).post("/logout/").status_code == 200


def test_a_ticket_counts_once_for_this_service_and_for_who_began_here(
    world: World, server: CasServer
) -> None:
    SignOnLink.objects.create(user=world.filer, provider="cas", uid="zhangsan")
    client = Client()
    address = server.returns(client.post(BEGIN)["Location"])
    assert back_at(Client(), address).status_code == 400  # begun in no browser of that kind
    assert back_at(client, address).status_code == 302
    client.post(BEGIN)
    assert "没有确认" in text(back_at(client, address))
    other = Client()
    other.post(BEGIN)
    foreign = server.returns(f"{server.url}login?service=http://elsewhere.example/")
    assert "没有确认" in text(other.get(BACK, {"ticket": foreign.rpartition("=")[2]}))
    assert "没有确认" in text(signs_on_with(other, "ST-guessed"))


def signs_on_with(client: Client, ticket: str) -> Any:
    client.post(BEGIN)
    return client.get(BACK, {"ticket": ticket})


def test_the_service_is_our_own_address_whatever_host_was_typed(
    world: World, server: CasServer, settings: Any
) -> None:
    settings.SITE_URL = "https://ducha.example.gov.cn"
    there = Client().post(BEGIN, headers={"Host": "evil.example"})["Location"]
    assert "service=https%3A%2F%2Fducha.example.gov.cn%2Fsign-on%2Fcas%2F" in there


def test_a_server_that_is_out_of_order_is_said_to_be(
    world: World, server: CasServer, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client()
    client.post(BEGIN)
    server.broken = True
    answer = client.get(BACK, {"ticket": "ST-1"})
    assert (answer.status_code, "暂时不能使用" in text(answer)) == (502, True)
    assert "does not work" in caplog.text
    assert User.objects.filter(username="ZhangSan").count() == 0


def test_without_a_server_there_is_no_such_way(world: World) -> None:
    assert Client().post(BEGIN).status_code == 404
    assert Client().get(BACK).status_code == 404
