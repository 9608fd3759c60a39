"""The date that counts in 考核 of what was extended: the one before the unit's first extension."""

from django.db import migrations
from django.db.models import Exists, F, OuterRef, Subquery


def fill(apps, schema_editor):
    Milestone = apps.get_model("work", "AssignmentMilestone")
    Extension = apps.get_model("work", "Extension")
    granted = Extension.objects.filter(milestone=OuterRef("pk"), status="granted").order_by("from_date", "id")
    # Where 督查室 moved the date afterwards, its own date counts.
    in_force = granted.filter(to_date=OuterRef("due_on"), from_date__lt=OuterRef("due_on"))
    Milestone.objects.filter(Exists(in_force)).update(scored_on=Subquery(granted.values("from_date")[:1]))
    Milestone.objects.filter(scored_on__gte=F("due_on")).update(scored_on=None)


class Migration(migrations.Migration):

    dependencies = [
        ('work', '0009_scored_dates'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
