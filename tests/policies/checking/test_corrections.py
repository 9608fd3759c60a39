"""The checking page's changes: each does what it says, can be undone, and loses nobody's work."""

from datetime import date

import pytest

from common.errors import NotAllowed
from policies.checking.models.edits import DraftEdit
from policies.checking.models.items import CheckItem
from policies.checking.services.corrections.dates import (
    add_milestone,
    change_milestone,
    drop_milestone,
    set_cycle,
    set_dates,
)
from policies.checking.services.corrections.items import settle_item
from policies.checking.services.corrections.tasks import add_task, drop_task, merge_tasks, split_task
from policies.checking.services.corrections.units import add_unit, change_role, drop_unit, settle_unit
from policies.checking.services.editing import Conflict, undo_edit
from policies.checking.services.settling import confirm_document
from policies.checking.services.undo_rows import rows_of
from policies.cycles import Cycle
from policies.models.documents import PolicyDocument
from policies.models.measures import Firmness, Measure, Milestone, MilestoneKind, Responsibility, Role, Task
from tests.conftest import World
from tests.refusals import refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 30)


@pytest.fixture
def draft(world: World) -> PolicyDocument:
    return world.document(confirmed=False)


def _measure(draft: PolicyDocument, position: int = 0) -> Measure:
    return draft.measures.get(position=position)


def _task(draft: PolicyDocument, position: int = 0) -> Task:
    return _measure(draft, position).tasks.get()


def _state(draft: PolicyDocument) -> list[dict]:
    return [rows_of(measure) for measure in draft.measures.order_by("position")]


def _every_correction(world: World, draft: PolicyDocument) -> None:
    """One of each kind, all on the first measure but for what needs another."""
    task, actor = _task(draft), world.supervisor
    first, second = task.responsibilities.all()
    early, late = task.milestones.all()
    add_unit(task=task, name="省农业农村厅", role=Role.SUPPORT, actor=actor)
    add_unit(task=task, name="省某某办", role=Role.SUPPORT, actor=actor)
    change_role(responsibility=second, role=Role.SUPPORT, actor=actor)
    add_milestone(task=task, due_on=DAY, actor=actor)
    change_milestone(
        milestone=early, due_on=DAY, kind=MilestoneKind.DUE, firmness=Firmness.STRIVE, actor=actor
    )
    part = split_task(task=task, at=4, units_to_second=[second], milestones_to_second=[late], actor=actor)
    drop_unit(responsibility=first, actor=actor)
    drop_milestone(milestone=late, actor=actor)
    extra = add_task(measure=_measure(draft), text="另一项任务", actor=actor)
    merge_tasks(task=Task.objects.get(pk=part.pk), actor=actor)
    assert not Task.objects.filter(pk=extra.pk).exists()
    set_dates(document=draft, measures=list(draft.measures.all()), due_on=DAY, actor=actor)
    set_cycle(document=draft, measures=list(draft.measures.all()), cycle=Cycle.MONTH, actor=actor)
    unknown = Responsibility.objects.get(printed_name="省便民中心")
    settle_unit(responsibility=unknown, department=world.departments["省财政厅"], actor=actor)
    drop_task(task=Task.objects.get(pk=part.pk), actor=actor)


