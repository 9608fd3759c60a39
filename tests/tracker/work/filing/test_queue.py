"""待审核: the queue in which 督查室 reviews what was filed."""

from datetime import date

import pytest

from departments.models.users import UserRole
from tests.admin import as_user, page, queries, said, text
from tests.conftest import World
from tests.tracker.cycle import Cycle, filed
from tracker.work.filing.models.reports import ReportStatus
from tracker.work.filing.services.reviewing import approve_report
from tracker.work.models.assignments import Assignment
from tracker.work.models.settings import OfficeSettings
from tracker.work.services.status_changes import acknowledge_assignment
from tracker.work.states import Status

TODAY = date(2026, 3, 10)
LIST, REPORTS, DOCUMENTS = "work_assignment", "work_progressreport", "policies_policydocument"
QUEUE = "/work/progressreport/queue/"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: TODAY)


class TestTheQueue:
    def test_the_most_overdue_stands_first_and_of_those_the_oldest(self, world: World) -> None:
        world.dispatched()
        undated = acknowledge_assignment(assignment=world.assignment("省财政厅", "一 / 2"), actor=world.filer)
        dated = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
        order = [filed(world, undated), filed(world, dated, 20), filed(world, dated, 30)]
        shown = as_user(world.supervisor).get(QUEUE).context["entries"]
        assert [e["comparison"].report for e in shown] == [order[1], order[2], order[0]]

    def test_each_report_stands_beside_the_one_before_it(self, world: World, signed: Assignment) -> None:
        approve_report(report=filed(world, signed), actor=world.supervisor)
        filed(world, signed, 40)
        html = text(as_user(world.supervisor).get(QUEUE))
        assert "10% → 40%" in html
        assert "<del>10%</del>" in html
        assert "<ins>40%</ins>" in html

    def test_what_is_written_into_a_report_is_never_markup(self, world: World, signed: Assignment) -> None:
        filed(world, signed, narrative="旧<b>词</b>")
        filed(world, signed, narrative="<script>alert(1)</script>新")
        html = text(as_user(world.supervisor).get(QUEUE))
        assert "<script>alert" not in html
        assert "<b>词" not in html

    def test_approving_and_returning_come_back_to_the_queue(self, world: World, signed: Assignment) -> None:
        one, two = filed(world, signed), filed(world, signed, 20)
        client = as_user(world.supervisor)
        approve = client.post(f"{page(REPORTS, one, 'approve')}?next={QUEUE}", {"comment": "好"})
        assert approve.headers["Location"] == QUEUE
        back = client.post(f"{page(REPORTS, two, 'send_back')}?next={QUEUE}", {"reason": "补充"})
        assert back.headers["Location"] == QUEUE
        assert client.get(QUEUE).context["total"] == 0

    def test_a_step_leads_to_no_other_host(self, world: World, signed: Assignment) -> None:
        report = filed(world, signed)
        address = f"{page(REPORTS, report, 'approve')}?next=https://elsewhere.example/"
        answer = as_user(world.supervisor).post(address, {"comment": ""})
        assert answer.headers["Location"] == page(REPORTS, report)

    def test_those_that_are_ticked_are_approved(self, world: World, signed: Assignment) -> None:
        one, two = filed(world, signed), filed(world, signed, 20)
        client = as_user(world.supervisor)
        assert said(client.post(QUEUE, {"report": [one.pk]})) == ["已通过1份。"]
        assert "请先勾选" in said(client.post(QUEUE, {"report": ["x", one.pk]}))[-1]
        two.refresh_from_db()
        assert two.status == ReportStatus.SUBMITTED

    def test_common_reasons_are_at_hand(self, world: World, signed: Assignment) -> None:
        OfficeSettings.objects.create(pk=1, return_reasons=["请附照片"])
        report = filed(world, signed)
        client = as_user(world.supervisor)
        for address in (QUEUE, page(REPORTS, report, "send_back")):
            assert ">请附照片</button>" in text(client.get(address))

    def test_the_second_approval_is_left_to_another(self, world: World, signed: Assignment) -> None:
        OfficeSettings.objects.create(pk=1, two_reviewers=True)
        report = filed(world, signed, 100, claims_completion=True)
        first, second = (
            as_user(world.supervisor),
            as_user(world.user("second", UserRole.SUPERVISOR, "省政府督查室")),
        )
        assert "初审通过" in text(first.get(QUEUE))
        first.post(page(REPORTS, report, "approve"), {"comment": ""})
        assert first.get(f"{QUEUE}?kind=second").context["total"] == 1
        assert "您已初审，复核由另一名督查人员办理。" in text(first.get(QUEUE))
        html = text(second.get(QUEUE))
        assert "复核通过" in html
        assert "supervisor初审通过" in html
        second.post(page(REPORTS, report, "approve"), {"comment": ""})
        report.refresh_from_db()
        assert report.status == ReportStatus.APPROVED

    def test_a_unit_reviews_what_it_delegated_and_nothing_else(self, world: World) -> None:
        cycle = Cycle(world)
        cycle.bring_to(Status.ACTIVE)
        parent = world.assignment("省财政厅")
        own = filed(world, parent)
        below = cycle.claim()
        upper = as_user(world.filer)
        assert [e["comparison"].report for e in upper.get(QUEUE).context["entries"]] == [below]
        assert "下级单位待审核" in text(upper.get("/"))
        upper.post(QUEUE, {"report": [own.pk]})
        own.refresh_from_db()
        assert own.status == ReportStatus.SUBMITTED
        assert upper.post(QUEUE, {"report": [below.pk]}).status_code == 302
        below.refresh_from_db()
        assert below.status == ReportStatus.APPROVED

    def test_a_leader_has_no_queue(self, world: World) -> None:
        assert as_user(world.leader).get(QUEUE).status_code == 403

    def test_more_reports_take_no_more_queries(self, world: World, signed: Assignment) -> None:
        client = as_user(world.supervisor)
        indicator = signed.document.indicators.get()
        for number in range(2):
            filed(world, signed, 10 + number, figures={indicator: str(number)})
        few = queries(client, QUEUE)
        for number in range(2, 12):
            filed(world, signed, 10 + number, figures={indicator: str(number)})
        assert queries(client, QUEUE) == few
