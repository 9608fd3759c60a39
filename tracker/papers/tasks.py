"""What is drafted by the timetable. Here, at the edge, the clock is read."""

from celery import shared_task

from common import clock
from tracker.papers.services.drafting import draft_bulletins


@shared_task
def draft() -> None:
    """The 通报 that today owes."""
    draft_bulletins(on=clock.today())
