"""Runs a program on a hostile file: for a limited time, and nothing of it is left behind."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

from extraction.limits import LOOK, is_full

_ROOT = Path(__file__).resolve().parents[2]
# Not every system knows limits of a process.
resource = importlib.import_module("resource") if importlib.util.find_spec("resource") else None


class TimeUpError(Exception):
    """The program was stopped because it took too long."""


def run(
    command: list[str], *, given: bytes, seconds: float, environment: dict[str, str], memory: int = 0
) -> tuple[int, bytes]:
    """(exit status, standard output) of a program that reads `given`.

    One that is bounded to `memory` is ended by a signal when it has come to it. Raises TimeUpError after
    `seconds`, when the program and all that it started have been ended, and OSError when it cannot be
    started.
    """
    process = subprocess.Popen(  # noqa: S603 - the callers name the program, never a file's content
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    _lift(process.pid)
    until = time.monotonic() + seconds
    try:
        # `communicate` forgets what it has not yet written when it is called once more.
        threading.Thread(target=_feed, args=(process.stdin, given), daemon=True).start()
        process.stdin = None
        out = _heard(process, until, memory)
    finally:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    return process.returncode, out


def run_module(module: str, *, given: bytes, seconds: float, memory: int) -> tuple[int, bytes]:
    """The same of a module of our own, which bounds itself (`extraction.limits.bound`)."""
    environment = {"PYTHONPATH": str(_ROOT), "PATH": os.environ.get("PATH", ""), "PYTHONIOENCODING": "utf-8"}
    return run(
        [sys.executable, "-m", module], given=given, seconds=seconds, environment=environment, memory=memory
    )


def _feed(pipe: IO[bytes] | None, given: bytes) -> None:
    with contextlib.suppress(OSError):
        if pipe is not None:
            with pipe:
                pipe.write(given)


def _heard(process: subprocess.Popen[bytes], until: float, memory: int) -> bytes:
    while True:
        left = until - time.monotonic()
        try:
            return process.communicate(timeout=min(left, LOOK) if memory else left)[0]
        except subprocess.TimeoutExpired:
            if time.monotonic() >= until:
                raise TimeUpError from None
            if is_full(process.pid, memory):
                process.kill()


def _lift(pid: int) -> None:
    """Take from a program the soft limits that this process may have (`extraction.bounded`)."""
    if resource is None or not hasattr(resource, "prlimit"):
        return
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU):
        hard = resource.getrlimit(kind)[1]
        with contextlib.suppress(OSError, ValueError):
            resource.prlimit(pid, kind, (hard, hard))
