"""The files of the ledger, made behind the page. Here, at the edge, the clock is read."""

from celery import shared_task
from django.utils import timezone

from tracker.ledger.services.exporting import make_export, tidy_exports, waiting_exports


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
