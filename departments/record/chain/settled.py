"""How far the keys of a table are settled: no row with such a key can still come by an ordinary commit.

Keys are given in order and committed in any: of two transactions the one with the later key may end first.
Whoever sealed all keys that he sees would find the earlier row below the seal a moment later, and could not
tell it from one that was put in. So (on PostgreSQL):

1. Take the highest key that is committed: M.
2. List the transactions that hold the table's lock of writers (ROW EXCLUSIVE). An INSERT takes that lock
   before it takes its key from the sequence, and keeps it to the end of its transaction. So who has a key
   below M and is not committed stands in this list, and nobody else can get one any more.
3. Wait until they have all ended, committed or not; they are few and short. Who takes longer than that puts
   the table off to the next run.
4. What is read after that holds all rows up to M that will ever be. Keys below M that have no row belong to
   transactions that were rolled back: a row that turns up there later was put in by hand.

No lock is taken and no step waits. On SQLite there is one writer at a time, so the highest key is settled.
"""

import time

from django.db import connection
from django.db.models import Max, Model

WAIT = 2.0  # seconds for those who write
_EVERY = 0.05

_WRITERS = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND pid <> pg_backend_pid()
"""


def settled_upto(model: type[Model], *, wait: float = WAIT) -> int | None:
    """The highest settled key, 0 for an empty table; `None` where somebody writes for longer than `wait`."""
    highest: int = model._base_manager.using("default").aggregate(highest=Max("pk"))["highest"] or 0
    if connection.vendor != "postgresql":
        return highest
    writing, end = _writers(model), time.monotonic() + wait
    while writing:
        if time.monotonic() > end:
            return None
        time.sleep(_EVERY)
        writing &= _writers(model)
    return highest


def _writers(model: type[Model]) -> set[str]:
    quoted = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(_WRITERS, [quoted])
        return {who for (who,) in cursor.fetchall()}
