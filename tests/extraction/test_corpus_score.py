"""What the extraction reaches on real documents, by the scorer that lies beside the corpus."""

import importlib.machinery
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from extraction.json_form import to_json
from extraction.model import Kind
from extraction.pipeline import extract_path
from scripts import measure_reading

SHARED = Path(__file__).resolve().parents[3] / "shared"
OWN_GOLD = Path(__file__).parent / "gold"
FLOORS = {
    "document": 0.995,
    "measures": 0.995,
    "titles": 0.98,
    "units": 0.99,
    "tasks": 0.97,
    "deadlines": 0.95,
    "firmness": 0.93,
    "indicators": 0.97,
}
WIDE_GOLD = OWN_GOLD / "wide"
WIDE_FLOORS = {"document": 0.99, "measures": 0.99, "titles": 0.98, "units": 0.98, "deadlines": 0.97}
needs_corpus = pytest.mark.skipif(
    not (SHARED / "corpus").is_dir() or not (SHARED / "tools" / "score_extraction.py").is_file(),
    reason="corpus: no ../shared/corpus and ../shared/tools beside the project",
)
pytestmark = [pytest.mark.corpus, needs_corpus]


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("scorer", str(SHARED / "tools" / "score_extraction.py"))
    spec = importlib.util.spec_from_loader("scorer", loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules["scorer"] = module
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def documents() -> dict[str, list[dict]]:
    return {
        path.name: to_json(extract_path(path))["documents"] for path in sorted((SHARED / "corpus").iterdir())
    }


@pytest.fixture(scope="module")
def wide() -> dict[str, list[dict]]:
    names = {json.loads(file.read_text(encoding="utf-8"))["source"] for file in WIDE_GOLD.glob("*.json")}
    return {name: to_json(extract_path(SHARED / "corpus-wide" / name))["documents"] for name in sorted(names)}


def test_the_reading_of_documents_of_all_levels_reaches_its_figures(scorer, wide):
    total = scorer.Tally()
    misses: list[str] = []
    for file in sorted(WIDE_GOLD.glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        total.merge(scorer.score(gold, scorer.pick(gold, wide[gold["source"]]), misses))
    reached = {field: total.f1(field) for field in WIDE_FLOORS}
    assert all(reached[field] >= floor for field, floor in WIDE_FLOORS.items()), (reached, misses)


def test_of_a_hundred_fields_of_documents_of_all_levels_at_most_one_is_wrong_without_a_doubt(wide):
    total = measure_reading.Tally()
    for file in sorted(WIDE_GOLD.glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        total.add(measure_reading.compare(gold, measure_reading.pick(gold, wide[gold["source"]])))
    assert total.silent * 100 <= total.fields, str(total)


@pytest.mark.parametrize("folder", [SHARED / "gold", OWN_GOLD], ids=["shared gold", "own gold"])
def test_the_reading_of_the_corpus_reaches_its_figures(scorer, documents, folder):
    total = scorer.Tally()
    misses: list[str] = []
    for file in sorted(folder.glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        total.merge(scorer.score(gold, scorer.pick(gold, documents[gold["source"]]), misses))
    reached = {field: total.f1(field) for field in FLOORS}
    assert all(reached[f] is None or reached[f] >= floor for f, floor in FLOORS.items()), (reached, misses)


def unflagged(gold: dict, said: dict, scorer: ModuleType) -> tuple[int, list[tuple]]:
    """How many units, dates and measures carry no doubt, and those of them that the gold does not know."""
    known = {scorer.label(m["path"]): scorer.merged(m) for m in gold["measures"]}
    count, wrong = 0, []
    for measure in said["measures"]:
        path = scorer.label(measure["path"])
        count += not measure["doubt"]
        if path not in known:
            wrong += [] if measure["doubt"] else [(gold["title"], path)]
            continue
        units, unscored = scorer.units_of(known[path])
        dates, undated, _ = scorer.deadlines_of(known[path])
        sure = scorer.merged(measure)
        for unit in (u for u in sure["units"] if not u["doubt"]):
            count += 1
            if (scorer.norm(unit["name"]), unit["role"]) not in units and scorer.norm(
                unit["name"]
            ) not in unscored:
                wrong.append((gold["title"], path, unit["name"]))
        for limit in (d for d in sure["deadlines"] if not d["doubt"]):
            count += 1
            if (limit["date"], limit["kind"]) not in dates.keys() | undated:
                wrong.append((gold["title"], path, limit["phrase"]))
    return count, wrong


def test_of_what_carries_no_doubt_at_most_one_in_two_hundred_is_wrong(scorer, documents):
    count = 0
    wrong: list[tuple[Any, ...]] = []
    for file in [*SHARED.glob("gold/*.json"), *OWN_GOLD.glob("*.json")]:
        gold = json.loads(file.read_text(encoding="utf-8"))
        said = scorer.pick(gold, documents[gold["source"]])
        more, bad = unflagged(gold, said, scorer)
        count, wrong = count + more, wrong + bad
    assert count > 2000
    assert len(wrong) * 200 <= count, wrong


def test_each_gazette_gives_its_ordering_documents(documents):
    counts = [sum(d["kind"] == Kind.POLICY.value for d in found) for _, found in sorted(documents.items())]
    assert counts == [3, 1, 0, 4, 5]


def test_what_orders_nothing_has_no_measures(documents):
    others = [d for found in documents.values() for d in found if d["kind"] != Kind.POLICY.value]
    assert any("统计公报" in d["title"] for d in others)
    assert any(d["kind"] == Kind.PROPOSAL_REPLY.value for d in others)
    assert all(d["measures"] == [] for d in others)
