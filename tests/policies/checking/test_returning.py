"""Nothing is lost at the end of checking: tasks without a unit, 退回校核, what orders nothing."""

from datetime import date

import pytest

from common.errors import NotAllowed
from policies.checking.models.items import CheckItem, CheckKind
from policies.checking.services.assigning import assign_unit
from policies.checking.services.corrections.measures import add_measure
from policies.checking.services.corrections.tasks import add_task
from policies.checking.services.corrections.units import add_unit, drop_unit
from policies.checking.services.editing import undo_edit
from policies.checking.services.settling import (
    ORDERS_NOTHING,
    confirm_document,
    return_to_checking,
    set_aside,
    settle_check,
)
from policies.imports.models import EntryState, ImportEntry
from policies.imports.services.deciding import set_aside_entries
from policies.models.documents import DocumentStatus, PolicyDocument
from policies.models.measures import Role
from policies.services.importing import import_text
from tests.admin import as_user, page, said
from tests.api import as_user as api_user
from tests.api import write
from tests.conftest import World
from tests.refusals import refused
from tests.world import LEDGER, measure, unit
from tracker.work.services.dispatching import dispatch_document

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)

TELLING = """关于王某等同志职务任免的通知

省财政厅：

任命王某为云岭省财政厅副厅长。
"""


def _doubts(document: PolicyDocument) -> list[str]:
    items = CheckItem.objects.open().filter(document=document, kind=CheckKind.NO_UNIT)
    return [item.measure.title for item in items.order_by("measure__position")]


def _with_a_bare_task(world: World) -> PolicyDocument:
    bare = measure(["三", "5"], "建立工作台账", [])
    return world.document(confirmed=False, measures=[*LEDGER["measures"], bare])


def test_a_task_without_a_unit_is_a_doubt(world: World) -> None:
    assert _doubts(_with_a_bare_task(world)) == ["建立工作台账"]


def test_one_that_is_only_overseen_is_a_doubt_too(world: World) -> None:
    overseen = measure(["三", "5"], "建立工作台账", [unit("省财政厅", "督导")])
    document = world.document(confirmed=False, measures=[overseen])
    assert _doubts(document) == ["建立工作台账"]


def test_the_doubt_goes_when_a_unit_is_added_and_comes_back_without_it(world: World) -> None:
    document = _with_a_bare_task(world)
    task = document.measures.get(title="建立工作台账").tasks.get()
    added = add_unit(task=task, name="省财政厅", role=Role.LEAD, actor=world.supervisor)
    assert _doubts(document) == []
    drop_unit(responsibility=added, actor=world.supervisor)
    assert _doubts(document) == ["建立工作台账"]
    undo_edit(document=document, actor=world.supervisor)
    assert _doubts(document) == []


def test_what_a_person_has_settled_stays_settled(world: World) -> None:
    document = _with_a_bare_task(world)
    item = CheckItem.objects.get(document=document, kind=CheckKind.NO_UNIT)
    settle_check(item=item, settlement="不需要交办", actor=world.supervisor)
    add_task(measure=item.measure, text="再建一本。", actor=world.supervisor)
    assert _doubts(document) == []


def test_a_measure_that_is_put_in_is_doubted_until_it_has_a_unit(world: World) -> None:
    document = world.document(confirmed=False)
    add_measure(document=document, path=["三", "5"], title="漏读的一条", actor=world.supervisor)
    assert _doubts(document) == ["漏读的一条"]


def test_a_checked_document_is_returned_and_nothing_before_is_undone(world: World) -> None:
    document = world.document(confirmed=False)
    add_measure(document=document, path=["三", "5"], title="补上的一条", actor=world.supervisor)
    confirm_document(document=document, actor=world.supervisor)
    returned = return_to_checking(document=document, actor=world.supervisor)
    assert (returned.status, returned.confirmed_at) == (DocumentStatus.DRAFT, None)
    with refused("edit_to_undo_missing"):
        undo_edit(document=document, actor=world.supervisor)
    assert document.edits.first().what == "退回校核"


def test_only_what_is_checked_is_returned_and_only_by_the_office(world: World) -> None:
    document = world.document(confirmed=False)
    with refused("document_not_confirmed"):
        return_to_checking(document=document, actor=world.supervisor)
    with pytest.raises(NotAllowed):
        return_to_checking(document=document, actor=world.filer)


def test_a_task_that_nobody_has_is_given_a_unit_after_the_dispatch(world: World) -> None:
    document = confirm_document(document=_with_a_bare_task(world), actor=world.supervisor)
    outcome = dispatch_document(document=document, actor=world.supervisor, on=ON)
    assert outcome.message.endswith("1项任务没有责任单位，未交办。")
    item = CheckItem.objects.open().get(kind=CheckKind.NO_UNIT)
    finance = world.departments["省财政厅"]
    with refused("unit_or_group_required"):
        assign_unit(item=item, role=Role.LEAD, actor=world.supervisor)
    assert assign_unit(item=item, role=Role.LEAD, department=finance, actor=world.supervisor) == 1
    assert _doubts(document) == []
    again = dispatch_document(document=document, actor=world.supervisor, on=ON)
    assert ([a.department for a in again.created], again.without_unit) == ([finance], [])
    with refused("check_item_settled"):
        assign_unit(item=item, role=Role.LEAD, department=finance, actor=world.supervisor)


def test_it_is_given_one_by_the_page_and_by_the_api(world: World) -> None:
    document = _with_a_bare_task(world)
    item = CheckItem.objects.get(document=document, kind=CheckKind.NO_UNIT)
    office, finance = as_user(world.supervisor), world.departments["省财政厅"]
    sent = {"department": finance.pk, "role": "lead"}
    assert said(office.post(page("policies_checkitem", item, "assign"), sent)) == ["已指定省财政厅。"]
    undo_edit(document=document, actor=world.supervisor)
    answer = write(api_user(world.supervisor), f"check-items/{item.pk}/assign/", sent)
    assert answer == {"document": document.pk, "tasks": 1}


def test_what_orders_nothing_is_set_aside_together(world: World) -> None:
    work = world.document(confirmed=False)
    import_text(text=TELLING, actor=world.supervisor)
    everything = list(PolicyDocument.objects.all())
    assert set_aside(documents=everything, actor=world.supervisor) == len(everything) - 1
    aside = PolicyDocument.objects.get(status=DocumentStatus.ARCHIVED)
    assert (aside.archived_reason, "任免" in aside.title) == (ORDERS_NOTHING, True)
    work.refresh_from_db()
    assert work.status == DocumentStatus.DRAFT
    with refused("nothing_to_set_aside"):
        set_aside(documents=everything, actor=world.supervisor)


def test_the_record_of_the_import_says_so(world: World) -> None:
    record = import_text(text=TELLING, actor=world.supervisor).record
    assert set_aside_entries(record=record, actor=world.supervisor) == 1
    entry = ImportEntry.objects.get(record=record)
    assert (entry.state, entry.message) == (EntryState.DROPPED, f"已归档：{ORDERS_NOTHING}")
