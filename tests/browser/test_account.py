"""对账 in the browser: a township's table and the minutes of a meeting, from the import to the hand-out."""

import os
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from policies.checking.models.marks import MarkDecision
from policies.models.documents import PolicyDocument
from policies.services.importing import import_text
from tests.browser.checking_page import CheckingPage
from tests.browser.conftest import PHONE, barriers
from tests.conftest import World
from tests.extraction.test_marked import RULE
from tests.policies.checking.township import MINUTES, TABLE, load_township
from tracker.work.models.assignments import Assignment

pytestmark = pytest.mark.browser
SCREEN = {"width": 1366, "height": 768}


@pytest.fixture
def office(world: World, desks: Any) -> Any:
    load_township()
    return desks("supervisor", SCREEN)


class AccountPage(CheckingPage):
    """The checking page with its account."""

    def __init__(self, desk: Any) -> None:
        self.desk, self.page = desk, desk.page
        self.page.locator("[data-part=panes]").wait_for()

    def sums(self, label: str) -> Locator:
        return self.page.locator(".dc-account-sums", has_text=re.compile(f"^{label}"))

    @property
    def panel(self) -> Locator:
        return self.page.locator("[data-part=marks]")

    def marks(self, title: str) -> Locator:
        group = self.panel.locator("section").filter(
            has=self.page.locator(".dc-account-title", has_text=title)
        )
        return group.locator(".dc-account-mark")

    def hand_out(self) -> None:
        self.page.get_by_role("button", name="完成校核").click()
        expect(self.dialog).to_contain_text("待核事项已全部处理")
        self.dialog.get_by_role("button", name="完成校核").click()
        self.dialog.get_by_role("button", name="立即交办").click()
        expect(self.message).to_contain_text("新交办")


def brought_in(office: Any, text: str, number: str) -> AccountPage:
    office.open("文件")
    office.click("导入文件")
    office.page.get_by_label("或粘贴全文").fill(text)
    office.click("开始导入")
    office.page.get_by_role("link", name=number).click()
    office.click("校核")
    return AccountPage(office)


def test_a_township_s_table_is_settled_from_its_account_and_handed_out(office: Any) -> None:
    page = brought_in(office, TABLE, "清政发〔2026〕12号")
    expect(page.sums("责任词")).to_have_text("责任词2处：读入0，按规则不计1，待核1")
    expect(page.sums("单元格")).to_contain_text("单元格20处：读入15，按规则不计5，待核0")
    page.sums("时间").click()
    expect(page.marks("待核")).to_have_count(1)
    page.marks("待核").get_by_role("button", name="8月31日前").click()
    expect(page.page.locator(".dc-check-text .dc-is-current")).to_have_text("8月31日前")
    expect(page.page.locator(".dc-check-text .dc-is-current")).to_be_in_viewport()
    page.marks("待核").get_by_role("button", name="加入").click()
    expect(page.message).to_contain_text("已加入：增1 进展由镇党政办负责汇总")
    expect(page.marks("已核定")).to_have_count(0)  # folded
    expect(page.sums("责任词")).to_contain_text("待核0，已核定1")
    page.message.get_by_role("button", name="在台账中查看").click()
    row = page.row("进展由镇党政办负责汇总")
    expect(row).to_contain_text("镇党政办")
    expect(row).to_contain_text("2026-08-31")
    # Undo takes all of it back, and the same click makes it again.
    page.press("u")
    expect(page.row("进展由镇党政办负责汇总")).to_have_count(0)
    expect(page.sums("时间")).to_contain_text("待核1")
    page.sums("时间").click()
    page.marks("待核").get_by_role("button", name="加入").click()
    expect(page.sums("时间")).to_contain_text("待核0，已核定1")
    page.panel.get_by_role("button", name="返回台账").click()
    page.hand_out()
    assert set(Assignment.objects.values_list("department__short_name", flat=True)) == {
        "镇农业农村办",
        "镇规建办",
        "镇财政所",
        "镇党政办",
    }


