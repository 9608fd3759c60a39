"""Modules of our own as processes apart: bytes go in, lines come out while it works."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

_ROOT = Path(__file__).resolve().parents[1]
_PASSED_ON = ("PATH", "HOME", "TMPDIR", "LANG")

Lines = queue.SimpleQueue[bytes]


def started(
    module: str, given: Sequence[bytes], *, heard: Callable[[bytes], None] | None = None
) -> tuple[subprocess.Popen[bytes], Lines]:
    """The process, which leads a group of its own, and its lines as they come; an empty one is its end.

    With `heard` the lines go there, in a thread of their own.
    Raises OSError where it cannot be started.
    """
    environment = {"PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8"}
    environment |= {key: os.environ[key] for key in _PASSED_ON if key in os.environ}
    process = subprocess.Popen(  # noqa: S603 - the callers name the module, never a file's content
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    lines: Lines = queue.SimpleQueue()
    threading.Thread(target=_feed, args=(process.stdin, given), daemon=True).start()
    threading.Thread(target=_drain, args=(process.stdout, heard or lines.put), daemon=True).start()
    return process, lines


def _feed(pipe: IO[bytes], given: Sequence[bytes]) -> None:
    with contextlib.suppress(OSError), pipe:
        for piece in given:
            pipe.write(piece)


def _drain(pipe: IO[bytes], put: Callable[[bytes], None]) -> None:
    with contextlib.suppress(OSError, ValueError), pipe:
        for line in pipe:
            if line.endswith(b"\n"):  # one that is cut short says nothing
                put(line)
    put(b"")
