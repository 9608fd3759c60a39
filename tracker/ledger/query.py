"""What is asked of 台账: the filters of `tracker.work.ledger_query`, and view, order, grouping and columns.

There are two views of the same rows: by measure (one line for each, its units folded under it) and by unit.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.db.models import Count, Min, QuerySet

from common.db.keyset import Page, Place, Slice, Term, in_order, marked, page_of
from departments.models.users import User
from tracker.ledger.columns import AS_PRINTED, COLUMNS, ID, chosen
from tracker.ledger.grouping import (
    AS_DOCUMENTS,
    GROUPS,
    LIGHT_ORDER,
    STATUSES,
    Group,
    Key,
    groups_of_measures,
    groups_of_units,
)
from tracker.ledger.standing import (
    by_measure,
    holding,
    leading,
    page_of_measures,
    place_of,
    state,
    urgency,
)
from tracker.work import ledger_query
from tracker.work.ledger_query import OPEN, LedgerQuery, LedgerQueryForm
from tracker.work.models.assignments import Assignment

COUNTED = 100_000  # rows are counted up to here, in some 30 ms: nobody waits for the number of a longer list
DEFAULT_SORT = "due_on"
MEASURE, UNIT = "measure", "unit"  # the two views
VIEWS = {MEASURE: "按举措", UNIT: "按单位"}
EVERYTHING = "all"  # stands in the address where nothing else does: show all, do not remember anything else
MARK = "page"  # says where in the list a page of it begins
SORTS = {f"{sign}{key}" for key, column in COLUMNS.items() if column.sort for sign in ("", "-")}


# The order of the documents, the newest first, and within one of its measures: of rows that are measures, and
# of rows of 交办事项 gathered by measure.
OF_MEASURES = (Term("document_id", descending=True), Term("position"), ID)
GATHERED = (Term("document_id", descending=True), Term("position"), Term("measure"))
MEASURE_SORTS = ("", "measure", "due_on", "light")
# What the order of the ledger by measure begins with, by group or by sort.
_FIRST = {
    "status": Term("state"),
    "light": Term("urgency"),
    "month": Term("first_due", kind="day", nullable=True),
    "due_on": Term("first_due", kind="day", nullable=True),
}
_FIRST_OF_UNITS = {
    "unit": (Term("department_id"), *(term for term in AS_PRINTED if term.name != "department_id")),
    "status": (Term("status_rank"), *AS_PRINTED),
    "light": (Term("light_rank"), *AS_PRINTED),
    "month": (Term("due_on", kind="day", nullable=True), ID),
}


class TableQueryForm(LedgerQueryForm):
    """Also view, order, grouping and columns."""

    by = forms.CharField(required=False, max_length=10, label="显示方式")
    sort = forms.CharField(required=False, max_length=40, label="排序")
    group = forms.CharField(required=False, max_length=10, label="分组")
    cols = forms.CharField(required=False, max_length=400, label="列")

    def clean_sort(self) -> str:
        """A column that can be sorted by, `-` before it for the other way."""
        sort: str = self.cleaned_data["sort"]
        if sort and sort not in SORTS:
            raise forms.ValidationError("排序：没有这一列，或这一列不能排序。")
        return sort

    def clean_by(self) -> str:
        """One of the views, or nothing: then the view that is the user's."""
        by: str = self.cleaned_data["by"]
        if by not in ("", *VIEWS):
            raise forms.ValidationError("显示方式：只有按举措（measure）和按单位（unit）。")
        return by

    def clean_group(self) -> str:
        """By what the rows are gathered, or nothing."""
        group: str = self.cleaned_data["group"]
        if group not in ("", *GROUPS):
            raise forms.ValidationError("分组：不能按此分组，请从列出的方式中选择。")
        return group

    def clean_cols(self) -> tuple[str, ...]:
        """Keys of columns; unknown ones are passed over, since columns come and go."""
        cols: str = self.cleaned_data["cols"]
        return chosen(cols.split(",")) if cols else ()


