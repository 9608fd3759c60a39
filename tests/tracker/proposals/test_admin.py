"""The pages of 建议提案: the register, one proposal with its steps, the reply file, the export."""

import io
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from departments.models.users import UserRole
from tests.admin import as_user, page, queries, said, steps_offered, text
from tests.conftest import World
from tests.tracker.proposals.test_proposals import (
    ON,
    TestReplyFile,
    answered,
    dispatched,
    fresh,
    paper,
    registered,
)
from tracker.proposals.models import Proposal, ProposalRule
from tracker.proposals.services.handling import ask_proposal_extension

pytestmark = pytest.mark.django_db
LIST = "/proposals/proposal/"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: date(2026, 7, 10))


def test_the_office_registers_hands_out_and_closes(world: World) -> None:
    office, lead = as_user(world.supervisor), as_user(world.filer)
    facts = {"kind": "congress", "sitting": "session", "number": "7", "title": "建议", "proposers": "李某"}
    assert office.post(f"{LIST}register/", facts).status_code == 302
    proposal = Proposal.objects.get()
    unit = world.departments["省财政厅"].pk
    answer = office.post(page("proposals_proposal", proposal, "hand_out"), {"lead": unit})
    assert said(answer)[-1:] == ["已交办省财政厅，答复时限2026-10-10。"]
    assert lead.post(page("proposals_proposal", proposal, "acknowledge")).status_code == 302
    file = SimpleUploadedFile("答复.docx", paper())
    body = {"file": file, "outcome": "A", "answered_on": "2026-07-10"}
    assert said(lead.post(page("proposals_proposal", proposal, "answer"), body))[-1:] == [
        "答复已登记，待代表或委员评价。"
    ]
    rated = {"satisfaction": "satisfied", "rated_on": "2026-07-10"}
    office.post(page("proposals_proposal", proposal, "rate"), rated)
    office.post(page("proposals_proposal", proposal, "close"), {"note": ""})
    assert fresh(proposal).status == "closed"
    html = text(lead.get(page("proposals_proposal", proposal)))
    assert "答复.docx" in html
    assert "满意" in html


def test_each_is_offered_what_the_table_allows(world: World) -> None:
    address = page("proposals_proposal", dispatched(world))
    offered = {
        user.username: steps_offered(as_user(user), address)
        for user in (world.supervisor, world.leader, world.filer, world.other_filer)
    }
    assert offered == {
        "supervisor": ["urge", "reassign", "answer", "withdraw"],
        "leader": [],
        "filer": ["acknowledge", "answer", "ask-extension"],
        "other": ["acknowledge", "opine"],
    }


def test_the_office_urges_and_hands_it_to_others(world: World) -> None:
    proposal, office = dispatched(world), as_user(world.supervisor)
    as_user(world.filer).post(page("proposals_proposal", proposal, "acknowledge"))
    assert "acknowledge" not in steps_offered(as_user(world.filer), page("proposals_proposal", proposal))
    html = text(office.get(page("proposals_proposal", proposal, "urge")))
    assert "将提醒省财政厅（主办）、省教育厅（会办）的填报员和负责人" in html
    done = office.post(page("proposals_proposal", proposal, "urge"), {"message": "请抓紧"})
    assert said(done)[-1:] == ["已催办1项，3人已在收件箱中收到。"]
    shown = office.get(page("proposals_proposal", proposal, "reassign"))
    finance, education = (world.departments[n].pk for n in ("省财政厅", "省教育厅"))
    assert shown.context["form"].initial == {"lead": finance, "joint": [education]}
    body = {"lead": education, "joint": [], "reason": "职责调整"}
    assert said(office.post(page("proposals_proposal", proposal, "reassign"), body))[-1:] == [
        "承办单位已改派，答复时限不变。"
    ]
    assert "2026-07-10起不再承办" in text(office.get(page("proposals_proposal", proposal)))
    urge = page("proposals_proposal", proposal, "urge")
    assert as_user(world.filer).post(urge, {"message": "快"}).status_code == 403


def test_a_stranger_finds_nothing_and_only_the_office_registers(world: World) -> None:
    proposal = answered(dispatched(world), world.filer, ON)
    stranger = as_user(world.user("stranger", UserRole.FILER, "青川市政府"))
    assert stranger.get(page("proposals_proposal", proposal)).status_code == 404
    paper_of = f"{LIST}answers/{proposal.answers.get().pk}/file/"
    assert stranger.get(paper_of).status_code == 404
    assert as_user(world.filer).get(paper_of).content == proposal.answers.get().content.data
    for user in (world.filer, world.leader):
        assert as_user(user).get(f"{LIST}register/").status_code == 403
        assert as_user(user).get(f"{LIST}from-reply/").status_code == 403


