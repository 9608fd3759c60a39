"""考核: what is counted, the score made of it, and that every number opens to its rows."""

import io
import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast
from urllib.parse import parse_qs, urlparse

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from common.errors import NotAllowed, ServiceError
from departments.models.departments import Department
from policies.models.measures import Firmness, Role
from tests.admin import as_user, page, queries, said, text
from tests.api import as_user as api_as
from tests.api import read, write
from tests.conftest import World
from tests.refusals import refused
from tracker.scorecard.models import ScoreFormula
from tracker.scorecard.selectors import Figures, score_of, scorecard
from tracker.scorecard.services import (
    change_score_formula,
    give_points,
    set_document_weight,
    take_back_points,
)
from tracker.work.admin.counted import rows_behind
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.models.requests import Extension
from tracker.work.models.settings import OfficeSettings
from tracker.work.periods import Span, usual_spans
from tracker.work.services.dates import answer_extension, ask_extension, change_date
from tracker.work.services.status_changes import acknowledge_assignment
from tracker.work.states import Status

pytestmark = pytest.mark.django_db
TODAY = date(2026, 7, 10)
HALF = Span(date(2026, 1, 1), date(2026, 6, 30))
PAGE = "/scorecard/scoreformula/scorecard/"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: TODAY)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: TODAY)


def give(assignment: Assignment, due: str, done: str | None = None, **more: Any) -> AssignmentMilestone:
    """A date of the assignment, done or not."""
    day = date.fromisoformat(due)
    return AssignmentMilestone.objects.create(
        assignment=assignment, phrase="测试", first_due_on=day, due_on=day, completed_on=done, **more
    )


@pytest.fixture
def finance(world: World) -> Assignment:
    """省财政厅 leads, with no dates yet."""
    world.dispatched()
    AssignmentMilestone.objects.all().delete()
    return world.assignment("省财政厅")


def line(world: World, name: str = "省财政厅", span: Span = HALF) -> Any:
    card = scorecard(span=span, on=TODAY)
    return next((x for x in card.lines if x.name == name), None)


