"""`python -m bench.scale`: what people wait for, beside the floor, on a ledger of any size.

    DATABASE_URL=postgres://… python manage.py make_ledger --assignments 1000000
    DATABASE_URL=postgres://… python -m bench.scale [--second postgres://…] [--rounds 60]

Program and floor are asked in turn, so that whatever else the machine does falls on both. `--second` names a
larger ledger with the same work in hand: the lists are then compared across the two as well.
"""

import argparse
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from bench.web import Server, served

if TYPE_CHECKING:
    from bench.scene import Scene

WORKERS = 2
_PICTURE = r"^(INSERT INTO \"work_assignmentsnapshot\".*?)( RETURNING .*)?$"


@dataclass(slots=True)
class Case:
    """One line of the table: what program and floor are asked, how many times the floor it may take."""

    name: str
    headers: dict[str, str]
    program: Callable[[int], tuple[str, bytes | None]]
    floor: Callable[[int], str]
    most: float
    queries: int
    most_queries: int | None = None
    rounds: int | None = None


@dataclass(slots=True)
class Figures:
    """Times in milliseconds."""

    times: list[float]

    @property
    def median(self) -> float:
        """Half are faster."""
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        """Nineteen of twenty are faster."""
        return sorted(self.times)[int(len(self.times) * 0.95)]


