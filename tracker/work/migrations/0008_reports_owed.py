"""When each assignment owes its next report, from the reports that there are; the record of days follows."""

from datetime import date

from django.db import migrations
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery

from common import clock
from tracker.work.reporting_days import next_report_on, report_asked_again_on

BATCH = 2000
OPEN = ("pending", "active", "in_review")
FOREVER = date.max
COLUMNS = ("report_due_on", "has_reported")


def fill(apps, schema_editor):
    Assignment = apps.get_model("work", "Assignment")
    Snapshot = apps.get_model("work", "AssignmentSnapshot")
    Report = apps.get_model("work", "ProgressReport")
    work = Assignment.objects.filter(pk=OuterRef("assignment"))
    Snapshot.objects.update(dispatched_on=Subquery(work.values("dispatched_on")[:1]))
    standing = Report.objects.exclude(status="withdrawn")
    first = standing.filter(assignment=OuterRef("assignment"), submitted_on__lte=OuterRef("since"))
    Snapshot.objects.filter(Exists(first)).update(has_reported=True)
    today = clock.today()
    wanted = Assignment.objects.filter(Q(Exists(standing.filter(assignment=OuterRef("pk")))) | ~Q(task__cycle=""))
    last = 0
    while rows := list(wanted.filter(pk__gt=last).order_by("pk").select_related("task")[:BATCH]):
        last = rows[-1].pk
        filed = {
            row["assignment"]: row
            for row in standing.filter(assignment__in=rows)
            .order_by()
            .values("assignment")
            .annotate(count=Count("pk"), last=Max("submitted_on", filter=~Q(status="returned")))
        }
        for row in rows:
            said = filed.get(row.pk, {"count": 0, "last": None})
            row.has_reported = bool(said["count"])
            row.report_due_on = next_report_on(
                row.task.cycle, dispatched_on=row.dispatched_on, filed_on=said["last"]
            )
            if row.status not in OPEN and row.report_due_on is not None:
                row.report_due_on = max(row.report_due_on, report_asked_again_on(row.task.cycle, today))
        Assignment.objects.bulk_update(rows, COLUMNS)
        renew(Snapshot, {row.pk: row for row in rows}, today)


def renew(Snapshot, rows, today):
    """What holds now and says otherwise is closed today, and another begins: no past day is made anew."""
    held = Snapshot.objects.filter(assignment__in=rows, until=FOREVER)
    differing = [
        snapshot
        for snapshot in held
        if any(getattr(snapshot, name) != getattr(rows[snapshot.assignment_id], name) for name in COLUMNS)
    ]
    begun = []
    for snapshot in differing:
        row = rows[snapshot.assignment_id]
        fresh = Snapshot(
            assignment_id=row.pk,
            since=max(today, snapshot.since),
            until=FOREVER,
            **{name: getattr(snapshot, name) for name in ("document_id", "department_id", "status", "dispatched_on")},
            **{name: getattr(snapshot, name) for name in ("due_on", "must_due_on")},
            **{name: getattr(row, name) for name in COLUMNS},
        )
        begun.append(fresh)
    of_today = [snapshot.pk for snapshot in differing if snapshot.since >= today]
    Snapshot.objects.filter(pk__in=of_today).delete()
    earlier = [snapshot.pk for snapshot in differing if snapshot.since < today]
    Snapshot.objects.filter(pk__in=earlier).update(until=today)
    Snapshot.objects.bulk_create(begun)


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0003_cycles_as_rules'),
        ('work', '0007_lights_of_cycles'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
