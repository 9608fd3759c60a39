"""Days as people say them."""

from datetime import date, timedelta

import pytest

from tests.conftest import World
from tracker.days import due_in_words, past_in_words
from tracker.models import Assignment, Status
from tracker.templatetags.days import due

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
