"""Every mark of a text ends as read, set aside by a named rule, or a doubt; there is no fourth."""

import copy
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extraction.account.marks import MarkKind, scan
from extraction.account.places import read_places, regions
from extraction.account.step import account, explain
from extraction.deadlines.step import date
from extraction.documents.step import open_documents
from extraction.json_form import to_json
from extraction.model import Account, Document, Extraction, ExtractionError
from extraction.outline.step import outline
from extraction.pipeline import extract_path, extract_text
from extraction.signs.rules import Rule
from extraction.states import Assigned, Office, Outlined
from extraction.text.healing import heal
from extraction.units.step import assign
from tests.extraction.samples import NAMES, described
from tests.extraction.samples.generate import text as sample_text
from tests.extraction.test_extraction_properties import PIECES

SHARED = Path(__file__).resolve().parents[4] / "shared"
OFFICE = Office()
# Documents of corpus-wide that nobody looks at before the end: docs/reading.md names them.
KEPT_APART = frozenset(
    line[3:-1]
    for line in (Path(__file__).resolve().parents[3] / "docs" / "reading.md").read_text("utf-8").splitlines()
    if line.startswith("- `")
)

PLAN = """云江市人民政府办公室关于印发云江市清淤方案的通知
云江政办发〔2027〕5号
各县（市、区）人民政府：
现将《云江市清淤方案》印发给你们，请市水利局负责督促，认真执行。
云江市人民政府办公室
2027年3月1日
云江市清淤方案
为改善水质，由市水利局牵头开展。
一、总体要求
（一）主要目标。到2027年底，完成河道清淤100公里。
二、重点任务
（二）清理河道。2027年6月底前完成清淤，每月报送进展，每季度通报，较2026年增加两处。市水利局负责验收。
（1）逐段登记。
（2）分段清淤。（市水利局牵头，市财政局配合）
（三）管护河道。自2027年7月1日起实行网格管护，2028年底前不得新建排口。在5个工作日内办结申请。（市水利局负责）
专栏1 清淤工程
1.主河道清淤。（市住建局负责）
三、附则
（四）本方案自印发之日起施行。
"""


def stages(text: str) -> list[tuple[Document, Outlined, Assigned]]:
    found = []
    for opened in open_documents(heal(text)):
        outlined = outline(opened)
        assigned = date(assign(outlined, OFFICE), OFFICE)
        found.append((assigned.document, outlined, assigned))
    return found


def marks(reading: Account) -> list[tuple[str, str]]:
    return [(mark.kind, mark.text) for mark in reading.marks]


def open_marks(reading: Account) -> list[tuple[str, str]]:
    return [(mark.kind, mark.text) for mark in reading.marks if mark.how == "doubt"]


def holds(extraction: Extraction) -> None:
    for document, said in zip(extraction.documents, to_json(extraction)["documents"], strict=True):
        sums = said["account"]
        assert sums["marks"] == sums["read"] + sums["set_aside"] + sums["doubts"]
        assert sums["open"] == []
        assert sums["marks"] >= len(scan(document.text))
        for mark in document.account.marks:
            assert mark.how in ("read", "set_aside", "doubt")
            assert mark.how != "set_aside" or mark.what in Rule.__members__


@pytest.mark.parametrize("name", NAMES)
def test_the_account_of_a_sample_closes(name: str):
    holds(extract_text(sample_text(described(name))))


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=100).map("".join)))
@settings(max_examples=150, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
def test_the_account_of_any_text_closes(text: str):
    try:
        extraction = extract_text(text)
    except ExtractionError:
        return
    holds(extraction)


@pytest.mark.corpus
@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="corpus: no ../shared/corpus beside the project")
@pytest.mark.parametrize("folder", ["corpus", "corpus-wide"])
def test_the_account_of_real_documents_closes(folder: str):
    for path in sorted((SHARED / folder).glob("*.txt")):
        if path.stem not in KEPT_APART:
            holds(extract_path(path))


@cache
def plan() -> tuple[Document, Outlined, Assigned]:
    [found] = stages(PLAN)
    return found


def of_plan(without: tuple[Rule, ...] = ()) -> Account:
    document, outlined, assigned = copy.deepcopy(plan())
    return account(document, outlined, assigned, OFFICE, without=without).account