@dataclass(frozen=True, slots=True)
class TableQuery(LedgerQuery):
    """A question to the table: what rows, in which view and order, under which groups, with which columns."""

    by: str = ""
    sort: str = ""
    group: str = ""
    cols: tuple[str, ...] = ()

    def view(self, user: User) -> str:
        """Whether the measures stand in the rows, or the units: where it is not asked for, who sees the
        whole ledger reads it by measure, and a unit what it has to do. Columns and orders that only the
        ledger by unit has ask for that one."""
        if self.by or self.cols or self.sort.lstrip("-") not in MEASURE_SORTS:
            return self.by or UNIT
        return MEASURE if user.sees_everything else UNIT

    @property
    def terms(self) -> tuple[Term, ...]:
        """The order of the rows by unit. Grouped by heading they stand as the documents are printed."""
        if self.group:
            return _FIRST_OF_UNITS.get(self.group, AS_PRINTED)
        sort = self.sort or DEFAULT_SORT
        first, *rest = COLUMNS[sort.lstrip("-")].sort
        return (first.turned() if sort.startswith("-") else first, *rest)

    def fitting(self, user: User, on: date) -> tuple[Any, bool]:
        """The 交办事项 that fit, of those that the user may see, and whether they may be counted."""
        return self.narrowed(Assignment.objects.visible_to(user), user, on)

    def answer(self, user: User, on: date) -> "LedgerResult":
        """The ledger by unit; the rows are not read yet."""
        fitting, countable = self.fitting(user, on)
        rows = fitting
        if self.group == "light":
            rows = rows.with_light(on).annotate(light_rank=place_of("light", [x.value for x in LIGHT_ORDER]))
        elif self.group == "status":
            rows = rows.annotate(status_rank=place_of("status", [x.value for x in STATUSES]))
        elif not self.group:
            sort = (self.sort or DEFAULT_SORT).lstrip("-")
            rows = rows.with_light(on) if sort == "light" else rows
            rows = rows.annotate(**COLUMNS[sort].computed(on))
        return LedgerResult(rows, self.terms, countable, fitting, self, user, on)

    def measures(self, user: User, on: date) -> "MeasureResult":
        """The ledger by measure; the rows are not read yet."""
        fitting, countable = self.fitting(user, on)
        by = self.group or ("" if self.sort.lstrip("-") not in ("due_on", "light") else self.sort)
        by = "" if by in AS_DOCUMENTS else by
        if not by or by == "unit":
            rows: Any = holding(fitting)
            terms = (Term("leading"), *OF_MEASURES) if by else OF_MEASURES
            rows = rows.annotate(leading=leading()) if by else rows
            return MeasureResult(rows, terms, countable, fitting, self, user, on)
        first = _FIRST[by.lstrip("-")]
        first = first.turned() if by.startswith("-") else first
        aggregates = {"state": state(), "first_due": Min("due_on"), "urgency": urgency(on)}
        rows = by_measure(fitting).annotate(**{first.name: aggregates[first.name]})
        return MeasureResult(rows, (first, *GATHERED), countable, fitting, self, user, on)

    def result(self, user: User, on: date) -> "Result":
        """The ledger in the view that is asked for, or that is the user's."""
        return self.measures(user, on) if self.view(user) == MEASURE else self.answer(user, on)

    def encode(self) -> str:
        """The question as it stands in an address; reads back as itself."""
        pairs = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None or value == field.default:
                continue
            if isinstance(value, tuple):
                value = ",".join(map(str, value))
            elif isinstance(value, bool):
                value = int(value)
            pairs.append((field.name, str(value)))
        return urlencode(pairs or [(EVERYTHING, "1")], safe=",")


@dataclass(frozen=True, slots=True)
class Total:
    """How many measures and 交办事项 there are; of both `None` where nobody should count them."""

    measures: int | None
    units: int | None

    @property
    def is_cut(self) -> bool:
        """Whether there are more than were counted."""
        return self.units is not None and self.units > COUNTED


