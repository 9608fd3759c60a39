"""The desks: a department signs and files without leaving its list, on a desk and on a phone."""

from datetime import date
from typing import Any

import pytest

from departments.models.users import User
from tests.browser.conftest import DESK, PHONE, TODAY, barriers
from tests.conftest import World
from tracker.work.filing.models.drafts import ReportDraft
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.reporting import file_report
from tracker.work.models.assignments import Assignment
from tracker.work.services.dates import ask_extension
from tracker.work.services.status_changes import acknowledge_assignment
from tracker.work.states import Status

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("name", "size"), [("desk", DESK), ("phone", PHONE)])
def test_a_filer_signs_and_files_without_leaving_the_list(
    world: World, desks: Any, name: str, size: dict[str, int]
) -> None:
    world.dispatched()
    filer = desks("filer", size)
    filer.sees("逾期10天")
    assert filer.is_no_wider_than_the_screen()
    filer.picture(f"department-{name}")
    filer.page.get_by_role("button", name="签收一 / 1").click()
    filer.sees("已签收")
    assert "list=overdue" in filer.page.url
    filer.page.get_by_role("link", name="填报一 / 1").click()
    form = filer.page.frame_locator(".dc-desk-panel iframe")
    form.get_by_label("完成比例").fill("40")
    form.get_by_label("进展情况").first.fill("已完成招标。")
    form.locator("[data-saved]").get_by_text("已保存").wait_for()
    filer.picture(f"department-panel-{name}")
    assert barriers(filer) == []
    filer.page.get_by_role("button", name="关闭").click()
    filer.page.get_by_role("link", name="继续填报一 / 1").click()  # the draft is kept, the list says so
    assert ReportDraft.objects.get().content["percent"] == "40"
    form.get_by_role("button", name="填报进展").click()
    filer.sees("进展已报送。")
    filer.page.locator(".dc-desk-panel").wait_for(state="detached")
    assert "list=overdue" in filer.page.url
    assert ProgressReport.objects.get().percent == 40
    filer.go("/?month=2026-12")
    filer.sees("12月" if size is DESK else "31日 周四")
    filer.picture(f"department-december-{name}")
    assert filer.is_no_wider_than_the_screen()
    assert Assignment.objects.filter(status=Status.ACTIVE).count() == 1


@pytest.mark.parametrize(("name", "size"), [("desk", DESK), ("phone", PHONE)])
def test_the_office_sees_its_queues_on_one_page(
    world: World, desks: Any, name: str, size: dict[str, int]
) -> None:
    fill(world)
    office = desks("supervisor", size)
    office.sees("设备到货推迟")
    assert office.is_no_wider_than_the_screen()
    office.picture(f"office-{name}")
    office.page.locator("#load").get_by_role("link", name="逾期1").first.click()
    office.sees("逾期10天")


def fill(world: World) -> None:
    """Something of everything."""
    world.dispatched()
    world.document(confirmed=False, number="云政发〔2026〕9号", title="云岭省数字乡村建设三年行动方案")
    assignment = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    file_report(assignment=assignment, actor=world.filer, on=TODAY, percent=30, narrative="进行中。")
    milestone = assignment.milestones.all()[0]
    ask_extension(
        milestone=milestone,
        to_date=date(2026, 9, 1),
        reason="设备到货推迟",
        actor=world.filer,
        on=date(2026, 3, 2),
    )


@pytest.mark.parametrize(("name", "size"), [("desk", DESK), ("phone", PHONE)])
def test_a_document_and_an_assignment_show_how_they_stand(
    world: World, desks: Any, name: str, size: dict[str, int]
) -> None:
    fill(world)
    assignment = world.assignment("省财政厅")
    indicator = assignment.document.indicators.get()
    for month, value in ((4, "44"), (5, "51"), (6, "60")):
        file_report(
            assignment=assignment,
            actor=world.filer,
            on=date(2026, month, 8),
            percent=30 + month,
            narrative=f"已完成{value}个窗口。",
            figures={indicator: value},
        )
    User.objects.filter(username="head").update(phone="0431-88880000")
    leader = desks("leader", size)
    leader.go(f"/policies/policydocument/{assignment.document_id}/change/")
    leader.sees("主要指标")
    leader.picture(f"document-{name}")
    assert leader.is_no_wider_than_the_screen()
    leader.page.locator("#measures").get_by_role("link", name="省财政厅").first.click()
    leader.sees("0431-88880000")
    leader.page.locator("summary", has_text="比较").first.click()
    leader.picture(f"assignment-{name}")
    assert leader.is_no_wider_than_the_screen()
