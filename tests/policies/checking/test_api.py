"""What the checking page asks for and sends."""

import inspect
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.checking.api.actions import ACTIONS
from policies.checking.models.edits import DraftEdit
from policies.checking.services.corrections import dates, items, marks, measures, persons, tasks, units
from policies.checking.services.settling import confirm_document
from policies.models.documents import PolicyDocument
from policies.models.measures import Responsibility
from policies.services.importing import import_text
from tests.api import ROOT, as_user, read, write
from tests.conftest import World
from tests.policies.sample import SAMPLE
from tests.world import deadline, measure, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(world: World) -> PolicyDocument:
    return world.document(confirmed=False, warnings=["编号不连续，请核对"])


class Page:
    """The page of one user: remembers what it was shown, as the browser does."""

    def __init__(self, user: Any, document: PolicyDocument) -> None:
        self.client, self.path = as_user(user), f"documents/{document.pk}/checking/"
        self.reload()

    def reload(self) -> None:
        self.state = read(self.client, self.path)
        self.measures = {row["id"]: row for row in self.state["measures"]}

    @property
    def seen(self) -> dict[str, int]:
        return {str(pk): row["revision"] for pk, row in self.measures.items()}

    def edit(self, action: str, *, expect: int = 200, **args: Any) -> Any:
        body = {"action": action, "args": args, "seen": self.seen}
        return self._take(write(self.client, f"{self.path}edits/", body, expect=expect), expect)

    def undo(self, *, expect: int = 200) -> Any:
        body = {"edit": self.state["undo"]["id"], "seen": self.seen}
        return self._take(write(self.client, f"{self.path}undo/", body, expect=expect), expect)

    def _take(self, answer: Any, status: int) -> Any:
        if status == 200:
            self.state |= answer
            self.measures |= {row["id"]: row for row in answer["measures"]}
            self.measures = {pk: self.measures[pk] for pk in answer["order"]}
        return answer

    def row(self, position: int = 0) -> Any:
        return self.measures[self.state["order"][position]]

    def task(self, position: int = 0) -> Any:
        return self.row(position)["tasks"][0]

    def unit(self, name: str) -> Any:
        tasks = [task for row in self.measures.values() for task in row["tasks"]]
        return next(u for task in tasks for u in task["units"] if u["name"] == name)


@pytest.fixture
def page(world: World, draft: PolicyDocument) -> Page:
    return Page(world.supervisor, draft)


def test_the_whole_draft_comes_at_once(page: Page) -> None:
    state = page.state
    assert state["document"]["read_only"] == ""
    assert [section["title"] for section in state["sections"]] == ["优化服务"]
    assert [page.row(i)["path"] for i in range(4)] == [["一", "1"], ["一", "2"], ["二", "3"], ["二", "4"]]
    assert page.task()["milestones"][0]["due_on"] == "2026-06-30"
    assert page.unit("省财政厅")["department"]["name"] == "省财政厅"
    assert page.unit("各市政府")["group"]["name"] == "各市政府"
    assert [check["kind"] for check in state["checks"]] == ["unit", "unit", "other"]
    assert (state["trail"], state["undo"]) == ([], None)


def test_a_document_from_a_file_carries_its_text_and_the_places_in_it(world: World) -> None:
    [document] = import_text(text=SAMPLE, actor=world.supervisor).created
    page = Page(world.supervisor, document)
    start, end = page.unit("省便民中心")["span"]
    assert page.state["text"][start:end] == "省便民中心"


def _queries(user: Any, document: PolicyDocument) -> int:
    with CaptureQueriesContext(connection) as queries:
        Page(user, document)
    return len(queries)


def test_a_long_draft_costs_as_many_queries_as_a_short_one(world: World) -> None:
    def rows(count: int) -> list[dict[str, Any]]:
        units, dates = [unit("省财政厅", "牵头"), unit("各市政府")], [deadline("年底前", "2026-12-31")]
        return [measure(["一", str(i)], f"事{i}", units, dates) for i in range(count)]

    short = world.document(confirmed=False, number="云政发〔2026〕31号", measures=rows(3))
    long = world.document(confirmed=False, number="云政发〔2026〕32号", measures=rows(30))
    for document in (short, long):  # the user's roles are read once, and what is read is recorded once
        _queries(world.supervisor, document)
    assert _queries(world.supervisor, long) == _queries(world.supervisor, short) <= 18


