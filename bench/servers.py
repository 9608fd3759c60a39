"""What a bench starts for itself: a database of its own, and processes that it ends."""

import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
STARTED = time.monotonic()


def say(words: str) -> None:
    """One line of the record, with the seconds since the start."""
    print(f"[{time.monotonic() - STARTED:6.1f} s] {words}", flush=True)


def say_failed(error: BaseException, logs: Path) -> None:
    """The last lines of every log of the folder, and what went wrong."""
    for log in sorted(logs.glob("*.log")):
        print(f"--- last lines of {log.name}")
        print("\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-25:]))
    say(f"FAILED: {type(error).__name__} {error}")


@contextmanager
def own_database(server: str) -> Iterator[str]:
    """A new database of the server (`postgres://user@host:port`), dropped at the end; gives its URL."""
    name = sql.Identifier(f"ducha_bench_{os.getpid()}_{secrets.token_hex(3)}")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
    try:
        yield f"{server}/{name.as_string(None)[1:-1]}"
    finally:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@contextmanager
def own_role(server: str) -> Iterator[str]:
    """The name of a role that `migrate` makes for the application; dropped at the end, after its database."""
    name = f"ducha_bench_app_{os.getpid()}_{secrets.token_hex(3)}"
    try:
        yield name
    finally:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))


def as_role(database: str, role: str) -> str:
    """The URL of the database for another role."""
    parts = urlsplit(database)
    place = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{role}:{secrets.token_hex(8)}@{place}").geturl()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Processes:
    """The programs that a bench started, each in a process group of its own, with a log in the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *command: str) -> None:
        """Start the command under the name."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """Send the signal to the whole process group and wait for the program to end."""
        process = self.running.pop(name)
        os.killpg(process.pid, how)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=5)

    def children(self, name: str) -> list[int]:
        """Process ids of what the program itself has started."""
        parent = self.running[name].pid
        return [int(p) for p in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]

    def end_all(self) -> None:
        """End whatever still runs, its children with it."""
        for name in list(self.running):
            self.kill(name, signal.SIGTERM)
