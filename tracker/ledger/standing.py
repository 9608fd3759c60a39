"""How measures stand: of the 交办事项 that fit a question, one line for each measure, by the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from policies.models.measures import Measure, Role
from tracker.work.lights import OF_ASSIGNMENTS, WORKING
from tracker.work.models.assignments import Assignment
from tracker.work.states import Light, Status

LIGHTS = tuple(f"light_{light.value}" for light in (*WORKING, Light.NONE))
LIGHT_VALUES = tuple(light.value for light in (*WORKING, Light.NONE))
_FIELDS = ("measure", "document_id", "position", "units", "first_due", "last_due", "state", *LIGHTS)


@dataclass(slots=True)
class MeasureStanding:
    """A measure as those of its 交办事项 stand that fit the question.

    `state` is the place of its least advanced state, `urgency` that of its most urgent light.
    """

    measure: int
    document: int
    position: int
    units: int
    first_due: date | None
    last_due: date | None
    state: int
    lights: dict[str, int]

    @property
    def urgency(self) -> int:
        """The place of the most urgent light that it shows."""
        return next(place for place, count in enumerate(self.lights.values()) if count)


def light_counts(on: date) -> dict[str, Any]:
    """How many rows show each light, those that are no longer open among them, as aggregates."""
    return {
        name: Count(Value(1), filter=OF_ASSIGNMENTS.condition(light, on))
        for name, light in zip(LIGHTS, LIGHT_VALUES, strict=True)
    }


def by_measure(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """The rows gathered by measure; what is added to it counts the rows of each."""
    return rows.order_by().values(
        "document_id", measure=F("task__measure_id"), position=F("task__measure__position")
    )


def leading() -> Coalesce:
    """The unit under which a measure stands, as an annotation of measures: its 牵头 unit (of several the
    first), where nobody is 牵头 a 负责 unit, 0 where there is neither. Whether that unit's own part fits the
    question makes no difference."""

    def first(role: Role) -> Subquery:
        # What a unit handed on leads nothing, and who was relieved leads no more.
        units = Assignment.objects.filter(task__measure=OuterRef("pk"), role=role, parent__isnull=True)
        ordered = units.exclude(status=Status.SUSPENDED).order_by("department_id")
        return Subquery(ordered.values("department_id")[:1])

    return Coalesce(first(Role.LEAD), first(Role.RESPONSIBLE), Value(0), output_field=IntegerField())


def holding(rows: QuerySet[Any]) -> QuerySet[Measure]:
    """The measures that hold any of the rows."""
    return Measure.objects.filter(Exists(rows.order_by().filter(task__measure=OuterRef("pk"))))


def place_of(column: str, values: list[str]) -> Case:
    """The place of a column's value among the values."""
    cases = [When(**{column: value}, then=Value(place)) for place, value in enumerate(values)]
    return Case(*cases, default=Value(len(values)), output_field=IntegerField())


def state() -> Min:
    """The place of the least advanced state of a measure, as an aggregate."""
    return Min(place_of("status", list(Status.values)))


def urgency(on: date) -> Min:
    """The place of the most urgent light of a measure, as an aggregate."""
    lights = [
        When(OF_ASSIGNMENTS.condition(light, on), then=Value(place)) for place, light in enumerate(WORKING)
    ]
    return Min(Case(*lights, default=Value(len(WORKING)), output_field=IntegerField()))


def standings(rows: QuerySet[Any], on: date) -> Iterator[MeasureStanding]:
    """One line for each measure among the rows, in no order; one statement, not held in memory at once."""
    counted = by_measure(rows).annotate(
        units=Count("pk"),
        first_due=Min("due_on"),
        last_due=Max("due_on"),
        state=state(),
        **light_counts(on),
    )
    fixed = len(_FIELDS) - len(LIGHTS)
    for row in counted.values_list(*_FIELDS).iterator(chunk_size=5000):
        lights = dict(zip(LIGHT_VALUES, row[fixed:], strict=True))
        yield MeasureStanding(*row[:fixed], lights)  # type: ignore[call-arg]
