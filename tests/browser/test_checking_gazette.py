"""校核 of a whole gazette, from its file to the assignments of one of its documents."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from departments.models.departments import DepartmentAlias
from departments.services.loading import load_departments
from policies.models.documents import PolicyDocument
from policies.models.measures import Milestone, Responsibility
from tests.browser.checking_page import CheckingPage
from tests.conftest import ROOT, World
from tracker.work.models.assignments import Assignment

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.corpus]
UNKNOWN = "省能源局"


def test_a_whole_gazette_goes_from_its_file_to_assignments(world: World, desks: Any, corpus: Path) -> None:
    load_departments(data=json.loads((ROOT / "fixtures" / "departments.json").read_text(encoding="utf-8")))
    # On a new installation somebody is always missing from the table.
    DepartmentAlias.objects.filter(text=UNKNOWN).delete()
    office = desks("supervisor")
    office.open("文件")
    office.click("导入文件")
    file = next(
        f for f in sorted(corpus.glob("*.txt")) if "吉政发〔2022〕9号" in f.read_text(encoding="utf-8")
    )
    office.page.locator("input[type=file]").set_input_files(file)
    office.click("开始导入")
    office.page.get_by_role("link", name="吉政发〔2022〕9号").click()
    office.click("校核")
    document = PolicyDocument.objects.get(number="吉政发〔2022〕9号")
    page = CheckingPage(office, document)
    expect(page.page.locator(".dc-check-measure")).to_have_count(43)

    # An unknown unit, once for all its clauses.
    page.page.locator(".dc-check-doubt").filter(has_text=UNKNOWN).click()
    expect(page.card).to_contain_text(UNKNOWN)
    page.press("e")
    page.choose_unit("能源", UNKNOWN)
    page.save()
    units = Responsibility.objects.filter(task__measure__document=document, printed_name=UNKNOWN)
    assert units.count() > 1
    assert not units.filter(department=None).exists()

    # A date for the first section.
    page.row("落实好增值税留抵退税扩围政策").locator(".dc-check-name").click()
    page.press("b")
    page.dialog.get_by_label("时限", exact=True).fill("2022-11-30")
    page.save("设定")
    dated = Milestone.objects.filter(task__measure__document=document, due_on="2022-11-30")
    assert {m.task.measure.path[0] for m in dated} == {"一"}

    # A task in two, and back.
    measure = page.row("落实好增值税留抵退税扩围政策")
    measure.locator(".dc-check-name").click()
    page.page.get_by_role("button", name="拆分").click()
    page.dialog.get_by_label("请把光标放在拆分处").evaluate(
        "(box) => { const at = box.value.length >> 1; box.focus(); box.setSelectionRange(at, at); }"
    )
    page.save("拆分")
    expect(measure.locator(".dc-check-task")).to_have_count(2)
    page.press("u")
    expect(page.message).to_contain_text("已撤销：拆分")
    expect(measure.locator(".dc-check-task")).to_have_count(1)

    page.page.get_by_role("button", name="完成校核").click()
    expect(page.dialog).to_contain_text("待核")
    page.dialog.get_by_role("button", name="完成校核").click()
    page.dialog.get_by_role("button", name="立即交办").click()
    expect(page.message).to_contain_text("新交办", timeout=30_000)
    assert Assignment.objects.filter(document=document, department__short_name=UNKNOWN).exists()
