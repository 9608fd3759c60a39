"""Rules, channels and timetable at the start; afterwards those of the admin are the ones that count."""

import zoneinfo

from django.db import migrations

_UNIT = {"to_filer": True, "to_head": True}
RULES = (
    {"rule": "due_soon", "before": "15,7,1", **_UNIT},
    {"rule": "due_soon", "before": "0", **_UNIT},
    {"rule": "overdue", "first": 1, "every": 7, **_UNIT},
    {"rule": "strive_passed", "first": 1, "every": 7, **_UNIT},
    {"rule": "unacknowledged", "first": 3, "in_workdays": True, **_UNIT},
    {"rule": "report_missing", "before": "2", "first": 1, **_UNIT},
    {"rule": "returned", "first": 3, "every": 5, "in_workdays": True, **_UNIT},
    {"rule": "instruction_open", "before": "1", "first": 1, "every": 7, **_UNIT},
    {"rule": "escalated", "first": 7, "to_head": True},
    {"rule": "escalated", "first": 15, "to_leader": True},
)
CHANNELS = ("email", "wecom", "dingtalk", "feishu", "sms", "webhook")


def add_rules(apps, schema_editor):
    ReminderRule = apps.get_model("reminders", "ReminderRule")
    for rule in RULES:
        ReminderRule.objects.create(**rule)


def add_channels(apps, schema_editor):
    """Every kind of channel has its setting: mail is offered, the others once 督查室 offers them."""
    ChannelSetting = apps.get_model("reminders", "ChannelSetting")
    for kind in CHANNELS:
        ChannelSetting.objects.create(kind=kind, offered=kind == "email")


def add_timetable(apps, schema_editor):
    CrontabSchedule = apps.get_model("django_celery_beat", "CrontabSchedule")
    IntervalSchedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    at = {"day_of_week": "*", "day_of_month": "*", "month_of_year": "*"}
    at["timezone"] = zoneinfo.ZoneInfo("Asia/Shanghai")
    # Every day: make-up working days fall on weekends, and the task itself passes over days off.
    morning, _ = CrontabSchedule.objects.get_or_create(minute="30", hour="8", **at)
    hourly, _ = CrontabSchedule.objects.get_or_create(minute="15", hour="9-17", **at)
    often, _ = IntervalSchedule.objects.get_or_create(every=5, period="minutes")
    PeriodicTask.objects.create(
        name="每日提醒",
        task="tracker.reminders.tasks.remind",
        crontab=morning,
        description="工作日生成当日提醒并发送汇总；休息日不提醒，由下一个工作日补上",
    )
    PeriodicTask.objects.create(
        name="发送提醒汇总",
        task="tracker.reminders.tasks.send",
        interval=often,
        expire_seconds=300,
        description="发送到时的提醒汇总，含此前发送失败、需要重试的",
    )
    # A morning run that was lost is made up for within the hour.
    PeriodicTask.objects.create(
        name="补做每日提醒",
        task="tracker.reminders.tasks.catch_up",
        crontab=hourly,
        expire_seconds=3000,
        description="当日提醒因故没有完成的，由此补做；已完成的不重复",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0002_first_office"),
        ("reminders", "0001_initial"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [
        migrations.RunPython(add_rules, migrations.RunPython.noop),
        migrations.RunPython(add_channels, migrations.RunPython.noop),
        migrations.RunPython(add_timetable, migrations.RunPython.noop),
    ]
