"""Every page of the side bar, its tabs and cards, and the first thing on each, for each role, on the demo's
ledgers.
"""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Error

from demo.year.living import live
from demo.year.schedule import SHANGHAI
from tests.browser.conftest import DESK, PHONE, TODAY, barriers

pytestmark = [pytest.mark.long, pytest.mark.browser]

# Lines that say where the page stands, and buttons in the colour of the one that matters most.
DOUBLED = """() => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.background = "var(--color-primary-600)";
    const blue = getComputedStyle(probe).backgroundColor;
    probe.remove();
    const shown = (selector, root) => [...root.querySelectorAll(selector)].filter((e) => e.checkVisibility());
    const main = document.querySelector("#main") ?? document.body;
    const buttons = shown("a, button, input[type=submit]", main)
        .filter((e) => getComputedStyle(e).backgroundColor === blue)
        .map((e) => e.innerText.trim() || e.value);
    return { crumbs: shown(".dc-crumbs, .breadcrumbs", document).length, buttons };
}"""
NOT_PAGES = ("/logout/", "/password_change/", "/api/", "/calendar/")


def test_every_page_can_be_read_by_everybody_and_fits_its_screen(
    transactional_db: None, desks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One demo, as `make run` shows it, for all three roles: nothing is written."""
    with monkeypatch.context() as lived:
        lived.setattr("common.clock.today", timezone.localdate)  # the year has its own clock
        live(end=datetime.combine(TODAY, time(16), SHANGHAI), say=lambda words: None)
    found = []
    for user in ("ducha", "lingdao", "caizheng"):
        desk = desks(user)
        pages = list(faults_by_page(desk))
        assert len(pages) > 15, user
        found += [f"{user}: {path}: {fault}" for path, faults in pages for fault in faults]
    assert not found, "\n".join(found)


def faults_by_page(desk: Any) -> Iterator[tuple[str, list[str]]]:
    """Each page once, with what is wrong there: those of the side bar, the tabs and cards that they offer,
    the first object of each list, and the steps that the object offers.
    """
    listed = [path for path in _links(desk, "#nav-sidebar-apps a[href]") if not path.startswith(NOT_PAGES)]
    todo, seen = list(dict.fromkeys(listed)), set(listed)
    while todo:
        path = todo.pop(0)
        yield path, faults(desk, path)
        for near in _links(desk, ".dc-tabs a[href], .dc-desk-cards a[href]"):
            if near not in seen and not near.startswith(NOT_PAGES):
                seen.add(near)
                todo.append(near)
        for first in set(_links(desk, "#result_list tbody a[href]")[:1]) - seen:
            yield first, faults(desk, first)
            here = urlsplit(first).path.removesuffix("change/")
            steps = {p for p in _links(desk, "#main a[href]") if p.startswith(here) and p != here}
            steps = {p for p in steps - seen - {first} if not p.startswith(NOT_PAGES)}
            seen |= steps | {first}
            for step in sorted(steps):
                yield step, faults(desk, step)


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
    try:
        desk.go(path)
    except Error as error:
        if "Download is starting" in str(error):
            return []  # a file, no page
        raise
    name = path.strip("/").replace("/", "-") or "index"
    desk.picture(f"page-{name}")
    found = barriers(desk)
    doubled = desk.page.evaluate(DOUBLED)
    if doubled["crumbs"] > 1:
        found.append(f"{doubled['crumbs']} lines say where it stands")
    if len(doubled["buttons"]) > 1:
        found.append(f"several buttons in blue: {'、'.join(doubled['buttons'])}")
    desk.page.set_viewport_size(PHONE)
    desk.picture(f"page-{name}-phone")
    if not desk.is_no_wider_than_the_screen():
        found.append("wider than a phone's screen")
    return found
