"""The rules at the start; afterwards the admin's (提醒规则) are the ones that count."""

from django.db import migrations

_UNIT = {"to_filer": True, "to_head": True}
RULES = (
    {"rule": "due_soon", "before": "15,7,1", **_UNIT},
    {"rule": "due_soon", "before": "0", **_UNIT},
    {"rule": "overdue", "first": 1, "every": 7, **_UNIT},
    {"rule": "strive_passed", "first": 1, "every": 7, **_UNIT},
    {"rule": "unsigned", "first": 3, "in_workdays": True, **_UNIT},
    {"rule": "report_missing", "before": "2", "first": 1, **_UNIT},
    {"rule": "returned", "first": 3, "every": 5, "in_workdays": True, **_UNIT},
    {"rule": "instruction_open", "before": "1", "first": 1, "every": 7, **_UNIT},
    {"rule": "escalated", "first": 7, "to_head": True},
    {"rule": "escalated", "first": 15, "to_leader": True},
)


def add_rules(apps, schema_editor):
    ReminderRule = apps.get_model("tracker", "ReminderRule")
    for rule in RULES:
        ReminderRule.objects.create(**rule)


class Migration(migrations.Migration):

    dependencies = [("tracker", "0007_reminder_rules")]

    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop)]
