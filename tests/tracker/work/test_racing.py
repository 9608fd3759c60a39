"""Many people at one thing at once, on PostgreSQL: one wins, the others are told, nothing is half-done."""

import threading
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import connection

from common.errors import NotAllowed, ServiceError
from departments.models.users import UserRole
from tests.conftest import World
from tracker.work.filing.models.drafts import ReportDraft
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.drafting import attach_file, save_draft
from tracker.work.filing.services.reporting import file_report, withdraw_report
from tracker.work.filing.services.reviewing import approve_many, approve_report, return_report
from tracker.work.instructions.services import urge, write_instruction
from tracker.work.models.assignments import Assignment, Event
from tracker.work.models.requests import Decline, Extension
from tracker.work.services.dates import answer_extension, ask_extension, change_date, change_document_deadline
from tracker.work.services.declining import answer_decline, decline_assignment, delegate_assignment
from tracker.work.services.dispatching import dispatch_document
from tracker.work.services.status_changes import acknowledge_assignment
from tracker.work.states import Status

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ON = date(2026, 3, 4)
PEOPLE = 50
ANSWERS = ("approved", "returned", "withdrawn")
Act = Callable[[], object]


def at_once(acts: Sequence[Act]) -> tuple[list[object], list[BaseException]]:
    """Do all acts at the same time, each on a connection of its own: what came of them, what they raised."""
    start = threading.Barrier(len(acts))
    results: list[object] = []
    raised: list[BaseException] = []

    def person(act: Act) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            results.append(act())
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=person, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    return results, raised


def refused(raised: Sequence[BaseException]) -> int:
    """How many were refused; each by a sentence for the user, since of state and not of permission."""
    for error in raised:
        assert isinstance(error, ServiceError), repr(error)
        assert not isinstance(error, NotAllowed), repr(error)
        assert str(error).endswith("。"), str(error)
    return len(raised)


@pytest.fixture
def world(transactional_db: None) -> World:
    world = World()
    world.dispatched()
    return world


@pytest.fixture
def signed(world: World) -> Assignment:
    return acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)


def _claim(world: World, assignment: Assignment) -> ProgressReport:
    return file_report(
        assignment=assignment,
        actor=world.filer,
        on=ON,
        percent=100,
        narrative="已完成。",
        claims_completion=True,
    )


def _events(assignment: Assignment, *kinds: str) -> list[str]:
    return [e.kind for e in Event.objects.filter(assignment=assignment, kind__in=kinds)]


@pytest.mark.parametrize("claims", [True, False])
def test_of_fifty_hands_that_approve_return_and_withdraw_a_report_one_wins(
    world: World, signed: Assignment, claims: bool
) -> None:
    report = _claim(world, signed)
    if not claims:
        withdraw_report(report=report, actor=world.filer)
        report = file_report(assignment=signed, actor=world.filer, on=ON, percent=30, narrative="推进中。")
    since = Event.objects.latest("id").pk
    ways: list[Act] = [
        lambda: approve_report(report=report, actor=world.supervisor),
        lambda: return_report(report=report, actor=world.supervisor, reason="缺少佐证"),
        lambda: withdraw_report(report=report, actor=world.head),
    ]
    results, raised = at_once([ways[n % 3] for n in range(PEOPLE)])
    assert (len(results), refused(raised)) == (1, PEOPLE - 1)
    report.refresh_from_db()
    signed.refresh_from_db()
    assert report.status in ANSWERS
    answers = [e.kind for e in Event.objects.filter(id__gt=since) if e.kind in ANSWERS]
    assert answers == [report.status]
    assert signed.status == Status.ACTIVE
    done = signed.milestones.filter(completed_on__isnull=False).count()
    assert done == (1 if claims and report.status == "approved" else 0)
    assert signed.percent == (report.percent if report.status == "approved" else 0)


def test_of_twelve_equal_reports_at_once_one_is_taken(world: World, signed: Assignment) -> None:
    def file() -> ProgressReport:
        return file_report(assignment=signed, actor=world.filer, on=ON, percent=30, narrative="同一内容")

    results, raised = at_once([file] * 12)
    assert (len(results), refused(raised), signed.reports.count()) == (1, 11, 1)


