"""From a printed name to the department or group that is meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from departments.models.departments import Department, DepartmentAlias, DepartmentGroup, GroupAlias, Region
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


class NameTable:
    """Every printed name in use, read at once (two queries), however many documents are resolved with it."""

    def __init__(self) -> None:
        self.departments = _table(
            (a.text, a.region, a.department)
            for a in DepartmentAlias.objects.select_related("region", "department__region")
        )
        self.groups = _table(
            (a.text, a.region, a.group) for a in GroupAlias.objects.select_related("region", "group__region")
        )


class Resolver:
    """Resolves the printed names of one document that stands in `region`.

    A name is looked up in the region of the document first, then in the regions above it (a city's plan
    names provincial bureaus). Elsewhere it is only taken where it spells out its place (珲春市政府): a bare
    市财政局 in a provincial document means no particular city's.
    """

    def __init__(self, region: Region | None, names: NameTable | None = None) -> None:
        self.region = region
        self._names = names or NameTable()
        lineage = region.lineage() if region else []
        self._rank = {place.pk: rank for rank, place in enumerate(lineage)}

    def resolve(self, printed: str) -> Resolution:
        """What `printed` stands for; an empty `Resolution` when nobody, or more than one, is meant."""
        text = normalise(printed)
        department = self._pick(text, self._names.departments.get(text, []))
        if department is not None:
            return Resolution(department=department)
        return Resolution(group=self._pick(text, self._names.groups.get(text, [])))

    def _pick(self, text: str, candidates: list[tuple[Region, T]]) -> T | None:
        near = sorted(
            ((self._rank[region.pk], target) for region, target in candidates if region.pk in self._rank),
            key=lambda pair: pair[0],
        )
        if near:
            return near[0][1]
        far = [target for region, target in candidates if text.startswith(region.name[:2])]
        return far[0] if len(far) == 1 else None


def best_region(candidates: Iterable[Region], printed: Iterable[str], names: NameTable) -> Region | None:
    """The region in which most of the printed names are known; of two as good the first.

    A letterhead can be misprinted or name only a bureau; the units that a document orders about tell
    where it stands.
    """
    units = set(printed)

    def known(region: Region) -> int:
        resolver = Resolver(region, names)
        return sum(resolver.resolve(name).is_known for name in units)

    return max(candidates, key=known, default=None)


def _table(rows: Iterable[tuple[str, Region, T]]) -> dict[str, list[tuple[Region, T]]]:
    table: dict[str, list[tuple[Region, T]]] = {}
    for text, region, target in rows:
        table.setdefault(text, []).append((region, target))
    return table
