"""Signing on by OpenID Connect, against a real provider on the loopback."""

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from axes.models import AccessAttempt, AccessLog
from django.test import Client
from django.utils import timezone

from departments.models.users import Membership, User, UserRole
from departments.signon.models import SecondFactor, SignOnLink, UserSession
from departments.signon.second_factor.services import new_secret, set_up
from departments.signon.services.linking import Stranger, account_of, link_account
from departments.signon.ways import OidcProvider
from tests.admin import as_user, page, text
from tests.conftest import World
from tests.departments.signon.codes import code_of
from tests.departments.signon.providers import OpenIdProvider, back_at, openid_provider

pytestmark = pytest.mark.django_db
NAME = "统一身份认证"
BEGIN, LINKS = "/sign-on/oidc/oidc/", "signon_signonlink"
PEOPLE: dict[str, dict[str, Any]] = {
    "sub-1": {"preferred_username": "wangwu", "name": "王五", "email": "filer@example.test"},
    "sub-2": {"preferred_username": "filer", "name": "同名者"},
    "sub-3": {"preferred_username": "zhaoliu", "amr": ["pwd", "mfa"]},
}


@pytest.fixture(scope="module")
def running() -> Iterator[OpenIdProvider]:
    with openid_provider(PEOPLE) as provider:
        yield provider


@pytest.fixture
def provider(running: OpenIdProvider, settings: Any) -> Iterator[OpenIdProvider]:
    settings.OIDC_PROVIDERS = [OidcProvider("oidc", NAME, running.issuer, "ducha", "secret")]
    running.asked.clear()
    yield running
    running.tamper = lambda token: token


def signs_on(client: Client, provider: OpenIdProvider, person: str, **form: str) -> Any:
    """The whole way: the button, the provider's page, and back."""
    there = client.post(BEGIN, form)
    assert there.status_code == 302, text(there)
    return back_at(client, provider.returns(there["Location"], person))


def linked(user: User, provider: OpenIdProvider, sub: str) -> SignOnLink:
    stranger = Stranger(provider.issuer, sub, "")
    return link_account(actor=user, user=user, stranger=stranger, way=NAME, proved=True)


def test_the_login_page_offers_what_is_configured_and_nothing_else(
    world: World, provider: OpenIdProvider, settings: Any
) -> None:
    shown = text(Client().get("/login/?next=/owing/"))
    assert NAME in shown
    assert f'action="{BEGIN}"' in shown
    assert 'name="next" value="/owing/"' in shown
    settings.OIDC_PROVIDERS = []
    assert "/sign-on/" not in text(Client().get("/login/"))
    assert Client().post(BEGIN).status_code == 404


def test_the_request_has_state_nonce_and_pkce_and_comes_back_to_our_own_address(
    world: World, provider: OpenIdProvider, settings: Any
) -> None:
    settings.SITE_URL = "https://ducha.example.gov.cn"
    asked = dict(parse_qsl(urlsplit(Client().post(BEGIN)["Location"]).query))
    assert asked["redirect_uri"] == "https://ducha.example.gov.cn/sign-on/oidc/oidc/back/"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) == 32
    assert len(asked["state"]) == 16
    assert set(asked["scope"].split()) == {"openid", "profile"}


def test_who_comes_for_the_first_time_has_an_account_without_a_role_and_is_told_whom_to_ask(
    world: World, provider: OpenIdProvider
) -> None:
    client = Client()
    answer = signs_on(client, provider, "sub-1")
    assert answer.status_code == 403
    assert "还没有分配角色" in text(answer)
    assert "安全管理员" in text(answer)
    user = User.objects.get(username="wangwu")
    assert (user.display_name, user.has_usable_password(), user.roles) == ("王五", False, frozenset())
    assert "自动建立账号" in user.history.first().history_change_reason
    assert not UserSession.objects.filter(user=user).exists()
    Membership.objects.create(user=user, department=world.departments["省财政厅"], role=UserRole.FILER)
    answer = signs_on(client, provider, "sub-1", next="/owing/")
    assert (answer.status_code, answer["Location"]) == (302, "/owing/")
    assert client.get(page("work_assignment")).status_code == 200
    assert UserSession.objects.get(user=user).address == "127.0.0.1"
    assert User.objects.filter(username="wangwu").count() == 1


