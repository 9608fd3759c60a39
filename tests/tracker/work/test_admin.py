"""The browser's pages of assignments and reports."""

from datetime import date

import pytest

from tests.admin import as_user, page, queries, said, steps_offered, text
from tests.conftest import World
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.filing.services.reporting import file_report
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment, suspend_assignment
from tracker.work.states import Status

TODAY = date(2026, 7, 10)
LIST = "work_assignment"
REPORTS = "work_progressreport"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: TODAY)


@pytest.fixture
def owed(world: World) -> Assignment:
    """What 省财政厅 leads, due on 30 June; ten days late today."""
    world.dispatched()
    return world.assignment("省财政厅")


def reported(world: World, assignment: Assignment, *, claims: bool = True) -> ProgressReport:
    assignment.refresh_from_db()
    if assignment.status == Status.PENDING:
        acknowledge_assignment(assignment=assignment, actor=world.filer)
    return file_report(
        assignment=assignment,
        actor=world.filer,
        on=TODAY,
        percent=80,
        narrative=f"已完成设备采购（第{assignment.reports.count() + 1}次）。",
        claims_completion=claims,
    )


class TestWhoSeesWhat:
    def test_a_filer_sees_the_department_s_own_assignments_only(self, world: World, owed: Assignment) -> None:
        html = text(as_user(world.filer).get(page(LIST)))
        assert "建设一站式窗口" in html
        assert "改善农村网点" not in html

    def test_another_department_s_assignment_answers_404(self, world: World, owed: Assignment) -> None:
        client = as_user(world.other_filer)
        for step in ("", "history", "acknowledge", "report", "suspend"):
            assert client.get(page(LIST, owed, step)).status_code == 404, step

    def test_another_department_s_report_answers_404(self, world: World, owed: Assignment) -> None:
        report = reported(world, owed)
        client = as_user(world.other_filer)
        for step in ("", "history", "approve", "send_back"):
            assert client.get(page(REPORTS, report, step)).status_code == 404, step

    @pytest.mark.parametrize("name", ["supervisor", "leader", "head", "filer"])
    def test_whoever_may_see_it_opens_the_page(self, world: World, owed: Assignment, name: str) -> None:
        reported(world, owed)
        html = text(as_user(getattr(world, name)).get(page(LIST, owed)))
        assert "逾期10天" in html
        assert "建设一站式窗口的具体内容。" in html
        assert "已完成设备采购（第1次）。" in html

    @pytest.mark.parametrize("name", ["supervisor", "leader", "head", "filer"])
    def test_nobody_deletes_adds_or_changes_an_assignment_by_hand(
        self, world: World, owed: Assignment, name: str
    ) -> None:
        client = as_user(getattr(world, name))
        assert client.get(page(LIST, owed, "delete")).status_code == 403
        assert client.get(f"{page(LIST)}add/").status_code == 403
        assert client.post(page(LIST, owed), {"status": "completed", "percent": "100"}).status_code == 403
        owed.refresh_from_db()
        assert owed.status == Status.PENDING

    def test_its_history_is_the_timeline_on_its_page(self, world: World, owed: Assignment) -> None:
        acknowledge_assignment(assignment=owed, actor=world.filer)
        client = as_user(world.supervisor)
        answer = client.get(page(LIST, owed, "history"))
        assert (answer.status_code, answer["Location"]) == (302, page(LIST, owed))
        html = text(client.get(page(LIST, owed)))
        assert "签收" in html
        assert page(LIST, owed, "history") not in html


class TestStepsOffered:
    def test_a_filer_signs_first_and_then_reports(self, world: World, owed: Assignment) -> None:
        client = as_user(world.filer)
        assert steps_offered(client, page(LIST, owed)) == ["acknowledge", "assign"]
        acknowledge_assignment(assignment=owed, actor=world.filer)
        assert steps_offered(client, page(LIST, owed)) == ["report", "assign", "ask-extension", "delegate"]
        reported(world, owed)
        assert steps_offered(client, page(LIST, owed)) == ["assign"]

    def test_the_office_suspends_and_resumes(self, world: World, owed: Assignment) -> None:
        client = as_user(world.supervisor)
        offered = ["urge", "notice", "change-date", "add-date", "note", "reassign", "suspend"]
        assert steps_offered(client, page(LIST, owed)) == offered
        suspend_assignment(assignment=owed, reason="政策调整", actor=world.supervisor)
        assert steps_offered(client, page(LIST, owed)) == ["note", "resume"]

    def test_a_leader_reads_and_instructs(self, world: World, owed: Assignment) -> None:
        report = reported(world, owed)
        client = as_user(world.leader)
        assert steps_offered(client, page(LIST, owed)) == ["instruct"]
        assert steps_offered(client, page(REPORTS, report)) == []

    def test_only_the_office_reviews(self, world: World, owed: Assignment) -> None:
        report = reported(world, owed)
        assert steps_offered(as_user(world.supervisor), page(REPORTS, report)) == ["approve", "return"]
        client = as_user(world.filer)
        assert steps_offered(client, page(REPORTS, report)) == ["withdraw"]
        for step in ("approve", "send_back"):
            assert client.get(page(REPORTS, report, step)).status_code == 403
            answer = client.post(page(REPORTS, report, step), {"reason": "不妥", "comment": ""})
            assert answer.status_code == 403
            assert "须由督查室" in text(answer)
        report.refresh_from_db()
        assert report.status == ReportStatus.SUBMITTED

    def test_a_leader_s_attempt_to_sign_is_refused(self, world: World, owed: Assignment) -> None:
        client = as_user(world.leader)
        assert client.get(page(LIST, owed, "acknowledge")).status_code == 403
        assert client.post(page(LIST, owed, "acknowledge")).status_code == 403

    def test_a_step_that_is_over_leads_back_with_a_word(self, world: World, owed: Assignment) -> None:
        acknowledge_assignment(assignment=owed, actor=world.filer)
        answer = as_user(world.filer).get(page(LIST, owed, "acknowledge"))
        assert answer.headers["Location"] == page(LIST, owed)
        assert said(answer) == ["该记录目前不能签收。"]


