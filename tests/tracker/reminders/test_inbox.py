"""The inbox: at once, as each person chose, all read, and the news by unit; on pages and by the API."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from celery import current_app
from django.contrib.messages import get_messages
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from departments.models.users import Membership
from policies.models.documents import PolicyDocument
from tests import api
from tests.admin import as_user, page, queries, said, text
from tests.conftest import World
from tests.refusals import refused
from tests.tracker.cycle import filed
from tracker.reminders.kinds import Rule, Way
from tracker.reminders.models.reminders import Digest, DigestStatus, Reminder
from tracker.reminders.services import entries
from tracker.reminders.services.choosing import choose_ways, ways_of
from tracker.reminders.services.digests import build_digests
from tracker.reminders.services.sending import send_digests
from tracker.reminders.tasks import send
from tracker.work.filing.services.endorsing import send_back_to_filer
from tracker.work.filing.services.reporting import endorse_report, withdraw_report
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.instructions.models import InstructionItem
from tracker.work.instructions.services import reply_instruction, urge, write_instruction
from tracker.work.models.assignments import Assignment
from tracker.work.models.requests import Extension
from tracker.work.services.dates import add_date, answer_extension, ask_extension, change_document_deadline
from tracker.work.services.declining import answer_decline, decline_assignment
from tracker.work.services.status_changes import (
    acknowledge_assignment,
    resume_assignment,
    suspend_assignment,
    take_back_signature,
)

pytestmark = pytest.mark.django_db
INBOX = "reminders_inboxreminder"


def step(name: str) -> str:
    return reverse(f"admin:{INBOX}_{name}")


def inbox(user: Any, at: datetime | None = None) -> list[tuple[str, str]]:
    mine = Reminder.objects.for_recipient(user).told_by(at or timezone.now())
    return [(r.rule, r.message) for r in mine.order_by("pk")]


def after_a_while() -> datetime:
    return timezone.now() + timedelta(seconds=11)


class TestAtOnce:
    def test_a_dispatch_is_one_entry_for_each_unit_and_person(self, world: World) -> None:
        world.dispatched()
        assert inbox(world.filer) == inbox(world.head) == [("handed_out", "新交办2项，请签收")]
        assert inbox(world.supervisor) == []

    def test_a_return_and_an_approval_are_there_with_their_reason(
        self, world: World, signed: Assignment
    ) -> None:
        Reminder.objects.all().delete()
        return_report(report=filed(world, signed), actor=world.supervisor, reason="请补充数据")
        approve_report(report=filed(world, signed, 20), actor=world.supervisor, comment="很好")
        assert inbox(world.filer) == [
            ("report_returned", "进展被退回：请补充数据"),
            ("report_approved", "进展已审核通过：完成比例由0%变为20%。很好"),
        ]

    def test_an_extension_and_a_decline_are_answered_in_the_inbox(
        self, world: World, signed: Assignment
    ) -> None:
        other = world.assignment("省财政厅", "一 / 2")
        milestone = signed.milestones.earliest("due_on")
        on = date(2026, 3, 4)
        ask_extension(milestone=milestone, to_date=date(2027, 9, 1), reason="招标", actor=world.filer, on=on)
        answer_extension(extension=Extension.objects.get(), grant=True, actor=world.supervisor, on=on)
        decline = decline_assignment(
            assignment=other, reason="非职责", actor=world.filer, on=other.dispatched_on
        )
        answer_decline(decline=decline, actor=world.supervisor, on=date(2026, 3, 4), answer="属于职责")
        assert inbox(world.head)[-2:] == [
            ("extension_answered", "同意延期：6月底前由2026-06-30调整为2027-09-01。"),
            ("decline_answered", "不同意退办：属于职责"),
        ]

    def test_dates_of_a_document_that_are_moved_together_are_one_entry(self, world: World) -> None:
        document = world.dispatched()
        for work in Assignment.objects.filter(department__short_name="省财政厅"):
            add_date(assignment=work, due_on=date(2026, 8, 1), reason="明确", actor=world.supervisor)
        Reminder.objects.all().delete()
        change_document_deadline(
            document=document,
            from_date=date(2026, 8, 1),
            to_date=date(2026, 9, 1),
            reason="统一顺延",
            actor=world.supervisor,
        )
        assert inbox(world.filer) == [
            ("date_changed", "2项时限由2026-08-01调整为2026-09-01。统一顺延。"),
        ]

    def test_the_leader_is_told_what_a_unit_answered(self, world: World, signed: Assignment) -> None:
        day = date(2026, 3, 10)
        write_instruction(target=signed.document, text="请加快", due_on=day, actor=world.leader, on=day)
        item = InstructionItem.objects.get(department=signed.department)
        Assignment.objects.filter(department=signed.department).update(status="suspended")
        reply_instruction(item=item, reply="已办", actor=world.filer, on=day)
        assert inbox(world.leader) == [("instruction_answered", "省财政厅答复批示“请加快”：已办")]
        shown = text(as_user(world.leader).get(page(INBOX)))
        assert "省财政厅答复批示“请加快”：已办" in shown
        assert text(as_user(world.leader).get(page("work_assignment"))).count("收件箱") > 0

    def test_a_report_to_endorse_is_told_the_head_and_nobody_else(
        self, world: World, signed: Assignment
    ) -> None:
        type(signed.department).objects.update(head_endorses=True)
        signed.refresh_from_db()
        Reminder.objects.all().delete()
        filed(world, signed)
        assert inbox(world.head) == []  # it may still be taken back
        assert inbox(world.head, after_a_while()) == [
            ("to_endorse", "filer填报的进展（完成比例10%）等待您审签")
        ]
        assert inbox(world.filer, after_a_while()) == []


class TestWhatIsDone:
    """It waits no longer, for whichever of the unit's people it stands in the inbox."""

    def waiting(self, user: Any) -> list[str]:
        return [r.rule for r in Reminder.objects.for_recipient(user).unread().order_by("pk")]

    def test_what_was_endorsed_sent_back_or_withdrawn(self, world: World, signed: Assignment) -> None:
        type(signed.department).objects.update(head_endorses=True)
        signed.refresh_from_db()
        Reminder.objects.all().delete()
        reports = [filed(world, signed, percent) for percent in (10, 20, 30)]
        assert self.waiting(world.head) == ["to_endorse"] * 3
        endorse_report(report=reports[0], actor=world.head)
        assert self.waiting(world.head) == ["to_endorse"] * 2
        send_back_to_filer(report=reports[1], actor=world.head, reason="请核实")
        Reminder.objects.update(held_until=None)
        withdraw_report(report=reports[2], actor=world.filer)
        assert self.waiting(world.head) == []
        assert self.waiting(world.filer) == ["report_returned"]

    def test_what_was_signed_returned_and_filed_anew_answered(self, world: World) -> None:
        world.dispatched()
        first, second = (world.assignment("省财政厅", path) for path in ("一 / 1", "一 / 2"))
        acknowledge_assignment(assignment=first, actor=world.filer)
        assert self.waiting(world.head) == ["handed_out"]  # it told of two
        acknowledge_assignment(assignment=second, actor=world.filer)
        assert self.waiting(world.head) == []
        take_back_signature(assignment=second, actor=world.filer)
        assert self.waiting(world.head) == ["handed_out"]
        acknowledge_assignment(assignment=second, actor=world.filer)
        return_report(report=filed(world, first), actor=world.supervisor, reason="请补充")
        assert self.waiting(world.head) == ["report_returned"]
        filed(world, first, 20)
        day = date(2026, 3, 10)
        write_instruction(target=first, text="请加快", due_on=day, actor=world.leader, on=day)
        assert self.waiting(world.head) == ["instructed"]
        reply_instruction(item=InstructionItem.objects.get(), reply="已办", actor=world.filer, on=day)
        assert self.waiting(world.head) == []
        shown = text(as_user(world.head).get(page(INBOX)))
        assert shown.count("已办") >= 3
        rows = api.rows(api.as_user(world.head), "inbox/", settled="false")
        assert rows == []

    def test_no_digest_asks_for_it(self, world: World, signed: Assignment) -> None:
        acknowledge_assignment(assignment=world.assignment("省财政厅", "一 / 2"), actor=world.filer)
        build_digests(on=timezone.localdate())
        assert not Digest.objects.filter(user__in=[world.filer, world.head]).exists()

    def test_a_date_that_was_done_with_is_not_unread(self, world: World, signed: Assignment) -> None:
        Reminder.objects.all().delete()
        milestone = signed.milestones.earliest("due_on")
        Reminder.objects.create(
            assignment=signed,
            milestone=milestone,
            user=world.head,
            rule=Rule.OVERDUE,
            trigger="x",
            on=date(2026, 7, 1),
            message="已逾期1天",
        )
        assert self.waiting(world.head) == ["overdue"]
        milestone.completed_on = date(2026, 7, 2)
        milestone.save()
        assert self.waiting(world.head) == []


