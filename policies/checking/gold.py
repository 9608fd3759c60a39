"""A checked document as gold: what people made of it, in the format that extraction is scored by."""

from typing import Any

from policies.checking.selectors import decisions_of
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure

ROLE_WORDS = {"lead": "牵头", "support": "配合", "responsible": "负责", "oversee": "督导"}


def gold_of(document: PolicyDocument) -> dict[str, Any]:
    """The gold JSON of a document: head, measures with their tasks, indicators, what was said of marks.

    Only what a document says goes in: a date that a person set in bulk, with no phrase in the text, is a
    decision of the office and no reading.
    """
    measures = document.measures.prefetch_related("tasks__responsibilities", "tasks__milestones").order_by(
        "position"
    )
    return {
        "source": document.source.name if document.source else "",
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer,
        "issued_on": document.issued_on.isoformat() if document.issued_on else "",
        "inherited_units": [[u["name"], u["role"]] for u in document.inherited_units],
        "measures": [_measure(measure) for measure in measures],
        "indicators": [
            {
                "name": row.name,
                "base_year": row.base_year,
                "base": row.base or None,
                "target_year": row.target_year,
                "target": row.target or None,
                "attribute": row.attribute or None,
            }
            for row in document.indicators.order_by("position")
        ],
        "marks": [
            {
                "kind": row.kind,
                "span": [row.span_start, row.span_end],
                "text": row.text,
                "rule": row.rule,
                "verdict": row.verdict,
                "made": row.made,
            }
            for row in decisions_of(document)
        ],
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "path": measure.path,
        "title": measure.title or None,
        "tasks": [
            {
                "units": [
                    [unit.printed_name, ROLE_WORDS[unit.role]]
                    for unit in task.responsibilities.all()
                    if not unit.is_inherited
                ],
                "deadlines": [
                    [m.phrase, m.due_on.isoformat() if m.due_on else "", m.kind, m.firmness]
                    for m in task.milestones.all()
                    if m.phrase
                ],
            }
            for task in measure.tasks.all()
        ],
    }
