"""日报 with the mail of the morning: to who chose it, on working days, once, also where it comes alone."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.mail import EmailMessage
from docx import Document

from common.errors import NotAllowed, ServiceError
from departments.models.users import Membership
from desks.daily.models import DailySubscription
from desks.daily.services import choose_daily
from tests.admin import as_user, said, text
from tests.api import as_user as api_as
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.reminders.models.reminders import Digest, DigestStatus
from tracker.reminders.services.channels import set_channel
from tracker.reminders.services.enclosing import write_covers
from tracker.reminders.services.morning_run import catch_up, morning_run
from tracker.reminders.services.sending import send_digests
from tracker.work.instructions.services import reply_instruction, write_instruction

pytestmark = pytest.mark.django_db
TUESDAY, SATURDAY = date(2026, 6, 30), date(2026, 7, 4)
PAGE = "/overview/daily/"


@pytest.fixture
def morning(world: World) -> Iterator[World]:
    """Tuesday morning, half past eight; the leader wants the sheet."""
    with time_machine.travel("2026-03-02 10:00+08:00", tick=False) as traveller:
        world.dispatched(
            measures=[measure(["一"], "建设窗口", [unit("省财政厅")], [deadline("6月28日前", "2026-06-28")])]
        )
        traveller.move_to("2026-06-30 08:30+08:00")
        choose_daily(actor=world.leader, wanted=True)
        yield world


def send(on: date = TUESDAY) -> None:
    morning_run(on=on)
    send_digests(now=lambda: datetime(on.year, on.month, on.day, 9, tzinfo=ZoneInfo("Asia/Shanghai")))


def to_leader(mailoutbox: list[EmailMessage]) -> list[EmailMessage]:
    return [mail for mail in mailoutbox if mail.to == ["leader@example.test"]]


def test_the_leader_gets_one_mail_with_the_sheet_of_the_day(
    morning: World, mailoutbox: list[EmailMessage]
) -> None:
    send()
    send()
    [mail] = to_leader(mailoutbox)
    [(name, data, kind)] = mail.attachments
    assert (name, kind.rsplit(".", 1)[-1]) == ("督查日报（2026年6月30日）.docx", "document")
    paragraphs = [p.text for p in Document(io.BytesIO(data)).paragraphs]
    assert any("截至2026年6月30日" in words for words in paragraphs)
    assert "附件：督查日报（2026年6月30日）.docx" in mail.body
    others = [m for m in mailoutbox if m.to != ["leader@example.test"]]
    assert others
    assert not any(m.attachments for m in others)


def test_it_goes_with_the_digest_where_there_is_one(morning: World, mailoutbox: list[EmailMessage]) -> None:
    instruction = write_instruction(
        target=morning.assignment("省财政厅", "一"),
        actor=morning.leader,
        on=TUESDAY,
        text="请说明原因。",
        due_on=date(2026, 7, 6),
    )
    [item] = instruction.items.all()
    reply_instruction(item=item, reply="已整改。", actor=morning.filer, on=TUESDAY)
    send()
    [mail] = to_leader(mailoutbox)
    assert len(mail.attachments) == 1
    assert "批示" in mail.subject


def test_who_missed_the_morning_gets_it_later_and_once(
    morning: World, mailoutbox: list[EmailMessage]
) -> None:
    morning_run(on=TUESDAY)
    Digest.objects.filter(user=morning.leader).delete()  # the worker died between the two
    catch_up(on=TUESDAY)
    assert write_covers(on=TUESDAY) == 0
    assert Digest.objects.filter(user=morning.leader).count() == 1


def test_nobody_gets_it_on_a_day_off(morning: World) -> None:
    assert write_covers(on=SATURDAY) == 0


def test_who_changed_their_mind_or_lost_the_role_gets_none(
    morning: World, mailoutbox: list[EmailMessage]
) -> None:
    morning_run(on=TUESDAY)
    choose_daily(actor=morning.leader, wanted=False)
    send()
    assert to_leader(mailoutbox) == []
    digest = Digest.objects.get(user=morning.leader)
    assert (digest.status, digest.error) == (DigestStatus.FAILED, "接收人已不再接收附件，没有发送")
    choose_daily(actor=morning.leader, wanted=True)
    Membership.objects.filter(user=morning.leader).update(role="filer")
    assert write_covers(on=date(2026, 7, 1)) == 0


def test_only_readers_may_choose_and_only_with_mail(morning: World) -> None:
    with pytest.raises(NotAllowed):
        choose_daily(actor=morning.filer, wanted=True)
    set_channel(user=morning.supervisor, kind="email", enabled=False)
    with pytest.raises(ServiceError, match="请先在“提醒渠道”中开启邮件"):
        choose_daily(actor=morning.supervisor, wanted=True)
    # Who switches the mail off later is told on the page.
    set_channel(user=morning.leader, kind="email", enabled=False)
    assert "您没有开启邮件提醒" in text(as_user(morning.leader).get(PAGE))
    assert write_covers(on=TUESDAY) == 0


def test_it_is_chosen_on_the_page_and_by_the_api(morning: World) -> None:
    client, api = as_user(morning.supervisor), api_as(morning.supervisor)
    answer = client.post(f"{PAGE}choice/", {"wanted": "1"})
    assert said(answer) == ["每个工作日早晨，日报将作为附件随邮件发给您。"]
    assert DailySubscription.objects.filter(user=morning.supervisor).exists()
    assert "不再接收" in text(client.get(PAGE))
    assert api.put("/api/v1/daily/choice/", {"wanted": False}, format="json").json() == {"wanted": False}
    assert api.put("/api/v1/daily/choice/", {"wanted": "?"}, format="json").status_code == 400
    assert not DailySubscription.objects.filter(user=morning.supervisor).exists()
    assert client.get(f"{PAGE}choice/").status_code == 405
