"""Celery's doors into the services. Here, at the edge, the clock is read."""

from datetime import date

from celery import shared_task
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from tracker import services
from tracker.services import make_export, morning_round, send_digests, tidy_exports, waiting_exports


@shared_task
def remind(on: str | None = None) -> None:
    """The morning round of today, or of the day `on` (YYYY-MM-DD); then what it wrote is sent."""
    morning_round(on=date.fromisoformat(on) if on else timezone.localdate())
    send.delay()


@shared_task
def catch_up() -> None:
    """What a lost message or a dead worker left of today's morning round, once its time has come."""
    today = timezone.localdate()
    if PeriodicTask.objects.filter(task=remind.name, enabled=True, last_run_at__date=today).exists():
        services.catch_up(on=today)
        send.delay()


@shared_task
def send() -> None:
    """Send the digests that are due; where they are many, the rest at once by a task of its own."""
    if send_digests(now=timezone.now).more:
        send.delay()


@shared_task
def export_ledger(export: int) -> None:
    """Write the file of an export."""
    make_export(export_id=export)


@shared_task
def tidy_up_exports() -> None:
    """Remove old files, and go on with those whose message was lost."""
    tidy_exports(now=timezone.now())
    for export in waiting_exports():
        export_ledger.delay(export)