class TestTenSeconds:
    def test_what_is_taken_back_in_time_is_told_nobody(self, world: World, signed: Assignment) -> None:
        type(signed.department).objects.update(head_endorses=True)
        signed.refresh_from_db()
        Reminder.objects.all().delete()
        withdraw_report(report=filed(world, signed), actor=world.filer)
        suspend_assignment(assignment=signed, reason="合并", actor=world.supervisor)
        resume_assignment(assignment=signed, reason="点错了", actor=world.supervisor)
        assert inbox(world.head, after_a_while()) == inbox(world.filer, after_a_while()) == []

    def test_what_is_taken_back_later_is_told_and_so_is_that(self, world: World, signed: Assignment) -> None:
        Reminder.objects.all().delete()
        with time_machine.travel(datetime(2026, 6, 1, 9, 0), tick=False) as clock:
            suspend_assignment(assignment=signed, reason="合并", actor=world.supervisor)
            clock.shift(11)
            resume_assignment(assignment=signed, reason="恢复", actor=world.supervisor)
            assert inbox(world.filer) == [("suspended", "中止：合并"), ("resumed", "恢复：恢复")]

    def test_a_digest_waits_for_what_is_held(self, world: World, signed: Assignment) -> None:
        Reminder.objects.all().delete()
        with time_machine.travel(datetime(2026, 6, 1, 8, 30), tick=False) as clock:
            suspend_assignment(assignment=signed, reason="合并", actor=world.supervisor)
            assert build_digests(on=date(2026, 6, 1), at=timezone.now()) == 0
            clock.shift(10)
            assert build_digests(on=date(2026, 6, 1), at=timezone.now()) == 2
        assert "中止：合并" in Digest.objects.get(user=world.filer).body


