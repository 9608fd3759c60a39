"""On paper there is what the page says, and nothing that is only for a hand on the screen."""

from typing import Any

import pytest

from tests.conftest import World

pytestmark = pytest.mark.browser

PAGES = {
    "/": ".dc-leader-table",
    "/overview/": ".dc-leader-table",
    "/ledger/": ".dc-ledger-table",
    "/scorecard/scoreformula/scorecard/": ".dc-paper-score",
}


def test_paper_has_the_table_and_no_side_bar(world: World, desks: Any) -> None:
    world.dispatched()
    leader = desks("leader")
    for path, table in PAGES.items():
        leader.go(path)
        assert leader.page.locator("#nav-sidebar").is_visible()
        leader.page.emulate_media(media="print")
        for name in ("#nav-sidebar", "#header-inner", ".dc-ledger-tools", ".dc-paper-span", ".dc-leader-do"):
            assert not leader.page.locator(name).locator("visible=true").count(), (path, name)
        shown = leader.page.locator(table)
        assert shown.is_visible(), path
        # The place of the side bar is the table's.
        assert shown.bounding_box()["x"] < 40, path
        leader.page.emulate_media(media="screen")
