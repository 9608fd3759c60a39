"""Search finds exactly the rows whose texts hold every word."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from common.db.initials import initials, is_spelt
from common.db.words import HasInitials, HasWord, fold, pairs_of, words_of
from departments.models.departments import Department, DepartmentAlias
from departments.models.users import User
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, Task
from tests.admin import as_user
from tests.api import as_user as api
from tests.api import read, rows
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.work import search
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.reporting import file_report
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment

SYLLABLES = st.text(alphabet="建设一站式窗口AaＡ'\\%_:& 1１（)", min_size=1, max_size=6)


def texts_of(assignment: Assignment, user: User) -> list[str]:
    """Everything of a row that is searched, as plain strings."""
    task, reports = assignment.task, ProgressReport.objects.visible_to(user).filter(assignment=assignment)
    return [
        task.text,
        task.measure.title,
        task.measure.text,
        assignment.document.number,
        assignment.document.title,
        assignment.department.name,
        assignment.department.short_name,
        *assignment.department.aliases.values_list("text", flat=True),
        *assignment.department.predecessors.values_list("name", flat=True),
        *(
            text
            for report in reports
            for text in (report.narrative, report.problems, report.next_steps, report.coordination)
        ),
    ]


def spelt_of(assignment: Assignment) -> list[str]:
    """The first letters of its names."""
    unit = assignment.department
    names = [assignment.task.measure.title, assignment.document.title, unit.name, unit.short_name]
    return [initials(name) for name in (*names, *unit.aliases.values_list("text", flat=True))]


def plainly(question: str, user: User) -> set[int]:
    """The same by Python's `in`."""

    def holds(assignment: Assignment, word: str) -> bool:
        return any(word in fold(text) for text in texts_of(assignment, user)) or (
            is_spelt(word) and any(word in letters for letters in spelt_of(assignment))
        )

    return {
        assignment.pk
        for assignment in Assignment.objects.visible_to(user)
        if all(holds(assignment, word) for word in words_of(question))
    }


def found(question: str, user: User) -> set[int]:
    rows, _ = search.searched(Assignment.objects.visible_to(user), question, user)
    return set(rows.values_list("pk", flat=True))


class TestSearchAndIn(TestCase):
    """Any words over any texts."""

    def setUp(self) -> None:
        self.world = World()
        self.world.dispatched()
        self.own = self.world.assignment("省财政厅")
        acknowledge_assignment(assignment=self.own, actor=self.world.filer)

    @settings(max_examples=15, deadline=None)
    @given(
        titles=st.lists(SYLLABLES, min_size=2, max_size=2),
        said=SYLLABLES,
        question=SYLLABLES,
        common=st.booleans(),
    )
    def test_search_finds_what_in_finds(
        self, titles: list[str], said: str, question: str, common: bool
    ) -> None:
        for row, title in zip(Measure.objects.order_by("pk")[:2], titles, strict=True):
            Measure.objects.filter(pk=row.pk).update(title=title, text=title[::-1] * 2)
        if said.strip():
            file_report(
                assignment=self.own, actor=self.world.filer, on=date(2026, 3, 4), percent=1, narrative=said
            )
        rare, search.RARE = search.RARE, 0 if common else search.RARE
        try:
            for user in (self.world.supervisor, self.world.filer, self.world.other_filer):
                assert found(question, user) == plainly(question, user)
        finally:
            search.RARE = rare


@pytest.mark.django_db
def test_a_report_is_found_by_those_who_may_read_it(world: World) -> None:
    world.dispatched()
    own = world.assignment("省财政厅")
    own.department.head_endorses = True
    own.department.save()
    acknowledge_assignment(assignment=own, actor=world.filer)
    file_report(
        assignment=own, actor=world.filer, on=date(2026, 3, 4), percent=20, narrative="已完成选址工作"
    )
    assert found("选址", world.filer) == {own.pk}
    assert found("选址", world.supervisor) == set()  # the department's own head has not let it out yet
    assert found("选址", world.other_filer) == set()


@pytest.mark.django_db
def test_words_may_stand_in_different_texts_of_a_row(world: World) -> None:
    world.dispatched()
    assert found("窗口 财政", world.supervisor) == {world.assignment("省财政厅").pk}
    assert found("窗口　财政", world.supervisor) == found("窗口 财政", world.supervisor)


BRACKETS = ("〔〕", "[]", "（）", "()", "【】", "﹝﹞", "［］")


class Everywhere:
    """One search in all the places that have one; each gives the labels of what it finds."""

    def __init__(self, world: World) -> None:
        self.user, self.world = world.supervisor, world

    def work(self, words: str) -> dict[str, set[int]]:
        """By 台账, by the list of 交办事项, and by the API."""
        page = as_user(self.user).get("/ledger/", {"q": words, "by": "unit"})
        admin = as_user(self.user).get("/work/assignment/", {"q": words})
        client = api(self.user)
        return {
            "台账": {row.id for group in page.context["groups"] for row in group["rows"]},
            "全部交办": {row.pk for row in admin.context["cl"].result_list},
            "assignments": {row["id"] for row in rows(client, "assignments/", text=words)},
            "ledger": {row["id"] for row in read(client, "ledger/", q=words)["results"]},
            "overdue": {row["id"] for row in rows(client, "overdue/", text=words, on="2030-01-01")},
        }

    def documents(self, words: str) -> dict[str, set[int]]:
        """By the list of documents, and by the API."""
        admin = as_user(self.user).get("/policies/policydocument/", {"q": words})
        client = api(self.user)
        return {
            "文件": {row.pk for row in admin.context["cl"].result_list},
            "documents": {row["id"] for row in rows(client, "documents/", text=words)},
        }


