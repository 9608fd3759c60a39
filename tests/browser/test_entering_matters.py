"""A matter in thirty seconds: from every page, by the key c, from a pasted sentence; and taken back."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from policies.models.documents import DocumentStatus, PolicyDocument
from tests.browser.conftest import PHONE, TODAY, barriers
from tests.conftest import World
from tracker.work.models.assignments import Assignment
from tracker.work.states import Status

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SENTENCE = "请省财政厅牵头，会同省教育厅，于12月20日前完成专项资金清理。"


class Hand:
    """Counts what the hand does: keys pressed (a paste is one chord) and clicks."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys, self.clicks = page, 0, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.keys += len(words)

    def paste(self, words: str) -> None:
        self.page.evaluate("words => navigator.clipboard.writeText(words)", words)
        self.press("Control+V")


def _office(desks: Any) -> Any:
    desk = desks("supervisor")
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return desk


def test_a_pasted_sentence_is_handed_out_with_three_strokes(world: World, desks: Any) -> None:
    desk = _office(desks)
    hand, dialog = Hand(desk.page), desk.page.get_by_role("dialog")
    hand.press("c")
    expect(dialog.get_by_label("内容")).to_be_focused()
    hand.paste(SENTENCE)
    expect(dialog.get_by_text("已读出：牵头省财政厅；配合省教育厅；时限")).to_be_visible()
    expect(dialog.get_by_text("交办将产生2项，2个单位。")).to_be_visible()
    expect(dialog.get_by_label("标题")).to_have_value("完成专项资金清理")
    desk.picture("desk-matter-read")
    hand.press("Control+Enter")
    expect(dialog.get_by_text("已交办“完成专项资金清理”：新交办2项。")).to_be_visible()
    desk.picture("desk-matter-done")
    assert (hand.keys, hand.clicks) == (3, 0)
    document = PolicyDocument.objects.get()
    assert (document.status, document.measures.get().text) == (DocumentStatus.DISPATCHED, SENTENCE)
    dates = set(Assignment.objects.values_list("due_on", flat=True))
    assert {(day.month, day.day) for day in dates} == {(12, 20)}
    assert desk.complaints == []


def test_typed_by_hand_it_is_under_thirty_seconds(world: World, desks: Any) -> None:
    """At three strokes a second, with a second for each look: c, the words, the unit, send."""
    desk = _office(desks)
    hand, dialog = Hand(desk.page), desk.page.get_by_role("dialog")
    hand.press("c")
    expect(dialog.get_by_label("来源", exact=True)).to_have_value("instruction")
    hand.type("核查校舍安全并报告")
    hand.press("Tab")
    hand.press("Tab")
    expect(dialog.get_by_role("combobox", name="责任单位")).to_be_focused()
    hand.type("教育")
    found = dialog.get_by_role("listbox", name="责任单位").get_by_role("option")
    expect(found.first).to_contain_text("省教育厅")
    hand.press("Enter")
    expect(dialog.get_by_label("省教育厅的分工")).to_have_value("lead")
    # The day that the source usually has stands there already.
    assert dialog.get_by_label("完成时限").input_value() > TODAY.isoformat()
    hand.press("Control+Enter")
    expect(dialog.get_by_text("已交办“核查校舍安全并报告”：新交办1项。")).to_be_visible()
    looks = 4
    assert hand.clicks == 0
    assert hand.keys / 3 + looks < 30
    assert hand.keys <= 20


def test_it_is_taken_back_from_where_it_was_confirmed(world: World, desks: Any) -> None:
    desk = _office(desks)
    hand, dialog = Hand(desk.page), desk.page.get_by_role("dialog")
    hand.press("c")
    hand.paste(SENTENCE)
    expect(dialog.get_by_text("已读出")).to_be_visible()
    dialog.get_by_role("button", name="立即交办").click()
    dialog.get_by_role("link", name="撤回交办").click()
    desk.page.get_by_label("原因").fill("写错了单位")
    desk.click("撤回交办")
    desk.sees("已撤回交办：2项、2个单位")
    desk.sees("来源：领导批示")  # the source that stands first
    assert set(Assignment.objects.values_list("status", flat=True)) == {Status.SUSPENDED}
    desk.fits_both_screens("matter-recalled")


