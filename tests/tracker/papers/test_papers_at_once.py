"""Many who issue at the same moment, on PostgreSQL: no number twice, none left out."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from common.errors import ServiceError
from tests.conftest import World
from tests.tracker.work.test_racing import at_once
from tracker.papers.models import Paper
from tracker.papers.services.issuing import issue_bulletin, issue_notice, withdraw_paper
from tracker.work.models.assignments import AssignmentMilestone
from tracker.work.periods import Span

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TODAY = date(2026, 7, 10)
HALF = Span(date(2026, 1, 1), date(2026, 6, 30))
WORDS: dict[str, Any] = {"title": "通报", "to": "各单位", "good": [], "bad": [], "closing": "请抓紧办理。"}


@pytest.fixture
def late(transactional_db: None) -> World:
    world = World()
    world.dispatched()
    assert AssignmentMilestone.objects.filter(due_on__lt=TODAY).count() == 2
    return world


def test_numbers_are_given_once_and_in_a_row(late: World) -> None:
    def make(words: dict[str, Any]) -> Paper:
        return issue_bulletin(actor=late.supervisor, span=HALF, document=None, on=TODAY, words=words)

    # Every fourth gives up on the way: it must not take a number with it.
    acts = [partial(make, WORDS if n % 4 else WORDS | {"closing": ""}) for n in range(12)]
    issued, raised = at_once(acts)
    results: Any = issued
    assert [type(error) for error in raised] == [ServiceError] * 3
    assert sorted(paper.serial for paper in results) == list(range(1, 10))
    assert sorted(Paper.objects.values_list("serial", flat=True)) == list(range(1, 10))


def test_a_notice_is_withdrawn_once(late: World) -> None:
    assignment = late.assignment("省财政厅")
    paper = issue_notice(
        actor=late.supervisor, assignments=[assignment], answer_by=TODAY, on=TODAY, words=WORDS
    )
    acts = [partial(withdraw_paper, paper=paper, reason="撤", actor=late.supervisor)] * 6
    results, raised = at_once(acts)
    assert (len(results), len(raised)) == (1, 5)
    assert assignment.events.filter(kind="notice_withdrawn").count() == 1