def test_a_switch_keeps_strangers_out(world: World, provider: OpenIdProvider, settings: Any) -> None:
    settings.SIGN_ON_CREATES_ACCOUNTS = False
    answer = signs_on(Client(), provider, "sub-1")
    assert answer.status_code == 403
    assert "您在“统一身份认证”中的标识是：sub-1" in text(answer)
    assert not User.objects.filter(username="wangwu").exists()


def test_neither_the_same_mail_address_nor_the_same_name_lets_anybody_into_an_account(
    world: World, provider: OpenIdProvider
) -> None:
    client = Client()
    answer = signs_on(client, provider, "sub-2")
    assert answer.status_code == 403
    assert "用户名“filer”在本系统已有账号" in text(answer)
    assert client.get(page("work_assignment")).status_code == 302
    assert not SignOnLink.objects.filter(user=world.filer).exists()
    signs_on(client, provider, "sub-1")  # with the filer's mail address
    assert SignOnLink.objects.get().user.username == "wangwu"


def test_a_person_links_the_own_account_and_enters_it_from_then_on(
    world: World, provider: OpenIdProvider, settings: Any
) -> None:
    client = as_user(world.filer)
    assert f"关联“{NAME}”" in text(client.get(f"{page(LINKS)}link/"))
    assert signs_on(client, provider, "sub-2", link="1").status_code == 302
    link = SignOnLink.objects.get(user=world.filer)
    assert (link.provider, link.uid) == (provider.issuer, "sub-2")
    other, settings.AXES_ENABLED = Client(), True
    assert signs_on(other, provider, "sub-2").status_code == 302
    assert other.get(page("work_assignment")).status_code == 200
    assert AccessLog.objects.filter(username="filer").exists()
    # Somebody else cannot take the same identity, and whose it is is not said.
    refused = signs_on(as_user(world.head), provider, "sub-2", link="1")
    assert "已与另一个账号关联" in text(refused)
    assert "filer" not in text(refused)
    assert client.post(page(LINKS, link, "unlink")).status_code == 302
    assert signs_on(Client(), provider, "sub-2").status_code == 403


def test_an_answer_links_only_the_account_that_asked(world: World, provider: OpenIdProvider) -> None:
    client = as_user(world.filer)
    address = provider.returns(client.post(BEGIN, {"link": "1"})["Location"], "sub-2")
    client.force_login(world.head, backend="django.contrib.auth.backends.ModelBackend")
    back_at(client, address)
    assert not SignOnLink.objects.exists()


def test_another_providers_sub_is_another_person(world: World, provider: OpenIdProvider) -> None:
    stranger = Stranger("https://elsewhere.example", "sub-1", "elsewhere")
    elsewhere = account_of(stranger=stranger, way="别处")
    signs_on(Client(), provider, "sub-1")
    assert SignOnLink.objects.get(provider=provider.issuer).user != elsewhere


def test_nobody_finishes_what_another_browser_began_nor_twice(world: World, provider: OpenIdProvider) -> None:
    linked(world.filer, provider, "sub-2")
    client = Client()
    address = provider.returns(client.post(BEGIN)["Location"], "sub-2")
    answer = back_at(Client(), address)
    assert (answer.status_code, "不是从本系统的登录页开始" in text(answer)) == (400, True)
    assert back_at(client, address).status_code == 302
    assert back_at(client, address).status_code == 400


def test_the_answer_to_another_request_is_refused(world: World, provider: OpenIdProvider) -> None:
    linked(world.filer, provider, "sub-2")
    client = Client()
    parts = urlsplit(client.post(BEGIN)["Location"])
    asked = dict(parse_qsl(parts.query)) | {"nonce": "of an earlier request"}
    changed = f"{provider.issuer}{parts.path}?{urlencode(asked)}"
    assert back_at(client, provider.returns(changed, "sub-2")).status_code == 502
    assert client.get(page("work_assignment")).status_code == 302


def test_a_code_without_its_verifier_is_worth_nothing(world: World, provider: OpenIdProvider) -> None:
    linked(world.filer, provider, "sub-2")
    client = Client()
    parts = urlsplit(client.post(BEGIN)["Location"])
    asked = dict(parse_qsl(parts.query)) | {"code_challenge": "of-another-browser"}
    changed = f"{provider.issuer}{parts.path}?{urlencode(asked)}"
    assert back_at(client, provider.returns(changed, "sub-2")).status_code == 502


