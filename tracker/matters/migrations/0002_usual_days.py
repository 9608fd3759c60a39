"""The usual days at the start; afterwards the office's own (来源默认时限) are the ones that count."""

from django.db import migrations

DAYS = [
    ("instruction", 15, True),
    ("meeting", 30, False),
    ("petition", 60, False),
    ("hotline", 5, True),
    ("letter", 30, False),
    ("superior", 15, True),
    ("other", 30, False),
]


def add_rules(apps, schema_editor):
    OriginRule = apps.get_model("matters", "OriginRule")
    for origin, days, working in DAYS:
        OriginRule.objects.create(origin=origin, days=days, working_days=working)


class Migration(migrations.Migration):
    dependencies = [("departments", "0002_first_office"), ("matters", "0001_initial")]
    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop)]
