"""Files of the ledger and steps with many rows, behind the page. Here, at the edge, the clock is read."""

from celery import shared_task
from django.utils import timezone

from tracker.ledger.services.exporting import make_export, tidy_exports, waiting_exports
from tracker.ledger.services.steps import run_step, unfinished_steps


@shared_task
def export_ledger(export: int) -> None:
    """Write the file of an export."""
    make_export(export_id=export)


@shared_task
def run_ledger_step(step: int) -> None:
    """Do a step with many rows."""
    run_step(step_id=step)


@shared_task
def tidy_up_exports() -> None:
    """Remove old files, and go on with files and steps whose message was lost."""
    for step in unfinished_steps(timezone.now()):
        run_ledger_step.delay(step)
    tidy_exports(now=timezone.now())
    for export in waiting_exports():
        export_ledger.delay(export)
