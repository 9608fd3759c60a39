"""The browser's pages of documents: importing, checking, and what may be seen of them."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from departments.models.departments import DepartmentAlias
from policies.checking.models.items import CheckItem
from policies.checking.services.settling import archive_document
from policies.models.documents import DocumentStatus, PolicyDocument
from policies.models.measures import Responsibility, Task
from policies.services.importing import import_text
from tests.admin import as_user, page, queries, said, steps_offered, text
from tests.conftest import World
from tests.policies.sample import SAMPLE
from tracker.work.models.assignments import Assignment

DOCUMENTS = "policies_policydocument"
CHECKS = "policies_checkitem"
IMPORT = "/policies/policydocument/import/"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: date(2026, 7, 10))


def pasted(world: World) -> PolicyDocument:
    [document] = import_text(text=SAMPLE, actor=world.supervisor).created
    return document


class TestImporting:
    def test_the_button_is_there_for_the_office_alone(self, world: World) -> None:
        assert IMPORT in text(as_user(world.supervisor).get(page(DOCUMENTS)))
        for user in (world.leader, world.head, world.filer):
            client = as_user(user)
            assert IMPORT not in text(client.get(page(DOCUMENTS)))
            assert client.get(IMPORT).status_code == 403
            assert client.post(IMPORT, {"text": SAMPLE}).status_code == 403
        assert not PolicyDocument.objects.exists()

    def test_a_pasted_text_becomes_a_draft(self, world: World) -> None:
        html = text(as_user(world.supervisor).post(IMPORT, {"text": SAMPLE, "name": "行动方案"}))
        document = PolicyDocument.objects.get()
        assert "行动方案.txt" in html
        assert "新导入1份文件" in html
        assert page(DOCUMENTS, document) in html
        assert document.status == DocumentStatus.DRAFT

    def test_several_files_have_one_line_each(self, world: World) -> None:
        files = [
            SimpleUploadedFile("方案.txt", SAMPLE.encode()),
            SimpleUploadedFile("空白.txt", b""),
            SimpleUploadedFile("同一份.txt", SAMPLE.encode()),
        ]
        html = text(as_user(world.supervisor).post(IMPORT, {"uploads": files}))
        assert html.count("data-outcome") == 3
        assert "新导入1份文件" in html
        assert "该文件此前已导入，未作改动" in html
        assert "dc-note-danger" in html
        assert PolicyDocument.objects.count() == 1

    def test_a_file_that_is_none_gets_one_line_in_chinese(self, world: World) -> None:
        files = [SimpleUploadedFile("图片.docx", bytes(range(256)))]
        response = as_user(world.supervisor).post(IMPORT, {"uploads": files})
        [line] = response.context["lines"]
        assert line.failed
        assert line.message.endswith("。")
        assert not PolicyDocument.objects.exists()

    def test_nothing_at_all_is_asked_for_again(self, world: World) -> None:
        html = text(as_user(world.supervisor).post(IMPORT, {"text": "  "}))
        assert "请选择文件，或者粘贴文件全文。" in html

    def test_a_document_cannot_be_typed_in_by_hand(self, world: World) -> None:
        assert as_user(world.supervisor).get(f"{page(DOCUMENTS)}add/").status_code == 403


class TestThePage:
    def test_what_is_to_be_checked_stands_before_the_measures(self, world: World) -> None:
        html = text(as_user(world.supervisor).get(page(DOCUMENTS, pasted(world))))
        assert html.index("不在单位库中") < html.index("举措与责任分工") < html.index('id="source"')
        assert "省便民中心（待核）" in html

    def test_headings_stand_above_their_measures(self, world: World) -> None:
        lines = as_user(world.supervisor).get(page(DOCUMENTS, pasted(world))).context["lines"]
        told = [line.section.title if line.section else line.measure.title for line in lines]
        assert told.index("重点任务") < told.index("建设综合窗口") < told.index("公布服务清单")
        assert told.index("保障措施") < told.index("加强经费保障")

    def test_a_department_sees_the_document_but_not_its_doubts(self, world: World) -> None:
        document = world.dispatched()
        response = as_user(world.filer).get(page(DOCUMENTS, document))
        assert "建设一站式窗口" in text(response)
        assert response.context["checks"] == []
        assert "不在单位库中" not in text(response)

    def test_a_document_that_was_not_handed_to_the_department_answers_404(self, world: World) -> None:
        document = world.document()
        client = as_user(world.filer)
        for step in ("", "history", "confirm", "archive", "download", "dispatch"):
            assert client.get(page(DOCUMENTS, document, step)).status_code == 404, step
        assert client.get(page(DOCUMENTS)).context["cl"].result_count == 0
        task = Task.objects.filter(measure__document=document).first()
        assert client.get(page("policies_task", task)).status_code == 404

    def test_the_rule_of_the_first_unit_is_switched_by_a_step(self, world: World) -> None:
        document = world.document(confirmed=False)
        client = as_user(world.supervisor)
        assert "目前由首个单位牵头" in text(client.get(page(DOCUMENTS, document, "switch_leader")))
        assert said(client.post(page(DOCUMENTS, document, "switch_leader"), {})) == ["首个单位不再自动牵头。"]
        document.refresh_from_db()
        assert not document.first_unit_leads

    def test_the_head_of_a_draft_may_be_corrected(self, world: World) -> None:
        client = as_user(world.supervisor)
        document = world.document(confirmed=False)
        values = {
            "title": "便民方案",
            "number": document.number,
            "issuer": document.issuer,
            "issued_on": "2026-03-02",
            "kind": "policy",
            "issuer_department": document.issuer_department_id or "",
            "region": document.region_id or "",
            "status": "dispatched",
        }
        assert client.post(page(DOCUMENTS, document), values).status_code == 302
        document.refresh_from_db()
        assert (document.title, document.issued_on) == ("便民方案", date(2026, 3, 2))
        assert document.status == DocumentStatus.DRAFT
        assert document.history.first().history_user == world.supervisor

    def test_afterwards_it_may_only_be_read(self, world: World) -> None:
        document = world.dispatched()
        client = as_user(world.supervisor)
        assert client.post(page(DOCUMENTS, document), {"title": "改名"}).status_code == 403
        task = Task.objects.filter(measure__document=document).first()
        assert client.post(page("policies_task", task), {"text": "改写"}).status_code == 403
        assert client.get(page(DOCUMENTS, document, "delete")).status_code == 403

    def test_a_longer_document_takes_no_more_queries(self, world: World) -> None:
        client = as_user(world.supervisor)
        short, long = world.document(), world.document(number="云政发〔2026〕9号", **longer(world))
        assert long.measures.count() == 10 * short.measures.count()
        assert queries(client, page(DOCUMENTS, long)) == queries(client, page(DOCUMENTS, short))


def longer(world: World) -> dict[str, Any]:
    """The measures of the test's ledger ten times over."""
    from tests.world import LEDGER

    return {
        "measures": [
            {**measure, "path": [measure["path"][0], f"{n}-{measure['path'][1]}"]}
            for n in range(10)
            for measure in LEDGER["measures"]
        ]
    }


