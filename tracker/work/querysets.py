"""Reads of assignments, and of what hangs on them, that have a name. The day is always the caller's."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import JSONObject, RowNumber

from common.db.compiled import one_row
from common.db.related import related
from common.db.typed import Row
from departments.models.users import User
from policies.readers.rule import seen, within_circles
from tracker.work import snapshots
from tracker.work.dated import DatedQuerySet, held_by
from tracker.work.periods import Span
from tracker.work.states import OPEN, Light


def counted_units(path: str = "") -> Q:
    """Whose work counts in 考核 and 通报: 牵头 and 负责 units, each task once.

    配合 units do not hold a task open, so they are not measured by it; what a unit has handed on to one
    below it (转办) stays its own affair and counts for it alone. `path` leads to the assignment.
    """
    return Q(**{f"{path}role__in": ["lead", "responsible"], f"{path}parent__isnull": True})


SIBLING = "assignment__merges__work__members__assignment"  # the way to what an assignment is joined with


def merged_now() -> Q:
    """That the row's assignment is joined now (并案) with the one at `SIBLING`; in one `filter` with it."""
    return Q(
        assignment__merges__active=True,
        assignment__merges__work__state="joined",
        assignment__merges__work__members__active=True,
    )


class AssignmentQuerySet(DatedQuerySet[Row]):
    """Assignments. What writes many at once keeps the `snapshots` as `Assignment.save` does."""

    def bulk_create(
        self,
        objs: Iterable[Any],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        *args: Any,
        **kwargs: Any,
    ) -> list[Any]:
        """As Django's, with the first snapshot of each; a conflict would not tell which rows are new."""
        if ignore_conflicts or update_conflicts:
            raise NotImplementedError("the snapshots would not know which assignments are new")
        objs = list(objs)
        for obj in objs:
            obj.delegated_by_id = obj.parent.department_id if obj.parent else None
            obj.begin_reporting()
        with transaction.atomic(using=self.db, savepoint=False):
            created = super().bulk_create(objs, batch_size, False, False, *args, **kwargs)
            snapshots.begin(created)
        return created

    def update(self, **kwargs: Any) -> int:
        """As Django's; a change of state, dates or department makes snapshots; `delegated_by` follows."""
        moved = {"parent", "parent_id"} & kwargs.keys()
        if not moved and not snapshots.KEPT & kwargs.keys():
            return super().update(**kwargs)
        for name in moved:
            parent = getattr(kwargs[name], "pk", kwargs[name])
            if parent is None or isinstance(parent, int):  # the database wants both at once, or neither
                of_it = type(self)(self.model).filter(pk=parent).order_by().values("department_id")
                kwargs["delegated_by_id"] = Subquery(of_it) if parent else None
        with transaction.atomic(using=self.db, savepoint=False):
            changed = list(self.order_by().values_list("pk", flat=True))
            total = super().update(**kwargs)
            if snapshots.KEPT & kwargs.keys():
                snapshots.renew(changed)
            if moved:
                type(self)(self.model).filter(pk__in=changed).follow_parent()
            if {"department", "department_id"} & kwargs.keys():
                type(self)(self.model).filter(parent__in=changed).follow_parent()
        return total

    def follow_parent(self) -> int:
        """Bring `delegated_by` of handed-on parts up to the department that their parent has now."""
        parent = type(self)(self.model).filter(pk=OuterRef("parent")).order_by()
        return super().update(delegated_by_id=Subquery(parent.values("department_id")))

    def visible_to(self, user: User) -> Self:
        """All for 督查室 and leaders; for others those of their departments and what these delegated."""
        return seen(self, user, "document", held=held_by(user))

    def counted_for(self, user: User | None) -> Self:
        """All that may stand in a number that is shown to the user; without one in what goes out by itself.

        Not what is closed to the user, unless the user's own units do it; see `policies.readers.rule`.
        """
        return within_circles(self, user, "document", held=held_by(user))

    def owed_by(self, user: User) -> Self:
        """Those of the user's own departments: what they have to do themselves."""
        return self.filter(department_id__in=user.department_ids())

    def with_last_report(self) -> Self:
        """Adds `last_report`, the state of the newest report of each."""
        newest = (
            related(self.model, "reports").filter(assignment=OuterRef("pk")).order_by("-id").values("status")
        )
        return self.annotate(last_report=Subquery(newest[:1]))

    def with_sent_back(self) -> Self:
        """Adds `is_sent_back`: the newest report was returned and nothing was filed since."""
        returned = (
            related(self.model, "reports").filter(assignment=OuterRef("pk")).returned_and_not_answered()
        )
        return self.annotate(is_sent_back=Exists(returned))

    def sent_back(self) -> Self:
        """办理中, with a newest report that was returned: to be mended and filed again."""
        return self.filter(status="active").with_sent_back().filter(is_sent_back=True)

    def desk_counts(self, on: date, until: date) -> "models.QuerySet[Any, dict[str, int]]":
        """How many are open, overdue, due until the day `until`, to be signed, sent back; one row."""
        return one_row(
            self.filter(OPEN).with_sent_back(),
            open=Count("id"),
            overdue=Count("id", filter=self.LIGHTS.among_open(Light.RED, on)),
            week=Count("id", filter=Q(due_on__range=(on, until))),
            acknowledge=Count("id", filter=Q(status="pending")),
            returned=Count("id", filter=Q(status="active", is_sent_back=True)),
        )

    def with_waiting_report(self, user: User) -> Self:
        """Adds `waiting`: id, percent and status of the newest report that waits for an answer, or None.

        `own` says whether it is the user's department's, who may take it back. What waits for the
        department's own head is said within the department alone.
        """
        seen = related(self.model, "reports").visible_to(user)
        newest = seen.filter(
            assignment=OuterRef("pk"), status__in=["endorsing", "submitted", "first_approved"]
        ).order_by("-id")
        mine = When(assignment__department_id__in=user.department_ids(), then=Value(1))
        own = Case(mine, default=Value(0))
        said = newest.values(said=JSONObject(id="id", percent="percent", status="status", own=own))
        return self.annotate(waiting=Subquery(said[:1]))

    def within(self, span: Span, *, once: bool, on: date) -> Self:
        """Those with a date that counts in the span; see `DateQuerySet.within`."""
        dates = related(self.model, "milestones").filter(assignment=OuterRef("pk"))
        return self.filter(Exists(dates.within(span, once=once, on=on)))

    def scored_late(self, span: Span, *, once: bool, on: date, counted: bool = True) -> Self:
        """Those with a date that counts as overdue in the span; with `counted` false the rest."""
        dates = related(self.model, "milestones").filter(assignment=OuterRef("pk"))
        late = Exists(dates.within(span, once=once, on=on).in_outcome("overdue", on))
        return self.filter(late if counted else ~late)

    def merged_with(self, assignment_id: int) -> Self:
        """The other assignments of the 并案 that the assignment is in: one report serves them all."""
        return self.filter(
            merges__active=True,
            merges__work__state="joined",
            merges__work__members__assignment=assignment_id,
            merges__work__members__active=True,
        ).exclude(pk=assignment_id)

    def most_urgent_first(self) -> Self:
        """Earliest date first, undated ones last."""
        return self.order_by(F("due_on").asc(nulls_last=True), "id")

    def with_context(self) -> Self:
        """Joins what a list shows of each row: measure, document, department.

        A document's text stays behind; a measure's comes along, since its first words stand for a title
        where there is none.
        """
        rows = self.select_related("task__measure__document", "department__region", "document").defer(
            "task__measure__document__text", "document__text"
        )
        return rows.with_twins()

    def with_twins(self) -> Self:
        """Adds `has_twins`: whether its measure has other tasks, from which it must be told apart."""
        twins = related(self.model, "task").filter(measure=OuterRef("task__measure"))
        return self.annotate(has_twins=Exists(twins.exclude(pk=OuterRef("task"))))

    def load_by_department(self, on: date) -> "models.QuerySet[Any, dict[str, Any]]":
        """What each department has open, by lights and unacknowledged, with the day of the oldest of these.

        department_id, waiting_since, and what `standing_counts` counts; one query over the open work.
        """
        return (
            self.open()
            .order_by()
            .values("department_id")
            .annotate(
                waiting_since=models.Min("dispatched_on", filter=Q(status="pending")),
                **self.standings(on),
            )
        )


