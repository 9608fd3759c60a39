"""驾驶舱 as data: the lights, the late measures, the bars and the trend, today or as any day ended.

Today is read from the ledger itself, a past day from its record (`AssignmentSnapshot`, and the times that
reports keep). Units, measures and people are named as they are now. Each part is a bounded number of queries,
whatever the ledger holds; a part that nobody asks for costs nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Case, F, Max, Q, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone

from common.db.keyset import Place, Slice, Term
from departments.models.users import Membership, User, UserRole
from policies.models.measures import Measure, Role
from tracker.work.dated import DatedQuerySet
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.lights import OF_ASSIGNMENTS, WORKING
from tracker.work.models.assignments import Assignment
from tracker.work.models.snapshots import AssignmentSnapshot
from tracker.work.states import Light, Status

WEEK = timedelta(days=7)
MONTHS = 12
PAGE = 20  # measures of a page
UNITS = 8  # late units shown of one measure
PEOPLE = 3  # people named of one unit

_BY_URGENCY = (Term("late_since", kind="day"), Term("measure"))  # the longest overdue first


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to call."""

    name: str
    role: str
    phone: str


@dataclass(slots=True)
class LateUnit:
    """A unit that is late with a measure, what it said last, and who is to be called."""

    assignment: int
    department: int
    name: str
    role: str
    must_due_on: date
    days_late: int
    assignments: int = 1  # of the measure, with which it is late
    last_word: str = ""
    last_word_on: date | None = None
    people: list[Person] = field(default_factory=list)

    @property
    def role_label(self) -> str:
        """牵头, 负责 or 配合."""
        return str(Role(self.role).label)


