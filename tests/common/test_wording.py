"""Days as people say them."""

from datetime import date, timedelta

import pytest

from common.wording import due_in_words, past_in_words
from tests.admin import as_user, page, text
from tests.conftest import World
from tracker.ledger.columns import COLUMNS, Row
from tracker.work.filing.services.drafting import save_draft
from tracker.work.filing.services.reporting import file_report
from tracker.work.models.assignments import Assignment
from tracker.work.services.dates import ask_extension
from tracker.work.services.status_changes import acknowledge_assignment
from tracker.work.states import Status
from tracker.work.templatetags.days import due

ON = date(2026, 7, 10)


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (0, "今天"),
        (1, "明天"),
        (2, "后天"),
        (3, "还有3天"),
        (60, "还有60天"),
        (61, "2026年9月9日"),
        (-5, "逾期5天"),
    ],
)
def test_a_date_ahead(ahead: int, words: str) -> None:
    assert due_in_words(ON + timedelta(days=ahead), ON) == words


def test_a_date_that_is_only_striven_for_is_never_late() -> None:
    assert due_in_words(ON - timedelta(days=5), ON, must=False) == "已过5天"


@pytest.mark.parametrize(
    ("behind", "words"),
    [(0, "今天"), (1, "昨天"), (2, "前天"), (30, "30天前"), (31, "2026年6月9日"), (-1, "2026年7月11日")],
)
def test_a_date_behind(behind: int, words: str) -> None:
    assert past_in_words(ON - timedelta(days=behind), ON) == words


def test_of_an_assignment_the_date_that_makes_it_late_counts(world: World) -> None:
    world.dispatched()
    assignment = world.assignment("省财政厅")
    assert "逾期10天" in due(assignment, ON)
    assert "dc-late" in due(assignment, ON)
    assert due(assignment, date(2026, 6, 30)).count("今天") == 1
    Assignment.objects.filter(pk=assignment.pk).update(status=Status.SUSPENDED)
    assignment.refresh_from_db()
    assert "2026年6月30日" in due(assignment, ON)
    assert "dc-late" not in due(assignment, ON)


def test_what_has_no_date_says_so(world: World) -> None:
    world.dispatched()
    assert "未定时限" in due(world.assignment("省财政厅", "一 / 2"), ON)
    assert "未定时限" in due(None, ON)


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.SUSPENDED])
def test_work_that_is_over_is_not_said_to_have_had_no_date(world: World, status: Status) -> None:
    """Its dates are met, or nobody waits for them: on its row, in 台账 and in the file."""
    world.dispatched()
    over = world.assignment("省财政厅")
    over.status, over.due_on, over.must_due_on = status, None, None
    assert "未定时限" not in due(over, ON)
    assert COLUMNS["due_on"].value(Row(over, ON, section="")) == ""


def test_every_page_that_names_an_assignment_says_its_date_in_the_same_words(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("common.clock.today", lambda: ON)
    world.dispatched()
    assignment = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    mine = as_user(world.filer)
    chosen = {"action": "report_many", "_selected_action": [assignment.pk]}
    assert "逾期10天" in text(mine.post(page("work_assignment"), chosen))
    draft = save_draft(
        assignment=assignment, actor=world.filer, content={"percent": "20", "narrative": "", "figures": {}}
    )
    pages = [page("work_assignment"), page("work_reportdraft"), page("work_reportdraft", draft)]
    for address in pages:
        assert "逾期10天" in text(mine.get(address)), address
    milestone = assignment.milestones.all()[0]
    asked = ask_extension(
        milestone=milestone, to_date=date(2026, 9, 1), reason="推迟", actor=world.filer, on=date(2026, 3, 2)
    )
    report = file_report(
        assignment=assignment, actor=world.filer, on=date(2026, 7, 9), percent=30, narrative="进行中。"
    )
    office = as_user(world.supervisor)
    pages = ["/work/progressreport/queue/", page("work_progressreport", report)]
    for address in (*pages, page("work_extension", asked)):
        assert "逾期10天" in text(office.get(address)), address
    assert "昨天</time>报送" in text(office.get(pages[0]))
