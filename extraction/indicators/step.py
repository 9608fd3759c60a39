"""The stage that reads the tables of indicators, and the figures in the sentences of tasks as proposals."""

from __future__ import annotations

from extraction.indicators.quantities import candidate_targets
from extraction.indicators.table import read_indicators
from extraction.model import Document, Kind, Measure, Section
from extraction.states import Assigned

_LONGEST_HEADING = 20


def measure_targets(assigned: Assigned) -> Document:
    """The document, whole: with its indicators, and its tasks with the figures they name."""
    document = assigned.document
    if assigned.told is Kind.POLICY:
        document.indicators = read_indicators(document.text)
        _take_headings_for_sections(document)
    for draft in assigned.drafts:
        draft.task.targets = [
            target for said in draft.figures for target in candidate_targets(said.text, offset=said.start)
        ]
    return document


def _take_headings_for_sections(document: Document) -> None:
    """An item that only heads a table of indicators (二、主要指标) is a section: it orders nothing."""
    starts = [one.span.start for one in document.indicators if one.span]
    kept: list[Measure] = []
    for at, measure in enumerate(document.measures):
        after = next((m.span.start for m in document.measures[at + 1 :] if m.span), len(document.text))
        span = measure.span
        if span and _only_heads(measure) and any(span.end <= start < after for start in starts):
            document.sections.append(Section(measure.path, measure.title or measure.text, span=span))
        else:
            kept.append(measure)
    document.measures = kept
    document.sections.sort(key=lambda section: section.span.start if section.span else 0)


def _only_heads(measure: Measure) -> bool:
    """Whether nothing stands below the heading, and nobody and no day in it."""
    orders = any(task.units or task.deadlines or task.cycle for task in measure.tasks)
    return not orders and len(measure.text) <= _LONGEST_HEADING and "。" not in measure.text