class TestWhatCounts:
    def test_a_date_counts_in_the_period_it_falls_into(self, world: World, finance: Assignment) -> None:
        for due in ("2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01"):
            give(finance, due, due)
        assert line(world, span=Span(date(2026, 4, 1), date(2026, 6, 30))).total == 2

    def test_what_is_overdue_counts_in_every_period_in_which_it_was(
        self, world: World, finance: Assignment
    ) -> None:
        give(finance, "2026-03-31")
        give(finance, "2026-04-10", "2026-05-20")
        months = [Span(date(2026, n, 1), date(2026, n, 28)) for n in range(3, 8)]
        found = [line(world, span=span) for span in months]
        assert [x and (x.overdue, x.done_late) for x in found] == [
            None,  # due on the 31st, behind the days asked for
            (1, 1),
            (1, 1),
            (1, 0),
            (1, 0),
        ]
        assert line(world, span=Span(date(2026, 8, 1), date(2026, 8, 31))) is None  # not known yet

    def test_what_was_past_at_dispatch_counts_from_then_on(self, world: World, finance: Assignment) -> None:
        give(finance, "2017-06-30")
        assert line(world, span=Span(date(2017, 1, 1), date(2025, 12, 31))) is None
        found = line(world)
        assert (found.overdue, found.past_at_dispatch) == (1, 1)
        assert found.late_days == (TODAY - date(2026, 3, 2)).days

    def test_on_time_is_done_by_the_date_and_due_today_is_not_late(
        self, world: World, finance: Assignment
    ) -> None:
        give(finance, "2026-07-05", "2026-07-05")
        give(finance, "2026-07-05", "2026-07-08")
        give(finance, "2026-07-09")
        give(finance, "2026-07-10")
        found = line(world, span=Span(date(2026, 7, 1), date(2026, 7, 31)))
        assert (found.on_time, found.done_late, found.overdue, found.pending) == (1, 1, 1, 1)
        assert (found.due, found.late, found.late_days) == (3, 2, 3 + 1)
        assert (found.on_time_rate, found.average_late) == (Decimal("33.3"), Decimal("2.0"))

    def test_what_must_not_be_held_against_a_unit_does_not_count(
        self, world: World, finance: Assignment
    ) -> None:
        give(finance, "2026-05-01", firmness=Firmness.STRIVE)
        support = world.assignment("省财政厅", "一 / 2")
        assert support.role == Role.SUPPORT
        give(support, "2026-05-01")
        assert line(world) is None
        give(finance, "2026-05-01", "2026-04-30")
        give(finance, "2026-05-02")
        assert line(world).total == 2
        Assignment.objects.filter(pk=finance.pk).update(status=Status.SUSPENDED)
        assert (line(world).total, line(world).on_time) == (1, 1)

    def test_what_is_handed_on_to_a_unit_below_counts_once(self, world: World, finance: Assignment) -> None:
        below = world.assignment("省教育厅")
        give(below, "2026-05-01")
        assert line(world, "省教育厅").total == 1
        Assignment.objects.filter(pk=below.pk).update(parent=finance)
        assert line(world, "省教育厅") is None

    def test_asking_for_an_extension_improves_nothing(self, world: World, finance: Assignment) -> None:
        milestone = give(finance, "2026-06-20")
        before = line(world)
        assert (before.overdue, before.rank) == (1, 1)
        acknowledge_assignment(assignment=finance, actor=world.filer)
        asked = ask_extension(
            milestone=milestone,
            to_date=date(2026, 8, 1),
            reason="招标推迟",
            actor=world.filer,
            on=date(2026, 3, 2),
        )
        answer_extension(extension=asked, grant=True, actor=world.supervisor, on=date(2026, 3, 2))
        after = line(world)
        assert (after.overdue, after.extended, after.due, after.late_days) == (0, 1, 1, before.late_days)
        assert after.score == before.score == Decimal("8.3")
        # In the period of the new date it counts as well, by the old one; where 督查室 moves it, by its own.
        assert line(world, span=Span(date(2026, 8, 1), date(2026, 8, 31))) is None
        change_date(milestone=milestone, to_date=date(2026, 9, 1), reason="政策调整", actor=world.supervisor)
        assert line(world) is None

    def test_returns_extensions_and_marks_count_on_the_day_of_the_answer(
        self, world: World, finance: Assignment
    ) -> None:
        acknowledge_assignment(assignment=finance, actor=world.filer)

        def file() -> ProgressReport:
            return file_report(
                assignment=finance, actor=world.filer, on=TODAY, percent=10, narrative="正在办理。"
            )

        return_report(report=file(), actor=world.supervisor, reason="请补充数据", mark=2)
        approve_report(report=file(), actor=world.supervisor, mark=5)
        approve_report(report=file(), actor=world.supervisor)
        begin, end = HALF.instants
        ProgressReport.objects.update(reviewed_at=end - timedelta(seconds=1))
        found = line(world)
        assert (found.returns, found.marks, found.average_mark) == (1, 2, Decimal("3.5"))
        ProgressReport.objects.update(reviewed_at=end)
        assert line(world) is None
        ProgressReport.objects.update(reviewed_at=begin)
        assert line(world).returns == 1

    def test_a_mark_is_one_to_five(self, world: World, finance: Assignment) -> None:
        acknowledge_assignment(assignment=finance, actor=world.filer)
        report = file_report(
            assignment=finance, actor=world.filer, on=TODAY, percent=10, narrative="正在办理。"
        )
        for answer in (
            lambda: approve_report(report=report, actor=world.supervisor, mark=6),
            lambda: return_report(report=report, actor=world.supervisor, reason="不实", mark=0),
        ):
            with refused("mark_out_of_range", match="1至5分"):
                answer()
        body = {"mark": 4, "comment": "好"}
        assert write(api_as(world.supervisor), f"reports/{report.pk}/approve/", body)["mark"] == 4


