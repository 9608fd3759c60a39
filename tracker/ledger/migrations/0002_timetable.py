"""Old exports are removed every hour; afterwards the admin's timetable (定时任务) is the one that counts."""

import zoneinfo

from django.db import migrations


def add_timetable(apps, schema_editor):
    CrontabSchedule = apps.get_model("django_celery_beat", "CrontabSchedule")
    hourly, _ = CrontabSchedule.objects.get_or_create(
        minute="20",
        hour="*",
        day_of_week="*",
        day_of_month="*",
        month_of_year="*",
        timezone=zoneinfo.ZoneInfo("Asia/Shanghai"),
    )
    apps.get_model("django_celery_beat", "PeriodicTask").objects.create(
        name="清理台账导出文件",
        task="tracker.ledger.tasks.tidy_up_exports",
        crontab=hourly,
        description="每小时删除到期的导出文件，并继续未能开始的导出",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(add_timetable, migrations.RunPython.noop)]
