"""A realistic ledger of any size, written by the database itself (PostgreSQL): `manage.py make_ledger`."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from time import monotonic

from django.db import connection, transaction
from django.db.models import Model

from demo.synthetic.loader import Loader
from demo.synthetic.orders import make_orders, plan_orders
from demo.synthetic.requests import make_requests
from demo.synthetic.snapshots import make_snapshots
from demo.synthetic.units import make_units
from demo.synthetic.work import NotEnoughError, make_work, plan_work
from policies.models.documents import PolicyDocument, Section
from policies.models.measures import Indicator, Measure, Milestone, Responsibility, Task
from tracker.reminders.models.reminders import Reminder
from tracker.work.filing.models.drafts import ReportDraft
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.instructions.models import Instruction, InstructionItem
from tracker.work.models.assignments import Assignment, AssignmentMilestone, Event
from tracker.work.models.requests import Decline, Extension
from tracker.work.models.snapshots import AssignmentSnapshot
from tracker.work.snapshots import renew
from tracker.work.states import Status

logger = logging.getLogger(__name__)

YEAR = 365
# All that is written in bulk; the history of a model that has one comes along.
TABLES: list[type[Model]] = [
    PolicyDocument,
    Section,
    Indicator,
    Measure,
    Task,
    Responsibility,
    Milestone,
    PolicyDocument.recipients.through,
    Assignment,
    AssignmentMilestone,
    AssignmentSnapshot,
    ProgressReport,
    Event,
    Extension,
    Decline,
    Instruction,
    InstructionItem,
    Reminder,
    ReportDraft,
]


@dataclass(slots=True)
class LedgerOutcome:
    """How many rows each table has now, and how long each part took, in seconds."""

    rows: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


@transaction.atomic
def make_ledger(
    *, assignments: int, in_work: int, seed: int, on: date, say: Callable[[str], None] | None = None
) -> LedgerOutcome:
    """Add a made-up ledger of `assignments`, of which `in_work` are open, as it would stand on the day `on`.

    30 % of the open ones are late. The same seed, sizes and day give the same ledger. Everything is one
    transaction. Raises `NotEnoughError` when much more than half is to be open.
    """
    if in_work > assignments:
        raise NotEnoughError(f"{in_work} of {assignments}")
    loader, outcome = Loader(seed, on), LedgerOutcome()
    # The more of it is in work, the shorter the time in which it was handed out.
    days = min(10 * YEAR, max(YEAR // 2, YEAR * assignments // (2 * max(in_work, 1))))

    def part(name: str, work: Callable[[], object]) -> None:
        began = monotonic()
        work()
        outcome.seconds[name] = monotonic() - began
        if say:
            say(f"{name}: {outcome.seconds[name]:.1f} s")

    for setting in ("work_mem = '256MB'", "maintenance_work_mem = '512MB'", "synchronous_commit = off"):
        loader.run(f"SET LOCAL {setting}")
    part("units", lambda: make_units(loader))
    part("plan of orders", lambda: plan_orders(loader, assignments=assignments, days=days))
    part("plan of work", lambda: plan_work(loader, assignments=assignments, in_work=in_work))
    loader.run("SET CONSTRAINTS ALL IMMEDIATE")
    models = [*TABLES, *(m.history.model for m in TABLES if hasattr(m, "history"))]
    with loader.bare(models):
        part("orders", lambda: make_orders(loader))
        part("work", lambda: make_work(loader))
        part("requests", lambda: make_requests(loader))
        part("record", lambda: make_snapshots(loader))
        began = monotonic()
    outcome.seconds["indexes"] = monotonic() - began
    # Of what is not completed the plan of the days does not tell all.
    unfinished = Assignment.objects.exclude(status=Status.COMPLETED).values_list("pk", flat=True)
    part("record of what is in work", lambda: renew(unfinished.order_by("pk")))
    loader.reset_sequences(models)
    for model in models:
        loader.run(f'ANALYZE "{model._meta.db_table}"')
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass",
                [f'"{model._meta.db_table}"'],
            )
            outcome.rows[model._meta.label] = int(cursor.fetchone()[0])
    logger.info("ledger of %s assignments made, %s of them open", assignments, in_work)
    return outcome
