"""Documents of an import are confirmed or dropped singly or together; the same document is known again."""

import json
from typing import Any

import pytest

from common.errors import NotAllowed, ServiceError
from departments.models.users import User
from policies.alignment.services import align_documents
from policies.checking.services.settling import archive_document, confirm_document
from policies.imports.models import EntryState, Import, ImportState
from policies.imports.services.deciding import confirm_entries, drop_entries
from policies.imports.services.pieces import NO_WORK, TWICE
from policies.imports.services.reading import read_import
from policies.imports.services.taking import take_file
from policies.models.documents import DocumentStatus, PolicyDocument, SourceFile
from policies.models.measures import Measure
from policies.services.importing import import_file, import_text
from tests.conftest import World
from tests.policies.imports.files import OTHER, THIRD, gbk_zipped, mail, zipped
from tests.policies.sample import SAMPLE

pytestmark = [pytest.mark.long, pytest.mark.django_db]


def imported(world: World, files: dict[str, bytes | str]) -> Import:
    outcome = take_file(name="附件包.zip", content=zipped(files), actor=world.supervisor)
    assert read_import(import_id=outcome.record.pk)
    outcome.record.refresh_from_db()
    return outcome.record


def states(record: Import) -> list[str]:
    record.refresh_from_db()
    return list(record.entries.order_by("position").values_list("state", flat=True))


THREE = {"甲.txt": SAMPLE, "乙.txt": OTHER, "丙.txt": THIRD}


def test_an_archive_becomes_one_import_with_a_draft_for_each_document(world: World) -> None:
    record = imported(world, THREE)
    entries = list(record.entries.order_by("position"))
    assert [(e.place, e.state, e.number[-3:]) for e in entries] == [
        ("甲.txt", "ready", "〕7号"),
        ("乙.txt", "ready", "〕8号"),
        ("丙.txt", "ready", "〕9号"),
    ]
    assert [e.document.source.name for e in entries] == ["甲.txt", "乙.txt", "丙.txt"]
    assert record.state == ImportState.READY
    assert "新导入3份文件" in record.message


def test_they_are_confirmed_and_dropped_singly_and_the_rest_together(world: World) -> None:
    record = imported(world, THREE)
    first, second, _third = record.entries.order_by("position")
    assert confirm_entries(record=record, entries=[first.pk], actor=world.supervisor) == 1
    assert PolicyDocument.objects.get(number__endswith="7号").status == DocumentStatus.CONFIRMED
    assert drop_entries(record=record, entries=[second.pk], actor=world.supervisor) == 1
    assert states(record) == ["confirmed", "dropped", "ready"]
    assert record.state == ImportState.READY
    assert confirm_entries(record=record, actor=world.supervisor) == 1
    assert states(record) == ["confirmed", "dropped", "confirmed"]
    assert record.state == ImportState.CONFIRMED


def test_a_dropped_one_leaves_a_trail_and_no_file(world: World) -> None:
    record = imported(world, THREE)
    drop_entries(record=record, actor=world.supervisor)
    assert states(record) == ["dropped"] * 3
    assert record.state == ImportState.DROPPED
    for model in (PolicyDocument, SourceFile, Measure):
        assert not model.objects.exists()
    entry = record.entries.order_by("position").first()
    assert (entry.number, entry.title) == ("云政发〔2026〕7号", "便民服务提升行动方案")
    assert (entry.decided_by, entry.decided_at is not None) == (world.supervisor, True)
    assert PolicyDocument.history.filter(history_type="-").count() == 3


def test_what_was_dropped_can_be_imported_anew(world: World) -> None:
    record = imported(world, THREE)
    drop_entries(record=record, actor=world.supervisor)
    again = imported(world, THREE)
    assert again.pk != record.pk
    assert states(again) == ["ready"] * 3


def test_what_is_confirmed_or_archived_on_its_own_page_is_so_in_the_record(world: World) -> None:
    record = imported(world, THREE)
    first, second, third = (entry.document for entry in record.entries.order_by("position"))
    confirm_document(document=first, actor=world.supervisor)
    archive_document(document=second, reason="版本有误", actor=world.supervisor)
    assert states(record) == ["confirmed", "dropped", "ready"]
    archive_document(document=third, reason="不归我办", actor=world.supervisor)
    assert states(record) == ["confirmed", "dropped", "dropped"]
    assert record.state == ImportState.CONFIRMED


def test_what_orders_nothing_is_kept_as_it_is(world: World) -> None:
    record = imported(world, {"简报.txt": "云岭省政务简报\n\n本期没有部署。\n", "甲.txt": SAMPLE})
    confirm_entries(record=record, actor=world.supervisor)
    assert states(record) == ["confirmed", "confirmed"]
    kept = record.entries.order_by("position").first().document
    assert kept.status == DocumentStatus.DRAFT


def test_what_is_in_use_or_checked_is_not_dropped(world: World) -> None:
    record = imported(world, THREE)
    first, second, _third = record.entries.order_by("position")
    align_documents(upper=first.document, lower=second.document, actor=world.supervisor)
    with pytest.raises(ServiceError, match="上下对照"):
        drop_entries(record=record, actor=world.supervisor)
    assert states(record) == ["ready"] * 3
    assert PolicyDocument.objects.count() == SourceFile.objects.count() == 3


