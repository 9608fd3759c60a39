"""The ledger's file and its search, on a made-up ledger of 100,000 assignments on PostgreSQL.

`python -m bench.export [--assignments N] [--server postgres://user@host:port]` makes a database of its own,
writes the xlsx of all rows in one process that does nothing else, and prints time and peak memory; then
searches by the API beside plain SQL with the same indexes.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from time import perf_counter
from typing import Any

from bench.servers import ROOT, own_database

ON = date(2026, 7, 10)
MOST_MEMORY = 200  # MB, of the whole process
MOST_TIMES = 3.0  # the floor's median
WORDS = ["智慧停车场", "停车", "补贴", "财政局", "新增", "高标准农田 培训", "省财政厅 试点", "没有的词"]
ROUNDS = 15
PAGE = 50

# Plain SQL with the same indexes: the texts with the word by index, their assignments, the first page.
FLOOR = """
WITH hit AS MATERIALIZED (
    SELECT id FROM work_assignment WHERE task_id IN (
        SELECT id FROM policies_task WHERE ducha_grams(text) @@ %(q)s::tsquery
        UNION SELECT t.id FROM policies_task t JOIN policies_measure m ON m.id = t.measure_id
              WHERE ducha_grams(m.title || E'\\n' || m.text) @@ %(q)s::tsquery)
    UNION SELECT id FROM work_assignment WHERE department_id IN (
        SELECT id FROM departments_department
        WHERE ducha_grams(name || E'\\n' || short_name) @@ %(q)s::tsquery)
    UNION SELECT id FROM work_assignment WHERE document_id IN (
        SELECT id FROM policies_policydocument WHERE ducha_grams(number || E'\\n' || title) @@ %(q)s::tsquery)
    UNION SELECT assignment_id FROM work_progressreport WHERE
        ducha_grams(narrative || E'\\n' || problems || E'\\n' || next_steps || E'\\n' || coordination)
        @@ %(q)s::tsquery AND status <> 'endorsing'
)
"""
ROWS = """
SELECT a.id, a.status, a.role, a.due_on, a.percent, d.number, d.title, m.path, m.title, m.text, t.text,
    u.short_name,
    (SELECT r.narrative FROM work_progressreport r WHERE r.assignment_id = a.id AND r.status <> 'withdrawn'
     ORDER BY r.id DESC LIMIT 1)
FROM work_assignment a JOIN hit ON hit.id = a.id
JOIN policies_policydocument d ON d.id = a.document_id
JOIN policies_task t ON t.id = a.task_id JOIN policies_measure m ON m.id = t.measure_id
JOIN departments_department u ON u.id = a.department_id
ORDER BY a.due_on, a.id LIMIT 51
"""


def main() -> int:
    """Make the database, measure in processes of their own; 1 when an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assignments", type=int, default=100_000)
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432")
    asked = parser.parse_args()
    with own_database(asked.server) as url:
        given = {**os.environ, "DATABASE_URL": url, "DEMO": "true", "LOG_LEVEL": "WARNING"}

        def run(*command: str) -> int:
            return subprocess.run([sys.executable, *command], cwd=ROOT, env=given, check=False).returncode

        if run("manage.py", "migrate", "--verbosity", "0"):
            return 1
        size = ["--assignments", str(asked.assignments), "--on", ON.isoformat()]
        if run("manage.py", "make_ledger", *size):
            return 1
        missed = [run("-m", "bench.export_parts", part) for part in ("export", "grouped", "search")]
    return int(any(missed))


def measure_export(query: str) -> bool:
    """Write one file of all rows and say what it took; whether the aim was met."""
    from django.utils import timezone
    from openpyxl import load_workbook

    from departments.models.users import User
    from tracker.ledger.columns import DEFAULT
    from tracker.ledger.models import Export
    from tracker.ledger.query import decode_query
    from tracker.ledger.services.exporting import ask_export, bytes_of, make_export
    from tracker.work.models.assignments import Assignment

    user = User.objects.filter(memberships__role="supervisor").order_by("pk")[0]
    question = decode_query(query)
    seen: list[int] = []
    before = _peak()
    export = ask_export(actor=user, question=question, columns=DEFAULT, on=ON, now=timezone.now())

    def now() -> Any:
        seen.append(1)
        return timezone.now()

    started = perf_counter()
    if not make_export(export_id=export.pk, now=now):
        print(Export.objects.get(pk=export.pk).message)
        return False
    seconds, peak = perf_counter() - started, _peak()
    export.refresh_from_db()
    print(
        f"export {query}: {export.rows_total:,} rows, {seconds:.1f} s, {export.size / 1e6:.1f} MB file, "
        f"progress kept {len(seen)} times, peak memory {peak:.0f} MB (before: {before:.0f} MB)"
    )
    with tempfile.TemporaryFile() as file:
        for part in bytes_of(export):
            file.write(part)
        sheet: Any = load_workbook(file, read_only=True)["台账"]
        rows = sum(1 for _ in sheet.iter_rows(values_only=True)) - 1
    groups = rows - Assignment.objects.count()
    print(f"  opened with openpyxl: {rows:,} lines, {groups:,} of them merged ones above a group")
    return peak < MOST_MEMORY and export.rows_total == Assignment.objects.count() and groups >= 0


def measure_search() -> bool:
    """Search by the API and by plain SQL; whether each word meets the aim."""
    from django.db import connection
    from rest_framework.test import APIClient

    from common.db.words import pairs_of, words_of
    from departments.models.users import User
    from tracker.work.search import look_up

    user = User.objects.filter(memberships__role="supervisor").order_by("pk")[0]
    client = APIClient()
    client.force_authenticate(user)
    met = True
    print(f"{'words':<16}{'found by':<8}{'ours ms':>9}{'p95':>8}{'floor ms':>10}{'p95':>8}{'ratio':>7}")
    for words in WORDS:
        split = words_of(words)

        def ours() -> Any:
            answer = client.get("/api/v1/ledger/", {"q": words, "on": ON.isoformat()})  # noqa: B023
            assert answer.status_code == 200
            return answer.content

        def floor() -> Any:
            with connection.cursor() as cursor:
                hits = _hits(split)  # noqa: B023
                given = {f"q{place}": pairs_of(word) for place, word in enumerate(split)}  # noqa: B023
                cursor.execute(hits + ROWS, given)
                return json.dumps(cursor.fetchall(), default=str, ensure_ascii=False)

        mine, plain = _times(ours), _times(floor)
        how = "walk" if any(look_up(word, user).common for word in split) else "index"
        ratio = mine[0] / plain[0]
        met = met and ratio <= MOST_TIMES
        print(
            f"{words:<16}{how:<8}{mine[0]:>9.1f}{mine[1]:>8.1f}{plain[0]:>10.1f}{plain[1]:>8.1f}{ratio:>7.2f}"
        )
    return met


def _hits(words: list[str]) -> str:
    """The floor's common table for one word, or for several of which each must be there."""
    inner = FLOOR[FLOOR.index("(") + 1 : FLOOR.rindex(")")]
    each = [f"({inner.replace('%(q)s', f'%(q{place})s')})" for place in range(len(words))]
    return f"WITH hit AS MATERIALIZED ({' INTERSECT '.join(each)})"


def _times(work: Callable[[], Any]) -> tuple[float, float]:
    work()
    taken = []
    for _ in range(ROUNDS):
        started = perf_counter()
        work()
        taken.append((perf_counter() - started) * 1000)
    return statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
