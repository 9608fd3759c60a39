"""From a printed name to the department or group that is meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from departments.models import Department, DepartmentAlias, DepartmentGroup, GroupAlias, Region
from departments.names import normalise

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a printed name stands for: a department, a group, or neither."""

    department: Department | None = None
    group: DepartmentGroup | None = None

    @property
    def is_known(self) -> bool:
        """Whether the name was recognised."""
        return self.department is not None or self.group is not None


class Resolver:
    """Resolves the printed names of one document, whose issuer stands in `region`.

    A name is looked up in the region of the document first, then in the regions above it (a city's plan
    names provincial bureaus), then anywhere if only one body in the whole table is printed that way.
    All names are read at once (two queries), so that a document of 60 measures costs no more than one.
    """

    def __init__(self, region: Region | None) -> None:
        lineage = [r.pk for r in region.lineage()] if region else []
        self._rank = {pk: place for place, pk in enumerate(lineage)}
        self._departments = _table(
            (a.text, a.region_id, a.department)
            for a in DepartmentAlias.objects.select_related("department__region")
        )
        self._groups = _table(
            (a.text, a.region_id, a.group) for a in GroupAlias.objects.select_related("group__region")
        )

    def resolve(self, printed: str) -> Resolution:
        """What `printed` stands for; an empty `Resolution` when nobody, or more than one, is meant."""
        text = normalise(printed)
        department = self._pick(self._departments.get(text, []))
        if department is not None:
            return Resolution(department=department)
        return Resolution(group=self._pick(self._groups.get(text, [])))

    def _pick(self, candidates: list[tuple[int, T]]) -> T | None:
        near = sorted((self._rank[r], i) for i, (r, _) in enumerate(candidates) if r in self._rank)
        if near:
            return candidates[near[0][1]][1]
        return candidates[0][1] if len(candidates) == 1 else None


def _table(rows: Iterable[tuple[str, int, T]]) -> dict[str, list[tuple[int, T]]]:
    table: dict[str, list[tuple[int, T]]] = {}
    for text, region_id, target in rows:
        table.setdefault(text, []).append((region_id, target))
    return table
