"""The timetable at the start; afterwards the admin's (定时任务) is the one that counts."""

import zoneinfo

from django.db import migrations


def add_timetable(apps, schema_editor):
    CrontabSchedule = apps.get_model("django_celery_beat", "CrontabSchedule")
    IntervalSchedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    # Every day: make-up working days fall on weekends, and the task itself passes over days off.
    morning, _ = CrontabSchedule.objects.get_or_create(
        minute="30",
        hour="8",
        day_of_week="*",
        day_of_month="*",
        month_of_year="*",
        timezone=zoneinfo.ZoneInfo("Asia/Shanghai"),
    )
    often, _ = IntervalSchedule.objects.get_or_create(every=5, period="minutes")
    PeriodicTask.objects.get_or_create(
        name="每日提醒",
        defaults={
            "task": "tracker.tasks.remind",
            "crontab": morning,
            "description": "工作日生成当日提醒并发送汇总；休息日不提醒，由下一个工作日补上",
        },
    )
    PeriodicTask.objects.get_or_create(
        name="发送提醒汇总",
        defaults={
            "task": "tracker.tasks.send",
            "interval": often,
            "expire_seconds": 300,
            "description": "发送到时的提醒汇总，含此前发送失败、需要重试的",
        },
    )


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0002_digest_delivery'),
        ('django_celery_beat', '0019_alter_periodictasks_options'),
    ]

    operations = [
        migrations.RunPython(add_timetable, migrations.RunPython.noop),
    ]
