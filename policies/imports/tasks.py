"""The uploads that are read behind the page. Here, at the edge, the clock is read."""

from celery import shared_task
from django.utils import timezone

from common.queueing import begin
from policies.imports.services.keeping import ImportOutcome
from policies.imports.services.reading import read_import, take_up_imports


@shared_task
def read_uploaded(record: int) -> None:
    """Read an upload."""
    read_import(import_id=record)


@shared_task
def take_up() -> None:
    """Go on with what a dead worker left, and with what waits because its message was lost."""
    for record in take_up_imports(now=timezone.now()):
        read_uploaded.delay(record)


def send_if_new(outcome: ImportOutcome) -> None:
    """Send the task of an upload that has just been taken in."""
    record = outcome.record
    if record.is_under_way and not outcome.same_file:
        begin(read_uploaded, record.pk)
        record.refresh_from_db()  # where tasks run at once, it is read by now
