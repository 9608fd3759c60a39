"""The pages: the button everywhere, a matter that looks like one, 撤回交办, 归档 of what orders nothing."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from common import clock
from policies.models.documents import DocumentStatus, Origin, PolicyDocument
from policies.models.measures import Role
from policies.services.entering import UnitAsked, Work
from tests.admin import as_user, page, queries, said, steps_offered, text
from tests.api import as_user as api
from tests.api import rows
from tests.conftest import World
from tracker.matters.models import MatterFile, OriginRule
from tracker.matters.services.entering import enter_matter
from tracker.work.models.assignments import Assignment

pytestmark = pytest.mark.django_db
DOCUMENTS = "policies_policydocument"
BUTTON = "data-matter-open"


def _matter(world: World, *, dispatch: bool = True) -> PolicyDocument:
    units = [UnitAsked(Role.LEAD, department=world.departments["省财政厅"])]
    return enter_matter(
        origin=Origin.HOTLINE,
        work=Work(text="核实供暖不足的反映。", units=units, due_on=clock.today()),
        said_by="工单A-1",
        actor=world.supervisor,
        on=clock.today(),
        dispatch=dispatch,
    ).document


@pytest.mark.parametrize("name", ["work_assignment", DOCUMENTS, "departments_user", "proposals_proposal"])
def test_every_page_of_the_office_offers_it_and_nobody_elses(world: World, name: str) -> None:
    assert BUTTON in text(as_user(world.supervisor).get(page(name)))
    assert BUTTON not in text(as_user(world.leader).get(page("work_assignment")))
    assert BUTTON not in text(as_user(world.filer).get("/"))


def test_a_matter_says_where_it_comes_from_and_has_no_number(world: World) -> None:
    document = _matter(world)
    shown = text(as_user(world.supervisor).get(page(DOCUMENTS, document)))
    assert "来源：12345热线（工单A-1）" in shown
    for absent in ("发文机关", "成文日期", ">原文<", "下载原件"):
        assert absent not in shown
    assert "督办事项（12345热线）" in text(as_user(world.supervisor).get(page(DOCUMENTS)))
    own = text(as_user(world.filer).get(page("work_assignment", Assignment.objects.get())))
    assert "来源：12345热线" in own


def test_matters_of_a_source_are_asked_for_everywhere(world: World) -> None:
    world.dispatched()
    matter = _matter(world)
    office = as_user(world.supervisor)
    title = str(matter.title)
    for by in ("measure", "unit"):
        response = office.get(f"/ledger/?by={by}&origin=hotline,meeting")
        shown = [row for group in response.context["groups"] for row in group["rows"]]
        assert [row.name for row in shown] == [f"1 {title}" if by == "measure" else f"省财政厅：1 {title}"]
        assert "12345热线、会议议定" in text(response)
        assert title not in text(office.get(f"/ledger/?by={by}&origin=file"))
    listed = office.get(f"{page('work_assignment')}?origin=hotline").context["cl"].result_list
    assert [row.document_id for row in listed] == [matter.pk]
    found = rows(api(world.supervisor), "assignments/", origin="hotline")
    assert [row["document"] for row in found] == [matter.pk]
    sent = office.post("/ledger/export/", {"query": "by=unit&origin=hotline&cols=measure,origin"})
    sheet = load_workbook(io.BytesIO(sent.getvalue()))["台账"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["举措", "来源"],
        [f"1 {title}", "12345热线"],
    ]


def test_the_list_of_documents_is_narrowed_to_matters_of_a_source(world: World) -> None:
    _matter(world)
    world.document()
    found = text(as_user(world.supervisor).get(f"{page(DOCUMENTS)}?origin__exact=hotline"))
    assert "核实供暖不足的反映" in found
    assert "云政发〔2026〕3号" not in found


def test_a_draft_matter_is_checked_as_any_document(world: World) -> None:
    document = _matter(world, dispatch=False)
    office = as_user(world.supervisor)
    assert "check" in steps_offered(office, page(DOCUMENTS, document))
    assert office.get(page(DOCUMENTS, document, "check_draft")).status_code == 200
    assert "督办事项（12345热线）" in text(office.get("/"))


def test_a_dispatch_is_taken_back_on_the_page_of_the_document(world: World) -> None:
    document = _matter(world)
    office = as_user(world.supervisor)
    assert "recall" in steps_offered(office, page(DOCUMENTS, document))
    answer = office.post(page(DOCUMENTS, document, "recall"), {"reason": "写错了"})
    assert said(answer) == [
        "已撤回交办：1项、1个单位，已告知各单位。文件回到“已校核”，可以退回校核修改，也可以重新交办。"
    ]
    row = page("work_assignment", Assignment.objects.get())
    assert "resume" not in steps_offered(office, row)
    answer = office.post(page(DOCUMENTS, document, "back_to_checking"))
    assert said(answer)[-1] == "文件已退回校核，可以修改。"


def test_what_orders_nothing_is_set_aside_from_the_list_after_one_question(world: World) -> None:
    speech = PolicyDocument.objects.create(title="在会上的讲话", kind="other")
    work = world.document(confirmed=False)
    office = as_user(world.supervisor)
    sent: dict[str, Any] = {"action": "set_aside_chosen", "_selected_action": [speech.pk, work.pk]}
    asked = text(office.post(page(DOCUMENTS), sent))
    assert "归档1份不部署任务的文件" in asked
    assert "另有1份不会改变" in asked
    assert said(office.post(page(DOCUMENTS), sent | {"confirmed": "1"})) == ["已归档1份文件。"]
    speech.refresh_from_db()
    assert speech.status == DocumentStatus.ARCHIVED
    assert said(office.post(page(DOCUMENTS), sent))[-1:] == ["所选文件中，没有待校核又不部署任务的。"]


def test_a_file_is_added_on_a_page_and_listed(world: World) -> None:
    document = _matter(world)
    office = as_user(world.supervisor)
    address = f"/matters/matterfile/add-to/{document.pk}/"
    assert office.get(address).status_code == 200
    sent = {"file": SimpleUploadedFile("工单.pdf", b"%PDF-1.4\n%%EOF")}
    assert office.post(address, sent).status_code == 302
    assert MatterFile.objects.get().name == "工单.pdf"
    assert "工单.pdf" in text(as_user(world.filer).get(page(DOCUMENTS, document)))
    assert as_user(world.filer).get(address).status_code == 403
    assert office.get("/matters/matterfile/add-to/999/").status_code == 404


def test_the_usual_days_are_changed_with_their_history(world: World) -> None:
    rule = OriginRule.objects.get(origin="hotline")
    office = as_user(world.supervisor)
    answer = office.post(page("matters_originrule", rule), {"days": "7", "working_days": "on"})
    assert answer.status_code == 302
    rule.refresh_from_db()
    assert (rule.days, rule.history.count()) == (7, 1)
    assert as_user(world.leader).get(page("matters_originrule")).status_code == 403


def test_a_page_costs_no_query_more_for_the_button(world: World) -> None:
    office = as_user(world.supervisor)
    office.get(page(DOCUMENTS))
    first = queries(office, page(DOCUMENTS))
    _matter(world)
    world.document()
    assert queries(office, page(DOCUMENTS)) == first
