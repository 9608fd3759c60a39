"""校核: what a person settles."""

import pytest

from common.errors import NotAllowed
from departments.models.departments import DepartmentAlias
from policies.checking.models.items import CheckItem
from policies.checking.services.settling import (
    archive_document,
    confirm_document,
    resolve_responsibility,
    settle_check,
)
from policies.models.documents import DocumentStatus
from policies.models.measures import Responsibility
from policies.services.importing import import_ledger
from tests.conftest import World
from tests.refusals import refused
from tests.world import LEDGER, measure, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unknown(world: World) -> Responsibility:
    world.document(confirmed=False)
    return Responsibility.objects.get(printed_name="省便民中心")


def test_resolving_a_unit_settles_its_check_item_and_says_who_did(
    world: World, unknown: Responsibility
) -> None:
    resolve_responsibility(
        responsibility=unknown, department=world.departments["省财政厅"], actor=world.supervisor
    )
    item = CheckItem.objects.get(responsibility=unknown)
    assert (item.settled_by, item.settlement) == (world.supervisor, "对应为省财政厅")


def test_a_remembered_alias_is_known_next_time(world: World, unknown: Responsibility) -> None:
    resolve_responsibility(
        responsibility=unknown,
        department=world.departments["省财政厅"],
        actor=world.supervisor,
        remember=True,
    )
    [again] = import_ledger(data={**LEDGER, "number": "云政发〔2026〕4号"}, actor=world.supervisor).created
    unit = Responsibility.objects.get(task__measure__document=again, printed_name="省便民中心")
    assert unit.department == world.departments["省财政厅"]


def test_one_answer_serves_every_clause_that_prints_the_same_name(world: World) -> None:
    twice = [measure(["一", str(i)], f"事项{i}", [unit("省便民中心")]) for i in range(3)]
    document = world.document(measures=twice)
    first = Responsibility.objects.filter(printed_name="省便民中心").first()
    assert first is not None
    settled = resolve_responsibility(
        responsibility=first,
        department=world.departments["省财政厅"],
        actor=world.supervisor,
        everywhere=True,
    )
    assert settled == 3
    assert not document.check_items.open().exists()
    assert not Responsibility.objects.unresolved().exists()


def test_an_alias_of_somebody_else_is_refused_and_nothing_changes(
    world: World, unknown: Responsibility
) -> None:
    DepartmentAlias.objects.create(
        department=world.departments["省教育厅"],
        region=world.departments["省教育厅"].region,
        text="省便民中心",
    )
    with refused("alias_taken", match="已是省教育厅的名称"):
        resolve_responsibility(
            responsibility=unknown,
            department=world.departments["省财政厅"],
            actor=world.supervisor,
            remember=True,
        )
    unknown.refresh_from_db()
    assert unknown.department is None


def test_neither_or_both_of_department_and_group_is_refused(world: World, unknown: Responsibility) -> None:
    both = {"department": world.departments["省财政厅"], "group": world.groups["各市政府"]}
    for wrong in ({}, both):
        with refused("unit_or_group_required"):
            resolve_responsibility(responsibility=unknown, actor=world.supervisor, **wrong)


def test_an_open_group_needs_its_members_named(world: World, unknown: Responsibility) -> None:
    with refused("group_members_open"):
        resolve_responsibility(
            responsibility=unknown, group=world.groups["有关市政府"], actor=world.supervisor
        )


def test_a_check_item_is_settled_with_words(world: World, unknown: Responsibility) -> None:
    item = CheckItem.objects.get(responsibility=unknown)
    with refused("settlement_required"):
        settle_check(item=item, settlement=" ", actor=world.supervisor)


def test_a_draft_is_confirmed_once(world: World) -> None:
    document = world.document()
    assert document.status == DocumentStatus.CONFIRMED
    with refused("document_not_draft"):
        confirm_document(document=document, actor=world.supervisor)


def test_a_document_that_orders_nothing_is_not_confirmed(world: World) -> None:
    [reply] = import_ledger(
        data={**LEDGER, "kind": "other", "measures": [], "sections": []}, actor=world.supervisor
    ).created
    with refused("document_without_tasks", match="没有可交办的举措"):
        confirm_document(document=reply, actor=world.supervisor)


def test_a_unit_settled_after_dispatch_leaves_a_trail_that_says_what_it_stood_for(world: World) -> None:
    document = world.dispatched()
    unknown = Responsibility.objects.get(printed_name="省便民中心")
    for name in ("省财政厅", "省教育厅"):
        unknown.refresh_from_db()
        resolve_responsibility(
            responsibility=unknown, department=world.departments[name], actor=world.supervisor
        )
    first, second = document.edits.order_by("id")
    assert (first.actor, first.what) == (world.supervisor, "“省便民中心”对应为省财政厅")
    assert (second.actor, second.what) == (world.supervisor, "“省便民中心”由省财政厅对应为省教育厅")
    [key] = second.before
    was, now = (
        next(row for row in rows[key]["responsibilities"] if row["id"] == unknown.pk)["department_id"]
        for rows in (second.before, second.after)
    )
    assert (was, now) == tuple(world.departments[n].pk for n in ("省财政厅", "省教育厅"))


@pytest.mark.parametrize("who", ["filer", "head", "leader"])
def test_checking_belongs_to_the_supervision_office(world: World, unknown: Responsibility, who: str) -> None:
    user = getattr(world, who)
    document = unknown.task.measure.document
    with pytest.raises(NotAllowed):
        resolve_responsibility(responsibility=unknown, department=world.departments["省财政厅"], actor=user)
    with pytest.raises(NotAllowed):
        confirm_document(document=document, actor=user)
    with pytest.raises(NotAllowed):
        archive_document(document=document, reason="重复", actor=user)


def test_archiving_needs_a_reason(world: World) -> None:
    with refused("reason_required"):
        archive_document(document=world.document(), reason="", actor=world.supervisor)