def test_of_two_who_sign_one_does(world: World) -> None:
    mine = world.assignment("省财政厅")
    results, raised = at_once(
        [partial(acknowledge_assignment, assignment=mine, actor=actor) for actor in (world.filer, world.head)]
        * 4
    )
    assert (len(results), refused(raised)) == (1, 7)
    assert _events(mine, "acknowledged") == ["acknowledged"]


def test_signing_and_objecting_at_once_leave_one_signature_and_one_objection(world: World) -> None:
    mine = world.assignment("省财政厅")
    at_once(
        [
            lambda: acknowledge_assignment(assignment=mine, actor=world.filer),
            lambda: decline_assignment(assignment=mine, reason="非职责", actor=world.head, on=ON),
        ]
        * 4
    )
    mine.refresh_from_db()
    assert mine.status == Status.ACTIVE
    assert Decline.objects.open().count() == 1  # 退办 stays possible after signing
    assert _events(mine, "acknowledged") == ["acknowledged"]


def test_an_extension_is_granted_or_refused_and_the_date_moves_at_most_once(
    world: World, signed: Assignment
) -> None:
    milestone = signed.milestones.get(due_on=date(2026, 6, 30))
    extension = ask_extension(
        milestone=milestone,
        to_date=date(2026, 9, 30),
        reason="招标流标",
        actor=world.filer,
        on=date(2026, 3, 2),
    )
    ways: list[Act] = [
        lambda: answer_extension(
            extension=extension, grant=True, actor=world.supervisor, on=date(2026, 3, 2)
        ),
        lambda: answer_extension(
            extension=extension, grant=False, actor=world.supervisor, answer="否", on=date(2026, 3, 2)
        ),
    ]
    results, raised = at_once(ways * 5)
    assert (len(results), refused(raised)) == (1, 9)
    extension.refresh_from_db()
    signed.refresh_from_db()
    milestone.refresh_from_db()
    assert _events(signed, "extension_granted", "extension_refused") == [f"extension_{extension.status}"]
    granted = extension.status == "granted"
    assert milestone.due_on == signed.due_on == (date(2026, 9, 30) if granted else date(2026, 6, 30))


def test_asking_for_one_date_at_once_leaves_one_request(world: World, signed: Assignment) -> None:
    milestone = signed.milestones.get(due_on=date(2026, 6, 30))
    ask: Act = lambda: ask_extension(  # noqa: E731
        milestone=milestone, to_date=date(2026, 9, 30), reason="流标", actor=world.filer, on=date(2026, 3, 2)
    )
    results, raised = at_once([ask] * 6)
    assert (len(results), refused(raised), Extension.objects.count()) == (1, 5, 1)


def test_closing_and_moving_a_date_at_once_leave_the_dates_right(world: World, signed: Assignment) -> None:
    claim, milestone = _claim(world, signed), signed.milestones.get(due_on=date(2026, 6, 30))
    _, raised = at_once(
        [
            lambda: approve_report(report=claim, actor=world.supervisor),
            lambda: change_date(
                milestone=milestone, to_date=date(2027, 3, 31), reason="推迟", actor=world.supervisor
            ),
        ]
    )
    assert refused(raised) <= 1
    signed.refresh_from_db()
    milestone.refresh_from_db()
    assert milestone.completed_on == ON
    assert signed.due_on == signed.must_due_on == date(2026, 12, 31)


def test_a_part_is_delegated_to_a_unit_once(world: World, signed: Assignment) -> None:
    center = world.departments["省国库支付中心"]
    results, raised = at_once(
        [lambda: delegate_assignment(assignment=signed, department=center, actor=world.filer, on=ON)] * 6
    )
    assert (len(results), refused(raised)) == (1, 5)
    assert signed.delegated.count() == 1
    assert _events(signed, "delegated") == ["delegated"]