class OfAssignmentQuerySet(models.QuerySet[Row]):
    """Rows that hang on an assignment (dates, events): seen by whoever sees the assignment."""

    def visible_to(self, user: User) -> Self:
        """Those on the assignments that the user may see."""
        return seen(self, user, "assignment__document", held=held_by(user, "assignment__"))

    def counted_for(self, user: User | None) -> Self:
        """As `AssignmentQuerySet.counted_for`."""
        return within_circles(self, user, "assignment__document", held=held_by(user, "assignment__"))


class AssignmentMilestoneQuerySet(OfAssignmentQuerySet[Row]):
    def owed_by(self, user: User) -> Self:
        """Those that the user's own departments have to meet."""
        return self.filter(assignment__department_id__in=user.department_ids())

    def to_meet(self, first: date, last: date) -> Self:
        """Unfinished dates of open assignments, from `first` to `last`."""
        return self.filter(
            completed_on__isnull=True,
            due_on__range=(first, last),
            assignment__status__in=["pending", "active", "in_review"],
        )

    def first_of_each_day(self, count: int) -> Self:
        """At most `count` of each day, each with `of_day`, how many that day has."""
        day = F("due_on")
        return (
            self.annotate(
                nth=Window(RowNumber(), partition_by=day, order_by=F("id").asc()),
                of_day=Window(Count("id"), partition_by=day),
            )
            .filter(nth__lte=count)
            .order_by("due_on", "id")
        )


class RequestQuerySet(OfAssignmentQuerySet[Row]):
    """What a department asks and 督查室 answers: extensions, declines."""

    def open(self) -> Self:
        """Those that wait for an answer; while their assignment is suspended they rest with it."""
        return self.filter(status="open").exclude(assignment__status="suspended")


class ExtensionQuerySet(RequestQuerySet[Row]):
    def within(self, span: Span, *, once: bool, on: date | None = None) -> Self:
        """Those granted within the span that count in the scorecard: of 牵头 and 负责 units.

        With `once` one of those that moved joined assignments (并案) from the same day to the same day.
        """
        begin, end = span.instants
        found = self.filter(
            counted_units("assignment__"),
            status="granted",
            answered_at__gte=begin,
            answered_at__lt=end,
        )
        if not once:
            return found
        other = f"{SIBLING}__extensions__"
        same = {f"{other}{name}": F(name) for name in ("from_date", "to_date")}
        repeated = self.model._default_manager.filter(
            merged_now(),
            counted_units(f"{SIBLING}__"),
            **{f"{SIBLING}__lt": F("assignment"), f"{other}status": "granted"},
            **same,
        )
        return found.exclude(pk__in=repeated.values("pk"))
