"""What is asked of 台账: the filters of `tracker.work.ledger_query`, and order, grouping and columns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.db.models import QuerySet

from common.db.keyset import Page, Term, in_order, page_of
from departments.models.users import User
from tracker.ledger.columns import AS_PRINTED, COLUMNS, chosen
from tracker.work import ledger_query
from tracker.work.ledger_query import OPEN, LedgerQuery, LedgerQueryForm
from tracker.work.models.assignments import Assignment

COUNTED = 1000  # rows are counted up to here: nobody waits for the number of a long list
DEFAULT_SORT = "due_on"
EVERYTHING = "all"  # stands in the address where nothing else does: show all, do not remember anything else
MARK = "page"  # says where in the list a page of it begins
SORTS = {f"{sign}{key}" for key, column in COLUMNS.items() if column.sort for sign in ("", "-")}


class TableQueryForm(LedgerQueryForm):
    """Also order, grouping and columns."""

    sort = forms.CharField(required=False, max_length=40, label="排序")
    group = forms.CharField(required=False, max_length=10, label="分组")
    cols = forms.CharField(required=False, max_length=400, label="列")

    def clean_sort(self) -> str:
        """A column that can be sorted by, `-` before it for the other way."""
        sort: str = self.cleaned_data["sort"]
        if sort and sort not in SORTS:
            raise forms.ValidationError("排序：没有这一列，或这一列不能排序。")
        return sort

    def clean_group(self) -> bool:
        """`section`, or nothing."""
        if self.cleaned_data["group"] not in ("", "section"):
            raise forms.ValidationError("分组：只能按章节（section）分组。")
        return bool(self.cleaned_data["group"])

    def clean_cols(self) -> tuple[str, ...]:
        """Keys of columns; unknown ones are passed over, since columns come and go."""
        cols: str = self.cleaned_data["cols"]
        return chosen(cols.split(",")) if cols else ()


@dataclass(frozen=True, slots=True)
class TableQuery(LedgerQuery):
    """A question to the table: what rows, in which order, under which headings, with which columns."""

    sort: str = ""
    group: bool = False
    cols: tuple[str, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """The order. Grouped by section the ledger stands as the documents are printed."""
        if self.group:
            return AS_PRINTED
        sort = self.sort or DEFAULT_SORT
        first, *rest = COLUMNS[sort.lstrip("-")].sort
        return (first.turned() if sort.startswith("-") else first, *rest)

    def answer(self, user: User, on: date) -> "LedgerResult":
        """The assignments asked for, of those that the user may see; the rows are not read yet."""
        rows, countable = self.narrowed(Assignment.objects.visible_to(user), user, on)
        if not self.group:
            sort = (self.sort or DEFAULT_SORT).lstrip("-")
            rows = rows.with_light(on) if sort == "light" else rows
            rows = rows.annotate(**COLUMNS[sort].computed(on))
        return LedgerResult(rows, self.terms, countable)

    def encode(self) -> str:
        """The question as it stands in an address; reads back as itself."""
        pairs = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None or value == field.default:
                continue
            if field.name == "group":
                value = "section"
            elif isinstance(value, tuple):
                value = ",".join(map(str, value))
            elif isinstance(value, bool):
                value = int(value)
            pairs.append((field.name, str(value)))
        return urlencode(pairs or [(EVERYTHING, "1")], safe=",")


@dataclass(frozen=True, slots=True)
class LedgerResult:
    """The rows of a question, in their order."""

    rows: QuerySet[Any]
    terms: tuple[Term, ...]
    countable: bool

    def count(self) -> int | None:
        """How many rows, at most one more than `COUNTED`; `None` where nobody should count them."""
        if not self.countable:
            return None
        return self.rows.order_by().values("pk")[: COUNTED + 1].count()

    def page(self, size: int, cursor: str = "") -> Page:
        """The keys of a page of the rows; `BadCursor` for a mark that is none."""
        return page_of(self.rows, self.terms, size, cursor)

    def names_of_extra(self) -> list[str]:
        """The names under which the rows' tasks hold what their documents' tables say beyond the known
        columns, in the order of the documents and of their tables; one query."""
        rows = self.rows.exclude(task__extra=[]).order_by("task_id").values_list("task_id", "task__extra")
        names = (name for _, extra in rows.distinct().iterator(chunk_size=5000) for name, _ in extra)
        return list(dict.fromkeys(names))

    def ids(self) -> Iterator[int]:
        """The keys of all rows in order, not held in memory all at once."""
        for part in in_order(self.rows, self.terms):
            yield from part.values_list("pk", flat=True).iterator(chunk_size=5000)


FIRST_QUESTION = TableQuery(status=(OPEN,))  # what who has never asked anything sees


def read_query(
    data: Mapping[str, Any], *, also: tuple[str, ...] = (MARK,)
) -> tuple[TableQuery, dict[str, list[str]]]:
    """The question of an address and, by name, what in it makes no sense; that part is left out."""
    return ledger_query.read_query(data, form=TableQueryForm, query=TableQuery, also=(EVERYTHING, *also))


def decode_query(query: str) -> TableQuery:
    """The question that `encode` wrote."""
    return read_query(dict(parse_qsl(query)))[0]