def test_two_objections_that_name_the_same_unit_give_it_the_task_once(world: World) -> None:
    farming = world.departments["省农业农村厅"]
    declines = [
        decline_assignment(assignment=world.assignment(name), reason="非职责", actor=actor, on=ON)
        for name, actor in [("省财政厅", world.filer), ("省教育厅", world.other_filer)]
    ]

    def name_it(decline: Decline) -> Act:
        return lambda: answer_decline(decline=decline, actor=world.supervisor, on=ON, department=farming)

    results, raised = at_once([name_it(decline) for decline in declines])
    assert (len(results), refused(raised)) == (1, 1)
    assert sorted(Decline.objects.values_list("status", flat=True)) == ["granted", "open"]


def test_dispatching_at_once_hands_each_task_out_once(world: World) -> None:
    document = world.document(number="云政发〔2026〕8号", title="另一方案")
    results, raised = at_once(
        [lambda: dispatch_document(document=document, actor=world.supervisor, on=ON)] * 4
    )
    assert (len(results), raised) == (4, [])
    rows = list(Assignment.objects.filter(document=document).values_list("task", "department"))
    assert len(rows) == len(set(rows)) == 7
    assert Event.objects.filter(assignment__document=document, kind="dispatched").count() == 7


def test_of_claims_filed_at_once_one_is_under_review(world: World, signed: Assignment) -> None:
    results, raised = at_once([lambda: _claim(world, signed)] * 6)
    assert (len(results), refused(raised)) == (1, 5)
    signed.refresh_from_db()
    assert (signed.status, signed.reports.count()) == (Status.IN_REVIEW, 1)
    assert _events(signed, "reported") == ["reported"]


def test_of_windows_that_save_at_once_from_one_revision_one_is_kept(world: World, signed: Assignment) -> None:
    seen = save_draft(assignment=signed, actor=world.filer, content={"narrative": "起"}).revision

    def window(words: str) -> Any:
        return lambda: save_draft(
            assignment=signed, actor=world.filer, content={"narrative": words}, seen=seen
        )

    results, raised = at_once([window(f"续{n}") for n in range(6)])  # the same words would be no conflict
    assert (len(results), refused(raised)) == (1, 5)
    assert ReportDraft.objects.get().revision == seen + 1


def test_the_same_file_attached_at_once_by_two_departments_is_kept_for_both(
    world: World, signed: Assignment
) -> None:
    clerk = world.user("clerk", UserRole.FILER, "省教育厅")
    other = acknowledge_assignment(assignment=world.assignment("省教育厅"), actor=clerk)
    png = b"\x89PNG\r\n\x1a\n" + bytes(20)
    results, raised = at_once(
        [
            lambda: attach_file(assignment=signed, actor=world.filer, name="a.png", data=png),
            lambda: attach_file(assignment=other, actor=clerk, name="b.png", data=png),
        ]
        * 3
    )
    assert (len(results), raised) == (6, [])


def test_all_kinds_of_hands_on_one_document_never_wait_for_each_other_in_a_ring(
    world: World, signed: Assignment
) -> None:
    document, every = signed.document, list(Assignment.objects.all())
    report = file_report(assignment=signed, actor=world.filer, on=ON, percent=30, narrative="推进中。")
    center, due = world.departments["省国库支付中心"], date(2026, 12, 31)
    acts: list[Act] = [
        lambda: write_instruction(target=document, text="请加快", due_on=due, actor=world.leader, on=ON),
        lambda: change_document_deadline(
            document=document, from_date=due, to_date=date(2027, 1, 31), reason="推迟", actor=world.supervisor
        ),
        lambda: urge(assignments=every[::-1], message="请抓紧", actor=world.supervisor, on=ON),
        lambda: delegate_assignment(assignment=signed, department=center, actor=world.filer, on=ON),
        lambda: dispatch_document(document=document, actor=world.supervisor, on=ON),
        lambda: approve_many(reports=[report], actor=world.supervisor),
    ]
    results, raised = at_once(acts * 5)
    # The second to move the deadline, and the second to delegate, find it done.
    assert (refused(raised), len(results)) == (8, 22)
    assert _events(signed, "delegated", "approved") in (["delegated", "approved"], ["approved", "delegated"])
