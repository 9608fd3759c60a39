"""The account is no sum by subtraction: what is taken away stands open, and no mark goes with it.

All rules are switched off, one by one and together; every unit and every date is dropped, one by one.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extraction.model import Account, Explained, Span
from extraction.signs.rules import Rule
from tests.extraction.account.reasons import CASES
from tests.extraction.account.stages import Reading, readings
from tests.extraction.account.test_account import KEPT_APART
from tests.extraction.samples import NAMES, described
from tests.extraction.samples.generate import text as sample_text

SHARED = Path(__file__).resolve().parents[4] / "shared"
SMALL = {rule.name: case.text for rule, case in CASES.items()}
SAMPLES = {name: sample_text(described(name)) for name in NAMES}
REAL = pytest.mark.skipif(not SHARED.is_dir(), reason="corpus: no ../shared/corpus beside the project")


def places(account: Account) -> list[tuple[str, Span | None, str]]:
    return [(mark.kind, mark.span, mark.text) for mark in account.marks]


def changed(before: Account, after: Account) -> Iterator[tuple[Explained, Explained]]:
    assert places(before) == places(after)
    return (pair for pair in zip(before.marks, after.marks, strict=True) if pair[0] != pair[1])


def without_each_rule(reading: Reading) -> None:
    whole = reading.account()
    for rule in {Rule[mark.what] for mark in whole.marks if mark.how == "set_aside"}:
        for before, after in changed(whole, reading.account(without=(rule,))):
            assert (before.how, before.what) == ("set_aside", rule.name)
            assert (after.how, after.what) == ("doubt", "") or after.what != rule.name
    for before, after in changed(whole, reading.account(without=tuple(Rule))):
        assert (before.how, after.how) == ("set_aside", "doubt")


def dropped_one_by_one(reading: Reading) -> Counter[str]:
    """Each unit and each date is taken away; how many were seen, and how many have no mark at their place."""
    document, seen = reading.document, Counter[str]()
    whole = reading.explained()
    lists: list[list[Any]] = [document.inherited_units, *(section.units for section in document.sections)]
    for measure in document.measures:
        for task in measure.tasks:
            lists += [task.units, task.deadlines]
    for rows in lists:
        for index, gone in enumerate(list(rows)):
            if gone.span is None or any(other.span == gone.span for other in rows if other is not gone):
                continue  # said a second time at the same place
            rows.pop(index)
            now = list(changed(whole, reading.explained()))
            rows.insert(index, gone)
            assert {after.how for _, after in now} <= {"doubt"}
            if now:
                seen["seen"] += 1
                continue
            at_its_place = [
                m
                for m in whole.marks
                if m.span and m.span.start < gone.span.end and gone.span.start < m.span.end
            ]
            still_held = {m.how for m in at_its_place if m.kind in ("unit", "time")}
            # Another task has it too, or it was doubted before, or the scan knows no such name.
            seen["shared" if "read" in still_held else "doubted" if still_held else "no mark"] += 1
    return seen


@pytest.mark.parametrize("name", SMALL)
def test_without_any_rule_of_a_small_text_what_it_explained_stands_open(name: str) -> None:
    for reading in readings(SMALL[name]):
        without_each_rule(reading)


@pytest.mark.parametrize("name", SAMPLES)
def test_without_any_rule_of_a_sample_what_it_explained_stands_open(name: str) -> None:
    for reading in readings(SAMPLES[name]):
        without_each_rule(reading)


@pytest.mark.parametrize("name", [*SMALL, *SAMPLES])
def test_no_unit_and_no_date_is_lost_in_silence(name: str) -> None:
    for reading in readings({**SMALL, **SAMPLES}[name]):
        seen = dropped_one_by_one(reading)
        assert seen["no mark"] == 0
        assert seen["doubted"] == 0


@pytest.mark.corpus
@pytest.mark.long
@REAL
def test_the_same_of_the_small_cases_of_daily_life() -> None:
    total: Counter[str] = Counter()
    for line in (SHARED / "cases" / "reading.jsonl").read_text(encoding="utf-8").splitlines():
        for reading in readings(json.loads(line).get("text") or "。"):
            without_each_rule(reading)
            total += dropped_one_by_one(reading)
    # Offices of a house (商标科) and times by an event have no shape that the scan knows.
    assert total["no mark"] / total.total() < 0.08


@pytest.mark.corpus
@pytest.mark.long
@REAL
@pytest.mark.parametrize("folder", ["corpus", "corpus-wide"])
def test_without_any_rule_of_a_real_document_what_it_explained_stands_open(folder: str) -> None:
    for path in sorted((SHARED / folder).glob("*.txt")):
        if path.stem not in KEPT_APART and path.stat().st_size < 60_000:
            for reading in readings(path.read_text(encoding="utf-8")):
                without_each_rule(reading)
