"""Corrections of whole measures and of the document: they too are on record and can be undone."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.errors import NotAllowed
from policies.checking.admin.trail import changes_in_words
from policies.checking.models.edits import DraftEdit
from policies.checking.models.items import CheckItem, CheckKind
from policies.checking.services.corrections.dates import set_cycle, set_dates
from policies.checking.services.corrections.items import set_first_unit_leads, settle_item, settle_items
from policies.checking.services.corrections.measures import add_measure, drop_measure, rename_measure
from policies.checking.services.corrections.tasks import rewrite_task
from policies.checking.services.corrections.units import add_unit, change_role, drop_unit
from policies.checking.services.editing import undo_edit
from policies.checking.services.undo_rows import rows_of
from policies.cycles import Cycle
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, Milestone, Role
from tests.admin import as_user
from tests.conftest import World
from tests.refusals import refused
from tests.world import measure, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(world: World) -> PolicyDocument:
    return world.document(confirmed=False, warnings=["编号不连续，请核对"])


def _measure(draft: PolicyDocument, position: int = 0) -> Measure:
    return draft.measures.get(position=position)


def _state(draft: PolicyDocument) -> list[dict]:
    return [rows_of(measure) for measure in draft.measures.order_by("position")]


def _titles(draft: PolicyDocument) -> list[str]:
    return [measure.title for measure in draft.measures.order_by("position")]


def test_a_dropped_measure_comes_back_with_everything_in_it(world: World, draft: PolicyDocument) -> None:
    untouched = _state(draft)
    drop_measure(measure=_measure(draft, 3), actor=world.supervisor)
    assert draft.measures.count() == 3
    assert not draft.check_items.filter(kind=CheckKind.UNIT).exists()
    undo_edit(document=draft, actor=world.supervisor)
    assert _state(draft) == untouched


def test_a_page_that_shows_a_dropped_measure_can_change_nothing_of_it(
    world: World, draft: PolicyDocument
) -> None:
    gone = _measure(draft, 1)
    seen = {gone.pk: gone.revision}
    drop_measure(measure=_measure(draft, 1), actor=world.supervisor)
    with refused("draft_measure_gone"):
        rename_measure(measure=gone, title="新标题", actor=world.supervisor, seen=seen)
    undo_edit(document=draft, actor=world.supervisor)
    with refused("draft_measure_changed"):  # revisions grow over the gap too
        rename_measure(measure=gone, title="新标题", actor=world.supervisor, seen=seen)


def test_an_edit_before_the_drop_can_be_undone_after_the_drop_is_undone(
    world: World, draft: PolicyDocument
) -> None:
    untouched = _state(draft)
    rename_measure(measure=_measure(draft, 2), title="新标题", actor=world.supervisor)
    drop_measure(measure=_measure(draft, 2), actor=world.supervisor)
    undo_edit(document=draft, actor=world.supervisor)
    assert _measure(draft, 2).title == "新标题"
    undo_edit(document=draft, actor=world.supervisor)
    assert _state(draft) == untouched


def test_a_measure_that_was_missed_is_put_where_it_belongs(world: World, draft: PolicyDocument) -> None:
    untouched, before = _state(draft), _titles(draft)
    added = add_measure(
        document=draft,
        path=["一", "1-1"],
        title="漏读的举措",
        text="漏读的内容。",
        after=_measure(draft, 0),
        actor=world.supervisor,
    )
    assert _titles(draft) == [before[0], "漏读的举措", *before[1:]]
    assert [task.text for task in added.tasks.all()] == ["漏读的内容。"]
    add_unit(task=added.tasks.get(), name="省财政厅", role=Role.LEAD, actor=world.supervisor)
    undo_edit(document=draft, actor=world.supervisor)
    undo_edit(document=draft, actor=world.supervisor)
    assert _state(draft) == untouched


def test_measures_dropped_and_added_in_turn_are_undone_in_turn(world: World, draft: PolicyDocument) -> None:
    untouched = _state(draft)
    drop_measure(measure=_measure(draft, 2), actor=world.supervisor)
    for title in ("甲", "乙"):
        add_measure(document=draft, path=["零"], title=title, actor=world.supervisor)
    assert _titles(draft)[:2] == ["乙", "甲"]
    for _ in range(3):
        undo_edit(document=draft, actor=world.supervisor)
    assert _state(draft) == untouched


@pytest.mark.parametrize(
    ("path", "title", "code"),
    [
        ([" "], "标题", "measure_path_required"),
        (["一"], " ", "measure_title_invalid"),
        (["一"], "长" * 201, "measure_title_invalid"),
    ],
)
def test_a_measure_needs_labels_and_a_title(
    world: World, draft: PolicyDocument, path: list[str], title: str, code: str
) -> None:
    with refused(code):
        add_measure(document=draft, path=path, title=title, actor=world.supervisor)
    assert draft.measures.count() == 4


def test_a_title_is_corrected(world: World, draft: PolicyDocument) -> None:
    rename_measure(measure=_measure(draft), title=" 建设综合窗口 ", actor=world.supervisor)
    assert _titles(draft)[0] == "建设综合窗口"
    assert DraftEdit.objects.get().what == "一 / 1 建设一站式窗口：标题改为“建设综合窗口”"
    with refused("measure_title_too_long", match="不能超过200字"):
        rename_measure(measure=_measure(draft), title="长" * 201, actor=world.supervisor)


def test_a_task_is_rewritten(world: World, draft: PolicyDocument) -> None:
    task = _measure(draft).tasks.get()
    rewrite_task(task=task, text=" 新内容。 ", actor=world.supervisor)
    assert _measure(draft).tasks.get().text == "新内容。"
    with refused("task_text_required"):
        rewrite_task(task=task, text=" ", actor=world.supervisor)


def test_what_concerns_the_document_alone_is_undone_too(world: World, draft: PolicyDocument) -> None:
    set_first_unit_leads(document=draft, leads=False, actor=world.supervisor)
    warning = draft.check_items.get(measure=None)
    settle_item(item=warning, settlement="无误", actor=world.supervisor)
    undo_edit(document=draft, actor=world.supervisor)
    assert draft.check_items.open().filter(pk=warning.pk).exists()
    undo_edit(document=draft, actor=world.supervisor)
    draft.refresh_from_db()
    assert draft.first_unit_leads is True


def test_one_switch_to_the_same_side_is_no_edit(world: World, draft: PolicyDocument) -> None:
    set_first_unit_leads(document=draft, leads=True, actor=world.supervisor)
    assert not DraftEdit.objects.exists()


def test_several_doubtful_things_are_settled_as_one_edit(world: World, draft: PolicyDocument) -> None:
    items = list(draft.check_items.open())
    assert len(items) == 3
    settle_items(document=draft, items=items, settlement="无误", actor=world.supervisor)
    assert not draft.check_items.open().exists()
    undo_edit(document=draft, actor=world.supervisor)
    assert draft.check_items.open().count() == 3


def test_a_thing_of_another_document_is_not_settled(world: World, draft: PolicyDocument) -> None:
    other = world.document(confirmed=False, number="云政发〔2026〕9号")
    item = other.check_items.first()
    assert item is not None
    with refused("check_items_foreign"):
        settle_items(document=draft, items=[item], settlement="无误", actor=world.supervisor)


def test_a_thing_that_is_settled_is_not_settled_again(world: World, draft: PolicyDocument) -> None:
    item = draft.check_items.get(measure=None)
    settle_item(item=item, settlement="无误", actor=world.supervisor)
    with refused("check_item_settled"):
        settle_item(item=item, settlement="另说", actor=world.supervisor)
    assert CheckItem.objects.get(pk=item.pk).settlement == "无误"


def test_a_unit_chosen_from_the_list_is_that_unit_whatever_its_name_means_here(
    world: World, draft: PolicyDocument
) -> None:
    unit = add_unit(
        task=_measure(draft).tasks.get(),
        name="财政局",
        role=Role.SUPPORT,
        department=world.departments["省财政厅"],
        actor=world.supervisor,
    )
    assert unit.department == world.departments["省财政厅"]
    assert not unit.check_items.exists()


def test_an_open_group_added_without_members_becomes_a_thing_to_check(
    world: World, draft: PolicyDocument
) -> None:
    task, group = _measure(draft).tasks.get(), world.groups["有关市政府"]
    unit = add_unit(task=task, name="有关市政府", role=Role.SUPPORT, actor=world.supervisor)
    assert unit.group == group
    assert unit.check_items.get().message == "“有关市政府”未写明具体单位，请指定成员"
    drop_unit(responsibility=unit, actor=world.supervisor)
    cities = [world.departments["青川市政府"]]
    named = add_unit(
        task=task, name="有关市政府", role=Role.SUPPORT, group=group, chosen=cities, actor=world.supervisor
    )
    assert list(named.chosen.all()) == cities
    assert not named.check_items.exists()


@pytest.mark.parametrize("who", ["filer", "head", "leader"])
def test_only_the_supervision_office_changes_measures(world: World, draft: PolicyDocument, who: str) -> None:
    actor = getattr(world, who)
    with pytest.raises(NotAllowed):
        drop_measure(measure=_measure(draft), actor=actor)
    with pytest.raises(NotAllowed):
        add_measure(document=draft, path=["一"], title="甲", actor=actor)


def test_bulk_corrections_cost_the_same_for_few_and_for_many_measures(world: World) -> None:
    def cost(number: str, count: int) -> int:
        rows = [measure(["一", str(i)], f"事项{i}", [unit("省财政厅")]) for i in range(count)]
        document = world.document(confirmed=False, number=number, measures=rows)
        measures = list(document.measures.all())
        day = date(2026, 12, 1)
        with CaptureQueriesContext(connection) as queries:
            set_dates(document=document, measures=measures, due_on=day, actor=world.supervisor)
            set_cycle(document=document, measures=measures, cycle=Cycle.MONTH, actor=world.supervisor)
            undo_edit(document=document, actor=world.supervisor)
            undo_edit(document=document, actor=world.supervisor)
        assert not Milestone.objects.filter(due_on=day).exists()
        return len(queries)

    assert cost("云政发〔2026〕30号", 30) == cost("云政发〔2026〕31号", 3)


def test_undo_touches_only_what_the_edit_changed(world: World, draft: PolicyDocument) -> None:
    task = _measure(draft).tasks.get()
    unit = task.responsibilities.all()[0]
    change_role(responsibility=unit, role=Role.LEAD, actor=world.supervisor)
    with CaptureQueriesContext(connection) as queries:
        undo_edit(document=draft, actor=world.supervisor)
    unit.refresh_from_db()
    assert unit.role == Role.RESPONSIBLE
    written = [q["sql"] for q in queries if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert any("policies_responsibility" in sql for sql in written)
    assert not any("policies_task" in sql.split("SET")[0] for sql in written)


def test_the_trail_says_what_an_edit_changed_and_who_took_it_back(
    world: World, draft: PolicyDocument
) -> None:
    measure = _measure(draft)
    unit = measure.tasks.get().responsibilities.all()[0]
    change_role(responsibility=unit, role=Role.LEAD, actor=world.supervisor)
    undo_edit(document=draft, actor=world.supervisor)
    edit = draft.edits.get()
    assert (edit.actor, edit.undone_by) == (world.supervisor, world.supervisor)
    [words] = changes_in_words(edit.before[str(measure.pk)], edit.after[str(measure.pk)])
    assert words == "分工由负责改为牵头"
    said = as_user(world.supervisor).get(f"/policies/responsibility/{unit.pk}/change/").content.decode()
    assert words in said
    assert f"{world.supervisor}于" in said
