"""批量办理: what is chosen, what a step would do, that it is done once, and taken back in time."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from config.celery import app
from tests.admin import as_user, queries, said, text
from tests.api import as_user as api
from tests.api import read, write
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.ledger.choosing import Choice
from tracker.ledger.models import Export, LedgerStep, StepKind, StepState
from tracker.ledger.query import TableQuery
from tracker.ledger.services import steps
from tracker.work.models.assignments import Assignment, AssignmentMilestone, Event, EventKind
from tracker.work.services.dates import change_date
from tracker.work.services.declining import delegate_assignment
from tracker.work.services.status_changes import acknowledge_assignment, suspend_assignment
from tracker.work.states import Status

pytestmark = pytest.mark.django_db
ON = date(2026, 7, 10)
DO = "/ledger/step/"
WORDS = {
    "urge": {"message": "请抓紧"},
    "suspend": {"reason": "政策调整"},
    "change_date": {"to_date": "2026-11-30", "reason": "统一安排"},
}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: ON)


@pytest.fixture
def ledger(world: World) -> World:
    units = [unit("省财政厅", "牵头"), unit("省教育厅", "配合")]
    dates = [[deadline("6月底前", "2026-06-30"), deadline("年底前", "2026-12-31")], None, None]
    world.dispatched(measures=[measure([str(n)], f"第{n}项", units, dates[n - 1]) for n in (1, 2, 3)])
    return world


def of(world: World, label: str, unit: str = "省财政厅") -> Assignment:
    return world.assignment(unit, label)


def looked_at(client: Client, kind: str, **chosen: Any) -> Any:
    answer = client.post(DO, {"step": kind, "query": "all=1", **chosen})
    assert answer.status_code == 200, answer
    return answer


def done(client: Client, kind: str, words: dict[str, Any], **chosen: Any) -> Any:
    """Look, and confirm what was seen."""
    preview = looked_at(client, kind, **chosen).context["preview"]
    sent = {"step": kind, "query": "all=1", **chosen, **words, "fingerprint": preview.fingerprint}
    return client.post(DO, sent)


def states() -> list[str]:
    return list(Assignment.objects.order_by("pk").values_list("status", flat=True))


def dates() -> list[tuple[int, date, date | None]]:
    rows = AssignmentMilestone.objects.order_by("pk")
    return list(rows.values_list("assignment_id", "due_on", "scored_on"))


def test_a_measure_stands_for_its_units_that_fit_and_a_unit_for_itself(ledger: World) -> None:
    client = as_user(ledger.supervisor)
    first, second = of(ledger, "1"), of(ledger, "2", "省教育厅")
    page = looked_at(client, "urge", measure=[first.task.measure_id], unit=[second.pk])
    assert page.context["preview"].rows == sorted([first.pk, of(ledger, "1", "省教育厅").pk, second.pk])
    narrowed = looked_at(client, "urge", measure=[first.task.measure_id], query="role=lead")
    assert narrowed.context["preview"].rows == [first.pk]
    every = looked_at(client, "urge", everything="1")
    assert len(every.context["preview"].rows) == 6
    assert not LedgerStep.objects.exists()


def test_what_cannot_be_done_is_said_before(ledger: World) -> None:
    suspend_assignment(assignment=of(ledger, "3"), reason="停", actor=ledger.supervisor)
    ledger.other_filer.memberships.all().delete()
    page = looked_at(as_user(ledger.supervisor), "urge", everything="1")
    assert [(one.why, one.count) for one in page.context["preview"].hindrances] == [("已中止，不能催办", 1)]
    assert "1个单位没有账号，收不到提醒：省教育厅。" in text(page)
    assert "将办理<b>5项</b>（所选6项）" in text(page)


def test_many_are_urged_with_one_message(ledger: World) -> None:
    client = as_user(ledger.supervisor)
    answer = done(client, "urge", WORDS["urge"], everything="1")
    assert said(answer) == ["已催办6项，3人已在收件箱中收到。"]
    assert Event.objects.filter(kind=EventKind.URGED).count() == 6


@pytest.mark.parametrize("kind", ["suspend", "change_date"])
def test_within_seconds_all_stands_as_before(ledger: World, kind: str) -> None:
    before, before_dates = states(), dates()
    client = as_user(ledger.supervisor)
    answer = done(client, kind, WORDS[kind], everything="1")
    assert "撤回" in said(answer)[0]
    assert (states(), dates()) != (before, before_dates)
    step = LedgerStep.objects.get()
    assert step.state == StepState.DONE
    client.post(f"/ledger/steps/{step.pk}/take-back/")
    assert (states(), dates()) == (before, before_dates)
    assert LedgerStep.objects.get().outcome == "已撤回6项。"
    # Nobody else, and not twice.
    assert "不能撤回" in said(client.post(f"/ledger/steps/{step.pk}/take-back/"))[-1]
    assert as_user(ledger.leader).post(f"/ledger/steps/{step.pk}/take-back/").status_code == 404


def test_after_the_seconds_it_stands(ledger: World) -> None:
    client = as_user(ledger.supervisor)
    done(client, "suspend", WORDS["suspend"], everything="1")
    step = LedgerStep.objects.get()
    LedgerStep.objects.update(changed_at=timezone.now() - steps.OPEN - timedelta(seconds=1))
    assert "只能在办理后10秒内撤回" in said(client.post(f"/ledger/steps/{step.pk}/take-back/"))[-1]
    assert set(states()) == {Status.SUSPENDED}


def test_what_was_moved_since_stays_where_it_was_put(ledger: World) -> None:
    client = as_user(ledger.supervisor)
    done(client, "change_date", WORDS["change_date"], unit=[of(ledger, "1").pk, of(ledger, "2").pk])
    milestone = of(ledger, "2").milestones.get()
    change_date(milestone=milestone, to_date=date(2027, 1, 31), reason="另定", actor=ledger.supervisor)
    client.post(f"/ledger/steps/{LedgerStep.objects.get().pk}/take-back/")
    assert of(ledger, "1").due_on == date(2026, 6, 30)
    assert of(ledger, "2").due_on == date(2027, 1, 31)


def test_parts_that_were_handed_on_rest_and_go_on_with_it(ledger: World) -> None:
    own = acknowledge_assignment(assignment=of(ledger, "1"), actor=ledger.filer)
    part = delegate_assignment(
        assignment=own, department=ledger.departments["省国库支付中心"], actor=ledger.filer, on=ON
    )
    before = states()
    client = as_user(ledger.supervisor)
    page = looked_at(client, "suspend", unit=[own.pk])
    assert page.context["preview"].notes[-1] == "已转办下属单位的1项随之中止。"
    answer = done(client, "suspend", WORDS["suspend"], unit=[own.pk, part.pk])
    assert LedgerStep.objects.get().refused == []
    assert "已中止2项" in said(answer)[0]
    client.post(f"/ledger/steps/{LedgerStep.objects.get().pk}/take-back/")
    assert states() == before


def test_reassigned_once_for_each_task_and_not_to_who_has_it(ledger: World) -> None:
    client = as_user(ledger.supervisor)
    rows = [of(ledger, "1").pk, of(ledger, "1", "省教育厅").pk, of(ledger, "2").pk]
    to: dict[str, Any] = {"department": ledger.departments["省农业农村厅"].pk, "reason": "职责调整"}
    preview = looked_at(client, "reassign", unit=rows).context["preview"]
    assert preview.rows == [rows[0], rows[2]]
    assert [one.count for one in preview.hindrances] == [1]
    done(client, "reassign", to, unit=rows)
    assert Assignment.objects.filter(department=to["department"]).count() == 2
    assert of(ledger, "1").status == Status.SUSPENDED
    assert not LedgerStep.objects.get().before
    # Now it has the task: the reader looks again at what is left, and nothing is.
    again = looked_at(client, "reassign", unit=rows[1:2])
    sent = {"step": "reassign", "query": "all=1", "unit": rows[1:2], **to}
    answer = client.post(DO, {**sent, "fingerprint": again.context["preview"].fingerprint})
    assert "省农业农村厅已承担该任务" in text(answer)
    assert LedgerStep.objects.count() == 1


def test_other_rows_than_were_seen_are_not_touched(ledger: World) -> None:
    client = as_user(ledger.supervisor)
    seen = looked_at(client, "suspend", everything="1").context["preview"].fingerprint
    suspend_assignment(assignment=of(ledger, "3"), reason="停", actor=ledger.supervisor)
    sent = {"step": "suspend", "query": "all=1", "everything": "1", **WORDS["suspend"]}
    answer = client.post(DO, {**sent, "fingerprint": seen})
    assert "所选的事项刚有变化" in text(answer)
    assert Assignment.objects.open().count() == 5


def test_what_is_wanting_is_asked_for(ledger: World) -> None:
    client = as_user(ledger.supervisor)
    for kind in ("urge", "suspend", "change_date", "reassign"):
        assert "必填项" in text(done(client, kind, {}, everything="1"))
    assert not LedgerStep.objects.exists()
    assert said(client.post(DO, {"step": "urge", "query": "all=1"})) == [
        "没有勾选事项，或所选的已不符合筛选条件，请返回重新选择。"
    ]
    past = done(client, "change_date", {"to_date": "2026-07-01", "reason": "早"}, everything="1")
    assert "不能早于今天" in text(past)


@pytest.mark.parametrize("who", ["leader", "filer", "head"])
def test_only_the_office_takes_steps(ledger: World, who: str) -> None:
    user = getattr(ledger, who)
    assert as_user(user).post(DO, {"step": "urge", "query": "all=1", "everything": "1"}).status_code == 403
    body = {"kind": "urge", "query": "all=1", "everything": True, "message": "请抓紧"}
    assert api(user).post("/api/v1/ledger-steps/", body, format="json").status_code == 403
    assert api(user).post("/api/v1/ledger-steps/preview/", body, format="json").status_code == 403
    assert "data-bulk" not in text(as_user(user).get("/ledger/?all=1"))


def test_a_large_step_is_done_in_batches_and_goes_on_where_it_stopped(
    ledger: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("AT_ONCE", 2), ("BATCH", 2)):
        monkeypatch.setattr(steps, name, value)
    monkeypatch.setattr("tracker.ledger.admin.steps.AT_ONCE", 2)
    sent: list[int] = []
    monkeypatch.setattr("tracker.ledger.admin.steps.run_ledger_step.delay", sent.append)
    client = as_user(ledger.supervisor)
    answer = done(client, "suspend", WORDS["suspend"], everything="1")
    step = LedgerStep.objects.get()
    assert answer["Location"] == f"/ledger/steps/{step.pk}/"
    assert (sent, step.state, step.percent) == ([step.pk], StepState.WAITING, 0)
    assert "已办0项，共6项" in text(client.get(answer["Location"]))

    # The worker dies within the second batch: the first stands, the second does not.
    real, seen = suspend_assignment, []

    def dying(**given: Any) -> Any:
        seen.append(given)
        if len(seen) == 4:
            raise KeyboardInterrupt
        return real(**given)

    with monkeypatch.context() as patch:
        patch.setattr(steps, "suspend_assignment", dying)
        with pytest.raises(KeyboardInterrupt):
            steps.run_step(step_id=step.pk)
    step.refresh_from_db()
    assert (step.state, step.done) == (StepState.RUNNING, 2)
    assert Assignment.objects.filter(status=Status.SUSPENDED).count() == 2
    later = timezone.now() + steps.SILENCE + timedelta(seconds=1)
    assert steps.unfinished_steps(later) == [step.pk]
    assert steps.unfinished_steps(timezone.now()) == []
    assert steps.run_step(step_id=step.pk).outcome == "已中止6项。"
    assert Event.objects.filter(kind=EventKind.SUSPENDED).count() == 6
    assert read(api(ledger.supervisor), f"ledger-steps/{step.pk}/")["percent"] == 100
    assert "已中止6项" in text(client.get("/ledger/steps/"))
    assert client.get(f"/ledger/steps/{step.pk}/").status_code == 200
    assert as_user(ledger.leader).get(f"/ledger/steps/{step.pk}/").status_code == 404


def test_what_changed_meanwhile_is_left_out_and_said(ledger: World) -> None:
    choice = Choice(steps_question(), everything=True)
    step = steps.ask_step(
        kind=StepKind.SUSPEND,
        choice=choice,
        said=WORDS["suspend"],
        fingerprint="",
        actor=ledger.supervisor,
        on=ON,
    )
    suspend_assignment(assignment=of(ledger, "2"), reason="停", actor=ledger.supervisor)
    step = steps.run_step(step_id=step.pk)
    assert step.outcome == "已中止5项，另有1项没有办理。"
    assert step.refused[0]["why"] == "省财政厅：2 第2项：该事项当前为“已中止”，不能中止。"


def test_who_is_of_the_office_no_more_ends_it(ledger: World) -> None:
    step = steps.ask_step(
        kind=StepKind.SUSPEND,
        choice=Choice(steps_question(), everything=True),
        said=WORDS["suspend"],
        fingerprint="",
        actor=ledger.supervisor,
        on=ON,
    )
    ledger.supervisor.memberships.all().delete()
    step = steps.run_step(step_id=step.pk)
    assert (step.state, set(states())) == (StepState.FAILED, {Status.PENDING})
    assert step.outcome.startswith("已办0项，其余6项没有办理：")


def steps_question() -> Any:
    return TableQuery()


def test_ticked_rows_are_exported_alone(ledger: World) -> None:
    client = as_user(ledger.supervisor)
    first, second = of(ledger, "1"), of(ledger, "2")
    client.post(DO, {"step": "export", "query": "all=1", "measure": [first.task.measure_id]})
    client.post(DO, {"step": "export", "query": "all=1", "unit": [second.pk]})
    assert [export.rows_total for export in Export.objects.order_by("pk")] == [1, 1]
    mixed = client.post(
        DO, {"step": "export", "query": "all=1", "unit": [1], "measure": [first.task.measure_id]}
    )
    assert "只勾选举措，或只勾选单位" in said(mixed)[0]


def test_by_the_api_the_same(ledger: World) -> None:
    client = api(ledger.supervisor)
    body = {"kind": "suspend", "query": "role=lead", "everything": True, "reason": "政策调整"}
    preview = write(client, "ledger-steps/preview/", body, expect=200)
    assert (len(preview["rows"]), preview["units"], preview["may_be_taken_back"]) == (3, 1, True)
    wrong = client.post("/api/v1/ledger-steps/", {**body, "fingerprint": "0" * 32}, format="json")
    assert (wrong.status_code, wrong.json()["code"]) == (409, "choice_changed")
    step = write(client, "ledger-steps/", {**body, "fingerprint": preview["fingerprint"]}, expect=202)
    assert (step["state"], step["outcome"], step["may_take_back"]) == ("done", "已中止3项。", True)
    back = write(client, f"ledger-steps/{step['id']}/take-back/", {}, expect=200)
    assert back["state"] == "taken_back"
    assert set(states()) == {Status.PENDING}
    nothing = client.post("/api/v1/ledger-steps/", {"kind": "suspend"}, format="json")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "reason_required")


@pytest.mark.parametrize("kind", ["urge", "suspend", "change_date", "reassign"])
def test_a_preview_asks_as_much_of_many_as_of_few(ledger: World, kind: str) -> None:
    client = as_user(ledger.supervisor)

    class Posting:
        """Counted as a page is."""

        def get(self, address: str) -> Any:
            return client.post(DO, {"step": kind, "query": "all=1", "everything": "1"})

    few = queries(Posting(), DO)
    units = [unit("省财政厅", "牵头"), unit("省教育厅", "配合")]
    more = [measure([str(n)], f"多{n}", units) for n in range(60)]
    ledger.dispatched(number="云政发〔2026〕99号", title="更多", measures=more)
    assert queries(Posting(), DO) <= few <= 16


def test_the_worker_does_what_the_message_names(ledger: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.ledger.admin.steps.AT_ONCE", 2)
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    try:
        done(as_user(ledger.supervisor), "urge", WORDS["urge"], everything="1")
    finally:
        app.conf.update(task_always_eager=False, task_eager_propagates=False)
    assert LedgerStep.objects.get().state == StepState.DONE
