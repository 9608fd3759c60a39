"""The pages of the channels: choosing them, sending again, the inbox and the receipts."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from common.errors import NotAllowed
from departments.models.users import User
from tests.admin import as_user, page, said, steps_offered, text
from tests.conftest import World
from tests.refusals import refused
from tests.sinks import WebSink
from tests.tracker.reminders.telling import KEY, MORNING, ON, digest_of, offer, only, send_all
from tracker.reminders.models.channels import ChannelSetting
from tracker.reminders.models.reminders import Digest, DigestStatus, Reminder
from tracker.reminders.receipts import receipts_of
from tracker.reminders.services.secrets import decrypt
from tracker.reminders.services.sending import MAX_ATTEMPTS, WAITS, resend_digest, send_digests

pytestmark = pytest.mark.django_db


class TestPages:
    def test_a_person_chooses_and_the_page_says_how_it_stands(self, due: World) -> None:
        offer(due, "wecom")
        setting = ChannelSetting.objects.get(kind="wecom")
        client = as_user(due.filer)
        assert steps_offered(client, page("reminders_channelsetting", setting)) == ["choose"]
        address = page("reminders_channelsetting", setting, "choose")
        assert "请填写接收地址" in text(client.post(address, {"enabled": "on"}))
        assert said(client.post(address, {"enabled": "on", "address": KEY})) == ["企业微信提醒已开启。"]
        # Empty keeps the address.
        client.post(address, {"enabled": "on"})
        assert decrypt(due.filer.channels.get().secret) == KEY
        assert "已填写" in text(client.get(page("reminders_channelsetting", setting)))
        assert "未填写" in text(as_user(due.head).get(page("reminders_channelsetting", setting)))

    def test_a_department_sees_only_what_is_offered_and_no_gateway(self, due: World) -> None:
        offer(due, "sms", gateway="http://gateway.example.test")
        client = as_user(due.filer)
        shown = text(client.get(page("reminders_channelsetting")))
        assert "短信" in shown
        assert "飞书" not in shown
        sms = ChannelSetting.objects.get(kind="sms")
        assert "gateway.example.test" not in text(client.get(page("reminders_channelsetting", sms)))
        for user in (due.filer, due.supervisor):
            answer = as_user(user).post(page("reminders_channelsetting", sms, "lay_down"), {})
            assert answer.status_code == 403
        hidden = ChannelSetting.objects.get(kind="feishu")
        assert client.get(page("reminders_channelsetting", hidden)).status_code == 404

    def test_the_system_administrator_lays_down_and_is_told_what_is_missing(self, due: World) -> None:
        client = as_user(due.system_admin)
        address = page("reminders_channelsetting", ChannelSetting.objects.get(kind="sms"), "lay_down")
        assert "须填写网关地址" in text(client.post(address, {"offered": "on"}))
        gateway = "http://gateway.example.test/send"
        client.post(address, {"offered": "on", "compulsory": "on", "gateway": gateway, "secret": "k-1"})
        sms = ChannelSetting.objects.get(kind="sms")
        assert (sms.offered, sms.compulsory, sms.gateway) == (True, True, gateway)
        assert decrypt(sms.secret) == "k-1"


class TestResending:
    def test_the_office_sends_again_what_was_given_up(self, due: World, web: WebSink) -> None:
        web.answer = lambda taken: (500, {})
        only(due, "wecom", KEY, gateway=f"http://{web.address}")
        at = MORNING
        for wait in (*WAITS, timedelta()):
            send_all(at)
            at += wait
        digest = digest_of("wecom")
        assert (digest.status, digest.attempts) == (DigestStatus.FAILED, MAX_ATTEMPTS)
        client = as_user(due.supervisor)
        assert "500" in text(client.get(page("reminders_digest")))
        assert steps_offered(client, page("reminders_digest", digest)) == ["resend"]
        web.answer = lambda taken: (200, {"errcode": 0})
        client.post(page("reminders_digest", digest, "resend"))
        assert send_digests(now=lambda: at).sent == 1
        with refused("digest_not_failed"):
            resend_digest(digest=digest, actor=due.supervisor)
        with pytest.raises(NotAllowed):
            resend_digest(digest=digest, actor=due.filer)

    def test_many_are_sent_again_at_once_and_what_was_sent_is_left_alone(self, due: World) -> None:
        due.filer.email = ""
        due.filer.save()
        send_all()
        everything = list(Digest.objects.values_list("pk", flat=True))
        action = {"action": "resend_many", "_selected_action": everything}
        as_user(due.supervisor).post(page("reminders_digest"), action)
        assert Digest.objects.filter(status=DigestStatus.READY).count() == 1
        assert Digest.objects.filter(status=DigestStatus.SENT).count() == 1

    def test_the_page_says_what_cannot_be_known(self, due: World, web: WebSink) -> None:
        only(due, "wecom", KEY, gateway=f"http://{web.address}")
        send_all()
        shown = text(as_user(due.supervisor).get(page("reminders_digest", digest_of("wecom"))))
        assert "是否送达本人无法确认" in shown


class TestInbox:
    @pytest.fixture
    def told(self, due: World) -> World:
        send_all()
        return due

    def _mine(self, user: Any) -> Reminder:
        reminder = Reminder.objects.filter(user=user, on=ON).first()
        assert reminder is not None
        return reminder

    def test_opening_the_link_of_a_digest_leads_to_the_work_and_is_kept(self, told: World) -> None:
        reminder = self._mine(told.filer)
        link = reverse("admin:reminders_inboxreminder_change", args=[reminder.pk])
        assert link in Digest.objects.get(user=told.filer).body
        answer = as_user(told.filer).get(link)
        assert answer["Location"] == reverse("admin:work_assignment_change", args=[reminder.assignment_id])
        reminder.refresh_from_db()
        first = reminder.opened_at
        assert first is not None
        as_user(told.filer).get(link)
        reminder.refresh_from_db()
        assert reminder.opened_at == first

    def test_nobody_reads_or_opens_anothers(self, told: World) -> None:
        reminder = self._mine(told.filer)
        link = reverse("admin:reminders_inboxreminder_change", args=[reminder.pk])
        for user in (told.head, told.other_filer, told.leader, told.supervisor):
            assert as_user(user).get(link).status_code == 404
        assert "今日到期" not in text(as_user(told.other_filer).get(page("reminders_inboxreminder")))
        assert as_user(told.other_filer).get(page("reminders_inboxreminder")).status_code == 200
        reminder.refresh_from_db()
        assert reminder.opened_at is None

    def test_the_side_bar_counts_what_is_unread(self, told: World) -> None:
        client = as_user(told.filer)
        unread = Reminder.objects.filter(user=told.filer).count()
        assert Reminder.objects.for_recipient(told.filer).unread().count() == unread
        bar = client.get(reverse("admin:index")).context["sidebar_navigation"][0]["items"]
        [inbox] = [item for item in bar if item["title"] == "收件箱"]
        assert inbox["badge"] == unread
        listed = client.get(page("reminders_inboxreminder") + "?opened=no").context["cl"].result_count
        assert listed == unread
        for reminder in Reminder.objects.filter(user=told.filer):
            client.get(reverse("admin:reminders_inboxreminder_change", args=[reminder.pk]))
        assert client.get(page("reminders_inboxreminder") + "?opened=no").context["cl"].result_count == 0
        assert "badge" not in client.get(reverse("admin:index")).context["sidebar_navigation"][0]["items"][1]

    def test_the_page_of_the_work_says_who_was_told_over_what_and_who_has_opened_it(
        self, told: World, django_assert_num_queries: Any
    ) -> None:
        reminder = self._mine(told.filer)
        as_user(told.filer).get(reverse("admin:reminders_inboxreminder_change", args=[reminder.pk]))
        leader = User.objects.get(pk=told.leader.pk)
        assert leader.sees_everything
        work = reminder.assignment
        with django_assert_num_queries(2):
            found = receipts_of(work, leader, timezone.now(), most=3)
            assert [d.channel for d in found[0].digests] == ["email"]
        shown = text(as_user(told.supervisor).get(page("work_assignment", reminder.assignment)))
        assert "提醒回执" in shown
        assert "收件箱；邮件（已发送，" in shown
        opened = {
            str(r.reminder.user)
            for r in receipts_of(reminder.assignment, told.leader, timezone.now())
            if r.reminder.opened_at
        }
        assert opened == {"filer"}

    def test_a_department_sees_its_own_persons_receipts_alone(self, told: World) -> None:
        assignment = self._mine(told.filer).assignment
        mine = receipts_of(assignment, told.filer, timezone.now())
        assert mine
        assert {r.reminder.user_id for r in mine} == {told.filer.pk}
        assert receipts_of(assignment, told.other_filer, timezone.now()) == []