class TestStepsTaken:
    def test_asking_for_a_step_changes_nothing(self, world: World, owed: Assignment) -> None:
        assert as_user(world.filer).get(page(LIST, owed, "acknowledge")).status_code == 200
        owed.refresh_from_db()
        assert owed.status == Status.PENDING

    def test_signing(self, world: World, owed: Assignment) -> None:
        answer = as_user(world.filer).post(page(LIST, owed, "acknowledge"))
        assert said(answer)[0].startswith("已签收，请按时限办理并填报进展。<form")
        owed.refresh_from_db()
        assert (owed.status, owed.acknowledged_by) == (Status.ACTIVE, world.filer)

    def test_many_are_signed_at_once_as_far_as_they_wait_for_it(self, world: World, owed: Assignment) -> None:
        acknowledge_assignment(assignment=owed, actor=world.filer)
        mine = Assignment.objects.filter(department=owed.department)
        data = {"action": "acknowledge_many", "_selected_action": [a.pk for a in mine], "confirmed": "1"}
        answer = as_user(world.filer).post(page(LIST), data)
        assert said(answer)[-1].startswith(f"已签收{len(mine) - 1}项。<form")

    def test_a_report_starts_from_the_last_one(self, world: World, owed: Assignment) -> None:
        reported(world, owed, claims=False)
        html = text(as_user(world.filer).get(page(LIST, owed, "report")))
        assert "已完成设备采购（第1次）。" in html
        assert 'value="80"' in html

    def test_filing_progress(self, world: World, owed: Assignment) -> None:
        acknowledge_assignment(assignment=owed, actor=world.filer)
        data = {"percent": "60", "narrative": "正在安装。", "problems": "缺少场地", "claims_completion": ""}
        answer = as_user(world.filer).post(page(LIST, owed, "report"), data)
        assert said(answer) == ["进展已报送。"]
        report = owed.reports.get()
        assert (report.percent, report.problems, report.submitted_on) == (60, "缺少场地", TODAY)

    def test_what_is_missing_is_said_and_what_was_typed_stays(self, world: World, owed: Assignment) -> None:
        acknowledge_assignment(assignment=owed, actor=world.filer)
        data = {"percent": "160", "narrative": "", "problems": "缺少场地"}
        html = text(as_user(world.filer).post(page(LIST, owed, "report"), data))
        assert "缺少场地" in html
        assert "必填项" in html
        assert not owed.reports.exists()

    def test_a_service_s_no_stands_above_the_form(self, world: World, owed: Assignment) -> None:
        data = {"percent": "60", "narrative": "尚未签收就填报。"}
        html = text(as_user(world.filer).post(page(LIST, owed, "report"), data))
        assert "该事项尚未签收，请先签收再填报。" in html
        assert "尚未签收就填报。" in html

    def test_suspending_needs_a_reason(self, world: World, owed: Assignment) -> None:
        client = as_user(world.supervisor)
        assert "必填项" in text(client.post(page(LIST, owed, "suspend"), {"reason": " "}))
        assert said(client.post(page(LIST, owed, "suspend"), {"reason": "政策调整"})) == ["该事项已中止。"]
        assert (
            said(client.post(page(LIST, owed, "resume"), {"reason": "恢复执行"}))[-1] == "该事项已恢复办理。"
        )

    def test_approving_and_returning(self, world: World, owed: Assignment) -> None:
        client = as_user(world.supervisor)
        first = reported(world, owed)
        returned = client.post(page(REPORTS, first, "send_back"), {"reason": "请补充数量"})
        assert said(returned)[-1] == "进展已退回，填报单位将看到退回原因。"
        assert "请补充数量" in text(as_user(world.filer).get(page(LIST, owed)))
        second = reported(world, owed)
        assert said(client.post(page(REPORTS, second, "approve"), {"comment": ""}))[-1] == "进展已审核通过。"
        again = client.post(page(REPORTS, second, "approve"), {"comment": ""})
        assert "该进展已经审核" in text(again)

    def test_many_are_approved_at_once(self, world: World, owed: Assignment) -> None:
        reported(world, owed, claims=False)
        reported(world, owed, claims=False)
        rows = ProgressReport.objects.all()
        data = {"action": "approve_many", "_selected_action": [r.pk for r in rows]}
        assert said(as_user(world.supervisor).post(page(REPORTS), data)) == ["已通过2份。"]
        assert set(rows.values_list("status", flat=True)) == {ReportStatus.APPROVED}

    def test_a_filer_cannot_approve_many(self, world: World, owed: Assignment) -> None:
        report = reported(world, owed)
        as_user(world.filer).post(page(REPORTS), {"action": "approve_many", "_selected_action": [report.pk]})
        report.refresh_from_db()
        assert report.status == ReportStatus.SUBMITTED