def _says(**claims: Any) -> Any:
    """Changes what a token says and leaves its signature."""

    def change(token: str) -> str:
        head, body, signature = token.split(".")
        told = json.loads(base64.urlsafe_b64decode(body + "==")) | claims
        return ".".join(
            [head, base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("="), signature]
        )

    return change


def _unsigned(token: str) -> str:
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    return f"{head}.{token.split('.')[1]}."


@pytest.mark.parametrize("tamper", [_says(sub="sub-2"), _unsigned, lambda token: "no token"])
def test_a_token_that_the_provider_has_not_signed_is_refused(
    world: World, provider: OpenIdProvider, tamper: Any, caplog: pytest.LogCaptureFixture
) -> None:
    linked(world.filer, provider, "sub-2")
    provider.tamper = tamper
    client = Client()
    answer = signs_on(client, provider, "sub-1" if tamper is not _unsigned else "sub-2")
    assert answer.status_code == 502
    assert "暂时不能使用" in text(answer)
    assert f"{NAME} does not work" in caplog.text
    assert client.get(page("work_assignment")).status_code == 302


def test_a_provider_that_is_down_is_said_to_be_and_the_password_still_works(
    world: World, settings: Any
) -> None:
    settings.OIDC_PROVIDERS = [OidcProvider("oidc", NAME, "http://localhost:9", "ducha", "")]
    client = Client()
    answer = client.post(BEGIN)
    assert (answer.status_code, "用户名和密码登录" in text(answer)) == (502, True)
    assert client.post("/login/", {"username": "filer", "password": "pw"}).status_code == 302


def test_who_cancels_there_is_led_back(world: World, provider: OpenIdProvider) -> None:
    client = Client()
    asked = dict(parse_qsl(urlsplit(client.post(BEGIN)["Location"]).query))
    answer = client.get(f"{BEGIN}back/", {"error": "access_denied", "state": asked["state"]})
    assert (answer.status_code, "没有完成登录" in text(answer)) == (403, True)


def test_the_lock_the_closed_account_and_a_foreign_next_page_hold_here_as_well(
    world: World, provider: OpenIdProvider, settings: Any
) -> None:
    linked(world.filer, provider, "sub-2")
    assert signs_on(Client(), provider, "sub-2", next="https://evil.example/")["Location"] == "/"
    settings.AXES_ENABLED = True
    AccessAttempt.objects.create(
        username="filer", ip_address="127.0.0.1", failures_since_start=10, attempt_time=timezone.now()
    )
    locked = signs_on(Client(), provider, "sub-2")
    assert (locked.status_code, "暂时不能登录" in text(locked)) == (429, True)
    settings.AXES_ENABLED = False
    User.objects.filter(pk=world.filer.pk).update(is_active=False)
    assert "已停用" in text(signs_on(Client(), provider, "sub-2"))


def test_a_second_factor_is_asked_for_unless_the_provider_has_done_so(
    world: World, provider: OpenIdProvider
) -> None:
    secret = new_secret()
    set_up(actor=world.filer, secret=secret, code=code_of(secret))
    linked(world.filer, provider, "sub-2")
    client = Client()
    signs_on(client, provider, "sub-2")
    assert client.get(page("work_assignment"))["Location"] == "/sign-on/second-factor/"
    SignOnLink.objects.all().delete()
    linked(world.filer, provider, "sub-3")
    client = Client()
    signs_on(client, provider, "sub-3")
    assert client.get(page("work_assignment")).status_code == 200
    assert SecondFactor.objects.filter(user=world.filer).exists()


def test_a_log_in_by_a_provider_is_never_asked_for_a_new_password(
    world: World, provider: OpenIdProvider, settings: Any
) -> None:
    settings.PASSWORDS_MUST_CHANGE = True
    linked(world.filer, provider, "sub-2")
    user = User.objects.get(pk=world.filer.pk)
    user.set_unusable_password()
    user.must_change_password = True
    user.save()
    client = Client()
    signs_on(client, provider, "sub-2")
    assert client.get(page("work_assignment")).status_code == 200
    # It is the only way in: it is not given up by oneself.
    assert "唯一方式" in text(client.post(page(LINKS, SignOnLink.objects.get(), "unlink")))
