"""What is asked of the ledger: filters, words, order, grouping and columns, as they stand in an address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from common.db.keyset import Page, Term, in_order, page_of
from departments.models.users import User
from policies.models.documents import Section
from policies.models.measures import Cycle, Role
from tracker.ledger.columns import AS_PRINTED, COLUMNS, chosen
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.models.assignments import Assignment
from tracker.work.querysets import AssignmentQuerySet
from tracker.work.search import holding, look_up, words_of
from tracker.work.states import OPEN_STATUSES, Light, Status

COUNTED = 1000  # rows are counted up to here: nobody waits for the number of a long list
BIGGEST_ID = 2**63 - 1
OPEN = "open"  # the three states that still ask for work, as one choice
STATUSES = [(OPEN, "在办"), *Status.choices]
LATE = [("1", "已逾期"), ("15", "逾期15天以上"), ("30", "逾期30天以上"), ("90", "逾期90天以上")]
CYCLES = [(value, label) for value, label in Cycle.choices if value]
DEFAULT_SORT = "due_on"
EVERYTHING = "all"  # stands in the address where nothing else does: show all, do not remember anything else
SORTS = {f"{sign}{key}" for key, column in COLUMNS.items() if column.sort for sign in ("", "-")}


class _Several(forms.Field):
    """Values separated by commas, each one of the choices; without choices, ids."""

    def __init__(self, choices: list[tuple[str, Any]] | None = None, *, label: str) -> None:
        super().__init__(required=False, label=label)
        self.choices = choices

    def clean(self, value: Any) -> tuple[Any, ...]:
        """The values; an error in Chinese for one that cannot be."""
        parts = list(dict.fromkeys(part.strip() for part in str(value or "").split(",") if part.strip()))
        if self.choices is None:
            if not all(part.isdecimal() and part.isascii() and int(part) <= BIGGEST_ID for part in parts):
                raise forms.ValidationError(f"{self.label}：编号应为数字。")
            return tuple(int(part) for part in parts[:100])
        known = [value for value, _ in self.choices]
        if wrong := [part for part in parts if part not in known]:
            raise forms.ValidationError(f"{self.label}：没有“{wrong[0][:20]}”这个选项。")
        return tuple(parts)


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        required=False, label=label, error_messages={"invalid": f"{label}：请按“2026-06-30”的样式填写日期。"}
    )


class LedgerQueryForm(forms.Form):
    """Reads an address; every field may be absent."""

    q = forms.CharField(required=False, max_length=100, label="全文检索")
    light = _Several(Light.choices, label="灯")
    status = _Several(STATUSES, label="状态")
    role = _Several(Role.choices, label="分工")
    cycle = _Several(CYCLES, label="报送周期")
    document = _Several(label="文件")
    department = _Several(label="责任单位")
    section = _Several(label="章节")
    due_from = _day("时限不早于")
    due_to = _day("时限不晚于")
    undated = forms.BooleanField(required=False, label="只看无时限的")
    late = _Several(LATE, label="逾期")
    returned = forms.BooleanField(required=False, label="只看被退回、尚未重新报送的")
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
        return bool(self.cleaned_data["group"] == "section")

    def clean_cols(self) -> tuple[str, ...]:
        """Keys of columns; unknown ones are passed over, since columns come and go."""
        cols: str = self.cleaned_data["cols"]
        return chosen(cols.split(",")) if cols else ()


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """One question; the empty one asks for everything."""

    q: str = ""
    light: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    cycle: tuple[str, ...] = ()
    document: tuple[int, ...] = ()
    department: tuple[int, ...] = ()
    section: tuple[int, ...] = ()
    due_from: date | None = None
    due_to: date | None = None
    undated: bool = False
    late: tuple[str, ...] = ()
    returned: bool = False
    sort: str = ""
    group: bool = False
    cols: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """What is looked for in the texts."""
        return words_of(self.q)

    @property
    def terms(self) -> tuple[Term, ...]:
        """The order. Grouped by section the ledger stands as the documents are printed."""
        if self.group:
            return AS_PRINTED
        sort = self.sort or DEFAULT_SORT
        first, *rest = COLUMNS[sort.lstrip("-")].sort
        return (first.turned() if sort.startswith("-") else first, *rest)

    def answer(self, user: User, on: date) -> "LedgerResult":
        """The assignments asked for, of those that the user may see, with their lights as of the day.

        One query for each word of `q`; the rows are not read yet.
        """
        rows: AssignmentQuerySet[Any] = Assignment.objects.visible_to(user)
        if len(self.light) == 1:
            rows = rows.in_light(self.light[0], on)
        if self.status:
            states = {s for s in self.status if s != OPEN} | (OPEN_STATES if OPEN in self.status else set())
            # The indexes of open work are used where exactly this is asked.
            rows = rows.open() if states == OPEN_STATES else rows.filter(status__in=states)
        for name, path in _PLAIN.items():
            if values := getattr(self, name):
                rows = rows.filter(**{f"{path}__in": values})
        if self.section:
            rows = rows.filter(_in_sections(self.section))
        if self.due_from:
            rows = rows.filter(due_on__gte=self.due_from)
        if self.due_to:
            rows = rows.filter(due_on__lte=self.due_to)
        if self.undated:
            rows = rows.filter(due_on__isnull=True)
        if self.late:
            least = min(int(days) for days in self.late)
            rows = rows.overdue(on).filter(must_due_on__lte=on - timedelta(days=least))
        if self.returned:
            sent_back = ProgressReport.objects.visible_to(user).returned_and_not_answered()
            rows = rows.open().filter(pk__in=sent_back.values("assignment_id"))
        found = [look_up(word, user) for word in self.words]
        if any(lookup.nowhere for lookup in found):
            return LedgerResult(rows.none(), self.terms, True)
        for lookup in found:
            rows = rows.filter(holding(lookup, user))
        sort = "" if self.group else (self.sort or DEFAULT_SORT).lstrip("-")
        if len(self.light) > 1 or sort == "light":
            rows = rows.with_light(on)
        if len(self.light) > 1:
            rows = rows.filter(light__in=self.light)
        if sort:
            rows = rows.annotate(**COLUMNS[sort].computed(on))
        return LedgerResult(rows, self.terms, not any(lookup.common for lookup in found))

    def encode(self) -> str:
        """The question as it stands in an address; reads back as itself."""
        pairs = []
        for field in fields(self):
            value = getattr(self, field.name)
            if not value:
                continue
            if field.name == "group":
                value = "section"
            elif isinstance(value, tuple):
                value = ",".join(map(str, value))
            elif value is True:
                value = "1"
            pairs.append((field.name, str(value)))
        return urlencode(pairs or [(EVERYTHING, "1")], safe=",")

    def replace(self, **changes: Any) -> "LedgerQuery":
        """The same question with some of it changed."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class LedgerResult:
    """The rows of a question, in their order."""

    rows: QuerySet[Any]
    terms: tuple[Term, ...]
    countable: bool  # not where a word is so common that counting would walk the ledger

    def count(self) -> int | None:
        """How many rows, at most one more than `COUNTED`; `None` where nobody should count them."""
        if not self.countable:
            return None
        return self.rows.order_by().values("pk")[: COUNTED + 1].count()

    def page(self, size: int, cursor: str = "") -> Page:
        """The keys of a page of the rows; `BadCursor` for a mark that is none."""
        return page_of(self.rows, self.terms, size, cursor)

    def ids(self) -> Iterator[int]:
        """The keys of all rows in order, not held in memory all at once."""
        for part in in_order(self.rows, self.terms):
            yield from part.values_list("pk", flat=True).iterator(chunk_size=5000)


