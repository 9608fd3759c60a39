"""并案: one report serves all; each document shows it and counts it once; parting keeps what was filed."""

import json
from datetime import date
from pathlib import Path

import pytest

from common.errors import NotAllowed
from departments.models.departments import Department
from departments.models.users import Membership, User, UserRole
from departments.services.loading import load_departments
from policies.checking.services.settling import confirm_document
from policies.cycles import Cycle
from policies.models.documents import PolicyDocument
from policies.models.measures import Task
from policies.services.importing import import_file
from tests.admin import as_user
from tests.admin import text as page_text
from tests.conftest import ROOT, World
from tests.refusals import refused
from tests.tracker.work.filing.test_sheets import fill
from tests.world import deadline, measure, unit
from tracker.scorecard.selectors import scorecard
from tracker.work.admin.counted import rows_behind
from tracker.work.filing.models.drafts import Attachment
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.filing.services.drafting import attach_file
from tracker.work.filing.services.reporting import endorse_report, file_report, withdraw_report
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.filing.services.sheets import look_over, make_sheet, upload_sheet
from tracker.work.merging.models import MergedWork, MergeState
from tracker.work.merging.services import (
    answer_suggestion,
    dismiss_pair,
    merge_assignments,
    part_work,
    suggest_merging,
)
from tracker.work.merging.similar import similar
from tracker.work.models.assignments import Assignment, EventKind
from tracker.work.periods import Span
from tracker.work.reporting_obligations import Month, reports_asked
from tracker.work.services.dates import answer_extension, ask_extension
from tracker.work.services.dispatching import dispatch_document
from tracker.work.services.status_changes import acknowledge_assignment
from tracker.work.states import Status

ON = date(2026, 6, 10)
PDF = b"%PDF-1.4\n%made up for the test\n"
ASK = "对新认定的示范合作社按每家五万元给予一次性奖补"


@pytest.fixture
def two(world: World) -> list[Assignment]:
    """省财政厅's work on the same thing from two documents, signed; 省教育厅's from one of them."""
    june = [deadline("6月底前", "2026-06-30")]
    for number, title, text in (
        (11, "扶持合作社", f"加强辅导员队伍建设，完善章程制度。{ASK}。"),
        (12, "促进就业", f"办好招聘会，发放稳岗补贴。{ASK.replace('新认定', '当年认定')}，年底前兑现。"),
    ):
        row = measure(["一", "1"], title, [unit("省财政厅", "牵头"), unit("省教育厅", "配合")], june)
        row["tasks"][0]["text"] = text
        world.dispatched(measures=[row], number=f"云政发〔2026〕{number}号", title=f"{title}方案")
    mine = list(Assignment.objects.filter(department=world.departments["省财政厅"]).order_by("id"))
    return [acknowledge_assignment(assignment=a, actor=world.filer) for a in mine]


def file(world: World, assignment: Assignment, percent: int = 40, **more: object) -> ProgressReport:
    return file_report(
        assignment=assignment, actor=world.filer, on=ON, percent=percent, narrative="已兑现。", **more
    )


def states(*assignments: Assignment) -> list[tuple[str, int]]:
    rows = Assignment.objects.in_bulk([a.pk for a in assignments])
    return [(rows[a.pk].status, rows[a.pk].percent) for a in assignments]


def test_what_two_documents_ask_alike_is_proposed_with_the_sentences(
    world: World, two: list[Assignment]
) -> None:
    [pair] = similar(world.departments["省财政厅"])
    assert ([pair.left, pair.right], pair.left_words) == (two, ASK)
    dismiss_pair(assignments=two, actor=world.supervisor)
    assert similar(world.departments["省财政厅"]) == []
    assert len(similar(world.departments["省教育厅"])) == 1


def test_one_report_serves_all_and_is_reviewed_once(world: World, two: list[Assignment]) -> None:
    first, second = two
    merge_assignments(assignments=two, actor=world.supervisor, reason="同一奖补政策")
    attach_file(assignment=second, actor=world.filer, name="凭证.pdf", data=PDF)
    report = file(world, second, 100, claims_completion=True, draft=second.drafts.get())
    copy = ProgressReport.objects.get(assignment=first)
    assert (copy.original, copy.narrative, copy.percent) == (report, "已兑现。", 100)
    assert copy.milestone.assignment == first
    assert Attachment.objects.filter(report__in=[report, copy]).count() == 2
    assert list(ProgressReport.objects.awaiting_review()) == [report]
    approve_report(report=copy, actor=world.supervisor)
    assert states(first, second) == [(Status.COMPLETED, 100)] * 2
    for document in PolicyDocument.objects.all():
        mine = Assignment.objects.filter(document=document, department=first.department)
        assert mine.filter(status=Status.COMPLETED).count() == 1
        assert ProgressReport.objects.filter(assignment__document=document).count() == 1


