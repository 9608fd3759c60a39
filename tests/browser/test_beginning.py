"""From `migrate` and `createsuperuser` to the first overdue list, as an office of another province begins."""

import io
from typing import Any

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from departments.models.departments import Department
from departments.models.users import User
from departments.register.sheets import PEOPLE
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser

DOCUMENT = """北原省人民政府办公厅关于印发河湖管护工作方案的通知

北政办发〔2026〕11号

各市（州）人民政府，省政府各厅委办、各直属机构：

现将《河湖管护工作方案》印发给你们，请认真贯彻执行。

北原省人民政府办公厅

2026年6月1日

河湖管护工作方案

为加强河湖管护，制定本方案。

一、重点任务

（一）清理河道障碍。全面排查河道内障碍物，2026年6月底前完成清理。（省水利厅牵头，省公安厅配合）

（二）治理岸线环境。整治岸线乱堆乱放，2026年12月底前完成。（省生态环境厅牵头，各市（州）政府负责）

（三）建设巡护平台。建成巡护信息平台，2026年10月底前完成。（省河湖管护中心负责）
"""


def _people() -> bytes:
    book, out = Workbook(), io.BytesIO()
    page: Any = book.active
    page.append([column.heading for column in PEOPLE.columns])
    page.append(["ducha", "周启明", "省政府办公厅", "督查室", "", "", "beiyuan-river-7"])
    page.append(["shuili", "沈若川", "省水利厅", "填报员", "0000-00000001", "", "beiyuan-river-8"])
    page.append(["shengzhang", "程敬之", "省政府办公厅", "领导", "", "", "beiyuan-river-9"])
    book.save(out)
    return out.getvalue()


def test_an_office_of_another_province_comes_from_migrate_to_its_first_overdue_list(
    transactional_db: None, desks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "beiyuan-first-1")
    call_command("createsuperuser", username="first", email="first@example.test", interactive=False)
    assert not Department.objects.exists()

    first = desks("first", password="beiyuan-first-1")
    first.sees("这是新的安装")
    first.click("设立三员")
    first.picture("begin-three")
    first.page.locator("#main form button[type=submit]").last.click()
    first.page.get_by_text("请现在抄送本人").wait_for()
    system_password, security_password, _ = first.page.locator("code").all_inner_texts()
    assert not User.objects.get(username="first").is_active

    system = desks("xitong", password=system_password)
    system.picture("begin")
    system.click("登记地区和单位")
    system.page.get_by_label("省级（省、自治区、直辖市）").check()
    system.page.locator("input[name=name]").fill("北原省")
    system.page.get_by_label("下级地区").fill("望河市\n临泽市\n长岭州")
    system.picture("begin-region")
    system.page.locator("#main form button[type=submit]").last.click()
    system.sees("已登记北原省，新增单位")
    system.fits_both_screens("begin-done")

    security = desks("anquan", password=security_password)
    security.click("用xlsx导入人员")
    people = {"name": "人员.xlsx", "mimeType": "application/octet-stream", "buffer": _people()}
    security.page.locator("input[type=file]").set_input_files(people)
    security.click("上传并预览")
    security.sees("共3行：新增3行")
    security.picture("people-preview")
    security.click("确认导入")
    security.sees("已导入。共3行：新增3行")
    assert User.objects.get(username="shuili").phone == "0000-00000001"

    office = desks("ducha", password="beiyuan-river-7")
    office.go("/begin/")
    office.click("设置督查室")
    office.page.get_by_label("督查室名称").fill("省政府督查室")
    office.page.get_by_label("发文机关标志").fill("北原省人民政府办公厅文件")
    office.picture("begin-office")
    office.page.locator("#main form button[type=submit]").last.click()
    office.sees("已设置省政府督查室")
    office.open("文件")
    office.click("导入文件")
    office.page.get_by_label("或粘贴全文").fill(DOCUMENT)
    office.click("开始导入")
    office.sees("新导入1份文件")
    office.page.get_by_role("link", name="北政办发〔2026〕11号").click()
    office.sees("单位“省河湖管护中心”不在单位库中，请指定对应单位")  # and no other
    assert office.page.get_by_text("不在单位库中").count() == 1
    _add_the_unknown_unit(office)
    office.page.get_by_role("button", name="完成校核").click()
    office.page.locator("dialog[open] [type=submit]").click()
    office.page.get_by_role("button", name="立即交办").click()
    office.page.get_by_text("新交办").first.wait_for()

    filer = desks("shuili", PHONE, password="beiyuan-river-8")
    filer.sees("清理河道障碍")
    leader = desks("shengzhang", password="beiyuan-river-9")
    leader.sees("逾期事项")
    leader.sees("清理河道障碍")
    leader.sees("0000-00000001")
    leader.picture("begin-overdue")


def _add_the_unknown_unit(office: Any) -> None:
    """From within the checking page, where what is like it is shown first."""
    page = office.page
    office.go(page.url.removeprefix(office.url).replace("/change/", "/check/"))
    page.get_by_text("省河湖管护中心").first.wait_for()
    page.locator("[data-part=ledger]").get_by_role("button", name="省河湖管护中心").first.click()
    page.locator("dialog[open]").get_by_text("＋新增单位").click()
    page.locator("dialog[open]").get_by_text("单位库中").first.wait_for()
    page.get_by_label("单位全称").fill("北原省河湖管护中心")
    page.get_by_label("性质").select_option("institution")
    office.picture("checking-new-unit")
    page.get_by_role("button", name="新增并对应").click()
    page.locator("dialog[open]").get_by_text("对应：北原省河湖管护中心").wait_for()
    page.locator("dialog[open]").get_by_text("记住为别名").click()
    page.locator("dialog[open] [type=submit]").click()
    page.locator("dialog[open]").wait_for(state="detached")
