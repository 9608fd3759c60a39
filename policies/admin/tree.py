"""A document as a table that reads as a tree: headings, measures, tasks with units and dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policies.models.documents import PolicyDocument, Section
from policies.models.measures import Measure, Task


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a heading (`section`) or a measure with its tasks."""

    depth: int
    section: Section | None = None
    measure: Measure | None = None
    tasks: tuple[Task, ...] = ()


def lines(document: PolicyDocument) -> list[Line]:
    """The document from top to bottom, in seven queries however long it is."""
    measures = document.measures.order_by("position").prefetch_related(
        "tasks__responsibilities__department",
        "tasks__responsibilities__group",
        "tasks__responsibilities__chosen",
        "tasks__milestones",
        "tasks__persons",
    )
    return list(_merge(list(document.sections.order_by("position")), list(measures)))


def _merge(sections: list[Section], measures: list[Measure]) -> Iterator[Line]:
    """Headings stand before the first measure under them; those that have none keep their order."""
    waiting = list(sections)
    for measure in measures:
        above = [i for i, s in enumerate(waiting) if _is_above(s.path, measure.path)]
        if above:
            ready, waiting = waiting[: above[-1] + 1], waiting[above[-1] + 1 :]
            yield from (Line(depth=len(s.path), section=s) for s in ready)
        yield Line(depth=len(measure.path), measure=measure, tasks=tuple(measure.tasks.all()))
    yield from (Line(depth=len(s.path), section=s) for s in waiting)


def _is_above(path: list[Any], other: list[Any]) -> bool:
    return len(path) < len(other) and other[: len(path)] == path
