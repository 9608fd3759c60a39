"""本期应报: what is owed and what is filed, the same for the desk, the sheet, 督查室's page and the lists."""

import random
from datetime import date

import pytest
from django.utils import timezone

from desks.department import _OWING
from policies.cycles import Cycle
from policies.models.measures import Task
from tests.admin import as_user, queries
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.work.filing.models.reports import GIVEN_BACK, ProgressReport
from tracker.work.filing.services.reporting import file_no_change, file_report, withdraw_report
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.filing.services.sheets import to_fill
from tracker.work.merging.services import merge_assignments
from tracker.work.models.assignments import Assignment
from tracker.work.owing import Owing, asked_on, filed, missing, owing_by_department, owing_of
from tracker.work.periods import period_of
from tracker.work.states import Status

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 10)
MONTH = (date(2026, 6, 1), date(2026, 6, 30))
DATES = ("2026-03-31", "2026-06-20", "2026-12-31", "")
CYCLES = (Cycle.NONE, Cycle.WEEK, Cycle.MONTH, Cycle.QUARTER, "FREQ=MONTHLY;BYMONTHDAY=5")


def _work(world: World, dates: list[str], number: str = "云政发〔2026〕18号") -> list[Assignment]:
    """Signed assignments of 省财政厅, one for each date."""
    measures = [
        measure(
            ["一", str(n + 1)],
            f"举措{n + 1}",
            [unit("省财政厅", "牵头")],
            [deadline("时限", day)] if day else [],
        )
        for n, day in enumerate(dates)
    ]
    document = world.dispatched(measures=measures, number=number, title=f"方案{number}")
    rows = Assignment.objects.filter(document=document).order_by("id")
    rows.update(status=Status.ACTIVE, acknowledged_at=timezone.now())
    return list(rows)


def _file(world: World, assignment: Assignment, percent: int = 10, on: date = ON) -> ProgressReport:
    assignment.refresh_from_db()
    words = f"{on}完成{percent}%。"
    return file_report(assignment=assignment, actor=world.filer, on=on, percent=percent, narrative=words)


def _counts(world: World, on: date = ON) -> Owing:
    """The figure, which every way of asking has to give."""
    finance = world.departments["省财政厅"]
    rows = Assignment.objects.filter(department=finance)
    one = Owing(missing=missing(rows, on).count(), filed=filed(rows, on).count())
    assert Owing(**owing_of(rows, asked_on(on)).get()) == one
    assert owing_by_department(rows, on).get(finance.pk, Owing()) == one
    assert Owing(**_OWING.get(user=world.filer, asked=asked_on(on))) == one
    assert to_fill(finance, on=on).count() == one.missing
    return one


def _plainly(assignment: Assignment, on: date) -> str:
    """What the definition says of one that is in work and not joined, said once more without the database."""
    standing = [r for r in assignment.reports.all() if r.status not in GIVEN_BACK]
    in_month = any(MONTH[0] <= r.submitted_on <= MONTH[1] for r in standing)
    period = period_of(assignment.task.cycle, on)
    in_period = any(r.period == period for r in standing)
    by_date = assignment.due_on is not None and assignment.due_on <= MONTH[1]
    owes = (period and not in_period) or (by_date and not in_month)
    if owes:
        return "missing"
    return "filed" if period or by_date else "nothing"


def test_what_was_filed_this_month_counts_overdue_or_not(world: World) -> None:
    rows = _work(world, ["2026-03-31"] * 11 + ["2026-06-20"] * 2 + ["2026-12-31", ""])
    assert str(_counts(world)) == "应报13 · 已报0 · 差13"
    for row in rows[:5]:
        _file(world, row)
    assert str(_counts(world)) == "应报13 · 已报5 · 差8"
    for row in rows[5:13]:
        _file(world, row)
    assert str(_counts(world)) == "应报13 · 已报13 · 差0"
    assert _counts(world).share == 100


def test_a_review_changes_nothing_and_a_return_does(world: World) -> None:
    first, second, third, _ = _work(world, ["2026-06-20"] * 4)
    approve_report(report=_file(world, first), actor=world.supervisor)
    return_report(report=_file(world, second), actor=world.supervisor, reason="不具体")
    withdraw_report(report=_file(world, third), actor=world.filer)
    assert _counts(world) == Owing(filed=1, missing=3)