def test_the_minutes_of_a_meeting_are_settled_from_their_account_and_handed_out(office: Any) -> None:
    page = brought_in(office, MINUTES, "清政纪〔2026〕7号")
    # The one thing to check stands for all open words of duty, and leads into the account.
    page.press("n")
    expect(page.card).to_contain_text("有2处责任表述没有读入任务")
    page.press("e")
    expect(page.marks("待核")).to_have_count(2)
    if folder := os.environ.get("SCREENSHOTS"):
        page.page.screenshot(path=f"{folder}/account.png")
    page.marks("待核").first.get_by_role("button", name="作为任务").click()
    expect(page.message).to_contain_text("已加入：增1")
    expect(page.marks("待核")).to_have_count(0)
    page.sums("单位").click()
    page.panel.get_by_role("button", name="按规则不计：在标题、文号、主送等文件头中").click()
    expect(page.marks("文件头")).to_have_count(1)
    page.marks("文件头").get_by_role("button", name="清溪镇人民政府").click()
    expect(page.page.locator(".dc-check-text .dc-is-current")).to_have_text("清溪镇人民政府")
    page.panel.get_by_role("button", name="返回台账").click()
    row = page.row("会议要求，镇农业农村办牵头")
    expect(row.locator(".dc-role-lead")).to_contain_text("镇农业农村办")
    expect(row.locator(".dc-role-support")).to_contain_text("镇应急办")
    page.hand_out()
    assert Assignment.objects.filter(department__short_name="镇应急办").count() == 2


def test_a_doubt_that_is_no_work_goes_with_one_click_and_can_be_looked_at_again(
    world: World, office: Any
) -> None:
    [document] = import_text(text=MINUTES, actor=world.supervisor).created
    CheckingPage(office, document)
    page = AccountPage(office)
    page.sums("责任词").click()
    page.marks("待核").first.get_by_role("button", name="不是任务").click()
    expect(page.marks("待核")).to_have_count(1)
    page.panel.get_by_role("button", name=re.compile("^已核定")).click()
    expect(page.marks("已核定")).to_contain_text("supervisor：不是任务")
    page.marks("已核定").get_by_role("button", name="重新核对").click()
    expect(page.marks("待核")).to_have_count(2)
    page.panel.get_by_role("button", name="2处均不是任务").click()
    expect(page.panel).to_contain_text("没有待核的标记。")
    assert MarkDecision.objects.filter(verdict="none").count() == 2
    assert barriers(office) == []
    page.panel.get_by_role("button", name="返回台账").click()
    expect(page.page.locator(".dc-check-doubts")).to_contain_text("待核事项已全部处理")


def test_where_the_policy_begins_is_marked_and_it_is_read_again(office: Any) -> None:
    office.open("文件")
    office.click("导入文件")
    office.page.get_by_label("或粘贴全文").fill(RULE)
    office.click("开始导入")
    office.page.get_by_role("link", name="标出正文起点").click()
    page = AccountPage(office)
    lines = page.page.locator(".dc-text-line")
    lines.filter(has_text="第八条").click()
    expect(page.page.get_by_label("正文开始的行号")).to_have_value("10")
    lines.filter(has_text="第九条").click()
    expect(page.page.get_by_label("正文结束的行号")).to_have_value("11")
    if folder := os.environ.get("SCREENSHOTS"):
        page.page.screenshot(path=f"{folder}/marking.png")
    page.page.get_by_role("button", name="重新读取", exact=True).click()
    expect(page.dialog).to_contain_text("还没有手工修改，不会丢失内容。")
    assert barriers(office) == []
    page.dialog.get_by_role("button", name="重新读取").click()
    expect(page.message).to_contain_text("已重新读取，读出2条举措。")
    expect(page.row("清理河道")).to_have_count(1)
    expect(page.page.locator("[data-part=offer]")).to_be_hidden()
    # Once more, from the button of the pane: now there is something to lose.
    page.press("j", "e")
    page.dialog.get_by_label("标题").fill("另拟的标题")
    page.save()
    page.page.get_by_role("button", name="标出正文起点").click()
    page.page.get_by_label("正文开始的行号").fill("11")
    page.page.get_by_role("button", name="重新读取", exact=True).click()
    expect(page.dialog).to_contain_text("以下1项手工修改将丢失，不能撤销：")
    expect(page.dialog).to_contain_text("标题改为“另拟的标题”")
    page.press("Escape")
    page.page.get_by_role("button", name="取消").click()
    expect(page.row("另拟的标题")).to_have_count(1)
    assert PolicyDocument.objects.get().kind == "policy"


def test_on_a_phone_the_account_is_no_wider_than_the_screen(world: World, desks: Any) -> None:
    load_township()
    [document] = import_text(text=MINUTES, actor=world.supervisor).created
    desk = desks("supervisor", PHONE)
    CheckingPage(desk, document)
    page = AccountPage(desk)
    assert desk.is_no_wider_than_the_screen()
    page.sums("责任词").click()
    expect(page.marks("待核")).to_have_count(2)
    assert desk.is_no_wider_than_the_screen()
