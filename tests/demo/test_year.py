"""The demo: twelve months of a made-up province, as a stranger finds them on any day of the year."""

import io
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from docx import Document

from demo.accounts import MADE_UP
from demo.texts import ORDERS, text_of
from demo.year.living import live
from departments.models.departments import Department
from departments.models.users import User, UserRole
from desks.daily.printing import printed
from desks.daily.selectors import daily_sheet
from extraction.pipeline import extract_bytes
from policies.models.documents import DocumentStatus, Origin, PolicyDocument
from policies.models.measures import NamedPerson
from tests.admin import as_user, text
from tests.api import as_user as as_program
from tests.api import read
from tracker.papers.models import Paper
from tracker.proposals.models import Proposal, ProposalStatus
from tracker.reminders.models.reminders import Reminder
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.instructions.models import InstructionItem
from tracker.work.models.assignments import Assignment, Event
from tracker.work.models.requests import Extension
from tracker.work.models.snapshots import AssignmentSnapshot
from tracker.work.states import Light

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = (date(2026, 11, 28), date(2027, 2, 3), date(2027, 6, 15))


@pytest.mark.parametrize("on", [*DAYS, date(2028, 2, 29), date(2026, 12, 31)])
@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
def test_each_document_reads_whole_whatever_the_day(order: Any, on: date) -> None:
    text = text_of(order, on=on)
    assert "[[" not in text
    read = extract_bytes(text.encode(), name="文件.txt")
    [document] = read.documents
    assert document.number.startswith("云政")
    assert document.issued_on == str(on - timedelta(days=order.issued))
    tasks = [task for measure in document.measures for task in measure.tasks]
    assert len(tasks) >= 6
    assert all(task.units for task in tasks)
    if order.handed_out is not None:
        assert all(task.deadlines or task.frequency for task in tasks)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("on", DAYS)
def test_the_year_is_one_that_a_stranger_believes(settings: Any, on: date) -> None:
    end = datetime(on.year, on.month, on.day, 16, tzinfo=SHANGHAI)
    with time_machine.travel(end, tick=False):
        live(end=end, say=lambda words: None)
        _look(on)
        _the_sheet_of_the_day(on)
        settings.DEMO = True
        events = Event.objects.count()
        call_command("setup_demo")  # once more, as at each start
        assert Event.objects.count() == events


def _look(on: date) -> None:
    open_ones = Assignment.objects.open()
    count, red = open_ones.count(), open_ones.in_light(Light.RED, on)
    assert 100 < count < 250
    assert 0.05 <= red.count() / count <= 0.10
    assert open_ones.filter(acknowledged_at=None).count() / count <= 0.15
    assert all(row.days_late(on) <= 150 for row in red)
    assert not open_ones.in_light(Light.GREY, on).exists()
    assert open_ones.due_between(on, on + timedelta(days=7)).exists()
    # Nine of ten have a date or a cycle, a person and a telephone.
    told = set(NamedPerson.objects.exclude(phone="").values_list("task_id", flat=True))
    with_phone = set(
        User.objects.exclude(phone="")
        .filter(memberships__role=UserRole.FILER)
        .values_list("memberships__department_id", flat=True)
    )
    rows = list(open_ones.select_related("task"))
    assert sum(row.task_id in told for row in rows) / len(rows) >= 0.5  # named by the document itself
    for row in rows:
        assert row.due_on or row.task.cycle
        assert row.task_id in told or row.department_id in with_phone
    # Something of everything that the program can show.
    for status in (ReportStatus.APPROVED, ReportStatus.RETURNED, ReportStatus.SUBMITTED):
        assert ProgressReport.objects.filter(status=status).exists(), status
    assert set(Extension.objects.values_list("status", flat=True)) >= {"open", "granted"}
    assert InstructionItem.objects.filter(replied_at=None).exists()
    assert InstructionItem.objects.exclude(replied_at=None).exists()
    assert Paper.objects.count() == 2
    assert {ProposalStatus.REGISTERED, ProposalStatus.CLOSED} <= set(
        Proposal.objects.values_list("status", flat=True)
    )
    drafts = PolicyDocument.objects.filter(status=DocumentStatus.DRAFT)
    assert drafts.get(origin=Origin.FILE).check_items.open().exists()
    # What has no file: of several sources, handed out, reported, and one that is only kept.
    matters = PolicyDocument.objects.matters()
    assert len(set(matters.values_list("origin", flat=True))) >= 5
    assert drafts.filter(pk__in=matters).count() == 1
    assert open_ones.filter(document__in=matters).count() > 5
    assert ProgressReport.objects.filter(assignment__document__in=matters).exists()
    assert Department.objects.filter(parent__region__name="青川市").count() > 10
    assert Assignment.objects.exclude(parent=None).exists()
    # It has a past: nothing in it lies ahead, and each week can be looked back at.
    assert not Event.objects.filter(at__date__gt=on).exists()
    assert AssignmentSnapshot.objects.as_of(on - timedelta(days=300)).open().exists()
    for account in MADE_UP:
        user = User.objects.get(username=account.username)
        if not user.handles_matters:  # the three administrators
            assert not Assignment.objects.visible_to(user).exists(), account.username
            continue
        assert Reminder.objects.filter(user=user).exists(), account.username
        assert Assignment.objects.visible_to(user).open().exists(), account.username


@pytest.mark.django_db
def _the_sheet_of_the_day(on: date) -> None:
    """日报 of the demo, which is a picture in the guide: page, file and API have the same figures."""
    leader = User.objects.get(username="lingdao")
    told = {one["name"]: one["count"] for one in read(as_program(leader), "daily/")["numbers"]}
    shown = {one["name"]: one["count"] for one in as_user(leader).get("/overview/daily/").context["numbers"]}
    assert told == {name: shown[name] for name in told}
    assert told["open"] > 100
    document = Document(io.BytesIO(printed(daily_sheet(leader, on=on, today=on))))
    words = "".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert [name for name, count in told.items() if f"{count}（" not in words] == []


def test_only_a_demonstration_is_set_up(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="只能在演示环境"):
        call_command("setup_demo")


@pytest.mark.django_db
def test_the_real_ledgers_are_handed_out_and_nothing_is_invented(settings: Any) -> None:
    settings.DEMO = True
    call_command("setup_demo", ledgers="jilin")
    call_command("setup_demo", ledgers="jilin")
    assert PolicyDocument.objects.filter(status=DocumentStatus.DISPATCHED).count() == 13
    assert not ProgressReport.objects.exists()
    assert set(Event.objects.values_list("kind", flat=True)) == {"dispatched"}
    assert not User.objects.exclude(phone="").exists()


@pytest.mark.django_db
def test_every_page_of_a_demonstration_says_so(world: Any, settings: Any, client: Any) -> None:
    page = as_user(world.filer)
    assert "演示数据" not in text(page.get("/"))
    settings.DEMO_LABEL = "演示数据：均为虚构"
    assert "演示数据：均为虚构" in text(page.get("/"))
    assert "演示数据：均为虚构" in text(page.get("/work/assignment/"))
    assert "演示数据：均为虚构" in text(client.get("/login/"))
