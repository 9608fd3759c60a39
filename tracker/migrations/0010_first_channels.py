"""Every kind of channel has its setting: email as before, the others until 督查室 offers them."""

from django.db import migrations
from django.db.models import OuterRef, Subquery

KINDS = ("email", "wecom", "dingtalk", "feishu", "sms", "webhook")


def add_settings(apps, schema_editor):
    ChannelSetting = apps.get_model("tracker", "ChannelSetting")
    for kind in KINDS:
        ChannelSetting.objects.get_or_create(kind=kind, defaults={"offered": kind == "email"})


def keep_days(apps, schema_editor):
    """A reminder names the day of its digests instead of one of them."""
    Digest = apps.get_model("tracker", "Digest")
    day = Digest.objects.filter(pk=OuterRef("digest")).values("on")
    apps.get_model("tracker", "Reminder").objects.filter(digest__isnull=False).update(digest_on=Subquery(day))


class Migration(migrations.Migration):

    dependencies = [("tracker", "0009_channels")]

    operations = [
        migrations.RunPython(add_settings, migrations.RunPython.noop),
        migrations.RunPython(keep_days, migrations.RunPython.noop),
    ]