OPEN_STATES = {str(status) for status in OPEN_STATUSES}
_PLAIN = {
    "role": "role",
    "cycle": "task__cycle",
    "document": "document_id",
    "department": "department_id",
}
FIRST_QUESTION = LedgerQuery(status=(OPEN,))  # what who has never asked anything sees


def read_query(data: Mapping[str, Any]) -> tuple[LedgerQuery, list[str]]:
    """The question of an address and, in words, what in it makes no sense; that part is left out."""
    form = LedgerQueryForm(_joined(data) if isinstance(data, QueryDict) else dict(data))
    form.is_valid()
    known = {field.name for field in fields(LedgerQuery)}
    given = {name: value for name, value in form.cleaned_data.items() if name in known}
    errors = [message for messages in form.errors.values() for message in messages]
    return LedgerQuery(**given), [str(error) for error in errors]


def decode_query(query: str) -> LedgerQuery:
    """The question that `encode` wrote."""
    return read_query(dict(parse_qsl(query)))[0]


def _joined(data: QueryDict) -> dict[str, str]:
    """A name given more than once is the same as its values with commas."""
    return {name: ",".join(value for value in data.getlist(name) if value) for name in data}


def _in_sections(ids: tuple[int, ...]) -> Q:
    """The measures under the headings, at any depth."""
    condition = Q(pk__in=[])
    for section in Section.objects.filter(pk__in=ids):
        under = {f"task__measure__path__{depth}": label for depth, label in enumerate(section.path)}
        condition |= Q(document_id=section.document_id, **under)
    return condition
