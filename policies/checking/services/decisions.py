"""What people decide of marks, as rows; the edit that holds them is the caller's."""

from collections.abc import Collection, Sequence

from django.utils import timezone

from departments.models.users import User
from policies.checking.models.marks import MarkDecision, Verdict
from policies.checking.selectors import Mark, marks_of
from policies.models.documents import PolicyDocument


def open_marks(document: PolicyDocument, kind: str) -> list[Mark]:
    """The doubtful marks of a kind that nobody has decided."""
    return [mark for mark in marks_of(document) if mark.kind == kind and mark.is_open]


def decide(
    document: PolicyDocument,
    marks: Collection[Mark],
    *,
    verdict: Verdict,
    actor: User | None,
    made: str = "",
) -> Sequence[MarkDecision]:
    """One row for each mark that has a place, with what it was before."""
    now = timezone.now()
    return MarkDecision.objects.bulk_create(
        MarkDecision(
            document=document,
            kind=mark.kind,
            span_start=mark.key[1],
            span_end=mark.key[2],
            text=mark.text[:100],
            rule=mark.rule[:20],
            verdict=verdict,
            made=made[:200],
            decided_by=actor,
            decided_at=now,
        )
        for mark in marks
        if mark.key is not None
    )
