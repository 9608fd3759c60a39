"""Sealing each minute, the head by mail each morning; afterwards 定时任务 is what counts."""

import zoneinfo

from django.db import migrations


def add_timetable(apps, schema_editor):
    interval_schedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    crontab_schedule = apps.get_model("django_celery_beat", "CrontabSchedule")
    periodic_task = apps.get_model("django_celery_beat", "PeriodicTask")
    minute, _ = interval_schedule.objects.get_or_create(every=1, period="minutes")
    morning, _ = crontab_schedule.objects.get_or_create(
        minute="0",
        hour="8",
        day_of_week="*",
        day_of_month="*",
        month_of_year="*",
        timezone=zoneinfo.ZoneInfo("Asia/Shanghai"),
    )
    periodic_task.objects.create(
        name="封存记录",
        task="departments.record.tasks.seal",
        interval=minute,
        expire_seconds=60,
        description="每分钟封存新增的使用记录、办理记录和文书，使事后改动能被发现",
    )
    periodic_task.objects.create(
        name="每日寄送封存值",
        task="departments.record.tasks.mail",
        crontab=morning,
        description="每天早晨把最新的封存值用邮件发给审计管理员，由其另行保存",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0001_first"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(add_timetable, migrations.RunPython.noop)]
