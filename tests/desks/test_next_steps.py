"""After an action the next one is offered, and the link that is offered can be followed by who gets it."""

import base64
import re
from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from departments.register.people import people_sheet
from departments.register.units import units_sheet
from desks.next_steps import TABLE
from policies.services.importing import import_file
from tests.admin import as_user, page, text
from tests.conftest import World
from tests.policies.sample import SAMPLE
from tests.tracker.cycle import LATER
from tests.world import deadline, measure, unit
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.instructions.models import InstructionItem
from tracker.work.instructions.services import write_instruction
from tracker.work.models.assignments import Assignment
from tracker.work.services.dates import ask_extension
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 4)
_OFFERED = re.compile(r'<a class="dc-next" href="([^"]+)">下一步：([^<]+)</a>')


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: ON)


def taken(client: Client, address: str, **form: Any) -> tuple[str, str]:
    """Take a step and follow what it offers; its words and where it led."""
    response = client.post(address, form, follow=True)
    found = _OFFERED.search(text(response))
    assert found, text(response)
    address, words = found[1].replace("&amp;", "&"), found[2]
    opened = client.get(address)
    assert opened.status_code == 200, f"{words}: {address} answers {opened.status_code}"
    return words, address


def offers_nothing(client: Client, address: str, **form: Any) -> bool:
    return not _OFFERED.search(text(client.post(address, form, follow=True)))


def test_the_office_is_led_from_checking_to_the_ledger(world: World) -> None:
    document = world.document(confirmed=False)
    office = as_user(world.supervisor)
    words, address = taken(office, page("policies_policydocument", document, "confirm"))
    assert words == "交办"
    words, address = taken(office, address)
    assert (words, address) == ("在台账中查看", f"/ledger/?document={document.pk}&all=1")
    assert document.title in text(office.get(address))


def test_what_is_confirmed_of_an_import_is_handed_out_next(world: World) -> None:
    office = as_user(world.supervisor)
    outcome = import_file(name="要点.txt", content=SAMPLE.encode(), actor=world.supervisor)
    [document] = outcome.created
    words, address = taken(
        office, f"{page('policies_import', outcome.record).removesuffix('change/')}decide/"
    )
    assert (words, address) == ("交办", page("policies_policydocument", document, "dispatch"))


def test_who_imports_units_or_people_is_led_to_their_list(world: World) -> None:
    sheets = (
        (world.supervisor, units_sheet(), "department", "查看单位"),
        (world.security_admin, people_sheet(), "user", "查看账号"),
    )
    for user, sheet, model, expected in sheets:
        kept = {"kept": base64.b64encode(sheet).decode(), "name": "表.xlsx", "_sure": "1"}
        words, _ = taken(as_user(user), f"/departments/{model}/import-sheet/", **kept)
        assert words == expected


def test_a_proposal_is_handed_out_once_it_is_registered(world: World) -> None:
    facts = {
        "kind": "congress",
        "session": "省十四届人大四次会议",
        "number": "12",
        "title": "关于便民服务的建议",
        "proposers": "甲",
        "sitting": "session",
    }
    words, _ = taken(as_user(world.supervisor), "/proposals/proposal/register/", **facts)
    assert words == "交办"


def two_tasks(world: World) -> list[Assignment]:
    world.dispatched(
        on=ON,
        measures=[
            measure([label], f"第{label}项", [unit("省财政厅")], [deadline("限期", day)])
            for label, day in (("1", "2026-03-20"), ("2", "2026-03-27"))
        ],
    )
    return list(Assignment.objects.order_by("id"))


def test_a_filer_is_led_from_signing_to_filing_to_the_next_one_due(world: World) -> None:
    first, second = two_tasks(world)
    filer = as_user(world.filer)
    words, address = taken(filer, page("work_assignment", first, "acknowledge"))
    assert (words, address) == ("填报进展", page("work_assignment", first, "report"))
    report = {"percent": "40", "narrative": "已完成选址"}
    words, address = taken(filer, address, **report)
    assert words == "签收1项"
    acknowledge_assignment(assignment=second, actor=world.filer)
    third = {"percent": "50", "narrative": "已开工"}
    words, address = taken(filer, page("work_assignment", first, "report"), **third)
    assert (words, address) == (f"填报{second.label}", page("work_assignment", second, "report"))
    assert offers_nothing(filer, address, **report)


def test_the_reviewer_is_led_to_the_next_report_and_no_further(world: World) -> None:
    rows = two_tasks(world)
    filer, office = as_user(world.filer), as_user(world.supervisor)
    for row in rows:
        acknowledge_assignment(assignment=row, actor=world.filer)
        filer.post(page("work_assignment", row, "report"), {"percent": "40", "narrative": "已完成选址"})
    first, second = ProgressReport.objects.order_by("id")
    words, address = taken(office, page("work_progressreport", first, "approve"))
    assert (words, address) == (f"审核省财政厅：{rows[1].label}", page("work_progressreport", second))
    assert offers_nothing(office, page("work_progressreport", second, "send_back"), reason="请补充数据")


def test_requests_and_urging_lead_on(world: World) -> None:
    office = as_user(world.supervisor)
    asked = []
    for row in two_tasks(world):
        acknowledge_assignment(assignment=row, actor=world.filer)
        milestone = row.milestones.get()
        asked.append(
            ask_extension(milestone=milestone, to_date=LATER, reason="需要时间", actor=world.filer, on=ON)
        )
    answer = {"decision": "grant", "to_date": "", "answer": ""}
    words, address = taken(office, page("work_extension", asked[0], "answer"), **answer)
    assert (words, address) == ("答复其余延期申请", "/work/extension/?waiting=yes")
    assert offers_nothing(office, page("work_extension", asked[1], "answer"), **answer)
    words, _ = taken(office, page("work_assignment", row, "urge"), message="请抓紧")
    assert words == "查看提醒记录"


def test_an_instruction_is_watched_and_its_answers_follow_each_other(world: World) -> None:
    first, second = two_tasks(world)
    leader, filer = as_user(world.leader), as_user(world.filer)
    words, _ = taken(leader, page("work_assignment", first, "instruct"), text="请抓紧落实", due_on=str(LATER))
    assert words == "查看批示办理"
    write_instruction(target=second, text="请报情况", due_on=LATER, actor=world.leader, on=ON)
    items = list(InstructionItem.objects.order_by("id"))
    words, _ = taken(filer, page("work_instructionitem", items[0], "reply"), reply="已研究落实。")
    assert words == "答复另外1件批示"
    assert offers_nothing(filer, page("work_instructionitem", items[1], "reply"), reply="已报送。")


def test_every_next_step_is_one_of_an_action_that_there_is() -> None:
    known = {
        f"{model._meta.label_lower}.{name}"
        for model, one in admin.site._registry.items()
        for name in dir(one)
    }
    of_views = {"policies.import.decide", "policies.measure.instruct", "proposals.proposal.register"}
    assert set(TABLE) - known <= of_views
