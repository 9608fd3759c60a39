"""The pages of 机构改革: the form, the preview, the deed and its undoing, by the browser and by the API."""

from datetime import date
from typing import Any

import pytest

from tests.admin import as_user, page, queries, said, steps_offered, text
from tests.api import as_user as api_as
from tests.api import read, rows, write
from tests.conftest import World
from tests.tracker.farms import Farms
from tests.tracker.proposals.test_proposals import dispatched as dispatched_proposal
from tracker.reforms.models import Reform
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = pytest.mark.django_db
BEGIN = "/reforms/reform/begin/"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: date(2026, 7, 10))


@pytest.fixture
def farms(world: World) -> Farms:
    return Farms(world)


def _facts(farms: Farms, **changes: Any) -> dict[str, Any]:
    facts = {
        "kind": "merge",
        "department": farms.old.pk,
        "successors": [farms.new.pk],
        "effective_on": "2026-06-01",
        "members": "copy",
        "note": "改革方案",
    }
    return {**facts, **changes}


def test_a_merger_is_shown_confirmed_and_undone(farms: Farms) -> None:
    office = as_user(farms.world.supervisor)
    shown = office.post(BEGIN, _facts(farms))
    html = text(shown)
    assert "<strong>6项</strong>移交省农业农村厅" in html
    assert "已承担同一任务" in html
    assert not Reform.objects.exists()
    confirmed = {"confirmed": shown.context["found"].fingerprint}
    done = office.post(BEGIN, _facts(farms) | confirmed)
    assert said(done) == ["省农委合并已办理：6项移交省农业农村厅，1项并入承接单位的同一任务。"]
    reform = Reform.objects.get()
    address = page("reforms_reform", reform)
    assert steps_offered(office, address) == ["undo"]
    assert "举措1：省农委 → 省农业农村厅" in text(office.get(address))
    assert office.post(page("reforms_reform", reform, "undo"), {"reason": "有变"}).status_code == 302
    assert farms.of(farms.old, "pending", "active").count() == 7
    assert "已撤销" in text(office.get(address))


def test_what_has_changed_since_the_preview_is_shown_again(farms: Farms) -> None:
    office = as_user(farms.world.supervisor)
    shown = office.post(BEGIN, _facts(farms)).context["found"].fingerprint
    acknowledge_assignment(assignment=farms.world.assignment("省农委", "二 / 0"), actor=farms.filer)
    farms.of(farms.old, "active").filter(task__measure__path=["二", "0"]).update(status="suspended")
    again = office.post(BEGIN, _facts(farms) | {"confirmed": shown})
    assert "有变化" in said(again)[0]
    assert not Reform.objects.exists()


def test_a_split_is_chosen_by_section_and_one_by_one(farms: Farms) -> None:
    office = as_user(farms.world.supervisor)
    school = farms.world.departments["省教育厅"]
    facts = _facts(farms, kind="split", successors=[farms.new.pk, school.pk])
    shown = office.post(BEGIN, facts)
    assert "还有7项没有选择承接单位" in text(shown)
    document = farms.document.pk
    single = farms.world.assignment("省农委", "一 / 3").pk
    chosen = {
        f"section-{document}-一": farms.new.pk,
        f"section-{document}-二": school.pk,
        f"assignment-{single}": school.pk,
        f"person-{farms.filer.pk}": school.pk,
    }
    found = office.post(BEGIN, facts | chosen).context["found"]
    assert {str(u): n for u, n in found.by_successor} == {"省农业农村厅": 5, "省教育厅": 2}
    office.post(BEGIN, facts | chosen | {"confirmed": found.fingerprint})
    assert farms.of(school).count() == 2
    assert school.pk in farms.filer.memberships.values_list("department_id", flat=True)


def test_a_split_shows_and_takes_the_choice_for_each_proposal(farms: Farms) -> None:
    office, school = as_user(farms.world.supervisor), farms.world.departments["省教育厅"]
    proposal = dispatched_proposal(farms.world)
    proposal.sponsors.filter(role="joint").delete()
    proposal.sponsors.filter(role="lead").update(department=farms.old)
    facts = _facts(farms, kind="split", successors=[farms.new.pk, school.pk], default=farms.new.pk)
    name = f"proposal-{proposal.sponsors.get().pk}"
    assert f'name="{name}"' in text(office.post(BEGIN, facts))
    found = office.post(BEGIN, facts | {name: school.pk}).context["found"]
    office.post(BEGIN, facts | {name: school.pk, "confirmed": found.fingerprint})
    assert proposal.sponsors.get().department == school


def test_a_step_since_then_is_named_and_undoing_is_not_offered(farms: Farms) -> None:
    reform = farms.merged()
    acknowledge_assignment(assignment=farms.world.assignment("省农业农村厅", "一 / 3"), actor=farms.new_filer)
    office = as_user(farms.world.supervisor)
    address = page("reforms_reform", reform)
    assert steps_offered(office, address) == []
    assert "改革之后已有新的办理" in text(office.get(address))


def test_only_the_office_finds_the_page(farms: Farms) -> None:
    for user in (farms.world.leader, farms.filer):
        assert as_user(user).get(BEGIN).status_code == 403
        assert api_as(user).get("/api/v1/reforms/").status_code == 403


def test_old_reports_show_the_old_name_on_page_and_api(farms: Farms) -> None:
    farms.merged()
    office = as_user(farms.world.supervisor)
    moved = farms.world.assignment("省农业农村厅", "一 / 0")
    report = moved.reports.get()
    assert "省农委" in text(office.get(page("work_progressreport")))
    assert "省农委" in text(office.get(page("work_assignment", moved)))
    assert "原责任单位省农委" in text(office.get(page("work_assignment", moved)))
    shown = read(api_as(farms.world.supervisor), f"reports/{report.pk}/")
    assert shown["unit_name"] == "省农委"


def test_the_preview_takes_as_many_queries_for_many_as_for_few(world: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    farms = Farms(world, own=3)
    office = as_user(world.supervisor)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert office.post(BEGIN, _facts(farms)).status_code == 200
        return len(captured)

    few = asked()
    world.dispatched(
        title="又",
        number="云政发〔2026〕9号",
        measures=[dict(m, path=["一", str(n)]) for n in range(12) for m in [_measure(f"又{n}")]],
    )
    assert asked() == few


def _measure(title: str) -> dict[str, Any]:
    from tests.world import measure, unit

    return measure(["一", "1"], title, [unit("省农委")])


def test_the_list_takes_as_many_queries_for_many_as_for_one(farms: Farms) -> None:
    office = as_user(farms.world.supervisor)
    reform = farms.merged()
    few = queries(office, page("reforms_reform"))
    farms.undone(reform)
    farms.undone(farms.merged())
    assert queries(office, page("reforms_reform")) == few


def test_the_api_previews_carries_out_and_undoes(farms: Farms) -> None:
    api = api_as(farms.world.supervisor)
    body = _facts(farms)
    shown = write(api, "reforms/preview/", body)
    assert shown["moving"] == [{"department": farms.new.pk, "name": "省农业农村厅", "assignments": 6}]
    made = write(api, "reforms/", body | {"shown": shown["shown"]}, expect=201)
    assert made["forbidden"] == ""
    assert [row["id"] for row in rows(api, "reforms/")] == [made["id"]]
    undone = write(api, f"reforms/{made['id']}/undo/", {"reason": "有变"})
    assert undone["undone_reason"] == "有变"
    refused = write(api, f"reforms/{made['id']}/undo/", {"reason": "又"}, expect=409)
    assert refused["code"] == "reform_not_undoable"
