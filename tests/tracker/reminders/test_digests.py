"""The digest: one message to a person a day, sent once, whatever breaks."""

import smtplib
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command

from tests.conftest import World
from tests.tracker.reminders.telling import swept
from tests.world import deadline, measure, unit
from tracker.reminders.kinds import Rule
from tracker.reminders.models.reminders import Digest, DigestStatus, Reminder
from tracker.reminders.models.rules import ReminderRule
from tracker.reminders.services import digests
from tracker.reminders.services.digests import build_digests
from tracker.reminders.services.sending import CLAIM_LASTS, INTERRUPTED, MAX_ATTEMPTS, WAITS, send_digests
from tracker.reminders.services.sweeping import sweep
from tracker.work.services.status_changes import acknowledge_assignment, suspend_assignment

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 30)
MORNING = datetime(2026, 6, 30, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def _send(at: datetime = MORNING, **more: Any):
    return send_digests(now=lambda: at, **more)


@pytest.fixture
def busy(world: World) -> World:
    """省财政厅 has four things to hear of on 30 June 2026; nothing is escalated."""
    ReminderRule.objects.filter(rule=Rule.ESCALATED).update(enabled=False)
    dates = [
        ("公布清单", "6月底前", "2026-06-30", "must"),
        ("建设窗口", "6月22日前", "2026-06-22", "must"),
        ("培训人员", "力争5月24日前", "2026-05-24", "strive"),
        ("开展试点", "5月24日前", "2026-05-24", "must"),
    ]
    measures = [
        measure(["一", str(n)], title, [unit("省财政厅")], [deadline(phrase, day, firmness=firmness)])
        for n, (title, phrase, day, firmness) in enumerate(dates, start=1)
    ]
    world.dispatched(measures=measures)
    for n in range(1, 5):
        acknowledge_assignment(assignment=world.assignment("省财政厅", f"一 / {n}"), actor=world.filer)
    return world


@pytest.fixture
def built(busy: World) -> World:
    sweep(on=ON)
    build_digests(on=ON)
    return busy


def _digest(name: str = "filer") -> Digest:
    return Digest.objects.get(user__username=name, on=ON)


def test_a_person_gets_one_digest_with_everything(built: World) -> None:
    assert sorted(d.user.username for d in Digest.objects.all()) == ["filer", "head"]
    assert not swept().filter(digest_on__isnull=True).exists()


def test_the_digest_is_most_urgent_first_and_counts_each_date_once(built: World) -> None:
    digest = _digest()
    assert digest.subject == "【督查提醒】6月30日：已经逾期2项、争取时限已过1项、即将到期1项"
    lines = digest.body.splitlines()
    assert lines[:2] == ["filer：您好！", "截至2026年6月30日，有4项督查事项提请您办理或关注。"]
    titles = [line for line in lines if "云政发" in line]
    assert [t.split(" ", 1)[1].split("（省")[0] for t in titles] == [
        "云政发〔2026〕3号 一 / 4 开展试点",
        "云政发〔2026〕3号 一 / 2 建设窗口",
        "云政发〔2026〕3号 一 / 3 培训人员",
        "云政发〔2026〕3号 一 / 1 公布清单",
    ]
    assert "   时限2026-06-22（6月22日前），已逾期8天" in lines
    assert "   时限2026-06-30（6月底前），今日到期" in lines


def test_the_digest_links_to_each_assignment(built: World, settings: Any) -> None:
    settings.SITE_URL = "https://ducha.example.test/"
    Digest.objects.all().delete()
    Reminder.objects.update(digest_on=None)
    build_digests(on=ON)
    reminder = Reminder.objects.get(
        user=built.filer, assignment=built.assignment("省财政厅", "一 / 2"), trigger="2026-06-22 +8"
    )
    address = f"https://ducha.example.test/reminders/inboxreminder/{reminder.pk}/change/"
    assert f"   {address}" in _digest().body.splitlines()


def test_where_there_is_nothing_to_say_nothing_is_sent(world: World, mailoutbox: list[EmailMessage]) -> None:
    world.dispatched(
        on=ON - timedelta(days=1), measures=[measure(["一", "1"], "公布清单", [unit("省财政厅")])]
    )
    sweep(on=ON)
    assert build_digests(on=ON) == 0
    assert _send().sent == 0
    assert mailoutbox == []


def test_building_again_makes_no_second_digest(built: World) -> None:
    before = list(Digest.objects.values_list("pk", "body"))
    sweep(on=ON)
    build_digests(on=ON)
    assert list(Digest.objects.values_list("pk", "body")) == before


def test_the_people_are_gone_through_in_batches(built: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = list(Digest.objects.order_by("user").values_list("user", "body"))
    Digest.objects.all().delete()
    Reminder.objects.update(digest_on=None)
    monkeypatch.setattr(digests, "_AT_ONCE", 1)
    assert build_digests(on=ON) == len(bodies) == 2
    assert list(Digest.objects.order_by("user").values_list("user", "body")) == bodies


def test_a_waiting_digest_takes_up_what_is_new(built: World) -> None:
    extra = [measure(["二", "9"], "补充事项", [unit("省财政厅")], [deadline("6月底前", "2026-06-30")])]
    built.dispatched(number="云政发〔2026〕4号", title="另一份方案", measures=extra)
    sweep(on=ON)
    build_digests(on=ON)
    assert "补充事项" in _digest().body
    assert Digest.objects.filter(on=ON).count() == 2


def test_after_the_digest_went_out_new_reminders_wait_for_the_next_day(
    built: World, mailoutbox: list[EmailMessage]
) -> None:
    _send()
    extra = [measure(["二", "9"], "补充事项", [unit("省财政厅")], [deadline("6月底前", "2026-06-30")])]
    built.dispatched(number="云政发〔2026〕4号", title="另一份方案", measures=extra)
    sweep(on=ON)
    assert build_digests(on=ON) == 0
    tomorrow = ON + timedelta(days=1)
    sweep(on=tomorrow)
    build_digests(on=tomorrow)
    _send(MORNING + timedelta(days=1))
    assert [m.to for m in mailoutbox].count(["filer@example.test"]) == 2
    assert "时限2026-06-30（6月底前），已逾期1天" in mailoutbox[-1].body


def test_work_closed_before_the_digest_is_written_is_not_spoken_of(busy: World) -> None:
    sweep(on=ON)
    for n in (1, 2, 3):
        suspended = busy.assignment("省财政厅", f"一 / {n}")
        suspend_assignment(assignment=suspended, reason="任务合并", actor=busy.supervisor)
    build_digests(on=ON)
    assert "有1项督查事项提请" in _digest().body


def test_a_digest_is_mailed_once(built: World, mailoutbox: list[EmailMessage]) -> None:
    assert _send().sent == 2
    assert _send(MORNING + timedelta(hours=1)).sent == 0
    assert sorted(m.to[0] for m in mailoutbox) == ["filer@example.test", "head@example.test"]
    assert (_digest().status, _digest().sent_at) == (DigestStatus.SENT, MORNING)


def test_the_limit_leaves_the_rest_for_the_next_run(built: World, mailoutbox: list[EmailMessage]) -> None:
    assert _send(limit=1).sent == 1
    assert _send(limit=1).sent == 1
    assert len(mailoutbox) == 2


def test_what_fails_is_tried_again_after_growing_waits_and_then_given_up(
    built: World, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: EmailMessage, fail_silently: bool = False) -> int:
        raise smtplib.SMTPServerDisconnected("connection lost")

    real = EmailMessage.send
    monkeypatch.setattr(EmailMessage, "send", refuse)
    at = MORNING
    for wait in WAITS:
        assert _send(at).postponed == 2
        assert _digest().next_try_at == at + wait
        assert _send(at + wait - timedelta(seconds=1)).postponed == 0
        at += wait
    assert _send(at).failed == 2
    digest = _digest()
    assert (digest.status, digest.attempts, digest.sent_at) == (DigestStatus.FAILED, MAX_ATTEMPTS, None)
    assert digest.error == "SMTPServerDisconnected：connection lost"
    monkeypatch.setattr(EmailMessage, "send", real)
    assert _send(at + timedelta(days=1)).sent == 0
    assert mailoutbox == []


def test_one_refused_mail_does_not_hold_up_the_others(
    built: World, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = EmailMessage.send

    def refuse_filer(self: EmailMessage, fail_silently: bool = False) -> int:
        if self.to == ["filer@example.test"]:
            raise smtplib.SMTPRecipientsRefused({})
        return real(self, fail_silently)

    monkeypatch.setattr(EmailMessage, "send", refuse_filer)
    outcome = _send()
    assert (outcome.sent, outcome.postponed) == (1, 1)
    monkeypatch.setattr(EmailMessage, "send", real)
    assert _send(MORNING + WAITS[0]).sent == 1
    assert _digest().error == ""


def test_a_person_without_an_address_is_given_up_at_once_with_the_reason(built: World) -> None:
    built.filer.email = ""
    built.filer.save()
    outcome = _send()
    assert (outcome.sent, outcome.failed) == (1, 1)
    assert (_digest().status, _digest().error) == (DigestStatus.FAILED, "接收人没有登记邮箱")


class _WorkerDiedError(BaseException):
    """Not an Exception: like a SIGKILL, nothing in the program handles it."""


def test_a_worker_that_dies_while_sending_is_taken_over_when_its_claim_is_old(
    built: World, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(self: EmailMessage, fail_silently: bool = False) -> int:
        raise _WorkerDiedError

    real = EmailMessage.send
    monkeypatch.setattr(EmailMessage, "send", die)
    with pytest.raises(_WorkerDiedError):
        _send()
    monkeypatch.setattr(EmailMessage, "send", real)
    stuck = Digest.objects.get(status=DigestStatus.SENDING)
    # The claim is young: it may be another worker's that is still at it.
    assert _send(MORNING + timedelta(minutes=5)).sent == 1
    assert Digest.objects.get(pk=stuck.pk).status == DigestStatus.SENDING
    assert _send(MORNING + CLAIM_LASTS + timedelta(seconds=1)).sent == 1
    after = Digest.objects.get(pk=stuck.pk)
    assert (after.status, after.attempts, after.error) == (DigestStatus.SENT, 2, INTERRUPTED)
    assert len(mailoutbox) == 2


def test_a_digest_sent_twice_is_the_same_message_to_a_mail_server(
    built: World, mailoutbox: list[EmailMessage]
) -> None:
    _send()
    Digest.objects.filter(pk=_digest().pk).update(status=DigestStatus.READY, sent_at=None)
    _send()
    twice = [m.message()["Message-ID"] for m in mailoutbox if m.to == ["filer@example.test"]]
    assert len(twice) == 2
    assert twice[0] == twice[1]
    assert str(_digest().pk) in twice[0]


def test_the_command_reminds_and_sends(
    busy: World, mailoutbox: list[EmailMessage], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("remind", on=ON, dry_run=True)
    shown = capsys.readouterr().out
    assert "filer：云政发〔2026〕3号“一 / 1 公布清单”：时限2026-06-30，今日到期" in shown
    assert not Digest.objects.exists()
    call_command("remind", "--on", "2026-06-30")
    assert "已发送2份提醒汇总" in capsys.readouterr().out
    call_command("remind", "--on", "2026-06-30")
    assert "新增提醒0条" in capsys.readouterr().out
    assert len(mailoutbox) == 2
