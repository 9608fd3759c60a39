"""A real browser on the running program."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

from departments.models.users import User
from desks.places import SECTIONS
from tests.admin import as_user
from tracker.work.models.assignments import Assignment

# Playwright's synchronous interface runs a loop in this thread; Django would take it for an async view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

TODAY = date(2026, 7, 10)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = """document.body && [
    document.documentElement.scrollWidth, document.documentElement.clientWidth
]"""
DESK = {"width": 1366, "height": 900}
PHONE = {"width": 390, "height": 844}
PDF = b"%PDF-1.4\n%made up for the test\n"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
    yield launched
    launched.close()


class Desk:
    """One user before one screen; remembers what the browser complained of and whom it asked."""

    def __init__(self, browser: Browser, url: str, size: dict[str, int]) -> None:
        self.context = browser.new_context(viewport=size, locale="zh-CN")
        self.page: Page = self.context.new_page()
        self.url, self.host = url, urlparse(url).netloc
        self.complaints: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._ask)

    def _ask(self, request: Any) -> None:
        parts = urlparse(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != self.host:
            self.complaints.append(f"asked another host: {request.url}")

    def log_in(self, name: str, password: str) -> None:
        """By the form, as people do."""
        self.go("/")
        self.page.get_by_label("用户名").fill(name)
        self.page.locator("input[name=password]").fill(password)
        self.page.get_by_role("button", name="登录").click()
        self.page.get_by_text("截至").first.wait_for()

    def come_in(self, name: str) -> None:
        """With a session that is there already: quicker, where logging in is not what is tried."""
        session = as_user(User.objects.get(username=name)).cookies["sessionid"].value
        self.context.add_cookies([{"name": "sessionid", "value": session, "url": self.url}])
        self.go("/")

    def go(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}")

    def click(self, name: str) -> None:
        """A button or a link by its words; on the page, not in the side bar."""
        # Before the words there may be the name of an icon.
        words = re.compile(rf"^\s*([a-z_]+\s+)?{re.escape(name)}\s*$")
        self.page.locator("#main").locator("a, button").filter(has_text=words).locator(
            "visible=true"
        ).first.click()

    def open(self, name: str) -> None:
        """A page by its name: an entry of the side bar, or a tab under one."""
        bar = self.page.locator("#nav-sidebar-apps")
        entry = bar.get_by_role("link").filter(has=self.page.get_by_text(name, exact=True))
        if entry.count():
            entry.first.click()
            tab = (
                self.page.locator(".dc-tabs")
                .get_by_role("link")
                .filter(has_text=re.compile(f"^{name}( [0-9]+)?$"))
            )
            if tab.count() and tab.get_attribute("aria-current") is None:
                tab.click()  # the entry led to where something waits
            return
        section = next(s.title for s in SECTIONS if name in [place.title for place in s.places])
        bar.get_by_text(section, exact=True).click()
        self.page.locator(".dc-tabs, .dc-desk-cards").get_by_role("link").filter(has_text=name).first.click()

    def sees(self, text: str) -> None:
        self.page.locator("#main").get_by_text(text).locator("visible=true").first.wait_for(timeout=5000)

    def is_no_wider_than_the_screen(self) -> bool:
        for _ in range(5):
            self.page.wait_for_load_state("load")
            # While one page gives way to another there is a document without a body, or none to ask.
            with suppress(Error):
                measured = self.page.evaluate(WIDTHS)
                if measured:
                    return bool(measured[0] <= measured[1])
        raise AssertionError(f"no page stood still: {self.page.url}")

    def fits_both_screens(self, name: str) -> None:
        """Try the page that is shown on a phone and at a desk: the same page in two sizes, asked for once."""
        for kind, size in (("phone", PHONE), ("desk", DESK)):
            self.page.set_viewport_size(size)
            self.picture(f"{kind}-{name}")
            assert self.is_no_wider_than_the_screen(), (kind, self.page.url)

    def picture(self, name: str) -> None:
        """Keep a screenshot where SCREENSHOTS names a folder."""
        if folder := os.environ.get("SCREENSHOTS"):
            self.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def saved(desk: Desk) -> None:
    """Wait until the form says that it is saved."""
    desk.page.locator("[data-saved]").get_by_text("已保存").wait_for(timeout=8000)


def write(desk: Desk, label: str, words: str) -> None:
    desk.page.get_by_label(label, exact=False).first.fill(words)


def address(assignment: Assignment, step: str = "change") -> str:
    return f"/work/assignment/{assignment.pk}/{step}/"


@contextmanager
def desks_before(browser: Browser, url: str) -> Iterator[Callable[..., Desk]]:
    """Makes desks before the server at the address. Any complaint fails the test at its end.

    With a `password` the user logs in by the form, else comes with a session.
    """
    made: list[Desk] = []

    def make(user: str, size: dict[str, int] = DESK, password: str = "") -> Desk:
        desk = Desk(browser, url, size)
        made.append(desk)
        if password:
            desk.log_in(user, password)
        else:
            desk.come_in(user)
        return desk

    yield make
    for desk in made:
        desk.context.close()
    assert [complaint for desk in made for complaint in desk.complaints] == []


@pytest.fixture
def desks(browser: Browser, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Makes desks: `desks("filer")`, `desks("leader", PHONE)`. Any complaint fails the test at its end."""
    monkeypatch.setattr("common.clock.today", lambda: TODAY)
    with desks_before(browser, live_server.url) as make:
        yield make


GRAVE = ("serious", "critical")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}


def barriers(desk: Desk) -> list[str]:
    """What axe calls serious on the page before the desk."""
    violations = Axe().run(desk.page, options=RULES).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in violations if v["impact"] in GRAVE]