def test_what_was_decided_is_not_decided_again(world: World) -> None:
    record = imported(world, THREE)
    first = record.entries.order_by("position").first()
    drop_entries(record=record, entries=[first.pk], actor=world.supervisor)
    for decide in (confirm_entries, drop_entries):
        with pytest.raises(ServiceError) as caught:
            decide(record=record, entries=[first.pk], actor=world.supervisor)
        assert caught.value.code == "import_nothing_open"


@pytest.mark.parametrize("who", ["filer", "head", "leader"])
def test_only_the_supervision_office_decides(world: World, who: str) -> None:
    record = imported(world, THREE)
    user: User = getattr(world, who)
    for decide in (confirm_entries, drop_entries):
        with pytest.raises(NotAllowed):
            decide(record=record, actor=user)
    assert not Import.objects.visible_to(user).exists()


@pytest.mark.parametrize(
    "number",
    ["云政发﹝2026﹞7号", "云政发[2026]7号", "云政发（2026）7号", "云政发【2026】7号", "云政发〈2026〉7号",
     "云政发〖2026〗7号", "云政发｛2026｝7号", "云政发〔２０２６〕７号",
     "云政发［２０２６］第７号", "云政发 〔2026〕 7 号"],
)  # fmt: skip
def test_the_same_document_is_known_whatever_the_brackets_and_the_width(world: World, number: str) -> None:
    import_text(text=SAMPLE, actor=world.supervisor)
    text = SAMPLE.replace("云政发〔2026〕7号", number).replace("2026年3月1日", "２０２６年３月１日")
    outcome = import_text(text=text, actor=world.supervisor)
    assert (outcome.created, [d.number for d in outcome.already]) == ([], ["云政发〔2026〕7号"])
    assert outcome.record.state == ImportState.CONFIRMED


def test_a_head_in_full_width_is_read(world: World) -> None:
    text = SAMPLE.replace("云政发〔2026〕7号", "云政发〔２０２６〕６１号").replace(
        "2026年3月1日", "２０２６年３月２日"
    )
    [document] = import_text(text=text, actor=world.supervisor).created
    assert (document.number, str(document.issued_on)) == ("云政发〔2026〕61号", "2026-03-02")


def test_within_an_archive_the_same_file_and_the_same_document_are_known(world: World) -> None:
    import_text(text=THIRD, actor=world.supervisor)
    record = imported(
        world,
        {
            "甲.txt": SAMPLE,
            "副本/甲.txt": SAMPLE,
            "网页.txt": SAMPLE.replace("〔2026〕", "﹝2026﹞"),
            "丙.txt": THIRD,
        },
    )
    assert states(record) == ["ready", "unread", "known", "known"]
    assert record.entries.get(position=1).message == TWICE
    assert PolicyDocument.objects.count() == 2


def test_a_file_that_lay_in_an_archive_is_known_when_it_comes_alone(world: World) -> None:
    record = imported(world, THREE)
    again = import_file(name="甲.txt", content=SAMPLE.encode(), actor=world.supervisor)
    assert (again.same_file, again.record, len(again.already)) == (True, record, 1)


def test_the_words_of_a_mail_are_a_document_only_where_they_order_work(world: World) -> None:
    for body, state in (("请查收附件。", "unread"), ("一、报送材料。6月底前报送。（省财政厅负责）", "ready")):
        content = mail("关于报送材料的通知", body, {"方案.txt": SAMPLE.encode()})
        outcome = take_file(name="信.eml", content=content, actor=world.supervisor)
        assert read_import(import_id=outcome.record.pk), json.dumps(outcome.record.message)
        entry = outcome.record.entries.get(position=0)
        assert (entry.place, entry.state) == ("邮件正文", state)
        assert entry.message == (NO_WORK if state == "unread" else "")


def test_names_in_gbk_stand_in_the_record(world: World) -> None:
    outcome = take_file(
        name="包.zip", content=gbk_zipped({"通知/方案.txt": SAMPLE, "乙.txt": OTHER}), actor=world.supervisor
    )
    read_import(import_id=outcome.record.pk)
    assert [e.place for e in outcome.record.entries.order_by("position")] == ["通知/方案.txt", "乙.txt"]
    assert EntryState.READY in states(outcome.record)


def test_the_number_of_statements_of_a_list_does_not_grow(world: World, django_assert_num_queries) -> None:
    imported(world, THREE)
    for text in (OTHER, f"{SAMPLE}\n一"):
        import_text(text=text, actor=world.supervisor)
    with django_assert_num_queries(1):
        rows: list[Any] = list(
            Import.objects.visible_to(world.supervisor).with_counts().select_related("imported_by")
        )
        assert [(r.entry_count, r.open_count, str(r.imported_by)) for r in rows if r.entry_count > 1] == [
            (3, 3, "supervisor")
        ]
