"""Prints how well the reader reads: the scores against gold, its silent errors and its founded doubts.

    python -m scripts.measure_reading GOLD_FOLDER… --corpus FOLDER…

A silent error is a printed or missing field unlike gold with no doubt at its place, out of gold's fields and
the surplus ones.  A doubt is founded where something at its place is unlike gold.  Gold is read as the tests
of the extraction read it: one JSON file for each document, its key `source` names the file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extraction.json_form import to_json
from extraction.pipeline import extract_path

Json = dict[str, Any]
FIELDS = ("head", "measures", "titles", "units", "deadlines")


@dataclass(slots=True)
class Tally:
    """Of each field how much was right, how much gold holds and how much was said; errors and doubts."""

    right: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    silent: int = 0
    doubts: int = 0
    founded: int = 0

    @property
    def fields(self) -> int:
        """What gold holds and what was said beside it."""
        return sum(self.gold.values()) + sum(self.said.values()) - sum(self.right.values())

    def add(self, other: Tally) -> None:
        """Adds the figures of another document."""
        self.right += other.right
        self.gold += other.gold
        self.said += other.said
        self.silent += other.silent
        self.doubts += other.doubts
        self.founded += other.founded

    def __str__(self) -> str:
        scores = [
            f"{name} {2 * self.right[name] / (self.gold[name] + self.said[name]):.3f}"
            for name in FIELDS
            if self.gold[name] + self.said[name]
        ]
        founded = f"{self.founded}/{self.doubts}" if self.doubts else "none"
        return f"{'  '.join(scores)}  silent errors {self.silent}/{self.fields}  founded doubts {founded}"


def main(arguments: list[str]) -> int:
    """Prints a line for each document and one for all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--corpus", nargs="+", type=Path, required=True)
    options = parser.parse_args(arguments)
    total = Tally()
    for file in sorted(path for folder in options.gold for path in folder.glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        source = next(
            folder / gold["source"] for folder in options.corpus if (folder / gold["source"]).is_file()
        )
        tally = compare(gold, pick(gold, to_json(extract_path(source))["documents"]))
        print(f"{file.stem}: {tally}")
        total.add(tally)
    print(f"ALL: {total}")
    return 0


def pick(gold: Json, documents: list[Json]) -> Json:
    """The document that gold speaks of: the one with its title, else the one with most of its paths."""
    paths = {label(m["path"]) for m in gold["measures"]}
    return max(
        documents,
        key=lambda d: (d["title"] == gold["title"], len(paths & {label(m["path"]) for m in d["measures"]})),
    )


def compare(gold: Json, said: Json) -> Tally:
    """The tally of one document."""
    tally = Tally()
    about = " ".join(said["warnings"])
    for name in ("title", "number", "issuer", "issued_on"):
        if gold.get(name) is None:
            continue
        tally.gold["head"] += 1
        tally.said["head"] += 1
        good = plain(gold[name]) == plain(said[name])
        tally.right["head"] += good
        tally.silent += not good and not about
    wanted = {label(m["path"]): m for m in gold["measures"]}
    given = {label(m["path"]): m for m in said["measures"]}
    tally.gold["measures"], tally.said["measures"] = len(wanted), len(given)
    tally.right["measures"] = len(wanted.keys() & given.keys())
    tally.silent += 0 if about else len(wanted.keys() - given.keys())
    for path, measure in given.items():
        doubted = is_doubted(measure, said)
        wrong = path not in wanted
        tally.silent += wrong and not doubted
        if not wrong:
            wrong = _compare_measure(wanted[path], measure, tally, doubted)
        tally.doubts += doubted
        tally.founded += doubted and wrong
    return tally


def _compare_measure(gold: Json, said: Json, tally: Tally, doubted: bool) -> bool:
    """Adds a measure that both have; whether anything of it is wrong."""
    faults = 0
    if gold.get("title"):
        tally.gold["titles"] += 1
        tally.said["titles"] += 1
        good = plain(gold["title"]) == plain(said["title"])
        tally.right["titles"] += good
        faults += not good
    for name, wanted, given in (
        # As the scorer counts: what several tasks of one measure say counts once.
        ("units", Counter(set(_gold_units(gold))), Counter(set(_said_units(said)))),
        ("deadlines", Counter(set(_gold_dates(gold))), Counter(set(_said_dates(said)))),
    ):
        differ = _open(gold, name, 1 if name == "deadlines" else 0)
        for pair in [pair for pair in given if pair not in wanted and differ & set(pair)]:
            del given[pair]
        tally.gold[name] += sum(wanted.values())
        tally.said[name] += sum(given.values())
        tally.right[name] += sum((wanted & given).values())
        faults += sum((wanted - given).values()) + sum((given - wanted).values())
    tally.silent += 0 if doubted else faults
    return faults > 0


def _gold_units(measure: Json) -> Iterator[tuple[str, str]]:
    return ((plain(u[0]), u[1]) for task in measure["tasks"] for u in task["units"] if u[-1] != "?")


def _open(measure: Json, name: str, key: int) -> set[str]:
    """What readers could rightly differ on: it counts neither as a hit nor as a mistake."""
    return {plain(one[key]) for task in measure["tasks"] for one in task[name] if one[-1] == "?"}


def _said_units(measure: Json) -> Iterator[tuple[str, str]]:
    units = (u for task in measure["tasks"] for u in task["units"])
    return ((plain(u["name"]), u["role"]) for u in units if u["role"] != "督导")


def _gold_dates(measure: Json) -> Iterator[tuple[str, str]]:
    return ((d[1], d[2]) for task in measure["tasks"] for d in task["deadlines"] if d[-1] != "?")


def _said_dates(measure: Json) -> Iterator[tuple[str, str]]:
    dates = (d for task in measure["tasks"] for d in task["deadlines"])
    return ((d["date"], d["kind"]) for d in dates)


def is_doubted(measure: Json, document: Json) -> bool:
    """Whether a doubt stands at a measure or in it, or a warning speaks of its place."""
    inner = [part for task in measure["tasks"] for name in ("units", "deadlines") for part in task[name]]
    if measure["doubt"] or any(part["doubt"] for part in inner):
        return True
    start, end = measure["span"]
    for spans in filter(None, document["warning_spans"]):
        several = spans if isinstance(spans[0], list) else [spans]
        if any(a < end and start < b for a, b in several):
            return True
    return False


def label(path: list[str]) -> tuple[str, ...]:
    """A path with the signs of its labels in one form."""
    return tuple(plain(part).strip("、.．。") for part in path)


def plain(text: str | None) -> str:
    """Text without white space, brackets in one width."""
    return "".join((text or "").split()).translate(str.maketrans("(),", "（），"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