# on time, done late, overdue, days late, returns, extensions, marks, their sum → score, by hand with
# 60 / 20 / 20, a limit of 30 days, 1 point for a return, 0.5 for an extension, 20 at most.
TABLE = [
    ((10, 0, 0, 0, 0, 0, 0, 0), "100.0"),  # no marks: 80 of 80
    ((10, 0, 0, 0, 0, 0, 2, 10), "100.0"),
    ((8, 1, 1, 30, 0, 0, 0, 0), "72.5"),  # (48 + 20·(1 − 15/30)) / 80
    ((8, 1, 1, 30, 2, 1, 1, 4), "71.5"),  # 48 + 10 + 16 − 2.5
    ((0, 0, 4, 400, 0, 0, 0, 0), "0.0"),
    ((1, 1, 1, 10, 0, 0, 0, 0), "45.8"),  # (20 + 20·(1 − 5/30)) / 80 = 45.83…
    ((10, 0, 0, 0, 50, 0, 0, 0), "80.0"),  # no more than 20 points are taken
    ((0, 0, 1, 1, 30, 30, 0, 0), "4.2"),  # 20·29/30 / 80 = 24.17 − 20
]


@pytest.mark.parametrize(("counts", "score"), TABLE)
def test_the_score_is_what_the_formula_says(counts: tuple[int, ...], score: str) -> None:
    names = ("on_time", "done_late", "overdue", "late_days", "returns", "extensions", "marks", "mark_sum")
    figures = Figures(**dict(zip(names, counts, strict=True)))
    assert score_of(figures, ScoreFormula()) == Decimal(score)


def test_where_nothing_has_come_due_there_is_no_score() -> None:
    assert score_of(Figures(pending=3, returns=2), ScoreFormula()) is None


def test_equal_scores_share_a_rank(world: World, finance: Assignment) -> None:
    education, city = world.assignment("省教育厅"), world.assignment("青川市政府", "二 / 3")
    give(finance, "2026-05-01", "2026-05-01")
    give(education, "2026-05-01", "2026-05-01")
    give(city, "2026-05-01")
    ranks = {x.name: x.rank for x in scorecard(span=HALF, on=TODAY).lines}
    assert ranks == {"省财政厅": 1, "省教育厅": 1, "青川市政府": 3}


class TestFormula:
    def test_a_change_is_a_new_version_and_the_old_one_stays(self, world: World) -> None:
        first = change_score_formula(
            actor=world.supervisor, note="重质量", on_time_weight=40, quality_weight=40
        )
        second = change_score_formula(actor=world.supervisor, note="少扣", most_points=10)
        assert ScoreFormula.current() == second
        assert (second.on_time_weight, second.most_points) == (40, 10)
        assert ScoreFormula.objects.get(pk=first.pk).most_points == 20
        for act in (second.save, second.delete):
            with pytest.raises(ServiceError):
                act()

    def test_weights_make_100_and_only_the_office_sets_them(self, world: World) -> None:
        with refused("formula_invalid", match="合计须为100"):
            change_score_formula(actor=world.supervisor, note="改", on_time_weight=70)
        with pytest.raises(NotAllowed):
            change_score_formula(actor=world.leader, note="改", most_points=1)
        body = {"note": "改", "on_time_weight": 50, "lateness_weight": 30}
        made = write(api_as(world.supervisor), "score-formula/", body, expect=201)
        assert (made["on_time_weight"], made["quality_weight"]) == (50, 20)
        write(api_as(world.leader), "score-formula/", body, expect=403)

    def test_the_page_makes_a_version(self, world: World) -> None:
        client = as_user(world.supervisor)
        address = "/scorecard/scoreformula/change-formula"
        form = client.get(address, follow=True)
        values = {name: f.initial for name, f in form.context["form"].fields.items()}
        wrong = client.post(form.request["PATH_INFO"], values | {"note": "试", "on_time_weight": 10})
        assert "三项权重合计须为100。" in text(wrong)
        client.post(form.request["PATH_INFO"], values | {"note": "试", "most_points": 5})
        assert ScoreFormula.current().most_points == 5


