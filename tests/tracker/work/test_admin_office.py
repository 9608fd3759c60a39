"""What 督查室 and leaders do in the browser: requests, instructions, dates, settings."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.admin import as_user, page, queries, said, steps_offered, text
from tests.config.test_admin_pages import english
from tests.conftest import World
from tests.tracker.cycle import filed
from tracker.work.filing.models.drafts import ReportDraft
from tracker.work.filing.services.drafting import attach_file, save_draft
from tracker.work.filing.services.reviewing import approve_report
from tracker.work.instructions.models import Instruction, InstructionItem
from tracker.work.instructions.services import write_instruction, write_note
from tracker.work.models.assignments import Assignment, AssignmentMilestone, Event, EventKind
from tracker.work.models.requests import Extension
from tracker.work.models.settings import OfficeSettings
from tracker.work.services.dates import ask_extension
from tracker.work.services.declining import decline_assignment
from tracker.work.services.status_changes import acknowledge_assignment, suspend_assignment

TODAY = date(2026, 3, 10)
LIST, REPORTS, DOCUMENTS = "work_assignment", "work_progressreport", "policies_policydocument"
QUEUE = "/work/progressreport/queue/"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: TODAY)


class TestRequests:
    @pytest.fixture
    def asked(self, world: World, signed: Assignment) -> Extension:
        milestone = signed.milestones.first()
        assert milestone is not None
        return ask_extension(
            milestone=milestone,
            to_date=date(2026, 9, 1),
            reason="设备推迟",
            actor=world.filer,
            on=date(2026, 3, 2),
        )

    def test_an_extension_is_granted_to_another_date(self, world: World, asked: Extension) -> None:
        client = as_user(world.supervisor)
        address = page("work_extension", asked, "answer")
        assert "请填写另定的日期" in text(client.post(address, {"decision": "other"}))
        answer = client.post(address, {"decision": "other", "to_date": "2026-08-01", "answer": "抓紧"})
        assert said(answer) == ["已同意延至2026-08-01。"]
        assert "抓紧" in text(as_user(world.filer).get(page(LIST, asked.assignment)))
        again = client.post(address, {"decision": "grant"})
        assert "该申请已答复" in text(again)

    def test_refusing_needs_a_reason(self, world: World, asked: Extension) -> None:
        client = as_user(world.supervisor)
        address = page("work_extension", asked, "answer")
        assert "不同意延期须写明原因" in text(client.post(address, {"decision": "refuse"}))
        assert said(client.post(address, {"decision": "refuse", "answer": "时间充裕"})) == [
            "已答复不同意延期。"
        ]

    def test_a_moved_date_shows_its_first_and_why(self, world: World, asked: Extension) -> None:
        as_user(world.supervisor).post(page("work_extension", asked, "answer"), {"decision": "grant"})
        html = text(as_user(world.leader).get(page(LIST, asked.assignment)))
        assert "2026-06-30" in html
        assert "2026-09-01" in html
        assert "已调整" in html
        assert "调整情况" in html

    def test_an_objection_is_granted_by_naming_a_unit(self, world: World) -> None:
        world.dispatched()
        assignment = world.assignment("省财政厅")
        decline = decline_assignment(
            assignment=assignment, reason="非职责", actor=world.filer, on=date(2026, 3, 4)
        )
        client = as_user(world.supervisor)
        address = page("work_decline", decline, "answer")
        unit = world.departments["省农业农村厅"]
        assert "须指定改由哪个单位承办" in text(client.post(address, {"decision": "grant"}))
        assert "不要选择单位" in text(
            client.post(address, {"decision": "refuse", "department": unit.pk, "answer": "请承办"})
        )
        answer = client.post(address, {"decision": "grant", "department": unit.pk})
        assert said(answer) == ["已同意退办，改由省农业农村厅承办。"]
        assert "改由省农业农村厅承办" in text(client.get(page(LIST, assignment)))

    def test_those_that_wait_stand_first(self, world: World, asked: Extension) -> None:
        as_user(world.supervisor).post(page("work_extension", asked, "answer"), {"decision": "grant"})
        milestone = asked.assignment.milestones.order_by("-pk").first()
        assert milestone is not None
        waiting = ask_extension(
            milestone=milestone,
            to_date=date(2027, 9, 1),
            reason="再延",
            actor=world.filer,
            on=date(2026, 3, 2),
        )
        rows = as_user(world.supervisor).get(page("work_extension")).context["cl"].result_list
        assert [e.pk for e in rows] == [waiting.pk, asked.pk]

    def test_what_rests_with_a_suspended_assignment_does_not_wait(
        self, world: World, asked: Extension
    ) -> None:
        client = as_user(world.supervisor)
        address = f"{page('work_extension')}?waiting=yes"
        assert client.get(address).context["cl"].result_count == 1
        suspend_assignment(assignment=asked.assignment, reason="停", actor=world.supervisor)
        assert client.get(address).context["cl"].result_count == 0


class TestInstructions:
    def test_on_a_document_to_some_units(self, world: World, signed: Assignment) -> None:
        client = as_user(world.leader)
        address = page(DOCUMENTS, signed.document, "instruct")
        data = {"text": "抓紧", "due_on": "2026-03-20", "departments": [signed.department_id]}
        assert said(client.post(address, data)) == ["批示已送1个单位，请其按时回复。"]
        assert Instruction.objects.get().document == signed.document
        assert "抓紧" in text(as_user(world.filer).get(page(DOCUMENTS, signed.document)))
        assert "抓紧" not in text(as_user(world.other_filer).get(page(DOCUMENTS, signed.document)))

    def test_on_a_task_to_all_its_units(self, world: World, signed: Assignment) -> None:
        client = as_user(world.leader)
        data = {"text": "抓紧", "due_on": "2026-03-20"}
        answer = client.post(page("policies_task", signed.task, "instruct"), data)
        assert said(answer) == ["批示已送2个单位，请其按时回复。"]
        assert "抓紧" in text(client.get(page("policies_task", signed.task)))
        assert "抓紧" in text(as_user(world.filer).get(page(LIST, signed)))

    def test_a_unit_with_no_work_on_it_is_not_to_be_chosen(self, world: World, signed: Assignment) -> None:
        other = world.departments["白石市政府"]
        data = {"text": "抓紧", "due_on": "2026-03-20", "departments": [other.pk]}
        as_user(world.leader).post(page("policies_task", signed.task, "instruct"), data)
        assert not Instruction.objects.exists()

    @pytest.mark.parametrize("name", ["supervisor", "filer", "head"])
    def test_only_leaders_instruct(self, world: World, signed: Assignment, name: str) -> None:
        client = as_user(getattr(world, name))
        data = {"text": "抓紧", "due_on": "2026-03-20"}
        for model, obj in ((LIST, signed), (DOCUMENTS, signed.document), ("policies_task", signed.task)):
            assert "instruct" not in steps_offered(client, page(model, obj))
            assert client.post(page(model, obj, "instruct"), data).status_code == 403

    def test_the_unit_replies_once(self, world: World, signed: Assignment) -> None:
        write_instruction(target=signed, text="抓紧", due_on=TODAY, actor=world.leader, on=TODAY)
        item = InstructionItem.objects.get()
        address = page("work_instructionitem", item, "reply")
        assert as_user(world.other_filer).get(address).status_code == 404
        assert as_user(world.supervisor).post(address, {"reply": "代答"}).status_code == 403
        client = as_user(world.filer)
        assert steps_offered(client, page("work_instructionitem", item)) == ["reply"]
        assert said(client.post(address, {"reply": "已落实"})) == ["批示已回复。"]
        assert "已经回复" in text(client.post(address, {"reply": "再答"}))
        assert "已落实" in text(as_user(world.leader).get(page(LIST, signed)))

    def test_the_unanswered_stand_first_and_late_ones_say_so(
        self, world: World, signed: Assignment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(3):
            due = TODAY + timedelta(days=5 - number)
            write_instruction(target=signed, text=f"批示{number}", due_on=due, actor=world.leader, on=TODAY)
        done = InstructionItem.objects.get(instruction__text="批示2")
        as_user(world.filer).post(page("work_instructionitem", done, "reply"), {"reply": "好"})
        client = as_user(world.leader)
        rows = client.get(page("work_instructionitem")).context["cl"].result_list
        assert [i.instruction.text for i in rows] == ["批示1", "批示0", "批示2"]
        monkeypatch.setattr("common.clock.today", lambda: TODAY + timedelta(days=5))
        late = client.get(f"{page('work_instructionitem')}?reply=late").context["cl"]
        assert late.result_count == 1
        assert "逾期未回复" in text(client.get(page("work_instructionitem", late.result_list[0])))


class TestDates:
    def test_a_document_s_day_moves_after_a_look_at_what_moves(
        self, world: World, signed: Assignment
    ) -> None:
        client = as_user(world.supervisor)
        address = page(DOCUMENTS, signed.document, "change_deadline")
        data = {"from_date": "2026-06-30", "to_date": "2026-07-31", "reason": "上级调整"}
        preview = client.post(address, data)
        assert len(preview.context["moving"]) == 2
        assert not AssignmentMilestone.objects.filter(due_on=date(2026, 7, 31)).exists()
        confirmed = client.post(address, {**data, "confirmed": preview.context["fingerprint"]})
        assert said(confirmed) == ["已将2个时限调整为2026-07-31，最初时限仍保留。"]
        assert AssignmentMilestone.objects.filter(due_on=date(2026, 7, 31)).count() == 2

    def test_what_changed_since_the_look_is_shown_again(self, world: World, signed: Assignment) -> None:
        client = as_user(world.supervisor)
        address = page(DOCUMENTS, signed.document, "change_deadline")
        data = {"from_date": "2026-06-30", "to_date": "2026-07-31", "reason": "上级调整"}
        fingerprint = client.post(address, data).context["fingerprint"]
        suspend_assignment(assignment=signed, reason="停", actor=world.supervisor)
        again = client.post(address, {**data, "confirmed": fingerprint})
        assert len(again.context["moving"]) == 1
        assert not AssignmentMilestone.objects.filter(due_on=date(2026, 7, 31)).exists()

    @pytest.mark.parametrize("name", ["leader", "filer", "head"])
    def test_only_the_office_moves_a_document_s_day(
        self, world: World, signed: Assignment, name: str
    ) -> None:
        client = as_user(getattr(world, name))
        assert "deadline" not in steps_offered(client, page(DOCUMENTS, signed.document))
        address = page(DOCUMENTS, signed.document, "change_deadline")
        assert client.get(address).status_code == 403
        assert client.post(address, {}).status_code == 403

    def test_a_date_is_added(self, world: World, signed: Assignment) -> None:
        data = {"due_on": "2026-04-30", "phrase": "方案", "reason": "先出方案"}
        answer = as_user(world.supervisor).post(page(LIST, signed, "add_date"), data)
        assert said(answer) == ["已增加时限2026-04-30。"]
        signed.refresh_from_db()
        assert signed.due_on == date(2026, 4, 30)


class TestUrging:
    def test_many_are_urged_with_one_message(self, world: World, signed: Assignment) -> None:
        other = world.assignment("省教育厅")
        suspend_assignment(assignment=other, reason="停", actor=world.supervisor)
        client = as_user(world.supervisor)
        data: dict[str, Any] = {"action": "urge_many", "_selected_action": [signed.pk, other.pk]}
        asked = client.post(page(LIST), data)
        assert "将催办1项；所选的另外1项不在办理中" in text(asked)
        passed_on: dict[str, Any] = {"message": "月底前必须完成"}
        for name, value in asked.context["passed_on"]:
            passed_on.setdefault(name, []).append(value)
        assert said(client.post(page(LIST), passed_on))[-1].startswith("已催办1项")
        [event] = Event.objects.filter(kind=EventKind.URGED)
        assert (event.assignment, event.note) == (signed, "月底前必须完成")

    def test_nobody_but_the_office_urges(self, world: World, signed: Assignment) -> None:
        data = {"action": "urge_many", "_selected_action": [signed.pk], "message": "快"}
        for user in (world.filer, world.leader):
            as_user(user).post(page(LIST), data)
        assert not Event.objects.filter(kind=EventKind.URGED).exists()


class TestSettings:
    ADDRESS = "/work/officesettings/1/change/"

    def test_the_office_sets_them_and_the_history_says_who(self, world: World) -> None:
        client = as_user(world.supervisor)
        assert "还没有修改过" in said(client.get("/work/officesettings/1/history/"))[0]
        data = {
            "decline_days": "7",
            "max_extensions": "1",
            "two_reviewers": "on",
            "attachment_megabytes": "5",
            "return_reasons": "请附照片\n\n 请附照片 \n数据不实",
        }
        assert client.post(self.ADDRESS, data).status_code == 302
        settings = OfficeSettings.current()
        assert (settings.decline_days, settings.two_reviewers) == (7, True)
        assert settings.return_reasons == ["请附照片", "数据不实"]
        client.post(self.ADDRESS, {**data, "decline_days": "8"})
        html = text(client.get("/work/officesettings/1/history/"))
        assert "supervisor" in html
        assert settings.history.count() == 2

    def test_senseless_settings_are_refused(self, world: World) -> None:
        client = as_user(world.supervisor)
        data = {
            "decline_days": "0",
            "max_extensions": "1",
            "attachment_megabytes": "5",
            "return_reasons": "",
        }
        assert client.post(self.ADDRESS, data).status_code == 200
        long = {**data, "decline_days": "5", "return_reasons": "长" * 101}
        assert "每条不超过100字" in text(client.post(self.ADDRESS, long))
        assert not OfficeSettings.objects.exists()

    @pytest.mark.parametrize("name", ["leader", "filer", "head"])
    def test_nobody_else_does(self, world: World, name: str) -> None:
        client = as_user(getattr(world, name))
        assert client.get(self.ADDRESS).status_code == 403
        assert client.post(self.ADDRESS, {"decline_days": "60"}).status_code == 403

    def test_there_is_one(self, world: World) -> None:
        client = as_user(world.supervisor)
        assert client.get("/work/officesettings/2/change/").status_code == 404
        assert client.get("/work/officesettings/add/").status_code == 403


def test_notes_are_the_office_s(world: World, signed: Assignment) -> None:
    write_note(assignment=signed, text="电话催问过", actor=world.supervisor)
    for user, sees in (
        (world.supervisor, True),
        (world.leader, True),
        (world.filer, False),
        (world.head, False),
    ):
        assert ("电话催问过" in text(as_user(user).get(page(LIST, signed)))) == sees


@pytest.mark.parametrize(
    "name", ["work_extension", "work_decline", "work_instructionitem", "work_reportdraft", LIST]
)
def test_a_list_takes_as_many_queries_however_long_it_is(world: World, name: str) -> None:
    user = world.filer if name == "work_reportdraft" else world.supervisor
    client = as_user(user)

    def fill(number: int) -> None:
        document = world.dispatched(number=f"云政发〔2026〕{number}号")
        mine = list(Assignment.objects.filter(document=document, department__short_name="省财政厅"))
        decline_assignment(assignment=mine[1], reason="非职责", actor=world.filer, on=date(2026, 3, 4))
        assignment = acknowledge_assignment(assignment=mine[0], actor=world.filer)
        save_draft(assignment=assignment, actor=world.filer, content={"narrative": "半句"})
        attach_file(assignment=assignment, actor=world.filer, name="附件.pdf", data=b"%PDF-1.4")
        milestone = assignment.milestones.first()
        assert milestone is not None
        ask_extension(
            milestone=milestone, to_date=date(2027, 1, 1), reason="延", actor=world.filer, on=date(2026, 3, 2)
        )
        write_instruction(target=document, text="抓紧", due_on=TODAY, actor=world.leader, on=TODAY)

    fill(11)
    fill(12)
    few = queries(client, page(name))
    shown = client.get(page(name)).context["cl"].result_count
    for number in range(13, 17):
        fill(number)
    assert client.get(page(name)).context["cl"].result_count > shown
    assert queries(client, page(name)) == few


@pytest.mark.parametrize("name", ["supervisor", "filer"])
def test_the_page_of_an_assignment_takes_as_many_queries_however_much_happened(
    world: World, signed: Assignment, name: str
) -> None:
    # Each once: who signs in more often than an account may is signed out of the oldest.
    client, office = as_user(getattr(world, name)), as_user(world.supervisor)
    indicator = signed.document.indicators.get()

    def happen(percent: int) -> None:
        draft = None
        for number in range(2):
            attach_file(assignment=signed, actor=world.filer, name=f"附件{number}.pdf", data=b"%PDF-1.4")
            draft = ReportDraft.objects.get()
        report = filed(world, signed, percent, figures={indicator: "5"}, draft=draft)
        approve_report(report=report, actor=world.supervisor)
        write_instruction(target=signed, text="抓紧", due_on=TODAY, actor=world.leader, on=TODAY)
        write_note(assignment=signed, text="备注", actor=world.supervisor)
        milestone = signed.milestones.first()
        assert milestone is not None
        asked = ask_extension(
            milestone=milestone,
            to_date=milestone.due_on + timedelta(days=10),
            reason="延",
            actor=world.filer,
            on=date(2026, 3, 2),
        )
        office.post(page("work_extension", asked, "answer"), {"decision": "refuse", "answer": "不必"})

    happen(10)
    happen(11)
    queries(client, page(LIST, signed))  # what is asked once a process
    few = queries(client, page(LIST, signed))
    for percent in range(12, 17):
        happen(percent)
    assert queries(client, page(LIST, signed)) == few
    assert few <= 45


def test_every_page_and_form_of_the_cycle_speaks_chinese(world: World, signed: Assignment) -> None:
    milestone = signed.milestones.first()
    assert milestone is not None
    draft = save_draft(assignment=signed, actor=world.filer, content={"narrative": "半句"})
    approve_report(report=filed(world, signed), actor=world.supervisor)
    # Of the day before: of this day, 较上次无变化 would only say that it has been filed.
    report = filed(world, signed, 20, on=date(2026, 3, 9))
    asked = ask_extension(
        milestone=milestone, to_date=date(2027, 1, 1), reason="延", actor=world.filer, on=date(2026, 3, 2)
    )
    unacknowledged = world.assignment("省财政厅", "一 / 2")
    decline = decline_assignment(
        assignment=unacknowledged, reason="非职责", actor=world.filer, on=date(2026, 3, 4)
    )
    write_instruction(target=signed.task, text="抓紧", due_on=TODAY, actor=world.leader, on=TODAY)
    item = InstructionItem.objects.filter(department=signed.department_id).get()
    document, task = signed.document, signed.task
    addresses = {
        world.supervisor: [
            QUEUE,
            "/work/officesettings/1/change/",
            *(page(LIST, signed, step) for step in ("urge", "change_date", "add_date", "note", "suspend")),
            *(page(REPORTS, report, step) for step in ("", "approve", "send_back")),
            *(page("work_extension", asked, step) for step in ("", "answer")),
            *(page("work_decline", decline, step) for step in ("", "answer")),
            *(page(DOCUMENTS, document, step) for step in ("", "change_deadline", "switch_evidence")),
        ],
        world.filer: [
            *(page(LIST, signed, step) for step in ("", "report", "no_change", "ask_extension", "delegate")),
            page(LIST, unacknowledged),
            page(REPORTS, report, "withdraw"),
            *(page("work_reportdraft", draft, step) for step in ("", "discard")),
            *(page("work_instructionitem", item, step) for step in ("", "reply")),
        ],
        world.leader: [
            page(LIST, signed, "instruct"),
            page(DOCUMENTS, document, "instruct"),
            *(page("policies_task", task, step) for step in ("", "instruct")),
        ],
    }
    for user, pages in addresses.items():
        client = as_user(user)
        for address in pages:
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert english(text(answer)) == [], address
