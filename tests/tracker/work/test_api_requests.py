"""The lists of the working cycle by the API: whose rows they show, what they can be asked, what they cost."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from departments.models.departments import Department
from departments.models.users import User
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, Task
from tests.api import ROOT, as_user, fields, read, rows, walk
from tests.conftest import World
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.instructions.models import Instruction, InstructionItem, InstructionReply, OfficeNote
from tracker.work.models.assignments import Assignment, AssignmentMilestone, Event, EventKind
from tracker.work.models.requests import Decline, Extension
from tracker.work.states import Status

pytestmark = pytest.mark.django_db

LISTS = ["extensions/", "declines/", "instructions/", "instruction-items/", "events/"]
DUE, LATER = date(2026, 6, 30), date(2026, 9, 30)


def _ledger(world: World, count: int, department: str = "省财政厅", number: str = "甲") -> list[Assignment]:
    """So many assignments of a department, each with one of everything that the lists show."""
    unit, author = world.departments[department], world.filer
    document = PolicyDocument.objects.create(title="台账", number=number)
    assignments = []
    for n in range(count):
        measure = Measure.objects.create(document=document, position=n, path=[str(n)], text="没有标题。" * 9)
        task = Task.objects.create(measure=measure, position=0)
        assignment = Assignment.objects.create(
            document=document, task=task, department=unit, role="lead", dispatched_on=DUE, due_on=DUE
        )
        _one_of_each(assignment, unit, author, world)
        assignments.append(assignment)
    return assignments


def _one_of_each(assignment: Assignment, unit: Department, author: User, world: World) -> None:
    milestone = AssignmentMilestone.objects.create(assignment=assignment, first_due_on=DUE, due_on=DUE)
    Extension.objects.create(
        assignment=assignment,
        milestone=milestone,
        reason="汛期",
        from_date=DUE,
        to_date=LATER,
        asked_by=author,
    )
    Decline.objects.create(assignment=assignment, reason="非职责", raised_by=author)
    instruction = Instruction.objects.create(
        assignment=assignment, author=world.leader, text="请抓紧", due_on=LATER, written_on=DUE
    )
    InstructionItem.objects.create(instruction=instruction, department=unit, due_on=LATER)
    Event.objects.create(assignment=assignment, kind=EventKind.DISPATCHED, to_status=Status.PENDING)
    Event.objects.create(
        assignment=assignment, kind=EventKind.ACKNOWLEDGED, actor=author, to_status=Status.ACTIVE, note="签收"
    )
    ProgressReport.objects.create(
        assignment=assignment, author=author, percent=10, narrative="在办", submitted_on=DUE
    )


def _statements(user: User, path: str) -> int:
    client = as_user(User.objects.get(pk=user.pk))  # its roles not yet asked
    with CaptureQueriesContext(connection) as asked:
        read(client, path, page_size=100)
    return len(asked)


@pytest.mark.parametrize("who", ["supervisor", "filer"])
@pytest.mark.parametrize("path", LISTS)
def test_thirty_rows_cost_as_many_queries_as_three(world: World, path: str, who: str) -> None:
    user = getattr(world, who)
    _ledger(world, 3)
    few = _statements(user, path)
    _ledger(world, 27, number="乙")
    assert len(rows(as_user(user), path, page_size=100)) >= 30
    assert _statements(user, path) == few


def test_a_detail_with_thirty_of_everything_costs_as_many_queries_as_one_with_three(world: World) -> None:
    [assignment] = _ledger(world, 1)

    def more(count: int) -> None:
        child = world.departments["省国库支付中心"]
        for n in range(count):
            below = Department.objects.create(
                name=f"{child}{n}{count}",
                short_name=f"{n}{count}",
                level="city",
                parent=child,
                region=child.region,
            )
            Assignment.objects.create(
                document=assignment.document,
                task=assignment.task,
                department=below,
                role="support",
                dispatched_on=DUE,
                parent=assignment if n % 2 else None,
            )
            OfficeNote.objects.create(assignment=assignment, author=world.supervisor, text="备注")
            milestone = AssignmentMilestone.objects.create(
                assignment=assignment, first_due_on=DUE, due_on=DUE
            )
            Extension.objects.create(
                assignment=assignment,
                milestone=milestone,
                reason="汛期",
                from_date=DUE,
                to_date=LATER,
                asked_by=world.filer,
            )
            instruction = Instruction.objects.create(
                assignment=assignment, author=world.leader, text="请抓紧", due_on=LATER, written_on=DUE
            )
            now = timezone.now()
            item = InstructionItem.objects.create(
                instruction=instruction,
                department=assignment.department,
                due_on=LATER,
                reply="在办",
                replied_by=world.filer,
                replied_at=now,
                replied_on=DUE,
                read_by=world.leader,
                read_at=now,
            )
            InstructionReply.objects.create(item=item, text="在办", by=world.filer, on=DUE)
        for a in Assignment.objects.filter(document=assignment.document):
            for _ in range(2):
                ProgressReport.objects.create(
                    assignment=a, author=world.filer, percent=10, narrative="在办", submitted_on=DUE
                )

    more(3)
    path = f"assignments/{assignment.pk}/"
    for who in ("supervisor", "leader", "filer"):
        _statements(getattr(world, who), path)  # who reads it is recorded once
    few = {who: _statements(getattr(world, who), path) for who in ("supervisor", "leader", "filer")}
    more(27)
    shown = read(as_user(world.supervisor), path)
    assert min(len(shown[key]) for key in ("extensions", "instructions", "office_notes")) >= 30
    assert len(shown["partner_reports"]) > 30
    assert {who: _statements(getattr(world, who), path) for who in few} == few
    assert max(few.values()) < 25


@pytest.mark.parametrize("path", LISTS)
def test_a_department_sees_only_its_own(world: World, path: str) -> None:
    _ledger(world, 2)
    theirs = _ledger(world, 2, "省教育厅", "乙")
    every = {row["id"] for row in rows(as_user(world.leader), path)}
    mine = {row["id"] for row in rows(as_user(world.filer), path)}
    others = {row["id"] for row in rows(as_user(world.other_filer), path)}
    assert mine | others == every
    assert not mine & others
    assert len(mine) == len(others)
    for row in others:
        assert as_user(world.filer).get(f"{ROOT}{path}{row}/").status_code == 404
        assert as_user(world.other_filer).get(f"{ROOT}{path}{row}/").status_code == 200
    # Asking for another department's by name finds nothing either.
    if path != "instructions/":
        assert rows(as_user(world.filer), path, department=theirs[0].department_id) == []
    assert rows(as_user(world.filer), path, document=theirs[0].document_id) == []


@pytest.mark.parametrize("path", LISTS)
def test_every_row_stands_on_one_page(world: World, path: str) -> None:
    _ledger(world, 5)
    pages = walk(as_user(world.supervisor), path, page_size=2)
    walked = [pk for page in pages for pk in page]
    assert sorted(walked) == sorted(row["id"] for row in rows(as_user(world.supervisor), path))
    assert len(walked) == len(set(walked)) >= 5


FILTERS: list[tuple[str, dict[str, Any], int]] = [
    ("extensions/", {"status": "open"}, 3),
    ("extensions/", {"status": "granted,refused"}, 1),
    ("extensions/", {"department": "省教育厅"}, 1),
    ("extensions/", {"document": "乙"}, 1),
    ("extensions/", {"to_from": "2026-10-01"}, 0),
    ("extensions/", {"to_to": "2026-09-30"}, 4),
    ("declines/", {"status": "open"}, 4),
    ("declines/", {"department": "省财政厅", "document": "甲"}, 3),
    ("instructions/", {"document": "乙"}, 1),
    ("instructions/", {"written_from": "2026-07-01"}, 0),
    ("instruction-items/", {"replied": "true"}, 0),
    ("instruction-items/", {"replied": "false"}, 4),
    ("instruction-items/", {"department": "省教育厅"}, 1),
    ("instruction-items/", {"document": "甲"}, 3),
    ("instruction-items/", {"due_to": "2026-09-29"}, 0),
    ("events/", {"kind": "acknowledged"}, 4),
    ("events/", {"kind": "acknowledged,dispatched", "department": "省教育厅"}, 2),
    ("events/", {"status": "active", "document": "甲"}, 3),
    ("events/", {"at_to": "2020-01-01"}, 0),
]


@pytest.mark.parametrize(("path", "query", "count"), FILTERS)
def test_rows_are_found_by(world: World, path: str, query: dict[str, Any], count: int) -> None:
    first, *_ = _ledger(world, 3)
    _ledger(world, 1, "省教育厅", "乙")
    first.extensions.update(status="refused", answer="不可", answered_at="2026-06-01T00:00:00Z")
    known: dict[str, Any] = {"department": world.departments}
    known["document"] = {d.number: d for d in PolicyDocument.objects.all()}
    asked = {name: known[name][value].pk if name in known else value for name, value in query.items()}
    assert len(rows(as_user(world.supervisor), path, **asked)) == count


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("extensions/", {"status": "maybe"}),
        ("events/", {"kind": "dreamt"}),
        ("events/", {"at_from": "昨天"}),
        ("instruction-items/", {"document": "一"}),
        ("assignments/", {"on": "9999-12-31"}),
        ("assignments/", {"on": "0001-01-01"}),
    ],
)
def test_a_question_that_means_nothing_is_refused(world: World, path: str, query: dict[str, Any]) -> None:
    answer = as_user(world.supervisor).get(ROOT + path, query)
    assert answer.status_code == 400
    assert fields(answer.json()) == list(query)


@pytest.mark.parametrize("path", LISTS)
def test_nothing_in_a_list_is_written_by_hand(world: World, path: str) -> None:
    _ledger(world, 1)
    office = as_user(world.supervisor)
    [row, *_] = rows(office, path)
    assert office.post(ROOT + path, {}).status_code == 405
    for method in (office.post, office.put, office.patch, office.delete):
        assert method(f"{ROOT}{path}{row['id']}/", {}).status_code == 405


def test_events_tell_who_did_what_when_and_why(world: World) -> None:
    [assignment] = _ledger(world, 1)
    last, first = rows(as_user(world.filer), "events/", assignment=assignment.pk)
    assert (last["kind_label"], last["actor_name"], last["to_status"], last["note"]) == (
        "签收",
        "filer",
        "active",
        "签收",
    )
    assert (first["kind"], first["actor_name"], first["department_name"]) == ("dispatched", "", "省财政厅")