@pytest.fixture
def worked(world: World, finance: Assignment) -> World:
    """Two units with something of everything."""
    for due, done in (
        ("2026-02-01", "2026-01-20"),
        ("2026-03-01", "2026-03-11"),
        ("2026-06-30", None),
        ("2026-07-20", None),
        ("2026-07-01", "2026-07-01"),
    ):
        give(finance, due, done)
    give(world.assignment("省教育厅", "一 / 2"), "2026-05-01")
    acknowledge_assignment(assignment=finance, actor=world.filer)
    for mark in (3, None):
        report = file_report(
            assignment=finance, actor=world.filer, on=TODAY, percent=10, narrative="正在办理。"
        )
        return_report(report=report, actor=world.supervisor, reason="请补充", mark=mark)
    milestone = finance.milestones.get(due_on="2026-07-20")
    asked = ask_extension(
        milestone=milestone, to_date=date(2026, 9, 1), reason="缓", actor=world.filer, on=date(2026, 3, 2)
    )
    answer_extension(extension=asked, grant=True, actor=world.supervisor, on=date(2026, 3, 2))
    begin, _ = HALF.instants
    ProgressReport.objects.update(reviewed_at=begin + timedelta(days=3))
    Extension.objects.update(answered_at=begin + timedelta(days=3))
    return world


BEHIND = {"on_time_rate": "due", "completed_rate": "due", "average_late": "late", "average_mark": "marks"}


def test_every_number_opens_to_exactly_the_rows_behind_it(worked: World) -> None:
    client = as_user(worked.supervisor)
    for span in (HALF, usual_spans(TODAY)["本年"]):
        card = scorecard(span=span, on=TODAY)
        assert {x.name for x in card.lines} == {"省财政厅", "省教育厅"}
        for figures, department in [(x, x.department) for x in card.lines] + [(card.totals, None)]:
            for name, address in rows_behind(span, department=department).items():
                rows = client.get(address).context["cl"].result_count
                assert rows == getattr(figures, BEHIND.get(name, name)), (figures, name, address)


def test_the_page_links_its_numbers_and_sorts(worked: World) -> None:
    client = as_user(worked.supervisor)
    asked = f"{PAGE}?from=2026-01-01&to=2026-06-30"
    context = client.get(asked).context
    assert [row["line"].name for row in context["rows"]] == ["省财政厅", "省教育厅"]
    cells = {cell["name"]: cell for cell in context["rows"][0]["cells"]}
    assert cells["overdue"]["value"] == "1"
    assert parse_qs(urlparse(cells["overdue"]["url"]).query)["outcome"] == ["overdue"]
    assert client.get(cells["overdue"]["url"]).context["cl"].result_count == 1
    turned = client.get(f"{asked}&sort=total").context
    assert [row["line"].name for row in turned["rows"]] == ["省教育厅", "省财政厅"]
    assert "起始日期不能晚于截止日期" in text(client.get(f"{PAGE}?from=2026-07-01&to=2026-06-30"))


def test_a_department_sees_its_own_score_and_its_rank_only_where_the_office_allows(worked: World) -> None:
    def seen() -> tuple[Any, Any]:
        client = as_user(worked.other_filer)
        asked = {"from": "2026-01-01", "to": "2026-06-30"}
        page = client.get(PAGE, asked)
        assert "省财政厅" not in text(page)
        [shown] = page.context["card"].lines
        answer = read(api_as(worked.other_filer), "scorecard/", **asked)
        assert (answer["totals"], answer["departments"][0]["rank"]) == (None, shown.rank)
        assert client.get(page.context["rows"][0]["cells"][0]["url"]).context["cl"].result_count == 1
        return shown.name, shown.rank

    assert seen() == ("省教育厅", None)
    OfficeSettings(pk=1, departments_see_rank=True).save()
    assert seen() == ("省教育厅", 2)


