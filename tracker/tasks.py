"""Celery's doors into the services. Here, at the edge, the clock is read."""

from datetime import date

from celery import shared_task
from django.utils import timezone

from tracker.services import morning_round, send_digests


@shared_task
def remind(on: str | None = None) -> None:
    """The morning round of today, or of the day `on` (YYYY-MM-DD); then what it wrote is sent."""
    morning_round(on=date.fromisoformat(on) if on else timezone.localdate())
    send.delay()


@shared_task
def send() -> None:
    """Send the digests that are due."""
    send_digests(now=timezone.now)
