"""Reporting cycles become recurrence rules (RFC 5545); the edits that can still be undone speak of them, too."""

from django.db import migrations, models

# Written out: what the rules are called later does not concern these rows.
RULES = {
    "": ("", 0),
    "week": ("FREQ=WEEKLY", 52),
    "month": ("FREQ=MONTHLY", 12),
    "quarter": ("FREQ=MONTHLY;INTERVAL=3", 4),
}
CODES = {rule: code for code, (rule, _) in RULES.items()}


def _rewrite_edits(apps, change):
    """Call `change` on each row of a task in what undo would bring back."""
    edits = apps.get_model("policies", "DraftEdit").objects.filter(document__status="draft")
    for edit in edits.only("before", "after").iterator(chunk_size=100):
        for side in (edit.before, edit.after):
            for rows in side.values():
                for task in (rows or {}).get("tasks", []):
                    change(task)
        edit.save(update_fields=["before", "after"])


def to_rules(apps, schema_editor):
    tasks = apps.get_model("policies", "Task").objects
    for code, (rule, count) in RULES.items():
        if code:
            tasks.filter(cycle=code).update(cycle=rule, reports_a_year=count)

    def change(task):
        if task["cycle"] in RULES:
            task["cycle"], task["reports_a_year"] = RULES[task["cycle"]]

    _rewrite_edits(apps, change)


def to_codes(apps, schema_editor):
    """A rule that had no name is forgotten: only the printed frequency stays."""
    tasks = apps.get_model("policies", "Task").objects
    for code, (rule, _) in RULES.items():
        tasks.filter(cycle=rule).update(cycle=code)
    tasks.exclude(cycle__in=list(RULES)).update(cycle="")

    def change(task):
        task["cycle"] = CODES.get(task["cycle"], "")
        task.pop("reports_a_year", None)

    _rewrite_edits(apps, change)


class Migration(migrations.Migration):
    dependencies = [("policies", "0002_grams")]
    operations = [
        migrations.AlterField(
            model_name="task",
            name="cycle",
            field=models.CharField(
                blank=True,
                help_text="RFC 5545的规则，如每月5日前：FREQ=MONTHLY;BYMONTHDAY=5",
                max_length=100,
                verbose_name="报送周期",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="reports_a_year",
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="每年报送次数"),
        ),
        migrations.RunPython(to_rules, to_codes),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("cycle", ""), ("reports_a_year", 0))
                | (~models.Q(("cycle", "")) & models.Q(("reports_a_year__gt", 0))),
                name="task_cycle_counted",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(condition=~models.Q(("cycle", "")), fields=["cycle"], name="task_with_cycle"),
        ),
        migrations.AlterField(
            model_name="checkitem",
            name="kind",
            field=models.CharField(
                choices=[
                    ("unit", "单位待定"),
                    ("date", "时限待定"),
                    ("cycle", "报送周期待定"),
                    ("structure", "结构存疑"),
                    ("other", "其他"),
                ],
                max_length=10,
                verbose_name="类别",
            ),
        ),
        migrations.RemoveConstraint(model_name="checkitem", name="check_kind_known"),
        migrations.AddConstraint(
            model_name="checkitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["unit", "date", "cycle", "structure", "other"])),
                name="check_kind_known",
            ),
        ),
    ]
