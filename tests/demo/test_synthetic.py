"""A made-up ledger of any size: as many as asked, in good order, the same for the same seed."""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F, Max, Q

from demo.synthetic.ledger import make_ledger
from demo.synthetic.work import NotEnoughError
from departments.models.users import User
from policies.models.measures import Measure, Responsibility
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.models.assignments import Assignment, AssignmentMilestone, Event
from tracker.work.models.snapshots import FOREVER, AssignmentSnapshot
from tracker.work.reporting_days import next_report_on

ON = date(2026, 3, 10)


def _shape() -> Any:
    rows = Assignment.objects.order_by("id").values_list(
        "department__name", "status", "must_due_on", "percent", "task__measure__title"
    )
    return list(rows)


@pytest.mark.postgres
def test_a_made_up_ledger_is_as_large_as_asked_and_in_good_order(db: None) -> None:
    make_ledger(assignments=1500, in_work=150, seed=7, on=ON)

    assignments = Assignment.objects.all()
    assert assignments.count() == 1500
    assert assignments.open().count() == 150
    assert assignments.overdue(ON).count() == 45
    assert not Assignment.objects.filter(Q(task__measure__document=None) | Q(responsibility=None)).exists()
    assert not Assignment.objects.filter(dispatched_on__gte=ON).exists()
    # The kept dates are those that the services would keep.
    for assignment in assignments.open().prefetch_related("milestones"):
        left = [m for m in assignment.milestones.all() if m.completed_on is None]
        assert assignment.due_on == min((m.due_on for m in left), default=None)
        assert assignment.must_due_on == min((m.due_on for m in left if m.firmness == "must"), default=None)
    open_ones = (
        assignments.open()
        .select_related("task")
        .annotate(count=Count("reports"), last=Max("reports__submitted_on"))
    )
    for assignment in open_ones:
        assert assignment.has_reported == bool(assignment.count)
        assert assignment.report_due_on == next_report_on(
            assignment.task.cycle, dispatched_on=assignment.dispatched_on, filed_on=assignment.last
        )
    done = AssignmentMilestone.objects.filter(assignment__status="completed")
    assert not done.filter(completed_on=None).exists()

    busiest = (
        assignments.values("department").annotate(n=Count("id")).order_by("-n").values_list("n", flat=True)
    )
    assert busiest[0] > 10 * busiest[len(busiest) // 2]  # the load is skewed
    assert Responsibility.objects.filter(group__isnull=False).exists()
    measure = Measure.objects.select_related("document").exclude(position=0)[3]
    assert measure.document.text[measure.span_start : measure.span_end] == measure.text
    assert not ProgressReport.objects.exclude(
        author__memberships__department=F("assignment__department")
    ).exists()
    assert Event.objects.filter(kind="completed").count() == assignments.filter(status="completed").count()
    assert Event.objects.filter(kind="dispatched").count() == 1500
    # The record of every day ends with what stands in the ledger.
    held = AssignmentSnapshot.objects.filter(until=FOREVER)
    assert held.count() == 1500
    names = ("department_id", "status", "due_on", "must_due_on", "report_due_on", "has_reported")
    stands = Assignment.objects.order_by("pk").values_list("pk", *names)
    assert list(held.order_by("assignment").values_list("assignment_id", *names)) == list(stands)
    assert AssignmentSnapshot.objects.as_of(ON - timedelta(days=60)).open().count() > 20
    # Nothing of the schema got lost on the way, and the next row finds a free id.
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, Assignment._meta.db_table)
        expected = {i.name for i in Assignment._meta.indexes} | {c.name for c in Assignment._meta.constraints}
        assert expected <= set(constraints)
        keys = sum(bool(field.many_to_one) for field in Assignment._meta.concrete_fields)
        assert sum(c["foreign_key"] is not None for c in constraints.values()) == keys
    User.objects.create_user("one more")
    Measure.objects.create(document=measure.document, position=999, path=["九"])


@pytest.mark.postgres
def test_the_same_seed_gives_the_same_ledger_and_more_can_be_added(db: None) -> None:
    out = StringIO()
    make_ledger(assignments=400, in_work=20, seed=3, on=ON)
    first = _shape()
    with pytest.raises(CommandError, match="已有台账"):
        call_command("make_ledger", assignments=400, stdout=out)
    options = {"assignments": 400, "in_work": 20, "seed": 3, "on": ON, "into_existing": True}
    call_command("make_ledger", **options, stdout=out)
    both = _shape()
    assert both[:400] == first
    assert both[400:] == first
    with pytest.raises(NotEnoughError):
        make_ledger(assignments=100, in_work=101, seed=3, on=ON)


def test_a_made_up_ledger_needs_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "vendor", "sqlite")
    with pytest.raises(CommandError, match="PostgreSQL"):
        call_command("make_ledger", assignments=10)
