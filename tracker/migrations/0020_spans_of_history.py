"""The record of what stood in the ledger before it was kept: from the history of every assignment."""

from datetime import date

from django.db import migrations
from django.utils import timezone

from tracker.record_of_history import record_from_history

BATCH = 2000
FIELDS = ("department_id", "status", "due_on", "must_due_on")

def fill(apps, schema_editor):
    """Every assignment's spans; where the history is silent or says otherwise, the row as it is, from today."""
    record_from_history(schema_editor.connection)
    amend(apps.get_model("tracker", "Assignment"), apps.get_model("tracker", "AssignmentSpan"))


def amend(Assignment, AssignmentSpan):
    """What was written past the history."""
    today, last, forever = timezone.localdate(), 0, date.max
    while rows := list(Assignment.objects.filter(pk__gt=last).order_by("pk").values("pk", "document_id", *FIELDS)[:BATCH]):
        last = rows[-1]["pk"]
        held = {
            span.assignment_id: span
            for span in AssignmentSpan.objects.filter(assignment__in=[r["pk"] for r in rows], until=forever)
        }
        wrong = [
            row
            for row in rows
            if row["pk"] not in held or any(getattr(held[row["pk"]], name) != row[name] for name in FIELDS)
        ]
        spans = [held[row["pk"]] for row in wrong if row["pk"] in held]
        AssignmentSpan.objects.filter(pk__in=[s.pk for s in spans if s.since >= today]).delete()
        AssignmentSpan.objects.filter(pk__in=[s.pk for s in spans if s.since < today]).update(until=today)
        AssignmentSpan.objects.bulk_create(
            AssignmentSpan(assignment_id=row.pop("pk"), since=today, until=forever, **row) for row in wrong
        )


def empty(apps, schema_editor):
    """Back: the table goes."""


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0019_assignment_spans"),
    ]

    operations = [
        migrations.RunPython(fill, empty),
    ]
