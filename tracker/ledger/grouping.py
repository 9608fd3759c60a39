"""Groups of the ledger: by what its rows can be gathered, what stands above each group, and its subtotals.

A group is told by one rule for the page, the file, the paper and the API: the key of a row, its words, and
the order in which the groups stand. What a subtotal counts is what fits the question, on all its pages.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import TruncMonth

from departments.models.departments import Department
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure
from tracker.ledger.headings import Headings, heading_of, read_headings
from tracker.ledger.standing import (
    LIGHT_VALUES,
    LIGHTS,
    MeasureStanding,
    holding,
    leading,
    light_counts,
    standings,
)
from tracker.work.ledger_query import month_in_words
from tracker.work.lights import WORKING
from tracker.work.states import Light, Status

Key = tuple[Any, ...]
# The name in an address, and in words.
GROUPS: dict[str, str] = {
    "document": "文件",
    "section": "章节",
    "unit": "责任单位",
    "status": "状态",
    "light": "灯",
    "month": "时限月份",
}
AS_DOCUMENTS = ("document", "section")  # the rows stand as the documents are printed
NO_LEADER = "没有牵头单位"
# The states and lights in the order of their groups; the place of one is what the database sorts by.
STATUSES = tuple(Status)
LIGHT_ORDER = (*WORKING, Light.NONE)


@dataclass(slots=True)
class Group:
    """A group with its subtotal: so many measures, so many 交办事项, and these by their lights.

    `start` are the values of the first terms of the order at which the group begins.
    """

    key: Key
    label: str = ""
    measures: int = 0
    units: int = 0
    lights: dict[str, int] = field(default_factory=dict)
    start: tuple[Any, ...] = ()

    def add(self, measures: int, units: int, lights: Mapping[str, int]) -> None:
        """Count these with it."""
        self.measures += measures
        self.units += units
        for light, count in lights.items():
            self.lights[light] = self.lights.get(light, 0) + count

    @property
    def words(self) -> str:
        """The subtotal in words."""
        return f"{self.measures}条举措，{self.units}项：{lights_in_words(self.lights) or '—'}"

    @property
    def line(self) -> str:
        """What stands above the group."""
        return f"{self.label}（{self.words}）"


def lights_in_words(lights: Mapping[str, int]) -> str:
    """3红/70绿, the most urgent first; nothing of what there is none."""
    short = {Light.NONE: "已结束"}
    return "/".join(
        f"{lights[light]}{short.get(light) or str(light.label)[0]}"
        for light in LIGHT_ORDER
        if lights.get(light.value)
    )


def groups_of_units(rows: Any, group: str, on: date) -> dict[Key, Group]:
    """The groups of a ledger by unit, in their order; two or three statements."""
    if group in AS_DOCUMENTS:
        return groups_of_measures(rows, group, on)
    computed: Any = {
        "unit": F("department_id"),
        "status": F("status"),
        "light": F("light"),
        "month": TruncMonth("due_on"),
    }[group]
    rows = rows.with_light(on) if group == "light" and "light" not in rows.query.annotations else rows
    counted = (
        rows.order_by()
        .values(group_key=computed)
        .annotate(measures=Count("task__measure_id", distinct=True), units=Count("pk"), **light_counts(on))
        .values_list("group_key", "measures", "units", *LIGHTS)
    )
    groups: dict[Key, Group] = {}
    for value, measures, units, *lights in counted:
        key: Key = (month_of(value),) if group == "month" else (value,)
        found = groups.setdefault(key, Group(key))
        found.add(measures, units, dict(zip(LIGHT_VALUES, lights, strict=True)))
    return _named(groups, group)


def groups_of_measures(fitting: QuerySet[Any], group: str, on: date) -> dict[Key, Group]:
    """The groups of a ledger by measure, in their order; each measure stands in one of them, by its 牵头
    unit, its most urgent light, its least advanced state, its first time limit. A few statements."""
    groups: dict[Key, Group] = {}
    rows = list(standings(fitting, on))
    key_of = keys_of_measures(rows, group, fitting)
    for row in rows:
        key = key_of(row)
        found = groups.get(key)
        if found is None:
            found = groups[key] = Group(key)
            found.start = (row.document, row.position)
        elif group in AS_DOCUMENTS:
            found.start = min(found.start, (row.document, row.position))
        found.add(1, row.units, row.lights)
    return _named(groups, group)


def keys_of_measures(
    rows: Iterable[MeasureStanding], group: str, fitting: QuerySet[Any]
) -> Callable[[MeasureStanding], Key]:
    """Of a measure its group. Headings and 牵头 units are read for it, in one or two statements."""
    match group:
        case "document":
            return lambda row: (row.document,)
        case "unit":
            leads = dict(holding(fitting).annotate(leading=leading()).values_list("pk", "leading"))
            return lambda row: (leads.get(row.measure, 0),)
        case "status":
            return lambda row: (STATUSES[row.state].value,)
        case "light":
            return lambda row: (LIGHT_ORDER[row.urgency].value,)
        case "month":
            return lambda row: (month_of(row.first_due),)
    paths = _paths([row.measure for row in rows])
    headings: Headings = {}
    read_headings({row.document for row in rows}, headings, keep=True)
    return lambda row: (row.document, heading_of(paths.get(row.measure, ()), headings[row.document]))


def _paths(measures: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for start in range(0, len(measures), 5000):
        part = Measure.objects.filter(pk__in=measures[start : start + 5000])
        found.update(part.order_by().values_list("pk", "path"))
    return found


def month_of(day: date | None) -> str:
    """The month of a day as it stands in an address; nothing of no day."""
    return f"{day:%Y-%m}" if day else ""


def key_of_unit_row(row: Any, group: str) -> Key:
    """The group of a row by unit (`rows.Row`)."""
    assignment = row.assignment
    match group:
        case "document":
            return (assignment.document_id,)
        case "unit":
            return (assignment.department_id,)
        case "status":
            return (assignment.status,)
        case "light":
            return (row.light,)
        case "month":
            return (month_of(assignment.due_on),)
    return (assignment.document_id, row.section)


def _named(groups: dict[Key, Group], group: str) -> dict[Key, Group]:
    """The groups with their words, in the order of the rows."""
    match group:
        case "document" | "section":
            found = PolicyDocument.objects.only("number", "title").in_bulk({key[0] for key in groups})
            names = {pk: f"{d.number} {d.title}".strip() for pk, d in found.items()}
            for key, one in groups.items():
                one.label = "　".join(part for part in (names.get(key[0], ""), *key[1:]) if part)
            ordered = sorted(groups.values(), key=lambda g: (-g.key[0], g.start))
        case "unit":
            short = Department.objects.filter(pk__in={key[0] for key in groups}).values_list(
                "pk", "short_name"
            )
            units = dict(short)
            for key, one in groups.items():
                one.label, one.start = units.get(key[0], NO_LEADER), (key[0],)
            ordered = sorted(groups.values(), key=lambda g: g.key)
        case "status":
            for key, one in groups.items():
                one.label, one.start = str(Status(key[0]).label), (STATUSES.index(Status(key[0])),)
            ordered = sorted(groups.values(), key=lambda g: g.start)
        case "light":
            for key, one in groups.items():
                one.label, one.start = str(Light(key[0]).label), (LIGHT_ORDER.index(Light(key[0])),)
            ordered = sorted(groups.values(), key=lambda g: g.start)
        case _:
            for key, one in groups.items():
                one.label = month_in_words(key[0])
                one.start = (date.fromisoformat(f"{key[0]}-01"),) if key[0] else ()
            ordered = sorted(groups.values(), key=lambda g: (not g.key[0], g.key))
    return {one.key: one for one in ordered}
