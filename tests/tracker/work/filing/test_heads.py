"""单位负责人: what waits for them, many endorsed at once, one sent back to who wrote it."""

from datetime import date

import pytest

from departments.models.departments import Department
from tests.admin import as_user, page, said, text
from tests.api import as_user as as_program
from tests.api import rows, write
from tests.conftest import World
from tests.refusals import refused
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.filing.services.endorsing import endorse_many, send_back_to_filer
from tracker.work.filing.services.reporting import file_report
from tracker.work.models.assignments import Assignment, EventKind
from tracker.work.periods import Span

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
REPORTS = "work_progressreport"


@pytest.fixture(autouse=True)
def _heads_endorse(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: TODAY)
    Department.objects.filter(short_name="省财政厅").update(head_endorses=True)


def _file(world: World, assignment: Assignment, percent: int = 30) -> ProgressReport:
    assignment = Assignment.objects.get(pk=assignment.pk)
    words = f"完成{percent}%。"
    return file_report(assignment=assignment, actor=world.filer, on=TODAY, percent=percent, narrative=words)


def test_many_are_endorsed_at_once(world: World, signed: Assignment) -> None:
    reports = [_file(world, signed, percent) for percent in (30, 40, 50)]
    endorse_many(reports=reports[:1], actor=world.head)
    outcome = endorse_many(reports=reports, actor=world.head)
    assert outcome.message.startswith("已审签2份，1份未处理")
    assert not ProgressReport.objects.filter(status=ReportStatus.ENDORSING).exists()


def test_the_list_and_the_api_offer_it_to_heads_alone(world: World, signed: Assignment) -> None:
    reports = [_file(world, signed, percent) for percent in (30, 40, 50)]
    chosen = {"action": "endorse_many", "_selected_action": [reports[0].pk, reports[1].pk]}
    assert "endorse_many" not in text(as_user(world.filer).get(page(REPORTS)))
    head = as_user(world.head)
    assert "审签所选进展" in text(head.get(page(REPORTS)))
    assert "已审签2份。" in said(head.post(page(REPORTS), chosen))
    ids = {"reports": [reports[2].pk]}
    write(as_program(world.filer), "reports/endorse-many/", ids, expect=403)
    assert write(as_program(world.head), "reports/endorse-many/", ids)["done"] == 1
    assert write(as_program(world.head), "reports/endorse-many/", ids, expect=409)["code"] == (
        "reports_not_endorsed"
    )


def test_what_waits_for_the_head_is_on_the_desk(world: World, signed: Assignment) -> None:
    _file(world, signed)
    assert "待审签进展" in text(as_user(world.head).get("/"))
    assert "待审签进展" not in text(as_user(world.filer).get("/"))


class TestSentBack:
    def test_the_filer_finds_it_in_the_form_with_the_reason(self, world: World, signed: Assignment) -> None:
        report = send_back_to_filer(report=_file(world, signed, 60), actor=world.head, reason="缺数据")
        assert (report.status, report.review_comment) == (ReportStatus.RETURNED, "缺数据")
        answer = as_user(world.filer).get(page("work_assignment", signed, "report"))
        assert "缺数据" in text(answer)
        assert answer.context["form"].initial["percent"] == 60

    def test_nobody_outside_the_unit_sees_it(self, world: World, signed: Assignment) -> None:
        report = _file(world, signed)
        send_back_to_filer(report=report, actor=world.head, reason="缺数据")
        for user in (world.supervisor, world.leader):
            assert rows(as_program(user), "reports/") == []
            assert "缺数据" not in text(as_user(user).get(page("work_assignment", signed)))
        events = signed.events.filter(kind=EventKind.SENT_BACK)
        assert [event.note for event in events] == [""]

    def test_it_does_not_count_as_a_return_in_the_scorecard(self, world: World, signed: Assignment) -> None:
        send_back_to_filer(report=_file(world, signed), actor=world.head, reason="缺数据")
        year = Span(date(2020, 1, 1), date(2030, 12, 31))
        assert not ProgressReport.objects.within(year, once=False).exists()

    def test_it_needs_a_reason_and_a_head_and_a_report_that_waits(
        self, world: World, signed: Assignment
    ) -> None:
        report = _file(world, signed)
        with refused("reason_required"):
            send_back_to_filer(report=report, actor=world.head, reason=" ")
        for who in (world.filer, world.supervisor):
            write(
                as_program(who),
                f"reports/{report.pk}/send-back/",
                {"reason": "x"},
                expect=_status(who, world),
            )
        write(as_program(world.head), f"reports/{report.pk}/send-back/", {"reason": "请补充"})
        with refused("report_not_to_endorse"):
            send_back_to_filer(report=report, actor=world.head, reason="再补充")


def _status(who: object, world: World) -> int:
    """督查室 does not even see it."""
    return 404 if who == world.supervisor else 403
