"""Another look through the working day: a morning round that was lost is made up for within the hour."""

import zoneinfo

from django.db import migrations


def add_task(apps, schema_editor):
    CrontabSchedule = apps.get_model("django_celery_beat", "CrontabSchedule")
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    hourly, _ = CrontabSchedule.objects.get_or_create(
        minute="15",
        hour="9-17",
        day_of_week="*",
        day_of_month="*",
        month_of_year="*",
        timezone=zoneinfo.ZoneInfo("Asia/Shanghai"),
    )
    PeriodicTask.objects.get_or_create(
        name="补做每日提醒",
        defaults={
            "task": "tracker.tasks.catch_up",
            "crontab": hourly,
            "expire_seconds": 3000,
            "description": "当日提醒因故没有完成的，由此补做；已完成的不重复",
        },
    )


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0017_sweep_indexes"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [
        migrations.RunPython(add_task, migrations.RunPython.noop),
    ]