def test_the_scorecard_counts_joined_work_once_and_each_document_its_own(
    world: World, two: list[Assignment], monkeypatch: pytest.MonkeyPatch
) -> None:
    july = date(2026, 7, 10)
    year = Span(date(2026, 1, 1), date(2026, 12, 31))
    later = two[1].milestones.create(phrase="年底", first_due_on=year.last, due_on=year.last)
    work = merge_assignments(assignments=two, actor=world.supervisor)
    for assignment in two:
        asked = ask_extension(
            milestone=assignment.milestones.first(),
            to_date=july,
            reason="招标",
            actor=world.filer,
            on=date(2026, 3, 2),
        )
        answer_extension(extension=asked, grant=True, actor=world.supervisor, on=date(2026, 3, 2))
    return_report(report=file(world, two[0]), actor=world.supervisor, reason="补充数据", mark=2)
    approve_report(report=file(world, two[1], 100, claims_completion=True), actor=world.supervisor, mark=5)
    ProgressReport.objects.update(reviewed_at=year.instants[0])

    def counts(document: PolicyDocument | None = None) -> list[int]:
        card = scorecard(span=year, on=july, document=document)
        [line] = [x for x in card.lines if x.department == two[0].department_id]
        return [line.assignments, line.total, line.on_time, line.returns, line.marks, line.extensions]

    assert later.completed_on is None
    assert counts() == [2, 2, 1, 1, 2, 1]
    assert [counts(a.document) for a in two] == [[1, 1, 1, 1, 2, 1], [1, 2, 1, 1, 2, 1]]
    monkeypatch.setattr("common.clock.today", lambda: july)
    office, finance = as_user(world.supervisor), two[0].department_id
    names = ("assignments", "total", "on_time", "returns", "marks", "extensions")
    wanted = dict(zip(names, counts(), strict=True))
    for figure, address in rows_behind(year, department=finance).items():
        rows = office.get(address).context_data["cl"].result_count
        assert rows == wanted.get(figure, rows), figure
    part_work(work=work, actor=world.supervisor, reason="分开")
    assert counts()[:3] == [2, 3, 2]


def test_returning_and_withdrawing_go_along(world: World, two: list[Assignment]) -> None:
    merge_assignments(assignments=two, actor=world.supervisor)
    return_report(report=file(world, two[0]), actor=world.supervisor, reason="补充数据")
    assert set(ProgressReport.objects.values_list("status", flat=True)) == {ReportStatus.RETURNED}
    withdraw_report(report=file(world, two[1]), actor=world.filer)
    assert ProgressReport.objects.filter(status=ReportStatus.WITHDRAWN).count() == 2


def test_the_head_endorses_once(world: World, two: list[Assignment]) -> None:
    Department.objects.filter(pk=two[0].department_id).update(head_endorses=True)
    merge_assignments(assignments=two, actor=world.supervisor)
    endorse_report(report=file(world, two[0]), actor=world.head)
    assert set(ProgressReport.objects.values_list("status", flat=True)) == {ReportStatus.SUBMITTED}


def test_where_one_cannot_be_filed_none_is_and_it_is_named(world: World, two: list[Assignment]) -> None:
    first, second = two
    approve_report(report=file(world, first, 60), actor=world.supervisor)
    merge_assignments(assignments=two, actor=world.supervisor)
    with refused("drop_reason_required", match="并案的“一 / 1 扶持合作社”（云政发〔2026〕11号）："):
        file(world, second, 40)
    assert not second.reports.exists()
    file(world, second, 40, drop_reason="口径调整")
    assert states(first, second) == [(Status.ACTIVE, 60), (Status.ACTIVE, 0)]


def test_parting_keeps_what_was_filed_and_each_goes_its_way(world: World, two: list[Assignment]) -> None:
    first, second = two
    work = merge_assignments(assignments=two, actor=world.supervisor)
    approve_report(report=file(world, first, 40), actor=world.supervisor)
    waiting = file(world, first, 50)
    with refused("reason_required"):
        part_work(work=work, actor=world.supervisor, reason=" ")
    part_work(work=work, actor=world.supervisor, reason="奖补标准不同")
    assert [a.reports.count() for a in two] == [2, 2]
    assert states(first, second) == [(Status.ACTIVE, 40)] * 2
    # What was filed together is still answered together.
    approve_report(report=waiting, actor=world.supervisor)
    assert states(first, second) == [(Status.ACTIVE, 50)] * 2
    file(world, first, 70)
    assert [a.reports.count() for a in two] == [3, 2]
    kinds = second.events.filter(kind__in=[EventKind.JOINED, EventKind.PARTED]).values_list("kind", flat=True)
    assert list(kinds) == [EventKind.JOINED, EventKind.PARTED]
    merge_assignments(assignments=two, actor=world.supervisor)


def test_a_completed_member_rests_while_the_others_go_on(world: World, two: list[Assignment]) -> None:
    first, second = two
    merge_assignments(assignments=two, actor=world.supervisor)
    Assignment.objects.filter(pk=first.pk).update(status=Status.SUSPENDED)
    file(world, second)
    assert not first.reports.exists()


