"""批示, 回复, 催办 and internal notes: who says what to whom, once, and where it can be read."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from common.errors import NotAllowed
from departments.models.users import UserRole
from tests.admin import as_user, page, steps_offered, text
from tests.api import as_user as api_as
from tests.api import rows, write
from tests.conftest import World
from tests.refusals import refused
from tests.world import measure, unit
from tracker.reminders.models.reminders import Digest, Reminder
from tracker.reminders.services.digests import build_digests
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report
from tracker.work.instructions.models import Instruction, InstructionItem, OfficeNote
from tracker.work.instructions.services import (
    ask_again,
    read_reply,
    register_instruction,
    reply_instruction,
    urge,
    write_instruction,
    write_note,
)
from tracker.work.models.assignments import Assignment, Event
from tracker.work.services.status_changes import acknowledge_assignment, suspend_assignment
from tracker.work.states import Status

pytestmark = pytest.mark.django_db
ON, DUE = date(2026, 3, 4), date(2026, 3, 31)


@pytest.fixture
def mine(world: World) -> Assignment:
    world.dispatched()
    return world.assignment("省财政厅")


def _instruct(world: World, target, **changes) -> Instruction:
    words: dict[str, Any] = {"text": "请加快进度", "due_on": DUE, "on": ON, "actor": world.leader} | changes
    return write_instruction(target=target, **words)


def _names(instruction: Instruction) -> set[str]:
    return {item.department.short_name for item in instruction.items.all()}


def _last(assignment: Assignment) -> tuple[str, str]:
    event = assignment.events.latest("id")
    assert event is not None
    return event.kind, event.note


def _told(world: World) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    words = Reminder.objects.filter(rule__in=["instructed", "urged"])
    for reminder in words.select_related("user").order_by("id"):
        told.setdefault(reminder.user.username, []).append(reminder.message)
    return told


class TestInstructions:
    def test_on_an_assignment_its_department_answers(self, world: World, mine: Assignment) -> None:
        instruction = _instruct(world, mine)
        assert _names(instruction) == {"省财政厅"}
        assert instruction.items.get().due_on == DUE
        assert _last(mine) == ("instructed", "请加快进度（2026-03-31前回复）")
        words = ["领导批示：请加快进度（2026-03-31前回复）"]
        assert _told(world) == {"filer": words, "head": words}

    def test_on_a_task_each_of_its_departments_answers(self, world: World, mine: Assignment) -> None:
        assert _names(_instruct(world, mine.task)) == {"省财政厅", "省教育厅"}
        assert _last(world.assignment("省教育厅"))[0] == "instructed"
        assert _last(world.assignment("省教育厅", "一 / 2"))[0] == "dispatched"

    def test_on_a_document_every_department_with_open_work_answers_once(
        self, world: World, mine: Assignment
    ) -> None:
        suspend_assignment(
            assignment=world.assignment("白石市政府", "二 / 3"), reason="停", actor=world.supervisor
        )
        instruction = _instruct(world, mine.document)
        assert _names(instruction) == {"省财政厅", "省教育厅", "省农业农村厅", "青川市政府"}
        assert _last(world.assignment("省财政厅", "一 / 2"))[0] == _last(mine)[0] == "instructed"
        assert len(_told(world)["filer"]) == 1  # of two assignments: answered once, told once

    def test_only_the_named_departments_answer(self, world: World, mine: Assignment) -> None:
        finance = world.departments["省财政厅"]
        assert _names(_instruct(world, mine.document, departments=[finance])) == {"省财政厅"}
        assert _last(world.assignment("省教育厅"))[0] == "dispatched"
        with refused("instruction_units_foreign"):
            _instruct(world, mine.task, departments=[finance, world.departments["青川市政府"]])
        with refused("instruction_units_foreign"):
            _instruct(world, world.document(number="云政发〔2026〕9号", title="未交办的方案"))

    @pytest.mark.parametrize("status", [Status.COMPLETED, Status.SUSPENDED])
    def test_a_closed_assignment_can_still_be_spoken_of(
        self, world: World, mine: Assignment, status: Status
    ) -> None:
        undated = world.assignment("省财政厅", "一 / 2")
        acknowledge_assignment(assignment=undated, actor=world.filer)
        if status == Status.SUSPENDED:
            suspend_assignment(assignment=undated, reason="停", actor=world.supervisor)
        else:
            claim = file_report(
                assignment=undated,
                actor=world.filer,
                on=ON,
                percent=100,
                narrative="清单已公布。",
                claims_completion=True,
            )
            approve_report(report=claim, actor=world.supervisor)
        item = _instruct(world, undated).items.get()
        build_digests(on=ON)
        assert Reminder.objects.filter(rule="instructed", digest_on=ON).count() == 2
        reply_instruction(item=item, reply="已复核。", actor=world.filer, on=ON)
        assert _last(undated) == ("instruction_replied", "已复核。")
        assert not Reminder.objects.filter(rule="instructed", settled_at=None).exists()

    @pytest.mark.parametrize("who", ["supervisor", "filer", "head"])
    def test_only_a_leader_instructs(self, world: World, mine: Assignment, who: str) -> None:
        for target in (mine, mine.task, mine.document):
            with pytest.raises(NotAllowed):
                _instruct(world, target, actor=getattr(world, who))

    def test_it_has_words_and_a_day_to_come(self, world: World, mine: Assignment) -> None:
        with refused("instruction_text_required"):
            _instruct(world, mine, text=" ")
        with refused("answer_date_past"):
            _instruct(world, mine, due_on=date(2026, 3, 3))
        assert not Instruction.objects.exists()

    def test_it_costs_the_same_for_many_assignments(
        self, world: World, django_assert_max_num_queries
    ) -> None:
        many = [measure(["一", str(n)], f"事项{n}", [unit("省财政厅")]) for n in range(1, 41)]
        document = world.dispatched(measures=many)
        world.leader.has_role(UserRole.LEADER)
        with django_assert_max_num_queries(12):
            _instruct(world, document)
        assert Event.objects.filter(kind="instructed").count() == 40


class TestReplies:
    def test_a_reply_is_said_once_and_stands_on_the_timeline(self, world: World, mine: Assignment) -> None:
        item = _instruct(world, mine).items.get()
        replied = reply_instruction(item=item, reply=" 已完成招标。 ", actor=world.head, on=ON)
        assert (replied.reply, replied.replied_by, replied.replied_on) == ("已完成招标。", world.head, ON)
        assert _last(mine) == ("instruction_replied", "已完成招标。")
        with refused("instruction_replied"):
            reply_instruction(item=item, reply="再答", actor=world.filer, on=ON)
        assert not InstructionItem.objects.unanswered().exists()

    def test_to_an_instruction_on_a_document_it_stands_with_the_departments_own_assignments(
        self, world: World, mine: Assignment
    ) -> None:
        item = _instruct(world, mine.document).items.get(department=mine.department)
        reply_instruction(item=item, reply="已部署。", actor=world.filer, on=ON)
        replied = Event.objects.filter(kind="instruction_replied")
        assert {e.assignment for e in replied} == {mine, world.assignment("省财政厅", "一 / 2")}

    def test_nobody_replies_for_another_department(self, world: World, mine: Assignment) -> None:
        item = _instruct(world, mine).items.get()
        for who in ("other_filer", "supervisor", "leader"):
            with pytest.raises(NotAllowed):
                reply_instruction(item=item, reply="已部署。", actor=getattr(world, who), on=ON)
        with refused("reply_required"):
            reply_instruction(item=item, reply=" ", actor=world.filer, on=ON)

    def test_a_department_sees_its_own_items_and_no_other(self, world: World, mine: Assignment) -> None:
        items = {i.department.short_name: i for i in _instruct(world, mine.task).items.all()}
        both = set(items.values())
        seen = {
            who: set(InstructionItem.objects.visible_to(getattr(world, who)))
            for who in ("supervisor", "leader", "filer", "head", "other_filer")
        }
        assert seen == {
            "supervisor": both,
            "leader": both,
            "filer": {items["省财政厅"]},
            "head": {items["省财政厅"]},
            "other_filer": {items["省教育厅"]},
        }


class TestUrging:
    def test_filers_and_heads_hear_of_it_in_their_digest_once(self, world: World, mine: Assignment) -> None:
        gone = world.user("gone", UserRole.FILER, "省财政厅")
        gone.is_active = False
        gone.save()
        told = urge(
            assignments=[mine, mine, world.assignment("省教育厅")],
            message="请抓紧\n报送",
            actor=world.supervisor,
            on=ON,
        )
        assert told.people == 3
        assert _told(world) == {who: ["督查室催办：请抓紧 报送"] for who in ("filer", "head", "other")}
        assert _last(mine) == ("urged", "请抓紧\n报送")
        assert build_digests(on=ON) == 3
        assert build_digests(on=ON) == 0
        mail = Digest.objects.get(user=world.filer)
        assert mail.subject == "【督查提醒】3月4日：督查室催办1项"
        assert mail.body.count("督查室催办：请抓紧 报送") == 1
        assert "一、督查室催办（1项）" in mail.body

    def test_each_urging_is_a_line_of_its_own_beside_what_the_sweep_found(
        self, world: World, mine: Assignment
    ) -> None:
        _instruct(world, mine)
        for words in ("请抓紧", "再次提醒"):
            urge(assignments=[mine], message=words, actor=world.supervisor, on=ON)
        Reminder.objects.create(
            assignment=mine, user=world.filer, rule="unacknowledged", trigger="x", on=ON, message="x"
        )
        build_digests(on=ON)
        mail = Digest.objects.get(user=world.filer)
        assert mail.subject == "【督查提醒】3月4日：领导批示1项、督查室催办2项、逾期未签收1项"
        for words in ("领导批示：请加快进度", "督查室催办：请抓紧", "督查室催办：再次提醒", "尚未签收"):
            assert words in mail.body

    def test_a_long_message_is_cut_in_the_digest_and_whole_on_the_timeline(
        self, world: World, mine: Assignment
    ) -> None:
        urge(assignments=[mine], message="急" * 400, actor=world.supervisor, on=ON)
        message = _told(world)["filer"][0]
        assert (len(message), message[-1]) == (300, "…")
        assert _last(mine) == ("urged", "急" * 400)

    def test_it_needs_a_message_and_open_work(self, world: World, mine: Assignment) -> None:
        other = world.assignment("省教育厅")
        suspend_assignment(assignment=other, reason="停", actor=world.supervisor)
        for assignments, message, code in [
            ([mine], " ", "message_required"),
            ([mine, other], "快", "status_wrong"),
        ]:
            with refused(code):
                urge(assignments=assignments, message=message, actor=world.supervisor, on=ON)
        assert _told(world) == {}
        assert _last(mine)[0] == "dispatched"

    def test_of_many_the_one_that_is_closed_is_named_and_nobody_is_urged(
        self, world: World, mine: Assignment
    ) -> None:
        closed = world.assignment("省教育厅")
        suspend_assignment(assignment=closed, reason="合并", actor=world.supervisor)
        with refused("status_wrong", match=r"省教育厅：一 / 1.*没有发出催办，请去掉该项后再试"):
            urge(assignments=[mine, closed], message="快", actor=world.supervisor, on=ON)
        assert _told(world) == {}

    def test_only_the_office_urges(self, world: World, mine: Assignment) -> None:
        for who in ("leader", "filer", "head", "other_filer"):
            with pytest.raises(NotAllowed):
                urge(assignments=[mine], message="快", actor=getattr(world, who), on=ON)


class TestNotes:
    def test_the_office_keeps_notes_that_departments_do_not_see(self, world: World, mine: Assignment) -> None:
        before = mine.events.count()
        note = write_note(assignment=mine, text=" 已电话联系张处。 ", actor=world.supervisor)
        assert (note.text, note.author) == ("已电话联系张处。", world.supervisor)
        assert mine.events.count() == before  # the timeline is read by departments
        for who, sees in [("supervisor", True), ("leader", True), ("filer", False), ("head", False)]:
            seen: set[Model] = set(OfficeNote.objects.visible_to(getattr(world, who)))
            assert (note in seen) is sees, who

    def test_nobody_else_writes_one_and_it_has_words(self, world: World, mine: Assignment) -> None:
        for who in ("leader", "filer", "head"):
            with pytest.raises(NotAllowed):
                write_note(assignment=mine, text="x", actor=getattr(world, who))
        with refused("note_required"):
            write_note(assignment=mine, text=" ", actor=world.supervisor)


TWO_TASKS = {
    **measure(["一", "1"], "建设一站式窗口", [unit("省财政厅", "牵头"), unit("省教育厅", "配合")]),
    "tasks": [
        {
            "text": "建设窗口。",
            "units": [unit("省财政厅", "牵头"), unit("省教育厅", "配合")],
            "deadlines": [],
        },
        {"text": "培训人员。", "units": [unit("省财政厅", "牵头")], "deadlines": []},
    ],
}


@pytest.fixture
def twin(world: World) -> Assignment:
    """省财政厅 has both tasks of one measure."""
    world.dispatched(measures=[TWO_TASKS])
    return world.assignment("省财政厅")


class TestOnAMeasure:
    def test_a_unit_answers_once_however_many_tasks_it_has(self, world: World, twin: Assignment) -> None:
        """W5: two tasks, one unit: one instruction, one answer, one word, on both timelines."""
        finance = world.departments["省财政厅"]
        instruction = _instruct(world, twin.task.measure, departments=[finance])
        assert (instruction.target, _names(instruction)) == (twin.task.measure, {"省财政厅"})
        assert Instruction.objects.count() == InstructionItem.objects.count() == 1
        assert len(_told(world)["filer"]) == 1
        mine = Assignment.objects.filter(department=finance)
        assert [_last(a)[0] for a in mine] == ["instructed", "instructed"]
        reply_instruction(item=instruction.items.get(), reply="已开工。", actor=world.filer, on=ON)
        assert [_last(a)[0] for a in mine] == ["instruction_replied", "instruction_replied"]
        for assignment in mine:
            assert InstructionItem.objects.about(assignment).count() == 1

    def test_the_page_and_the_api_send_one(self, world: World, twin: Assignment) -> None:
        measure_pk, unit_pk = twin.task.measure_id, twin.department_id
        body = {"text": "请加快", "due_on": "2030-01-01", "departments": [unit_pk]}
        made = write(api_as(world.leader), f"measures/{measure_pk}/instructions/", body, expect=201)
        assert (made["measure"], [item["department"] for item in made["items"]]) == (measure_pk, [unit_pk])
        client = as_user(world.leader)
        client.post(f"/overview/instruct/{measure_pk}/", body | {"confirmed": "1"})
        assert Instruction.objects.filter(measure=measure_pk).count() == 2
        asked = client.get(f"/overview/instruct/{measure_pk}/")
        assert asked.context["leading"] == [unit_pk]
        assert "choose_units.js" in text(asked)
        assert (
            rows(api_as(world.leader), "instructions/", document=twin.document_id)[0]["measure"] == measure_pk
        )


class TestReading:
    @pytest.fixture
    def replied(self, world: World, mine: Assignment) -> InstructionItem:
        item = _instruct(world, mine).items.get()
        return reply_instruction(item=item, reply="正在办理。", actor=world.filer, on=ON)

    def test_the_leader_reads_or_asks_again_and_no_answer_is_lost(
        self, world: World, mine: Assignment, replied: InstructionItem
    ) -> None:
        later = date(2026, 4, 10)
        again = ask_again(item=replied, text="请写明完成时间", due_on=later, actor=world.leader, on=ON)
        assert (again.reply, again.replied_at, again.due_on) == ("", None, later)
        assert "请再答复：请写明完成时间" in _last(mine)[1]
        assert "请再答复" in _told(world)["filer"][-1]
        with refused("instruction_not_replied"):
            read_reply(item=replied, actor=world.leader)
        reply_instruction(item=again, reply="5月底完成。", actor=world.head, on=ON)
        said = [(r.text, r.asked_again) for r in replied.replies.all()]
        assert said == [("正在办理。", "请写明完成时间"), ("5月底完成。", "")]
        read = read_reply(item=replied, actor=world.leader)
        assert (read.read_by, InstructionItem.objects.to_read().count()) == (world.leader, 0)
        for judge in (
            lambda: read_reply(item=replied, actor=world.leader),
            lambda: ask_again(item=replied, text="再", due_on=later, actor=world.leader, on=ON),
        ):
            with refused("reply_read"):
                judge()

    def test_nobody_reads_for_the_leader(self, world: World, replied: InstructionItem) -> None:
        other = world.user("another", UserRole.LEADER, "省政府督查室")
        for who in (other, world.supervisor, world.filer):
            with pytest.raises(NotAllowed):
                read_reply(item=replied, actor=who)
            with pytest.raises(NotAllowed):
                ask_again(item=replied, text="再", due_on=DUE, actor=who, on=ON)

    def test_the_answer_stands_in_the_list_and_the_count_opens_it(
        self, world: World, replied: InstructionItem
    ) -> None:
        client = as_user(world.leader)
        assert "正在办理。" in text(client.get(page("work_instructionitem")))
        [waiting] = [one for one in client.get("/").context["waiting"] if one["label"] == "批示回复待阅"]
        assert client.get(waiting["url"]).context["cl"].result_count == waiting["count"] == 1
        assert {"read", "ask-again"} <= set(steps_offered(client, page("work_instructionitem", replied)))
        shown = write(api_as(world.leader), f"instruction-items/{replied.pk}/read/")
        assert (shown["read_by_name"], shown["replies"][0]["text"]) == ("leader", "正在办理。")
        assert "批示回复待阅" not in text(client.get("/"))


class TestOnPaper:
    def register(self, world: World, target: Any, **changes: Any) -> Instruction:
        words: dict[str, Any] = {
            "leader": world.leader,
            "text": "请抓紧",
            "due_on": DUE,
            "written_on": date(2026, 3, 1),
            "actor": world.supervisor,
            "on": ON,
            "scan": ("批示.pdf", b"%PDF-1.4 made up"),
        } | changes
        return register_instruction(target=target, **words)

    def test_the_office_registers_it_with_its_scan(self, world: World, mine: Assignment) -> None:
        instruction = self.register(world, mine.task.measure)
        assert (instruction.author, instruction.registered_by) == (world.leader, world.supervisor)
        assert instruction.written_on == date(2026, 3, 1)
        assert _last(mine)[1].startswith("leader批示：请抓紧")
        address = f"/work/instructionitem/scan/{instruction.pk}/"
        for user in (world.supervisor, world.leader, world.filer):
            assert b"made up" in as_user(user).get(address).getvalue()
        stranger = world.user("stranger", UserRole.FILER, "青川市政府")
        assert as_user(stranger).get(address).status_code == 404
        item = instruction.items.get(department=mine.department)
        reply_instruction(item=item, reply="已办。", actor=world.filer, on=ON)
        read_reply(item=item, actor=world.supervisor)  # handed to the leader on paper

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"written_on": date(2026, 3, 5)}, "instruction_not_yet_written"),
            ({"scan": ("批示.exe", b"MZ")}, "file_type_not_allowed"),
            ({"text": " "}, "instruction_text_required"),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, world: World, mine: Assignment, changes: dict[str, Any], code: str
    ) -> None:
        with refused(code):
            self.register(world, mine, **changes)
        with refused("not_a_leader"):
            self.register(world, mine, leader=world.filer)
        with pytest.raises(NotAllowed):
            self.register(world, mine, actor=world.leader)
        assert not Instruction.objects.exists()

    def test_the_page_and_the_api_take_it(self, world: World, mine: Assignment) -> None:
        address = page("policies_task", mine.task, "register_instruction")
        body = {
            "leader": world.leader.pk,
            "written_on": "2026-03-01",
            "text": "请抓紧",
            "due_on": "2030-01-01",
        }
        scan = SimpleUploadedFile("批示.pdf", b"%PDF-1.4 made up", "application/pdf")
        assert as_user(world.supervisor).post(address, body | {"scan": scan}).status_code == 302
        assert Instruction.objects.get().scan_name == "批示.pdf"
        path = f"measures/{mine.task.measure_id}/paper-instructions/"
        made = write(api_as(world.supervisor), path, body, expect=201)
        assert (made["registered_by_name"], made["author_name"]) == ("supervisor", "leader")
        write(api_as(world.leader), path, body, expect=403)