def main() -> int:
    """Run the cases; 1 when an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--second", help="address of a larger ledger with the same work in hand")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--only", default="", help="part of the names of the cases to run")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    settings.ALLOWED_HOSTS = ["*"]
    failed = 0
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        databases = [os.environ["DATABASE_URL"], *([options.second] if options.second else [])]
        servers = [
            (
                stack.enter_context(
                    served("config.wsgi", workers=WORKERS, probe="/healthz", DATABASE_URL=url)
                ),
                stack.enter_context(
                    served(
                        "bench.floor:application",
                        workers=WORKERS,
                        probe="/",
                        DATABASE_URL=url,
                        FLOOR_SEEN=folder,
                    )
                ),
            )
            for url in databases
        ]
        cases = [case for case in _cases(Path(folder)) if options.only in case.name]
        if options.second:
            _let_in(options.second)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), count(*) FILTER (WHERE status IN ('pending', 'active', 'in_review'))"
                " FROM work_assignment"
            )
            print("ledger: {:,} assignments, {:,} open".format(*cursor.fetchone()))
        print(f"{'':<44}{'program':>18}{'floor':>18}{'ratio':>7}{'most':>6}{'SQL':>5}{'second':>8}")
        print(f"{'':<44}{'median':>9}{'p95':>9}{'median':>9}{'p95':>9}")
        for case in cases:
            failed += not _measure(case, servers, options.rounds)
    connection.close()
    return 1 if failed else 0


def _let_in(url: str) -> None:
    """Give people the tokens and sessions of the measured ledger in the second one, which has them too."""
    import psycopg
    from django.db import connection

    with connection.cursor() as mine, psycopg.connect(url) as theirs:
        for table in ("signon_accesstoken", "signon_usersession"):
            mine.execute(f"SELECT * FROM {table}")
            for row in mine.fetchall():
                places = ", ".join(["%s"] * len(row))
                theirs.execute(f"INSERT INTO {table} VALUES ({places}) ON CONFLICT DO NOTHING", row)


def _measure(case: Case, servers: list[tuple[Server, Server]], rounds: int) -> bool:
    """Print the line of the case; whether it keeps within its aims."""
    rounds = case.rounds or rounds
    (program, floor), *more = servers
    second = more[0][0] if more and case.rounds is None else None
    mine, plain, other = Figures([]), Figures([]), Figures([])
    for n in range(-6, rounds):  # the first ones warm up
        path, body = case.program(n + 6)
        for figures, server, asked in (
            (mine, program, (path, body)),
            (plain, floor, (case.floor(n + 6), None)),
            *([(other, second, (path, body))] if second else []),
        ):
            headers = dict(case.headers) | ({"Content-Type": "application/json"} if asked[1] else {})
            began = time.perf_counter()
            status, answer = server.ask(asked[0], headers=headers, body=asked[1])
            took = (time.perf_counter() - began) * 1000
            assert status in (200, 201), (asked[0], status, answer[:300])
            if n >= 0:
                figures.times.append(took)
    ratio = mine.median / plain.median
    good = ratio <= case.most and (case.most_queries is None or case.queries < case.most_queries)
    beside = other.median / mine.median if second else None
    good = good and (beside is None or beside <= 1.2)
    print(
        f"{case.name:<44}{mine.median:>9.1f}{mine.p95:>9.1f}{plain.median:>9.1f}{plain.p95:>9.1f}{ratio:>7.2f}"
        f"{case.most:>6.1f}{case.queries:>5}{f'{beside:.2f}' if beside else '':>8}"
        f"{'' if good else '  missed'}",
        flush=True,
    )
    return good


def _cases(folder: Path) -> list[Case]:
    from django.db import connection

    from bench.scene import Scene

    scene = Scene.look()
    lists = [*_lists(scene), *_measures(scene)]
    if connection.vendor == "sqlite":  # pages and steps are bounded there, but not made for so many rows
        return lists
    return [*lists, *_pages(scene, folder), *_steps(scene, folder)]


def _lists(scene: "Scene") -> list[Case]:
    """The overdue list, by hand-written SQL for the same rows."""
    from bench.scene import statements, token
    from common.db.keyset import Place

    headers, cases = token(scene.supervisor), []
    for unit, label in ((None, ""), (scene.department, ", one unit")):
        for share, place in ((0.0, "first page"), (0.6, "deep inside")):
            asked, floor = "/api/v1/overdue/?page_size=50", f"/overdue?on={scene.on}"
            if unit:
                asked, floor = f"{asked}&department={unit}", f"{floor}&department={unit}"
            if share:
                day, pk = scene.deep(unit, share)
                asked += f"&cursor={Place((day, pk)).mark()}"
                floor += f"&after_day={day}&after_id={pk}"
            queries, _ = statements(asked, headers)
            cases.append(
                Case(
                    f"overdue list, {place}{label}",
                    headers,
                    lambda n, asked=asked: (asked, None),
                    lambda n, floor=floor: floor,
                    2.5,
                    queries,
                )
            )
    return cases


def _measures(scene: "Scene") -> list[Case]:
    """The ledger by measure, by hand-written SQL for the same rows: of what is open, and of all."""
    from bench.scene import statements, token
    from common.db.keyset import Place

    headers, cases = token(scene.supervisor), []
    soon = scene.on + timedelta(days=16)
    for status, label in (("open", ", what is open"), ("", "")):
        for share, place in ((0.0, "first page"), (0.6, "deep inside")):
            asked = f"/api/v1/ledger/measures/?page_size=50&status={status}"
            floor = f"/measures?on={scene.on}&soon={soon}&status={status or 'all'}"
            if share:
                document, position, pk = scene.deep_measure(share)
                asked += f"&cursor={Place((document, position, pk)).mark()}"
                floor += f"&after_document={document}&after_position={position}"
            queries, _ = statements(asked, headers)
            cases.append(
                Case(
                    f"ledger by measure, {place}{label}",
                    headers,
                    lambda n, asked=asked: (asked, None),
                    lambda n, floor=floor: floor,
                    2.5,
                    queries,
                    12,
                )
            )
    return cases


def _pages(scene: "Scene", folder: Path) -> list[Case]:
    """Whole pages, and the search of the ledger by the API.

    Their floor is their own statements, without those that ask who is there. Nobody looks for the same rare
    word all day, so each turn brings another: neither side may find its plan made.
    """
    from bench.scene import keep, session, statements, token

    office = token(scene.supervisor)
    cases = []
    for name, headers, paths in (
        ("leader's page", session(scene.leader), ["/"]),
        ("department's desk", session(scene.filer), ["/"]),
        ("office's desk", session(scene.supervisor), ["/"]),
        ("ledger search, words of nobody", office, _searches(f"清江浦市{name}" for name in scene.seldom)),
        ("ledger search, rare words", office, _searches(scene.seldom)),
        ("ledger search, a common word", office, _searches(["冷链"])),
    ):
        most, floors = 0, []
        for n, path in enumerate(paths):
            queries, sql = statements(path, headers)
            if "search" in name:
                _by_index(sql)
            # What a page notes down (the last filters of a user) is not what it shows.
            sql = [statement for statement in sql if statement.lstrip("( ").startswith("SELECT")]
            most = max(most, queries)
            floors.append(keep(folder, f"{name.replace(' ', '-').replace(chr(39), '')}-{n}", sql))
        cases.append(
            Case(
                name,
                headers,
                lambda n, paths=paths: (paths[n % len(paths)], None),
                lambda n, floors=floors: floors[n % len(floors)],
                3.0,
                most,
                20,
            )
        )
    return cases


def _searches(words: Iterable[str]) -> list[str]:
    return [f"/api/v1/ledger/?q={quote(word)}" for word in words]


def _by_index(sql: list[str]) -> None:
    """Refuse to go on where PostgreSQL does not find words by the index of pairs of characters."""
    from django.db import connection

    looking = next(statement for statement in sql if "ducha_grams" in statement)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {looking}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    for index in ("report_grams", "measure_grams"):
        assert index in plan, plan


def _steps(scene: "Scene", folder: Path) -> list[Case]:
    """Filing and approving; the floor runs the same statements in one transaction."""
    from bench.floor import TURN
    from bench.scene import keep, statements, token

    cases: list[Case] = []
    filing, reports = scene.to_file(40), scene.to_approve(40)
    words = {
        "percent": 100,
        # Other words than those of the run before on the same ledger, which would be refused.
        "narrative": f"本周完成现场验收，正在整理资料（{time.time():.0f}）。",
        "next_steps": "下周报送办结材料。",
    }

    def file(n: int) -> tuple[str, bytes]:
        return f"/api/v1/assignments/{filing[n % len(filing)]}/report/", json.dumps(words).encode()

    def approve(n: int) -> tuple[str, bytes]:
        return f"/api/v1/reports/{reports[n]}/approve/", b"{}"

    for name, user, ask, many in (
        ("filing a report", scene.filer, file, 30),
        ("approving a report", scene.supervisor, approve, len(reports) - 7),
    ):
        headers = token(user)
        path, body = ask(0)
        queries, sql = statements(path, headers, json.loads(body))
        # What a report says, by its digest, and what tells of its answer are unique: others each time.
        sql = [re.sub(r"(?<=')[0-9a-f]{64}(?=')|(?<=approved-)\d+", TURN, one) for one in sql]
        # One picture of an assignment for each day: written again it gives way.
        sql = [re.sub(_PICTURE, r"\1 ON CONFLICT DO NOTHING\2", one, flags=re.DOTALL) for one in sql]
        floor = keep(folder, name.replace(" ", "-"), sql, write=True)
        cases.append(
            Case(name, headers, ask, lambda n, floor=floor: floor, 3.0, queries, rounds=min(30, many))
        )
    return cases


if __name__ == "__main__":
    sys.exit(main())