def test_who_may_join_what(world: World, two: list[Assignment]) -> None:
    other = Assignment.objects.filter(department=world.departments["省教育厅"]).first()
    with pytest.raises(NotAllowed):
        merge_assignments(assignments=two, actor=world.filer)
    with pytest.raises(NotAllowed):
        suggest_merging(assignments=two, actor=world.other_filer)
    with refused("merging_units_several"):
        merge_assignments(assignments=[two[0], other], actor=world.supervisor)
    with refused("merging_count_wrong", match="2至20项"):
        merge_assignments(assignments=[two[0], two[0]], actor=world.supervisor)
    work = suggest_merging(assignments=two, actor=world.filer, reason="同一件事")
    assert not file(world, two[0]).copies.exists()
    with refused("merged_already"):
        merge_assignments(assignments=two, actor=world.supervisor)
    with refused("refusal_reason_required"):
        answer_suggestion(work=work, accept=False, actor=world.supervisor)
    answer_suggestion(work=work, accept=True, actor=world.supervisor)
    assert file(world, two[0], 50).copies.count() == 1
    with refused("suggestion_answered", match="已是“已并案”"):
        answer_suggestion(work=work, accept=True, actor=world.supervisor)
    assert MergedWork.objects.visible_to(world.other_filer).count() == 0


def test_what_is_joined_is_asked_once_and_has_one_row_of_the_sheet(
    world: World, two: list[Assignment]
) -> None:
    finance = world.departments["省财政厅"]
    Task.objects.filter(pk=two[0].task_id).update(cycle=Cycle.QUARTER)
    Task.objects.filter(pk=two[1].task_id).update(cycle=Cycle.MONTH)
    july, september = Month(2026, 7), Month(2026, 9)
    assert [reports_asked([m])[m][finance.pk] for m in (july, september)] == [1, 2]
    work = merge_assignments(assignments=two, actor=world.supervisor)
    assert [reports_asked([m])[m][finance.pk] for m in (july, september)] == [1, 1]
    data = make_sheet(department=finance, actor=world.filer, on=ON)
    sheet = upload_sheet(department=finance, actor=world.filer, name="a.xlsx", data=fill(data))
    [line] = look_over(sheet=sheet, actor=world.filer).lines
    assert (line.assignment, line.errors) == (two[0], [])
    part_work(work=work, actor=world.supervisor, reason="分开")
    assert reports_asked([september])[september][finance.pk] == 2


def test_the_preview_of_the_sheet_looks_at_all_that_is_joined(world: World, two: list[Assignment]) -> None:
    first, second = two
    finance = first.department
    approve_report(report=file(world, second, 60), actor=world.supervisor)
    merge_assignments(assignments=two, actor=world.supervisor)
    data = fill(make_sheet(department=finance, actor=world.filer, on=ON))
    sheet = upload_sheet(department=finance, actor=world.filer, name="a.xlsx", data=data)
    [line] = look_over(sheet=sheet, actor=world.filer).lines
    assert (line.assignment, line.partners) == (first, 1)
    assert line.errors == [
        "第4行“比例下降原因”（L4）：并案的“一 / 1 促进就业”（云政发〔2026〕12号）："
        "完成比例低于此前填报的60%，请写明下降原因。"
    ]
    assert "并案，同时报送另外1项" in page_text(
        as_user(world.filer).get(f"/work/assignment/sheet/{sheet.pk}/")
    )


@pytest.mark.corpus
@pytest.mark.django_db
def test_two_documents_of_the_corpus_that_ask_one_department_alike_are_proposed_and_joined(
    corpus: Path,
) -> None:
    load_departments(data=json.loads((ROOT / "fixtures" / "departments.json").read_text()))
    industry = Department.objects.get(name="吉林省工业和信息化厅")
    office, filer = (User.objects.create_user(username=name) for name in ("office", "filer"))
    Membership.objects.create(user=office, department=industry, role=UserRole.SUPERVISOR)
    Membership.objects.create(user=filer, department=industry, role=UserRole.FILER)
    for name in ("000_220a2f621e181aa6.txt", "003_2dbcd8b680e63142.txt"):
        import_file(name=name, content=(corpus / name).read_bytes(), actor=office)
    for document in PolicyDocument.objects.filter(number__in=["吉政发〔2022〕9号", "吉政办发〔2022〕26号"]):
        confirm_document(document=document, actor=office)
        dispatch_document(document=document, actor=office, on=ON)
    [pair] = similar(industry)
    assert {a.task.measure.label for a in (pair.left, pair.right)} == {"三 / 17", "二 / （一） / 1"}
    both = [acknowledge_assignment(assignment=a, actor=filer) for a in (pair.left, pair.right)]
    work = merge_assignments(assignments=both, actor=office)
    report = file_report(assignment=both[0], actor=filer, on=ON, percent=30, narrative="已培育一批。")
    approve_report(report=report, actor=office)
    assert states(*both) == [(Status.ACTIVE, 30)] * 2
    part_work(work=work, actor=office, reason="口径不同")
    assert [a.reports.count() for a in both] == [1, 1]
    work.refresh_from_db()
    assert work.state == MergeState.PARTED