class TestTheOriginal:
    def test_the_office_downloads_what_was_uploaded(self, world: World) -> None:
        answer = as_user(world.supervisor).get(page(DOCUMENTS, pasted(world), "download"))
        assert answer.content.decode() == SAMPLE
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    def test_a_department_needs_to_see_every_document_of_the_file(self, world: World) -> None:
        document = pasted(world)
        document.recipients.add(world.departments["省财政厅"])
        client = as_user(world.filer)
        assert client.get(page(DOCUMENTS, document, "download")).status_code == 200
        PolicyDocument.objects.create(source=document.source, position=1, title="同一期公报的另一份文件")
        assert client.get(page(DOCUMENTS, document, "download")).status_code == 404
        assert "download" not in steps_offered(client, page(DOCUMENTS, document))

    def test_a_ledger_of_facts_has_no_original(self, world: World) -> None:
        document = world.document()
        client = as_user(world.supervisor)
        assert client.get(page(DOCUMENTS, document, "download")).status_code == 404
        assert "source" not in steps_offered(client, page(DOCUMENTS, document))


class TestSteps:
    def test_the_steps_follow_the_state(self, world: World) -> None:
        client = as_user(world.supervisor)
        document = world.document(confirmed=False)
        assert steps_offered(client, page(DOCUMENTS, document)) == [
            "check",
            "confirm",
            "evidence",
            "first-unit",
            "circle",
            "archive",
        ]
        assert said(client.post(page(DOCUMENTS, document, "confirm"))) == ["文件已完成校核，可以交办。"]
        assert steps_offered(client, page(DOCUMENTS, document)) == [
            "check",
            "dispatch",
            "back-to-checking",
            "evidence",
            "circle",
            "archive",
        ]
        asked = text(client.get(page(DOCUMENTS, document, "dispatch")))
        assert "将产生7项，5个单位，3个单位没有账号，2处责任单位待核" in asked
        assert "在有单位签收之前，可以撤回交办。" in asked
        assert said(client.post(page(DOCUMENTS, document, "dispatch")))[-1].startswith("新交办7项")
        assert steps_offered(client, page(DOCUMENTS, document)) == [
            "dispatch-again",
            "recall",
            "register-instruction",
            "deadline",
            "evidence",
            "circle",
        ]
        assert "此前已交办7项" in said(client.post(page(DOCUMENTS, document, "dispatch_again")))[-1]

    def test_a_leader_reads(self, world: World) -> None:
        document = world.document(confirmed=False)
        client = as_user(world.leader)
        assert steps_offered(client, page(DOCUMENTS, document)) == []
        for step in ("confirm", "switch_leader", "archive", "dispatch"):
            assert client.get(page(DOCUMENTS, document, step)).status_code == 403
            assert client.post(page(DOCUMENTS, document, step), {"reason": "不办了"}).status_code == 403
        document.refresh_from_db()
        assert document.status == DocumentStatus.DRAFT

    def test_asking_to_dispatch_dispatches_nothing(self, world: World) -> None:
        document = world.document()
        as_user(world.supervisor).get(page(DOCUMENTS, document, "dispatch"))
        assert not Assignment.objects.exists()

    def test_archiving_needs_a_reason_and_keeps_the_document(self, world: World) -> None:
        client = as_user(world.supervisor)
        document = world.document()
        assert "必填项" in text(client.post(page(DOCUMENTS, document, "archive"), {"reason": ""}))
        assert said(client.post(page(DOCUMENTS, document, "archive"), {"reason": "重复"})) == ["文件已归档。"]
        assert "归档原因：重复" in text(client.get(page(DOCUMENTS, document)))

    def test_what_can_no_longer_be_archived_says_why(self, world: World) -> None:
        document = world.dispatched()
        client = as_user(world.supervisor)
        html = text(client.post(page(DOCUMENTS, document, "archive"), {"reason": "不办了"}))
        assert "文件已交办，不能归档" in html