def test_page_file_and_api_say_the_same(worked: World) -> None:
    asked = {"from": "2026-01-01", "to": "2026-06-30"}
    answer = read(api_as(worked.leader), "scorecard/", **asked)
    client = as_user(worked.leader)
    page = client.get(PAGE, asked).context["card"]
    assert page.as_dict() == answer
    file = cast(Any, client.get(f"{PAGE}download/", asked)).getvalue()
    sheet = load_workbook(io.BytesIO(file)).active
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert [row[1] for row in rows] == [x["name"] for x in answer["departments"]]
    assert [row[2] for row in rows] == [float(x["score"]) for x in answer["departments"]] == [43.2, 0]
    assert [row[8] for row in rows] == [x["overdue"] for x in answer["departments"]]
    assert read(api_as(worked.leader), "scorecard/")["from"] == "2026-01-01"
    bad = api_as(worked.leader).get("/api/v1/scorecard/", {"from": "2026-07-01", "to": "2026-06-30"})
    assert bad.status_code == 400


def test_more_units_than_a_page_holds_come_page_by_page_and_the_file_has_all(
    worked: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.scorecard.admin.card.SHOWN", 1)
    client, asked = as_user(worked.leader), "?from=2026-01-01&to=2026-06-30&sort=-overdue"
    first = client.get(f"{PAGE}{asked}")
    assert "第1至1个，共2个单位" in text(first)
    assert not first.context["previous"]
    second = client.get(f"{PAGE}?{first.context['following']}").context
    assert not second["following"]
    shown = [row["line"].name for page in (first.context, second) for row in page["rows"]]
    whole = [line.name for line in first.context["card"].lines]
    assert shown == whole
    assert client.get(f"{PAGE}?{second['previous']}").context["rows"][0]["line"].name == shown[0]
    # The totals are those of all, on every page; the rank is the one among all.
    assert second["totals"] == first.context["totals"]
    assert client.get(f"{PAGE}{asked}&page=x").status_code == 200
    file = cast(Any, client.get(first.context["download_url"])).getvalue()
    sheet = load_workbook(io.BytesIO(file)).active
    assert [row[1] for row in sheet.iter_rows(min_row=3, values_only=True)] == whole


def test_as_many_queries_however_much_there_is(worked: World) -> None:
    client = as_user(worked.supervisor)
    client.get(PAGE)

    def counted() -> int:
        with CaptureQueriesContext(connection) as captured:
            scorecard(span=HALF, on=TODAY)
        return len(captured)

    before, page = counted(), queries(client, PAGE)
    assert before == 6  # the formula, dates, reports, extensions, points by hand, names
    task = worked.assignment("省财政厅").task
    for n in range(30):
        unit = Department.objects.create(
            name=f"第{n}厅", short_name=f"第{n}厅", level="province", region=Department.objects.first().region
        )
        made = Assignment.objects.create(
            document=task.measure.document, task=task, department=unit, role=Role.LEAD, dispatched_on=TODAY
        )
        give(made, "2026-04-01")
    assert (counted(), queries(client, PAGE)) == (before, page)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-06-01", "2026-06-30", "2026年6月"),
        ("2026-04-01", "2026-06-30", "2026年第二季度"),
        ("2026-01-01", "2026-12-31", "2026年"),
        ("2026-01-01", "2026-03-30", "2026年1月1日至2026年3月30日"),
        ("2026-02-01", "2026-04-30", "2026年2月1日至2026年4月30日"),
        ("2025-12-01", "2026-12-31", "2025年12月1日至2026年12月31日"),
    ],
)
def test_a_period_is_named_as_people_say_it(first: str, last: str, words: str) -> None:
    assert Span(date.fromisoformat(first), date.fromisoformat(last)).label == words


def test_the_usual_periods_in_january_reach_into_last_year() -> None:
    spans = usual_spans(date(2026, 1, 31))
    assert spans["上月"] == Span(date(2025, 12, 1), date(2025, 12, 31))
    assert spans["上季度"] == Span(date(2025, 10, 1), date(2025, 12, 31))


