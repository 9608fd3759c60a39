"""Channels: over which a person is told, what is kept secret, and each kind against a server of our own."""

import email
import logging
from collections.abc import Iterator
from email.header import decode_header, make_header
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from common.errors import NotAllowed, ServiceError
from tests.admin import as_user, page, text
from tests.conftest import World
from tests.refusals import refused
from tests.sinks import MailSink, WebSink, mail_sink, web_sink
from tests.tracker.reminders.telling import KEY, MORNING, ON, digest_of, offer, only, send_all, swept
from tests.world import deadline, measure, unit
from tracker.reminders.models.channels import Channel, ChannelKind, ChannelSetting
from tracker.reminders.models.reminders import Digest, DigestStatus, Reminder
from tracker.reminders.services.channels import change_channel_setting, set_channel
from tracker.reminders.services.digests import build_digests
from tracker.reminders.services.secrets import decrypt, encrypt
from tracker.reminders.services.sending import WAITS, send_digests
from tracker.reminders.services.sweeping import sweep

pytestmark = pytest.mark.django_db
ROBOTS = {
    ChannelKind.WECOM: (KEY, f"/cgi-bin/webhook/send?key={KEY}"),
    ChannelKind.DINGTALK: ("0123456789abcdef0123", "/robot/send?access_token=0123456789abcdef0123"),
    ChannelKind.FEISHU: (KEY, f"/open-apis/bot/v2/hook/{KEY}"),
}


@pytest.fixture
def mail(settings: Any) -> Iterator[MailSink]:
    with mail_sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


class TestEachKind:
    @pytest.mark.parametrize("kind", list(ROBOTS))
    def test_a_robot_is_sent_the_digest(self, due: World, web: WebSink, kind: str) -> None:
        key, path = ROBOTS[ChannelKind(kind)]
        only(due, kind, key, gateway=f"http://{web.address}")
        assert send_all().sent == 1
        [taken] = web.taken
        assert taken.path == path
        assert "今日到期" in str(taken.body)
        assert "【督查提醒】6月30日" in str(taken.body)

    @pytest.mark.parametrize("kind", list(ROBOTS))
    def test_a_refusal_within_a_good_answer_is_a_failure(self, due: World, web: WebSink, kind: str) -> None:
        web.answer = lambda taken: (200, {"errcode": 93000, "code": 19001, "errmsg": "invalid webhook"})
        only(due, kind, ROBOTS[ChannelKind(kind)][0], gateway=f"http://{web.address}")
        assert send_all().postponed == 1
        assert digest_of(kind).status == DigestStatus.READY

    def test_dingtalk_signs_where_a_secret_is_given(self, due: World, web: WebSink) -> None:
        secret = "SEC" + "0123456789abcdef" * 4
        only(due, "dingtalk", f"0123456789abcdef0123 {secret}", gateway=f"http://{web.address}")
        assert send_all().sent == 1
        assert "&sign=" in web.taken[0].path
        assert secret not in web.taken[0].path

    def test_wecom_takes_no_more_than_two_thousand_bytes(self, due: World, web: WebSink) -> None:
        measures = [
            measure(["一", str(n)], f"事项{n}", [unit("省财政厅")], [deadline("6月底前", "2026-06-30")])
            for n in range(1, 41)
        ]
        due.dispatched(number="云政发〔2026〕4号", title="另一份方案", measures=measures)
        only(due, "wecom", KEY, gateway=f"http://{web.address}")
        assert send_all().sent == 1
        content = web.taken[0].body["text"]["content"]
        assert 1500 < len(content.encode()) <= 2048
        assert "项，请登录查看：" in content

    def test_the_sms_gateway_gets_number_subject_and_its_key(self, due: World, web: WebSink) -> None:
        gateway = f"http://{web.address}/sms/send?app=ducha"
        only(due, "sms", "13800000000", gateway=gateway, secret="gateway-key-1")
        assert send_all().sent == 1
        [taken] = web.taken
        assert taken.path == "/sms/send?app=ducha"
        assert taken.headers["Authorization"] == "Bearer gateway-key-1"
        assert taken.body["phone"] == "13800000000"
        assert len(taken.body["message"]) < 120

    def test_without_a_number_of_its_own_sms_goes_to_the_accounts(self, due: World, web: WebSink) -> None:
        due.filer.phone = "13900000000"
        due.filer.save()
        only(due, "sms", "", gateway=f"http://{web.address}")
        assert send_all().sent == 1
        assert web.taken[0].body["phone"] == "13900000000"

    def test_a_webhook_can_know_a_message_that_comes_twice(self, due: World, web: WebSink) -> None:
        only(due, "webhook", f"http://{web.address}/hook?room=7", hosts=web.address)
        assert send_all().sent == 1
        Digest.objects.update(status=DigestStatus.READY, sent_at=None)  # as if a worker had died
        send_digests(now=lambda: MORNING)
        first, second = web.taken
        key = f"digest-{digest_of('webhook').pk}"
        assert first.path == "/hook?room=7"
        assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"] == key
        assert first.body["title"].startswith("【督查提醒】")
        assert "今日到期" in first.body["message"]

    def test_mail_goes_to_the_address_of_the_account_or_to_another(self, due: World, mail: MailSink) -> None:
        set_channel(user=due.head, kind="email", enabled=True, address="other@example.test")
        assert send_all().sent == 2
        mails = [email.message_from_string(m) for m in mail.mails]
        assert sorted(m["To"] for m in mails) == ["filer@example.test", "other@example.test"]
        assert "今日到期" in mail.mails[0]
        assert str(make_header(decode_header(mails[0]["Subject"]))).startswith("【督查提醒】6月30日")

    def test_a_mail_refused_for_the_moment_is_sent_later(self, due: World, mail: MailSink) -> None:
        mail.refuse = 1
        assert send_all().postponed == 1
        assert send_digests(now=lambda: MORNING + WAITS[0]).sent == 1
        assert len(mail.mails) == 2


