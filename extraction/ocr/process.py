"""The processes that read images, as their caller sees them: requests go in, lines come out, each in time."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence

from extraction.apart import started
from extraction.limits import LOOK, is_full

MEMORY = 3 * 1024 * 1024 * 1024  # of addresses; a page takes about 700 MB of them in truth
SLOW = b"slow"  # in the place of a line


def lines_of(
    module: str, requests: Sequence[Sequence[bytes]], *, each: float, memory: int = 0
) -> Iterator[tuple[int, bytes]]:
    """The lines that a module prints, as one process for each of the requests: the request's place, the line.

    A process ends with an empty line, or with `SLOW` where one took longer than `each` seconds.  One bounded
    to `memory` is ended when it has come to it.  Raises OSError where one cannot be started.  When the
    caller stops listening, all are ended.
    """
    heard: queue.SimpleQueue[tuple[int, bytes]] = queue.SimpleQueue()
    alive: dict[int, subprocess.Popen[bytes]] = {}
    try:
        for place, given in enumerate(requests):
            alive[place] = started(module, given, heard=lambda line, place=place: heard.put((place, line)))[0]  # type: ignore[misc]
        until = dict.fromkeys(alive, time.monotonic() + each)
        while alive:
            for place in [place for place in alive if until[place] <= time.monotonic()]:
                _end(alive.pop(place))
                yield place, SLOW
            for process in alive.values():
                if memory and is_full(process.pid, memory):
                    process.kill()
            try:
                place, line = heard.get(timeout=LOOK)
            except queue.Empty:
                continue
            if place not in alive:
                continue
            if not line:
                _end(alive.pop(place))
            yield place, line
            until[place] = time.monotonic() + each
    finally:
        for process in alive.values():
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
