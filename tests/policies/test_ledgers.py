"""The ledgers of real documents: facts only, names for every item, and nothing typed twice."""

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from departments.services.loading import load_departments
from extraction.json_form import to_json
from extraction.pipeline import extract_text
from policies.ledgers import OverlayError, corrected, facts_of, file_name
from policies.models.documents import PolicyDocument
from policies.models.measures import Responsibility
from tests.policies.sample import SAMPLE

FIXTURES = settings.BASE_DIR / "fixtures"
FOLDER = FIXTURES / "ledgers"
OVERLAY: dict[str, Any] = json.loads((FOLDER / "overlay.json").read_text(encoding="utf-8"))
COMMITTED = {
    file.name: json.loads(file.read_text(encoding="utf-8"))
    for file in sorted(FOLDER.glob("*.json"))
    if file.name != "overlay.json"
}
NOT_FACTS = {"text", "span", "doubt", "reason", "warnings", "warning_spans"}


@pytest.fixture
def ledger() -> dict[str, Any]:
    """The facts of the made-up document, whose measures are 二 / （一）, 二 / （二） and 三 / （一）."""
    [document] = to_json(extract_text(SAMPLE))["documents"]
    return facts_of(document)


def overlay_of(ledger: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {ledger["number"]: parts}


def strings_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings_of(part)


def keys_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from keys_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from keys_of(part)


def test_facts_keep_numbers_units_and_limits_and_drop_every_text(ledger: dict[str, Any]) -> None:
    assert (ledger["number"], ledger["issued_on"]) == ("云政发〔2026〕7号", "2026-03-01")
    first = ledger["measures"][0]
    assert (first["path"], first["title"]) == (["二", "（一）"], "建设综合窗口")
    [task] = first["tasks"]
    assert task["units"] == [{"name": "省财政厅", "role": "牵头"}, {"name": "省教育厅", "role": "配合"}]
    assert task["deadlines"] == [
        {"phrase": "6月底前", "date": "2026-06-30", "kind": "due", "firmness": "must"}
    ]
    assert not NOT_FACTS & set(keys_of(ledger))
    assert "办事大厅" not in "".join(strings_of(ledger))


def test_the_file_is_called_after_the_number(ledger: dict[str, Any]) -> None:
    assert file_name(ledger) == "云政发2026-7.json"


def test_a_correction_of_a_measure_replaces_what_was_read(ledger: dict[str, Any]) -> None:
    tasks = [{"units": [{"name": "省教育厅", "role": "负责"}], "deadlines": [], "frequency": ""}]
    correction = {"measure": "三 / （一）", "set": {"tasks": tasks}, "why": "原件盖章页另有说明"}
    before = deepcopy(ledger)
    after = corrected(ledger, overlay_of(ledger, corrections=[correction]))
    assert after["measures"][2]["tasks"] == tasks
    assert after["measures"][:2] == before["measures"][:2]


def test_a_correction_without_a_measure_is_of_the_document(ledger: dict[str, Any]) -> None:
    correction = {"measure": "", "set": {"issuer": "青川市人民政府"}, "why": "版头误读"}
    assert corrected(ledger, overlay_of(ledger, corrections=[correction]))["issuer"] == "青川市人民政府"


def test_a_correction_of_another_document_is_left_alone(ledger: dict[str, Any]) -> None:
    correction = {"measure": "", "set": {"issuer": "青川市人民政府"}, "why": "版头误读"}
    overlay = {"云政发〔2026〕8号": {"corrections": [correction]}}
    assert corrected(ledger, overlay)["issuer"] == "云岭省人民政府"


@pytest.mark.parametrize("why", [{}, {"why": ""}])
def test_a_correction_without_a_reason_is_refused(ledger: dict[str, Any], why: dict[str, str]) -> None:
    correction = {"measure": "", "set": {"issuer": "青川市人民政府"}, **why}
    with pytest.raises(OverlayError, match="未写明理由"):
        corrected(ledger, overlay_of(ledger, corrections=[correction]))


def test_a_correction_of_a_measure_that_is_not_there_is_refused(ledger: dict[str, Any]) -> None:
    correction = {"measure": "九 / （一）", "set": {"title": "新标题"}, "why": "误读"}
    with pytest.raises(OverlayError, match="九 / （一）”不存在"):
        corrected(ledger, overlay_of(ledger, corrections=[correction]))


def test_a_name_for_a_measure_that_is_not_there_is_refused(ledger: dict[str, Any]) -> None:
    with pytest.raises(OverlayError, match="九 / （一）”不存在"):
        corrected(ledger, overlay_of(ledger, titles={"九 / （一）": "便民设施建设"}))


def test_items_left_without_a_name_are_refused_and_listed(ledger: dict[str, Any]) -> None:
    ledger["measures"][0]["title"] = ledger["measures"][2]["title"] = None
    with pytest.raises(OverlayError, match=r"没有标题.*二 / （一）；三 / （一）$"):
        corrected(ledger, {})


def test_a_name_is_given_to_an_item_that_prints_none(ledger: dict[str, Any]) -> None:
    ledger["measures"][0]["title"] = None
    titles = {"二 / （一）": "综合窗口设备安装"}
    assert corrected(ledger, overlay_of(ledger, titles=titles))["measures"][0]["title"] == "综合窗口设备安装"


def test_a_name_replaces_a_sentence_that_was_read_as_a_heading(ledger: dict[str, Any]) -> None:
    ledger["measures"][0]["title"] = "各办事大厅设立综合窗口，方便群众办事"
    titles = {"二 / （一）": "综合窗口设备安装"}
    assert corrected(ledger, overlay_of(ledger, titles=titles))["measures"][0]["title"] == "综合窗口设备安装"


def test_thirteen_ledgers_are_committed_each_under_its_number() -> None:
    assert len(COMMITTED) == 13
    for name, committed in COMMITTED.items():
        assert name == file_name(committed)


@pytest.mark.parametrize("name", COMMITTED)
def test_a_committed_ledger_holds_facts_and_no_sentence(name: str) -> None:
    committed = COMMITTED[name]
    assert not NOT_FACTS & set(keys_of(committed))
    for string in strings_of(committed):
        assert "。" not in string
        assert len(string) <= 50, string


@pytest.mark.parametrize("name", COMMITTED)
def test_a_committed_ledger_names_its_document_and_every_measure(name: str) -> None:
    committed = COMMITTED[name]
    assert committed["title"]
    assert committed["issuer"]
    assert date.fromisoformat(committed["issued_on"])
    assert committed["measures"]
    assert all(measure["title"] and measure["path"] for measure in committed["measures"])
    assert all(measure["tasks"] for measure in committed["measures"])


def test_the_overlay_speaks_of_committed_ledgers_and_gives_short_names_of_its_own() -> None:
    numbers = {committed["number"] for committed in COMMITTED.values()}
    assert set(OVERLAY) <= numbers
    for parts in OVERLAY.values():
        assert set(parts) == {"titles", "corrections"}
        names = list(parts["titles"].values())
        assert len(names) == len(set(names))
        assert all(6 <= len(name) <= 20 for name in names)


@pytest.mark.django_db
def test_the_committed_ledgers_load_with_every_unit_known_and_again_change_nothing() -> None:
    load_departments(data=json.loads((FIXTURES / "departments.json").read_text(encoding="utf-8")))
    call_command("load_ledgers")
    assert PolicyDocument.objects.count() == 13
    assert not Responsibility.objects.filter(department=None, group=None).exists()
    city = PolicyDocument.objects.get(number="吉市卫联发〔2023〕16号")
    assert city.region is not None
    assert city.region.name == "吉林市"
    assert city.issuer_department is not None
    assert city.issuer_department.name == "吉林市卫生健康委员会"
    call_command("load_ledgers")
    assert PolicyDocument.objects.count() == 13


@pytest.mark.corpus
def test_regenerating_from_the_corpus_gives_the_committed_files(corpus: Path, tmp_path: Path) -> None:
    call_command("make_ledgers", corpus, out=tmp_path)
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert sorted(made) == sorted(COMMITTED)
    for name, content in made.items():
        assert content == (FOLDER / name).read_bytes(), name


@pytest.mark.corpus
def test_no_name_of_the_overlay_is_copied_from_the_corpus(corpus: Path) -> None:
    texts = "".join("".join(file.read_text(encoding="utf-8").split()) for file in corpus.glob("*.txt"))
    names = [name for parts in OVERLAY.values() for name in parts["titles"].values()]
    assert [name for name in names if name in texts] == []
