"""The 通报 of each month is drafted by itself at the start, that of each week where 督查室 wants it."""

import zoneinfo

from django.db import migrations


def add_rows(apps, schema_editor):
    BulletinSchedule = apps.get_model("papers", "BulletinSchedule")
    BulletinSchedule.objects.create(cycle="week", enabled=False)
    BulletinSchedule.objects.create(cycle="month", enabled=True)
    CrontabSchedule = apps.get_model("django_celery_beat", "CrontabSchedule")
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    at = {"day_of_week": "*", "day_of_month": "*", "month_of_year": "*"}
    at["timezone"] = zoneinfo.ZoneInfo("Asia/Shanghai")
    # Before the digests of the morning, which then tell of the draft.
    early, _ = CrontabSchedule.objects.get_or_create(minute="0", hour="8", **at)
    PeriodicTask.objects.create(
        name="定期通报拟稿",
        task="tracker.papers.tasks.draft",
        crontab=early,
        description="一周或一月结束后的工作日拟出通报稿，由督查室批准后才编号印发；已拟过的不重复",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0002_first_office"),
        ("papers", "0002_bulletins_wait_for_approval"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(add_rows, migrations.RunPython.noop)]
