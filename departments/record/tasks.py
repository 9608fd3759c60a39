"""What the timetable does for the record. Here, at the edge, the clock is read."""

from celery import shared_task
from django.utils import timezone

from common import clock
from departments.record.chain.heads import mail_head
from departments.record.chain.sealing import seal as seal_rows


@shared_task
def seal() -> None:
    """Seal what was added since the last minute."""
    seal_rows(now=timezone.now())


@shared_task
def mail() -> None:
    """Mail today's head of the chain to the auditors."""
    mail_head(on=clock.today())
