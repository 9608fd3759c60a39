"""The lists of the ledger by the API: what is overdue, what can be asked, how pages turn."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.renderers import JSONRenderer

from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, Task
from tests.api import ROOT, as_user, fields, read, rows, walk
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.work.api.serializers.assignments import AssignmentSerializer
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment, suspend_assignment
from tracker.work.states import Light, Status

pytestmark = pytest.mark.django_db


def test_a_row_says_whose_what_and_how_late(world: World) -> None:
    document = world.dispatched()
    [row] = rows(as_user(world.filer), "overdue/", on="2026-07-03")
    assert {key: row[key] for key in row if key not in ("id", "measure", "task", "department")} == {
        "document": document.pk,
        "document_number": "云政发〔2026〕3号",
        "document_title": "云岭省便民服务提升行动方案",
        "measure_label": "一 / 1",
        "measure_title": "建设一站式窗口",
        "department_name": "省财政厅",
        "assignee": None,
        "assignee_name": "",
        "section": None,
        "section_name": "",
        "role": "lead",  # the first unit listed leads
        "role_label": "牵头",
        "status": "pending",
        "status_label": "待签收",
        "dispatched_on": "2026-03-02",
        "due_on": "2026-06-30",
        "must_due_on": "2026-06-30",
        "days_late": 3,
        "light": "red",
        "light_label": "红灯",
        "marks": [],
        "report_due_on": None,
        "has_reported": False,
        "percent": 0,
        "completed_on": None,
    }


def test_a_row_is_what_the_serializer_describes(world: World) -> None:
    """The list is made without it, for speed; in every state and light it says the same."""
    world.dispatched(measures=[measure([str(n)], "题" * (n % 2), [unit("省财政厅")]) for n in range(9)])
    Measure.objects.filter(title="").update(text="字" * 40)
    day, on = date(2026, 7, 3), "2026-07-03"
    for n, assignment in enumerate(Assignment.objects.order_by("id")):
        due = None if n in (5, 8) else day + timedelta(days=8 * (n - 2) - 1)
        assignment.due_on, assignment.must_due_on = due, due if n % 2 else None
        assignment.status = list(Status)[n % len(Status)]
        assignment.completed_on = day if assignment.status == Status.COMPLETED else None
        assignment.save()
    shown = rows(as_user(world.leader), "assignments/", on=on)
    wanted = Assignment.objects.order_by("id").with_context().with_light(day)
    assert len({row["light"] for row in shown}) == len(Light)
    assert shown == json.loads(
        JSONRenderer().render(AssignmentSerializer(wanted, many=True, context={"on": day}).data)
    )


@pytest.mark.parametrize(("on", "late"), [("2026-06-30", 0), ("2026-07-01", 2)])
def test_due_today_is_not_late_and_late_starts_tomorrow(world: World, on: str, late: int) -> None:
    world.dispatched()
    assert len(rows(as_user(world.leader), "overdue/", on=on)) == late


def test_without_a_day_it_is_today(world: World) -> None:
    world.dispatched()
    today = timezone.localdate()
    three_ago = today - timedelta(days=3)
    Assignment.objects.filter(pk=world.assignment("省财政厅").pk).update(
        due_on=three_ago, must_due_on=three_ago
    )
    [row] = rows(as_user(world.filer), "overdue/")
    assert row["days_late"] == 3
    assert rows(as_user(world.filer), "overdue/", on=three_ago.isoformat()) == []


@pytest.mark.parametrize(
    "path", ["overdue/", "overdue/by-department/", "overdue/by-document/", "assignments/"]
)
@pytest.mark.parametrize("on", ["昨天", "2026-02-30", "2026"])
def test_a_day_that_is_none_is_refused_in_chinese(world: World, path: str, on: str) -> None:
    answer = as_user(world.leader).get(ROOT + path, {"on": on})
    assert answer.status_code == 400
    assert fields(answer.json()) == ["on"]


def test_the_most_overdue_stand_first(world: World) -> None:
    world.dispatched(
        measures=[
            measure(["一"], "后到期", [unit("省财政厅")], [deadline("5月底前", "2026-05-31")]),
            measure(["二"], "先到期", [unit("省财政厅")], [deadline("4月底前", "2026-04-30")]),
            measure(["三"], "无时限", [unit("省财政厅")]),
            measure(
                ["四"], "争取", [unit("省财政厅")], [deadline("争取3月底前", "2026-03-31", firmness="strive")]
            ),
        ]
    )
    found = rows(as_user(world.leader), "overdue/", on="2026-06-02")
    assert [(row["measure_title"], row["days_late"]) for row in found] == [("先到期", 33), ("后到期", 2)]


def test_the_overdue_are_counted_by_unit_and_by_document(world: World) -> None:
    first = world.dispatched()
    once = measure(["一"], "清理台账", [unit("省财政厅")], [deadline("4月底前", "2026-04-30")])
    second = world.dispatched(number="云政发〔2026〕4号", title="清理方案", measures=[once])
    leader = as_user(world.leader)
    by_unit = read(leader, "overdue/by-department/", on="2026-07-01")
    assert [(row["name"], row["total"], row["earliest"]) for row in by_unit] == [
        ("省财政厅", 2, "2026-04-30"),
        ("省教育厅", 1, "2026-06-30"),
    ]
    assert by_unit[0]["department"] == world.departments["省财政厅"].pk
    by_document = read(leader, "overdue/by-document/", on="2026-07-01")
    assert [(row["document"], row["number"], row["total"]) for row in by_document] == [
        (first.pk, "云政发〔2026〕3号", 2),
        (second.pk, "云政发〔2026〕4号", 1),
    ]
    only = read(leader, "overdue/by-department/", on="2026-07-01", document=second.pk)
    assert [(row["name"], row["total"]) for row in only] == [("省财政厅", 1)]


def test_a_department_counts_only_its_own(world: World) -> None:
    world.dispatched()
    filer = as_user(world.filer)
    assert [row["name"] for row in read(filer, "overdue/by-department/", on="2026-07-01")] == ["省财政厅"]
    assert [row["total"] for row in read(filer, "overdue/by-document/", on="2026-07-01")] == [1]


FILTERS: list[tuple[dict[str, Any], set[str]]] = [
    ({"department": "省财政厅"}, {"省财政厅 一 / 1", "省财政厅 一 / 2"}),
    ({"role": "support"}, {"省财政厅 一 / 2"}),
    (
        {"role": "lead,support"},
        {"省财政厅 一 / 1", "省财政厅 一 / 2", "省教育厅 一 / 2", "省农业农村厅 二 / 3"},
    ),
    ({"status": "active"}, {"省财政厅 一 / 1"}),
    ({"status": "suspended"}, {"白石市政府 二 / 3"}),
    ({"light": "red", "on": "2026-07-01"}, {"省财政厅 一 / 1", "省教育厅 一 / 1"}),
    ({"light": "red", "on": "2026-06-30"}, set()),
    ({"light": "yellow", "on": "2026-06-30"}, {"省财政厅 一 / 1", "省教育厅 一 / 1"}),
    ({"light": "none"}, {"白石市政府 二 / 3"}),
    ({"light": "grey"}, {"省教育厅 一 / 2", "省财政厅 一 / 2"}),
    ({"mark": "past_at_dispatch", "on": "2026-07-01"}, set()),
    (
        {"light": "green", "on": "2026-07-01"},
        {"省农业农村厅 二 / 3", "青川市政府 二 / 3"},
    ),
    ({"due_to": "2026-06-30"}, {"省财政厅 一 / 1", "省教育厅 一 / 1"}),
    (
        {"due_from": "2026-07-01", "due_to": "2026-09-30"},
        {"省农业农村厅 二 / 3", "青川市政府 二 / 3", "白石市政府 二 / 3"},
    ),
    ({"due_from": "2026-10-01"}, set()),
    ({"undated": "true"}, {"省财政厅 一 / 2", "省教育厅 一 / 2"}),
    ({"undated": "false", "department": "省财政厅"}, {"省财政厅 一 / 1"}),
    ({"text": "清单"}, {"省财政厅 一 / 2", "省教育厅 一 / 2"}),
    ({"text": "云岭省教育厅"}, {"省教育厅 一 / 1", "省教育厅 一 / 2"}),
    ({"text": "[2026]3号", "department": "青川市政府"}, {"青川市政府 二 / 3"}),
    ({"text": "便民服务", "status": "active"}, {"省财政厅 一 / 1"}),
    ({"region": "青川市政府"}, {"青川市政府 二 / 3"}),
    ({"cycle": "month"}, {"青川市政府 二 / 3", "白石市政府 二 / 3", "省农业农村厅 二 / 3"}),
    ({"cycle": "week,quarter"}, set()),
    ({"document": 999_999}, set()),
    ({"status": "open", "cycle": "month"}, {"青川市政府 二 / 3", "省农业农村厅 二 / 3"}),
    ({"light": "red,none", "on": "2026-07-01"}, {"省财政厅 一 / 1", "省教育厅 一 / 1", "白石市政府 二 / 3"}),
    ({"late": "15", "on": "2026-07-15"}, {"省财政厅 一 / 1", "省教育厅 一 / 1"}),
    ({"late": "15", "on": "2026-07-14"}, set()),
    ({"text": "单位 清单"}, set()),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_assignments_are_found_by(world: World, query: dict[str, Any], expected: set[str]) -> None:
    world.dispatched()
    acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    city = world.assignment("白石市政府", "二 / 3")
    suspend_assignment(assignment=city, reason="停", actor=world.supervisor)
    Task.objects.filter(pk=city.task_id).update(cycle="FREQ=MONTHLY")
    if "department" in query:
        query = query | {"department": world.departments[query["department"]].pk}
    if "region" in query:
        query = query | {"region": world.departments[query["region"]].region_id}
    found = rows(as_user(world.leader), "assignments/", **query)
    assert {f"{row['department_name']} {row['measure_label']}" for row in found} == expected


@pytest.mark.parametrize(
    "query",
    [
        {"light": "blue"},
        {"status": "lost"},
        {"role": "lead,friend"},
        {"department": "省财政厅"},
        {"due_from": "六月"},
        {"cycle": "day"},
        {"undated": "perhaps"},
        {"late": "7"},
        {"departmnt": "3"},  # a name that nothing has is not passed over: all rows would look like the answer
        {"q": "财政"},  # here it is `text`
    ],
)
@pytest.mark.parametrize("path", ["assignments/", "overdue/", "overdue/by-department/"])
def test_a_filter_that_means_nothing_is_refused(world: World, path: str, query: dict[str, str]) -> None:
    answer = as_user(world.leader).get(ROOT + path, query)
    assert answer.status_code == 400
    assert fields(answer.json()) == list(query)


def test_reports_are_found_by(world: World) -> None:
    document = world.dispatched()
    mine, theirs = world.assignment("省财政厅"), world.assignment("省教育厅")
    for assignment, actor, day in ((mine, world.filer, 20), (theirs, world.other_filer, 25)):
        acknowledge_assignment(assignment=assignment, actor=actor)
        report = file_report(
            assignment=assignment, actor=actor, on=date(2026, 6, day), percent=50, narrative=f"{day}日开工。"
        )
    approve_report(report=report, actor=world.supervisor)
    supervisor = as_user(world.supervisor)

    def found(**query: Any) -> list[str]:
        return [row["department_name"] for row in rows(supervisor, "reports/", **query)]

    assert found() == ["省教育厅", "省财政厅"]  # the newest first
    assert found(status="submitted") == ["省财政厅"]
    assert found(status="approved,returned") == ["省教育厅"]
    assert found(department=mine.department_id) == ["省财政厅"]
    assert found(document=document.pk, submitted_from="2026-06-21") == ["省教育厅"]
    assert found(submitted_to="2026-06-20") == ["省财政厅"]
    assert found(assignment=theirs.pk) == ["省教育厅"]
    assert found(claims_completion="true") == []
    assert found(text="25日") == ["省教育厅"]
    assert found(text="[2026]3号") == ["省教育厅", "省财政厅"]
    assert found(document=999_999) == []


def test_assignments_without_a_date_are_on_some_page_once(world: World) -> None:
    world.dispatched()
    pages = walk(as_user(world.leader), "assignments/", page_size=2)
    assert [len(page) for page in pages] == [2, 2, 2, 1]
    every = list(Assignment.objects.order_by("id").values_list("id", flat=True))
    assert [pk for page in pages for pk in page] == every
    assert Assignment.objects.filter(due_on__isnull=True).exists()


def test_sixteen_hundred_due_on_one_day_are_each_shown_once(world: World) -> None:
    _due_on(world, [date(2026, 12, 31)] * 1600)
    pages = walk(as_user(world.leader), "overdue/", on="2027-01-01", page_size=500)
    walked = [pk for page in pages for pk in page]
    assert walked == list(Assignment.objects.order_by("id").values_list("id", flat=True))


def test_dates_in_any_order_are_paged_by_date_forth_and_back(world: World) -> None:
    _due_on(world, [date(2026, 5 + n * 7 % 5, 1 + n % 3) for n in range(40)])
    leader = as_user(world.leader)
    pages = walk(leader, "overdue/", on="2027-01-01", page_size=3)
    every = list(Assignment.objects.order_by("must_due_on", "id").values_list("id", flat=True))
    assert [pk for page in pages for pk in page] == every
    page = read(leader, "overdue/", on="2027-01-01", page_size=3)
    for _ in range(5):
        page = leader.get(page["next"]).json()
    back = leader.get(page["previous"]).json()
    assert [row["id"] for row in back["results"]] == pages[4]
    assert [row["id"] for row in leader.get(back["next"]).json()["results"]] == pages[5]


@pytest.mark.parametrize("path", ["assignments/", "overdue/", "overdue/by-department/", "reports/"])
def test_thirty_rows_cost_as_many_queries_as_three(world: World, path: str) -> None:
    _due_on(world, [date(2026, 5, 1)] * 3, title="")
    _all_filed(world)
    few = _statements(world, path)
    _due_on(world, [date(2026, 5, 1)] * 27, number="云政发〔2026〕31号", title="")
    _all_filed(world)
    if path != "overdue/by-department/":
        assert len(rows(as_user(world.supervisor), path, on="2026-07-01")) == 30
    assert _statements(world, path) == few


def test_a_detail_with_a_long_history_costs_as_many_queries_as_a_short_one(world: World) -> None:
    world.dispatched()
    assignment = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    path = f"assignments/{assignment.pk}/"
    words = {"actor": world.filer, "on": date(2026, 5, 1), "percent": 1}
    file_report(assignment=assignment, narrative="在办。", **words)
    _statements(world, path)  # who reads it is recorded once
    few = _statements(world, path)
    for n in range(10):
        file_report(assignment=assignment, narrative=f"在办，第{n}批。", **words)
    assert _statements(world, path) == few


def test_lists_leave_the_texts_of_documents_in_the_database(world: World) -> None:
    world.dispatched()
    with CaptureQueriesContext(connection) as asked:
        rows(as_user(world.supervisor), "assignments/")
    assert not any('"policies_policydocument"."text"' in query["sql"] for query in asked.captured_queries)


def _due_on(world: World, days: list[date], number: str = "云政发〔2026〕30号", title: str = "事项") -> None:
    """A document with one assignment of 省财政厅 for each of the days, without the detour of an import."""
    document = PolicyDocument.objects.create(title="台账", number=number)
    measures = Measure.objects.bulk_create(
        Measure(document=document, position=n, path=[str(n)], title=title, text="没有标题的举措。" * 9)
        for n, _ in enumerate(days)
    )
    tasks = Task.objects.bulk_create(Task(measure=m, position=0) for m in measures)
    Assignment.objects.bulk_create(
        Assignment(
            document=document,
            task=task,
            department=world.departments["省财政厅"],
            role="responsible",
            status=Status.PENDING,
            dispatched_on=date(2026, 3, 2),
            due_on=day,
            must_due_on=day,
        )
        for task, day in zip(tasks, days, strict=True)
    )


def _all_filed(world: World) -> None:
    for assignment in Assignment.objects.filter(status=Status.PENDING):
        acknowledge_assignment(assignment=assignment, actor=world.filer)
        file_report(
            assignment=assignment, actor=world.filer, on=date(2026, 4, 1), percent=1, narrative="在办。"
        )


def _statements(world: World, path: str) -> int:
    client = as_user(type(world.supervisor).objects.get(pk=world.supervisor.pk))  # its roles not yet asked
    with CaptureQueriesContext(connection) as asked:
        read(client, path, on="2026-07-01")
    return len(asked)
