"""Which assignments of a department may ask for the same thing: found for a person to join (并案)."""

from dataclasses import dataclass
from itertools import combinations

from departments.models.departments import Department
from policies.alignment.likeness import Wording, like_sentences
from tracker.work.merging.models import MergedMember
from tracker.work.models.assignments import Assignment

MOST = 1500  # open assignments of a department that are compared, the newest first
SHOWN = 50


@dataclass(frozen=True, slots=True)
class SimilarPair:
    """Two assignments of different documents, how like they are, and the sentences that are."""

    left: Assignment
    right: Assignment
    score: float
    left_words: str
    right_words: str

    @property
    def sides(self) -> list[tuple[Assignment, str]]:
        """Both, each with its sentence."""
        return [(self.left, self.left_words), (self.right, self.right_words)]


def similar(department: Department) -> list[SimilarPair]:
    """Pairs of the department's open work that are not joined and that nobody has looked at, best first."""
    # What a circle of readers closes is not joined with anything else.
    work = Assignment.objects.counted_for(None).filter(department=department, parent__isnull=True)
    rows = list(work.open().with_context().order_by("-id")[:MOST])[::-1]
    known = _known({row.pk for row in rows})
    taken = set(
        MergedMember.objects.filter(assignment__department=department, active=True).values_list(
            "assignment", flat=True
        )
    )
    found = like_sentences(
        [Wording(i, a.task.measure.title, a.task.text or a.task.measure.text) for i, a in enumerate(rows)],
        groups=[a.document_id for a in rows],
    )
    pairs = [
        SimilarPair(rows[like.left], rows[like.right], like.score, like.left_words, like.right_words)
        for like in found
    ]
    return [
        pair
        for pair in pairs
        if frozenset((pair.left.pk, pair.right.pk)) not in known
        and not (pair.left.pk in taken and pair.right.pk in taken)
    ][:SHOWN]


def _known(assignments: set[int]) -> set[frozenset[int]]:
    """The pairs on which somebody has decided: joined, parted, suggested or declined."""
    works: dict[int, list[int]] = {}
    rows = MergedMember.objects.filter(assignment__in=assignments).values_list("work", "assignment")
    for work, assignment in rows:
        works.setdefault(work, []).append(assignment)
    return {frozenset(pair) for members in works.values() for pair in combinations(members, 2)}
