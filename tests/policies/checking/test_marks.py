"""对账: every mark is kept; what a person says of single ones is a row, can be undone, and becomes gold."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.errors import NotAllowed
from policies.checking.models.edits import DraftEdit
from policies.checking.models.items import CheckItem
from policies.checking.models.marks import MarkDecision, Verdict
from policies.checking.selectors import Key, Mark, marks_of, summary_of
from policies.checking.services.corrections.items import settle_item
from policies.checking.services.corrections.marks import dismiss_marks, reopen_marks, take_mark
from policies.checking.services.editing import Conflict, undo_edit
from policies.checking.services.settling import confirm_document
from policies.checking.services.undo_rows import rows_of
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, Responsibility
from policies.services.importing import import_text
from tests.conftest import World
from tests.policies.checking.township import MINUTES, TABLE, load_township
from tests.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def minutes(world: World) -> PolicyDocument:
    load_township()
    [document] = import_text(text=MINUTES, actor=world.supervisor).created
    return document


@pytest.fixture
def table(world: World) -> PolicyDocument:
    load_township()
    [document] = import_text(text=TABLE, actor=world.supervisor).created
    return document


def key_of(document: PolicyDocument, kind: str, words: str, after: str = "") -> Key:
    """The mark of these words, behind the first place of `after`."""
    start = document.text.index(words, document.text.index(after))
    return next(m.key for m in marks_of(document) if m.key and m.kind == kind and m.key[1] == start)


def mark(document: PolicyDocument, key: Key) -> Mark:
    return next(m for m in marks_of(document) if m.key == key)


def open_keys(document: PolicyDocument, kind: str = "duty") -> list[Key]:
    return [m.key for m in marks_of(document) if m.is_open and m.kind == kind and m.key]


def sums(document: PolicyDocument, kind: str) -> dict[str, int]:
    summary = summary_of(document)
    assert summary is not None
    for row in summary["kinds"]:
        assert row["marks"] == row["read"] + row["set_aside"] + row["open"] + row["decided"]
    return next(row for row in summary["kinds"] if row["kind"] == kind)


def units_of(measure: Measure) -> list[tuple[str, str]]:
    rows = Responsibility.objects.filter(task__measure=measure).order_by("task__position", "position")
    return [(row.printed_name, row.role) for row in rows]


def test_an_import_keeps_every_mark_with_its_place_and_what_became_of_it(minutes: PolicyDocument) -> None:
    marks = marks_of(minutes)
    assert all(minutes.text[m.key[1] : m.key[2]] == m.text for m in marks if m.key)
    read = mark(minutes, key_of(minutes, "duty", "负责", "值班值守"))
    assert (read.became, read.what, read.rule, read.reason) == ("read", "二", "", "")
    title = mark(minutes, key_of(minutes, "unit", "清溪镇人民政府"))
    assert (title.became, title.reason) == ("set_aside", "在标题、文号、主送等文件头中")
    assert sums(minutes, "duty") == {
        "kind": "duty",
        "kind_label": "责任词",
        "marks": 6,
        "read": 4,
        "set_aside": 0,
        "open": 2,
        "decided": 0,
    }


def test_the_account_of_a_long_text_is_written_by_one_statement(world: World) -> None:
    lines = (f"会议要求，第{n}组的排查由镇规建办牵头负责，8月底前完成。" for n in range(400))
    long = MINUTES + "\n".join(lines)
    with CaptureQueriesContext(connection) as found:
        [document] = import_text(text=long, actor=world.supervisor).created
    assert sum("documentaccount" in query["sql"] for query in found) == 1
    assert len(marks_of(document)) > 1200


def test_a_ledger_without_a_text_has_no_account(world: World) -> None:
    assert summary_of(world.document(confirmed=False)) is None


def test_a_doubt_that_is_no_work_is_settled_with_who_and_when(world: World, minutes: PolicyDocument) -> None:
    first, second = open_keys(minutes)
    dismiss_marks(document=minutes, marks=[first], actor=world.supervisor)
    row = MarkDecision.objects.get()
    assert (row.text, row.verdict, row.decided_by, row.rule) == ("牵头", "none", world.supervisor, "")
    assert sums(minutes, "duty")["open"] == 1
    item = CheckItem.objects.get(marks="duty")
    assert item.settled_at is None
    dismiss_marks(document=minutes, marks=[second], actor=world.supervisor)
    item.refresh_from_db()
    assert item.settlement == "已逐处核定"
    assert [edit.what for edit in minutes.edits.all()] == ["不是任务：“配合”", "不是任务：“牵头”"]
    assert sums(minutes, "duty") | {"open": 0, "decided": 2} == sums(minutes, "duty")


def test_many_are_one_edit_and_undo_brings_all_of_them_back(world: World, minutes: PolicyDocument) -> None:
    keys = open_keys(minutes)
    dismiss_marks(document=minutes, marks=keys, actor=world.supervisor)
    assert DraftEdit.objects.get().what == "不是任务：“牵头”等2处"
    undo_edit(document=minutes, actor=world.supervisor)
    assert open_keys(minutes) == keys
    assert CheckItem.objects.get(marks="duty").settled_at is None
    assert not MarkDecision.objects.exists()


def test_the_trail_keeps_only_the_decisions_of_its_edit(world: World, minutes: PolicyDocument) -> None:
    for key in open_keys(minutes):
        dismiss_marks(document=minutes, marks=[key], actor=world.supervisor)
    assert [len(edit.after["marks"]) for edit in DraftEdit.objects.all()] == [1, 1]


def test_what_was_called_no_work_can_be_opened_again(world: World, minutes: PolicyDocument) -> None:
    [first, _] = keys = open_keys(minutes)
    dismiss_marks(document=minutes, marks=[first], actor=world.supervisor)
    reopen_marks(document=minutes, marks=[first], actor=world.supervisor)
    assert open_keys(minutes) == keys
    undo_edit(document=minutes, actor=world.supervisor)
    assert MarkDecision.objects.get().verdict == Verdict.NONE


def test_a_word_of_duty_outside_the_measures_makes_its_sentence_a_measure(
    world: World, minutes: PolicyDocument
) -> None:
    measure = take_mark(
        document=minutes,
        mark=key_of(minutes, "duty", "牵头", "会议要求"),
        actor=world.supervisor,
    )
    assert measure.path == ["增1"]
    assert measure.text == "会议要求，镇农业农村办牵头开展水库巡查，镇应急办配合，7月20日前完成。"
    assert units_of(measure) == [("镇农业农村办", "lead"), ("镇应急办", "support")]
    milestone = measure.tasks.get().milestones.get()
    assert (milestone.phrase, str(milestone.due_on)) == ("7月20日前", "2026-07-20")
    assert [m.position for m in minutes.measures.order_by("position")] == [0, 1, 2, 3]
    assert minutes.measures.order_by("position").last() == measure
    assert open_keys(minutes) == []  # 配合 stood in the same sentence
    assert {row.made for row in MarkDecision.objects.all()} == {f"增加举措{measure}"}
    assert CheckItem.objects.get(marks="duty").settlement == "已逐处核定"


def test_undo_takes_back_the_measure_and_every_decision(world: World, minutes: PolicyDocument) -> None:
    keys = open_keys(minutes)
    take_mark(document=minutes, mark=keys[0], actor=world.supervisor)
    undo_edit(document=minutes, actor=world.supervisor)
    assert minutes.measures.count() == 3
    assert open_keys(minutes) == keys


def test_a_sentence_within_a_measure_becomes_a_task_of_it(world: World) -> None:
    load_township()
    text = MINUTES.replace("逐户登记危房住户。", "逐户登记危房住户。应当由镇应急办督办。")
    [document] = import_text(text=text, actor=world.supervisor).created
    measure = document.measures.get(path=["三"])
    key = next(m.key for m in marks_of(document) if m.key and m.text == "督办" and m.became != "read")
    before = rows_of(measure)
    assert take_mark(document=document, mark=key, actor=world.supervisor) == measure
    second = measure.tasks.get(position=1)
    assert second.text == "应当由镇应急办督办。"
    assert [u.printed_name for u in second.responsibilities.all()] == ["镇应急办"]
    undo_edit(document=document, actor=world.supervisor)
    assert rows_of(measure) == before


def test_a_time_outside_goes_with_its_sentence_and_a_unit_is_asked_for(
    world: World, table: PolicyDocument
) -> None:
    measure = take_mark(document=table, mark=key_of(table, "time", "8月31日前"), actor=world.supervisor)
    assert units_of(measure) == [("镇党政办", "responsible")]
    assert [str(m.due_on) for m in measure.tasks.get().milestones.all()] == ["2026-08-31"]
    assert measure.text.startswith("进展由镇党政办负责汇总")


def test_what_a_rule_set_aside_can_be_made_work_too_and_the_rule_is_remembered(
    world: World, table: PolicyDocument
) -> None:
    key = key_of(table, "unit", "镇党政办", "请各单位")
    take_mark(document=table, mark=key, actor=world.supervisor)
    row = MarkDecision.objects.get(kind="unit", span_start=key[1])
    assert row.rule == mark(table, key).rule != ""
    assert sums(table, "unit")["decided"] == 1


def test_a_cell_that_is_added_makes_its_row_a_measure(world: World, table: PolicyDocument) -> None:
    key = next(m.key for m in marks_of(table) if m.key and m.kind == "cell" and m.text == "工作任务")
    measure = take_mark(document=table, mark=key, actor=world.supervisor)
    assert measure.text == "序号，工作任务，具体要求，责任单位，完成时限"


@pytest.mark.parametrize("verb", ["take", "dismiss"])
def test_what_was_read_needs_no_decision(world: World, minutes: PolicyDocument, verb: str) -> None:
    key = key_of(minutes, "unit", "镇党政办", "值班值守")
    if verb == "take":
        with refused("mark_read", match="镇党政办"):
            take_mark(document=minutes, mark=key, actor=world.supervisor)
    else:
        with refused("mark_not_open"):
            dismiss_marks(document=minutes, marks=[key], actor=world.supervisor)
    assert not DraftEdit.objects.exists()


def test_nobody_decides_what_another_has_decided(world: World, minutes: PolicyDocument) -> None:
    [first, _] = open_keys(minutes)
    dismiss_marks(document=minutes, marks=[first], actor=world.supervisor)
    with refused("mark_decided", match="不是任务"):
        take_mark(document=minutes, mark=first, actor=world.supervisor)
    with refused("mark_not_open"):
        dismiss_marks(document=minutes, marks=[first], actor=world.supervisor)
    with refused("marks_undecided"):
        reopen_marks(document=minutes, marks=open_keys(minutes), actor=world.supervisor)
    with pytest.raises(Conflict):
        dismiss_marks(document=minutes, marks=[("duty", 0, 1)], actor=world.supervisor)
    with refused("marks_required"):
        dismiss_marks(document=minutes, marks=[], actor=world.supervisor)


def test_only_the_supervision_office_decides_and_only_in_a_draft(
    world: World, minutes: PolicyDocument
) -> None:
    keys = open_keys(minutes)
    with pytest.raises(NotAllowed):
        dismiss_marks(document=minutes, marks=keys, actor=world.filer)
    with pytest.raises(NotAllowed):
        take_mark(document=minutes, mark=keys[0], actor=world.leader)
    confirm_document(document=minutes, actor=world.supervisor)
    with refused("document_not_draft"):
        dismiss_marks(document=minutes, marks=keys, actor=world.supervisor)


def test_settling_the_thing_to_check_settles_the_marks_for_which_it_stands(
    world: World, minutes: PolicyDocument
) -> None:
    item = CheckItem.objects.get(marks="duty")
    settle_item(item=item, settlement="无误", actor=world.supervisor)
    assert {row.verdict for row in MarkDecision.objects.all()} == {"checked"}
    assert sums(minutes, "duty")["open"] == 0
    undo_edit(document=minutes, actor=world.supervisor)
    assert sums(minutes, "duty")["open"] == 2


def test_the_gold_says_what_people_decided(world: World, minutes: PolicyDocument, tmp_path: Path) -> None:
    dismiss_marks(document=minutes, marks=open_keys(minutes)[:1], actor=world.supervisor)
    confirm_document(document=minutes, actor=world.supervisor)
    call_command("export_gold", tmp_path)
    gold = json.loads((tmp_path / f"{minutes.pk}.json").read_text(encoding="utf-8"))
    [said] = gold["marks"]
    start, end = said["span"]
    assert minutes.text[start:end] == said["text"] == "牵头"
    assert (said["kind"], said["verdict"], said["rule"]) == ("duty", "none", "")