@dataclass(frozen=True, slots=True)
class Result:
    """What a question finds: `rows` in their order, and the 交办事项 that fit behind them."""

    rows: QuerySet[Any]
    terms: tuple[Term, ...]
    countable: bool
    fitting: Any
    question: "TableQuery"
    user: User
    on: date

    @property
    def group(self) -> str:
        """By what the rows are gathered."""
        return self.question.group

    @property
    def filters(self) -> "TableQuery":
        """The question without what does not narrow it."""
        return self.question.replace(by="", sort="", group="", cols=())

    def total(self) -> Total:
        """How many there are, of 交办事项 at most one more than `COUNTED`; one statement."""
        if not self.countable:
            return Total(None, None)
        few = self.fitting.order_by().values("pk", "task__measure_id")[: COUNTED + 1]
        found = few.aggregate(units=Count("pk"), measures=Count("task__measure_id", distinct=True))
        return Total(found["measures"], found["units"])

    def page(self, size: int, cursor: str = "") -> Page:
        """The keys of a page of the rows; `BadCursor` for a mark that is none."""
        return page_of(self.rows, self.terms, size, cursor)

    def ids(self) -> Iterator[int]:
        """The keys of all rows in order, not held in memory all at once."""
        key = self.terms[-1].name
        for part in in_order(self.rows, self.terms):
            yield from part.values_list(key, flat=True).iterator(chunk_size=5000)

    def names_of_extra(self) -> list[str]:
        """The names under which the rows' tasks hold what their documents' tables say beyond the known
        columns, in the order of the documents and of their tables; one query."""
        rows = self.fitting.exclude(task__extra=[]).order_by("task_id").values_list("task_id", "task__extra")
        names = (name for _, extra in rows.distinct().iterator(chunk_size=5000) for name, _ in extra)
        return list(dict.fromkeys(names))

    def groups(self, documents: Collection[int] = ()) -> dict[Key, Group]:
        """The groups of all rows with their subtotals, in their order; of some documents alone where these
        are named. At most four statements, however many rows there are."""
        raise NotImplementedError

    def begin(self, group: Group) -> str:
        """The mark of the page that begins with the group; empty where it cannot be marked."""
        start = group.start
        if self.group in AS_DOCUMENTS:
            values: tuple[Any, ...] = (start[0], start[1] - 1, *_behind(self.terms[2:]))
        elif start and isinstance(start[0], date):
            values = (start[0] - timedelta(days=1), *_behind(self.terms[1:]))
        elif start:
            values = (*start, *_before(self.terms[1:]))
        else:
            return Place(tuple(_before(self.terms[1:])), blank=True).mark()
        return Place(values).mark()


@dataclass(frozen=True, slots=True)
class LedgerResult(Result):
    """The ledger by unit: the keys are those of 交办事项."""

    def count(self) -> int | None:
        """How many rows, at most one more than `COUNTED`; `None` where nobody should count them."""
        if not self.countable:
            return None
        return self.rows.order_by().values("pk")[: COUNTED + 1].count()

    def groups(self, documents: Collection[int] = ()) -> dict[Key, Group]:
        """As said of every result."""
        return groups_of_units(_of_documents(self.fitting, documents), self.group, self.on)


@dataclass(frozen=True, slots=True)
class MeasureResult(Result):
    """The ledger by measure: the keys are those of measures."""

    def page(self, size: int, cursor: str = "") -> Page:
        """As said of every result; as the documents are printed by a statement that is compiled once."""
        if self.terms != OF_MEASURES or self.filters.by_value() is None:
            return super(MeasureResult, self).page(size, cursor)
        place = Place.read(cursor, self.terms) if cursor else None
        part = Slice(self.terms, size, place is not None and place.backwards, place is not None)
        after = place.values if place else ()
        rows = page_of_measures(question=self.filters, user=self.user, part=part, after=after)
        return marked(rows, part)

    def groups(self, documents: Collection[int] = ()) -> dict[Key, Group]:
        """As said of every result."""
        rows = _of_documents(self.fitting, documents)
        return groups_of_measures(rows, self.group, self.on)


def _of_documents(rows: Any, documents: Collection[int]) -> Any:
    return rows.filter(document_id__in=sorted(documents)) if documents else rows


def _before(terms: Iterable[Term]) -> list[Any]:
    """Values that lie before all others of these terms."""
    return ["" if term.kind == "text" else 2**62 if term.descending else -1 for term in terms]


def _behind(terms: Iterable[Term]) -> list[Any]:
    """Values that lie behind all others of these terms."""
    return ["~" if term.kind == "text" else -1 if term.descending else 2**62 for term in terms]


FIRST_QUESTION = TableQuery(status=(OPEN,))  # what who has never asked anything sees


def read_query(
    data: Mapping[str, Any], *, also: tuple[str, ...] = (MARK,)
) -> tuple[TableQuery, dict[str, list[str]]]:
    """The question of an address and, by name, what in it makes no sense; that part is left out."""
    return ledger_query.read_query(data, form=TableQueryForm, query=TableQuery, also=(EVERYTHING, *also))


def decode_query(query: str) -> TableQuery:
    """The question that `encode` wrote."""
    return read_query(dict(parse_qsl(query)))[0]
