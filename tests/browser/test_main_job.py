"""The main job from end to end, as people do it."""

from typing import Any

import pytest

from tests.browser.conftest import PHONE
from tests.conftest import World

pytestmark = pytest.mark.browser

DOCUMENT = """云岭省人民政府关于印发便民服务提升行动方案的通知

云政发〔2026〕7号

各市人民政府，省政府各厅委办、各直属机构：

现将《便民服务提升行动方案》印发给你们，请认真贯彻执行。

云岭省人民政府

2026年3月1日

便民服务提升行动方案

为方便群众办事，制定本方案。

一、总体要求

坚持便民利民，持续改进服务。

二、重点任务

（一）建设综合窗口。各办事大厅设立综合窗口，6月底前完成设备安装。（省财政厅牵头，省教育厅配合）

（二）公布服务清单。编制服务清单并向社会公布，2026年9月底前完成。（省教育厅、省便民中心按职责分工负责）

三、保障措施

（一）加强经费保障。统筹安排经费，7月20日前完成。（省财政厅负责）
"""


def test_from_a_pasted_document_to_the_leaders_overdue_list(world: World, desks: Any) -> None:
    office = desks("supervisor", password="pw")
    office.open("文件")
    office.click("导入文件")
    office.page.get_by_label("或粘贴全文").fill(DOCUMENT)
    office.picture("import")
    office.click("开始导入")
    office.sees("新导入1份文件")
    office.picture("import-done")
    office.page.get_by_role("link", name="云政发〔2026〕7号").click()
    office.sees("单位“省便民中心”不在单位库中，请指定对应单位")
    office.picture("document-draft")

    office.page.get_by_role("link", name="单位“省便民中心”不在单位库中").click()
    office.click("指定单位")
    office.page.locator(".select2-selection").first.click()
    office.page.locator(".select2-search__field").last.fill("农业")
    office.page.locator(".select2-results__option", has_text="省农业农村厅").click()
    office.page.get_by_label("记住为别名").check()
    office.picture("resolve")
    office.click("指定单位")
    office.sees("已将“省便民中心”对应为省农业农村厅")

    office.click("完成校核")
    office.click("完成校核")
    office.sees("文件已完成校核，可以交办。")
    office.click("交办")
    office.sees("将产生5项，")
    office.click("交办文件")
    office.sees("新交办5项。")
    office.picture("document")

    unit = desks("filer")
    unit.picture("filer-index")
    unit.open("我的事项")
    unit.page.locator("#changelist input[name=q]").fill("云政发[2026]7号")
    unit.page.keyboard.press("Enter")
    unit.sees("建设综合窗口")
    unit.picture("filer-list")
    unit.page.get_by_role("link", name="二 / （一） 建设综合窗口").click()
    unit.sees("交办时已过期")
    unit.click("签收")
    unit.click("签收")
    unit.sees("已签收，请按时限办理并填报进展。")
    file_progress(unit, "窗口设备已安装到位。")
    unit.picture("assignment")

    office.go("/work/progressreport/")
    office.picture("reports")
    office.page.get_by_role("link", name="二 / （一） 建设综合窗口").click()
    office.click("退回")
    office.page.get_by_label("原因").fill("请补充安装窗口的数量。")
    office.picture("return")
    office.click("退回进展")
    office.sees("进展已退回，填报单位将看到退回原因。")

    unit.go("/")
    unit.sees("被退回")
    unit.page.get_by_role("link", name="二 / （一） 建设综合窗口").first.click()
    unit.sees("请补充安装窗口的数量。")
    file_progress(unit, "已安装窗口设备80套。")

    office.go("/work/progressreport/?status__exact=submitted")
    office.page.get_by_role("link", name="二 / （一） 建设综合窗口").click()
    office.click("通过")
    office.click("审核通过")
    office.sees("进展已审核通过。")
    unit.page.reload()
    unit.sees("已办结")
    unit.picture("assignment-done")

    leader = desks("leader")
    leader.sees("逾期事项")
    row = leader.page.get_by_role("row", name="建设综合窗口")
    assert "省教育厅" in row.inner_text()
    assert "交办时已过期" in row.inner_text()  # handed out today: lateness counts from the dispatch
    leader.picture("leader-index")
    leader.page.locator(".dc-leader-bars").get_by_role("link", name="省教育厅").click()
    leader.sees("单位：省教育厅")
    leader.sees("建设综合窗口")
    leader.picture("list")


def file_progress(unit: Any, words: str) -> None:
    unit.click("填报进展")
    unit.page.get_by_label("完成比例").fill("100")
    unit.page.get_by_label("进展情况").fill(words)
    unit.page.get_by_label("申请办结").check()
    unit.picture("report-form")
    unit.click("填报进展")
    unit.sees("进展已报送，并已申请办结，请等待督查室审核。")


@pytest.mark.parametrize("user", ["supervisor", "leader", "filer"])
def test_on_a_phone_no_page_is_wider_than_the_screen(world: World, desks: Any, user: str) -> None:
    document = world.dispatched()
    assignment = world.assignment("省财政厅")
    desk = desks(user, PHONE)
    for name, path in {
        "index": "/",
        "list": "/work/assignment/",
        "assignment": f"/work/assignment/{assignment.pk}/change/",
        "document": f"/policies/policydocument/{document.pk}/change/",
        "reports": "/work/progressreport/",
    }.items():
        desk.go(path)
        desk.picture(f"phone-{user}-{name}")
        assert desk.is_no_wider_than_the_screen(), path
