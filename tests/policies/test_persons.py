"""Persons, overseers and further columns of a document: read, shown, corrected, handed out, exported."""

import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from policies.checking.models.edits import DraftEdit
from policies.checking.services.corrections.persons import add_person, change_person, drop_person
from policies.checking.services.corrections.tasks import add_task, merge_tasks, split_task
from policies.checking.services.corrections.units import drop_unit
from policies.checking.services.editing import undo_edit
from policies.checking.services.undo_rows import rows_of
from policies.models.documents import PolicyDocument
from policies.models.measures import NamedPerson, Responsibility, Role, Task
from policies.services.importing import import_text
from tests.admin import as_user, page, queries, text
from tests.api import as_user as api
from tests.api import read
from tests.conftest import World
from tests.refusals import refused
from tests.world import measure, unit
from tracker.ledger.query import TableQuery
from tracker.ledger.services.exporting import ask_export, bytes_of, make_export
from tracker.work.models.assignments import Assignment
from tracker.work.services.dispatching import dispatch_document, preview_dispatch

ON = date(2026, 7, 10)
ZHANG = {"name": "张明远", "title": "处长", "phone": "0431-88990011", "kind": "责任人"}
LI = {"name": "李向东", "title": "", "phone": "13900001111", "kind": "联系人"}
EXTRA = {"整改目标": "窗口全覆盖", "资金": "省级统筹"}

TABLE = """整改方案

云政办发〔2026〕12号

云岭省人民政府办公厅
2026年3月1日

| 序号 | 任务 | 牵头单位 | 责任人 | 联系电话 | 整改目标 | 资金 | 完成时限 |
| --- | --- | --- | --- | --- | --- | --- | --- |
| 1 | 建设综合窗口 | 省财政厅 | 张明远 | 0431-88990011 | 窗口全覆盖 | 省级统筹 | 2026年6月底前 |
| 2 | 公布服务清单 | 省教育厅 | 李向东（处长） | 13900001111 | 清单公开 | 无 | 2026年9月底前 |
"""


