"""What people write outlives the end of their session, in every form; and the way past the navigation."""

from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.conftest import World
from tracker.work.instructions.models import Instruction
from tracker.work.models.assignments import Assignment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _log_in_again(desk: Any, name: str) -> None:
    desk.page.get_by_text("您刚才填写的内容已保存在本机").wait_for()
    desk.page.get_by_label("用户名").fill(name)
    desk.page.locator("input[name=password]").fill("test-password")
    desk.page.get_by_role("button", name="登录").click()
    desk.page.get_by_text("登录中断前填写的内容已恢复").wait_for()


def _forms(signed: Assignment, world: World) -> dict[str, tuple[str, str]]:
    """Who writes where into which box."""
    measure, pk = signed.task.measure_id, signed.pk
    return {
        "leader": (f"/overview/instruct/{measure}/", "批示内容"),
        "filer": (f"/work/assignment/{pk}/ask-extension/", "延期原因"),
        "supervisor": (f"/work/assignment/{pk}/note/", "备注"),
    }


@pytest.mark.parametrize("who", ["leader", "filer", "supervisor"])
def test_text_written_before_the_session_ended_is_there_after_it(
    world: World, signed: Assignment, desks: Any, who: str
) -> None:
    where, box = _forms(signed, world)[who]
    user = getattr(world, who)
    user.set_password("test-password")
    user.save()
    desk = desks(who)
    desk.go(where)
    desk.page.get_by_label(box).first.fill("写了很久的一段话。")
    desk.context.clear_cookies(name="sessionid")
    desk.page.locator("#main form [type=submit]").first.click()
    _log_in_again(desk, user.username)
    assert desk.page.get_by_label(box).first.input_value() == "写了很久的一段话。"


def test_what_has_arrived_is_not_kept(world: World, signed: Assignment, desks: Any) -> None:
    leader = desks("leader")
    where = f"/overview/instruct/{signed.task.measure_id}/"
    leader.go(where)
    leader.page.get_by_label("批示内容").fill("请抓紧。")
    leader.click("下一步")
    leader.click("送出批示")
    leader.sees("批示已送")
    assert Instruction.objects.count() == 1
    leader.go(where)
    assert leader.page.get_by_label("批示内容").input_value() == ""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_first_tab_leads_past_the_navigation(desks: Any, world: World, size: Any) -> None:
    filer = desks("filer", size)
    filer.page.keyboard.press("Tab")
    assert filer.page.evaluate("document.activeElement.textContent") == "跳到正文"
    filer.page.keyboard.press("Enter")
    assert filer.page.evaluate("document.activeElement.id") == "main"
    assert filer.page.locator("main").count() == 1
