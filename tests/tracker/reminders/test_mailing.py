"""A mail says what is so on its day, to who is still where it was written for, and its subject arrives."""

import email
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.header import decode_header, make_header
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.mail import EmailMessage

from departments.models.users import Membership, UserRole
from policies.cycles import Cycle
from policies.models.measures import Task
from tests.conftest import World
from tests.sinks import MailSink, mail_sink
from tests.tracker.reminders.telling import MORNING, ON, send_all
from tests.world import deadline, measure, unit
from tracker.reminders.models.reminders import Digest, DigestStatus, Reminder
from tracker.reminders.services.digests import build_digests
from tracker.reminders.services.morning_run import morning_run
from tracker.reminders.services.sending import resend_digest, send_digests
from tracker.reminders.services.sweeping import sweep
from tracker.work.instructions.services import write_instruction
from tracker.work.models.assignments import Assignment

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 12, 7)


def _digest(world: World, on: date = ON) -> Digest:
    return Digest.objects.get(user=world.filer, on=on)


class TestWhoHasLeft:
    def test_is_not_sent_what_was_written_before(self, due: World, mailoutbox: list[EmailMessage]) -> None:
        sweep(on=ON)
        build_digests(on=ON)
        Membership.objects.filter(user=due.filer).delete()
        outcome = send_digests(now=lambda: MORNING)
        assert (outcome.sent, outcome.failed) == (1, 1)
        assert [m.to for m in mailoutbox] == [["head@example.test"]]
        digest = _digest(due)
        assert (digest.status, digest.error) == (
            DigestStatus.FAILED,
            "接收人已不在相关单位任职，没有发送",
        )

    def test_nor_when_it_is_sent_again(self, due: World, mailoutbox: list[EmailMessage]) -> None:
        due.filer.email = ""
        due.filer.save()
        send_all()
        Membership.objects.filter(user=due.filer).delete()
        due.filer.email = "filer@example.test"
        due.filer.save()
        resend_digest(digest=_digest(due), actor=due.supervisor)
        assert send_digests(now=lambda: MORNING + timedelta(hours=1)).failed == 1
        assert [m.to for m in mailoutbox] == [["head@example.test"]]

    def test_nor_is_one_whose_account_is_off(self, due: World, mailoutbox: list[EmailMessage]) -> None:
        sweep(on=ON)
        build_digests(on=ON)
        due.filer.is_active = False
        due.filer.save()
        assert send_digests(now=lambda: MORNING).failed == 1

    def test_who_has_gone_to_another_unit_is_told_of_that_one_alone(
        self, world: World, mailoutbox: list[EmailMessage]
    ) -> None:
        world.dispatched(
            measures=[
                measure(["一", str(n)], title, [unit(name)], [deadline("6月底前", "2026-06-30")])
                for n, (title, name) in enumerate([("旧单位的事", "省财政厅"), ("新单位的事", "省教育厅")])
            ]
        )
        there = world.departments["省教育厅"]
        Membership.objects.create(user=world.filer, department=there, role=UserRole.FILER)
        sweep(on=ON)
        build_digests(on=ON)
        assert "旧单位的事" in _digest(world).body
        Membership.objects.filter(user=world.filer, department=world.departments["省财政厅"]).delete()
        send_digests(now=lambda: MORNING)
        [mail] = [m for m in mailoutbox if m.to == ["filer@example.test"]]
        assert "新单位的事" in mail.body
        assert "旧单位的事" not in mail.body
        assert mail.subject == "【督查提醒】6月30日：即将到期1项"


class TestDaysAreThoseOfTheMail:
    @pytest.fixture
    def work(self, world: World) -> Assignment:
        world.dispatched(measures=[measure(["一", "1"], "公布清单", [unit("省财政厅")])])
        return world.assignment("省财政厅")

    def test_a_reply_due_on_monday_is_due_today_on_monday(self, world: World, work: Assignment) -> None:
        write_instruction(target=work, text="请答复", due_on=MONDAY, actor=world.leader, on=date(2026, 12, 1))
        sweep(on=MONDAY - timedelta(days=3))
        morning_run(on=MONDAY)
        assert f"领导批示须于{MONDAY}前回复，尚未回复，今日到期" in _digest(world, MONDAY).body

    def test_a_period_that_ended_on_sunday_is_over_on_monday(self, world: World, work: Assignment) -> None:
        Task.objects.update(cycle=Cycle.MONTH)
        Assignment.objects.update(status="active")
        ends = date(2026, 5, 31)  # a Sunday
        sweep(on=ends - timedelta(days=3))
        reminder = Reminder.objects.create(
            user=world.filer,
            assignment=work,
            rule="report_missing",
            trigger=f"{ends} +0",
            on=ends,
            message=f"本月进展尚未报送，报送截至{ends}",
        )
        Reminder.objects.exclude(pk=reminder.pk).delete()
        build_digests(on=ends + timedelta(days=1))
        assert f"上月进展尚未报送，已过报送截止日{ends}" in _digest(world, date(2026, 6, 1)).body


class TestTheSubject:
    @pytest.fixture
    def mail(self, settings: Any) -> Iterator[MailSink]:
        with mail_sink() as sink:
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
            yield sink

    @pytest.mark.parametrize("length", [1, 14, 15, 30, 100])
    def test_has_words_on_its_first_line(self, due: World, mail: MailSink, length: int) -> None:
        sweep(on=ON)
        build_digests(on=ON)
        subject = "督查" * length
        Digest.objects.update(subject=subject)
        send_digests(now=lambda: datetime(2026, 6, 30, 9, tzinfo=ZoneInfo("Asia/Shanghai")))
        raw = mail.mails[0]
        [first] = [line for line in raw.splitlines() if line.startswith("Subject:")]
        assert first.removeprefix("Subject:").strip()
        assert all(len(line) <= 78 for line in raw.partition("\r\n\r\n")[0].splitlines())
        assert str(make_header(decode_header(email.message_from_string(raw)["Subject"]))) == subject
