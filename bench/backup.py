"""`python -m bench.backup [--assignments 100000]`: a drill of losing everything.

A ledger in a database of its own (PostgreSQL) is backed up while people sign for work without a pause,
restored into a second database, compared table by table with the moment of the backup, its record verified.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.servers import ROOT, own_database, say


def main() -> int:
    """The drill; 1 when something was lost, or nobody could work meanwhile."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--postgres", default="postgres://postgres@127.0.0.1:5432")
    parser.add_argument("--assignments", type=int, default=100_000)
    options = parser.parse_args()
    with (
        own_database(options.postgres) as first,
        own_database(options.postgres) as second,
        tempfile.TemporaryDirectory() as folder,
    ):
        manage(first, "migrate", "--verbosity=0")
        manage(
            first,
            "make_ledger",
            f"--assignments={options.assignments}",
            f"--open={options.assignments // 10}",
        )
        say(f"{options.assignments:,} assignments are there")
        signed = backed_up(first, Path(folder))
        began = time.monotonic()
        print(manage(second, "restore", str(next(Path(folder).glob("*.tar")))), end="")
        say(f"restored and compared in {time.monotonic() - began:.1f} s")
        print(manage(second, "verify_record"), end="")
        print(f"signed for during the backup: {signed}")
    return 0 if signed else 1


def backed_up(address: str, folder: Path) -> int:
    """Back up while a thread signs for one assignment after another; how many it signed for."""
    os.environ |= {"DATABASE_URL": address, "DEMO": "true", "LOG_LEVEL": "WARNING"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from departments.models.users import Membership, UserRole
    from departments.record.chain.sealing import seal
    from tracker.work.models.assignments import Assignment
    from tracker.work.services.status_changes import acknowledge_assignment
    from tracker.work.states import Status

    while seal(now=timezone.now()):
        pass  # a number of links each time
    say("its record is sealed")
    ended = threading.Event()
    signed = 0

    def sign() -> None:
        nonlocal signed
        filers = {
            m.department_id: m.user
            for m in Membership.objects.filter(role=UserRole.FILER).select_related("user")
        }
        waiting = Assignment.objects.filter(status=Status.PENDING, department__in=filers)
        for assignment in waiting.order_by("id")[:20_000]:
            if ended.is_set():
                break
            acknowledge_assignment(assignment=assignment, actor=filers[assignment.department_id])
            signed += 1
        connection.close()

    worker = threading.Thread(target=sign)
    worker.start()
    began = time.monotonic()
    print(manage(address, "backup", str(folder)), end="")
    say(f"backed up in {time.monotonic() - began:.1f} s")
    ended.set()
    worker.join()
    return signed


def manage(address: str, *command: str) -> str:
    """What a command of manage.py prints."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address, "DEMO": "true", "LOG_LEVEL": "WARNING"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{command[0]}: {done.stderr.strip()}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
