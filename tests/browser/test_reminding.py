"""Reminders in the browser: rules and their preview, inbox, channels, receipts, what could not be sent."""

from typing import Any

import pytest
from django.urls import reverse

from tests.browser.conftest import TODAY
from tests.conftest import World
from tracker.reminders.models.channels import ChannelSetting
from tracker.reminders.models.reminders import Digest, DigestStatus, Reminder
from tracker.reminders.models.rules import ReminderRule
from tracker.reminders.services.morning_run import morning_run

pytestmark = pytest.mark.browser


@pytest.fixture
def told(world: World) -> World:
    """A morning on which something is said, and one digest could not be sent."""
    world.dispatched()
    morning_run(on=TODAY)
    ChannelSetting.objects.filter(kind="webhook").update(offered=True, hosts="hook.example.gov.cn")
    Digest.objects.filter(user=world.filer).update(
        status=DigestStatus.FAILED, attempts=5, error="SMTPServerDisconnected：连接中断", doubtful=True
    )
    return world


def test_the_office_looks_ahead_and_sends_again_what_was_given_up(told: World, desks: Any) -> None:
    office = desks("supervisor")
    office.go(reverse("admin:reminders_reminderrule_changelist"))
    office.click("预览今天会提醒谁")
    office.sees("预览不会发送任何消息")
    digest = Digest.objects.get(user=told.filer)
    office.go(reverse("admin:reminders_digest_change", args=[digest.pk]))
    office.sees("连接中断")
    office.sees("可能收到两次")
    office.click("重新发送")
    office.page.get_by_role("button", name="重新发送").last.click()
    office.sees("待发送")
    assert Digest.objects.get(user=told.filer).status == DigestStatus.READY


def test_a_filer_reads_chooses_a_channel_and_takes_the_calendar_along(told: World, desks: Any) -> None:
    filer = desks("filer")
    filer.go(reverse("admin:reminders_inboxreminder_changelist"))
    filer.page.get_by_role("link", name="建设一站式窗口").first.click()
    filer.page.locator("#receipts").wait_for()
    filer.go(reverse("admin:reminders_channelsetting_changelist"))
    filer.page.get_by_role("link", name="网络回调").first.click()
    filer.click("我的设置")
    filer.page.get_by_label("接收地址", exact=False).first.fill("https://hook.example.gov.cn/told")
    filer.page.locator("#main form button[type=submit]").last.click()
    filer.sees("网络回调提醒已")
    filer.go(reverse("admin:reminders_inboxreminder_changelist"))
    filer.click("日历订阅")
    filer.page.locator("#main form button[type=submit]").last.click()
    filer.page.get_by_text(".ics").first.wait_for()


def test_every_page_of_reminding_fits_its_screen(told: World, desks: Any) -> None:
    digest = Digest.objects.get(user=told.filer)
    setting, rule = ChannelSetting.objects.get(kind="webhook"), ReminderRule.objects.earliest("pk")
    reminder = Reminder.objects.filter(user=told.filer).latest("pk")
    pages = {
        ("supervisor", "rules"): reverse("admin:reminders_reminderrule_changelist"),
        ("supervisor", "rule"): reverse("admin:reminders_reminderrule_change", args=[rule.pk]),
        ("supervisor", "preview"): reverse("admin:reminders_reminderrule_changelist") + "preview",
        ("supervisor", "digests"): reverse("admin:reminders_digest_changelist"),
        ("supervisor", "digest"): reverse("admin:reminders_digest_change", args=[digest.pk]),
        ("supervisor", "exemption"): reverse("admin:reminders_reminderexemption_add"),
        ("filer", "inbox"): reverse("admin:reminders_inboxreminder_changelist"),
        ("filer", "channels"): reverse("admin:reminders_channelsetting_changelist"),
        ("filer", "channel"): reverse("admin:reminders_channelsetting_change", args=[setting.pk]),
        ("filer", "receipts"): reverse("admin:work_assignment_change", args=[reminder.assignment_id]),
        ("filer", "calendar"): reverse("admin:reminders_inboxreminder_changelist") + "calendar",
    }
    open_desks = {name: desks(name) for name in ("supervisor", "filer")}
    for (name, page), path in pages.items():
        desk = open_desks[name]
        desk.go(path)
        desk.page.locator("#main").wait_for()
        desk.fits_both_screens(f"remind-{page}")
