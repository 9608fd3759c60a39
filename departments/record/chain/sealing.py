"""Sealing what is new: each run adds a link for each append-only table with new rows."""

import logging
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Model

from common.db.append_only import append_only_models
from departments.record.chain.digests import (
    SealedRow,
    algorithm,
    columns_of,
    digest_of,
    marks_of,
    rows_of,
)
from departments.record.chain.settled import settled_upto
from departments.record.models import ChainLink

log = logging.getLogger(__name__)

ROWS = 1000  # of a link at most: that many are looked through to name the one that was changed
LINKS = 200  # of a run at most: what an installation brings along is sealed over some minutes
_LOCK = 0x7365616C  # any number that nobody else on the server uses: "seal"


def sealed_models() -> list[type[Model]]:
    """The models whose rows are sealed: all that are append-only but the links themselves."""
    return [model for model in append_only_models() if model is not ChainLink]


def sealed_upto(model: type[Model]) -> int:
    """The highest sealed key of a table."""
    last = ChainLink.objects.filter(table=model._meta.db_table).order_by("-upto").first()
    return last.upto if last else 0


def seal(*, now: datetime, links: int = LINKS) -> int:
    """Seal the rows that were added since the last run; returns how many.

    Each link in a transaction of its own; of two runs at once the second adds nothing. A table that is
    being written for longer waits for the next run (`settled`).
    """
    total = 0
    for model in sealed_models():
        upto = settled_upto(model)
        if upto is None:
            log.info("%s is being written; its new rows are sealed by the next run", model._meta.db_table)
            continue
        while links and (sealed := _add_link(model, upto, now)):
            links, total = links - 1, total + sealed
    return total


@transaction.atomic
def _add_link(model: type[Model], settled: int, now: datetime) -> int:
    """The next link of a table, and how many rows it seals: 0 where there is nothing new."""
    if not _alone():
        return 0
    after = sealed_upto(model)
    columns, by = columns_of(model), algorithm()
    rows: list[SealedRow] = list(rows_of(model, columns, after, settled, by=by, most=ROWS))
    if not rows:
        return 0
    last = ChainLink.objects.order_by("-number").first()
    link = ChainLink(
        number=last.number + 1 if last else 1,
        sealed_at=now,
        table=model._meta.db_table,
        columns=columns,
        after=after,
        # What is left over lies above the last of these rows; else all keys up to here are done with.
        upto=rows[-1].key if len(rows) == ROWS else settled,
        count=len(rows),
        marks=marks_of(rows),
        algorithm=by,
        previous=last.digest if last else "",
    )
    link.digest = digest_of(link, rows)
    link.save(force_insert=True)
    return len(rows)


def _alone() -> bool:
    if connection.vendor != "postgresql":
        return True  # a transaction of SQLite's is alone from its beginning
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        [got] = cursor.fetchone()
    return bool(got)
