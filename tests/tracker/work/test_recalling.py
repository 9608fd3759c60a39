"""撤回交办: a dispatch taken back while nobody has signed, and handed out again."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.errors import NotAllowed, ServiceError
from policies.checking.services.corrections.measures import drop_measure
from policies.checking.services.corrections.units import drop_unit
from policies.checking.services.settling import confirm_document, return_to_checking
from policies.models.documents import DocumentStatus, PolicyDocument
from policies.models.measures import Responsibility
from tests.conftest import World
from tests.refusals import refused
from tracker.reminders.models.reminders import Reminder
from tracker.work.instructions.services import write_instruction
from tracker.work.models.assignments import Assignment, EventKind
from tracker.work.models.requests import AnswerStatus
from tracker.work.services.declining import decline_assignment
from tracker.work.services.dispatching import dispatch_document, preview_dispatch
from tracker.work.services.recalling import may_recall, recall_dispatch
from tracker.work.services.status_changes import acknowledge_assignment, resume_assignment
from tracker.work.states import Status

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)
LATER = date(2026, 3, 4)


def _recalled(world: World) -> PolicyDocument:
    document = world.dispatched()
    recall_dispatch(document=document, reason="漏了一条举措", actor=world.supervisor, on=ON)
    document.refresh_from_db()
    return document


def _rows() -> list[tuple[object, ...]]:
    return list(
        Assignment.objects.order_by("id").values_list(
            "id", "task", "department", "role", "status", "due_on", "must_due_on", "responsibility"
        )
    )


def _dates() -> list[tuple[object, ...]]:
    found = Assignment.objects.order_by("id", "milestones__due_on")
    return list(found.values_list("id", "milestones__due_on", "milestones__first_due_on"))


def test_the_rows_stay_suspended_and_leave_the_open_work(world: World) -> None:
    document = world.dispatched()
    total = Assignment.objects.count()
    outcome = recall_dispatch(document=document, reason="漏了一条举措", actor=world.supervisor, on=ON)
    document.refresh_from_db()
    assert (outcome.rows, outcome.units) == (total, 5)
    assert document.status == DocumentStatus.CONFIRMED
    assert document.dispatched_on is None
    assert Assignment.objects.count() == total
    assert set(Assignment.objects.values_list("status", "recalled_on")) == {(Status.SUSPENDED, ON)}
    assert not any(Assignment.objects.light_counts(ON).values())


def test_each_unit_is_told_once_with_the_reason(world: World) -> None:
    _recalled(world)
    told = Reminder.objects.filter(user=world.filer, rule="suspended")
    assert [reminder.message for reminder in told] == ["督查室撤回交办2项：漏了一条举措"]
    event = world.assignment("省财政厅").events.get(kind=EventKind.RECALLED)
    assert (event.from_status, event.to_status, event.note) == ("pending", "suspended", "漏了一条举措")


def test_handing_out_again_revives_the_same_rows_and_repeats_nothing(world: World) -> None:
    world.dispatched()
    before, dates = _rows(), _dates()
    document = PolicyDocument.objects.get()
    recall_dispatch(document=document, reason="改期", actor=world.supervisor, on=ON)
    assert preview_dispatch(document=document, on=LATER).message.startswith(
        f"将产生{len(before)}项，5个单位，其中{len(before)}项为撤回后重新交办"
    )
    outcome = dispatch_document(document=document, actor=world.supervisor, on=LATER)
    assert (outcome.created, len(outcome.revived)) == ([], len(before))
    assert (_rows(), _dates()) == (before, dates)
    assert set(Assignment.objects.values_list("recalled_on", "dispatched_on")) == {(None, LATER)}
    again = dispatch_document(document=document, actor=world.supervisor, on=LATER)
    assert (again.handed_out, again.existing) == ([], len(before))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(times=st.integers(1, 3), gaps=st.lists(st.integers(0, 40), min_size=6, max_size=6))
def test_however_often_it_is_taken_back_the_rows_and_counts_are_the_same(
    world: World, times: int, gaps: list[int]
) -> None:
    with transaction.atomic():
        document = world.dispatched()
        before, counts, day = _rows(), Assignment.objects.light_counts(date(2026, 7, 30)), ON
        for turn in range(times):
            day += timedelta(days=gaps[2 * turn])
            recall_dispatch(document=document, reason="再改", actor=world.supervisor, on=day)
            assert not any(Assignment.objects.light_counts(date(2026, 7, 30)).values())
            day += timedelta(days=gaps[2 * turn + 1])
            dispatch_document(document=document, actor=world.supervisor, on=day)
        assert _rows() == before
        assert Assignment.objects.light_counts(date(2026, 7, 30)) == counts
        transaction.set_rollback(True)


def test_what_one_unit_has_signed_cannot_be_taken_back(world: World) -> None:
    document = world.dispatched()
    assert may_recall(document)
    acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    assert not may_recall(document)
    with refused("dispatch_signed", match="省财政厅"):
        recall_dispatch(document=document, reason="改期", actor=world.supervisor, on=ON)


def test_it_asks_for_a_reason_and_the_office(world: World) -> None:
    document = world.dispatched()
    with refused("reason_required"):
        recall_dispatch(document=document, reason=" ", actor=world.supervisor, on=ON)
    with pytest.raises(NotAllowed):
        recall_dispatch(document=document, reason="改期", actor=world.leader, on=ON)
    recall_dispatch(document=document, reason="改期", actor=world.supervisor, on=ON)
    with refused("document_not_dispatched"):
        recall_dispatch(document=document, reason="改期", actor=world.supervisor, on=ON)


def test_a_leaders_open_instruction_keeps_it(world: World) -> None:
    document = world.dispatched()
    write_instruction(target=document, text="请抓紧。", due_on=LATER, actor=world.leader, on=ON)
    with refused("dispatch_instructed"):
        recall_dispatch(document=document, reason="改期", actor=world.supervisor, on=ON)


def test_a_request_to_decline_goes_with_it(world: World) -> None:
    document = world.dispatched()
    decline = decline_assignment(
        assignment=world.assignment("省财政厅"), reason="不是本单位职责", actor=world.filer, on=ON
    )
    recall_dispatch(document=document, reason="改派", actor=world.supervisor, on=ON)
    decline.refresh_from_db()
    assert decline.status == AnswerStatus.WITHDRAWN


def test_one_row_of_it_cannot_be_resumed_alone(world: World) -> None:
    _recalled(world)
    with refused("assignment_recalled"):
        resume_assignment(assignment=world.assignment("省财政厅"), reason="继续", actor=world.supervisor)


def test_what_was_taken_back_can_be_corrected_and_the_rows_follow(world: World) -> None:
    document = _recalled(world)
    return_to_checking(document=document, actor=world.supervisor)
    second = Responsibility.objects.get(task__measure__path=["一", "1"], printed_name="省教育厅")
    drop_unit(responsibility=second, actor=world.supervisor)
    confirm_document(document=document, actor=world.supervisor)
    outcome = dispatch_document(document=document, actor=world.supervisor, on=LATER)
    assert len(outcome.revived) == Assignment.objects.count() - 1
    left = world.assignment("省教育厅")
    assert (left.status, left.recalled_on) == (Status.SUSPENDED, ON)


def test_a_measure_that_was_handed_out_keeps_its_records(world: World) -> None:
    document = _recalled(world)
    return_to_checking(document=document, actor=world.supervisor)
    with refused("task_handed_out_before"):
        drop_measure(measure=document.measures.first(), actor=world.supervisor)
    assert document.measures.count() == 4


def test_the_database_refuses_a_recalled_row_that_is_open(world: World) -> None:
    _recalled(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.all().update(status=Status.PENDING)


def test_a_document_that_is_handed_out_is_not_returned_to_checking(world: World) -> None:
    document = world.dispatched()
    with pytest.raises(ServiceError) as error:
        return_to_checking(document=document, actor=world.supervisor)
    assert error.value.code == "document_dispatched_recall_first"


def test_the_preview_says_how_much_for_whom_and_who_has_no_account(world: World) -> None:
    preview = preview_dispatch(document=world.document(), on=ON)
    assert preview.message.startswith("将产生7项，5个单位，3个单位没有账号，2处责任单位待核")
    assert [unit.short_name for unit in preview.without_accounts] == [
        "省农业农村厅",
        "青川市政府",
        "白石市政府",
    ]
    assert preview.burden == ""


def test_the_preview_says_how_many_reports_a_cycle_will_ask_for(world: World) -> None:
    document = world.document()
    document.measures.order_by("position")[0].tasks.update(cycle="FREQ=MONTHLY;BYMONTHDAY=25")
    burden = preview_dispatch(document=document, on=ON).burden
    assert burden == "按报送周期，各单位需多报送进展：2026年3月2份、2026年4月2份、2026年5月2份。"


def test_taking_back_costs_as_many_statements_however_many_rows(
    world: World, django_assert_max_num_queries: object
) -> None:
    document = world.dispatched()
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        recall_dispatch(document=document, reason="改期", actor=world.supervisor, on=ON)
