"""The process that reads images, as its caller sees it: a request goes in, lines come out, each in time."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

_ROOT = Path(__file__).resolve().parents[2]


class SlowError(Exception):
    """The process took too long over one line."""


def lines_of(module: str, given: Sequence[bytes], *, each: float) -> Iterator[bytes]:
    """The lines that a module prints as a process of its own, given these bytes.

    Ends where the process ends, however it does.  Raises SlowError where a line takes longer than `each`
    seconds, OSError where it cannot be started.  When the caller stops listening, the process is ended.
    """
    environment = {"PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8"}
    environment |= {key: os.environ[key] for key in ("PATH", "TMPDIR", "LANG") if key in os.environ}
    process = subprocess.Popen(  # noqa: S603 - the callers name the module, never a file's content
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_feed, args=(process.stdin, given), daemon=True).start()
    threading.Thread(target=_drain, args=(process.stdout, lines), daemon=True).start()
    try:
        until = time.monotonic() + each
        while True:
            try:
                line = lines.get(timeout=max(until - time.monotonic(), 0))
            except queue.Empty:
                raise SlowError from None
            if not line:
                return
            yield line
            until = time.monotonic() + each
    finally:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _feed(pipe: IO[bytes], given: Sequence[bytes]) -> None:
    with contextlib.suppress(OSError), pipe:
        for piece in given:
            pipe.write(piece)


def _drain(pipe: IO[bytes], lines: queue.SimpleQueue[bytes]) -> None:
    with contextlib.suppress(OSError, ValueError), pipe:
        for line in pipe:
            if line.endswith(b"\n"):  # one that is cut short says nothing
                lines.put(line)
    lines.put(b"")
