"""A head gives three items to a person, who finds them under 我的; a substitute files; all is handed over."""

from datetime import date
from typing import Any

import pytest

from departments.inside.models import Substitution
from departments.inside.services.substitutions import end_substitution
from tests.browser.conftest import DESK, TODAY, address, write
from tests.conftest import World
from tests.tracker.work.inside.team import Team
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/work/assignment/?light=open"


def test_work_goes_to_a_person_a_substitute_files_and_all_is_handed_over(world: World, desks: Any) -> None:
    team = Team(world, rows=4)
    for row in team.rows:
        acknowledge_assignment(assignment=row, actor=team.filer)

    head = desks("head", DESK)
    head.go(LIST)
    for row in team.rows[:3]:
        head.page.locator(f"input[name=_selected_action][value='{row.pk}']").check()
    head.page.locator("select[name=action]").select_option(label="分办所选事项")
    head.page.locator("button[name=index]").click()
    head.sees("将分办3项")
    head.fits_both_screens("assign-many")
    head.page.locator("select[name=assignee]").select_option(label="王某", force=True)
    head.click("分办")
    head.sees("已分办3项。")
    head.go("/")
    head.sees("各人在办")
    head.fits_both_screens("people-board")
    head.page.get_by_role("link", name="王某在办3项").click()
    head.page.wait_for_url("**assignee=**")
    assert head.page.locator("input[name=_selected_action]").count() == 3

    head.go("/inside/substitution/new/")
    head.page.locator("select[name=person]").select_option(label="王某", force=True)
    head.page.locator("select[name=substitute]").select_option(label="李某", force=True)
    write(head, "开始日期", str(TODAY))
    write(head, "结束日期", str(date(2026, 7, 17)))
    head.fits_both_screens("substitution")
    head.click("保存")
    head.sees("李某代王某")

    wang = desks("王某", DESK)
    wang.go("/?list=mine")
    wang.sees("举措0")
    assert wang.page.locator("#list tbody tr").count() == 3

    li = desks("李某", DESK)
    li.go("/?list=mine")
    assert li.page.locator("#list tbody tr").count() == 3
    li.go(address(team.rows[0], "report"))
    write(li, "完成比例", "40")
    write(li, "进展情况", "已完成摸底。")
    li.click("填报进展")
    li.page.wait_for_url("**/change/")
    li.sees("李某代王某")
    li.fits_both_screens("done-for-another")

    head.go("/work/assignment/hand-over/")
    head.fits_both_screens("held")
    head.page.get_by_role("link", name="移交王某在省财政厅的事项").click()
    head.sees("3项在办事项将全部移交给接手人")
    head.page.locator("select[name=to]").select_option(label="filer", force=True)
    head.fits_both_screens("hand-over")
    head.page.get_by_role("button", name="移交", exact=True).click()
    head.sees("已将王某的3项移交filer")
    assert Assignment.objects.filter(assignee=team.filer).count() == 3
    end_substitution(substitution=Substitution.objects.get(), actor=team.head, on=TODAY)
    wang.go("/?list=mine")
    wang.sees("没有分给您")
    for desk in (head, wang, li):
        assert desk.complaints == []