class TestLists:
    def test_the_most_urgent_stands_first_and_undated_ones_last(self, world: World, owed: Assignment) -> None:
        rows = as_user(world.supervisor).get(page(LIST)).context["cl"].result_list
        dates = [a.due_on for a in rows]
        dated = [d for d in dates if d is not None]
        assert dates == sorted(dated) + [None] * (len(dates) - len(dated))

    @pytest.mark.parametrize(
        ("query", "labels"),
        [
            ("light=red", {"一 / 1"}),
            ("light=green", {"二 / 3"}),
            ("light=grey", {"一 / 2"}),  # neither a date nor a cycle
            ("status__exact=active", set()),
            ("role__exact=support", {"一 / 2"}),
            ("due_on_from=2026-09-01&due_on_to=2026-12-31", {"二 / 3"}),
            ("last_report=none", {"一 / 1", "一 / 2", "二 / 3"}),
            ("last_report=returned", set()),
            ("q=云政发[2026]3号 农村", {"二 / 3"}),
            ("q=公布服务", {"一 / 2"}),
            ("department=x", set()),
            ("department=²", set()),
            ("document=0", set()),
        ],
    )
    def test_filters_and_search_narrow_the_list(
        self, world: World, owed: Assignment, query: str, labels: set[str]
    ) -> None:
        response = as_user(world.supervisor).get(f"{page(LIST)}?{query}")
        assert response.status_code == 200
        assert {a.task.measure.label for a in response.context["cl"].result_list} == labels

    def test_a_filer_finds_by_document_what_the_department_owes(self, world: World, owed: Assignment) -> None:
        rows = as_user(world.filer).get(f"{page(LIST)}?document={owed.document_id}").context["cl"].result_list
        assert {a.task.measure.label for a in rows} == {"一 / 1", "一 / 2"}
        assert {a.department for a in rows} == {owed.department}

    def test_the_filters_of_a_filer_name_no_other_department(self, world: World, owed: Assignment) -> None:
        specs = as_user(world.filer).get(page(LIST)).context["cl"].filter_specs
        [departments] = [s for s in specs if getattr(s, "parameter_name", "") == "department"]
        assert departments.lookup_choices == [(str(owed.department_id), "省财政厅")]

    def test_what_awaits_review_stands_first(self, world: World, owed: Assignment) -> None:
        answered = reported(world, owed, claims=False)
        waiting = reported(world, owed, claims=False)
        as_user(world.supervisor).post(page(REPORTS, answered, "approve"), {"comment": ""})
        rows = as_user(world.supervisor).get(page(REPORTS)).context["cl"].result_list
        assert [r.pk for r in rows] == [waiting.pk, answered.pk]

    @pytest.mark.parametrize("name", [LIST, REPORTS, "work_event", "work_assignmentmilestone"])
    def test_more_rows_take_no_more_queries(self, world: World, owed: Assignment, name: str) -> None:
        client = as_user(world.supervisor)
        fill(world, owed, 3)
        few = queries(client, page(name))
        for number in range(4, 14):
            world.dispatched(number=f"云政发〔2026〕{number}号")
        fill(world, owed, 27)
        client.get(page(name))
        shown = len(client.get(page(name)).context["cl"].result_list)
        assert shown >= 30
        assert queries(client, page(name)) == few

    def test_more_reports_and_events_take_no_more_queries_on_the_page(
        self, world: World, owed: Assignment
    ) -> None:
        client = as_user(world.supervisor)
        fill(world, owed, 3)
        client.get(page(LIST, owed))  # Django remembers the types of content from the first time on
        few = queries(client, page(LIST, owed))
        fill(world, owed, 27)
        assert queries(client, page(LIST, owed)) == few


def fill(world: World, assignment: Assignment, count: int) -> None:
    """File that many reports."""
    for _ in range(count):
        reported(world, assignment, claims=False)
