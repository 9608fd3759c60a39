"""On paper there is what the page says, and nothing that is only for a hand on the screen."""

from typing import Any

import pytest

from tests.conftest import World

pytestmark = pytest.mark.browser

PAGES = {
    "/": ".ld-table",
    "/overview/": ".ld-table",
    "/ledger/": ".lg-table",
    "/scorecard/scoreformula/scorecard/": ".tp-score",
}


def test_paper_has_the_table_and_no_side_bar(world: World, desks: Any) -> None:
    world.dispatched()
    leader = desks("leader")
    for path, table in PAGES.items():
        leader.go(path)
        assert leader.page.locator("#nav-sidebar").is_visible()
        leader.page.emulate_media(media="print")
        for name in ("#nav-sidebar", "#header-inner", ".lg-tools", ".tp-span", ".ld-do"):
            assert not leader.page.locator(name).locator("visible=true").count(), (path, name)
        shown = leader.page.locator(table)
        assert shown.is_visible(), path
        # The place of the side bar is the table's.
        assert shown.bounding_box()["x"] < 40, path
        leader.page.emulate_media(media="screen")
