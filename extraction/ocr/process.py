"""The process that reads images, as its caller sees it: a request goes in, lines come out, each in time."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import time
from collections.abc import Iterator, Sequence

from extraction.apart import started


class SlowError(Exception):
    """The process took too long over one line."""


def lines_of(module: str, given: Sequence[bytes], *, each: float) -> Iterator[bytes]:
    """The lines that a module prints as a process of its own, given these bytes.

    Ends where the process ends, however it does.  Raises SlowError where a line takes longer than `each`
    seconds, OSError where it cannot be started.  When the caller stops listening, the process is ended.
    """
    process, lines = started(module, given)
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
