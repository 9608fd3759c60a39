"""Finding words, Chinese ones too, in what was ordered, in names of units and in what was reported.

On PostgreSQL an index of pairs of characters (`ducha_grams`, migration `ledger_search`) finds the rows; the
database keeps it by itself, whoever writes. A word of one character is the beginning of a pair; of a word of
three and more the pairs are looked up and then the text itself, so that what is found holds the word. On
SQLite the texts are read one after the other: the demo is small. Case of Latin letters does not count.
"""

import string
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import BooleanField, Exists, Func, OuterRef, Q, QuerySet, Value

from common.db.compiled import Among, CompiledQuery, Shape
from common.db.typed import Row
from departments.models.departments import Department
from departments.models.users import User
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, Task
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.querysets import AssignmentQuerySet

WORDS = 5  # of one question; further ones are not looked at
PROOF = 3  # characters: the pairs of so long a word can stand apart, so the text is read as well
RARE = 2000  # texts with a word: up to so many are found by the index first, else the rows are asked in turn

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)

# The texts of a row of the ledger. Each line has its index in the migration, over the same columns.
MEASURE = ("title", "text")
TASK = ("text",)
DOCUMENT = ("number", "title")
DEPARTMENT = ("name", "short_name")
REPORT = ("narrative", "problems", "next_steps", "coordination")


def words_of(text: str) -> list[str]:
    """The words of a question, apart by any white space, each once and in small letters."""
    return list(dict.fromkeys(text.replace("\0", "").translate(_LOWER).split()))[:WORDS]


class HasWord(Func):
    """Whether the columns, one below the other, hold the word.

    With `pairs` (see `pairs_of`) the index is asked; `proved` says that the pairs prove the word by
    themselves. Without them the texts are read.
    """

    output_field = BooleanField()

    def __init__(self, *columns: str, word: Any, pairs: Any = None, proved: bool = False) -> None:
        super().__init__(*columns)
        self.word, self.pairs, self.proved = word, pairs, proved

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """The texts themselves."""
        text, params = self._text(compiler, "char(10)")
        return f"instr(lower({text}), %s) > 0", [*params, self.word]

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        """By the index, and where pairs do not prove the word by the text as well."""
        text, params = self._text(compiler, "E'\\n'")
        read, by_index = f'strpos(lower(({text}) COLLATE "C"), %s) > 0', f"ducha_grams({text}) @@ %s::tsquery"
        if self.pairs is None:
            return read, [*params, self.word]
        if self.proved:
            return by_index, [*params, self.pairs]
        return f"({by_index} AND {read})", [*params, self.pairs, *params, self.word]

    def _text(self, compiler: Any, line: str) -> tuple[str, list[Any]]:
        parts = [compiler.compile(column) for column in self.get_source_expressions()]
        return f" || {line} || ".join(sql for sql, _ in parts), [p for _, params in parts for p in params]


def pairs_of(word: str) -> str:
    """The question to the index: every pair of the word; of a single character every pair it begins."""
    if len(word) == 1:
        return f"{_quoted(word)}:*"
    return " & ".join(_quoted(word[i : i + 2]) for i in range(len(word) - 1))


def _quoted(pair: str) -> str:
    return "'" + pair.replace("\\", "\\\\").replace("'", "''") + "'"


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
    """Ask the index for a word, of the reports among those that the user may read. One query."""
    rows = _TEXTS[len(word) < PROOF].all(user=user, word=word, pairs=pairs_of(word), most=_Most(RARE + 1))
    keys: dict[str, set[int]] = {"task": set(), "department": set(), "document": set(), "report": set()}
    for kind, pk in rows[:RARE]:
        keys[kind].add(pk)
    return Lookup(word, len(rows) > RARE, keys)


@dataclass(frozen=True)
class _Most(Shape):
    """How many texts are read."""

    texts: int


def _texts(proved: bool, user: Any, word: Any, pairs: Any, most: _Most) -> QuerySet[Any]:
    def has(*columns: str) -> HasWord:
        return HasWord(*columns, word=word, pairs=pairs, proved=proved)

    def ids(kind: str, rows: QuerySet[Any], column: str = "pk") -> QuerySet[Any]:
        return rows.order_by().values_list(Value(kind), column)

    every = ids("task", Task.objects.filter(has(*TASK))).union(
        ids("task", Task.objects.filter(measure__in=Measure.objects.filter(has(*MEASURE)))),
        ids("department", Department.objects.filter(has(*DEPARTMENT))),
        ids("document", PolicyDocument.objects.filter(has(*DOCUMENT))),
        ids("report", _reports(user).filter(has(*REPORT)), "assignment_id"),
        all=True,
    )
    return every[: most.texts]


_TEXTS = {proved: CompiledQuery(partial(_texts, proved), planned_anew=True) for proved in (True, False)}


def search(assignments: AssignmentQuerySet[Row], text: str, user: User) -> AssignmentQuerySet[Row]:
    """Those that hold every word of the text: in the order, the unit's name, or a report that the user may
    read. One query for each word, when it is asked.
    """
    for word in words_of(text):
        assignments = assignments.filter(holding(look_up(word, user), user))
    return assignments


def holding(found: Lookup, user: User) -> Q:
    """Which assignments hold the word: in what was ordered, the unit's name, or a report the user may read.

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
    def walked(*columns: str) -> HasWord:
        return HasWord(*columns, word=word)

    task = Task.objects.filter(pk=OuterRef("task_id"))
    measure = Measure.objects.filter(pk=OuterRef("task__measure_id"))
    department = Department.objects.filter(pk=OuterRef("department_id"))
    document = PolicyDocument.objects.filter(pk=OuterRef("document_id"))
    reports = _reports(user).filter(assignment_id=OuterRef("pk"))
    return (
        Q(Exists(measure.filter(walked(*MEASURE))))
        | Q(Exists(task.filter(walked(*TASK))))
        | Q(Exists(department.filter(walked(*DEPARTMENT))))
        | Q(Exists(document.filter(walked(*DOCUMENT))))
        | Q(Exists(reports.filter(walked(*REPORT))))
    )


def _reports(user: Any) -> Any:
    return ProgressReport.objects.visible_to(user)