def test_undoing_every_correction_one_by_one_brings_back_every_state_before(
    world: World, draft: PolicyDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    untouched = _state(draft)
    _every_correction(world, draft)
    edits = list(DraftEdit.objects.order_by("id"))
    assert len(edits) == 14
    for edit in reversed(edits):
        assert undo_edit(document=draft, actor=world.supervisor) == edit
    assert _state(draft) == untouched
    with refused("edit_to_undo_missing"):
        undo_edit(document=draft, actor=world.supervisor)


def test_an_undo_can_be_followed_by_another_edit_and_undone_again(
    world: World, draft: PolicyDocument
) -> None:
    task = _task(draft)
    untouched = _state(draft)
    add_milestone(task=task, due_on=DAY, actor=world.supervisor)
    add_unit(task=task, name="省农业农村厅", role=Role.SUPPORT, actor=world.supervisor)
    undo_edit(document=draft, actor=world.supervisor)
    add_task(measure=_measure(draft), text="新任务", actor=world.supervisor)
    undo_edit(document=draft, actor=world.supervisor)
    undo_edit(document=draft, actor=world.supervisor)
    assert _state(draft) == untouched


def test_two_people_at_once_do_not_overwrite_each_other(world: World, draft: PolicyDocument) -> None:
    measure = _measure(draft)
    seen = {measure.pk: measure.revision}
    add_milestone(task=_task(draft), due_on=DAY, actor=world.supervisor, seen=seen)
    with refused("draft_measure_changed"):
        add_milestone(task=_task(draft), due_on=DAY, actor=world.supervisor, seen=seen)
    assert Milestone.objects.filter(task=_task(draft), due_on=DAY).count() == 1


def test_a_page_that_shows_what_was_undone_is_told_so(world: World, draft: PolicyDocument) -> None:
    task = _task(draft)
    add_milestone(task=task, due_on=DAY, actor=world.supervisor)
    stale = {task.measure_id: _measure(draft).revision}
    undo_edit(document=draft, actor=world.supervisor)
    add_task(measure=_measure(draft), text="新任务", actor=world.supervisor)
    with pytest.raises(Conflict):
        drop_unit(responsibility=task.responsibilities.all()[0], actor=world.supervisor, seen=stale)


def test_another_measure_is_free_meanwhile(world: World, draft: PolicyDocument) -> None:
    measure = _measure(draft, 1)
    add_milestone(task=_task(draft, 0), due_on=DAY, actor=world.supervisor)
    add_milestone(
        task=_task(draft, 1), due_on=DAY, actor=world.supervisor, seen={measure.pk: measure.revision}
    )


def test_dates_in_bulk_leave_dated_tasks_alone(world: World, draft: PolicyDocument) -> None:
    measures = list(draft.measures.all())
    changed = set_dates(document=draft, measures=measures, due_on=DAY, actor=world.supervisor)
    assert changed == 2  # the measures 2 and 4 had none
    assert _task(draft).milestones.count() == 2
    assert _task(draft, 1).milestones.get().due_on == DAY
    for day, count in ((date(2026, 12, 20), 4), (date(2026, 12, 20), 0)):  # never twice the same
        everywhere = set_dates(
            document=draft, measures=measures, due_on=day, actor=world.supervisor, only_undated=False
        )
        assert everywhere == count


def test_splitting_moves_the_named_units_and_keeps_the_order(world: World, draft: PolicyDocument) -> None:
    task = _task(draft)
    after = add_task(measure=task.measure, text="最后一项", actor=world.supervisor)
    second = task.responsibilities.all()[1]
    text = task.text
    part = split_task(task=task, at=6, units_to_second=[second], actor=world.supervisor)
    order = list(_measure(draft).tasks.order_by("position"))
    assert [t.pk for t in order] == [task.pk, part.pk, after.pk]
    assert [t.text for t in order[:2]] == [text[:6], text[6:]]
    assert [u.printed_name for u in part.responsibilities.all()] == ["省教育厅"]


@pytest.mark.parametrize("at", [0, 10_000])
def test_a_task_is_not_split_at_its_ends(world: World, draft: PolicyDocument, at: int) -> None:
    with refused("split_place_invalid"):
        split_task(task=_task(draft), at=at, units_to_second=[], actor=world.supervisor)
    assert not DraftEdit.objects.exists()


def test_merging_keeps_each_unit_once(world: World, draft: PolicyDocument) -> None:
    task = _task(draft)
    part = add_task(measure=task.measure, text="后一项", actor=world.supervisor)
    add_unit(task=part, name="省财政厅", role=Role.RESPONSIBLE, actor=world.supervisor)
    add_unit(task=part, name="省农业农村厅", role=Role.RESPONSIBLE, actor=world.supervisor)
    merge_tasks(task=task, actor=world.supervisor)
    merged = _task(draft)
    assert [u.printed_name for u in merged.responsibilities.all()] == ["省财政厅", "省教育厅", "省农业农村厅"]
    assert merged.text.endswith("后一项")


def test_the_last_task_of_a_measure_stays(world: World, draft: PolicyDocument) -> None:
    with refused("task_is_last"):
        drop_task(task=_task(draft), actor=world.supervisor)


def test_an_unknown_unit_added_by_hand_becomes_a_thing_to_check(world: World, draft: PolicyDocument) -> None:
    before = draft.check_items.open().count()
    unit = add_unit(task=_task(draft), name="省某某办", role=Role.RESPONSIBLE, actor=world.supervisor)
    assert draft.check_items.open().count() == before + 1
    drop_unit(responsibility=unit, actor=world.supervisor)
    assert draft.check_items.open().count() == before


def test_undoing_a_settled_unit_opens_its_check_item_again(world: World, draft: PolicyDocument) -> None:
    unknown = Responsibility.objects.get(printed_name="省便民中心")
    settle_unit(responsibility=unknown, department=world.departments["省财政厅"], actor=world.supervisor)
    assert not CheckItem.objects.open().filter(responsibility=unknown).exists()
    undo_edit(document=draft, actor=world.supervisor)
    assert CheckItem.objects.open().filter(responsibility=unknown.pk).exists()


def test_settling_a_doubtful_thing_is_an_edit_too(world: World, draft: PolicyDocument) -> None:
    item = draft.check_items.open().first()
    assert item is not None
    settle_item(item=item, settlement="无误", actor=world.supervisor)
    undo_edit(document=draft, actor=world.supervisor)
    assert draft.check_items.open().filter(pk=item.pk).exists()


def test_a_checked_document_is_changed_no_more(world: World, draft: PolicyDocument) -> None:
    task = _task(draft)
    confirm_document(document=draft, actor=world.supervisor)
    with refused("document_not_draft"):
        add_milestone(task=task, due_on=DAY, actor=world.supervisor)


@pytest.mark.parametrize("who", ["filer", "head", "leader"])
def test_only_the_supervision_office_corrects(world: World, draft: PolicyDocument, who: str) -> None:
    user = getattr(world, who)
    with pytest.raises(NotAllowed):
        add_milestone(task=_task(draft), due_on=DAY, actor=user)
    with pytest.raises(NotAllowed):
        undo_edit(document=draft, actor=user)


def test_a_unit_of_another_task_is_not_moved(world: World, draft: PolicyDocument) -> None:
    foreign = list(_task(draft, 1).responsibilities.all())
    with refused("task_rows_foreign"):
        split_task(task=_task(draft), at=4, units_to_second=foreign, actor=world.supervisor)
    assert not DraftEdit.objects.exists()
