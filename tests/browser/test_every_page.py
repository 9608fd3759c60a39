"""Every page that a side bar leads to, and the first thing on each, for each role, on the demo's ledgers."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command

from tests.browser.conftest import DESK, PHONE, barriers
from tracker.services.demo import DEMO_PASSWORD

pytestmark = pytest.mark.browser

NOT_PAGES = ("/logout/", "/password_change/", "/api/", "/calendar/")


@pytest.fixture
def demo(transactional_db: None, settings: Any) -> None:
    """What `make run` shows."""
    settings.DEMO = True
    call_command("setup_demo")


@pytest.mark.parametrize("user", ["ducha", "lingdao", "caizheng"])
def test_every_page_can_be_read_by_everybody_and_fits_its_screen(demo: None, desks: Any, user: str) -> None:
    desk = desks(user, password=DEMO_PASSWORD)
    pages = pages_of(desk)
    assert len(pages) > 15
    found = [fault for path in pages for fault in faults(desk, path)]
    assert not found, "\n".join(found)


def side_bar(desk: Any) -> list[str]:
    """The addresses in the side bar."""
    return [path for path in _links(desk, "#nav-sidebar-apps a[href]") if not path.startswith(NOT_PAGES)]


def pages_of(desk: Any) -> list[str]:
    """The addresses in the side bar, then the first object of each list and the steps it offers."""
    pages = dict.fromkeys(side_bar(desk))
    for path in list(pages):
        desk.go(path)
        for first in _links(desk, "#result_list tbody a[href]")[:1]:
            pages.setdefault(first)
            desk.go(first)
            here = urlsplit(first).path.removesuffix("change/")
            pages |= dict.fromkeys(
                p for p in _links(desk, "#main a[href]") if p.startswith(here) and p != here
            )
    return [path for path in pages if not path.startswith(NOT_PAGES)]


def _links(desk: Any, selector: str) -> list[str]:
    addresses: list[str] = desk.page.eval_on_selector_all(
        selector,
        "(links) => links.filter((a) => !a.hasAttribute('download')).map((a) => a.getAttribute('href'))",
    )
    parts = [urlsplit(address) for address in addresses]
    return [f"{p.path}{'?' + p.query if p.query else ''}" for p in parts if p.path.startswith("/")]


def faults(desk: Any, path: str) -> list[str]:
    """What axe calls serious on the page, and whether it is wider than a phone's screen."""
    desk.page.set_viewport_size(DESK)
    desk.go(path)
    name = path.strip("/").replace("/", "-") or "index"
    desk.picture(f"page-{name}")
    found = barriers(desk)
    desk.page.set_viewport_size(PHONE)
    desk.picture(f"page-{name}-phone")
    if not desk.is_no_wider_than_the_screen():
        found.append("wider than a phone's screen")
    return [f"{path} {fault}" for fault in found]
