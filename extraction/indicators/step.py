"""The stage that reads the tables of indicators, and the figures in the sentences of tasks as proposals."""

from __future__ import annotations

from extraction.indicators.quantities import candidate_targets
from extraction.indicators.table import read_indicators
from extraction.model import Document, Kind
from extraction.states import Assigned


def measure_targets(assigned: Assigned) -> Document:
    """The document, whole: with its indicators, and its tasks with the figures they name."""
    document = assigned.document
    if assigned.told is Kind.POLICY:
        document.indicators = read_indicators(document.text)
    for draft in assigned.drafts:
        draft.task.targets = [
            target for said in draft.figures for target in candidate_targets(said.text, offset=said.start)
        ]
    return document