class TestWeightsAndPoints:
    def test_role_and_document_weigh_what_is_counted(self, world: World, finance: Assignment) -> None:
        """One limit on time in one document, one late in another that counts three times."""
        give(finance, "2026-05-01", "2026-05-01")
        assert line(world).score == Decimal("100.0")
        world.dispatched(number="云政发〔2026〕8号")
        AssignmentMilestone.objects.exclude(assignment=finance).delete()
        other = Assignment.objects.filter(department=finance.department).latest("id")
        Assignment.objects.filter(pk=other.pk).update(role=Role.RESPONSIBLE)
        give(other, "2026-05-01", "2026-05-31")  # 30 days late: nothing for lateness
        assert line(world).score == Decimal("37.5")  # 60 · 1/2 of 80
        words = {"weight": Decimal(3), "reason": "省政府重点", "actor": world.supervisor}
        set_document_weight(document=other.document, **words)
        assert line(world).score == Decimal("18.8")  # 60 · 1/4 of 80
        change_score_formula(actor=world.supervisor, note="重牵头", responsible_weight=Decimal("0.5"))
        finance.refresh_from_db()
        assert finance.role == Role.LEAD
        assert line(world).score == Decimal("30.0")  # 60 · 1/2.5 of 80
        assert (line(world).on_time, line(world).done_late) == (1, 1)  # the counts themselves stay
        assert "负责0.5" in ScoreFormula.current().in_words

    def test_points_by_hand_count_in_their_period_until_they_are_taken_back(
        self, world: World, finance: Assignment
    ) -> None:
        give(finance, "2026-05-01")
        before = line(world).score
        words = {"department": finance.department, "reason": "工作获通报表扬", "actor": world.supervisor}
        given = give_points(points=Decimal("2.5"), on=date(2026, 6, 30), **words)
        give_points(points=Decimal(5), on=date(2026, 7, 1), **words)
        found = line(world)
        assert (found.points, found.score) == (Decimal("2.5"), before + Decimal("2.5"))
        take_back_points(points=given, reason="重复", actor=world.supervisor)
        assert line(world).points == 0
        with refused("points_taken_back"):
            take_back_points(points=given, reason="重复", actor=world.supervisor)

    @pytest.mark.parametrize(
        ("points", "reason", "code"),
        [("0", "好", "points_range"), ("20.5", "好", "points_range"), ("1", " ", "reason_required")],
    )
    def test_points_need_a_reason_and_a_measure(
        self, world: World, finance: Assignment, points: str, reason: str, code: str
    ) -> None:
        words = {"department": finance.department, "on": TODAY, "reason": reason}
        with refused(code):
            give_points(points=Decimal(points), actor=world.supervisor, **words)
        with pytest.raises(NotAllowed):
            give_points(points=Decimal(1), actor=world.leader, **(words | {"reason": "好"}))

    def test_who_has_nothing_to_count_is_none_and_not_first(self, world: World, finance: Assignment) -> None:
        give(finance, "2026-05-01")
        education = world.assignment("省教育厅")
        give(education, "2026-12-31")
        words = {"on": date(2026, 5, 1), "reason": "表扬", "actor": world.supervisor}
        give_points(department=education.department, points=Decimal(10), **words)
        year = usual_spans(TODAY)["本年"]
        found = line(world, "省教育厅", span=year)
        assert (found.score, found.rank, found.points, found.pending) == (None, None, Decimal(10), 1)
        assert line(world, span=year).rank == 1
        html = text(as_user(world.supervisor).get(PAGE))
        assert html.count(">无<") >= 2

    def test_the_page_stands_with_the_first_page(self, world: World, finance: Assignment) -> None:
        """The red of the first page, and why 考核 counts another number."""
        for row in (finance, world.assignment("省财政厅", "一 / 2")):  # 牵头, and 配合
            give(row, "2026-05-01")
            Assignment.objects.filter(pk=row.pk).update(due_on=date(2026, 5, 1), must_due_on=date(2026, 5, 1))
        Assignment.objects.exclude(department=finance.department).update(due_on=None, must_due_on=None)
        client = as_user(world.supervisor)
        red = client.get("/").context["lights"][0]["count"]
        found = client.get(PAGE).context["reconciled"]
        assert (found.red, found.counted, found.others) == (red, 1, 1)
        for asked, parts in (("", (red, 1, 1)), ("?from=2025-01-01&to=2025-12-31", (red, 0, red))):
            urls = client.get(f"{PAGE}{asked}").context["reconciled_urls"]
            rows = {name: client.get(url).context["cl"].result_count for name, url in urls.items()}
            assert (rows["red"], rows["counted"], rows["others"]) == parts
        assert client.get("/work/assignment/?scored=maybe-2025").context["cl"].result_count == 0
        assert ScoreFormula.current().in_words in text(client.get(PAGE))

    def test_the_api_gives_takes_back_and_weighs(self, world: World, finance: Assignment) -> None:
        office, unit = api_as(world.supervisor), api_as(world.filer)
        body = {"department": finance.department_id, "points": "1.5", "reason": "表扬"}
        made = write(office, "score-points/", body, expect=201)
        assert (made["points"], made["on"]) == ("1.5", str(TODAY))
        write(unit, "score-points/", body, expect=403)
        assert [row["reason"] for row in read(unit, "score-points/")["results"]] == ["表扬"]
        assert read(api_as(world.other_filer), "score-points/")["results"] == []
        taken = write(office, f"score-points/{made['id']}/take-back/", {"reason": "误记"})
        assert taken["taken_back_reason"] == "误记"
        weight = {"document": finance.document_id, "weight": "2.0", "reason": "重点"}
        assert write(office, "document-weights/", weight, expect=201)["weight"] == "2.0"
        write(unit, "document-weights/", weight, expect=403)

    def test_the_pages_give_and_weigh(self, world: World, finance: Assignment) -> None:
        client = as_user(world.supervisor)
        give_page, weigh = (
            reverse(f"admin:scorecard_{name}") for name in ("handpoints_give", "documentweight_weigh")
        )
        body = {"department": finance.department_id, "points": "-1", "on": "2026-07-01", "reason": "瞒报"}
        assert said(client.post(give_page, body)) == ["已给省财政厅-1分。"]
        done = client.post(weigh, {"document": finance.document_id, "weight": "2", "reason": "重点"})
        assert said(done)[-1].endswith("的权重已设为2。")
        assert as_user(world.filer).get(give_page).status_code == 403
        rows = as_user(world.filer).get(page("scorecard_handpoints")).context["cl"].result_list
        assert [row.reason for row in rows] == ["瞒报"]