class TestAsChosen:
    @pytest.fixture
    def approved(self, world: World, signed: Assignment) -> Any:
        def approve() -> None:
            Reminder.objects.all().delete()
            approve_report(report=filed(world, signed, 30), actor=world.supervisor)

        return approve

    def test_by_default_the_next_digest_has_it(self, world: World, approved: Any) -> None:
        approved()
        build_digests(on=timezone.localdate())
        body = Digest.objects.get(user=world.filer).body
        assert "审核通过（1项）" in body
        assert "进展已审核通过：完成比例由0%变为30%。" in body

    def test_the_inbox_only(self, world: World, approved: Any) -> None:
        choose_ways(user=world.filer, ways={"report_approved": "inbox"})
        approved()
        assert inbox(world.filer)
        build_digests(on=timezone.localdate())
        assert not Digest.objects.filter(user=world.filer).exists()

    def test_a_message_goes_at_once_and_is_in_no_digest(
        self,
        world: World,
        approved: Any,
        mailoutbox: list[EmailMessage],
        django_capture_on_commit_callbacks: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        asked: list[Any] = []
        monkeypatch.setattr(entries, "send_soon", lambda after=0: asked.append(after))
        choose_ways(user=world.filer, ways={"report_approved": "message"})
        with django_capture_on_commit_callbacks(execute=True):
            approved()
        assert asked == [0]
        send_digests(now=timezone.now)
        [mail] = mailoutbox
        assert mail.subject == "【督查】审核通过：云政发〔2026〕3号“一 / 1 建设一站式窗口”"
        assert "完成比例由0%变为30%" in mail.body
        build_digests(on=timezone.localdate())
        assert not Digest.objects.filter(user=world.filer, reminder=None).exists()
        work = world.assignment("省财政厅")
        shown = text(as_user(world.supervisor).get(page("work_assignment", work)))
        assert "收件箱；邮件（已发送，" in shown

    def test_what_sends_it_is_the_task_of_that_name(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[Any] = []
        monkeypatch.setattr(current_app, "send_task", lambda *name, **how: asked.append((name, how)))
        entries.send_soon(after=11)
        assert asked == [((send.name,), {"countdown": 11})]

    def test_a_message_that_is_held_leaves_when_it_can_no_longer_be_taken_back(
        self, world: World, signed: Assignment, mailoutbox: list[EmailMessage]
    ) -> None:
        choose_ways(user=world.head, ways={"suspended": "message"})
        suspend_assignment(assignment=signed, reason="合并", actor=world.supervisor)
        assert send_digests(now=timezone.now).sent == 0
        assert send_digests(now=after_a_while).sent == 1
        assert len(mailoutbox) == 1

    def test_a_message_to_who_has_left_is_not_sent(self, world: World, approved: Any) -> None:
        choose_ways(user=world.filer, ways={"report_approved": "message"})
        approved()
        Membership.objects.filter(user=world.filer).delete()
        assert send_digests(now=timezone.now).failed == 1
        assert Digest.objects.get(user=world.filer).status == DigestStatus.FAILED

    def test_what_was_read_in_the_inbox_is_not_told_again(self, world: World, approved: Any) -> None:
        approved()
        Reminder.objects.filter(user=world.filer).update(opened_at=timezone.now())
        build_digests(on=timezone.localdate())
        assert [d.user for d in Digest.objects.all()] == [world.head]

    def test_only_kinds_and_ways_that_there_are(self, world: World) -> None:
        with refused("event_kind_unknown"):
            choose_ways(user=world.filer, ways={"due_soon": "inbox"})
        with refused("telling_way_unknown"):
            choose_ways(user=world.filer, ways={"urged": "pigeon"})
        assert set(ways_of(world.filer).values()) == {Way.DIGEST}


class TestUrgingNobody:
    def test_is_said_as_a_warning(self, world: World) -> None:
        world.dispatched()
        city = world.assignment("青川市政府", "二 / 3")
        answer = as_user(world.supervisor).post(page("work_assignment", city, "urge"), {"message": "请抓紧"})
        [message] = _messages(answer)
        assert message.level_tag == "warning"
        assert "没有人收到：青川市政府没有可提醒的人员" in str(message)

    def test_of_several_units_those_without_people_are_named(self, world: World) -> None:
        world.dispatched()
        rows = [world.assignment("省财政厅"), world.assignment("青川市政府", "二 / 3")]
        told = urge(assignments=rows, message="请抓紧", actor=world.supervisor, on=date(2026, 3, 5))
        assert (told.people, told.unreached) == (2, ("青川市政府",))
        body = {"assignments": [a.pk for a in rows], "message": "请抓紧"}
        answer = api.write(api.as_user(world.supervisor), "assignments/urge/", body)
        assert (answer["people"], answer["unreached"]) == (2, ["青川市政府"])
        assert "青川市政府没有可提醒的人员" in answer["message"]

    def test_where_all_are_told_it_is_a_success(self, world: World) -> None:
        world.dispatched()
        work = world.assignment("省财政厅")
        answer = as_user(world.supervisor).post(page("work_assignment", work, "urge"), {"message": "请抓紧"})
        assert [m.level_tag for m in _messages(answer)] == ["success"]


def _messages(answer: Any) -> list[Any]:
    return list(get_messages(answer.wsgi_request))


class TestPages:
    def test_all_is_marked_as_read_but_what_came_after(self, world: World, signed: Assignment) -> None:
        client = as_user(world.filer)
        address = step("read_all")
        shown = client.get(address)
        assert shown.context["count"] == 1
        return_report(report=filed(world, signed), actor=world.supervisor, reason="请补充")
        done = client.post(address, {"upto": shown.context["upto"]})
        assert said(done) == ["已将1条标为已读。"]
        assert list(Reminder.objects.for_recipient(world.filer).unread().values_list("rule", flat=True)) == [
            Rule.REPORT_RETURNED
        ]
        assert Reminder.objects.for_recipient(world.head).unread().count() == 2

    def test_the_bar_counts_what_is_unread_and_not_held(self, world: World, signed: Assignment) -> None:
        def badge() -> Any:
            bar = as_user(world.filer).get(page("work_assignment")).context["sidebar_navigation"]
            [item] = [item for group in bar for item in group["items"] if item["title"] == "收件箱"]
            return item.get("badge")

        assert badge() == 1
        suspend_assignment(assignment=signed, reason="合并", actor=world.supervisor)
        assert badge() == 1
        Reminder.objects.update(held_until=timezone.now())
        assert badge() == 2  # closed work, too: that it was stopped is news

    def test_the_choices_are_kept(self, world: World) -> None:
        client = as_user(world.leader)
        shown = client.get(step("ways"))
        wanted = {**{rule.value: way.value for rule, way in ways_of(world.leader).items()}}
        assert set(shown.context["form"].fields) == set(wanted)
        client.post(step("ways"), wanted | {"instruction_answered": "message"})
        assert ways_of(world.leader)[Rule.INSTRUCTION_ANSWERED] == Way.MESSAGE

    def test_the_news_are_told_by_unit_each_line_once(self, world: World, signed: Assignment) -> None:
        return_report(report=filed(world, signed), actor=world.supervisor, reason="请补充数据")
        shown = as_user(world.leader).get(step("since"))
        news = {unit.name: dict(unit.counts) for unit in shown.context["news"]}
        assert news["省财政厅"] == {"dispatched": 2, "acknowledged": 1, "reported": 1, "returned": 1}
        assert news["省教育厅"] == {"dispatched": 2}
        assert shown.context["total"] == sum(sum(kinds.values()) for kinds in news.values())
        assert "请补充数据" in text(shown)
        own = as_user(world.other_filer).get(step("since"))
        assert [unit.name for unit in own.context["news"]] == ["省教育厅"]
        tomorrow = timezone.localdate() + timedelta(days=2)
        with time_machine.travel(tomorrow):
            assert not as_user(world.leader).get(step("since")).context["news"]
        wrong = as_user(world.leader).get(step("since") + "?since=x")
        assert "日期无法识别" in text(wrong)

    def test_no_list_asks_for_each_row(self, world: World) -> None:
        def asked() -> list[int]:
            clients = as_user(world.filer), as_user(world.leader)
            return [
                queries(clients[0], page(INBOX)),
                queries(clients[1], step("since")),
                queries(clients[0], step("ways")),
            ]

        world.dispatched()
        before = asked()
        for number in range(4, 8):
            world.dispatched(number=f"云政发〔2026〕{number}号", title=f"方案{number}")
        assert PolicyDocument.objects.count() == 5
        assert asked() == before
        assert before[0] <= 12


class TestApi:
    def test_the_inbox_its_choices_and_the_news(self, world: World, signed: Assignment) -> None:
        return_report(report=filed(world, signed), actor=world.supervisor, reason="请补充")
        client = api.as_user(world.filer)
        rows = api.rows(client, "inbox/", opened="false")
        assert [row["rule"] for row in rows] == ["report_returned", "handed_out"]
        assert (rows[0]["rule_name"], rows[0]["department_name"]) == ("进展退回", "省财政厅")
        assert rows[0]["assignment"] == signed.pk
        opened = api.write(client, f"inbox/{rows[0]['id']}/open/")
        assert opened["opened_at"]
        assert api.write(client, "inbox/read-all/", {"upto": rows[0]["id"]})["count"] == 1
        assert api.rows(client, "inbox/", opened="false") == []
        assert {row["way"] for row in api.read(client, "inbox/ways/")} == {"digest"}
        kept = api.write(client, "inbox/ways/", {"ways": [{"rule": "urged", "way": "message"}]})
        assert {row["rule"]: row["way"] for row in kept}["urged"] == "message"
        wrong = api.write(client, "inbox/ways/", {"ways": [{"rule": "urged", "way": "x"}]}, expect=400)
        assert wrong["code"]
        news = api.read(client, "inbox/since/")
        [unit] = news["units"]
        assert (unit["name"], news["total"]) == ("省财政厅", 5)
        assert [c["count"] for c in unit["counts"]] == [2, 1, 1, 1]

    def test_nobody_reads_or_opens_anothers(self, world: World, signed: Assignment) -> None:
        mine = Reminder.objects.filter(user=world.filer).earliest("pk")
        other = api.as_user(world.other_filer)
        api.write(other, f"inbox/{mine.pk}/open/", expect=404)
        api.write(other, "inbox/read-all/", {"upto": 2**40})
        assert Reminder.objects.get(pk=mine.pk).opened_at is None
        assert len(api.rows(other, "inbox/")) == 1
