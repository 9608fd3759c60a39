"""What must be told, behind the page and by the timetable. Here, at the edge, the clock is read."""

from datetime import date

from celery import shared_task
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from common import clock
from tracker.reminders.services.morning_run import catch_up as catch_up_morning
from tracker.reminders.services.morning_run import morning_run
from tracker.reminders.services.sending import send_digests


@shared_task
def remind(on: str | None = None) -> None:
    """The morning run of today, or of the day `on` (YYYY-MM-DD); then what it wrote is sent."""
    morning_run(on=date.fromisoformat(on) if on else clock.today(), at=timezone.now())
    send.delay()


@shared_task
def catch_up() -> None:
    """What a lost message or a dead worker left of today's morning run, once its time has come."""
    today = clock.today()
    if PeriodicTask.objects.filter(task=remind.name, enabled=True, last_run_at__date=today).exists():
        catch_up_morning(on=today, at=timezone.now())
        send.delay()


@shared_task
def send() -> None:
    """Send the digests that are due; where they are many, the rest at once by a task of its own."""
    if send_digests(now=timezone.now).more:
        send.delay()
