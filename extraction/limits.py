"""Limits of memory and of processor time for a process that reads what somebody sent.

At its limit of addresses a process need not end: every small object that Python wants costs calls of the
system that fail, and where enough is freed meanwhile it goes on so for hours, at a hundredth of its speed.
So a process looks at itself and ends where it has come as far as that.
"""

from __future__ import annotations

import atexit
import importlib
import importlib.util
import os
import signal
from pathlib import Path
from types import FrameType

# Not every system knows limits of a process.
resource = importlib.import_module("resource") if importlib.util.find_spec("resource") else None
_SIZE = Path("/proc/self/statm")
_LOOK = 0.1  # seconds of the processor between two looks
_NEAR = 4 << 20  # bytes below the limit: what is asked for in one piece and does not fit is an error at once


def bound(*, memory: int, seconds: float | None = None, heirs: bool = True) -> None:
    """Bound this process to so many bytes of addresses and seconds of the processor.

    It ends by a signal where it comes to either. Programs that it starts have the same limits unless
    `heirs` is false: then they may lift them (`readers.process`). Where the system knows no limits, nothing
    is done, and the time limit of the caller is left.
    """
    if resource is None:
        return
    limits = [(resource.RLIMIT_AS, memory)]
    if seconds is not None:
        limits.append((resource.RLIMIT_CPU, max(1, round(seconds))))
    for kind, most in limits:
        resource.setrlimit(kind, (most, most if heirs else resource.getrlimit(kind)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if _SIZE.exists():
        _watch(memory - _NEAR)


def _watch(most: int) -> None:
    page = os.sysconf("SC_PAGE_SIZE")

    def look(number: int, frame: FrameType | None) -> None:
        try:
            size = int(_SIZE.read_bytes().split()[0]) * page
        except MemoryError:
            size = most
        if size >= most:
            os.kill(os.getpid(), signal.SIGKILL)

    signal.signal(signal.SIGPROF, look)
    signal.siginterrupt(signal.SIGPROF, False)
    signal.setitimer(signal.ITIMER_PROF, _LOOK, _LOOK)
    # On its way out Python takes the handler away; the signal would end the process then.
    atexit.register(signal.setitimer, signal.ITIMER_PROF, 0)
