"""What the indexes say of a word: which rows of each kind hold it, or that they are too many to name.

A box that is asked at every key must not walk what a common word names. Of each kind a few hundred keys are
read; of what is common it is known only that it is, and rows are then looked at in their order, which ends
after a few. On SQLite the texts are read: the demo is small.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.lookups import Exact

from common.db.compiled import Among, CompiledQuery, Shape
from common.db.initials import is_spelt
from common.db.words import HasInitials, HasWord, is_plain, pairs_of, pattern_of
from departments.models.departments import Department, DepartmentAlias, Succession
from departments.models.users import User
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, NamedPerson, Responsibility
from tracker.work.search import ALIAS, DEPARTMENT, DOCUMENT, MEASURE, PROOF

MOST = 500  # rows of a kind that are known by their keys
LOOKED_AT = 40  # units that one word may name: by one that names more no measure is found
NAMES = {"document": DOCUMENT, "measure": MEASURE, "unit": DEPARTMENT, "person": ("name",)}
_SPELT = {"document": ("title",), "measure": ("title",), "unit": DEPARTMENT, "person": ("name",)}


@dataclass(frozen=True, slots=True)
class Lookup:
    """A folded word, and the keys of the rows that hold it by kind; of those in `common` only some."""

    word: str
    keys: dict[str, set[int]]
    common: frozenset[str]

    def is_common(self, kind: str) -> bool:
        """Whether more rows of the kind hold it than are known by their keys."""
        return kind in self.common

    def in_turn(self, kind: str) -> Q:
        """The same asked of each row."""
        return _in_turn(self.word, kind)

    def holds(self, kind: str) -> Q:
        """Which rows of the kind hold it."""
        return self.in_turn(kind) if self.is_common(kind) else Q(Among("pk", keys=self.keys[kind]))


def look_up(word: str) -> Lookup:
    """Ask the indexes for a word; one query, and one for the measures of the units that it names."""
    how = _How(plain=is_plain(word), spelt=is_spelt(word), proved=len(word) < PROOF)
    keys: dict[str, set[int]] = {kind: set() for kind in (*NAMES, "account", "by_unit")}
    for kind, pk in _KEYS.all(sought=_sought(word), pairs=pairs_of(word), word=word, how=how):
        keys[kind].add(pk)
    common = {kind for kind, known in keys.items() if len(known) > MOST}
    if 0 < len(keys["unit"]) <= LOOKED_AT:
        work = _BY_UNIT.all(units=tuple(keys["unit"]))  # a measure as often as it names one of them
        keys["by_unit"] = set(work)
        common |= {"by_unit"} if len(work) > MOST else set()
    return Lookup(word, keys, frozenset(common))


@dataclass(frozen=True)
class _How(Shape):
    """How a word is told in the texts."""

    plain: bool
    spelt: bool
    proved: bool


def _sought(word: str) -> str:
    return word if is_plain(word) else pattern_of(word)


def _keys(sought: Any, pairs: Any, word: Any, how: _How) -> QuerySet[Any]:
    def held(model: Any, *columns: str, spelt: tuple[str, ...] = ()) -> list[QuerySet[Any]]:
        has = HasWord(*columns, sought=sought, plain=how.plain, pairs=pairs, proved=how.proved)
        letters = [
            HasInitials(column, word=word, pairs=pairs, proved=how.proved) for column in spelt if how.spelt
        ]
        return [model.objects.filter(condition) for condition in (has, *letters)]

    def some(kind: str, model: Any, column: str, parts: Iterable[QuerySet[Any]]) -> list[QuerySet[Any]]:
        """The keys that each part names, cut off where it becomes common."""
        named = (part.order_by().values(column) for part in parts)
        # A unit is named by several of its printings, and counts once.
        cut = ((part if column == "pk" else part.distinct())[: MOST + 1] for part in named)
        return [model.objects.filter(pk__in=keys).order_by().values_list(Value(kind), "pk") for keys in cut]

    units = held(Department, *DEPARTMENT, spelt=DEPARTMENT)
    printed = held(DepartmentAlias, *ALIAS, spelt=ALIAS)
    gone = [rows.order_by().values("pk") for rows in units]
    gone += [rows.order_by().values("department") for rows in printed]
    heirs = [Succession.objects.filter(predecessor__in=rows) for rows in gone]
    every = [
        *some("unit", Department, "pk", units),
        *some("unit", Department, "department", printed),
        *some("unit", Department, "successor", heirs),
    ]
    for kind, model in _MODELS.items():
        every += some(kind, model, "pk", held(model, *NAMES[kind], spelt=_SPELT[kind]))
    if how.spelt:
        named = HasInitials("display_name", word=word, pairs=pairs, proved=how.proved)
        every += some("account", User, "pk", [User.objects.filter(named)])
    return every[0].union(*every[1:], all=True)


_MODELS: dict[str, Any] = {"document": PolicyDocument, "measure": Measure, "person": NamedPerson}
_KEYS = CompiledQuery(_keys, planned_anew=True)
_BY_UNIT = CompiledQuery(
    lambda units: (
        Responsibility.objects.filter(Among("department_id", keys=units))
        .order_by()
        .values_list("task__measure_id", flat=True)[: MOST + 1]
    ),
    planned_anew=True,
)


def _in_turn(word: str, kind: str, *, indexed: bool = False) -> Q:
    """As a condition on each row; `indexed` where the index may be asked for all of them."""
    pairs, proved = (pairs_of(word), len(word) < PROOF) if indexed else (None, False)
    found = Q(HasWord(*NAMES[kind], sought=_sought(word), plain=is_plain(word), pairs=pairs, proved=proved))
    for column in _SPELT[kind] if is_spelt(word) else ():
        found |= Q(HasInitials(column, word=word, pairs=pairs, proved=proved))
    return found


def measures_with(lookup: Lookup, *, indexed: bool = False) -> Q:
    """Which measures hold a word: by themselves, by their document, or by one of their units.

    Of what is common each measure is asked; `indexed` asks the index for all that hold it themselves.
    """
    own = (
        _in_turn(lookup.word, "measure", indexed=indexed)
        if lookup.is_common("measure")
        else Q(Among("pk", keys=lookup.keys["measure"]))
    )
    if lookup.is_common("document"):
        document = PolicyDocument.objects.filter(pk=OuterRef("document"))
        own |= Q(Exists(document.filter(_in_turn(lookup.word, "document"))))
    elif lookup.keys["document"]:
        own |= Q(Among("document_id", keys=lookup.keys["document"]))
    if lookup.is_common("by_unit"):
        work = Responsibility.objects.filter(task__measure=OuterRef("pk"))
        named = work.filter(Among("department_id", keys=lookup.keys["unit"]))
        # A value is looked up for each measure; for EXISTS the database would first gather all of them.
        there = named.order_by().annotate(there=Value(1)).values("there")[:1]
        own |= Q(Exists(named)) if indexed else Q(Exact(Subquery(there), Value(1)))
    elif lookup.keys["by_unit"]:
        own |= Q(Among("pk", keys=lookup.keys["by_unit"]))
    return own


def names_few_measures(lookup: Lookup) -> bool:
    """Whether the measures that hold the word are all known by keys."""
    return not any(map(lookup.is_common, ("measure", "document", "by_unit")))
