"""What the table of 台账 shows: heads, groups and cells of both views, for the page and for paper."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from departments.models.users import User
from tracker.ledger.columns import COLUMNS, Column, Row
from tracker.ledger.grouping import GROUPS, Group, Key, key_of_unit_row
from tracker.ledger.headings import Headings
from tracker.ledger.measures import (
    MEASURE_COLUMNS,
    MeasureColumn,
    MeasureRow,
    groups_of_rows,
    read_measures,
)
from tracker.ledger.query import DEFAULT_SORT, MEASURE, UNIT, MeasureResult, Result, TableQuery
from tracker.ledger.rows import make_rows, read_in_order
from tracker.work.admin.assignments import LIGHT_COLOURS, STATUS_COLOURS
from tracker.work.ledger_query import month_in_words
from tracker.work.states import Light

# The cell that is the head of its row.
HEADS = ("measure", "matter")
_UNITS = {"percent": "%", "days_late": "天"}


@dataclass(slots=True)
class Line:
    """A row of the table with the key of its group."""

    id: int
    cells: list[dict[str, Any]]
    group: Key
    name: str
    row: Row | MeasureRow
    fold: dict[str, str] = field(default_factory=dict)


def columns_of(question: TableQuery, user: User, chosen: Sequence[str]) -> list[Any]:
    """The columns of the view: of that by unit the chosen ones."""
    if question.view(user) == MEASURE:
        return list(MEASURE_COLUMNS.values())
    return [COLUMNS[key] for key in chosen]


def lines(
    keys: Sequence[int],
    result: Result,
    *,
    user: User,
    on: date,
    columns: Sequence[Any],
    headings: Headings | None = None,
) -> list[Line]:
    """The rows with these keys; the queries do not depend on their number."""
    if isinstance(result, MeasureResult):
        rows = read_measures(
            keys, question=result.filters, fitting=result.fitting, user=user, on=on, headings=headings
        )
        group_of = groups_of_rows(rows, result)
        return [
            Line(
                row.measure.pk,
                [cell(column, row) for column in columns],
                group_of(row),
                str(row.measure),
                row,
            )
            for row in rows
        ]
    assignments = read_in_order(keys, on)
    names = [column.key for column in columns]
    made = make_rows(assignments, user=user, on=on, columns=names, headings=headings)
    return [
        Line(
            row.assignment.pk,
            [cell(column, row) for column in columns],
            key_of_unit_row(row, result.group) if result.group else (),
            f"{row.assignment.department.short_name}：{row.assignment.task.measure}",
            row,
        )
        for row in made
    ]


def grouped(rows: Iterable[Line], groups: dict[Key, Group]) -> Iterator[tuple[Group | None, Line]]:
    """Each row with its group."""
    for row in rows:
        yield groups.get(row.group), row


def gathered(rows: Iterable[Line], groups: dict[Key, Group]) -> list[dict[str, Any]]:
    """The rows below the line of their group; without grouping one group that has no line."""
    made: list[dict[str, Any]] = []
    for group, row in grouped(rows, groups):
        line = group.line if group else ""
        if not made or made[-1]["line"] != line:
            made.append({"line": line, "rows": []})
        made[-1]["rows"].append(row)
    return made


def documents_of(rows: Iterable[Line]) -> set[int]:
    """The documents that the rows are from."""
    return {
        line.row.measure.document_id if isinstance(line.row, MeasureRow) else line.row.assignment.document_id
        for line in rows
    }


def cell(column: Column | MeasureColumn, row: Any) -> dict[str, Any]:
    """One cell: its text as it stands in every output, and what the page colours it by."""
    value = column.value(row)
    made: dict[str, Any] = {"key": column.key, "heading": column.heading, "long": column.long}
    made["text"] = "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
    made["head"] = column.key in HEADS
    if isinstance(row, MeasureRow):
        if column.key == "lights":
            made["lights"] = lights_of(row.standing.lights)
        return made
    if column.key == "light":
        made["colour"] = LIGHT_COLOURS[row.light]
    elif column.key == "status":
        made["colour"] = STATUS_COLOURS[row.assignment.status]
    elif column.key in _UNITS and made["text"]:
        made["unit"] = _UNITS[column.key]
    return made


def lights_of(lights: dict[str, int]) -> list[dict[str, Any]]:
    """The lights that there are, with how many and their words."""
    return [
        {"light": light, "count": count, "label": str(Light(light).label), "colour": LIGHT_COLOURS[light]}
        for light, count in lights.items()
        if count
    ]


def head(column: Any, question: TableQuery, user: User) -> dict[str, Any]:
    """A heading: sorted by it, the next click turns the order round."""
    by_measure = question.view(user) == MEASURE
    key = column.sort if by_measure else column.key
    default = "measure" if by_measure else DEFAULT_SORT
    sort = "" if question.group else question.sort or default
    if by_measure and sort.lstrip("-") not in ("due_on", "light"):
        sort = "" if question.group else "measure"
    shown = column.key not in ("document",) if by_measure else True
    now = {key: "ascending", f"-{key}": "descending"}.get(sort, "") if key and shown else ""
    turned = now == "ascending" and not (by_measure and key == "measure")
    to = f"-{key}" if turned else key
    return {
        "key": column.key,
        "heading": column.heading,
        "link": link(question.replace(sort=to, group="")) if column.sort else "",
        "sorted": now,
        "long": column.long,
    }


def link(question: TableQuery, **more: str) -> str:
    """The question as an address of the page."""
    return f"?{question.encode()}" + (f"&{urlencode(more)}" if more else "")


def units_of(question: TableQuery, measure: int) -> TableQuery:
    """The question about the units of one measure, in the order of their tasks and roles."""
    return question.replace(by=UNIT, group="document", sort="", measure=(measure,), cols=())


def fold_of(question: TableQuery, measure: int) -> dict[str, str]:
    """Where the units of a measure are read from: into the page, and as a page of their own."""
    alone = question.replace(by=UNIT, group="", sort="", measure=(measure,), cols=())
    kept = question.replace(group="", sort="", cols=()).encode()
    return {
        "fold": f"{reverse('ledger_units', args=[measure])}?{kept}",
        "alone": link(alone),
    }


def groupings(question: TableQuery) -> list[dict[str, Any]]:
    """By what the table can be gathered, as links."""
    return [
        {"label": label, "link": link(question.replace(group=name)), "now": question.group == name}
        for name, label in (("", "不分组"), *GROUPS.items())
    ]


def months(question: TableQuery, on: date) -> list[tuple[str, str, bool]]:
    """The months to choose from: a year back, a year ahead, and those that are asked for."""
    start = on.year * 12 + on.month - 1
    near = [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(start - 6, start + 13)]
    every = sorted({*near, *(month for month in question.month if month != "none")})
    return [(month, month_in_words(month), month in question.month) for month in (*every, "none")]
