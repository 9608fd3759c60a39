"""What assignments are asked for: the one set of filters of 台账, the API, exports and the admin list.

An address is read by `read_query`, which refuses what means nothing, each in a sentence at its name, and
yields a frozen `LedgerQuery`, which narrows the rows.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any, Self, TypeVar

from django import forms
from django.db.models import Q
from django.http import QueryDict

from common.db.compiled import Shape
from departments.models.users import User
from policies.cycles import Often, asked_so_often
from policies.models.documents import Origin, Section
from policies.models.measures import WORKING_ROLES, NamedPerson
from tracker.work.dated import UNREPORTED
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.inside.mine import GIVEN, mine
from tracker.work.lights import Mark, mark_condition
from tracker.work.querysets import AssignmentQuerySet
from tracker.work.search import searched
from tracker.work.states import OPEN_STATUSES, Light, Status

BIGGEST_ID = 2**63 - 1
MOST_IDS = 100
OPEN = "open"  # the three states that still ask for work, as one choice
STATUSES = [(OPEN, "在办"), *Status.choices]
LATE = [("1", "已逾期"), ("15", "逾期15天以上"), ("30", "逾期30天以上"), ("90", "逾期90天以上")]
UNKNOWN = "没有这个筛选条件，请核对名称。"
UNDATED = "none"  # stands for a month where there is no date
_OPEN_VALUES = {str(status) for status in OPEN_STATUSES}
_TRUTH = {"": None, "1": True, "true": True, "on": True, "0": False, "false": False}
# Filters whose values stand in one column, and those of them that a compiled query is given by value.
_COLUMNS = {
    "department": "department_id",
    "document": "document_id",
    "assignment": "pk",
    "measure": "task__measure_id",
    "region": "department__region_id",
    "role": "role",
    "origin": "document__origin",
    "assignee": "assignee_id",
    "unit_section": "section_id",
}
_BY_VALUE = (
    *("department", "document", "assignment", "measure", "region", "assignee", "unit_section"),
    *("due_from", "due_to"),
)


class Several(forms.Field):
    """Values separated by commas, each one of the choices; without choices, ids."""

    def __init__(self, choices: list[tuple[str, Any]] | None = None, *, label: str) -> None:
        super().__init__(required=False, label=label)
        self.choices = choices or []

    def clean(self, value: Any) -> tuple[Any, ...]:
        """The values; an error in Chinese for one that cannot be."""
        parts = list(dict.fromkeys(part.strip() for part in str(value or "").split(",") if part.strip()))
        if not self.choices:
            if not all(part.isdecimal() and part.isascii() and int(part) <= BIGGEST_ID for part in parts):
                raise forms.ValidationError(f"{self.label}：编号应为数字。")
            if len(parts) > MOST_IDS:
                raise forms.ValidationError(f"{self.label}：一次最多选{MOST_IDS}个。")
            return tuple(int(part) for part in parts)
        known = [value for value, _ in self.choices]
        if wrong := [part for part in parts if part not in known]:
            raise forms.ValidationError(f"{self.label}：没有“{wrong[0][:20]}”这个选项。")
        return tuple(parts)


class Months(forms.Field):
    """Months separated by commas, as 2026-06; `none` is what has no date."""

    def __init__(self, *, label: str) -> None:
        super().__init__(required=False, label=label)

    def clean(self, value: Any) -> tuple[str, ...]:
        """The months; an error in Chinese for what is none."""
        parts = list(dict.fromkeys(part.strip() for part in str(value or "").split(",") if part.strip()))
        if wrong := [part for part in parts if part != UNDATED and not _is_month(part)]:
            raise forms.ValidationError(f"{self.label}：请按“2026-06”的样式填写月份，不是“{wrong[0][:20]}”。")
        if len(parts) > MOST_IDS:
            raise forms.ValidationError(f"{self.label}：一次最多选{MOST_IDS}个。")
        return tuple(parts)


class Day(forms.DateField):
    """A day."""

    def __init__(self, *, label: str) -> None:
        invalid = {"invalid": f"{label}：请按“2026-06-30”的样式填写日期。"}
        super().__init__(required=False, label=label, error_messages=invalid)


class YesOrNo(forms.Field):
    """Yes, no, or not asked."""

    def __init__(self, *, label: str) -> None:
        super().__init__(required=False, label=label)

    def clean(self, value: Any) -> bool | None:
        """`None` where it is not asked."""
        try:
            return _TRUTH[str(value or "").strip().lower()]
        except KeyError:
            raise forms.ValidationError(f"{self.label}：请填1（是）或0（否）。") from None


class LedgerQueryForm(forms.Form):
    """Reads an address; every field may be absent."""

    q = forms.CharField(required=False, max_length=100, label="全文检索")
    status = Several(STATUSES, label="状态")
    light = Several(Light.choices, label="灯")
    mark = Several(Mark.choices, label="标记")
    late = Several(LATE, label="逾期")
    role = Several(WORKING_ROLES, label="分工")
    cycle = Several(Often.choices, label="报送周期")
    origin = Several(Origin.choices, label="来源")
    person = forms.CharField(required=False, max_length=50, label="责任人")
    document = Several(label="文件")
    assignment = Several(label="事项")
    measure = Several(label="举措")
    department = Several(label="责任单位")
    region = Several(label="责任单位所在地区")
    section = Several(label="章节")
    due_from = Day(label="时限不早于")
    due_to = Day(label="时限不晚于")
    month = Months(label="时限月份")
    undated = YesOrNo(label="只看无时限的")
    returned = YesOrNo(label="只看被退回、尚未重新报送的")
    unreported = YesOrNo(label="只看在办、从未报送进展的")
    assignee = Several(label="经办人")
    unit_section = Several(label="处室")
    assigned = YesOrNo(label="只看已分办给经办人或处室的")
    mine = YesOrNo(label="只看我的（分办给我、我的处室或我所代理的人）")


CHOICES = {
    name: field
    for name, field in LedgerQueryForm.base_fields.items()
    if isinstance(field, Several) and field.choices
}


@dataclass(frozen=True, slots=True)
class LedgerQuery(Shape):
    """What is asked for; the empty one asks for everything.

    As a `Shape` without the values of `by_value` it decides the statement of a compiled list.
    """

    q: str = ""
    light: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    cycle: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    person: str = ""
    document: tuple[int, ...] = ()
    assignment: tuple[int, ...] = ()
    measure: tuple[int, ...] = ()
    department: tuple[int, ...] = ()
    region: tuple[int, ...] = ()
    section: tuple[int, ...] = ()
    due_from: date | None = None
    due_to: date | None = None
    month: tuple[str, ...] = ()
    undated: bool | None = None
    late: tuple[str, ...] = ()
    mark: tuple[str, ...] = ()
    returned: bool | None = None
    unreported: bool | None = None
    assignee: tuple[int, ...] = ()
    unit_section: tuple[int, ...] = ()
    assigned: bool | None = None
    mine: bool | None = None

    def narrowed(self, rows: AssignmentQuerySet, user: User, on: date) -> tuple[AssignmentQuerySet, bool]:
        """The rows asked for, as of the day, and whether they may be counted: not where a word is so common
        that counting would walk the ledger. One query for each word of `q`."""
        if self.light:
            rows = rows.filter(reduce(or_, (rows.LIGHTS.condition(light, on) for light in self.light)))
        if self.late:
            least = min(int(days) for days in self.late)
            day = on - timedelta(days=least)  # what was past at dispatch is late from then on
            rows = rows.overdue(on).filter(must_due_on__lte=day, dispatched_on__lte=day)
        if self.mark:
            rows = rows.open().filter(reduce(or_, (mark_condition(mark, on) for mark in self.mark)))
        if self.mine is not None:
            rows = rows.filter(mine(user, on)) if self.mine else rows.exclude(mine(user, on))
        return searched(self.of_columns(rows, user), self.q, user)

    def of_columns(self, rows: AssignmentQuerySet, user: Any) -> AssignmentQuerySet:
        """The rows by what needs neither the day nor a look at texts; ids and days may be placeholders."""
        if self.status:
            states = {s for s in self.status if s != OPEN} | (_OPEN_VALUES if OPEN in self.status else set())
            # The indexes of open work are used where exactly this is asked.
            rows = rows.open() if states == _OPEN_VALUES else rows.filter(status__in=states)
        for name, column in _COLUMNS.items():
            if values := getattr(self, name):
                rows = rows.filter(**{f"{column}__in": list(values)})
        if self.cycle:
            rows = rows.filter(asked_so_often(self.cycle, "task__"))
        if self.person:
            named = NamedPerson.objects.filter(name__contains=self.person)
            rows = rows.filter(task__in=named.order_by().values("task"))
        if self.section:
            rows = rows.filter(_in_sections(self.section))
        if self.due_from is not None:
            rows = rows.filter(due_on__gte=self.due_from)
        if self.due_to is not None:
            rows = rows.filter(due_on__lte=self.due_to)
        if self.month:
            rows = rows.filter(reduce(or_, map(_in_month, self.month)))
        if self.undated is not None:
            rows = rows.filter(due_on__isnull=self.undated)
        if self.returned is not None:
            reports = ProgressReport.objects.visible_to(user).returned_and_not_answered()
            returned = Q(pk__in=reports.values("assignment_id"))
            rows = rows.open().filter(returned if self.returned else ~returned)
        if self.unreported is not None:
            rows = rows.open().filter(UNREPORTED if self.unreported else ~UNREPORTED)
        if self.assigned is not None:
            rows = rows.filter(GIVEN) if self.assigned else rows.exclude(GIVEN)
        return rows

    def by_value(self) -> tuple[Self, dict[str, Any]] | None:
        """What decides the statement, and what is brought to it; `None` where it must be written anew."""
        texts = self.q or self.section or self.person
        if texts or self.light or self.late or self.mark or self.month or self.mine is not None:
            return None
        values = {name: value for name in _BY_VALUE if (value := getattr(self, name))}
        given = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
        return self.replace(**{name: () if name in _COLUMNS else None for name in values}), given

    def replace(self, **changes: Any) -> Self:
        """The same with some of it changed."""
        return replace(self, **changes)


Asked = TypeVar("Asked", bound=LedgerQuery)


def read_query(
    data: Mapping[str, Any],
    *,
    form: type[LedgerQueryForm] = LedgerQueryForm,
    query: type[Asked],
    words: str = "q",
    also: Collection[str] = (),
) -> tuple[Asked, dict[str, list[str]]]:
    """The query of an address, and by name what in it makes no sense, in words; that part is left out.

    `words` is how the address names `q`; `also` are the names that are for others to read.
    """
    asked = _joined(data) if isinstance(data, QueryDict) else dict(data)
    names = {words if name == "q" else name: name for name in form.base_fields}
    errors = {name: [UNKNOWN] for name in asked if name not in names and name not in also}
    read = form({field: asked[name] for name, field in names.items() if name in asked})
    read.is_valid()
    known = {field.name for field in fields(query)}
    given = {name: value for name, value in read.cleaned_data.items() if name in known}
    for name, field in names.items():
        if field in read.errors:
            errors[name] = [str(error) for error in read.errors[field]]
    return query(**given), errors


def _joined(data: QueryDict) -> dict[str, str]:
    """A name given more than once is the same as its values with commas."""
    return {name: ",".join(value for value in data.getlist(name) if value) for name in data}


def month_in_words(month: str) -> str:
    """2026-06 as it stands on pages: 2026年6月."""
    return "未定时限" if month in ("", UNDATED) else f"{int(month[:4])}年{int(month[5:])}月"


def _is_month(text: str) -> bool:
    year, _, month = text.partition("-")
    plain = text.isascii() and year.isdecimal() and month.isdecimal() and len(year) == 4 and len(month) == 2
    return plain and 1900 <= int(year) <= 9000 and 1 <= int(month) <= 12


def _in_month(month: str) -> Q:
    """That the next date lies in the month; a range, so that the indexes by date serve."""
    if month == UNDATED:
        return Q(due_on__isnull=True)
    first = date(int(month[:4]), int(month[5:]), 1)
    return Q(due_on__gte=first, due_on__lt=(first + timedelta(days=31)).replace(day=1))


def _in_sections(ids: tuple[int, ...]) -> Q:
    """The measures under the headings, at any depth."""
    condition = Q(pk__in=[])
    for section in Section.objects.filter(pk__in=ids):
        under = {f"task__measure__path__{depth}": label for depth, label in enumerate(section.path)}
        condition |= Q(document_id=section.document_id, **under)
    return condition