def test_every_edit_does_what_it_says_and_answers_with_what_changed(world: World, page: Page) -> None:
    finance = world.departments["省财政厅"].pk
    task, measure_id = page.task()["id"], page.row()["id"]
    answer = page.edit("add_unit", task=task, name="省农业农村厅", role="support")
    assert [row["id"] for row in answer["measures"]] == [measure_id]
    assert answer["undo"]["what"].endswith("增加单位省农业农村厅")
    page.edit("change_role", responsibility=page.unit("省农业农村厅")["id"], role="lead")
    assert page.unit("省农业农村厅")["role"] == "lead"
    page.edit("drop_unit", responsibility=page.unit("省农业农村厅")["id"])
    page.edit("settle_unit", responsibility=page.unit("省便民中心")["id"], department=finance)
    assert [check["kind"] for check in page.state["checks"]] == ["unit", "other"]
    page.edit("settle_items", items=[check["id"] for check in page.state["checks"]])
    assert page.state["checks"] == []
    page.edit("add_milestone", task=task, due_on="2026-11-30", firmness="strive")
    page.edit(
        "change_milestone",
        milestone=page.task()["milestones"][2]["id"],
        due_on="2026-12-01",
        kind="validity",
        firmness="must",
    )
    page.edit("drop_milestone", milestone=page.task()["milestones"][0]["id"])
    assert [m["due_on"] for m in page.task()["milestones"]] == ["2026-12-31", "2026-12-01"]
    second = page.task()["units"][1]["id"]
    page.edit("split_task", task=task, at=3, units_to_second=[second])
    assert [len(t["units"]) for t in page.row()["tasks"]] == [1, 1]
    page.edit("merge_tasks", task=task)
    page.edit("add_task", measure=measure_id, text="另一项")
    page.edit("rewrite_task", task=page.row()["tasks"][1]["id"], text="又一项")
    assert page.row()["tasks"][1]["text"] == "又一项"
    page.edit("drop_task", task=page.row()["tasks"][1]["id"])
    everything = list(page.measures)
    assert page.edit("set_dates", measures=everything, due_on="2026-10-01")["result"] == 2
    assert page.edit("set_cycle", measures=everything, cycle="FREQ=MONTHLY")["result"] == 4
    page.edit("set_first_unit_leads", leads=False)
    assert page.state["document"]["first_unit_leads"] is False
    page.edit("rename_measure", measure=measure_id, title="新标题")
    added = page.edit("add_measure", after=measure_id, path=["一", "1-1"], title="新举措")["result"]
    assert page.row(1)["id"] == added
    page.edit("drop_measure", measure=added)
    assert added not in page.measures
    assert {edit["who"] for edit in page.state["trail"]} == {"supervisor"}


def test_no_edit_of_the_services_is_forgotten() -> None:
    # `settle_item` is `settle_items` of one.
    said = {
        name
        for module in (dates, items, marks, measures, persons, tasks, units)
        for name, made in vars(module).items()
        if inspect.isfunction(made) and made.__module__ == module.__name__ and not name.startswith("_")
    }
    assert set(ACTIONS) == said - {"settle_item"}


def test_everything_can_be_undone_step_by_step(page: Page) -> None:
    before = page.state["measures"][0]["tasks"]
    page.edit("add_task", measure=page.row()["id"], text="另一项")
    page.edit("drop_measure", measure=page.row(2)["id"])
    page.undo()
    page.undo()
    assert page.row()["tasks"] == before
    assert page.state["undo"] is None
    assert [edit["undone"] for edit in page.state["trail"]] == [True, True]


def test_who_looks_at_an_old_page_is_told_and_nothing_is_written(world: World, draft: PolicyDocument) -> None:
    mine, theirs = Page(world.supervisor, draft), Page(world.supervisor, draft)
    theirs.edit("rename_measure", measure=theirs.row()["id"], title="他人的标题")
    answer = mine.edit("rename_measure", measure=mine.row()["id"], title="我的标题", expect=409)
    assert answer["code"] == "draft_measure_changed"
    assert DraftEdit.objects.count() == 1
    mine.reload()
    assert mine.row()["title"] == "他人的标题"


def test_an_edit_elsewhere_brings_what_others_changed_meanwhile(world: World, draft: PolicyDocument) -> None:
    mine, theirs = Page(world.supervisor, draft), Page(world.supervisor, draft)
    theirs.edit("rename_measure", measure=theirs.row(0)["id"], title="他人的标题")
    mine.edit("rename_measure", measure=mine.row(1)["id"], title="我的标题")
    assert [mine.row(i)["title"] for i in (0, 1)] == ["他人的标题", "我的标题"]


@pytest.mark.parametrize("what", ["drop_unit", "drop_measure"])
def test_what_somebody_has_dropped_meanwhile_is_a_conflict(
    world: World, draft: PolicyDocument, what: str
) -> None:
    mine, theirs = Page(world.supervisor, draft), Page(world.supervisor, draft)
    args = {"measure": mine.row()["id"]}
    if what == "drop_unit":
        args = {"responsibility": mine.unit("省农委")["id"]}
    theirs.edit(what, **args)
    assert mine.edit(what, **args, expect=409)["code"] == "draft_row_gone"