class TestChoosing:
    def test_one_digest_for_each_channel_and_all_say_the_same(self, due: World, web: WebSink) -> None:
        offer(due, "wecom", gateway=f"http://{web.address}")
        set_channel(user=due.filer, kind="wecom", enabled=True, address=KEY)
        send_all()
        digests = Digest.objects.filter(user=due.filer)
        assert sorted(d.channel for d in digests) == ["email", "wecom"]
        assert len({d.body for d in digests}) == 1
        assert [d.channel for d in Digest.objects.filter(user=due.head)] == ["email"]

    def test_where_one_channel_has_told_the_others_of_that_day_take_up_nothing_new(
        self, due: World, web: WebSink
    ) -> None:
        web.answer = lambda taken: (500, {})
        offer(due, "wecom", gateway=f"http://{web.address}")
        set_channel(user=due.filer, kind="wecom", enabled=True, address=KEY)
        send_all()
        due.dispatched(
            number="云政发〔2026〕4号",
            title="另一份方案",
            measures=[measure(["二", "9"], "补充事项", [unit("省财政厅")], [deadline("底", "2026-06-30")])],
        )
        sweep(on=ON)
        assert build_digests(on=ON) == 0
        assert "补充事项" not in digest_of("wecom").body
        assert swept().filter(user=due.filer, digest_on__isnull=True).count() == 1

    def test_who_has_no_channel_finds_all_in_the_inbox(self, due: World) -> None:
        set_channel(user=due.filer, kind="email", enabled=False)
        send_all()
        assert not Digest.objects.filter(user=due.filer).exists()
        assert Reminder.objects.filter(user=due.filer, digest_on=ON).exists()
        # Switching it on later does not bring up what is past.
        set_channel(user=due.filer, kind="email", enabled=True)
        assert build_digests(on=ON) == 0

    def test_a_compulsory_channel_cannot_be_switched_off_and_needs_an_address(
        self, due: World, web: WebSink
    ) -> None:
        offer(due, "wecom", compulsory=True, gateway=f"http://{web.address}")
        with refused("channel_required"):
            set_channel(user=due.filer, kind="wecom", enabled=False)
        send_all()
        digest = digest_of("wecom")
        assert (digest.status, digest.error) == (DigestStatus.FAILED, "接收人没有登记企业微信的接收地址")

    def test_a_channel_that_is_not_offered_cannot_be_chosen_and_carries_nothing(self, due: World) -> None:
        with refused("channel_off"):
            set_channel(user=due.filer, kind="feishu", enabled=True, address=KEY)
        Channel.objects.create(user=due.filer, kind="feishu", secret=encrypt(KEY))
        send_all()
        assert not Digest.objects.filter(channel="feishu").exists()

    def test_only_the_office_lays_down_what_holds(self, due: World) -> None:
        setting = ChannelSetting.objects.get(kind="sms")
        with pytest.raises(NotAllowed):
            change_channel_setting(setting=setting, actor=due.filer, offered=True)
        with refused("gateway_required"):
            change_channel_setting(setting=setting, actor=due.system_admin, offered=True)
        webhook = ChannelSetting.objects.get(kind="webhook")
        with refused("hosts_required"):
            change_channel_setting(setting=webhook, actor=due.system_admin, offered=True)
        with refused("channel_setting_invalid"):
            change_channel_setting(setting=webhook, actor=due.system_admin, compulsory=True)

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
        offer(due, kind, gateway="http://gateway.example.test", hosts="hook.example.test")
        with pytest.raises(ServiceError) as refused:
            set_channel(user=due.filer, kind=kind, enabled=True, address=address)
        assert address not in str(refused.value)

    def test_the_whole_address_that_a_platform_shows_can_be_pasted(self, due: World) -> None:
        offer(due, "wecom")
        pasted = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"
        channel = set_channel(user=due.filer, kind="wecom", enabled=True, address=pasted)
        assert decrypt(channel.secret) == KEY


