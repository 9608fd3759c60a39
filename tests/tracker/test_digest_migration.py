"""Reminders of before there were channels keep the day of their digest (migration 0010)."""

from datetime import date, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.models import Digest, Reminder
from tracker.services import build_digests, sweep

ON = date(2026, 6, 29)


@pytest.mark.django_db
@isolate_apps("tracker")
def test_reminders_of_old_digests_keep_the_day_and_others_wait_on(world: World) -> None:
    class OldDigest(models.Model):
        on = models.DateField()

        class Meta:
            app_label, db_table, managed = "tracker", "tracker_digest", False

    class OldReminder(models.Model):
        digest = models.ForeignKey(OldDigest, null=True, on_delete=models.PROTECT)
        digest_on = models.DateField(null=True)
        objects: models.Manager = models.Manager()

        class Meta:
            app_label, db_table, managed = "tracker", "tracker_reminder", False

    with connection.cursor() as cursor:  # as the table was then; taken back with the test's transaction
        cursor.execute("ALTER TABLE tracker_reminder ADD COLUMN digest_id bigint NULL")
    only = measure(["一", "1"], "建设窗口", [unit("省财政厅")], [deadline("6月底前", "2026-06-30")])
    world.dispatched(measures=[only])
    for day in (ON, ON + timedelta(days=1)):
        sweep(on=day)
        build_digests(on=day)
    filers = {d.on: d.pk for d in Digest.objects.filter(user=world.filer)}
    assert len(filers) == 2
    for day, pk in filers.items():
        OldReminder.objects.filter(digest_on=day, pk__in=_of(world)).update(digest=pk)
    OldReminder.objects.update(digest_on=None)
    old = SimpleNamespace(get_model=lambda app, name: {"Digest": OldDigest, "Reminder": OldReminder}[name])
    import_module("tracker.migrations.0010_first_channels").keep_days(old, None)
    kept = dict(Reminder.objects.values_list("on", "digest_on").filter(pk__in=_of(world)))
    assert {day: kept[day] for day in filers} == {day: day for day in filers}
    assert set(Reminder.objects.exclude(pk__in=_of(world)).values_list("digest_on", flat=True)) == {None}


def _of(world: World) -> list[int]:
    return list(Reminder.objects.filter(user=world.filer).values_list("pk", flat=True))
