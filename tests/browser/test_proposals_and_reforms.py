"""In a real browser: a reform with its preview and undoing, and the life of a proposal."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import PHONE
from tests.conftest import World
from tests.tracker.farms import Farms
from tests.tracker.proposals.test_proposals import paper
from tracker.proposals.models import Proposal
from tracker.reforms.models import Reform

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def farms(transactional_db: None) -> Farms:
    return Farms(World())


def _chosen(desk: Any, name: str, words: str) -> None:
    """Choose in a box that is found by typing."""
    value = (
        desk.page.locator(f"select[name={name}] option").filter(has_text=words).first.get_attribute("value")
    )
    desk.page.locator(f"select[name={name}]").select_option(value, force=True)


def test_a_merger_is_previewed_carried_out_and_undone(desks: Any, farms: Farms) -> None:
    desk = desks("supervisor")
    desk.go("/reforms/reform/")
    desk.click("办理机构改革")
    _chosen(desk, "department", "省农委")
    _chosen(desk, "successors", "省农业农村厅")
    desk.page.locator("input[name=effective_on]").fill("2026-07-01")
    desk.picture("reform-form")
    desk.click("预览")
    desk.sees("承接单位已有同一任务")
    desk.picture("reform-preview")
    assert desk.is_no_wider_than_the_screen()
    assert not Reform.objects.exists()
    desk.click("确认办理")
    desk.sees("6项移交省农业农村厅")
    desk.picture("reform-done")
    phone = desks("supervisor", PHONE)
    phone.go(f"/reforms/reform/{Reform.objects.get().pk}/change/")
    phone.sees("变动明细")
    assert phone.is_no_wider_than_the_screen()
    phone.picture("reform-phone")
    desk.click("撤销")
    desk.page.locator("textarea[name=reason]").fill("方案有变")
    desk.click("撤销机构改革")
    desk.sees("恢复原状")
    assert farms.of(farms.old, "pending", "active").count() == 7


def test_a_split_is_chosen_on_a_phone(desks: Any, farms: Farms) -> None:
    phone = desks("supervisor", PHONE)
    phone.go("/reforms/reform/begin/")
    phone.page.locator("input[name=kind][value=split]").check()
    _chosen(phone, "department", "省农委")
    units = [str(farms.new.pk), str(farms.world.departments["省教育厅"].pk)]
    phone.page.locator("select[name=successors]").select_option(units, force=True)
    phone.page.locator("input[name=effective_on]").fill("2026-07-01")
    phone.click("预览")
    phone.sees("还有7项没有选择承接单位")
    for box in phone.page.locator("select[name^=section-]").all():
        box.select_option(label="省教育厅")
    phone.click("按选择重新预览")
    phone.sees("7项移交省教育厅")
    assert phone.is_no_wider_than_the_screen()
    phone.picture("reform-split-phone")


def test_the_life_of_a_proposal(desks: Any, transactional_db: None, tmp_path: Path) -> None:
    World()
    file = tmp_path / "答复.docx"
    file.write_bytes(paper())
    office, lead = desks("supervisor"), desks("filer")
    office.open("建议提案")
    office.click("登记")
    for name, words in (("number", "58"), ("title", "关于加强水源保护的提案"), ("proposers", "张某某")):
        office.page.locator(f"input[name={name}]").fill(words)
    office.picture("proposal-form")
    office.page.locator("#main form button[type=submit]").last.click()
    office.sees("已登记")
    office.click("交办")
    _chosen(office, "lead", "省财政厅")
    _chosen(office, "joint", "省教育厅")
    office.page.locator("#main form button[type=submit]").last.click()
    office.sees("答复时限2026-10-10")
    proposal = Proposal.objects.get()
    address = f"/proposals/proposal/{proposal.pk}/change/"
    lead.go(address)
    lead.click("答复")
    lead.page.locator("input[name=file]").set_input_files(str(file))
    lead.page.locator("select[name=outcome]").select_option("A")
    lead.page.locator("#main form button[type=submit]").last.click()
    lead.sees("待代表或委员评价")
    assert (proposal.answers.get().file_name, proposal.answers.get().number) == ("答复.docx", "")
    office.go(address)
    office.click("登记满意度")
    office.page.locator("input[value=dissatisfied]").check()
    office.page.locator("#main form button[type=submit]").last.click()
    office.sees("须于2026-10-10前再次答复")
    office.picture("proposal-page")
    phone = desks("filer", PHONE)
    phone.sees("建议提案")
    phone.picture("proposal-desk-phone")
    phone.go("/proposals/proposal/")
    phone.picture("proposal-list-phone")
    phone.go(address)
    phone.sees("再次答复")
    assert phone.is_no_wider_than_the_screen()
    phone.picture("proposal-phone")
