"""The JSON of a result and the typed result say the same."""

import json

import pytest

from extraction.json_form import from_json, to_json
from extraction.model import Extraction, Role
from extraction.pipeline import extract_text
from tests.extraction.samples import NAMES, described
from tests.extraction.samples.generate import text


@pytest.mark.parametrize("name", NAMES)
def test_what_was_printed_is_read_back_whole(name):
    extraction = extract_text(text(described(name)))
    printed = json.loads(json.dumps(to_json(extraction, each=True)))
    assert Extraction([from_json(document) for document in printed["documents"]]) == extraction


def test_a_ledger_of_facts_leaves_out_texts_and_places():
    ledger = {
        "title": "云江市节水措施",
        "measures": [
            {
                "path": ["一"],
                "title": "改造管网",
                "tasks": [
                    {"units": [{"name": "市水利局", "role": "牵头"}], "deadlines": [], "frequency": ""}
                ],
            }
        ],
    }
    document = from_json(ledger)
    [task] = document.measures[0].tasks
    assert (task.units[0].name, task.units[0].role, task.units[0].span) == ("市水利局", Role.LEAD, None)
    assert (document.number, task.text, document.warnings) == ("", "", [])
