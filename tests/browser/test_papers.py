"""考核, 通报 and 督办单 as people use them."""

from typing import Any

import pytest
from docx import Document

from tests.browser.conftest import DESK, PHONE
from tests.conftest import World
from tracker.work.models.assignments import AssignmentMilestone

pytestmark = pytest.mark.browser


@pytest.fixture
def late(world: World) -> World:
    world.dispatched()
    AssignmentMilestone.objects.filter(
        due_on="2026-06-30", assignment__department__short_name="省教育厅"
    ).update(completed_on="2026-06-20")
    return world


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_leader_opens_a_number_of_the_scorecard(late: World, desks: Any, size: dict[str, int]) -> None:
    leader = desks("leader", size)
    leader.go("/scorecard/scoreformula/scorecard/")
    leader.page.get_by_role("link", name="本季度", exact=False).first.wait_for()
    leader.page.get_by_label("从", exact=True).fill("2026-01-01")
    leader.page.get_by_label("到", exact=True).fill("2026-06-30")
    leader.click("查看")
    leader.sees("2026年1月1日至2026年6月30日")
    assert leader.is_no_wider_than_the_screen()
    leader.page.get_by_text("口径和公式").click()
    leader.picture(f"scorecard-{size['width']}")
    row = leader.page.get_by_role("row").filter(has_text="省财政厅")
    row.locator("[data-label=逾期未完成] a").click()
    leader.sees("建设一站式窗口")
    assert leader.is_no_wider_than_the_screen()
    leader.picture(f"rows-{size['width']}")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_office_previews_issues_and_downloads(late: World, desks: Any, size: dict[str, int]) -> None:
    office = desks("supervisor", size)
    office.go("/papers/paper/")
    office.click("制发通报")
    office.page.get_by_label("从", exact=True).fill("2026-01-01")
    office.page.get_by_label("到", exact=True).fill("2026-06-30")
    office.click("查看")
    office.sees("制发通报：2026年1月1日至2026年6月30日")
    office.page.get_by_label("工作要求").fill("请逐项销号。")
    office.click("预览")
    office.sees("（印发时编号）")
    assert "请逐项销号。" in office.page.locator(".dc-paper").inner_text()
    assert office.is_no_wider_than_the_screen()
    office.picture(f"bulletin-{size['width']}")
    office.click("印发")
    office.sees("已印发督查通报〔2026〕1号")
    assert office.is_no_wider_than_the_screen()
    office.picture(f"paper-{size['width']}")
    with office.page.expect_download() as download:
        office.click("下载docx")
    text = "\n".join(p.text for p in Document(download.value.path()).paragraphs)
    assert "督查通报〔2026〕1号" in text
    assert "请逐项销号。" in text

    assignment = late.assignment("省财政厅")
    office.go(f"/papers/paper/new-notice/?assignments={assignment.pk}")
    office.click("预览")
    office.sees("云岭省财政厅：")
    assert office.is_no_wider_than_the_screen()
    office.picture(f"notice-{size['width']}")
    office.click("印发")
    office.sees("已印发督办〔2026〕1号")
    office.go("/papers/paper/templates/")
    office.page.get_by_text("占位符说明").first.click()
    assert office.is_no_wider_than_the_screen()
    office.picture(f"templates-{size['width']}")
    office.go("/papers/paper/")
    assert office.is_no_wider_than_the_screen()
    office.picture(f"papers-{size['width']}")