def _row(label: str, units: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    row = measure(["一", label], f"事项{label}", units)
    row["tasks"][0].update(more)
    return row


@pytest.fixture
def draft(world: World) -> PolicyDocument:
    one = _row("1", [unit("省财政厅", "牵头")], persons=[ZHANG, LI], extra=EXTRA)
    two = _row("2", [unit("省教育厅"), unit("省财政厅")], persons=[LI], extra={"资金": "自筹"})
    three = _row("3", [unit("省教育厅", "牵头"), unit("省财政厅", "督导")])
    return world.document(confirmed=False, measures=[one, two, three])


@pytest.fixture
def dispatched(world: World, draft: PolicyDocument) -> PolicyDocument:
    PolicyDocument.objects.filter(pk=draft.pk).update(status="confirmed")
    dispatch_document(document=draft, actor=world.supervisor, on=ON)
    return draft


def _task(draft: PolicyDocument, position: int = 0) -> Task:
    return draft.measures.get(position=position).tasks.get()


def test_a_table_of_persons_and_further_columns_is_kept_whole(world: World) -> None:
    [document] = import_text(text=TABLE, actor=world.supervisor).created
    first, second = Task.objects.filter(measure__document=document)
    assert [str(p) for p in first.persons.all()] == ["张明远（责任人，0431-88990011）"]
    assert [str(p) for p in second.persons.all()] == ["李向东（责任人，处长，13900001111）"]
    assert first.extra == [["整改目标", "窗口全覆盖"], ["资金", "省级统筹"]]
    person = second.persons.get()
    assert person.responsibility == second.responsibilities.get()  # the only unit's
    assert document.text[person.span_start : person.span_end].startswith("李向东")


def test_a_person_in_a_sentence_belongs_to_the_unit_right_before_it(world: World) -> None:
    row = _row("1", [{**unit("省财政厅", "牵头"), "span": [0, 4]}, {**unit("省教育厅"), "span": [9, 13]}])
    row["tasks"][0]["persons"] = [{**ZHANG, "span": [14, 17]}, {**LI, "span": [24, 27]}]
    document = world.document(
        confirmed=False, measures=[row], text="省财政厅牵头，和、省教育厅（张明远）配合；另由、李向东联系"
    )
    zhang, li = NamedPerson.objects.filter(task__measure__document=document)
    assert zhang.responsibility is not None
    assert zhang.responsibility.printed_name == "省教育厅"
    assert li.responsibility is None  # nobody's in particular: named for the whole task


def test_persons_are_added_changed_and_dropped_on_the_trail_and_undone(
    world: World, draft: PolicyDocument
) -> None:
    task, actor, untouched = _task(draft), world.supervisor, rows_of(_task(draft).measure)
    lead = task.responsibilities.get()
    added = add_person(task=task, name=" 王 伟 ", kind="责任领导", actor=actor, responsibility=lead)
    assert (added.name, added.position) == ("王 伟", 2)
    change_person(person=added, name="王伟", title="局长", phone="0431-1", actor=actor)
    drop_person(person=task.persons.all()[0], actor=actor)
    drop_unit(responsibility=lead, actor=actor)
    assert not NamedPerson.objects.filter(task=task, responsibility__isnull=False).exists()
    assert DraftEdit.objects.order_by("id")[0].what.endswith("增加责任领导王 伟")
    for _ in range(4):
        undo_edit(document=draft, actor=actor)
    assert rows_of(task.measure) == untouched
    with refused("person_name_required"):
        add_person(task=task, name="　", actor=actor)
    with refused("person_unit_foreign"):
        add_person(
            task=task, name="王伟", actor=actor, responsibility=_task(draft, 1).responsibilities.all()[0]
        )


def test_split_and_merged_tasks_keep_their_persons_and_columns(world: World, draft: PolicyDocument) -> None:
    task, actor = _task(draft, 1), world.supervisor
    mine, other = task.responsibilities.all()
    add_person(task=task, name="赵强", actor=actor, responsibility=other)
    part = split_task(task=task, at=3, units_to_second=[other], actor=actor)
    assert [p.name for p in part.persons.all()] == ["赵强"]
    assert part.extra == task.extra == [["资金", "自筹"]]
    add_task(measure=task.measure, text="又一项", actor=actor)
    merge_tasks(task=Task.objects.get(pk=task.pk), actor=actor)
    assert [p.name for p in task.persons.all()] == ["李向东", "赵强"]
    assert mine.task == task


def test_the_checking_page_is_told_of_persons_and_columns_and_edits_them(
    world: World, draft: PolicyDocument
) -> None:
    client, path = api(world.supervisor), f"documents/{draft.pk}/checking/"
    state = read(client, path)
    shown = state["measures"][0]["tasks"][0]
    assert [person["words"] for person in shown["persons"]] == [
        "张明远（责任人，处长，0431-88990011）",
        "李向东（联系人，13900001111）",
    ]
    assert shown["extra"] == [["整改目标", "窗口全覆盖"], ["资金", "省级统筹"]]
    seen = {str(m["id"]): m["revision"] for m in state["measures"]}
    for action, args in [
        ("add_person", {"task": shown["id"], "name": "王伟"}),
        ("change_person", {"person": shown["persons"][0]["id"], "name": "张远"}),
        ("drop_person", {"person": shown["persons"][1]["id"]}),
    ]:
        answer = client.post(
            f"/api/v1/{path}edits/", {"action": action, "args": args, "seen": seen}, format="json"
        )
        assert answer.status_code == 200, answer.content
        seen |= {str(m["id"]): m["revision"] for m in answer.json()["measures"]}
    assert [p.name for p in _task(draft).persons.all()] == ["张远", "王伟"]


class TestOversight:
    def test_who_oversees_is_kept_as_that_and_nothing_is_doubted(self, draft: PolicyDocument) -> None:
        overseer = _task(draft, 2).responsibilities.get(role=Role.OVERSEE)
        assert (overseer.printed_name, str(overseer)) == ("省财政厅", "省财政厅（督导）")
        assert _task(draft, 2).overseers == [overseer]
        assert not draft.check_items.filter(message__contains="督导").exists()

    def test_it_is_handed_nothing_and_shown_on_the_matter(
        self, world: World, dispatched: PolicyDocument
    ) -> None:
        [mine] = Assignment.objects.filter(task=_task(dispatched, 2))
        assert mine.department == world.departments["省教育厅"]
        client = as_user(world.supervisor)
        for address in (page("work_assignment", mine), page("policies_policydocument", dispatched)):
            assert "督导单位" in text(client.get(address))
        assert read(api(world.supervisor), f"assignments/{mine.pk}/")["overseers"] == ["省财政厅"]

    def test_an_overseer_that_nobody_knows_does_not_stand_among_what_was_not_handed_out(
        self, world: World, draft: PolicyDocument
    ) -> None:
        Responsibility.objects.filter(role=Role.OVERSEE).update(department=None, printed_name="省某专班")
        assert preview_dispatch(document=draft, on=ON).outcome.unassigned == []

    def test_it_takes_no_lead_from_the_first_unit(self, world: World) -> None:
        row = _row("1", [unit("省便民中心", "督导"), unit("省教育厅"), unit("省财政厅")])
        world.dispatched(on=ON, measures=[row])
        roles = dict(Assignment.objects.values_list("department__short_name", "role"))
        assert roles == {"省教育厅": "lead", "省财政厅": "responsible"}


class TestShown:
    @pytest.fixture
    def client(self, world: World, monkeypatch: pytest.MonkeyPatch) -> Client:
        monkeypatch.setattr("common.clock.today", lambda: ON)
        return as_user(world.supervisor)

    def test_on_the_pages_of_document_task_and_matter(
        self, world: World, client: Client, dispatched: PolicyDocument
    ) -> None:
        task = _task(dispatched)
        matter = Assignment.objects.get(task=task)
        for address in (
            page("policies_policydocument", dispatched),
            page("policies_task", task),
            page("work_assignment", matter),
        ):
            shown = text(client.get(address))
            for words in ("张明远", "0431-88990011", "整改目标", "窗口全覆盖"):
                assert words in shown, (address, words)

    def test_a_person_of_another_unit_is_not_shown_on_ones_own_matter(
        self, world: World, client: Client, dispatched: PolicyDocument
    ) -> None:
        task = _task(dispatched, 1)
        mine, other = Assignment.objects.filter(task=task).order_by("id")
        task.persons.update(responsibility=mine.responsibility)
        assert "李向东" in text(client.get(page("work_assignment", mine)))
        assert "李向东" not in text(client.get(page("work_assignment", other)))
        for row, names in ((mine, ["李向东"]), (other, [])):
            shown = read(api(world.supervisor), f"assignments/{row.pk}/")["persons"]
            assert [p["name"] for p in shown] == names

    def test_in_the_ledger_as_a_column_and_a_filter(
        self, world: World, client: Client, dispatched: PolicyDocument
    ) -> None:
        answer = client.get("/ledger/", {"all": 1, "cols": "measure,persons,extra"})
        assert "张明远（责任人，处长，0431-88990011）；李向东" in text(answer)
        assert "整改目标：窗口全覆盖；资金：省级统筹" in text(answer)
        found = client.get("/ledger/", {"person": "明远", "status": "open", "by": "unit"})
        [row] = [row for group in found.context["groups"] for row in group["rows"]]
        assert row.id == Assignment.objects.get(task=_task(dispatched)).pk
        assert "责任人含“明远”" in text(found)
        few = queries(client, "/ledger/?all=1&cols=measure,persons")
        add = [_row(str(n), [unit("省财政厅")], persons=[ZHANG]) for n in range(30)]
        world.dispatched(on=ON, number="云政发〔2026〕9号", title="又一方案", measures=add)
        assert queries(client, "/ledger/?all=1&cols=measure,persons") <= few

    def test_by_the_api(self, world: World, dispatched: PolicyDocument) -> None:
        client = api(world.leader)
        measures = read(client, f"measures/?person=向东&document={dispatched.pk}")["results"]
        assert [row["path"] for row in measures] == [["一", "1"], ["一", "2"]]
        [task] = read(client, f"tasks/?person=张明远&document={dispatched.pk}")["results"]
        assert [p["name"] for p in task["persons"]] == ["张明远", "李向东"]
        assert list(task["extra"].items()) == list(EXTRA.items())
        detail = read(client, f"measures/{measures[0]['id']}/")
        assert detail["tasks"][0]["persons"] == task["persons"]
        assert len(read(client, "assignments/?person=李向东")["results"]) == 3
        [row, *_] = read(client, "ledger/?person=张明远")["results"]
        assert row["cells"]["persons"].startswith("张明远")

    def test_a_file_has_a_column_for_each_name_that_its_rows_have(
        self, world: World, client: Client, dispatched: PolicyDocument
    ) -> None:
        def sheet(question: TableQuery) -> list[tuple[Any, ...]]:
            columns = ("measure", "department", "persons", "extra")
            export = ask_export(
                actor=world.supervisor, question=question, columns=columns, on=ON, now=timezone.now()
            )
            assert make_export(export_id=export.pk)
            book = load_workbook(io.BytesIO(b"".join(bytes_of(export))))
            return [row for row in book["台账"].iter_rows(values_only=True) if any(row)]

        rows = sheet(TableQuery(by="unit"))
        head = next(row for row in rows if "责任单位" in row)
        assert head == ("举措", "责任单位", "责任人", "整改目标", "资金")
        first = next(row for row in rows if "事项1" in str(row[0]))
        assert first[2:] == (
            "张明远（责任人，处长，0431-88990011）；李向东（联系人，13900001111）",
            *EXTRA.values(),
        )
        alone = sheet(TableQuery(by="unit", measure=(_task(dispatched, 2).measure_id,)))
        assert ("举措", "责任单位", "责任人") in alone
