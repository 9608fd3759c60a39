"""The inbox in the browser: a filer and a leader are told, follow the link, and choose how to be told."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.browser.conftest import TODAY
from tests.conftest import World
from tests.tracker.cycle import filed
from tracker.reminders.kinds import Rule, Way
from tracker.reminders.models.reminders import Reminder
from tracker.reminders.services.choosing import ways_of
from tracker.work.filing.services.reviewing import return_report
from tracker.work.instructions.models import InstructionItem
from tracker.work.instructions.services import reply_instruction, write_instruction
from tracker.work.models.assignments import Assignment

pytestmark = pytest.mark.browser


@pytest.fixture
def happened(world: World, signed: Assignment) -> World:
    """A report was returned, and a 批示 answered."""
    return_report(report=filed(world, signed), actor=world.supervisor, reason="请补充到县的数字")
    due = TODAY + timedelta(days=5)
    write_instruction(target=signed, text="请加快进度", due_on=due, actor=world.leader, on=TODAY)
    item = InstructionItem.objects.get()
    reply_instruction(item=item, reply="已增派人员", actor=world.filer, on=TODAY)
    return world


def _inbox(step: str = "changelist") -> str:
    return reverse(f"admin:reminders_inboxreminder_{step}")


def test_a_filer_is_told_of_a_return_follows_the_link_and_reads_all(happened: World, desks: Any) -> None:
    filer = desks("filer")
    filer.go(reverse("admin:index"))
    filer.page.get_by_role("link", name="收件箱 2").first.wait_for()
    filer.go(_inbox())
    filer.sees("进展被退回：请补充到县的数字")
    filer.page.locator("tr", has_text="进展被退回").get_by_role("link").first.click()
    filer.sees("请补充到县的数字")
    assert Reminder.objects.get(user=happened.filer, rule=Rule.REPORT_RETURNED).opened_at
    filer.go(_inbox("read_all"))
    filer.sees("未读的1条")
    filer.page.locator("#main form button[type=submit]").last.click()
    filer.sees("已将1条标为已读")
    assert not Reminder.objects.for_recipient(happened.filer).unread().exists()


def test_a_leader_is_told_of_the_answer_and_chooses_a_message(happened: World, desks: Any) -> None:
    leader = desks("leader")
    leader.go(_inbox())
    leader.page.get_by_role("link", name="建设一站式窗口").first.click()
    leader.sees("已增派人员")
    leader.go(_inbox("since"))
    leader.sees("省财政厅")
    leader.go(_inbox("ways"))
    leader.page.get_by_label("批示答复").select_option("立即发消息")
    leader.page.locator("#main form button[type=submit]").last.click()
    leader.sees("告知方式已保存")
    assert ways_of(happened.leader)[Rule.INSTRUCTION_ANSWERED] == Way.MESSAGE


def test_the_pages_fit_their_screens(happened: World, desks: Any) -> None:
    for name in ("filer", "leader"):
        desk = desks(name)
        for step in ("changelist", "since", "read_all", "ways"):
            desk.go(_inbox(step))
            desk.page.locator("#main").wait_for()
            desk.fits_both_screens(f"told-{name}-{step}")