@dataclass(slots=True)
class LateMeasure:
    """A measure of which something is overdue: one row, however many units are late with it."""

    measure: Measure
    since: date
    earliest: date
    days_late: int
    total: int
    late_units: int
    leads: list[str] = field(default_factory=list)
    units: list[LateUnit] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many late units are not among `units`."""
        return self.late_units - len(self.units)

    @property
    def others(self) -> int:
        """How many units are late beside the first."""
        return self.late_units - 1


@dataclass(frozen=True, slots=True)
class LatePage:
    """Some of the late measures; `after` is the mark of the next page, if there is one."""

    measures: list[LateMeasure]
    after: str


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """How many were overdue when a day ended; `None` where the record had not begun."""

    on: date
    overdue: int | None


class Overview:
    """What the user may see of the ledger as the day `on` ended; on `today` (or later) as it stands now.

    `department` and `document` narrow everything but the bars of their own kind, among which one chooses.
    """

    def __init__(
        self,
        user: User,
        *,
        on: date,
        today: date,
        department: int | None = None,
        document: int | None = None,
    ) -> None:
        self.user, self.on, self.past = user, on, on < today
        self.department, self.document = department, document

    def _stood(self, on: date) -> DatedQuerySet[Any]:
        return AssignmentSnapshot.objects.as_of(on).visible_to(self.user)

    @property
    def _rows(self) -> DatedQuerySet[Any]:
        return self._stood(self.on) if self.past else Assignment.objects.visible_to(self.user)

    def _narrowed(self, rows: Any) -> Any:
        if self.department is not None:
            rows = rows.filter(department=self.department)
        return self._of_document(rows)

    def _of_document(self, rows: Any) -> Any:
        return rows if self.document is None else rows.filter(document=self.document)

    @cached_property
    def recorded_since(self) -> date | None:
        """The first day of the record."""
        return AssignmentSnapshot.objects.recorded_since()

    @cached_property
    def recorded(self) -> bool:
        """Whether anything is known of the day: of a past one only from the first of the record on."""
        return not self.past or (self.recorded_since is not None and self.recorded_since <= self.on)

    @cached_property
    def standing(self) -> dict[str, int] | None:
        """The lights, and what is counted beside them; `None` where the day has no record."""
        if not self.recorded:
            return None
        counts: dict[str, int] = self._narrowed(self._rows).standing_counts(self.on)
        return counts

    @property
    def lights(self) -> dict[str, int] | None:
        """Red, yellow, green and grey; `None` where the day has no record."""
        return None if self.standing is None else {light: self.standing[light] for light in WORKING}

    @cached_property
    def change(self) -> dict[str, int] | None:
        """How many more or fewer than a week before; `None` where the record does not reach back so far."""
        before = self.on - WEEK
        if self.lights is None or self.recorded_since is None or self.recorded_since > before:
            return None
        then = self._narrowed(self._stood(before)).light_counts(before)
        return {light: count - then[light] for light, count in self.lights.items()}

    def by_department(self, limit: int | None = None) -> list[dict[str, Any]]:
        """Overdue counts by department, of the chosen document: as `count_by_department`."""
        found: list[dict[str, Any]] = self._of_document(self._rows).count_by_department(self.on, limit)
        return found

    def by_document(self, limit: int | None = None) -> list[dict[str, Any]]:
        """Overdue counts by document, of the chosen department: as `count_by_document`."""
        rows = self._rows
        if self.department is not None:
            rows = rows.filter(department=self.department)
        return rows.count_by_document(self.on, limit)

    def trend(self) -> list[TrendPoint]:
        """What was overdue at the end of each of the last twelve months, and at last on the day itself."""
        days = month_ends(self.on)
        known = [day for day in days if self.recorded_since is not None and day >= self.recorded_since]
        snapshots = self._narrowed(AssignmentSnapshot.objects.visible_to(self.user))
        counted = dict(zip(known, snapshots.trend(known), strict=True))
        points = [TrendPoint(day, counted.get(day)) for day in days]
        return [*points, TrendPoint(self.on, self.lights["red"] if self.lights else None)]

    @property
    def rows(self) -> DatedQuerySet[Any]:
        """What is shown: the ledger as it stands, or the record of the day, narrowed."""
        narrowed: DatedQuerySet[Any] = self._narrowed(self._rows)
        return narrowed

    def begun(self, day: date) -> DatedQuerySet[Any] | None:
        """The same as it stood when an earlier `day` began; `None` where there is no record of that."""
        before = day - timedelta(days=1)
        if self.recorded_since is None or self.recorded_since > before:
            return None
        narrowed: DatedQuerySet[Any] = self._narrowed(self._stood(before))
        return narrowed

    def not_late_when_begun(self, day: date) -> Q:
        """Which of the rows were not red when `day` began."""
        way = "assignment__in" if self.past else "pk__in"
        return ~Q(**{way: AssignmentSnapshot.objects.late_when_begun(day)})

    def late_measures(
        self, *, after: str = "", limit: int = PAGE, measure: int | None = None, among: Q | None = None
    ) -> LatePage:
        """A page of the late measures, longest overdue first; `measure` asks for one, with all its units.

        `among` narrows what is late. `BadCursor` for an `after` that no page has given.
        """
        place = Place.read(after, _BY_URGENCY).values if after else ()
        wanted = Slice(_BY_URGENCY, limit, beyond=bool(place))
        rows: Any = self.rows if among is None else self.rows.filter(among)
        if measure is not None:
            rows = rows.filter(**{rows.MEASURE: measure})
        found, more, _ = wanted.taken(list(wanted.of(rows.count_by_measure(self.on), place)))
        ids = [row["measure"] for row in found]
        named = Measure.objects.select_related("document").defer("document__text").in_bulk(ids)
        page = {
            row["measure"]: LateMeasure(
                measure=named[row["measure"]],
                since=row["late_since"],
                earliest=row["earliest"],
                days_late=(self.on - row["late_since"]).days,
                total=row["total"],
                late_units=row["units"],
            )
            for row in found
        }
        if page:
            self._add_units(page, all_of_them=measure is not None, among=among)
        measures = list(page.values())
        last = measures[-1] if more else None
        return LatePage(measures, Place((last.since, last.measure.pk)).mark() if last else "")

    def _add_units(self, page: dict[int, LateMeasure], *, all_of_them: bool, among: Q | None) -> None:
        """The late units and the 牵头 units of each measure, in one query."""
        way, rows = "assignment__" if self.past else "", self._rows
        late = OF_ASSIGNMENTS.condition(Light.RED, self.on)
        if among is not None:
            late &= among
        if self.department is not None:
            late &= Q(department=self.department)
        leading = Q(**{f"{way}role": Role.LEAD}) & ~Q(status=Status.SUSPENDED)
        found = (
            rows.filter(late | leading, **{f"{rows.MEASURE}__in": list(page)})
            .annotate(
                is_late=Case(When(late, then=Value(True)), default=Value(False)),
                late_since=Greatest("must_due_on", "dispatched_on"),
            )
            .order_by("late_since", f"{way}id")
            .values(
                "late_since",
                "department_id",
                "must_due_on",
                "status",
                "is_late",
                measure=F(rows.MEASURE),
                assignment_number=F(f"{way}id"),
                part=F(f"{way}role"),
                unit=F("department__short_name"),
            )
        )
        for row in sorted(found, key=lambda row: row["assignment_number"]):
            leads = page[row["measure"]].leads
            is_leading = row["part"] == Role.LEAD and row["status"] != Status.SUSPENDED
            if is_leading and row["unit"] not in leads:
                leads.append(row["unit"])
        known: dict[tuple[int, int], LateUnit | None] = {}
        for row in found:
            if not row["is_late"]:
                continue
            units, key = page[row["measure"]].units, (row["measure"], row["department_id"])
            if key in known:  # a unit is one, however many tasks of the measure it is late with
                if (unit := known[key]) is not None:
                    unit.assignments += 1
                continue
            known[key] = None
            if all_of_them or len(units) < UNITS:
                known[key] = unit = LateUnit(
                    assignment=row["assignment_number"],
                    department=row["department_id"],
                    name=row["unit"],
                    role=row["part"],
                    must_due_on=row["must_due_on"],
                    days_late=(self.on - row["late_since"]).days,
                )
                units.append(unit)
        units = [unit for late_measure in page.values() for unit in late_measure.units]
        words = self._last_words([unit.assignment for unit in units])
        people = people_of({unit.department for unit in units})
        for unit in units:
            unit.last_word, unit.last_word_on = words.get(unit.assignment, ("", None))
            unit.people = people[unit.department][:PEOPLE]

    def _last_words(self, assignments: list[int]) -> dict[int, tuple[str, date]]:
        """What was last reported on each, unless it was taken back, and the day it was."""
        if self.past:
            ended = timezone.make_aware(datetime.combine(self.on + timedelta(days=1), time.min))
            reports = ProgressReport.objects.visible_then(self.user, ended).standing_then(ended)
        else:
            reports = ProgressReport.objects.visible_to(self.user).exclude(status=ReportStatus.WITHDRAWN)
        reports = reports.filter(assignment__in=assignments)
        last = reports.order_by().values("assignment_id").annotate(last=Max("pk")).values("last")
        found = reports.filter(pk__in=last)
        return {
            assignment: (narrative, day)
            for assignment, narrative, day in found.values_list("assignment_id", "narrative", "submitted_on")
        }


def month_ends(on: date, months: int = MONTHS) -> list[date]:
    """The last days of the `months` months that ended before `on`, oldest first."""
    ends, day = [], on
    for _ in range(months):
        day = day.replace(day=1) - timedelta(days=1)
        ends.append(day)
    return ends[::-1]


def people_of(departments: Iterable[int]) -> dict[int, list[Person]]:
    """Whom to call in each department: its heads, then its filers."""
    found: dict[int, list[Person]] = defaultdict(list)
    memberships = Membership.objects.filter(
        department__in=set(departments), role__in=[UserRole.HEAD, UserRole.FILER], user__is_active=True
    ).select_related("user")
    for membership in sorted(memberships, key=lambda m: (m.role != UserRole.HEAD, m.pk)):
        user = membership.user
        person = Person(str(user), str(UserRole(membership.role).label), user.phone)
        unit = membership.department_id
        if unit is not None and all(person.name != other.name for other in found[unit]):
            found[unit].append(person)
    return found
