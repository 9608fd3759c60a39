"""After every service that writes assignments the snapshots say what the rows say."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

import tracker
from departments.models.departments import Department
from policies.models.documents import Origin
from policies.models.measures import Role
from policies.services.entering import UnitAsked, Work
from tests.conftest import World
from tests.tracker.cycle import LATER, ON, Cycle, filed
from tests.tracker.farms import Farms
from tests.tracker.work.filing import test_sheets as sheets
from tests.tracker.work.test_snapshots import agrees
from tracker.matters.services.entering import enter_matter, supplement_document
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.filing.services.batch_report import Words, file_batch
from tracker.work.filing.services.endorsing import endorse_many
from tracker.work.filing.services.reporting import endorse_report, file_report, withdraw_report
from tracker.work.filing.services.reviewing import approve_many, approve_report, return_report
from tracker.work.filing.services.sheets import file_sheet
from tracker.work.filing.sheets.columns import FIRST_ROW, LETTERS
from tracker.work.models.assignments import Assignment
from tracker.work.services.dates import (
    add_date,
    answer_extension,
    change_date,
    change_document_deadline,
    take_back_date,
)
from tracker.work.services.declining import answer_decline, delegate_assignment, reassign_assignment
from tracker.work.services.dispatching import dispatch_document
from tracker.work.services.recalling import recall_dispatch
from tracker.work.services.status_changes import (
    acknowledge_assignment,
    reopen_assignment,
    resume_assignment,
    suspend_assignment,
    take_back_signature,
)
from tracker.work.states import Status

pytestmark = pytest.mark.django_db
Act = Callable[[], object]


def _dispatch(world: World) -> Act:
    document = world.document()
    return lambda: dispatch_document(document=document, actor=world.supervisor, on=ON)


def _recall(world: World) -> Act:
    document = world.dispatched()
    return lambda: recall_dispatch(document=document, reason="写错了", actor=world.supervisor, on=ON)


def _work(world: World) -> Work:
    unit = UnitAsked(Role.LEAD, department=world.departments["省财政厅"])
    return Work(text="请抓紧清理专项资金。", units=[unit], due_on=LATER)


def _enter(world: World) -> Act:
    return lambda: enter_matter(
        origin=Origin.INSTRUCTION, work=_work(world), actor=world.supervisor, on=ON, dispatch=True
    )


def _supplement(world: World) -> Act:
    document = world.dispatched()
    return lambda: supplement_document(document=document, work=_work(world), actor=world.supervisor, on=ON)


def _acknowledge(world: World) -> Act:
    world.dispatched()
    return lambda: acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)


def _suspend(world: World) -> Act:
    world.dispatched()
    return lambda: suspend_assignment(
        assignment=world.assignment("省财政厅"), reason="停", actor=world.supervisor
    )


def _resume(world: World) -> Act:
    cycle = _cycle(world, Status.SUSPENDED)
    return lambda: resume_assignment(assignment=cycle.assignment, reason="续", actor=world.supervisor)


def _reopen(world: World) -> Act:
    cycle = _cycle(world, Status.COMPLETED)
    return lambda: reopen_assignment(
        assignment=cycle.assignment, reason="未达标", due_on=LATER, on=ON, actor=world.supervisor
    )


def _delegate(world: World) -> Act:
    world.dispatched()
    parent = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    center = world.departments["省国库支付中心"]
    return lambda: delegate_assignment(assignment=parent, department=center, actor=world.filer, on=ON)


def _reassign(world: World) -> Act:
    cycle = _cycle(world, Status.ACTIVE)
    return lambda: reassign_assignment(
        assignment=cycle.assignment,
        department=cycle.elsewhere(),
        reason="职责调整",
        actor=world.supervisor,
        on=ON,
    )


def _answer_decline(world: World) -> Act:
    cycle = _cycle(world, Status.PENDING)
    decline, other = cycle.decline(), world.departments["省农业农村厅"]
    return lambda: answer_decline(decline=decline, department=other, actor=world.supervisor, on=ON)


def _answer_extension(world: World) -> Act:
    extension = _cycle(world, Status.ACTIVE).extension()
    return lambda: answer_extension(
        extension=extension, grant=True, actor=world.supervisor, on=date(2026, 3, 2)
    )


def _change_date(world: World) -> Act:
    milestone = _cycle(world, Status.ACTIVE).milestone
    return lambda: change_date(milestone=milestone, to_date=LATER, reason="上级要求", actor=world.supervisor)


def _add_date(world: World) -> Act:
    assignment = _cycle(world, Status.ACTIVE).assignment
    return lambda: add_date(
        assignment=assignment, due_on=date(2026, 4, 1), reason="提前", actor=world.supervisor
    )


def _take_back_date(world: World) -> Act:
    assignment = _cycle(world, Status.ACTIVE).assignment
    added = add_date(assignment=assignment, due_on=date(2026, 4, 1), reason="提前", actor=world.supervisor)
    return lambda: take_back_date(milestone=added, actor=world.supervisor)


def _change_document_deadline(world: World) -> Act:
    milestone = _cycle(world, Status.ACTIVE).milestone
    return lambda: change_document_deadline(
        document=milestone.assignment.document,
        from_date=milestone.due_on,
        to_date=LATER,
        reason="上级要求",
        actor=world.supervisor,
    )


def _file(world: World) -> Act:
    cycle = _cycle(world, Status.ACTIVE)
    return lambda: file_report(
        assignment=cycle.assignment,
        actor=cycle.users["filer"],
        on=ON,
        percent=100,
        narrative="已完成。",
        claims_completion=True,
    )


def _file_sheet(world: World) -> Act:
    sheets.work(world, 3)

    def claim(sheet: Any) -> None:
        row = FIRST_ROW
        for name, value in {"percent": 100, "claims_completion": "是"}.items():
            sheet[f"{LETTERS[name]}{row}"] = value

    sheet = sheets.upload(world, sheets.fill(sheets.download(world), claim))
    return lambda: file_sheet(sheet=sheet, actor=world.filer, on=sheets.ON)


def _file_batch(world: World) -> Act:
    mine = sheets.work(world, 2)
    percents, words = dict.fromkeys([a.pk for a in mine], 100), Words("已完成。", claims_completion=True)
    return lambda: file_batch(
        assignments=mine, percents=percents, words=words, actor=world.filer, on=sheets.ON
    )


def _endorse(world: World) -> Act:
    cycle = _cycle(world, Status.ACTIVE)
    report = cycle.report(ReportStatus.ENDORSING)
    ProgressReport.objects.update(claims_completion=True)
    return lambda: endorse_report(report=report, actor=cycle.users["head"])


def _endorse_many(world: World) -> Act:
    cycle = _cycle(world, Status.ACTIVE)
    Department.objects.update(head_endorses=True)
    report = cycle.claim()
    return lambda: endorse_many(reports=[report], actor=cycle.users["head"])


def _take_back(world: World) -> Act:
    cycle = _cycle(world, Status.ACTIVE)
    return lambda: take_back_signature(assignment=cycle.assignment, actor=cycle.users["filer"])


def _withdraw(world: World) -> Act:
    cycle = _cycle(world, Status.ACTIVE)
    report = cycle.claim()
    return lambda: withdraw_report(report=report, actor=cycle.users["filer"])


def _approve(world: World) -> Act:
    report = _cycle(world, Status.ACTIVE).claim()
    return lambda: approve_report(report=report, actor=world.supervisor)


def _approve_many(world: World) -> Act:
    cycle = _cycle(world, Status.ACTIVE)
    mine = filed(world, cycle.assignment.parent, 100, claims_completion=True)
    reports = [cycle.claim(), mine]
    return lambda: approve_many(reports=reports, actor=world.supervisor)


def _return(world: World) -> Act:
    report = _cycle(world, Status.ACTIVE).claim()
    return lambda: return_report(report=report, actor=world.supervisor, reason="补充数据")


def _carry_out(world: World) -> Act:
    return Farms(world).merged


def _undo(world: World) -> Act:
    farms = Farms(world)
    reform = farms.merged()
    return lambda: farms.undone(reform)


def _cycle(world: World, status: Status) -> Cycle:
    cycle = Cycle(world)
    cycle.bring_to(status)
    return cycle


# How each service that writes assignments is called: what prepares the call and gives it back.
WRITERS: dict[str, Callable[[World], Act]] = {
    "acknowledge_assignment": _acknowledge,
    "add_date": _add_date,
    "answer_decline": _answer_decline,
    "answer_extension": _answer_extension,
    "approve_many": _approve_many,
    "approve_report": _approve,
    "carry_out_reform": _carry_out,
    "change_date": _change_date,
    "change_document_deadline": _change_document_deadline,
    "delegate_assignment": _delegate,
    "dispatch_document": _dispatch,
    "endorse_many": _endorse_many,
    "endorse_report": _endorse,
    "enter_matter": _enter,
    "file_batch": _file_batch,
    "file_report": _file,
    "file_sheet": _file_sheet,
    "reassign_assignment": _reassign,
    "recall_dispatch": _recall,
    "reopen_assignment": _reopen,
    "resume_assignment": _resume,
    "return_report": _return,
    "supplement_document": _supplement,
    "suspend_assignment": _suspend,
    "take_back_date": _take_back_date,
    "take_back_signature": _take_back,
    "undo_reform": _undo,
    "withdraw_report": _withdraw,
}
# Those that write no assignment: by feature, and of the work itself by name.
OTHER_FEATURES = ("ledger", "papers", "proposals", "reminders", "scorecard")
OTHERS = frozenset(
    [
        "answer_suggestion",
        "ask_again",
        "ask_extension",
        "attach_file",
        "attach_to_matter",
        "change_office_settings",
        "decline_assignment",
        "discard_draft",
        "assign",
        "assign_as_named",
        "discard_sheet",
        "hand_over",
        "leave_out",
        "send_back_to_filer",
        "dismiss_pair",
        "file_no_change",
        "look_over",
        "make_sheet",
        "merge_assignments",
        "part_work",
        "preview_deadline_change",
        "preview_dispatch",
        "preview_reform",
        "read_reply",
        "register_instruction",
        "release_gone",
        "remove_attachment",
        "reply_instruction",
        "save_draft",
        "set_evidence_required",
        "suggest_merging",
        "unassign",
        "upload_sheet",
        "urge",
        "withdraw_extension",
        "write_instruction",
        "write_note",
    ]
)


def services() -> set[str]:
    """The public functions of `services` that take their arguments by name only, as services do."""
    found = set()
    for module in pkgutil.walk_packages(tracker.__path__, "tracker."):
        _, feature, *rest = module.name.split(".")
        if "services" not in rest or feature in OTHER_FEATURES:
            continue
        for name, function in vars(importlib.import_module(module.name)).items():
            own = inspect.isfunction(function) and function.__module__ == module.name
            if own and not name.startswith("_"):
                kinds = {p.kind for p in inspect.signature(function).parameters.values()}
                if inspect.Parameter.KEYWORD_ONLY in kinds and kinds <= {
                    inspect.Parameter.KEYWORD_ONLY,
                    inspect.Parameter.VAR_KEYWORD,
                }:
                    found.add(name)
    return found


def test_every_service_stands_in_one_of_the_two_lists() -> None:
    assert not OTHERS & WRITERS.keys()
    assert services() == OTHERS | WRITERS.keys()


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_the_snapshots_say_what_the_rows_say_after(world: World, name: str) -> None:
    act = WRITERS[name](world)
    agrees()
    with CaptureQueriesContext(connection) as done:
        act()
    table = connection.ops.quote_name(Assignment._meta.db_table)
    writes = (f"UPDATE {table}", f"INSERT INTO {table}")
    assert any(q["sql"].startswith(writes) for q in done.captured_queries), "it writes no assignment"
    agrees()


def test_a_write_past_the_models_would_be_seen(world: World) -> None:
    world.dispatched()
    QuerySet(Assignment).update(status=Status.SUSPENDED)
    with pytest.raises(AssertionError):
        agrees()