def test_work_that_was_closed_this_month_was_owed_and_is_filed(world: World) -> None:
    [row] = _work(world, ["2026-06-20"])
    claim = file_report(
        assignment=row, actor=world.filer, on=ON, percent=100, narrative="完成。", claims_completion=True
    )
    assert _counts(world) == Owing(filed=1, missing=0)
    approve_report(report=claim, actor=world.supervisor)
    row.refresh_from_db()
    assert row.status == Status.COMPLETED
    assert _counts(world) == Owing(filed=1, missing=0)
    assert _counts(world, date(2026, 7, 1)) == Owing()


def test_no_change_counts_too(world: World) -> None:
    [row] = _work(world, [""])
    Task.objects.filter(pk=row.task_id).update(cycle=Cycle.MONTH)
    row = Assignment.objects.get(pk=row.pk)
    approve_report(report=_file(world, row, on=date(2026, 5, 20)), actor=world.supervisor)
    assert _counts(world) == Owing(filed=0, missing=1)
    file_no_change(assignment=row, actor=world.filer, on=ON)
    assert _counts(world) == Owing(filed=1, missing=0)


def test_what_is_joined_counts_once(world: World) -> None:
    rows = _work(world, ["2026-06-20"]) + _work(world, ["2026-06-25"], "云政发〔2026〕19号")
    merge_assignments(assignments=rows, actor=world.supervisor, reason="同一工作")
    assert _counts(world) == Owing(filed=0, missing=1)
    _file(world, rows[1])
    assert _counts(world) == Owing(filed=1, missing=0)


@pytest.mark.parametrize("seed", range(8))
def test_any_mixture_is_as_the_definition_says(world: World, seed: int) -> None:
    chance = random.Random(seed)
    rows = _work(world, [chance.choice(DATES) for _ in range(12)])
    for row in rows:
        Task.objects.filter(pk=row.task_id).update(cycle=chance.choice(CYCLES))
    days = (date(2026, 4, 15), date(2026, 5, 20), date(2026, 6, 3), ON)
    for row in Assignment.objects.filter(pk__in=[row.pk for row in rows]):
        for n, day in enumerate(days):
            if chance.random() < 0.4:
                report = _file(world, row, 10 + n, on=day)
                answer = chance.choice(("none", "approve", "return"))
                if answer == "approve":
                    approve_report(report=report, actor=world.supervisor)
                elif answer == "return":
                    return_report(report=report, actor=world.supervisor, reason="不具体")
    said = [_plainly(row, ON) for row in Assignment.objects.filter(pk__in=[row.pk for row in rows])]
    assert _counts(world) == Owing(filed=said.count("filed"), missing=said.count("missing"))


class TestOnPages:
    @pytest.fixture(autouse=True)
    def _today(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("common.clock.today", lambda: ON)

    def test_the_desk_begins_with_it_and_the_row_says_what_waits(self, world: World) -> None:
        rows = _work(world, ["2026-06-20"] * 3)
        report = _file(world, rows[0], 70)
        page = as_user(world.filer).get("/?list=open").content.decode()
        assert page.index("本月应报3 · 已报1 · 差2") < page.index("已逾期")
        assert "已报70%，待审核" in page
        assert f"/work/progressreport/{report.pk}/withdraw/" in page
        owed = as_user(world.filer).get("/?list=owed").context["shown"]["rows"]
        assert {entry["assignment"].pk for entry in owed} == {rows[1].pk, rows[2].pk}

    def test_the_lists_behind_the_figures_are_as_long(self, world: World) -> None:
        rows = _work(world, ["2026-06-20"] * 3)
        _file(world, rows[0], 70)
        client = as_user(world.filer)
        for value, count in (("missing", 2), ("filed", 1)):
            page = client.get(f"/work/assignment/?owed={value}")
            assert page.context["cl"].result_count == count
        assert "已报70%，待审核" in page.content.decode()
        assert "撤回</a>" in page.content.decode()

    def test_a_longer_desk_asks_no_more(self, world: World) -> None:
        rows = _work(world, ["2026-06-20"] * 10)
        few = queries(as_user(world.filer), "/?list=open")
        for row in rows:
            _file(world, row)
        assert queries(as_user(world.filer), "/?list=open") == few
