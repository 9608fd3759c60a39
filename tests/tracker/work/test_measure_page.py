"""The page of a measure: its order in place, all units with their last word, 批示, dates and indicators."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from lxml import html as markup
from openpyxl import load_workbook

from policies.models.measures import NamedPerson
from tests.admin import as_user, page, queries, text
from tests.conftest import World
from tests.tracker.cycle import filed
from tracker.reminders.models.reminders import Digest
from tracker.reminders.services.digests import build_digests
from tracker.work.filing.services.reviewing import approve_report
from tracker.work.instructions.services import reply_instruction, urge, write_instruction
from tracker.work.models.assignments import Assignment
from tracker.work.services.dates import change_date
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 10)
MEASURE = "policies_measure"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: ON)


def test_a_leader_finds_everything_of_the_measure(world: World, signed: Assignment) -> None:
    filed(world, signed, 30, narrative="窗口已选址。")
    write_instruction(
        target=signed.task.measure,
        actor=world.leader,
        on=ON,
        departments=[signed.department],
        text="请加快进度。",
        due_on=date(2026, 3, 20),
    )
    reply_instruction(
        item=signed.department.instruction_items.get(), actor=world.filer, reply="已经加快。", on=ON
    )
    change_date(
        milestone=signed.milestones.first(),
        to_date=date(2026, 8, 31),
        reason="上级要求",
        actor=world.supervisor,
    )
    NamedPerson.objects.create(task=signed.task, position=0, kind="责任人", name="周明远", phone="0000-0001")
    html = text(as_user(world.leader).get(page(MEASURE, signed.task.measure)))
    for words in (
        "建设一站式窗口的具体内容。",  # the order
        "优化服务",  # the heading above it
        "省财政厅",
        "省教育厅",
        "周明远（责任人，0000-0001）",
        "窗口已选址。",
        "2026-03-10，30%，待审核",
        "从未报送",
        "请加快进度。",
        "已经加快。",
        "由2026-06-30调整为2026-08-31",
        "窗口数（个）",
    ):
        assert words in html, words
    of_unit = as_user(world.filer).get(page("work_assignment", signed)).context["instructions"]
    assert [instruction.text for instruction, _ in of_unit] == ["请加快进度。"]


def test_the_leaders_link_leads_to_the_light_and_percent_of_each_unit(
    world: World, signed: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W11: not to a bare form."""
    approve_report(report=filed(world, signed, 30), actor=world.supervisor)
    monkeypatch.setattr("common.clock.today", lambda: date(2026, 7, 10))
    client, address = as_user(world.leader), page(MEASURE, signed.task.measure)
    assert f'href="{address}"' in text(client.get("/overview/"))
    shown = markup.fromstring(text(client.get(address)))
    said = [
        [" ".join(cell.text_content().split()) for cell in row.xpath("td")]
        for row in shown.xpath(f"//section[@id='task-{signed.task_id}']//tbody/tr")
    ]
    assert [(row[0], row[2], row[4]) for row in said] == [
        ("省财政厅", "红灯", "30%"),
        ("省教育厅", "红灯 未签收", "0%"),
    ]


def test_a_department_sees_its_own_alone(world: World, signed: Assignment) -> None:
    filed(world, signed, 30, narrative="窗口已选址。")
    html = text(as_user(world.other_filer).get(page(MEASURE, signed.task.measure)))
    assert "窗口已选址。" not in html


def test_more_units_take_no_more_queries(world: World, signed: Assignment) -> None:
    client, address = as_user(world.supervisor), page(MEASURE, signed.task.measure)
    few = queries(client, address)
    other = acknowledge_assignment(assignment=world.assignment("省教育厅"), actor=world.other_filer)
    for department in world.departments.values():
        Assignment.objects.get_or_create(
            task=other.task,
            department=department,
            defaults={"document": other.document, "role": "support", "dispatched_on": ON},
        )
    filed(world, signed, 30)
    assert queries(client, address) <= few + 1


def test_tasks_of_one_measure_are_told_apart_on_the_desk(world: World, signed: Assignment) -> None:
    task = signed.task
    twin = task.measure.tasks.create(position=1, text="另一项任务的内容。")
    Assignment.objects.create(
        document=signed.document,
        task=twin,
        department=signed.department,
        role="lead",
        dispatched_on=ON,
        status="active",
        acknowledged_at=signed.acknowledged_at,
    )
    html = text(as_user(world.filer).get("/?list=open"))
    assert "（任务1：建设一站式窗口的具体内容。）" in html
    assert "（任务2：另一项任务的内容。）" in html


def test_the_text_stands_in_the_filing_panel(world: World, signed: Assignment) -> None:
    html = text(as_user(world.filer).get(page("work_assignment", signed, "report") + "?panel=1"))
    assert "建设一站式窗口的具体内容。" in html


def test_twins_are_told_apart_in_every_list_sheet_and_message(world: World) -> None:
    """By number and first words: the sheet, the batch form, what is searched for, the inbox and the mail."""
    world.dispatched()
    first = world.assignment("省财政厅")
    task = first.task.measure.tasks.create(position=1, text="另一项任务的内容。")
    twin = Assignment.objects.create(
        document=first.document,
        task=task,
        responsibility=first.responsibility,
        department=first.department,
        role=first.role,
        dispatched_on=first.dispatched_on,
    )
    number = "（任务2：另一项任务的内容。）"
    for one in (first, twin):
        acknowledge_assignment(assignment=one, actor=world.filer)
    client = as_user(world.filer)
    sheet = load_workbook(BytesIO(client.get(reverse("admin:work_sheet_download") + "?scope=all").content))[
        "填报"
    ]
    named = [str(row[2].value) for row in sheet.iter_rows(min_row=4) if row[2].value]
    assert len(set(named)) == len(named)
    assert sum(number in words for words in named) == 1
    assert sum("（任务1：" in words for words in named) == 1
    urge(assignments=[first, twin], message="请抓紧", actor=world.supervisor, on=date(2026, 6, 1))
    assert number in text(client.get(page("reminders_inboxreminder")))
    build_digests(on=date(2026, 6, 1))
    assert number in Digest.objects.get(user=world.filer).body
    assert number in str(twin)
    office = as_user(world.supervisor)
    shown = office.post(
        page("work_assignment"), {"action": "urge_many", "_selected_action": [first.pk, twin.pk]}
    )
    assert number in text(shown)
