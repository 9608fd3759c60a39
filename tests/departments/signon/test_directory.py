"""Signing on by a directory, against OpenLDAP's own server on the loopback."""

import socket
from collections.abc import Iterator
from typing import Any

import environ
import pytest
from axes.models import AccessAttempt
from django.test import Client

from departments.models.users import Membership, User, UserRole
from departments.signon.models import SignOnLink
from tests.admin import as_user, page, text
from tests.api import ROOT
from tests.conftest import World
from tests.departments.signon.directory_server import BASE, READER, SECRET, Directory, directory

pytestmark = [pytest.mark.ldap, pytest.mark.django_db]
PEOPLE = [
    {"uid": "LiSi", "name": "Li Si", "mail": "filer@example.test", "password": "in-the-directory"},
    {"uid": "filer", "name": "Namesake", "mail": "other@example.test", "password": "of-the-directory"},
]
LINK = "signon_signonlink"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    with directory(tmp_path_factory.mktemp("slapd"), PEOPLE) as server:
        yield server


def configured(settings: Any, **environment: str) -> None:
    """As the settings do where LDAP_URI is set."""
    ldap_settings = pytest.importorskip("config.directory").ldap_settings
    env = environ.Env()
    env.ENVIRON = {
        "LDAP_USER_BASE": BASE,
        "LDAP_BIND_DN": READER,
        "LDAP_BIND_PASSWORD": SECRET,
        "LDAP_TIMEOUT": "2",
    } | environment
    for name, value in ldap_settings(env, "uid").items():
        setattr(settings, name, value)
    backend = "departments.signon.directory.DirectoryBackend"
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, backend]


@pytest.fixture
def server(running: Directory, settings: Any) -> Directory:
    configured(settings, LDAP_URI=running.uri, LDAP_CA_FILE=running.ca_file)
    return running


def log_in(name: str, password: str, client: Client | None = None) -> Any:
    return (client or Client()).post("/login/", {"username": name, "password": password})


def test_the_first_log_in_makes_an_account_without_a_role_and_a_role_opens_it(
    world: World, server: Directory
) -> None:
    assert "单位目录账号" in text(Client().get("/login/"))
    assert "尚未分配角色" in text(log_in("lisi", "in-the-directory"))
    user = User.objects.get(username="LiSi")
    assert (user.display_name, user.has_usable_password()) == ("Li Si", False)
    assert SignOnLink.objects.get().uid == "lisi"
    Membership.objects.create(user=user, department=world.departments["省财政厅"], role=UserRole.FILER)
    client = Client()
    assert log_in("LISI", "in-the-directory", client).status_code == 302
    assert client.get(page("work_assignment")).status_code == 200
    said = {"username": "lisi", "password": "in-the-directory"}
    assert Client().post(f"{ROOT}token/", said).status_code == 200
    assert User.objects.filter(username__iexact="lisi").count() == 1


@pytest.mark.parametrize(
    ("name", "password"),
    [("lisi", ""), ("lisi", "wrong"), ("nobody", "in-the-directory"), ("li*", "in-the-directory"), ("", "x")],
)
def test_an_empty_or_wrong_password_lets_nobody_in(
    world: World, server: Directory, name: str, password: str
) -> None:
    assert log_in(name, password).status_code == 200
    assert not SignOnLink.objects.exists()


def test_an_account_of_the_same_name_keeps_its_own_password_until_it_is_linked(
    world: World, server: Directory
) -> None:
    refused = log_in("filer", "of-the-directory")
    assert "用户名“filer”在本系统已有账号" in text(refused)
    assert not SignOnLink.objects.exists()
    assert log_in("filer", "pw").status_code == 302
    client = as_user(world.filer)
    own = {"username": "filer", "password": "of-the-directory"}
    assert "不正确" in text(client.post(f"{page(LINK)}link/", own | {"password": "guessed"}))
    assert client.post(f"{page(LINK)}link/", own).status_code == 302
    assert SignOnLink.objects.get().user == world.filer
    assert log_in("filer", "of-the-directory").status_code == 302
    User.objects.filter(pk=world.filer.pk).update(is_active=False)
    assert log_in("filer", "of-the-directory").status_code == 200


def test_wrong_passwords_of_the_directory_are_counted_by_the_same_lock(
    world: World, server: Directory, settings: Any
) -> None:
    settings.AXES_ENABLED = True
    settings.AXES_FAILURE_LIMIT = 2
    assert [log_in("lisi", "wrong").status_code for _ in range(3)] == [200, 429, 429]
    assert log_in("lisi", "in-the-directory").status_code == 429
    assert AccessAttempt.objects.get().username == "lisi"


def test_a_server_of_another_authority_is_sent_no_password(
    world: World, running: Directory, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    configured(settings, LDAP_URI=running.uri)  # without the file of its authority
    assert log_in("lisi", "in-the-directory").status_code == 200
    assert "LDAPError" in caplog.text


def test_without_tls_this_server_refuses_and_with_it_the_switch_is_on_by_itself(
    world: World, running: Directory, settings: Any
) -> None:
    configured(settings, LDAP_URI=running.uri, LDAP_CA_FILE=running.ca_file, LDAP_STARTTLS="false")
    assert log_in("lisi", "in-the-directory").status_code == 200
    assert not SignOnLink.objects.exists()


def test_while_the_directory_is_down_local_passwords_are_the_way_in_and_the_log_says_so(
    world: World, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as mute:  # takes the call and never answers
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        uri = f"ldap://127.0.0.1:{mute.getsockname()[1]}"
        configured(settings, LDAP_URI=uri, LDAP_TIMEOUT="1")
        assert log_in("filer", "pw").status_code == 302
        assert log_in("lisi", "in-the-directory").status_code == 200
        assert "Caught LDAPError" in caplog.text
