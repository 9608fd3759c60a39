"""From a file to draft documents, whole or not at all."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from common.errors import NotAllowed
from extraction.model import ExtractionError
from policies.checking.models.items import CheckItem, CheckKind
from policies.checking.services.settling import archive_document
from policies.models.documents import PolicyDocument, SourceFile
from policies.models.measures import Measure, Responsibility
from policies.services import drafting
from policies.services.importing import import_file, import_ledger, import_text
from tests.conftest import World
from tests.extraction.desk import lines, ofd_bytes, pictured
from tests.policies.sample import SAMPLE
from tests.world import LEDGER

pytestmark = pytest.mark.django_db


def test_a_text_becomes_a_draft_with_its_measures_units_and_dates(world: World) -> None:
    [document] = import_text(text=SAMPLE, actor=world.supervisor).created
    assert (document.number, document.status) == ("云政发〔2026〕7号", "draft")
    assert document.title == "便民服务提升行动方案"
    assert document.issued_on == date(2026, 3, 1)
    assert document.region is not None
    assert document.region.name == "云岭省"
    assert [m.label for m in document.measures.all()] == ["二 / （一）", "二 / （二）", "三 / （一）"]
    units = Responsibility.objects.filter(task__measure__document=document)
    assert [(u.printed_name, u.role) for u in units][:2] == [("省财政厅", "lead"), ("省教育厅", "support")]
    assert units[0].department == world.departments["省财政厅"]


def test_every_place_points_into_the_text_of_the_document(world: World) -> None:
    [document] = import_text(text=SAMPLE, actor=world.supervisor).created
    unit = Responsibility.objects.get(printed_name="省便民中心")
    assert document.text[unit.span_start : unit.span_end] == "省便民中心"


def test_an_unknown_unit_becomes_a_thing_to_check_and_is_kept(world: World) -> None:
    [document] = import_text(text=SAMPLE, actor=world.supervisor).created
    item = document.check_items.get(kind=CheckKind.UNIT)
    assert item.responsibility is not None
    assert item.responsibility.printed_name == "省便民中心"
    assert "省便民中心" in item.message


def test_what_is_doubted_within_a_measure_is_shown_beside_it(world: World) -> None:
    text = "便民服务工作要点\n\n一、减免租金。确有困难的，可按季度申请减免。（省财政厅牵头）\n"
    [document] = import_text(text=text, actor=world.supervisor).created
    [item] = document.check_items.filter(message__contains="没有读作时限")
    assert item.measure == document.measures.get()


def test_the_doubt_of_a_unit_stands_beside_it_and_is_said_once(world: World) -> None:
    text = "便民服务工作要点\n\n一、建设窗口。省财政厅将统一建设窗口。\n"
    [document] = import_text(text=text, actor=world.supervisor).created
    [item] = document.check_items.filter(message__contains="写在句首")
    assert (item.kind, item.responsibility) == (CheckKind.UNIT, Responsibility.objects.get())


def test_what_is_not_read_of_a_file_is_a_thing_to_check_at_its_place(world: World) -> None:
    pages = [lines([line for line in SAMPLE.split("\n") if line], 20), pictured(0, 0, 210, 297)]
    [document] = import_file(name="通知.ofd", content=ofd_bytes(pages), actor=world.supervisor).created
    [item] = document.check_items.filter(message__contains="图片")
    assert item.message == "第2页是图片，没有读入，请对照原件核对"
    assert item.span_end == len(document.text)


def test_a_text_that_names_no_issuer_is_taken_for_the_offices_own(world: World) -> None:
    text = (
        "便民服务工作要点\n\n一、建设综合窗口。设立窗口。（省财政厅牵头）\n\n二、公布清单。（省教育厅牵头）\n"
    )
    [document] = import_text(text=text, actor=world.supervisor).created
    assert document.region == world.departments["省政府督查室"].region
    assert not Responsibility.objects.unresolved().exists()
    assert "未读出发文机关" in document.check_items.get(kind=CheckKind.OTHER, measure=None).message


def test_the_departments_of_an_issuer_nobody_knows_are_nobodys_we_know(world: World) -> None:
    text = SAMPLE.replace("云岭省", "远山省").replace("云政发", "远政发")
    [document] = import_text(text=text, actor=world.supervisor).created
    assert document.region is None
    assert Responsibility.objects.unresolved().count() == Responsibility.objects.count()
    assert document.check_items.filter(message__contains="发文机关“远山省人民政府”不在单位库中").exists()


def test_the_same_file_again_changes_nothing_and_says_so(world: World) -> None:
    import_text(text=SAMPLE, actor=world.supervisor)
    outcome = import_text(text=SAMPLE, actor=world.supervisor)
    assert (outcome.created, outcome.same_file) == ([], True)
    assert "此前已导入" in outcome.message
    assert PolicyDocument.objects.count() == SourceFile.objects.count() == 1


def test_another_file_with_the_same_number_is_recognised(world: World) -> None:
    import_text(text=SAMPLE, actor=world.supervisor)
    outcome = import_text(text=SAMPLE + "\n", actor=world.supervisor)
    assert (outcome.created, len(outcome.already)) == ([], 1)
    assert "云政发〔2026〕7号" in outcome.message


@pytest.mark.parametrize(("day", "made"), [("2026-03-01", 0), ("", 1)])
def test_without_a_number_a_document_is_known_by_its_date_and_a_bare_title_is_not(
    world: World, day: str, made: int
) -> None:
    bare = {**LEDGER, "number": "", "issued_on": day}
    import_ledger(data=bare, actor=world.supervisor)
    assert len(import_ledger(data=bare, actor=world.supervisor).created) == made


def test_an_archived_document_may_be_imported_anew(world: World) -> None:
    [document] = import_ledger(data=LEDGER, actor=world.supervisor).created
    archive_document(document=document, reason="版本有误", actor=world.supervisor)
    assert len(import_ledger(data=LEDGER, actor=world.supervisor).created) == 1


def test_a_failure_half_way_leaves_nothing_behind(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(drafting._Draft, "_indicators", fail)
    with pytest.raises(RuntimeError):
        import_text(text=SAMPLE, actor=world.supervisor)
    for model in (SourceFile, PolicyDocument, Measure, Responsibility, CheckItem):
        assert not model.objects.exists()


def test_only_the_supervision_office_imports(world: World) -> None:
    for user in (world.filer, world.head, world.leader):
        with pytest.raises(NotAllowed):
            import_text(text=SAMPLE, actor=user)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.txt", b""),
        ("空白.txt", b" \n\n "),
        ("图片.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
        ("坏.docx", b"PK\x03\x04 broken"),
        ("坏.pdf", b"%PDF-1.7 broken"),
        ("坏.xlsx", b"PK\x03\x04" + b"\0" * 100),
    ],
)
def test_a_bad_file_gets_one_clear_line_and_leaves_nothing(world: World, name: str, content: bytes) -> None:
    with pytest.raises(ExtractionError) as caught:
        import_file(name=name, content=content, actor=world.supervisor)
    message = str(caught.value)
    assert "\n" not in message
    assert any("一" <= c <= "鿿" for c in message)
    assert not SourceFile.objects.exists()


def test_the_command_imports_the_good_files_and_fails_for_the_bad(world: World, tmp_path: Path) -> None:
    good, bad = tmp_path / "好.txt", tmp_path / "空.txt"
    good.write_text(SAMPLE, encoding="utf-8")
    bad.write_bytes(b"")
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match="1个文件未能导入"):
        call_command("import_policy", good, bad, stdout=out, stderr=err)
    assert "新导入1份文件" in out.getvalue()
    assert "空.txt" in err.getvalue()


def test_the_number_of_statements_does_not_grow_with_the_document(
    world: World, django_assert_max_num_queries
) -> None:
    many = [LEDGER["measures"][0] | {"path": ["一", str(i)]} for i in range(60)]
    with django_assert_max_num_queries(25):
        import_ledger(data={**LEDGER, "measures": many}, actor=world.supervisor)


@pytest.mark.corpus
def test_the_real_documents_are_imported_once(world: World, corpus: Path) -> None:
    call_command("load_departments", stdout=StringIO())
    files = sorted(corpus.glob("*.txt"))
    call_command("import_policy", *files, stdout=StringIO())
    before = {m: m.objects.count() for m in (PolicyDocument, Measure, Responsibility, CheckItem)}
    assert PolicyDocument.objects.filter(measures__isnull=False).distinct().count() == 13
    out = StringIO()
    call_command("import_policy", *files, stdout=out)
    assert {m: m.objects.count() for m in before} == before
    assert out.getvalue().count("此前已导入") == len(files)