class TestChecking:
    def test_a_unit_is_named_once_and_remembered(self, world: World) -> None:
        document = world.document(confirmed=False)
        item = CheckItem.objects.get(message__contains="省便民中心")
        client = as_user(world.supervisor)
        assert steps_offered(client, page(CHECKS, item)) == ["resolve", "settle"]
        data = {"department": world.departments["省教育厅"].pk, "remember": "on"}
        answer = client.post(page(CHECKS, item, "resolve"), data)
        assert answer.headers["Location"] == page(DOCUMENTS, document)
        assert said(answer) == ["已将“省便民中心”对应为省教育厅。"]
        assert DepartmentAlias.objects.filter(text="省便民中心").exists()
        assert steps_offered(client, page(CHECKS, item)) == []

    def test_an_open_group_needs_its_members(self, world: World) -> None:
        document = world.dispatched()
        responsibility = Responsibility.objects.get(printed_name="有关市政府")
        client = as_user(world.supervisor)
        address = page("policies_responsibility", responsibility, "resolve")
        data: dict[str, Any] = {"group": world.groups["有关市政府"].pk}
        assert "请指定具体单位" in text(client.post(address, data))
        data["chosen"] = [world.departments["青川市政府"].pk]
        assert "请再次交办" in said(client.post(address, data))[-1]
        assert "dispatch-again" in steps_offered(client, page(DOCUMENTS, document))

    def test_nothing_chosen_is_refused_in_words(self, world: World) -> None:
        world.document()
        item = CheckItem.objects.get(message__contains="省便民中心")
        html = text(as_user(world.supervisor).post(page(CHECKS, item, "resolve"), {}))
        assert "请指定一个单位，或者一个单位组。" in html

    def test_a_thing_is_settled_with_words(self, world: World) -> None:
        world.document()
        item = CheckItem.objects.get(message__contains="省便民中心")
        client = as_user(world.supervisor)
        assert said(client.post(page(CHECKS, item, "settle"), {"settlement": "无需处理"})) == [
            "待核事项已处理。"
        ]
        item.refresh_from_db()
        assert (item.settlement, item.settled_by) == ("无需处理", world.supervisor)
        listed = client.get(f"{page(CHECKS)}?settled=no").context["cl"].result_list
        assert item not in list(listed)

    def test_a_department_has_no_such_page(self, world: World) -> None:
        world.dispatched()
        item = CheckItem.objects.get(message__contains="省便民中心")
        client = as_user(world.filer)
        assert client.get(page(CHECKS)).status_code == 403
        assert client.get(page(CHECKS, item)).status_code in (403, 404)


class TestLists:
    @pytest.mark.parametrize(
        "name",
        [
            DOCUMENTS,
            CHECKS,
            "policies_measure",
            "policies_task",
            "policies_responsibility",
            "policies_milestone",
            "policies_indicator",
            "policies_section",
        ],
    )
    def test_more_rows_take_no_more_queries(self, world: World, name: str) -> None:
        client = as_user(world.supervisor)
        for number in range(1, 4):
            world.document(number=f"云政发〔2026〕{number}号")
        few = queries(client, page(name))
        for number in range(4, 31):
            world.document(number=f"云政发〔2026〕{number}号")
        assert client.get(page(name)).context["cl"].result_count >= 30
        assert queries(client, page(name)) == few

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("q=云政发[2026]3号", 1),
            ("q=便民服务", 1),
            ("q=没有", 0),
            ("status__exact=draft", 0),
            ("settled=no", 1),
        ],
    )
    def test_documents_are_found(self, world: World, query: str, count: int) -> None:
        world.document()
        response = as_user(world.supervisor).get(f"{page(DOCUMENTS)}?{query}", follow=True)
        assert response.context["cl"].result_count == count

    def test_an_archived_document_stays_on_the_list(self, world: World) -> None:
        archive_document(document=world.document(), reason="重复", actor=world.supervisor)
        listed = as_user(world.supervisor).get(f"{page(DOCUMENTS)}?status__exact=archived")
        assert listed.context["cl"].result_count == 1
