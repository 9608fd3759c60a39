"""查找: one box over what each role may open, of every kind."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments.models.departments import DepartmentAlias
from departments.models.users import User
from desks.finding.selectors import find
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, NamedPerson, Task
from tests.admin import as_user, text
from tests.api import as_user as api
from tests.conftest import World

pytestmark = pytest.mark.django_db


def titles(words: str, user: User) -> dict[str, list[str]]:
    """What is found, by kind."""
    return {group.kind: [one.title for one in group.results] for group in find(words, user)}


def test_a_document_is_found_by_title_letters_and_number_in_any_brackets(world: World) -> None:
    document = world.dispatched()
    for words in (
        "便民服务",
        "行动 便民",
        "bmfw",
        "云政发〔2026〕3号",
        "云政发[2026]3号",
        "云政发（２０２６）3号",
        "云政发 3号",
    ):
        [group] = [group for group in find(words, world.supervisor) if group.kind == "document"]
        assert [one.url for one in group.results] == [
            reverse("admin:policies_policydocument_change", args=[document.pk])
        ], words


def test_a_measure_is_found_by_its_words_with_those_of_its_unit_or_document(world: World) -> None:
    world.dispatched()
    for words in ("一站式 窗口", "jsyzsck", "财政厅 窗口", "窗口 云政发", "czt yzs"):
        assert titles(words, world.supervisor)["measure"][0] == "一 / 1 建设一站式窗口", words
    assert "measure" not in titles("窗口 农委", world.supervisor)


def test_a_unit_is_found_by_every_name_and_one_that_is_gone_says_who_has_its_work(world: World) -> None:
    finance = world.departments["省财政厅"]
    DepartmentAlias.objects.create(department=finance, region=finance.region, text="度支司")
    for words in ("财政厅", "度支", "dzs", "云岭省财政", "ylsczt"):
        assert "省财政厅" in titles(words, world.supervisor)["unit"], words
    [group] = [group for group in find("省农委", world.supervisor) if group.kind == "unit"]
    assert [(one.title, one.detail) for one in group.results] == [
        ("省农业农村厅", "云岭省农业农村厅"),
        ("省农委", "已撤并，由省农业农村厅承接"),
    ]


def test_people_are_found_by_name_letters_telephone_and_unit(world: World) -> None:
    User.objects.filter(pk=world.filer.pk).update(display_name="张晓明", phone="13800000000")
    for words in ("张晓明", "zxm", "1380000", "财政厅 晓明"):
        assert titles(words, world.supervisor)["person"] == ["张晓明"], words
    assert "person" not in titles("zxm", world.head)  # whose accounts there are is 督查室's to know


def test_persons_whom_documents_name_are_found_by_who_may_read_these(world: World) -> None:
    world.dispatched()
    task = Task.objects.get(measure__title="公布服务清单")
    NamedPerson.objects.create(task=task, position=0, name="李向阳", title="副厅长")
    for user in (world.supervisor, world.leader, world.filer):
        [group] = find("lxy", user)
        assert [(one.title, one.detail) for one in group.results] == [("李向阳", "副厅长，查看其事项")]
        assert as_user(user).get(group.results[0].url).status_code == 200
    nobody = world.user("nobody", world.filer.memberships.get().role, "省国库支付中心")
    assert find("lxy", nobody) == []


def test_a_unit_finds_only_what_was_handed_to_it_and_its_own_matter_at_once(world: World) -> None:
    world.dispatched()
    world.document(title="未交办的窗口方案", number="云政发〔2026〕8号")
    own = world.assignment("省财政厅")
    [measures] = find("窗口", world.filer)
    assert [one.url for one in measures.results] == [reverse("admin:work_assignment_change", args=[own.pk])]
    assert titles("方案", world.filer)["document"] == ["云岭省便民服务提升行动方案"]
    assert len(titles("方案", world.leader)["document"]) == 2


def test_pages_and_commands_are_those_that_the_user_may_open(world: World) -> None:
    assert titles("yhgl 用户", world.supervisor) == {}
    assert titles("yonghu", world.supervisor) == {}
    assert titles("yh", world.supervisor)["page"] == ["用户"]
    assert titles("导入文件", world.supervisor)["command"] == ["导入文件"]
    assert titles("drwj", world.supervisor)["command"] == ["导入文件"]
    for user in (world.leader, world.head, world.filer):
        assert "page" not in titles("yh", user)
        assert "command" not in titles("导入文件", user)


@pytest.mark.parametrize("name", ["supervisor", "leader", "head", "filer"])
def test_an_empty_question_offers_pages_and_commands_that_all_open(world: World, name: str) -> None:
    user = getattr(world, name)
    groups = find("", user)
    assert {group.kind for group in groups} == {"page", "command"}
    client = as_user(user)
    for group in groups:
        for one in group.results:
            assert client.get(one.url, follow=True).status_code == 200, one


def test_what_is_found_opens(world: World) -> None:
    world.dispatched()
    for user in (world.supervisor, world.leader, world.filer):
        client = as_user(user)
        for words in ("窗口", "财政", "服务", "省农委", "filer"):
            for group in find(words, user):
                for one in group.results:
                    assert client.get(one.url, follow=True).status_code == 200, (words, one)


def test_the_questions_do_not_grow_with_what_is_found(world: World) -> None:
    world.dispatched()
    document = PolicyDocument.objects.get()

    def asked(words: str, user: User) -> int:
        again = User.objects.get(pk=user.pk)
        with CaptureQueriesContext(connection) as captured:
            find(words, again)
        return len(captured)

    one = asked("服务", world.supervisor)
    for number in range(20):
        Measure.objects.create(
            document=document,
            position=100 + number,
            path=["九", str(number)],
            title=f"服务{number}",
            text="服务",
        )
    assert asked("服务", world.supervisor) == one <= 11
    assert asked("服务", world.filer) <= 11


def test_the_api_answers_as_the_box_does(world: World) -> None:
    world.dispatched()
    answer: Any = api(world.supervisor).get("/api/v1/search/", {"text": "bmfw", "limit": 1}).json()
    assert answer["text"] == "bmfw"
    assert [(g["kind"], [one["title"] for one in g["results"]]) for g in answer["groups"]] == [
        ("document", ["云岭省便民服务提升行动方案"]),
        ("measure", ["二 / 4 试点上门服务"]),
    ]
    assert api(world.supervisor).get("/api/v1/search/", {"limit": 0}).status_code == 400


def test_the_page_of_finding_shows_more_and_says_what_to_do_where_nothing_is_found(world: World) -> None:
    world.dispatched()
    client = as_user(world.leader)
    shown = text(client.get("/find/", {"text": "便民"}))
    assert "云岭省便民服务提升行动方案" in shown
    assert "没有找到“没有这样的词”" in text(client.get("/find/", {"text": "没有这样的词"}))
    assert 'id="dc-find"' in text(client.get("/"))
    assert "searchCommand" not in text(client.get("/"))
