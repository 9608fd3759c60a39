"""Finding a department or a group by what a person types, or by a printed name that nobody knows."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from common.db.initials import is_spelt
from common.db.words import HasInitials, containing, fold
from departments.models.departments import (
    Department,
    DepartmentAlias,
    DepartmentGroup,
    GroupAlias,
    Region,
    Succession,
)
from departments.names import normalise

LIMIT = 20
FETCH = 200  # rows looked at for one answer: a single typed character must not read the whole table
ALIKE = 0.3  # of the pairs of characters, so that 省商务局 finds 省商务厅 but not every 省…局


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the answer: a department or a group, and the printing that matched."""

    printed: str
    department: Department | None = None
    group: DepartmentGroup | None = None

    @property
    def region(self) -> Region:
        """Where it stands."""
        owner = self.department or self.group
        assert owner is not None  # noqa: S101  (made in this module only, always with one of the two)
        return owner.region


def departments_named(word: str) -> "QuerySet[Department]":
    """The departments, existing or not, that have a folded word in one of their names, old ones too, or as
    the first letters of it; and those that took on the work of one."""
    printed = DepartmentAlias.objects.filter(printed_with(word)).order_by()
    own = containing(word, "name", "short_name") | Q(pk__in=printed.values("department_id"))
    named = Department.objects.filter(own).order_by()
    heirs = Succession.objects.filter(predecessor__in=named.values("pk")).order_by()
    return Department.objects.filter(own | Q(pk__in=heirs.values("successor_id"))).order_by()


def printed_with(word: str) -> Q:
    """The printings of names that hold a folded word, or its letters as first letters."""
    return containing(word, "text") | (Q(HasInitials("text", word=word)) if is_spelt(word) else Q())


def find_units(text: str, *, region: Region | None, similar: bool = False) -> list[Found]:
    """At most `LIMIT` existing departments and groups with `text` in a printing, the likeliest first.

    Likeliest is what stands in `region` or in a region above it; of that, a printing that begins with the
    text and says least more. With `similar`, where no printing contains the text, those come that share most
    pairs of characters with it. An empty text finds nothing. Two queries, four with `similar`.
    """
    text = fold(normalise(text))[:100]
    if not text:
        return []
    near = {place.pk: rank for rank, place in enumerate(region.lineage() if region else [])}
    departments = DepartmentAlias.objects.filter(department__abolished_on__isnull=True)
    groups, holds = GroupAlias.objects.all(), printed_with(text)
    found = _rows(departments.filter(holds), groups.filter(holds), FETCH)
    if found or not similar:
        return _first(
            sorted(
                found,
                key=lambda row: (
                    near.get(row.region.pk, len(near)),
                    not fold(row.printed).startswith(text),
                    len(row.printed),
                ),
            )
        )
    near_ones = _rows(departments.filter(region__in=near), groups.filter(region__in=near), None)
    shares = [(_share(text, fold(row.printed)), row) for row in near_ones]
    likely = sorted((pair for pair in shares if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return _first([row for _, row in likely])


def _rows(
    departments: "QuerySet[DepartmentAlias]", groups: "QuerySet[GroupAlias]", count: int | None
) -> list[Found]:
    def shortest(rows: "QuerySet[Any]") -> "QuerySet[Any]":
        return rows.order_by(Length("text"), "id")[:count]

    return [
        *(
            Found(alias.text, department=alias.department)
            for alias in shortest(departments.select_related("department__region"))
        ),
        *(Found(alias.text, group=alias.group) for alias in shortest(groups.select_related("group__region"))),
    ]


def _first(rows: list[Found]) -> list[Found]:
    """Each department and group once, by its best printing."""
    once = {(row.department, row.group): row for row in reversed(rows)}
    return [row for row in rows if once[(row.department, row.group)] is row][:LIMIT]


def _share(one: str, other: str) -> float:
    """How many of the pairs of characters two names have in common, from 0 to 1."""
    pairs, others = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (one, other))
    return 2 * len(pairs & others) / (len(pairs) + len(others) or 1)
