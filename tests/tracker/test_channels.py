"""Channels: over which a person is told, what is kept secret, and each kind against a receiver of our own."""

import email
import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.header import decode_header, make_header
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.urls import reverse

from departments.errors import NotAllowed, ServiceError
from departments.models import User
from tests.admin import as_user, page, said, steps_offered, text
from tests.conftest import World
from tests.sinks import MailSink, WebSink, mail_sink, web_sink
from tests.world import deadline, measure, unit
from tracker.models import Channel, ChannelKind, ChannelSetting, Digest, DigestStatus, Reminder
from tracker.receipts import receipts_of
from tracker.services import (
    build_digests,
    change_channel_setting,
    resend_digest,
    send_digests,
    set_channel,
    sweep,
)
from tracker.services.secrets import decrypt, encrypt
from tracker.services.sending import MAX_ATTEMPTS, WAITS

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 30)
MORNING = datetime(2026, 6, 30, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
KEY = "abcdef01-2345-6789-abcd-ef0123456789"
ROBOTS = {
    ChannelKind.WECOM: (KEY, f"/cgi-bin/webhook/send?key={KEY}"),
    ChannelKind.DINGTALK: ("0123456789abcdef0123", "/robot/send?access_token=0123456789abcdef0123"),
    ChannelKind.FEISHU: (KEY, f"/open-apis/bot/v2/hook/{KEY}"),
}


@pytest.fixture
def web() -> Iterator[WebSink]:
    with web_sink() as sink:
        yield sink


@pytest.fixture
def mail(settings: Any) -> Iterator[MailSink]:
    with mail_sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


@pytest.fixture
def due(world: World) -> World:
    """省财政厅's filer and head have one date each to hear of on 30 June."""
    world.dispatched(
        measures=[measure(["一", "1"], "建设窗口", [unit("省财政厅")], [deadline("6月底前", "2026-06-30")])]
    )
    return world


def _offer(world: World, kind: str, **changes: Any) -> ChannelSetting:
    setting = ChannelSetting.objects.get(kind=kind)
    return change_channel_setting(setting=setting, actor=world.supervisor, offered=True, **changes)


def _only(world: World, kind: str, address: str, **changes: Any) -> None:
    """The filer is told over this kind alone."""
    _offer(world, kind, **changes)
    set_channel(user=world.filer, kind=kind, enabled=True, address=address)
    if kind != ChannelKind.EMAIL:
        set_channel(user=world.filer, kind="email", enabled=False)
    world.head.is_active = False
    world.head.save()


def _send_all(at: datetime = MORNING) -> Any:
    sweep(on=ON)
    build_digests(on=ON)
    return send_digests(now=lambda: at)


def _digest(kind: str) -> Digest:
    return Digest.objects.get(user__username="filer", channel=kind)


class TestEachKind:
    @pytest.mark.parametrize("kind", list(ROBOTS))
    def test_a_robot_is_sent_the_digest(self, due: World, web: WebSink, kind: str) -> None:
        key, path = ROBOTS[ChannelKind(kind)]
        _only(due, kind, key, gateway=f"http://{web.address}")
        assert _send_all().sent == 1
        [taken] = web.taken
        assert taken.path == path
        assert "今日到期" in str(taken.body)
        assert "【督查提醒】6月30日" in str(taken.body)

    @pytest.mark.parametrize("kind", list(ROBOTS))
    def test_a_refusal_within_a_good_answer_is_a_failure(self, due: World, web: WebSink, kind: str) -> None:
        web.answer = lambda taken: (200, {"errcode": 93000, "code": 19001, "errmsg": "invalid webhook"})
        _only(due, kind, ROBOTS[ChannelKind(kind)][0], gateway=f"http://{web.address}")
        assert _send_all().postponed == 1
        assert _digest(kind).status == DigestStatus.READY

    def test_dingtalk_signs_where_a_secret_is_given(self, due: World, web: WebSink) -> None:
        secret = "SEC" + "0123456789abcdef" * 4
        _only(due, "dingtalk", f"0123456789abcdef0123 {secret}", gateway=f"http://{web.address}")
        assert _send_all().sent == 1
        assert "&sign=" in web.taken[0].path
        assert secret not in web.taken[0].path

    def test_wecom_takes_no_more_than_two_thousand_bytes(self, due: World, web: WebSink) -> None:
        measures = [
            measure(["一", str(n)], f"事项{n}", [unit("省财政厅")], [deadline("6月底前", "2026-06-30")])
            for n in range(1, 41)
        ]
        due.dispatched(number="云政发〔2026〕4号", title="另一份方案", measures=measures)
        _only(due, "wecom", KEY, gateway=f"http://{web.address}")
        assert _send_all().sent == 1
        content = web.taken[0].body["text"]["content"]
        assert 1500 < len(content.encode()) <= 2048
        assert "其余事项请登录查看" in content

    def test_the_sms_gateway_gets_number_subject_and_its_key(self, due: World, web: WebSink) -> None:
        gateway = f"http://{web.address}/sms/send?app=ducha"
        _only(due, "sms", "13800000000", gateway=gateway, secret="gateway-key-1")
        assert _send_all().sent == 1
        [taken] = web.taken
        assert taken.path == "/sms/send?app=ducha"
        assert taken.headers["Authorization"] == "Bearer gateway-key-1"
        assert taken.body["phone"] == "13800000000"
        assert len(taken.body["message"]) < 120

    def test_without_a_number_of_its_own_sms_goes_to_the_accounts(self, due: World, web: WebSink) -> None:
        due.filer.phone = "13900000000"
        due.filer.save()
        _only(due, "sms", "", gateway=f"http://{web.address}")
        assert _send_all().sent == 1
        assert web.taken[0].body["phone"] == "13900000000"

    def test_a_webhook_can_know_a_message_that_comes_twice(self, due: World, web: WebSink) -> None:
        _only(due, "webhook", f"http://{web.address}/hook?room=7", hosts=web.address)
        assert _send_all().sent == 1
        Digest.objects.update(status=DigestStatus.READY, sent_at=None)  # as if a worker had died
        send_digests(now=lambda: MORNING)
        first, second = web.taken
        key = f"digest-{_digest('webhook').pk}"
        assert first.path == "/hook?room=7"
        assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"] == key
        assert first.body["title"].startswith("【督查提醒】")
        assert "今日到期" in first.body["message"]

    def test_mail_goes_to_the_address_of_the_account_or_to_another(self, due: World, mail: MailSink) -> None:
        set_channel(user=due.head, kind="email", enabled=True, address="other@example.test")
        assert _send_all().sent == 2
        mails = [email.message_from_string(m) for m in mail.mails]
        assert sorted(m["To"] for m in mails) == ["filer@example.test", "other@example.test"]
        assert "今日到期" in mail.mails[0]
        assert str(make_header(decode_header(mails[0]["Subject"]))).startswith("【督查提醒】6月30日")

    def test_a_mail_refused_for_the_moment_is_sent_later(self, due: World, mail: MailSink) -> None:
        mail.refuse = 1
        assert _send_all().postponed == 1
        assert send_digests(now=lambda: MORNING + WAITS[0]).sent == 1
        assert len(mail.mails) == 2


class TestChoosing:
    def test_one_digest_for_each_channel_and_all_say_the_same(self, due: World, web: WebSink) -> None:
        _offer(due, "wecom", gateway=f"http://{web.address}")
        set_channel(user=due.filer, kind="wecom", enabled=True, address=KEY)
        _send_all()
        digests = Digest.objects.filter(user=due.filer)
        assert sorted(d.channel for d in digests) == ["email", "wecom"]
        assert len({d.body for d in digests}) == 1
        assert [d.channel for d in Digest.objects.filter(user=due.head)] == ["email"]

    def test_where_one_channel_has_told_the_others_of_that_day_take_up_nothing_new(
        self, due: World, web: WebSink
    ) -> None:
        web.answer = lambda taken: (500, {})
        _offer(due, "wecom", gateway=f"http://{web.address}")
        set_channel(user=due.filer, kind="wecom", enabled=True, address=KEY)
        _send_all()
        due.dispatched(
            number="云政发〔2026〕4号",
            title="另一份方案",
            measures=[measure(["二", "9"], "补充事项", [unit("省财政厅")], [deadline("底", "2026-06-30")])],
        )
        sweep(on=ON)
        assert build_digests(on=ON) == 0
        assert "补充事项" not in _digest("wecom").body
        assert Reminder.objects.filter(user=due.filer, digest_on__isnull=True).count() == 1

    def test_who_has_no_channel_finds_all_in_the_inbox(self, due: World) -> None:
        set_channel(user=due.filer, kind="email", enabled=False)
        _send_all()
        assert not Digest.objects.filter(user=due.filer).exists()
        assert Reminder.objects.filter(user=due.filer, digest_on=ON).exists()
        # Switching it on later does not bring up what is past.
        set_channel(user=due.filer, kind="email", enabled=True)
        assert build_digests(on=ON) == 0

    def test_a_compulsory_channel_cannot_be_switched_off_and_needs_an_address(
        self, due: World, web: WebSink
    ) -> None:
        _offer(due, "wecom", compulsory=True, gateway=f"http://{web.address}")
        with pytest.raises(ServiceError, match="不能关闭"):
            set_channel(user=due.filer, kind="wecom", enabled=False)
        _send_all()
        digest = _digest("wecom")
        assert (digest.status, digest.error) == (DigestStatus.FAILED, "接收人没有登记企业微信的接收地址")

    def test_a_channel_that_is_not_offered_cannot_be_chosen_and_carries_nothing(self, due: World) -> None:
        with pytest.raises(ServiceError, match="没有启用"):
            set_channel(user=due.filer, kind="feishu", enabled=True, address=KEY)
        Channel.objects.create(user=due.filer, kind="feishu", secret=encrypt(KEY))
        _send_all()
        assert not Digest.objects.filter(channel="feishu").exists()

    def test_only_the_office_lays_down_what_holds(self, due: World) -> None:
        setting = ChannelSetting.objects.get(kind="sms")
        with pytest.raises(NotAllowed):
            change_channel_setting(setting=setting, actor=due.filer, offered=True)
        with pytest.raises(ServiceError, match="网关地址"):
            change_channel_setting(setting=setting, actor=due.supervisor, offered=True)
        webhook = ChannelSetting.objects.get(kind="webhook")
        with pytest.raises(ServiceError, match="允许的主机"):
            change_channel_setting(setting=webhook, actor=due.supervisor, offered=True)
        with pytest.raises(ServiceError, match="须先启用"):
            change_channel_setting(setting=webhook, actor=due.supervisor, compulsory=True)

    @pytest.mark.parametrize(
        ("kind", "address"),
        [
            ("email", "not an address"),
            ("wecom", "https://example.test/other"),
            ("sms", "call me"),
            ("webhook", "http://127.0.0.1:1/hook"),
            ("webhook", "http://hook.example.test@127.0.0.1/"),
            ("webhook", "ftp://hook.example.test/"),
            ("webhook", "http://hook.example.test:9/"),
        ],
    )
    def test_an_address_that_is_none_is_refused_without_repeating_it(
        self, due: World, kind: str, address: str
    ) -> None:
        _offer(due, kind, gateway="http://gateway.example.test", hosts="hook.example.test")
        with pytest.raises(ServiceError) as refused:
            set_channel(user=due.filer, kind=kind, enabled=True, address=address)
        assert address not in str(refused.value)

    def test_the_whole_address_that_a_platform_shows_can_be_pasted(self, due: World) -> None:
        _offer(due, "wecom")
        pasted = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"
        channel = set_channel(user=due.filer, kind="wecom", enabled=True, address=pasted)
        assert decrypt(channel.secret) == KEY


class TestWebhooksStayWhereTheyMay:
    def test_a_redirect_is_not_followed(self, due: World, web: WebSink) -> None:
        with web_sink() as elsewhere:
            web.answer, web.location = lambda taken: (302, {}), f"http://{elsewhere.address}/"
            _only(due, "webhook", f"http://{web.address}/", hosts=web.address)
            assert _send_all().postponed == 1
            assert elsewhere.taken == []

    def test_a_host_that_is_no_longer_allowed_gets_nothing(self, due: World, web: WebSink) -> None:
        _only(due, "webhook", f"http://{web.address}/", hosts=web.address)
        _offer(due, "webhook", hosts="other.example.test")
        assert _send_all().failed == 1
        assert web.taken == []


class TestSecrets:
    def _keep(self, world: World, gateway: str = "http://127.0.0.1:9") -> None:
        _only(world, "wecom", KEY, gateway=gateway)
        _offer(world, "sms", gateway=gateway, secret="gateway-key-1")

    def test_they_are_not_in_the_database(self, due: World) -> None:
        self._keep(due)
        dump = StringIO()
        call_command("dumpdata", stdout=dump)
        assert "channel" in dump.getvalue()
        assert KEY not in dump.getvalue()
        assert "gateway-key-1" not in dump.getvalue()

    def test_they_are_not_in_the_log_even_where_everything_is_logged(
        self, due: World, web: WebSink, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)  # the root; the two libraries have levels of their own
        answers: list[tuple[int, dict[str, Any]]] = [(200, {}), (500, {}), (200, {"errcode": 93000})]
        web.answer = lambda taken: answers[len(web.taken) - 1]
        for _ in answers:
            Digest.objects.all().delete()
            Reminder.objects.update(digest_on=None)
            self._keep(due, f"http://{web.address}")
            _send_all()
        self._keep(due)  # nobody listens there
        Digest.objects.update(status=DigestStatus.READY, next_try_at=None, sent_at=None)
        send_digests(now=lambda: MORNING)
        assert len(web.taken) == 3
        assert "tracker.services.sending" in caplog.text
        assert KEY not in caplog.text

    def test_they_are_not_in_the_reason_of_a_failure(self, due: World) -> None:
        self._keep(due)
        _send_all()
        assert _digest("wecom").error
        assert KEY not in _digest("wecom").error

    def test_no_page_shows_them(self, due: World) -> None:
        self._keep(due)
        setting = ChannelSetting.objects.get(kind="wecom")
        sms = ChannelSetting.objects.get(kind="sms")
        for user in (due.filer, due.supervisor):
            client = as_user(user)
            pages = [page("tracker_channelsetting"), page("tracker_channelsetting", setting)]
            pages.append(page("tracker_channelsetting", setting, "choose"))
            for address in pages:
                assert KEY not in text(client.get(address))
        office = as_user(due.supervisor)
        for step in ("change", "lay_down"):
            assert "gateway-key-1" not in text(office.get(page("tracker_channelsetting", sms, step)))
        refused = as_user(due.filer).post(
            page("tracker_channelsetting", setting, "choose"),
            {"address": "坏 地址 secret-9", "enabled": "on"},
        )
        assert "格式不对" in text(refused)
        assert "secret-9" not in text(refused)

    def test_a_new_key_of_the_installation_reads_what_the_old_one_wrote(
        self, due: World, settings: Any
    ) -> None:
        token = encrypt("地址")
        old, settings.SECRET_KEY = settings.SECRET_KEY, "another key, which is long enough as well"
        with pytest.raises(ServiceError, match="重新填写"):
            decrypt(token)
        settings.SECRET_KEY_FALLBACKS = [old]
        assert decrypt(token) == "地址"

    def test_an_address_that_cannot_be_read_any_more_is_a_failure_with_that_reason(
        self, due: World, settings: Any
    ) -> None:
        self._keep(due)
        settings.SECRET_KEY = "another key, which is long enough as well"
        assert _send_all().failed == 1
        assert "重新填写" in _digest("wecom").error

    def test_the_same_address_is_never_written_twice_alike(self, db: None) -> None:
        assert encrypt("地址") != encrypt("地址")


class TestPages:
    def test_a_person_chooses_and_the_page_says_how_it_stands(self, due: World) -> None:
        _offer(due, "wecom")
        setting = ChannelSetting.objects.get(kind="wecom")
        client = as_user(due.filer)
        assert steps_offered(client, page("tracker_channelsetting", setting)) == ["choose"]
        address = page("tracker_channelsetting", setting, "choose")
        assert "请填写接收地址" in text(client.post(address, {"enabled": "on"}))
        assert said(client.post(address, {"enabled": "on", "address": KEY})) == ["企业微信提醒已开启。"]
        # Empty keeps the address.
        client.post(address, {"enabled": "on"})
        assert decrypt(due.filer.channels.get().secret) == KEY
        assert "已填写" in text(client.get(page("tracker_channelsetting", setting)))
        assert "未填写" in text(as_user(due.head).get(page("tracker_channelsetting", setting)))

    def test_a_department_sees_only_what_is_offered_and_no_gateway(self, due: World) -> None:
        _offer(due, "sms", gateway="http://gateway.example.test")
        client = as_user(due.filer)
        shown = text(client.get(page("tracker_channelsetting")))
        assert "短信" in shown
        assert "飞书" not in shown
        sms = ChannelSetting.objects.get(kind="sms")
        assert "gateway.example.test" not in text(client.get(page("tracker_channelsetting", sms)))
        assert client.post(page("tracker_channelsetting", sms, "lay_down"), {}).status_code == 403
        hidden = ChannelSetting.objects.get(kind="feishu")
        assert client.get(page("tracker_channelsetting", hidden)).status_code == 404

    def test_the_office_lays_down_and_is_told_what_is_missing(self, due: World) -> None:
        client = as_user(due.supervisor)
        address = page("tracker_channelsetting", ChannelSetting.objects.get(kind="sms"), "lay_down")
        assert "须填写网关地址" in text(client.post(address, {"offered": "on"}))
        gateway = "http://gateway.example.test/send"
        client.post(address, {"offered": "on", "compulsory": "on", "gateway": gateway, "secret": "k-1"})
        sms = ChannelSetting.objects.get(kind="sms")
        assert (sms.offered, sms.compulsory, sms.gateway) == (True, True, gateway)
        assert decrypt(sms.secret) == "k-1"


class TestResending:
    def test_the_office_sends_again_what_was_given_up(self, due: World, web: WebSink) -> None:
        web.answer = lambda taken: (500, {})
        _only(due, "wecom", KEY, gateway=f"http://{web.address}")
        at = MORNING
        for wait in (*WAITS, timedelta()):
            _send_all(at)
            at += wait
        digest = _digest("wecom")
        assert (digest.status, digest.attempts) == (DigestStatus.FAILED, MAX_ATTEMPTS)
        client = as_user(due.supervisor)
        assert "500" in text(client.get(page("tracker_digest")))
        assert steps_offered(client, page("tracker_digest", digest)) == ["resend"]
        web.answer = lambda taken: (200, {"errcode": 0})
        client.post(page("tracker_digest", digest, "resend"))
        assert send_digests(now=lambda: at).sent == 1
        with pytest.raises(ServiceError, match="不需要"):
            resend_digest(digest=digest, actor=due.supervisor)
        with pytest.raises(NotAllowed):
            resend_digest(digest=digest, actor=due.filer)

    def test_many_are_sent_again_at_once_and_what_was_sent_is_left_alone(self, due: World) -> None:
        due.filer.email = ""
        due.filer.save()
        _send_all()
        everything = list(Digest.objects.values_list("pk", flat=True))
        action = {"action": "resend_many", "_selected_action": everything}
        as_user(due.supervisor).post(page("tracker_digest"), action)
        assert Digest.objects.filter(status=DigestStatus.READY).count() == 1
        assert Digest.objects.filter(status=DigestStatus.SENT).count() == 1

    def test_the_page_says_what_cannot_be_known(self, due: World, web: WebSink) -> None:
        _only(due, "wecom", KEY, gateway=f"http://{web.address}")
        _send_all()
        shown = text(as_user(due.supervisor).get(page("tracker_digest", _digest("wecom"))))
        assert "是否送达本人无法确认" in shown


class TestInbox:
    @pytest.fixture
    def told(self, due: World) -> World:
        _send_all()
        return due

    def _mine(self, user: Any) -> Reminder:
        reminder = Reminder.objects.filter(user=user, on=ON).first()
        assert reminder is not None
        return reminder

    def test_opening_the_link_of_a_digest_leads_to_the_work_and_is_kept(self, told: World) -> None:
        reminder = self._mine(told.filer)
        link = reverse("admin:tracker_inboxreminder_change", args=[reminder.pk])
        assert link in Digest.objects.get(user=told.filer).body
        answer = as_user(told.filer).get(link)
        assert answer["Location"] == reverse("admin:tracker_assignment_change", args=[reminder.assignment_id])
        reminder.refresh_from_db()
        first = reminder.opened_at
        assert first is not None
        as_user(told.filer).get(link)
        reminder.refresh_from_db()
        assert reminder.opened_at == first

    def test_nobody_reads_or_opens_anothers(self, told: World) -> None:
        reminder = self._mine(told.filer)
        link = reverse("admin:tracker_inboxreminder_change", args=[reminder.pk])
        for user in (told.head, told.other_filer, told.leader, told.supervisor):
            assert as_user(user).get(link).status_code == 404
        assert "今日到期" not in text(as_user(told.other_filer).get(page("tracker_inboxreminder")))
        assert as_user(told.other_filer).get(page("tracker_inboxreminder")).status_code == 200
        reminder.refresh_from_db()
        assert reminder.opened_at is None

    def test_the_side_bar_counts_what_is_unread(self, told: World) -> None:
        client = as_user(told.filer)
        unread = Reminder.objects.filter(user=told.filer).count()
        assert Reminder.objects.told_to(told.filer).unread().count() == unread
        bar = client.get(reverse("admin:index")).context["sidebar_navigation"][0]["items"]
        [inbox] = [item for item in bar if item["title"] == "收件箱"]
        assert inbox["badge"] == unread
        listed = client.get(page("tracker_inboxreminder") + "?opened=no").context["cl"].result_count
        assert listed == unread
        for reminder in Reminder.objects.filter(user=told.filer):
            client.get(reverse("admin:tracker_inboxreminder_change", args=[reminder.pk]))
        assert client.get(page("tracker_inboxreminder") + "?opened=no").context["cl"].result_count == 0
        assert "badge" not in client.get(reverse("admin:index")).context["sidebar_navigation"][0]["items"][1]

    def test_the_page_of_the_work_says_who_was_told_over_what_and_who_has_opened_it(
        self, told: World, django_assert_num_queries: Any
    ) -> None:
        reminder = self._mine(told.filer)
        as_user(told.filer).get(reverse("admin:tracker_inboxreminder_change", args=[reminder.pk]))
        leader = User.objects.get(pk=told.leader.pk)
        assert leader.sees_everything
        work = reminder.assignment
        with django_assert_num_queries(2):
            found = receipts_of(work, leader, most=3)
            assert [d.channel for d in found[0].digests] == ["email"]
        shown = text(as_user(told.supervisor).get(page("tracker_assignment", reminder.assignment)))
        assert "提醒回执" in shown
        assert "收件箱；邮件（已发送，" in shown
        opened = {
            str(r.reminder.user)
            for r in receipts_of(reminder.assignment, told.leader)
            if r.reminder.opened_at
        }
        assert opened == {"filer"}

    def test_a_department_sees_its_own_persons_receipts_alone(self, told: World) -> None:
        assignment = self._mine(told.filer).assignment
        mine = receipts_of(assignment, told.filer)
        assert mine
        assert {r.reminder.user_id for r in mine} == {told.filer.pk}
        assert receipts_of(assignment, told.other_filer) == []