class TestWebhooksStayWhereTheyMay:
    def test_a_redirect_is_not_followed(self, due: World, web: WebSink) -> None:
        with web_sink() as elsewhere:
            web.answer, web.location = lambda taken: (302, {}), f"http://{elsewhere.address}/"
            only(due, "webhook", f"http://{web.address}/", hosts=web.address)
            assert send_all().postponed == 1
            assert elsewhere.taken == []

    def test_a_host_that_is_no_longer_allowed_gets_nothing(self, due: World, web: WebSink) -> None:
        only(due, "webhook", f"http://{web.address}/", hosts=web.address)
        offer(due, "webhook", hosts="other.example.test")
        assert send_all().failed == 1
        assert web.taken == []


class TestSecrets:
    def _keep(self, world: World, gateway: str = "http://127.0.0.1:9") -> None:
        only(world, "wecom", KEY, gateway=gateway)
        offer(world, "sms", gateway=gateway, secret="gateway-key-1")

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
            send_all()
        self._keep(due)  # nobody listens there
        Digest.objects.update(status=DigestStatus.READY, next_try_at=None, sent_at=None)
        send_digests(now=lambda: MORNING)
        assert len(web.taken) == 3
        assert "tracker.reminders.services.sending" in caplog.text
        assert KEY not in caplog.text

    def test_they_are_not_in_the_reason_of_a_failure(self, due: World) -> None:
        self._keep(due)
        send_all()
        assert digest_of("wecom").error
        assert KEY not in digest_of("wecom").error

    def test_no_page_shows_them(self, due: World) -> None:
        self._keep(due)
        setting = ChannelSetting.objects.get(kind="wecom")
        sms = ChannelSetting.objects.get(kind="sms")
        for user in (due.filer, due.supervisor):
            client = as_user(user)
            pages = [page("reminders_channelsetting"), page("reminders_channelsetting", setting)]
            pages.append(page("reminders_channelsetting", setting, "choose"))
            for address in pages:
                assert KEY not in text(client.get(address))
        keeper = as_user(due.system_admin)
        for step in ("change", "lay_down"):
            assert "gateway-key-1" not in text(keeper.get(page("reminders_channelsetting", sms, step)))
        refused = as_user(due.filer).post(
            page("reminders_channelsetting", setting, "choose"),
            {"address": "坏 地址 secret-9", "enabled": "on"},
        )
        assert "格式不对" in text(refused)
        assert "secret-9" not in text(refused)

    def test_a_new_key_of_the_installation_reads_what_the_old_one_wrote(
        self, due: World, settings: Any
    ) -> None:
        token = encrypt("地址")
        old, settings.SECRET_KEY = settings.SECRET_KEY, "another key, which is long enough as well"
        with refused("secret_key_changed"):
            decrypt(token)
        settings.SECRET_KEY_FALLBACKS = [old]
        assert decrypt(token) == "地址"

    def test_an_address_that_cannot_be_read_any_more_is_a_failure_with_that_reason(
        self, due: World, settings: Any
    ) -> None:
        self._keep(due)
        settings.SECRET_KEY = "another key, which is long enough as well"
        assert send_all().failed == 1
        assert "重新填写" in digest_of("wecom").error

    def test_the_same_address_is_never_written_twice_alike(self, db: None) -> None:
        assert encrypt("地址") != encrypt("地址")