def test_it_is_kept_as_a_draft_and_handed_out_from_checking(world: World, desks: Any) -> None:
    desk = _office(desks)
    desk.page.get_by_role("button", name="新增督办事项").click()
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("内容").fill("请省审计局牵头清理专项资金。")
    expect(dialog.get_by_text("“省审计局”不在单位库中，请选择对应单位。")).to_be_visible()
    expect(dialog.get_by_text("还没有责任单位")).to_be_visible()
    dialog.get_by_role("button", name="立即交办").click()
    expect(dialog.get_by_text("请选择责任单位；暂时定不下的，可以先存为草稿。")).to_be_visible()
    desk.complaints.clear()  # the browser notes the refusal
    dialog.get_by_role("button", name="存为草稿").click()
    dialog.get_by_role("link", name="校核并交办").click()
    desk.page.get_by_text("没有责任单位，交办后不会有人收到").first.wait_for()
    desk.picture("desk-matter-checking")
    assert PolicyDocument.objects.get().status == DocumentStatus.DRAFT


def test_what_was_written_outlives_the_session(world: World, desks: Any) -> None:
    world.supervisor.set_password("test-password")
    world.supervisor.save()
    desk = _office(desks)
    refusals: list[str] = []
    desk.page.on("response", lambda r: refusals.append(r.text()) if r.status == 400 else None)
    hand, dialog = Hand(desk.page), desk.page.get_by_role("dialog")
    hand.press("c")
    hand.paste(SENTENCE)
    expect(dialog.get_by_text("已读出")).to_be_visible()
    desk.context.clear_cookies(name="sessionid")
    hand.press("Control+Enter")
    dialog.get_by_role("link", name="重新登录").click()
    desk.page.get_by_text("您刚才填写的内容已保存在本机").wait_for()
    desk.page.get_by_label("用户名").fill("supervisor")
    desk.page.locator("input[name=password]").fill("test-password")
    desk.page.get_by_role("button", name="登录").click()
    expect(dialog.get_by_text("登录中断前填写的内容已恢复")).to_be_visible()
    assert dialog.get_by_label("内容").input_value() == SENTENCE
    desk.complaints.clear()  # the browser notes the refusal
    hand.press("Control+Enter")
    expect(dialog.get_by_text("已交办“完成专项资金清理”：新交办2项。"), str(refusals)).to_be_visible()
    desk.go("/")
    desk.page.keyboard.press("c")
    assert dialog.get_by_label("内容").input_value() == ""


def test_a_missed_measure_is_added_to_a_document_that_is_handed_out(world: World, desks: Any) -> None:
    document = world.dispatched()
    before = Assignment.objects.count()
    desk = _office(desks)
    desk.go(f"/policies/policydocument/{document.pk}/")
    desk.page.get_by_role("button", name="补充举措").click()
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("内容").fill("请省财政厅建立工作台账。")
    expect(dialog.get_by_text("已读出")).to_be_visible()
    dialog.get_by_role("button", name="立即交办").click()
    expect(dialog.get_by_text("新交办1项。")).to_be_visible()
    assert Assignment.objects.count() == before + 1


@pytest.mark.parametrize("who", ["leader", "head", "filer"])
def test_nobody_else_is_offered_it(world: World, desks: Any, who: str) -> None:
    desk = desks(who)
    assert desk.page.get_by_role("button", name="新增督办事项").count() == 0
    desk.page.keyboard.press("c")
    assert desk.page.get_by_role("dialog").count() == 0


def test_it_fits_a_phone(world: World, desks: Any) -> None:
    desk = desks("supervisor", PHONE)
    desk.page.get_by_role("button", name="＋").first.click()
    dialog = desk.page.get_by_role("dialog")
    expect(dialog.get_by_label("来源", exact=True)).to_have_value("instruction")
    desk.picture("phone-matter")
    assert desk.is_no_wider_than_the_screen()
    assert barriers(desk) == []
