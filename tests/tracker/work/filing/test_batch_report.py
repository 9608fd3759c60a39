"""合并填报: one narrative to several assignments, all or none."""

from datetime import date

import pytest

from common.errors import NotAllowed
from tests.admin import as_user, page, said, text
from tests.api import as_user as caller
from tests.api import write
from tests.conftest import World
from tests.refusals import refused
from tests.world import measure, unit
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.batch_report import Words, file_batch
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment

ON = date(2026, 6, 10)
WORDS = Words(narrative="两项工作一并推进。", next_steps="继续。")


@pytest.fixture
def three(world: World) -> list[Assignment]:
    """Three assignments of 省财政厅, of which the last is not signed."""
    finance = [unit("省财政厅", "牵头")]
    world.dispatched(measures=[measure(["一", str(i)], f"举措{i}", finance) for i in (1, 2, 3)])
    rows = list(Assignment.objects.order_by("id"))
    return [*(acknowledge_assignment(assignment=a, actor=world.filer) for a in rows[:2]), rows[2]]


def test_the_same_words_stand_in_each_with_its_own_percentage(world: World, three: list[Assignment]) -> None:
    first, second, _ = three
    file_batch(
        assignments=[second, first],
        percents={first.pk: 30, second.pk: 60},
        words=WORDS,
        actor=world.filer,
        on=ON,
    )
    filed = {r.assignment_id: (r.percent, r.narrative, r.next_steps) for r in ProgressReport.objects.all()}
    assert filed == {
        first.pk: (30, "两项工作一并推进。", "继续。"),
        second.pk: (60, "两项工作一并推进。", "继续。"),
    }


def test_one_that_cannot_be_filed_keeps_all_back_and_is_named(world: World, three: list[Assignment]) -> None:
    with refused("batch_refused", match="举措3：该事项尚未签收") as caught:
        file_batch(
            assignments=three,
            percents=dict.fromkeys([a.pk for a in three], 50),
            words=WORDS,
            actor=world.filer,
            on=ON,
        )
    assert list(caught.value.reasons) == [three[2].pk]
    with pytest.raises(NotAllowed):
        file_batch(
            assignments=three[:2],
            percents=dict.fromkeys([a.pk for a in three], 50),
            words=WORDS,
            actor=world.other_filer,
            on=ON,
        )
    assert not ProgressReport.objects.exists()


def test_chosen_in_the_list_and_filed_by_one_form(world: World, three: list[Assignment]) -> None:
    client, address = as_user(world.filer), page("work_assignment")
    chosen = {"action": "report_many", "_selected_action": [a.pk for a in three]}
    form = text(client.post(address, chosen))
    assert "将报送到下列2项" in form
    assert "所选的另外1项不在办理中" in form
    percents = {f"percent-{a.pk}": str(20 + i) for i, a in enumerate(three[:2])}
    wrong = client.post(address, {**chosen, **percents, "narrative": ""})
    assert not ProgressReport.objects.exists()
    assert wrong.status_code == 200
    done = client.post(address, {**chosen, **percents, "narrative": "一并推进。"})
    assert said(done) == ["已为2项事项报送同一份进展。"]
    assert sorted(ProgressReport.objects.values_list("percent", flat=True)) == [20, 21]


def test_by_the_api(world: World, three: list[Assignment]) -> None:
    body = {"assignments": [{"assignment": a.pk, "percent": 50} for a in three], "narrative": "推进。"}
    refused = write(caller(world.filer), "assignments/report-many/", body, expect=409)
    assert (refused["code"], "举措3" in refused["title"]) == ("batch_refused", True)
    write(caller(world.other_filer), "assignments/report-many/", body, expect=404)
    body["assignments"] = body["assignments"][:2]
    assert len(write(caller(world.filer), "assignments/report-many/", body, expect=201)) == 2