def rules_of_plan() -> list[str]:
    return sorted({mark.what for mark in of_plan().marks if mark.how == "set_aside"})


def test_the_plan_uses_most_of_the_rules():
    assert len(rules_of_plan()) >= 12


@pytest.mark.parametrize("name", rules_of_plan())
def test_without_a_rule_the_marks_stay_and_what_it_explained_is_doubted_or_falls_to_a_weaker_one(name: str):
    whole, less = of_plan(), of_plan((Rule[name],))
    assert marks(whole) == marks(less)
    for before, after in zip(whole.marks, less.marks, strict=True):
        if before.what == name and before.how == "set_aside":
            assert after.what != name
        else:
            assert (after.how, after.what) == (before.how, before.what)


@pytest.mark.parametrize("name", ["BEGINS", "BANS", "COMPARES", "PROCEDURE", "FURTHER", "BOX", "TERM"])
def test_without_the_rule_that_explains_it_a_mark_is_doubted(name: str):
    explained = [(m.kind, m.text) for m in of_plan().marks if m.what == name and m.kind in ("time", "label")]
    assert explained
    assert set(explained) <= set(open_marks(of_plan((Rule[name],))))


def lost(document: Document) -> Account:
    """The account of a document of which something has been taken away after it was read."""
    _, outlined, assigned = copy.deepcopy(plan())
    asides = [*regions(outlined, assigned), *outlined.asides, *assigned.asides]
    return explain(document, read_places(document, assigned), asides, None)


@pytest.mark.parametrize(("measure", "task", "unit"), [(0, 0, 0), (0, 0, 1), (1, 0, 0)])
def test_a_unit_that_is_lost_shows_as_a_doubt(measure: int, task: int, unit: int):
    document = copy.deepcopy(plan()[0])
    whole = lost(document)
    gone = document.measures[measure].tasks[task].units.pop(unit)
    assert marks(lost(document)) == marks(whole)
    assert (MarkKind.UNIT, gone.name) in Counter(open_marks(lost(document))) - Counter(open_marks(whole))


def test_a_date_that_is_lost_shows_as_a_doubt():
    document = copy.deepcopy(plan()[0])
    whole = lost(document)
    [gone] = document.measures[0].tasks[0].deadlines
    document.measures[0].tasks[0].deadlines.clear()
    assert marks(lost(document)) == marks(whole)
    assert (MarkKind.TIME, gone.phrase) in open_marks(lost(document))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (Rule.COVER, "负责"),
        (Rule.INTRODUCTION, "为改善"),
        (Rule.PREAMBLE, "到2027年底"),
        (Rule.BOX, "1."),
        (Rule.POINT, "（1）"),
        (Rule.TERM, "（四）"),
        (Rule.BEGINS, "2027年7月1日"),
        (Rule.BANS, "2028年底前"),
        (Rule.COMPARES, "2026年"),
        (Rule.PROCEDURE, "5个工作日内"),
        (Rule.FURTHER, "每季度"),
        (Rule.SPOKEN, "负责"),
    ],
)
def test_each_reason_for_setting_aside_is_said_at_its_place(rule: Rule, text: str):
    if rule in (Rule.COVER, Rule.INTRODUCTION):  # a named unit beside a word of duty is still a doubt there
        places = {aside.rule for aside in regions(*plan()[1:])} | {aside.rule for aside in plan()[1].asides}
        assert rule in places
        return
    assert any(
        text.endswith(mark.text) or mark.text == text for mark in of_plan().marks if mark.what == rule.name
    )


def test_a_duty_of_a_named_unit_outside_the_items_is_a_doubt_and_one_thing_to_check():
    [document] = extract_text(PLAN).documents
    [warning] = [w for w in document.warnings if "责任表述" in w.message]
    said = [document.text[place.start : place.end] for place in warning.places]
    assert said == ["负责", "牵头"]


def test_names_of_the_register_are_marks_whatever_their_shape():
    [mark] = [m for m in scan("请清波驿站抓紧办理。", {"清波驿站"}) if m.kind is MarkKind.UNIT]
    assert mark.text == "清波驿站"


def test_a_clean_document_has_nothing_to_check():
    [document] = extract_text(
        PLAN.replace("请市水利局负责督促，", "").replace("由市水利局牵头", "")
    ).documents
    assert document.warnings == []
