"""并案 over the real documents: what is proposed, and what readers make of it."""

import json
import logging
from pathlib import Path

import pytest

from extraction.model import Measure
from extraction.pipeline import extract_path
from policies.alignment.likeness import LikeSentences, Wording, like_sentences

logger = logging.getLogger(__name__)
READ = json.loads((Path(__file__).parent / "like_pairs.json").read_text())

Row = tuple[str, Measure]


def provincial(corpus: Path) -> list[Row]:
    """Every measure of the documents that the provincial government issued, with the document's number."""
    documents = [d for path in sorted(corpus.glob("*.txt")) for d in extract_path(path).documents]
    return [(d.number, m) for d in documents if d.number.startswith("吉政") for m in d.measures]


def units(measure: Measure) -> set[str]:
    """The units of a measure, however the province is written before their names."""
    return {
        unit.name.removeprefix("吉林").removeprefix("省") for task in measure.tasks for unit in task.units
    }


def proposed(rows: list[Row]) -> list[LikeSentences]:
    """The pairs that share a unit, as `merging.similar` would find them in one ledger of all documents."""
    found = like_sentences(
        [Wording(i, measure.title or "", measure.text) for i, (_, measure) in enumerate(rows)],
        groups=[number for number, _ in rows],
    )
    return [like for like in found if units(rows[like.left][1]) & units(rows[like.right][1])]


@pytest.mark.corpus
def test_the_pairs_proposed_over_the_provincial_documents_are_those_that_were_read(corpus: Path) -> None:
    rows = provincial(corpus)
    assert (len({number for number, _ in rows}), len(rows)) == (READ["documents"], READ["measures"])

    def place(key: int) -> tuple[str, str]:
        number, measure = rows[key]
        return number, "/".join(measure.path)

    found = {(place(like.left), place(like.right)): like.score for like in proposed(rows)}
    read = {(tuple(pair["left"]), tuple(pair["right"])): pair for pair in READ["pairs"]}
    assert found.keys() == read.keys()
    for key, pair in read.items():
        assert found[key] == pytest.approx(pair["score"], abs=0.02)
        said = "/".join("yes" if accepted else "no" for accepted in pair["accepted"])
        logger.info("%.2f %s %s | %s %s: %s (%s)", found[key], *key[0], *key[1], said, pair["about"])
    accepted = [sum(pair["accepted"][reader] for pair in READ["pairs"]) for reader in (0, 1)]
    logger.info("proposed %s, accepted by the first reader %s, by the second %s", len(found), *accepted)
    assert min(accepted) / len(found) >= 0.5
