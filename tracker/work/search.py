"""Finding words, Chinese ones too, in what was ordered, in every name of a unit and in what was reported.

On PostgreSQL an index of pairs of characters (`ducha_grams`, migrations `grams`) finds the rows; the database
keeps it by itself, whoever writes. A word of one character is the beginning of a pair; of a word of three and
more the pairs are looked up and then the text itself, so that what is found holds the word. On SQLite the
texts are read one after the other: the demo is small. What does not count in a word: `common.db.words`.
A word of Latin letters may also be the first letters of a title or of a unit's name (`common.db.initials`),
and a name that a unit had before a reform finds the unit that took its work on.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from common.db.compiled import Among, CompiledQuery, Shape
from common.db.initials import is_spelt
from common.db.words import HasInitials, HasWord, is_plain, pairs_of, pattern_of, words_of
from departments.models.departments import Department, DepartmentAlias, Succession
from departments.models.users import User
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, Task
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.querysets import AssignmentQuerySet

PROOF = 3  # characters: the pairs of so long a word can stand apart, so the text is read as well
RARE = 2000  # texts with a word: up to so many are found by the index first, else the rows are asked in turn

# The texts of a row of the ledger. Each line has its index in the migration, over the same columns.
MEASURE = ("title", "text")
TASK = ("text",)
DOCUMENT = ("number", "title")
DEPARTMENT = ("name", "short_name")
ALIAS = ("text",)  # short and former names
REPORT = ("narrative", "problems", "next_steps", "coordination")


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the index says of a word: the keys of the texts that hold it, or that they are too many."""

    word: str
    common: bool
    keys: dict[str, set[int]]

    @property
    def nowhere(self) -> bool:
        """No text holds the word."""
        return not self.common and not any(self.keys.values())


def look_up(word: str, user: User) -> Lookup:
    """Ask the index for a folded word, of the reports among those that the user may read. One query."""
    how = _How(RARE + 1, proved=len(word) < PROOF, plain=is_plain(word), spelt=is_spelt(word))
    rows = _TEXTS.all(user=user, sought=_sought(word), pairs=pairs_of(word), word=word, how=how)
    keys: dict[str, set[int]] = {"task": set(), "department": set(), "document": set(), "report": set()}
    for kind, pk in rows[:RARE]:
        keys[kind].add(pk)
    return Lookup(word, len(rows) > RARE, keys)


def _sought(word: str) -> str:
    return word if is_plain(word) else pattern_of(word)


@dataclass(frozen=True)
class _How(Shape):
    """How many texts are read, and how a word is told in them."""

    texts: int
    proved: bool
    plain: bool
    spelt: bool


def _texts(user: Any, sought: Any, pairs: Any, word: Any, how: _How) -> QuerySet[Any]:
    def has(*columns: str) -> HasWord:
        return HasWord(*columns, sought=sought, plain=how.plain, pairs=pairs, proved=how.proved)

    def begins(column: str) -> HasInitials:
        return HasInitials(column, word=word, pairs=pairs)

    def ids(kind: str, rows: QuerySet[Any], column: str = "pk") -> QuerySet[Any]:
        return rows.order_by().values_list(Value(kind), column)

    units = [Department.objects.filter(has(*DEPARTMENT))]
    names = [DepartmentAlias.objects.filter(has(*ALIAS))]
    if how.spelt:
        units += [Department.objects.filter(begins(column)) for column in DEPARTMENT]
        names.append(DepartmentAlias.objects.filter(begins("text")))
    every = [
        ids("task", Task.objects.filter(has(*TASK))),
        ids("task", Task.objects.filter(measure__in=Measure.objects.filter(has(*MEASURE)))),
        *(ids("department", rows) for rows in units),
        *(ids("department", rows, "department_id") for rows in names),
        *(ids("department", _heirs(rows.values("pk")), "successor_id") for rows in units),
        *(ids("department", _heirs(rows.values("department")), "successor_id") for rows in names),
        ids("document", PolicyDocument.objects.filter(has(*DOCUMENT))),
        ids("report", _reports(user).filter(has(*REPORT)), "assignment_id"),
    ]
    if how.spelt:
        every += [
            ids("task", Task.objects.filter(measure__in=Measure.objects.filter(begins("title")))),
            ids("document", PolicyDocument.objects.filter(begins("title"))),
        ]
    return every[0].union(*every[1:], all=True)[: how.texts]


def _heirs(units: Any) -> QuerySet[Succession]:
    """Of those whose work went to others."""
    return Succession.objects.filter(predecessor__in=units)


_TEXTS = CompiledQuery(_texts, planned_anew=True)


def searched(assignments: AssignmentQuerySet, text: str, user: User) -> tuple[AssignmentQuerySet, bool]:
    """Those that hold every word of the text: in the order, a name of the unit, or a report that the user
    may read; and whether no word is so common that to count them would walk the ledger. One query for each
    word, now.
    """
    found = [look_up(word, user) for word in words_of(text)]
    if any(lookup.nowhere for lookup in found):
        return assignments.none(), True
    for lookup in found:
        assignments = assignments.filter(holding(lookup, user))
    return assignments, not any(lookup.common for lookup in found)


def holding(found: Lookup, user: User) -> Q:
    """Which assignments hold the word: in what was ordered, a name of the unit, or a report that the user may
    read.

    Where few texts hold it the assignments are those of these texts, by their keys. Where many do, each row
    of the list is asked in its turn, since a page is full after a few.
    """
    if found.common:
        return _asked_in_turn(found.word, user)
    columns = {"task": "task_id", "department": "department_id", "document": "document_id", "report": "pk"}
    condition = Q(pk__in=[])
    for kind, column in columns.items():
        if found.keys[kind]:
            condition |= Q(Among(column, keys=found.keys[kind]))
    return condition


def _asked_in_turn(word: str, user: User) -> Q:
    def walked(*columns: str, spelt: tuple[str, ...] = ()) -> Q:
        found = Q(HasWord(*columns, sought=_sought(word), plain=is_plain(word)))
        for column in spelt if is_spelt(word) else ():
            found |= Q(HasInitials(column, word=word))
        return found

    task = Task.objects.filter(pk=OuterRef("task_id"))
    measure = Measure.objects.filter(pk=OuterRef("task__measure_id"))
    document = PolicyDocument.objects.filter(pk=OuterRef("document_id"))
    reports = _reports(user).filter(assignment_id=OuterRef("pk"))
    named = Department.objects.filter(walked(*DEPARTMENT, spelt=DEPARTMENT))
    printed = DepartmentAlias.objects.filter(walked(*ALIAS, spelt=ALIAS))
    before = _heirs(named.values("pk")) | _heirs(printed.values("department"))
    own = OuterRef("department_id")
    return (
        Q(Exists(measure.filter(walked(*MEASURE, spelt=("title",)))))
        | Q(Exists(task.filter(walked(*TASK))))
        | Q(Exists(named.filter(pk=own)))
        | Q(Exists(printed.filter(department_id=own)))
        | Q(Exists(before.filter(successor_id=own)))
        | Q(Exists(document.filter(walked(*DOCUMENT, spelt=("title",)))))
        | Q(Exists(reports.filter(walked(*REPORT))))
    )


def _reports(user: Any) -> Any:
    return ProgressReport.objects.visible_to(user)
