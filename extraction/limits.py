"""Limits of memory and of processor time for a process that reads what somebody sent.

At its limit of addresses a process need not end: every small object that Python wants costs calls of the
system that fail, and where enough is freed meanwhile it goes on so for hours, at a hundredth of its speed.
It cannot look at itself then: a single call of a library may take all this time. So who started it looks
at its size, and ends it where it has come as far as that.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from pathlib import Path

# Not every system knows limits of a process.
resource = importlib.import_module("resource") if importlib.util.find_spec("resource") else None
LOOK = 0.5  # seconds between two looks at a process
_NEAR = 4 << 20  # bytes below the limit: what is asked for in one piece and does not fit is an error at once


def bound(*, memory: int, seconds: float | None = None, heirs: bool = True) -> None:
    """Bound this process to so many bytes of addresses and seconds of the processor.

    It ends by a signal, or with an error, where it comes to either. Programs that it starts have the same
    limits unless `heirs` is false: then they may lift them (`readers.process`). Where the system knows no
    limits, nothing is done, and the time limit of the caller is left.
    """
    if resource is None:
        return
    limits = [(resource.RLIMIT_AS, memory)]
    if seconds is not None:
        limits.append((resource.RLIMIT_CPU, max(1, round(seconds))))
    for kind, most in limits:
        resource.setrlimit(kind, (most, most if heirs else resource.getrlimit(kind)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def is_full(pid: int, memory: int) -> bool:
    """Whether a process that is bounded to so many bytes has come to them, as far as the system tells."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_bytes().split()[0])
    except (OSError, ValueError, IndexError):  # it has ended, or the system keeps no such list
        return False
    return pages * os.sysconf("SC_PAGE_SIZE") >= memory - _NEAR
