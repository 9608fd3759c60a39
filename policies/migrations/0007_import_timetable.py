"""Every five minutes somebody looks after uploads whose worker died; afterwards 定时任务 is what counts."""

from django.db import migrations


def add_timetable(apps, schema_editor):
    IntervalSchedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    often, _ = IntervalSchedule.objects.get_or_create(every=5, period="minutes")
    apps.get_model("django_celery_beat", "PeriodicTask").objects.create(
        name="继续未完成的导入",
        task="policies.imports.tasks.take_up",
        interval=often,
        description="每5分钟继续因故中断或未能开始的导入",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0006_imports"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(add_timetable, migrations.RunPython.noop)]
