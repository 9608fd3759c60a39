"""The process that reads images, as its caller sees it: a request goes in, lines come out, each in time."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import time
from collections.abc import Iterator, Sequence

from extraction.apart import started
from extraction.limits import LOOK, is_full

MEMORY = 3 * 1024 * 1024 * 1024  # of addresses; a page takes about 700 MB of them in truth


class SlowError(Exception):
    """The process took too long over one line."""


def lines_of(module: str, given: Sequence[bytes], *, each: float, memory: int = 0) -> Iterator[bytes]:
    """The lines that a module prints as a process of its own, given these bytes.

    Ends where the process ends, however it does.  Raises SlowError where a line takes longer than `each`
    seconds, OSError where it cannot be started.  One bounded to `memory` is ended when it has come to it.
    When the caller stops listening, the process is ended.
    """
    process, lines = started(module, given)
    try:
        until = time.monotonic() + each
        while True:
            left = until - time.monotonic()
            try:
                line = lines.get(timeout=max(min(left, LOOK), 0))
            except queue.Empty:
                if left <= 0:
                    raise SlowError from None
                if memory and is_full(process.pid, memory):
                    process.kill()
                continue
            if not line:
                return
            yield line
            until = time.monotonic() + each
    finally:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
