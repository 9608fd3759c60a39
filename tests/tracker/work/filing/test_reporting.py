"""填报 and 审签: what a department files, what it must say, and who sees it when."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from common.errors import NotAllowed
from departments.models.departments import Department
from departments.models.users import UserRole
from policies.cycles import Cycle
from policies.models.measures import Indicator, Task
from tests.conftest import World
from tests.refusals import refused
from tracker.work.filing.models.drafts import ReportDraft
from tracker.work.filing.models.reports import IndicatorReading, ProgressReport, ReportStatus
from tracker.work.filing.services.drafting import attach_file, save_draft
from tracker.work.filing.services.reporting import (
    endorse_report,
    file_no_change,
    file_report,
    withdraw_report,
)
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.models.assignments import Assignment
from tracker.work.services.declining import delegate_assignment
from tracker.work.services.status_changes import acknowledge_assignment, reopen_assignment
from tracker.work.states import Status

pytestmark = pytest.mark.django_db
ON = date(2026, 5, 20)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def _file(world: World, assignment: Assignment, **changes: Any) -> ProgressReport:
    words: dict[str, Any] = {"actor": world.filer, "percent": 60, "narrative": "已完成选址。", "on": ON}
    return file_report(assignment=assignment, **(words | changes))


def _approve(world: World, report: ProgressReport) -> ProgressReport:
    return approve_report(report=report, actor=world.supervisor)


class TestPercent:
    def test_falling_needs_a_reason(self, world: World, signed: Assignment) -> None:
        _approve(world, _file(world, signed))
        with refused("drop_reason_required", match="低于此前填报的60%，请写明下降原因"):
            _file(world, signed, percent=50)
        report = _approve(world, _file(world, signed, percent=50, drop_reason="统计口径调整"))
        signed.refresh_from_db()
        assert (signed.percent, report.drop_reason) == (50, "统计口径调整")

    def test_a_report_that_still_waits_counts_as_reached(self, world: World, signed: Assignment) -> None:
        first = _file(world, signed, percent=80)
        with refused("drop_reason_required", match="80%"):
            _file(world, signed, percent=60)
        withdraw_report(report=first, actor=world.filer)
        _file(world, signed, percent=60)

    def test_an_older_report_read_late_does_not_lower_it(self, world: World, signed: Assignment) -> None:
        older, newer = _file(world, signed, percent=40), _file(world, signed, percent=70)
        _approve(world, newer)
        assert _approve(world, older).status == "approved"
        signed.refresh_from_db()
        assert signed.percent == 70

    def test_a_reason_as_long_as_a_page_is_refused_in_words(self, world: World, signed: Assignment) -> None:
        with refused("drop_reason_too_long", match="200字以内"):
            _file(world, signed, drop_reason="因" * 201)


class TestEvidence:
    @pytest.fixture
    def demanding(self, signed: Assignment) -> Assignment:
        signed.document.evidence_required = True
        signed.document.save()
        return signed

    def test_a_claim_needs_an_attachment_where_the_document_demands_it(
        self, world: World, demanding: Assignment
    ) -> None:
        draft = save_draft(assignment=demanding, actor=world.filer, content={})
        for given_draft in (None, draft):
            with refused("evidence_required"):
                _file(world, demanding, claims_completion=True, draft=given_draft)
        attach_file(assignment=demanding, actor=world.filer, name="照片.png", data=PNG)
        report = _file(world, demanding, claims_completion=True, draft=draft)
        assert report.attachments.get().name == "照片.png"

    def test_ordinary_progress_needs_none(self, world: World, demanding: Assignment) -> None:
        assert _file(world, demanding).status == "submitted"


class TestClaims:
    def test_one_claim_waits_at_a_time(self, world: World, signed: Assignment) -> None:
        _file(world, signed, claims_completion=True)
        with refused("status_wrong"):
            _file(world, signed, claims_completion=True)

    def test_a_claim_is_for_the_earliest_date_unless_it_names_another(
        self, world: World, signed: Assignment
    ) -> None:
        last = signed.milestones.get(due_on=date(2026, 12, 31))
        named = _file(world, signed, claims_completion=True, milestone=last)
        assert named.milestone == last
        _approve(world, named)
        assert _file(world, signed, claims_completion=True).milestone == signed.milestones.get(
            due_on=date(2026, 6, 30)
        )

    def test_a_date_that_was_closed_meanwhile_is_not_claimed_again(
        self, world: World, signed: Assignment
    ) -> None:
        as_the_page_saw_it = signed.milestones.get(due_on=date(2026, 6, 30))
        _approve(world, _file(world, signed, claims_completion=True))
        with refused("milestone_completed"):
            _file(world, signed, claims_completion=True, milestone=as_the_page_saw_it, on=date(2026, 6, 1))
        assert signed.milestones.get(due_on=date(2026, 6, 30)).completed_on == ON

    def test_withdrawing_puts_the_work_back_where_it_was(self, world: World, signed: Assignment) -> None:
        claim = _file(world, signed, claims_completion=True)
        withdrawn = withdraw_report(report=claim, actor=world.head, reason="数据有误")
        signed.refresh_from_db()
        assert (withdrawn.status, signed.status) == ("withdrawn", Status.ACTIVE)
        assert (signed.events.latest("id").kind, signed.events.latest("id").note) == ("withdrawn", "数据有误")
        with refused("report_not_withdrawable"):
            withdraw_report(report=claim, actor=world.filer)

    def test_withdrawing_other_progress_leaves_the_claim_in_review(
        self, world: World, signed: Assignment
    ) -> None:
        progress = _file(world, signed)
        _file(world, signed, claims_completion=True)
        withdraw_report(report=progress, actor=world.filer)
        signed.refresh_from_db()
        assert signed.status == Status.IN_REVIEW

    @pytest.mark.parametrize("answer", ["approve", "return"])
    def test_what_has_been_answered_is_not_taken_back(
        self, world: World, signed: Assignment, answer: str
    ) -> None:
        report = _file(world, signed)
        if answer == "approve":
            _approve(world, report)
        else:
            return_report(report=report, actor=world.supervisor, reason="补充")
        with refused("report_not_withdrawable"):
            withdraw_report(report=report, actor=world.filer)

    @pytest.mark.parametrize("who", ["other_filer", "supervisor", "leader"])
    def test_nobody_else_takes_it_back(self, world: World, signed: Assignment, who: str) -> None:
        report = _file(world, signed)
        with pytest.raises(NotAllowed):
            withdraw_report(report=report, actor=getattr(world, who))


class TestEndorsement:
    @pytest.fixture
    def endorsing(self, signed: Assignment) -> Assignment:
        Department.objects.filter(pk=signed.department_id).update(head_endorses=True)
        return signed

    def _seen(self, world: World, report: ProgressReport) -> set[str]:
        people = ("supervisor", "leader", "filer", "head", "other_filer")
        return {w for w in people if report in ProgressReport.objects.visible_to(getattr(world, w))}

    def test_a_filers_claim_waits_for_the_head_and_has_not_left_the_department(
        self, world: World, endorsing: Assignment
    ) -> None:
        report = _file(world, endorsing, claims_completion=True)
        endorsing.refresh_from_db()
        assert (report.status, endorsing.status) == ("endorsing", Status.ACTIVE)
        assert self._seen(world, report) == {"filer", "head"}
        assert not ProgressReport.objects.awaiting_review().exists()
        assert endorsing.events.latest("id").note == "待负责人审签"  # and not what it says
        with refused("report_reviewed"):
            _approve(world, report)

    def test_once_the_head_has_endorsed_it_the_office_sees_and_answers_it(
        self, world: World, endorsing: Assignment
    ) -> None:
        report = endorse_report(
            report=_file(world, endorsing, claims_completion=True, percent=90), actor=world.head
        )
        endorsing.refresh_from_db()
        assert (report.status, report.endorsed_by, endorsing.status) == ("submitted", world.head, "in_review")
        assert self._seen(world, report) == {"supervisor", "leader", "filer", "head"}
        assert endorsing.events.latest("id").note == "完成比例90%，申请办结"
        _approve(world, report)
        with refused("report_not_to_endorse"):
            endorse_report(report=report, actor=world.head)

    def test_the_heads_own_report_goes_straight(self, world: World, endorsing: Assignment) -> None:
        assert _file(world, endorsing, actor=world.head).status == "submitted"

    def test_a_filer_does_not_endorse_nor_does_another_departments_head(
        self, world: World, endorsing: Assignment
    ) -> None:
        report = _file(world, endorsing)
        other_head = world.user("other_head", UserRole.HEAD, "省教育厅")
        for actor in (world.filer, other_head, world.supervisor, world.leader):
            with pytest.raises(NotAllowed):
                endorse_report(report=report, actor=actor)

    def test_the_head_can_send_it_back_within_the_department(
        self, world: World, endorsing: Assignment
    ) -> None:
        report = _file(world, endorsing, claims_completion=True)
        withdraw_report(report=report, actor=world.head, reason="请补充数据")
        assert _file(world, endorsing, claims_completion=True).status == "endorsing"

    def test_a_claim_that_waits_for_the_head_is_the_only_one(
        self, world: World, endorsing: Assignment
    ) -> None:
        _file(world, endorsing, claims_completion=True)
        with refused("completion_claim_pending"):
            _file(world, endorsing, claims_completion=True)


class TestFigures:
    @pytest.mark.parametrize(
        ("value", "number"),
        [
            ("62", "62"),
            (" 62个 ", "62"),
            ("1，200.5万元", "1200.5"),
            ("98.76543%", "98.7654"),
            ("持续增加", None),
            ("123456789012345678", None),
        ],
    )
    def test_a_figure_is_kept_as_typed_with_its_number(
        self, world: World, signed: Assignment, value: str, number: str | None
    ) -> None:
        report = _file(world, signed, figures={Indicator.objects.get(): value})
        reading = IndicatorReading.objects.get(report=report)
        assert reading.value == value.strip()
        assert reading.number == (None if number is None else Decimal(number))

    def test_an_empty_figure_is_none(self, world: World, signed: Assignment) -> None:
        _file(world, signed, figures={Indicator.objects.get(): "  "})
        assert not IndicatorReading.objects.exists()

    def test_a_figure_too_long_or_of_another_document_files_nothing(
        self, world: World, signed: Assignment
    ) -> None:
        mine = Indicator.objects.get()
        other = world.document(number="云政发〔2026〕4号", title="另一方案").indicators.get()
        for figures, code in [({mine: "1" * 101}, "figure_too_long"), ({other: "1"}, "figures_foreign")]:
            with refused(code):
                _file(world, signed, figures=figures)
        assert not ProgressReport.objects.exists()


class TestPartners:
    """省教育厅 leads 一 / 2, 省财政厅 supports."""

    @pytest.fixture
    def both(self, world: World) -> tuple[Assignment, Assignment]:
        world.dispatched()
        lead = acknowledge_assignment(
            assignment=world.assignment("省教育厅", "一 / 2"), actor=world.other_filer
        )
        support = acknowledge_assignment(assignment=world.assignment("省财政厅", "一 / 2"), actor=world.filer)
        return lead, support

    def test_the_lead_reads_what_its_partners_filed_and_they_not_each_other(
        self, world: World, both: tuple[Assignment, Assignment]
    ) -> None:
        lead, support = both
        kept = [_approve(world, _file(world, support)), _file(world, support, percent=70)]
        withdraw_report(report=_file(world, support, percent=80), actor=world.filer)
        own = _file(world, lead, actor=world.other_filer)
        assert set(ProgressReport.objects.of_partners(lead)) == set(kept)
        assert own not in ProgressReport.objects.of_partners(support)
        assert not ProgressReport.objects.of_partners(support).exists()

    def test_what_a_partners_head_has_not_endorsed_the_lead_does_not_read(
        self, world: World, both: tuple[Assignment, Assignment]
    ) -> None:
        lead, support = both
        Department.objects.filter(pk=support.department_id).update(head_endorses=True)
        _file(world, support)
        assert not ProgressReport.objects.of_partners(lead).exists()

    def test_what_a_partners_subordinate_filed_stays_with_the_partner(
        self, world: World, both: tuple[Assignment, Assignment]
    ) -> None:
        lead, support = both
        child = delegate_assignment(
            assignment=support, department=world.departments["省国库支付中心"], actor=world.filer, on=ON
        )
        clerk = world.user("clerk", UserRole.FILER, "省国库支付中心")
        _file(world, acknowledge_assignment(assignment=child, actor=clerk), actor=clerk)
        assert not ProgressReport.objects.of_partners(lead).exists()


class TestNoChange:
    def test_it_files_again_what_the_last_report_said(self, world: World, signed: Assignment) -> None:
        _approve(world, _file(world, signed, problems="缺人手", next_steps="招聘", coordination="请支持编制"))
        report = file_no_change(assignment=signed, actor=world.filer, on=ON + timedelta(days=7))
        assert (report.percent, report.no_change, report.claims_completion) == (60, True, False)
        assert report.narrative == "较上次（2026-05-20）无变化：已完成选址。"
        assert (report.problems, report.next_steps, report.coordination) == ("缺人手", "招聘", "请支持编制")

    def test_its_words_do_not_pile_up(self, world: World, signed: Assignment) -> None:
        _file(world, signed)
        for days in (1, 2, 3):
            report = file_no_change(assignment=signed, actor=world.filer, on=ON + timedelta(days=days))
        assert report.narrative == "较上次（2026-05-20）无变化：已完成选址。"

    def test_it_says_the_last_percentage_though_nobody_has_read_it_yet(
        self, world: World, signed: Assignment
    ) -> None:
        _file(world, signed)
        later = ON + timedelta(days=1)
        assert file_no_change(assignment=signed, actor=world.filer, on=later).percent == 60

    def test_what_waits_of_this_period_is_not_filed_again(self, world: World, signed: Assignment) -> None:
        Task.objects.filter(pk=signed.task_id).update(cycle=Cycle.MONTH)
        signed.refresh_from_db()
        report = _file(world, signed)
        later = ON + timedelta(days=1)
        with refused("no_change_not_allowed"):
            file_no_change(assignment=signed, actor=world.filer, on=later)
        _approve(world, report)
        assert file_no_change(assignment=signed, actor=world.filer, on=later).no_change

    def test_it_repeats_the_reason_of_a_fall(self, world: World, signed: Assignment) -> None:
        _approve(world, _file(world, signed, percent=80))
        _file(world, signed, percent=50, drop_reason="统计口径调整")
        again = file_no_change(assignment=signed, actor=world.filer, on=ON + timedelta(days=1))
        assert (again.percent, again.drop_reason) == (50, "统计口径调整")

    def test_a_returned_report_is_not_repeated(self, world: World, signed: Assignment) -> None:
        return_report(report=_file(world, signed), actor=world.supervisor, reason="不具体")
        with refused("no_change_not_allowed"):
            file_no_change(assignment=signed, actor=world.filer, on=ON)

    def test_after_a_reopening_it_says_the_reopened_percentage(
        self, world: World, signed: Assignment
    ) -> None:
        for _ in range(2):
            _approve(world, _file(world, signed, percent=100, claims_completion=True))
        reopen_assignment(
            assignment=signed,
            reason="复查未达标",
            due_on=date(2027, 3, 31),
            on=ON,
            actor=world.supervisor,
            percent=70,
        )
        assert file_no_change(assignment=signed, actor=world.filer, on=ON).percent == 70

    @pytest.mark.parametrize(("day", "near"), [(date(2026, 6, 14), False), (date(2026, 6, 15), True)])
    def test_near_a_date_it_is_refused(self, world: World, signed: Assignment, day: date, near: bool) -> None:
        _file(world, signed)
        if near:
            with refused("no_change_not_allowed"):
                file_no_change(assignment=signed, actor=world.filer, on=day)
        else:
            assert file_no_change(assignment=signed, actor=world.filer, on=day).no_change

    def test_another_department_learns_nothing_by_trying(self, world: World, signed: Assignment) -> None:
        for day in (ON, date(2026, 7, 1)):
            with pytest.raises(NotAllowed):
                file_no_change(assignment=signed, actor=world.other_filer, on=day)


class TestTheSameTwice:
    def test_the_same_report_is_taken_once(self, world: World, signed: Assignment) -> None:
        _file(world, signed)
        with refused("report_repeated"):
            _file(world, signed)
        assert signed.reports.count() == 1

    @pytest.mark.parametrize(
        "other", [{"percent": 61}, {"narrative": "已完成选址和招标。"}, {"problems": "缺人手"}], ids=str
    )
    def test_what_says_something_else_is_taken(
        self, world: World, signed: Assignment, other: dict[str, Any]
    ) -> None:
        _file(world, signed)
        assert _file(world, signed, **other).pk

    def test_what_was_taken_back_or_returned_may_be_said_again(
        self, world: World, signed: Assignment
    ) -> None:
        withdraw_report(report=_file(world, signed), actor=world.filer)
        return_report(report=_file(world, signed), actor=world.supervisor, reason="缺附件")
        assert _file(world, signed).status == ReportStatus.SUBMITTED

    def test_the_database_holds_one_as_well(self, world: World, signed: Assignment) -> None:
        report = _file(world, signed)
        report.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            report.save(force_insert=True)

    @pytest.mark.parametrize("part", ["narrative", "problems", "next_steps", "coordination"])
    def test_a_part_too_long_is_refused_with_its_number(
        self, world: World, signed: Assignment, part: str
    ) -> None:
        assert _file(world, signed, **{part: "长" * 20_000}).pk
        with refused("report_too_long", match="20001字"):
            _file(world, signed, **{part: "长" * 20_001})


class TestDraftsWhenFiling:
    def test_the_draft_is_gone_when_filed(self, world: World, signed: Assignment) -> None:
        draft = save_draft(assignment=signed, actor=world.filer, content={"narrative": "已"})
        _file(world, signed, draft=draft)
        assert not ReportDraft.objects.exists()

    def test_the_draft_with_its_files_is_kept_when_filing_is_refused(
        self, world: World, signed: Assignment
    ) -> None:
        draft = save_draft(assignment=signed, actor=world.filer, content={"narrative": ""})
        attach_file(assignment=signed, actor=world.filer, name="照片.png", data=PNG)
        with refused("narrative_required"):
            _file(world, signed, narrative=" ", draft=draft)
        assert ReportDraft.objects.get().attachments.count() == 1

    def test_nobody_files_a_draft_of_somebody_else_or_of_another_task(
        self, world: World, signed: Assignment
    ) -> None:
        of_the_head = save_draft(assignment=signed, actor=world.head, content={})
        elsewhere = save_draft(
            assignment=world.assignment("省财政厅", "一 / 2"), actor=world.filer, content={}
        )
        for draft in (of_the_head, elsewhere):
            with refused("draft_of_another"):
                _file(world, signed, draft=draft)
        assert ReportDraft.objects.count() == 2


def test_a_report_carries_the_period_of_the_day_it_is_filed(world: World, signed: Assignment) -> None:
    assert _file(world, signed).period == ""
    signed.task.cycle = Cycle.MONTH
    signed.task.save()
    assert _file(world, signed).period == "2026-05"
