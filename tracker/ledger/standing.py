"""How measures stand: of the 交办事项 that fit a question, one line for each measure, by the database."""

from collections.abc import Iterator, Sequence
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

from common.db.compiled import Among, AsOf, CompiledQuery
from common.db.keyset import Slice
from departments.models.users import User
from policies.models.measures import Measure, Role
from tracker.work.ledger_query import LedgerQuery
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
    return map(_read, _counted(rows, on).iterator(chunk_size=5000))


def standings_of(
    keys: Sequence[int], *, question: LedgerQuery, fitting: QuerySet[Any], user: User, on: date
) -> list[MeasureStanding]:
    """The same of some measures alone: the statement is compiled once, where the question allows it."""
    if (asked := question.by_value()) is None:
        return list(map(_read, _counted(fitting.filter(Among("task__measure_id", keys=keys)), on)))
    shape, given = asked
    return list(map(_read, _OF_KEYS.all(user=user, keys=tuple(keys), query=shape, day=AsOf(on), **given)))


def page_of_measures(*, question: LedgerQuery, user: User, part: Slice, after: Sequence[Any]) -> list[Any]:
    """The rows of a slice of the measures that hold what fits, as they are printed, for a question that
    stands in columns alone (`by_value`); compiled once."""
    shape, given = question.by_value() or (question, {})
    places = {f"after_{n}": value for n, value in enumerate(after)}
    return _PAGE.all(user=user, query=shape, part=part, **places, **given)


def _fitting(user: Any, query: LedgerQuery, given: dict[str, Any]) -> Any:
    return query.replace(**given).of_columns(Assignment.objects.visible_to(user), user)


def _page(user: Any, query: LedgerQuery, part: Slice, **given: Any) -> QuerySet[Any]:
    after = [given.pop(f"after_{n}") for n in range(len(part.terms) if part.beyond else 0)]
    rows = holding(_fitting(user, query, given)).values_list(*(term.name for term in part.terms))
    return part.of(rows, after)


_PAGE = CompiledQuery(_page)


def _counted(rows: QuerySet[Any], on: date) -> QuerySet[Any, Any]:
    counted = by_measure(rows).annotate(
        units=Count("pk"),
        first_due=Min("due_on"),
        last_due=Max("due_on"),
        state=state(),
        **light_counts(on),
    )
    return counted.values_list(*_FIELDS)


def _read(row: tuple[Any, ...]) -> MeasureStanding:
    fixed = len(_FIELDS) - len(LIGHTS)
    return MeasureStanding(*row[:fixed], dict(zip(LIGHT_VALUES, row[fixed:], strict=True)))  # type: ignore[call-arg]


_OF_KEYS = CompiledQuery(
    lambda user, keys, query, day, **given: _counted(
        _fitting(user, query, given).filter(Among("task__measure_id", keys=keys)), day.on
    )
)