def test_asking_for_extensions_never_improves_a_rank(world: World, finance: Assignment) -> None:
    """Over many histories: a unit that asked and was granted never stands better than had it not asked."""
    chance = random.Random(5)
    education = world.assignment("省教育厅")
    acknowledge_assignment(assignment=finance, actor=world.filer)
    for _ in range(25):
        AssignmentMilestone.objects.all().delete()
        Extension.objects.all().delete()
        for row in (finance, education):
            for _ in range(3):
                due = date(2026, 3, 10) + timedelta(days=chance.randrange(150))
                done = due + timedelta(days=chance.randrange(-20, 40))
                give(row, str(due), str(done) if done <= TODAY and chance.random() < 0.6 else None)
        spans = [HALF, usual_spans(TODAY)["本年"], usual_spans(TODAY)["本月"]]
        before = [line(world, span=span) for span in spans]
        milestone = chance.choice(list(finance.milestones.all()))
        milestone.scored_on, milestone.due_on = milestone.due_on, milestone.due_on + timedelta(days=60)
        milestone.save()
        for was, now in zip(before, [line(world, span=span) for span in spans], strict=True):
            if was is None or was.score is None:
                assert now is None or now.score is None
                continue
            assert now is not None
            assert now.score <= was.score
            assert now.rank >= was.rank