def test_a_reply_file_is_read_shown_and_registered(world: World) -> None:
    office = as_user(world.supervisor)
    file = SimpleUploadedFile("答复.txt", TestReplyFile.REPLY.encode())
    shown = office.post(f"{LIST}from-reply/", {"file": file}, follow=True)
    assert "关于加强乡村水源保护的提案" in text(shown)
    form = shown.context["form"]
    facts = {k: v for k, v in form.initial.items() if v and k not in ("lead", "region")}
    lead = form.initial["lead"].pk
    answer = office.post(
        shown.request["PATH_INFO"] + f"?{shown.request['QUERY_STRING']}",
        {
            **facts,
            "sitting": "session",
            "lead": lead,
            "outcome": "B",
            "answered_on": "2026-06-05",
        },
    )
    assert answer.status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.number, proposal.outcome, proposal.status) == ("58", "B", "answered")
    assert "云财函〔2026〕21号" in text(as_user(world.filer).get(page("proposals_proposal", proposal)))


def test_the_list_is_narrowed_to_what_is_open_and_to_what_asks_for_time(world: World) -> None:
    office, proposal = as_user(world.supervisor), dispatched(world, number="1", on=date(2026, 6, 1))
    registered(world, number="2")
    ask_proposal_extension(
        on=date(2026, 7, 10), proposal=proposal, to_date=date(2026, 10, 1), reason="调研", actor=world.filer
    )
    dispatched(world, number="3")
    for query, found in (("light=open", 2), ("waiting=yes", 1), ("light=none", 0)):
        assert office.get(f"{LIST}?{query}").context_data["cl"].result_count == found
    assert "提案延期申请" in text(office.get("/"))


def test_an_empty_register_says_how_to_begin(world: World) -> None:
    office = as_user(world.supervisor)
    assert "还没有建议提案" in text(office.get(LIST))
    assert "没有符合条件的记录" in text(office.get(f"{LIST}?q=水源"))
    for address, verb in ((f"{LIST}from-reply/", "读取"), (f"{LIST}register/", "登记")):
        buttons = re.findall(r"<button[^>]*submit[^>]*>(.*?)</button>", text(office.get(address)), re.DOTALL)
        assert verb in [re.sub(r"<[^>]*>", "", button).strip() for button in buttons]


def test_the_list_takes_as_many_queries_for_many_as_for_one(world: World) -> None:
    client = as_user(world.supervisor)
    dispatched(world, number="1")
    few = queries(client, LIST)
    page_few = queries(client, page("proposals_proposal", Proposal.objects.get()))
    for number in range(2, 8):
        dispatched(world, number=str(number))
    assert queries(client, LIST) == few
    assert queries(client, page("proposals_proposal", Proposal.objects.latest("id"))) == page_few


def test_the_register_is_exported_as_the_user_sees_it(world: World) -> None:
    dispatched(world, number="1", title="=1+1")
    registered(world, number="2")
    for user, numbers in ((world.supervisor, ["2", "1"]), (world.filer, ["1"])):
        answer = as_user(user).get(f"{LIST}export/")
        sheet: Any = load_workbook(io.BytesIO(answer.content)).active
        rows = list(sheet.iter_rows(min_row=2, values_only=True))
        assert sorted(row[2] for row in rows) == sorted(numbers)
        assert next(row[3] for row in rows if row[2] == "1") == "=1+1"
        assert next(row[10] for row in rows if row[2] == "1") == 10  # due 2026-06-30
        assert next(row[5] for row in rows if row[2] == "1") == "省财政厅"


def test_an_export_that_is_asked_for_what_there_is_not_is_refused(world: World) -> None:
    assert as_user(world.supervisor).get(f"{LIST}export/?document=1").status_code == 404


def test_the_rule_is_changed_in_the_admin_with_its_history(world: World) -> None:
    rule = ProposalRule.objects.get(kind="cppcc")
    office = as_user(world.supervisor)
    months = {"months": 5, "max_months": 6, "again_months": 3, "opinion_months": 1}
    answer = office.post(page("proposals_proposalrule", rule), {"kind": "cppcc", "sitting": "", **months})
    assert answer.status_code == 302
    assert ProposalRule.objects.get(pk=rule.pk).months == 5
    assert rule.history.filter(history_user=world.supervisor).exists()
    assert as_user(world.filer).get(page("proposals_proposalrule", rule)).status_code == 403


def test_what_was_not_handed_out_is_not_said_to_be_ended(world: World) -> None:
    proposal = registered(world)
    office = as_user(world.supervisor)
    for address in (LIST, f"{LIST}{proposal.pk}/change/"):
        shown = re.search(r"<main.*</main>", text(office.get(address)), re.S).group()
        assert "待交办" in shown
        assert "已结束" not in re.sub(r"<(select|ul|form)\b.*?</\1>", "", shown, flags=re.S)
    assert list(Proposal.objects.in_light("none", date(2026, 7, 10))) == []
