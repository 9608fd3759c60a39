"""校核 in the browser: from an imported document to its assignments, by key where that counts."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from departments.models.departments import DepartmentAlias
from departments.services.loading import load_departments
from policies.checking.models.edits import DraftEdit
from policies.checking.services.corrections.measures import rename_measure
from policies.models.documents import PolicyDocument
from policies.models.measures import Milestone, Responsibility, Task
from policies.services.importing import import_file, import_text
from tests.browser.checking_page import DOCUMENT, LONGER, CheckingPage
from tests.browser.conftest import DESK, PHONE, barriers
from tests.conftest import ROOT, World
from tests.world import measure
from tracker.work.models.assignments import Assignment

pytestmark = pytest.mark.browser


@pytest.fixture
def draft(world: World) -> PolicyDocument:
    [document] = import_text(text=DOCUMENT, actor=world.supervisor).created
    assert document.measures.count() == 5
    return document


@pytest.fixture
def office(world: World, desks: Any) -> Any:
    return desks("supervisor")


def test_from_an_imported_document_to_its_assignments(world: World, office: Any) -> None:
    office.open("文件")
    office.click("导入文件")
    office.page.get_by_label("或粘贴全文").fill(DOCUMENT)
    office.click("开始导入")
    office.page.get_by_role("link", name="云政发〔2026〕11号").click()
    office.click("校核")
    document = PolicyDocument.objects.get()
    page = CheckingPage(office, document)

    # Three clauses print the same unknown name: one entry, one answer.
    expect(page.page.locator(".dc-check-doubt-bar .dc-check-badge")).to_have_text("2项，4处")
    page.press("n")
    expect(page.card).to_contain_text("省社区服务中心")
    expect(page.card).to_contain_text("第1处，共3处")
    page.press("e")
    page.choose_unit("农业", "省农业农村厅")
    page.dialog.get_by_text("记住为别名").click()
    page.save()
    assert Responsibility.objects.filter(department__short_name="省农业农村厅").count() == 4
    assert DepartmentAlias.objects.get(text="省社区服务中心").department.short_name == "省农业农村厅"

    # The next one is there already: an open group, whose members are chosen.
    expect(page.card).to_contain_text("有关市政府")
    page.press("e")
    page.dialog.get_by_label("指定成员").fill("青川")
    page.dialog.get_by_role("option", name="青川市政府").wait_for()
    page.press("Enter")
    page.save()
    expect(page.row("推行错时服务").locator(".dc-check-chip").first).to_contain_text("青川市政府")
    expect(page.page.locator(".dc-check-doubts")).to_contain_text("待核事项已全部处理（4项）")

    # A date for one section; tasks that have one keep it.
    page.row("公布服务清单").locator(".dc-check-name").click()
    page.press("b")
    page.dialog.get_by_label("时限", exact=True).fill("2026-11-30")
    page.dialog.get_by_label("报送周期").select_option("每月")
    expect(page.dialog).to_contain_text("范围内有3条举措、3项任务，3项将设定时限2026-11-30")
    page.save("设定")
    expect(page.message).to_contain_text("3项任务已设定时限，3项任务已调整报送周期")
    assert Milestone.objects.filter(due_on="2026-11-30").count() == 3
    expect(page.row("开展上门服务")).to_contain_text("2026-11-30")
    expect(page.row("开展上门服务")).to_contain_text("每月报送")

    # A task in two where the cursor stands; its date goes along.
    page.row("建设服务站点").locator(".dc-check-name").click()
    page.page.get_by_role("button", name="拆分").click()
    page.dialog.get_by_label("请把光标放在拆分处").evaluate(
        "(box) => { const at = box.value.indexOf('配齐'); box.focus(); box.setSelectionRange(at, at); }"
    )
    page.dialog.get_by_label("配合 省社区服务中心").check()
    expect(page.dialog.get_by_label("2026-10-31")).to_be_checked()
    page.save("拆分")
    expect(page.row("建设服务站点").locator(".dc-check-task")).to_have_count(2)
    second = Task.objects.get(measure__title="建设服务站点", position=1)
    assert second.text == "配齐办事设备，10月底前投入使用。"
    assert [m.phrase for m in second.milestones.all()] == ["10月底前"]
    assert [u.printed_name for u in second.responsibilities.all()] == ["省社区服务中心"]

    page.press("u")
    expect(page.message).to_contain_text("已撤销：拆分")
    expect(page.row("建设服务站点").locator(".dc-check-task")).to_have_count(1)

    # Leaving and coming back shows the same.
    page.page.reload()
    expect(page.row("建设服务站点")).to_have_class(re.compile("dc-is-selected"))
    expect(page.row("建设服务站点").locator(".dc-check-task")).to_have_count(1)
    page.page.get_by_role("button", name="校核记录").click()
    expect(page.dialog.locator(".dc-check-trail li")).to_have_count(5)
    expect(page.dialog.locator(".dc-check-trail li").first).to_contain_text("（已撤销）")
    page.press("Escape")

    page.page.get_by_role("button", name="完成校核").click()
    expect(page.dialog).to_contain_text("待核事项已全部处理")
    page.dialog.get_by_role("button", name="完成校核").click()
    page.dialog.get_by_role("button", name="立即交办").click()
    expect(page.message).to_contain_text("新交办")
    expect(page.page.locator("[data-part=read-only]")).to_contain_text("文件已交办")
    assert Assignment.objects.filter(department__short_name="青川市政府").count() == 2
    assert page.page.get_by_role("button", name="拆分").count() == 0


def test_every_step_has_its_key_and_the_focus_stays(office: Any, draft: PolicyDocument) -> None:
    page = CheckingPage(office, draft)
    page.press("j", "j")
    expect(page.row("改造老旧场所").locator(".dc-check-name")).to_be_focused()
    page.press("k", "e")
    expect(page.dialog.get_by_label("标题")).to_be_focused()
    page.page.keyboard.type("（一期）")
    page.press("Enter")
    expect(page.row("建设服务站点（一期）").locator(".dc-check-name")).to_be_focused()
    page.press("x")
    expect(page.page.locator("[data-part=chosen]")).to_have_text("已选1条")
    page.press("n")
    expect(page.page.locator("[data-key=doubt-edit]")).to_be_focused()
    page.press("p")
    expect(page.card).to_contain_text("有关市政府")
    page.press("w")
    expect(page.card).to_contain_text("省社区服务中心")
    page.press("u")
    expect(page.page.locator(".dc-check-doubt-bar .dc-check-badge")).to_have_text("2项，4处")
    page.press("?")
    expect(page.dialog).to_contain_text("下一个待核事项")
    assert barriers(page) == []
    page.press("Escape")
    # From the measure to a chip by Tab, into the dialog by Enter, out by Esc, and back on the chip.
    page.press("j")
    chip = page.page.locator(".dc-check-measure.dc-is-selected .dc-check-chip").first
    for _ in range(10):
        if chip.evaluate("(chip) => chip === document.activeElement"):
            break
        page.press("Tab")
    page.press("Enter", "Escape")
    expect(chip).to_be_focused()


def test_the_text_and_the_ledger_lead_to_each_other(office: Any, draft: PolicyDocument) -> None:
    page = CheckingPage(office, draft)
    page.page.locator(".dc-check-text .dc-text-piece", has_text="错时服务").click()
    expect(page.row("推行错时服务")).to_have_class(re.compile("dc-is-selected"))
    page.row("建设服务站点").locator(".dc-check-name").click()
    expect(page.page.locator(".dc-check-text .dc-is-selected").first).to_be_in_viewport()
    assert page.page.locator(".dc-check-text .dc-text-unknown").count() == 4
    assert page.page.locator(".dc-check-text .dc-text-date").all_inner_texts() == ["6月底前", "10月底前"]


def test_what_was_typed_survives_a_server_that_cannot_be_reached(office: Any, draft: PolicyDocument) -> None:
    page = CheckingPage(office, draft)
    # Without any route the browser asks past us, and what is asked while a new one begins can slip through.
    page.page.route("**/nothing/", lambda route: route.abort())
    page.press("j", "e")
    page.dialog.get_by_label("标题").fill("新的标题")
    page.page.route("**/edits/", lambda route: route.abort())
    page.dialog.get_by_role("button", name="保存").click()
    expect(page.dialog).to_contain_text("无法连接服务器，内容尚未保存")
    assert page.dialog.get_by_label("标题").input_value() == "新的标题"
    page.page.unroute("**/edits/")
    page.save("重试")
    expect(page.row("新的标题")).to_have_count(1)
    # The same for what one click does, for who was logged out meanwhile, and for the page as a whole.
    page.page.route("**/undo/", lambda route: route.abort())
    page.press("u")
    expect(page.message).to_contain_text("无法连接服务器")
    page.page.unroute("**/undo/")
    page.message.get_by_role("button", name="重试").click()
    expect(page.row("建设服务站点")).to_have_count(1)
    page.press("j", "e")
    page.dialog.get_by_label("标题").fill("又一个标题")
    cookies = page.page.context.cookies()
    page.page.context.clear_cookies()
    page.dialog.get_by_role("button", name="保存").click()
    expect(page.dialog).to_contain_text("登录已过期")
    expect(page.dialog.get_by_role("link", name="重新登录")).to_have_attribute("href", "/login/")
    page.page.context.add_cookies(cookies)
    page.save("重试")
    page.page.route("**/checking/", lambda route: route.abort())
    page.page.reload()
    page.page.get_by_text("无法连接服务器").wait_for()
    page.page.unroute("**/checking/")
    page.page.get_by_role("button", name="重新载入").click()
    expect(page.row("又一个标题")).to_have_count(1)
    page.expects_refusal()


def test_two_people_do_not_overwrite_each_other(world: World, office: Any, draft: PolicyDocument) -> None:
    page = CheckingPage(office, draft)
    page.press("j", "e")
    page.dialog.get_by_label("标题").fill("我的标题")
    measure = draft.measures.get(position=0)
    rename_measure(measure=measure, title="他人的标题", actor=world.supervisor)
    page.dialog.get_by_role("button", name="保存").click()
    expect(page.dialog).to_contain_text("刚被他人修改")
    page.dialog.get_by_role("button", name="载入最新内容").click()
    expect(page.row("他人的标题")).to_have_count(1)
    assert page.dialog.get_by_label("标题").input_value() == "我的标题"
    page.save()
    expect(page.row("我的标题")).to_have_count(1)
    assert DraftEdit.objects.count() == 2
    page.expects_refusal()


def test_nothing_typed_is_lost_without_asking(office: Any, draft: PolicyDocument) -> None:
    page = CheckingPage(office, draft)
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.page.on("dialog", stay)
    page.press("j", "e")
    page.dialog.get_by_label("标题").fill("写了一半")
    page.press("Escape", "Escape", "Escape")
    expect(page.dialog).to_contain_text("有尚未保存的内容，确定放弃吗？")
    page.page.evaluate("location.assign('/')")
    page.page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    page.dialog.get_by_role("button", name="继续编辑").click()
    assert page.dialog.get_by_label("标题").input_value() == "写了一半"
    page.press("Escape")
    page.dialog.get_by_role("button", name="放弃").click()
    expect(page.dialog).to_have_count(0)
    assert not DraftEdit.objects.exists()


def test_a_unit_a_date_and_a_measure_more(office: Any, draft: PolicyDocument) -> None:
    page = CheckingPage(office, draft)
    page.row("改造老旧场所").locator(".dc-check-name").click()
    page.page.get_by_role("button", name="＋单位").click()
    page.choose_unit("教育", "省教育厅")
    page.dialog.get_by_label("配合").check()
    page.save()
    expect(page.row("改造老旧场所").locator(".dc-role-support")).to_contain_text("省教育厅")
    page.page.get_by_role("button", name="＋时限").click()
    page.dialog.get_by_label("日期").fill("2026-12-20")
    page.dialog.get_by_label("争取").check()
    page.save()
    expect(page.row("改造老旧场所").locator(".dc-is-strive")).to_contain_text("2026-12-20")
    page.row("改造老旧场所").get_by_role("button", name="修改举措").click()
    page.dialog.get_by_role("button", name="在其后增加举措").click()
    page.dialog.get_by_label("序号").fill("一 / （三）")
    page.dialog.get_by_label("标题").fill("漏读的举措")
    page.save()
    expect(page.row("漏读的举措")).to_have_class(re.compile("dc-is-selected"))
    page.row("漏读的举措").get_by_role("button", name="修改举措").click()
    page.dialog.get_by_role("button", name="删除整条举措").click()
    expect(page.row("漏读的举措")).to_have_count(0)
    expect(page.page.locator("[data-part=count]")).to_have_text("5条举措")


def test_a_cycle_and_a_person_more(office: Any, draft: PolicyDocument) -> None:
    page = CheckingPage(office, draft)
    row = page.row("改造老旧场所")
    row.locator(".dc-check-name").click()
    page.page.get_by_role("button", name="＋报送周期").click()
    expect(page.dialog.get_by_label("每月几日前")).to_be_hidden()
    page.dialog.get_by_label("报送周期").select_option(label="每月")
    page.dialog.get_by_label("每月几日前").fill("5")
    page.save()
    expect(row.locator(".dc-check-cycle")).to_have_text("每月（5日前）报送")
    row.locator(".dc-check-cycle").click()
    expect(page.dialog.get_by_label("每月几日前")).to_have_value("5")
    page.dialog.get_by_label("报送周期").select_option(label="每旬")
    page.save()
    expect(row.locator(".dc-check-cycle")).to_have_text("每旬报送")
    page.page.get_by_role("button", name="＋责任人").click()
    page.dialog.get_by_label("姓名").fill("张明远")
    page.dialog.get_by_label("电话").fill("0431-88990011")
    page.save()
    row.get_by_role("button", name="张明远（责任人，0431-88990011）").click()
    page.dialog.get_by_label("职务").fill("处长")
    page.dialog.get_by_label("所属单位").select_option(label="省财政厅（负责）")
    page.save()
    expect(row.locator(".dc-is-person")).to_have_text("张明远（责任人，处长，0431-88990011）")
    row.locator(".dc-is-person").click()
    page.dialog.get_by_role("button", name="删除该责任人").click()
    expect(row.locator(".dc-is-person")).to_have_count(0)


def test_what_is_still_open_is_said_before_the_checking_ends(office: Any, draft: PolicyDocument) -> None:
    page = CheckingPage(office, draft)
    page.press("n", "w")  # called right, and still nobody knows the unit
    expect(page.card).to_contain_text("有关市政府")
    page.page.get_by_role("button", name="完成校核").click()
    expect(page.dialog).to_contain_text("还有1项（1处）待核")
    expect(page.dialog).to_contain_text("有4处单位未定，在核定并再次交办之前不会收到任务")
    expect(page.dialog).to_contain_text("有4项任务没有时限")
    page.press("Escape")
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_confirmed_document_is_for_reading(world: World, office: Any) -> None:
    page = CheckingPage(office, world.document())
    expect(page.page.locator("[data-part=read-only]")).to_contain_text(
        "文件已完成校核，此页只供查看；没有交办之前可以退回校核。"
    )
    expect(page.page.locator(".dc-check-text")).to_contain_text("该文件没有原文")
    page.press("n", "j", "e", "u")
    expect(page.dialog).to_have_count(0)
    expect(page.page.get_by_role("button", name="交办")).to_be_visible()


def test_a_task_that_nobody_has_is_given_a_unit_from_its_doubt(office: Any, world: World) -> None:
    bare = [measure(["一", str(number)], f"建立台账{number}", []) for number in (1, 2)]
    draft = world.document(confirmed=False, measures=bare)
    page = CheckingPage(office, draft)
    page.press("n")
    expect(page.card).to_contain_text("没有责任单位，交办后不会有人收到")
    expect(page.card.get_by_role("button", name="2处均不需要交办")).to_be_visible()
    page.press("e")
    page.choose_unit("财政", "省财政厅")
    page.save()
    expect(page.message).to_contain_text("增加单位")
    expect(page.page.get_by_role("button", name="不需要交办", exact=True)).to_be_visible()
    page.press("w")
    expect(page.page.get_by_text("待核事项已全部处理").first).to_be_visible()
    assert draft.check_items.filter(settlement="不需要交办").count() == 1


def test_it_is_returned_to_checking_and_what_it_will_make_is_said(world: World, office: Any) -> None:
    page = CheckingPage(office, world.document())
    page.page.get_by_role("button", name="交办", exact=True).click()
    expect(page.dialog).to_contain_text("将产生7项，5个单位，3个单位没有账号")
    expect(page.dialog).to_contain_text("没有账号的单位收不到通知，也不能签收：省农业农村厅")
    page.press("Escape")
    page.page.get_by_role("button", name="退回校核").click()
    page.dialog.get_by_role("button", name="退回校核").click()
    expect(page.message).to_contain_text("文件已退回校核")
    expect(page.page.get_by_role("button", name="完成校核")).to_be_visible()


def test_on_a_phone_text_and_ledger_stand_one_above_the_other(desks: Any, draft: PolicyDocument) -> None:
    desk = desks("supervisor", PHONE)
    page = CheckingPage(desk, draft)
    page.page.get_by_role("button", name="下一个").click()
    text, ledger = (page.page.locator(f"[data-part={name}]").bounding_box() for name in ("text", "ledger"))
    assert text["y"] + text["height"] <= ledger["y"]
    assert ledger["y"] + ledger["height"] <= PHONE["height"]
    assert ledger["height"] > 150
    assert desk.is_no_wider_than_the_screen()


@pytest.mark.parametrize(("size", "name"), [(DESK, "checking"), (PHONE, "checking-phone")])
def test_the_page_fits_the_screen(world: World, desks: Any, size: Any, name: str) -> None:
    [document] = import_text(text=LONGER, actor=world.supervisor).created
    desk = desks("supervisor", size)
    page = CheckingPage(desk, document)
    for _ in range(2):
        page.page.get_by_role("button", name="下一个").click()
    page.page.mouse.move(0, 0)
    assert desk.is_no_wider_than_the_screen()
    for part in ("undo", "bulk", "trail", "confirm"):
        button = page.page.locator(f"button[data-part={part}]").bounding_box()
        assert button is not None
        assert button["x"] >= 0
        assert button["x"] + button["width"] <= size["width"], part
    for part in ("text", "ledger"):
        box = page.page.locator(f"[data-part={part}]").bounding_box()
        assert box is not None
        assert box["height"] > 120
        assert box["y"] + box["height"] <= size["height"]
    if folder := os.environ.get("SCREENSHOTS"):
        page.page.screenshot(path=f"{folder}/{name}.png")


@pytest.mark.corpus
def test_the_doubtful_things_of_a_real_gazette_are_walked_through_by_one_key(
    world: World, office: Any, corpus: Path
) -> None:
    load_departments(data=json.loads((ROOT / "fixtures" / "departments.json").read_text(encoding="utf-8")))
    gazettes = sorted(corpus.glob("*.txt"))
    file = next(f for f in gazettes if "吉政发〔2022〕9号" in f.read_text(encoding="utf-8"))
    import_file(name=file.name, content=file.read_bytes(), actor=world.supervisor)
    document = PolicyDocument.objects.get(number="吉政发〔2022〕9号")
    page = CheckingPage(office, document)
    expect(page.page.locator(".dc-check-measure")).to_have_count(document.measures.count())
    entries = page.page.locator(".dc-check-doubt")
    count = entries.count()
    assert count > 0
    seen = []
    for _ in range(count):
        page.press("n")
        expect(page.page.locator(".dc-check-text .dc-is-current").first).to_be_in_viewport()
        expect(page.page.locator(".dc-check-measure.dc-is-selected")).to_be_in_viewport()
        seen.append(page.page.locator(".dc-check-doubt[aria-current]").get_attribute("data-key"))
    assert len(set(seen)) == count
    page.press("n")  # round to the first
    assert page.page.locator(".dc-check-doubt[aria-current]").get_attribute("data-key") == seen[0]
    for _ in range(count):
        page.press("w")
        page.page.wait_for_function(f"document.querySelectorAll('.dc-check-doubt').length < {count}")
        count -= 1
    expect(page.page.locator(".dc-check-doubts")).to_contain_text("待核事项已全部处理")
