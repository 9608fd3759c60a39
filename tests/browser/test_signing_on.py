"""Signing on in the browser: the second factor set up and asked for, a provider's button that leads back."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser

from departments.signon.ways import OidcProvider, form_targets
from tests.browser.conftest import DESK, Desk, barriers
from tests.conftest import World
from tests.departments.signon.codes import code_of
from tests.departments.signon.providers import openid_provider

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "统一身份认证"


@pytest.fixture
def provider(live_server: Any, settings: Any) -> Iterator[Any]:
    with openid_provider({"sub-1": {"preferred_username": "somebody"}}) as running:
        settings.OIDC_PROVIDERS = [OidcProvider("oidc", NAME, running.issuer, "ducha", "secret")]
        settings.SITE_URL = live_server.url
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        own = {"form-action": ["'self'", *form_targets(settings.OIDC_PROVIDERS, "")]}
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | own}
        yield running


def test_a_person_sets_up_a_second_factor_links_a_provider_and_comes_back_by_both(
    world: World, browser: Browser, live_server: Any, provider: Any
) -> None:
    desk = Desk(browser, live_server.url, DESK)
    desk.log_in("filer", "pw")
    desk.go("/signon/secondfactor/")
    desk.click("设置第二重验证")
    drawn = desk.page.locator("img.dc-code")
    drawn.wait_for()
    assert drawn.evaluate("img => img.complete && img.naturalWidth > 100")
    assert barriers(desk) == []
    desk.picture("second-factor-set-up")
    secret = desk.page.locator("#second-factor-secret").inner_text().replace(" ", "")
    desk.page.get_by_label("验证码").fill(code_of(secret))
    desk.page.get_by_role("button", name="启用第二重验证").click()
    desk.page.get_by_text("离开本页后不能再次查看").wait_for()
    [spare, *_] = re.findall(r"\d{8}", desk.page.locator("#recovery-codes").inner_text())
    desk.picture("recovery-codes")

    # The own account is linked with the one at the provider.
    desk.go("/signon/signonlink/link/")
    desk.click(f"关联“{NAME}”")
    desk.page.locator("input[name=sub]").first.fill("sub-1")
    desk.page.locator("input[name=sub]").first.press("Enter")
    desk.page.get_by_text("解除").or_(desk.page.get_by_text("sub-1")).first.wait_for()
    desk.context.clear_cookies()
    cache.clear()

    # In again by the provider's button; then the code is asked for, and nothing opens before it.
    desk.go("/work/assignment/")
    desk.picture("login-with-a-provider")
    assert barriers(desk) == []
    desk.page.get_by_role("button", name=NAME).click()
    desk.page.locator("input[name=sub]").first.fill("sub-1")
    desk.page.locator("input[name=sub]").first.press("Enter")
    desk.page.get_by_role("button", name="验证").wait_for()
    desk.go("/")
    desk.page.get_by_label("验证码").fill("000000")
    desk.page.get_by_role("button", name="验证").click()
    desk.page.get_by_text("验证码不正确").first.wait_for()
    desk.picture("second-factor")
    assert barriers(desk) == []
    desk.page.get_by_label("验证码").fill(spare)
    desk.page.get_by_role("button", name="验证").click()
    desk.page.get_by_text("截至").first.wait_for()
    desk.context.close()
    # To the provider the browser was sent, and to nobody else.
    assert [one for one in desk.complaints if f"asked another host: {provider.issuer}" not in one] == []