def test_one_undoes_only_what_the_page_said(world: World, draft: PolicyDocument) -> None:
    mine, theirs = Page(world.supervisor, draft), Page(world.supervisor, draft)
    mine.edit("rename_measure", measure=mine.row(0)["id"], title="我的标题")
    theirs.edit("rename_measure", measure=theirs.row(1)["id"], title="他人的标题")
    assert mine.undo(expect=409)["code"] == "edit_not_latest"


def test_a_confirmed_document_is_shown_and_not_changed(world: World, draft: PolicyDocument) -> None:
    page = Page(world.supervisor, draft)
    confirm_document(document=draft, actor=world.supervisor)
    assert page.edit("set_first_unit_leads", leads=False, expect=409)["code"] == "document_not_draft"
    page.reload()
    assert page.state["document"]["read_only"] == "文件已完成校核，此页只供查看；没有交办之前可以退回校核。"


def test_a_unit_of_another_document_is_not_reached(world: World, page: Page) -> None:
    world.document(confirmed=False, number="云政发〔2026〕9号")
    foreign = Responsibility.objects.exclude(task__measure__in=page.measures).first()
    assert foreign is not None
    page.edit("drop_unit", responsibility=foreign.pk, expect=409)
    assert Responsibility.objects.filter(pk=foreign.pk).exists()


@pytest.mark.parametrize(
    ("action", "args"),
    [
        ("dance", {}),
        ("add_unit", {}),
        ("add_unit", {"task": "甲", "name": "某厅", "role": "lead"}),
        ("set_dates", {"measures": [], "due_on": "2026-10-01"}),
        ("set_dates", {"measures": [1], "due_on": "明天"}),
        ("set_dates", {"measures": "全部", "due_on": "2026-10-01"}),
        ("set_dates", {"measures": [10**30], "due_on": "2026-10-01"}),
        ("set_cycle", {"measures": [1], "cycle": "FREQ=DAILY"}),
        ("add_measure", {"after": None, "path": [], "title": "标题"}),
        ("rename_measure", {"measure": 1, "title": "长" * 201}),
        ("settle_items", {"items": []}),
        ("add_task", "另一项"),
    ],
)
def test_what_makes_no_sense_is_refused_in_chinese(page: Page, action: str, args: Any) -> None:
    body = {"action": action, "args": args, "seen": page.seen}
    answer = page.client.post(f"{ROOT}{page.path}edits/", body, format="json")
    assert answer.status_code in (400, 409)
    assert any("\u4e00" <= character <= "\u9fff" for character in answer.content.decode())
    assert not DraftEdit.objects.exists()


@pytest.mark.parametrize("seen", [None, [], {"甲": 1}, {"1": -1}, {"²": 1}])
def test_what_the_page_shows_must_be_said(page: Page, seen: Any) -> None:
    body = {"action": "set_first_unit_leads", "args": {"leads": False}, "seen": seen}
    write(page.client, f"{page.path}edits/", body, expect=400)


def test_a_unit_is_found_by_typing(world: World, page: Page) -> None:
    found = read(page.client, f"{page.path}units/", text="财政")["results"]
    assert [row["name"] for row in found] == ["省财政厅"]
    [group] = read(page.client, f"{page.path}units/", text="各市政府")["results"]
    assert [member["name"] for member in group["members"]] == ["青川市政府", "白石市政府"]
    assert read(page.client, f"{page.path}units/", text="省财政局")["results"] == []
    similar = read(page.client, f"{page.path}units/", text="省财政局", similar="true")["results"]
    assert similar[0]["name"] == "省财政厅"
    assert read(page.client, f"{page.path}units/", text="\x00")["results"] == []


@pytest.mark.parametrize("who", ["filer", "head", "leader"])
def test_checking_is_for_the_supervision_office_alone(world: World, page: Page, who: str) -> None:
    client = as_user(getattr(world, who))
    body = {"action": "set_first_unit_leads", "args": {"leads": False}, "seen": {}}
    for path in ("", "units/?text=财政"):
        assert client.get(f"{ROOT}{page.path}{path}").status_code == 403
    assert client.post(f"{ROOT}{page.path}edits/", body, format="json").status_code == 403
    assert client.post(f"{ROOT}{page.path}undo/", {"edit": 1, "seen": {}}, format="json").status_code == 403


def test_nobody_checks_without_a_login_or_a_document_that_is_not_there(world: World, page: Page) -> None:
    assert as_user(None).get(f"{ROOT}{page.path}").status_code == 401
    for path in ("", "edits/", "undo/", "units/"):
        client = as_user(world.supervisor)
        address = f"{ROOT}documents/999999/checking/{path}"
        call = client.post if path in ("edits/", "undo/") else client.get
        assert call(address).status_code == 404
