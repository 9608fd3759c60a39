"""Which ways in there are, by the environment, and which addresses are open because of them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from departments.signon.checks import known_roles
from departments.signon.models import SignOnLink
from departments.signon.offers import issuers
from departments.signon.services.linking import Stranger, account_of, link_account
from departments.signon.ways import OidcProvider, form_targets, oidc_providers
from tests.admin import as_user, page, text
from tests.config.routes import routes
from tests.config.test_settings import REAL
from tests.conftest import World
from tests.refusals import refused

SINGLE = {"key": "oidc", "name": "统一身份认证", "issuer": "https://sso.example.gov.cn", "client_id": "ducha"}


def test_no_address_of_the_libraries_is_open_but_these() -> None:
    ours = {str(route) for route in routes() if route.address.startswith("sign-on/")}
    assert ours == {
        "sign-on/oidc/<str:name>/",
        "sign-on/oidc/<str:name>/back/",
        "sign-on/cas/",
        "sign-on/cas/begin/",
        "sign-on/second-factor/",
        "sign-on/second-factor/set-up/",
    }
    modules = {route.pattern.callback.__module__ for route in routes()}
    assert not [name for name in modules if name.startswith(("allauth", "django_cas_ng", "django_auth_ldap"))]
    assert not [
        route for route in routes() if route.address.startswith(("account/", "socialaccount/", "mfa/"))
    ]


def test_providers_come_one_by_one_or_as_a_list() -> None:
    second = SINGLE | {"key": "gov", "name": "政务平台", "issuer": "https://id.example.gov.cn/auth"}
    found = oidc_providers(SINGLE, [second])
    assert [(one.key, one.name) for one in found] == [("oidc", "统一身份认证"), ("gov", "政务平台")]
    assert oidc_providers({"issuer": ""}, []) == []
    hosts = [OidcProvider("a", "甲", "https://a.example/realm", "x", hosts=("https://login.a.example",))]
    assert form_targets(hosts, "https://cas.example/cas/") == [
        "https://a.example",
        "https://cas.example",
        "https://login.a.example",
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"issuer": "http://sso.example.gov.cn"}, "https"),
        ({"client_id": ""}, "client_id"),
        ({"key": "cas"}, "cannot have the key"),
        ({"key": "Two words"}, "small letters"),
        ({"secret": "x"}, "secret is not one of"),
    ],
)
def test_a_provider_that_is_half_named_stops_the_start(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=words):
        oidc_providers(SINGLE, [SINGLE | {"key": "b", "issuer": "https://b.example"} | change])


def test_the_same_provider_is_not_named_twice() -> None:
    with pytest.raises(ImproperlyConfigured, match="same issuer"):
        oidc_providers(SINGLE, [SINGLE | {"key": "b"}])


SHOWN = (
    "from config import settings as s;"
    "print([p.name for p in s.OIDC_PROVIDERS], s.CAS_SERVER_URL, sorted(s.MFA_ROLES),"
    " s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
)


def _settings(tmp_path: Path, show: str, **environment: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)} | REAL | environment
    return subprocess.run(
        [sys.executable, "-c", show],
        cwd=project.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_environment_names_them_and_forms_lead_nowhere_else(tmp_path: Path) -> None:
    shown = _settings(
        tmp_path,
        SHOWN,
        OIDC_ISSUER="https://sso.example.gov.cn/realms/gov",
        OIDC_CLIENT_ID="ducha",
        CAS_SERVER_URL="https://cas.example.gov.cn/cas",
    ).stdout.strip()
    assert shown == (
        "['统一身份认证'] https://cas.example.gov.cn/cas/ "
        "['auditor', 'security_admin', 'superuser', 'system_admin'] "
        "[\"'self'\", 'https://cas.example.gov.cn', 'https://sso.example.gov.cn']"
    )
    bare = _settings(tmp_path, SHOWN, MFA_ROLES="").stdout.strip()
    assert bare == "[]  [] [\"'self'\"]"


def test_a_role_that_is_none_is_named_by_the_check(settings: Any) -> None:
    settings.MFA_ROLES = frozenset(["supervisor", "securty_admin"])
    [said] = known_roles(None)
    assert said.msg.startswith("MFA_ROLES names securty_admin;")
    settings.MFA_ROLES = frozenset(["superuser", "auditor", "filer"])
    assert known_roles(None) == []


def test_a_directory_without_its_library_is_refused_in_words_that_say_what_to_install(tmp_path: Path) -> None:
    without = f"import sys; sys.modules['ldap'] = None; {SHOWN}"
    shown = _settings(tmp_path, without, LDAP_URI="ldaps://ldap.example.gov.cn", LDAP_USER_BASE="dc=gov")
    assert shown.returncode != 0
    assert "pip install -r requirements-ldap.lock" in shown.stderr


@pytest.mark.django_db
def test_without_any_way_the_page_says_so_and_the_list_is_empty(world: World) -> None:
    assert issuers() == []
    assert "只用用户名和密码登录" in text(as_user(world.filer).get(f"{page('signon_signonlink')}link/"))


@pytest.mark.django_db
class TestLinks:
    """Who may say that an account here and a person there are one."""

    @pytest.fixture(autouse=True)
    def _ways(self, settings: Any) -> None:
        settings.OIDC_PROVIDERS = oidc_providers(SINGLE, [])

    def test_the_security_administrator_links_for_others_by_hand_and_not_for_himself(
        self, world: World
    ) -> None:
        keeper = world.security_admin
        form = {"username": "filer", "issuer": SINGLE["issuer"], "uid": "sub-9"}
        address = f"{page('signon_signonlink')}link-other/"
        for user in (world.filer, world.supervisor):
            assert as_user(user).post(address, form).status_code == 403
        answer = as_user(keeper).post(address, form)
        assert answer.status_code == 302, text(answer)
        link = SignOnLink.objects.get()
        assert (link.user, link.way, link.uid) == (world.filer, "统一身份认证", "sub-9")
        assert world.filer.history.first().history_user == keeper
        assert (
            as_user(keeper).post(address, form | {"username": "security", "uid": "sub-8"}).status_code == 403
        )
        assert "已与另一个账号关联" in text(as_user(keeper).post(address, form | {"username": "head"}))
        assert "没有这个用户名" in text(as_user(keeper).post(address, form | {"username": "nobody"}))
        assert as_user(world.head).get(page("signon_signonlink", link)).status_code == 404
        assert as_user(keeper).post(page("signon_signonlink", link, "unlink")).status_code == 302
        assert not SignOnLink.objects.exists()

    def test_a_person_has_one_identity_of_a_provider(self, world: World) -> None:
        def linked(uid: str) -> None:
            stranger = Stranger(SINGLE["issuer"], uid, "")
            link_account(actor=world.filer, user=world.filer, stranger=stranger, way="甲", proved=True)

        linked("one")
        with refused("sign_on_linked_otherwise"):
            linked("two")
        with refused("sign_on_linked"):
            linked("one")

    def test_who_has_no_usable_name_is_made_no_account(self, world: World) -> None:
        with refused("sign_on_without_name"):
            account_of(stranger=Stranger("i", "a b", "c d"), way="甲")
        with refused("sign_on_without_identity"):
            account_of(stranger=Stranger("i", "", "name"), way="甲")
        with refused("sign_on_name_taken"):
            account_of(stranger=Stranger("i", "FILER", ""), way="甲")

    def test_forms_of_signing_on_are_protected(self, world: World) -> None:
        assert Client(enforce_csrf_checks=True).post("/sign-on/oidc/oidc/").status_code == 403
        assert Client().get("/sign-on/oidc/oidc/").status_code == 405