def agreed(found: dict[str, set[int]]) -> set[int]:
    """What every one of the searches has found."""
    first, *others = found.values()
    assert all(other == first for other in others), found
    return first


@pytest.fixture
def everywhere(world: World) -> Everywhere:
    """A dispatched document of which everything is dated, so that the overdue list holds all of it."""
    limits = [deadline("6月底前", "2026-06-30")]
    orders = [
        measure(["一"], "气象人工智能（试行）", [unit("省财政厅")], limits),
        measure(["二"], "清理台账", [unit("省教育厅")], limits),
    ]
    world.dispatched(measures=orders, title="关于推进ＡＩ应用的方案（试行）", number="吉政发〔2022〕9号")
    return Everywhere(world)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        *(
            f"吉政发{first}2022{last}9号"
            for first, last in ("〔〕", "[]", "（）", "【】", "﹝﹞", "［］", "()")
        ),
        *(
            "吉政发〔２０２２〕９号",
            "２０２２",
            "ＡＩ",
            "ai",
            "(试行)",
            "（试行）",
            "方案(试行)",
            "应用 吉政发",
            "吉政发　应用",
        ),
    ],
)
def test_brackets_and_width_do_not_count_in_any_search(everywhere: Everywhere, words: str) -> None:
    every = {assignment.pk for assignment in Assignment.objects.all()}
    assert agreed(everywhere.work(words)) == every
    assert agreed(everywhere.documents(words)) == {PolicyDocument.objects.get().pk}


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["（试点）", "(试点)", "方案（试点）", "清单（试点）"])
def test_a_title_with_half_width_parentheses_is_found_by_either(world: World, words: str) -> None:
    """C4, the other way round: what is stored is half-width, what is typed is full-width."""
    orders = [measure(["一"], "公布清单(试点)", [unit("省财政厅")], [deadline("6月底前", "2026-06-30")])]
    document = world.dispatched(measures=orders, title="便民服务方案(试点)")
    assert agreed(Everywhere(world).work(words)) == {Assignment.objects.get().pk}
    if "清单" not in words:
        assert agreed(Everywhere(world).documents(words)) == {document.pk}


@pytest.mark.django_db
def test_several_words_are_found_in_any_order_in_every_search(everywhere: Everywhere) -> None:
    first, _ = Assignment.objects.order_by("pk")
    for words in ("气象 人工", "人工 气象", "试行 财政 气象"):
        assert agreed(everywhere.work(words)) == {first.pk}, words
    assert agreed(everywhere.work("气象 清理")) == set()


@pytest.mark.django_db
def test_a_unit_is_found_by_every_name_it_has_and_had(everywhere: Everywhere) -> None:
    own = Assignment.objects.get(department__short_name="省教育厅")
    unit_of_it = own.department
    DepartmentAlias.objects.create(department=unit_of_it, region=unit_of_it.region, text="教委")
    Department.objects.filter(pk=unit_of_it.pk).update(name="云岭省学习厅", short_name="省学习厅")
    for words in ("教委", "省教育厅", "学习厅", "清理 教委"):
        assert agreed(everywhere.work(words)) == {own.pk}, words


@pytest.mark.django_db
def test_first_letters_find_titles_and_units_in_every_search(everywhere: Everywhere) -> None:
    first, second = Assignment.objects.order_by("pk")
    for words, pks in (
        ("sczt", {first.pk}),  # 省财政厅
        ("CZ qx", {first.pk}),  # 财政 and 气象
        ("qltz", {second.pk}),  # 清理台账
        ("fa 气象", {first.pk}),  # 方案
        ("tjaiyy", {first.pk, second.pk}),  # 推进ＡＩ应用
        ("jyt qltz", {second.pk}),
        ("zzz", set()),
    ):
        assert agreed(everywhere.work(words)) == pks, words
    assert agreed(everywhere.documents("tjaiyydfa")) == {PolicyDocument.objects.get().pk}


@pytest.mark.django_db
def test_a_unit_that_a_reform_ended_finds_the_unit_that_has_its_work(world: World) -> None:
    world.dispatched()
    own = world.assignment("省农业农村厅", "二 / 3")
    Measure.objects.filter(pk=own.task.measure_id).update(text="改善农村网点。")
    for words in ("省农委", "农业委员会", "snw"):
        assert own.pk in found(words, world.supervisor), words
        units = rows(api(world.supervisor), "departments/", text=words)
        assert {row["short_name"] for row in units} == {"省农委", "省农业农村厅"}, words


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_index_is_used(world: World) -> None:
    world.dispatched()
    searched = (
        (Measure, search.MEASURE, "measure_grams"),
        (Task, search.TASK, "task_grams"),
        (PolicyDocument, search.DOCUMENT, "document_grams"),
        (Department, search.DEPARTMENT, "department_grams"),
        (DepartmentAlias, search.ALIAS, "alias_grams"),
        (ProgressReport, search.REPORT, "report_grams"),
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # of a table of five rows the whole is read, else
    for model, columns, index in searched:
        for word in ("窗", "窗口", "一站式窗口"):
            pairs, proved = pairs_of(word), len(word) < search.PROOF
            has = HasWord(*columns, sought=word, plain=True, pairs=pairs, proved=proved)
            rows = model._default_manager.filter(has).order_by()
            assert index in rows.explain(), (index, word)
    for model, column, index in (
        (Measure, "title", "measure_initials"),
        (PolicyDocument, "title", "document_initials"),
        (Department, "name", "department_initials"),
        (Department, "short_name", "department_short_initials"),
        (DepartmentAlias, "text", "alias_initials"),
    ):
        letters = HasInitials(column, word="czt", pairs=pairs_of("czt"))
        rows = model._default_manager.filter(letters).order_by()
        assert index in rows.explain(), index
