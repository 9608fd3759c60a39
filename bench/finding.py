"""`python -m bench.finding`: what the box that finds (Ctrl+K) takes on a ledger of any size (`make_ledger`).

Each question is asked as 督查室 and as a filer. Printed are the least time by the clock, and the processor's
of this process and of the database's for it, which other programs on the machine do not lengthen; beside them
plain SQL for the measures whose own text holds the first word, with the same index.
"""

import os
import sys
import time
from pathlib import Path
from typing import Any

MOST_MS = 100.0
ROUNDS = 7
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Ask, time and print; 1 when a question takes more than the aim."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    import django

    django.setup()
    from django.db import connection

    from departments.models.users import User, UserRole
    from desks.finding.selectors import find
    from policies.models.measures import Measure
    from tracker.work.models.assignments import Assignment

    for table in ("departments_department", "departments_departmentalias", "policies_policydocument"):
        with connection.cursor() as cursor:  # as autovacuum does: what was just written lies beside the index
            cursor.execute(f"VACUUM ANALYZE {table}")
    count = Measure.objects.count()
    some = Measure.objects.select_related("document").order_by("pk")[count // 5]
    print(f"{Assignment.objects.count():,} assignments, {count:,} measures")
    questions = {
        "a whole title": some.title,
        "a number": some.document.number,
        "a common word": "推进",
        "the words of every title": some.document.title[:6],
        "two common words": "提升 服务",
        "a unit and a word": "财政厅 窗口",
        "first letters of a unit": "sczt",
        "first letters of nothing": "qzxw",
        "words of nobody": "没有这个词",
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    missed = 0
    for role in (UserRole.SUPERVISOR, UserRole.FILER):
        user = User.objects.filter(memberships__role=role).order_by("pk")[0]
        for name, question in questions.items():
            clock, spent = _least(lambda: find(question, user), backend)  # noqa: B023
            _, floor = _least(lambda: _floor(connection, question), backend)  # noqa: B023
            missed += spent > MOST_MS
            line = f"{role.label:<8} {name:<26} {clock:7.1f} ms, processor {spent:6.1f}"
            print(f"{line} ms, plain {floor:6.1f} ms, ratio {spent / floor:5.1f}")
    return 1 if missed else 0


def _floor(connection: Any, question: str) -> None:
    from common.db.words import fold, pairs_of

    with connection.cursor() as cursor:
        cursor.execute(
            r"SELECT id, title FROM policies_measure WHERE ducha_grams(title || E'\n' || text) @@ %s::tsquery"
            " ORDER BY id DESC LIMIT 6",
            [pairs_of(fold(question).split()[0])],
        )
        cursor.fetchall()


def _least(ask: Any, backend: int) -> tuple[float, float]:
    """Milliseconds of one asking: the least by the clock; the processor's of both processes, on average."""
    ask()
    clock, own, theirs = [], time.process_time(), _processor(backend)
    for _ in range(ROUNDS):
        began = time.perf_counter()
        ask()
        clock.append(time.perf_counter() - began)
    spent = time.process_time() - own + _processor(backend) - theirs
    return min(clock) * 1000, spent / ROUNDS * 1000


def _processor(pid: int) -> float:
    """Seconds of processor that the database's process for this connection has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    sys.exit(main())
