"""驾驶舱: what a leader finds on the first page, and how it stood on any past day."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from departments.models.departments import Department
from departments.models.users import User
from desks.selectors import month_ends
from policies.models.measures import Measure
from tests.admin import as_user, queries, said, text
from tests.api import as_user as api_as
from tests.api import read
from tests.conftest import World
from tests.desks.test_first_page import many
from tests.world import deadline, measure, unit
from tracker.work.filing.services.reporting import file_report
from tracker.work.instructions.models import Instruction, InstructionItem
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment, suspend_assignment

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
PAGE = "/overview/"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel("2026-03-02 10:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def late(world: World, clock: Any) -> World:
    """On 10 July one measure is late with two units; one of them has said something."""
    world.dispatched()
    clock.move_to("2026-06-20 09:00+08:00")
    assignment = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    file_report(
        assignment=assignment, actor=world.filer, on=date(2026, 6, 20), percent=40, narrative="窗口正在安装。"
    )
    User.objects.filter(pk=world.head.pk).update(phone="0999-1234567")
    clock.move_to("2026-07-10 10:00+08:00")
    return world


def board(user: User, **asked: str) -> Any:
    response = as_user(user).get("/", asked)
    assert response.status_code == 200
    found: Any = response.context
    return found


def lights(context: Any) -> dict[str, tuple[int, int | None]]:
    return {light["light"]: (light["count"], light["change"]) for light in context["lights"]}


def test_a_leader_sees_what_is_late_whose_it_is_and_whom_to_call(late: World) -> None:
    context = board(late.leader)
    assert lights(context) == {"red": (2, 0), "yellow": (0, 0), "green": (3, 0), "grey": (2, 0)}
    [row] = context["late"].measures
    assert (str(row.measure), row.days_late, row.total, row.leads) == (
        "一 / 1 建设一站式窗口",
        10,
        2,
        ["省财政厅"],
    )
    finance, education = row.units
    assert (finance.name, finance.last_word, finance.last_word_on) == (
        "省财政厅",
        "窗口正在安装。",
        date(2026, 6, 20),
    )
    assert [(p.name, p.role, p.phone) for p in finance.people] == [
        ("head", "单位负责人", "0999-1234567"),
        ("filer", "填报员", ""),
    ]
    assert (education.name, education.last_word) == ("省教育厅", "")
    html = text(as_user(late.leader).get("/"))
    for words in ("窗口正在安装。", "tel:0999-1234567", "另有1个单位逾期", "尚未报送进展", "与上周持平"):
        assert words in html


def test_the_lights_say_what_changed_since_last_week(late: World, clock: Any) -> None:
    clock.move_to("2026-07-03 10:00+08:00")
    assert lights(board(late.leader)) == {"red": (2, 2), "yellow": (0, -2), "green": (3, 0), "grey": (2, 0)}
    html = text(as_user(late.leader).get("/"))
    assert "较上周增加2" in html
    assert "较上周减少2" in html
    assert "上周无记录" in text(as_user(late.leader).get("/?on=2026-03-05"))


def test_a_bar_narrows_the_page_and_widens_it_again(late: World) -> None:
    late.dispatched(number="云政发〔2026〕4号")
    client = as_user(late.leader)
    context = client.get("/").context
    assert [(bar["label"], bar["total"]) for bar in context["by_department"]] == [
        ("省财政厅", 2),
        ("省教育厅", 2),
    ]
    for kind in ("by_department", "by_document"):
        for bar in context[kind]:
            narrowed = client.get(bar["url"]).context
            assert (
                narrowed["lights"][0]["count"]
                == bar["total"]
                == sum(m.total for m in narrowed["late"].measures)
            )
            assert narrowed["picked"][0]["label"] in (bar["label"], f"云岭省{bar['label'][1:]}")
            assert [b["total"] for b in narrowed[kind]] == [b["total"] for b in context[kind]]
            [chosen] = [b for b in narrowed[kind] if b["chosen"]]
            assert chosen["url"] == "/"
            rows = client.get(narrowed["lights"][0]["url"]).context["cl"].result_list
            assert len(rows) == bar["total"]


def test_the_list_goes_on_page_by_page_and_one_measure_shows_all_its_units(late: World) -> None:
    limits = [deadline("5月底前", "2026-05-31")]
    units = [unit("省财政厅"), unit("省教育厅")]
    measures = [measure(["一", str(n)], f"事项{n}", units, limits) for n in range(26)]
    late.dispatched(measures=measures, number="云政发〔2026〕9号")
    pattern = Assignment.objects.select_related("department").latest("id")
    region, day = pattern.department.region, date(2026, 5, 31)
    Assignment.objects.bulk_create(
        Assignment(
            document=pattern.document,
            task=pattern.task,
            department=Department.objects.create(
                name=f"第{n}局", short_name=f"第{n}局", level="province", region=region
            ),
            role="support",
            dispatched_on=day,
            due_on=day,
            must_due_on=day,
        )
        for n in range(10)
    )
    client, seen, address = as_user(late.leader), [], "/"
    while address:
        context = client.get(address).context
        seen += [row.measure.pk for row in context["late"].measures]
        address = context["next_url"]
    assert len(seen) == len(set(seen)) == 27
    row = next(r for r in context["late"].measures if r.measure.title == "事项25")
    assert (len(row.units), row.more) == (8, 4)
    [alone] = client.get(f"{context['measure_url']}{row.measure.pk}").context["late"].measures
    assert len(alone.units) == 12


def twin_of(assignment: Assignment) -> Assignment:
    """Another task of the same measure for the same unit, due as the first."""
    task = assignment.task.measure.tasks.create(position=1, text="另一项任务的内容。")
    return Assignment.objects.create(
        document=assignment.document,
        task=task,
        department=assignment.department,
        role=assignment.role,
        dispatched_on=assignment.dispatched_on,
        due_on=assignment.due_on,
        must_due_on=assignment.must_due_on,
    )


@pytest.mark.parametrize("asked", ["", "on=2026-07-09"])
def test_a_unit_with_several_late_tasks_is_one_unit_and_never_another_one(
    late: World, clock: Any, asked: str
) -> None:
    """Today and on a past day, on the whole page, that of one unit, the sheet of the day, by the API."""
    clock.move_to("2026-07-09 10:00+08:00")
    mine = late.assignment("省财政厅")
    twin_of(mine)
    clock.move_to("2026-07-10 10:00+08:00")
    client = as_user(late.leader)
    [row] = client.get(f"/?{asked}").context["late"].measures
    assert ([(unit.name, unit.assignments) for unit in row.units], row.total) == (
        [("省财政厅", 2), ("省教育厅", 1)],
        3,
    )
    assert "另有1个单位逾期" in text(client.get(f"/?{asked}"))
    alone = client.get(f"/?department={mine.department_id}&{asked}")
    assert (alone.context["late"].measures[0].others, alone.context["late"].measures[0].total) == (0, 2)
    assert "个单位逾期" not in text(alone)
    assert "省财政厅、省教育厅" in text(client.get(f"/overview/daily/?{asked}"))
    said_by_api = read(api_as(late.leader), "overview/", **dict([asked.split("=")] if asked else []))
    assert len(said_by_api["overdue"]["measures"][0]["units"]) == 2


def test_an_instruction_from_such_a_row_offers_each_unit_once(late: World) -> None:
    mine = late.assignment("省财政厅")
    twin_of(mine)
    form = as_user(late.leader).get(f"/overview/instruct/{mine.task.measure_id}/").context["form"]
    names = [label for _, label in form.fields["departments"].choices]
    assert len(set(names)) == len(names) == 2


def test_the_page_takes_at_most_twenty_queries_however_much_there_is(late: World) -> None:
    client = as_user(late.leader)
    few, few_then = queries(client, "/"), queries(client, "/?on=2026-07-05")
    many(late, 30)
    assert queries(client, "/") == few
    assert queries(client, "/?on=2026-07-05") == few_then
    assert max(few, few_then) <= 20, (few, few_then)
    department = late.departments["省财政厅"].pk
    document = Assignment.objects.latest("id").document_id
    assert queries(client, f"/?department={department}&document={document}") <= 20


def test_the_office_opens_it_at_its_own_address_and_a_department_does_not(late: World) -> None:
    office = as_user(late.supervisor)
    page = office.get(PAGE)
    assert page.context["late"].measures
    assert not page.context["instructs"]
    assert "驾驶舱" in text(office.get("/"))
    refused = as_user(late.filer).get(PAGE)
    assert refused.status_code == 403
    assert "窗口正在安装" not in text(refused)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("on=2026-07-11", "日期不能晚于今天"),
        ("on=昨天", "日期无法识别"),
        ("on=1203-01-01", "该日期太早"),
        ("on=2026-03-01", "系统自2026-03-02起逐日记录，2026-03-01的情况没有记录"),
        ("department=0&document=x&after=2026-99-99.1&measure=-1", "截至2026-07-10"),
        ("department=99999999999999999999", "截至2026-07-10"),
    ],
)
def test_what_cannot_be_shown_is_said(late: World, asked: str, words: str) -> None:
    page = as_user(late.leader).get(f"/?{asked}")
    assert page.status_code == 200
    assert words in text(page)


# 批示 from the row.


def instruct(client: Client, found: Measure, **body: Any) -> Any:
    words = {"text": "请加快办理", "due_on": "2026-07-20"} | body
    return client.post(f"/overview/instruct/{found.pk}/?next=/?department=1", words)


def test_a_leader_instructs_the_late_units_from_the_row_after_a_second_look(late: World) -> None:
    client, found = as_user(late.leader), late.assignment("省财政厅").task.measure
    units = [late.departments["省财政厅"].pk, late.departments["省教育厅"].pk]
    form = client.get(f"/overview/instruct/{found.pk}/").context["form"]
    assert set(form.initial["departments"]) == set(units)
    asked = instruct(client, found, departments=units)
    assert "送出批示" in text(asked)
    assert not Instruction.objects.exists()
    assert "下一步" in text(instruct(client, found, departments=units, change="1"))
    done = instruct(client, found, departments=units[:1], confirmed="1")
    assert done["Location"] == "/?department=1"
    assert said(done) == ["批示已送1个单位，请其按时回复。"]
    [item] = InstructionItem.objects.all()
    assert (item.department_id, item.instruction.text, item.due_on) == (
        units[0],
        "请加快办理",
        date(2026, 7, 20),
    )
    assert item.instruction.measure_id == found.pk


def test_an_instruction_that_cannot_be_sent_is_not(late: World) -> None:
    client, found = as_user(late.leader), late.assignment("省财政厅").task.measure
    units = [late.departments["省财政厅"].pk]
    assert "请至少选择一个单位" in text(instruct(client, found, confirmed="1"))
    early = instruct(client, found, departments=units, due_on="2026-07-09", confirmed="1")
    assert "回复时限不能早于今天" in text(early)
    suspend_assignment(assignment=late.assignment("省财政厅"), reason="停", actor=late.supervisor)
    assert instruct(client, found, departments=units, confirmed="1").status_code == 200
    for user in (late.supervisor, late.filer):
        assert instruct(as_user(user), found, departments=units, confirmed="1").status_code == 403
    assert as_user(late.leader).get("/overview/instruct/99999/").status_code == 404
    assert not Instruction.objects.exists()
    elsewhere = as_user(late.leader).get(f"/overview/instruct/{found.pk}/?next=https://example.test/")
    assert elsewhere.context["back_url"] == "/"


# The same by the API.


def test_the_api_says_what_the_page_shows(late: World) -> None:
    answer = read(api_as(late.leader), "overview/")
    assert answer["lights"] == {
        "red": 2,
        "yellow": 0,
        "green": 3,
        "grey": 2,
        "open": 7,
        "unacknowledged": 6,
        "unreported": 6,
        "past_at_dispatch": 0,
        "strive_passed": 0,
    }
    assert answer["change"] == {"red": 0, "yellow": 0, "green": 0, "grey": 0}
    [row] = answer["overdue"]["measures"]
    assert [(u["name"], u["last_word"]) for u in row["units"]] == [
        ("省财政厅", "窗口正在安装。"),
        ("省教育厅", ""),
    ]
    assert [(p["on"], p["overdue"]) for p in answer["trend"]][-3:] == [
        ("2026-05-31", 0),
        ("2026-06-30", 0),
        ("2026-07-10", 2),
    ]
    assert answer["trend"][0] == {"on": "2025-07-31", "overdue": None}
    then = read(api_as(late.leader), "overview/", on="2026-06-19")
    assert (then["lights"]["yellow"], then["overdue"]["measures"]) == (2, [])
    one = read(api_as(late.leader), "overview/", department=late.departments["省教育厅"].pk)
    assert one["lights"]["red"] == 1
    for wrong in ({"after": "2026-13-01.5"}, {"department": "x"}, {"on": "x"}):
        assert api_as(late.leader).get("/api/v1/overview/", wrong).status_code == 400


def test_a_department_asks_the_api_for_its_own(late: World) -> None:
    answer = read(api_as(late.other_filer), "overview/")
    shown = {light: answer["lights"][light] for light in ("red", "yellow", "green", "grey")}
    assert shown == {"red": 1, "yellow": 0, "green": 0, "grey": 1}
    assert "窗口正在安装" not in str(answer)
    assert "省财政厅" not in str(answer)


def test_months_end_where_they_end() -> None:
    ends = month_ends(date(2024, 3, 31))
    assert len(ends) == 12
    assert ends[-2:] == [date(2024, 1, 31), date(2024, 2, 29)]
    assert ends[0] == date(2023, 3, 31)
