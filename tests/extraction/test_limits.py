"""A process that reads what somebody sent ends at its limits, whatever it does there."""

import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of a process are tried on Linux")
START = "from extraction.limits import bound\nbound(memory=120 << 20, seconds={seconds}, heirs={heirs})\n"


def ended(program: str, *, seconds: float = 60, heirs: bool = True) -> tuple[int, bytes, float]:
    """(its status, what it said, seconds) of a program under limits."""
    began = time.monotonic()
    found = subprocess.run(
        [sys.executable, "-c", START.format(seconds=seconds, heirs=heirs) + program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        timeout=120,
        check=False,
    )
    return found.returncode, found.stdout, time.monotonic() - began


def test_who_goes_on_at_the_limit_of_memory_is_ended() -> None:
    program = """
kept = []
def more():
    while True:
        kept.append([len(kept)])
while True:
    try:
        more()
    except MemoryError:
        del kept[-100:]
"""
    status, _, _ = ended(program)
    assert status == -signal.SIGKILL


def test_who_stays_within_them_ends_as_it_would() -> None:
    # Long after its last line, when Python has taken all handlers of signals away.
    work = "class Last:\n    def __del__(self):\n        sum(map(abs, range(10_000_000)))\nlast = Last()\n"
    assert ended(work + "print('done')")[:2] == (0, b"done\n")


def test_what_is_asked_for_in_one_piece_and_does_not_fit_is_an_error() -> None:
    program = "try:\n    bytes(200 << 20)\nexcept MemoryError:\n    print('no')"
    assert ended(program)[:2] == (0, b"no\n")


def test_the_time_of_the_processor_is_bounded() -> None:
    status, _, seconds = ended("while True: pass", seconds=1)
    assert status in (-signal.SIGXCPU, -signal.SIGKILL)
    assert seconds < 60


@pytest.mark.parametrize(("heirs", "said"), [(True, b"False\n"), (False, b"True\n")])
def test_a_program_that_it_starts_may_lift_the_limits_only_where_that_is_said(
    heirs: bool, said: bytes
) -> None:
    lift = "import resource as r; print(r.getrlimit(r.RLIMIT_AS)[1] < 0)"
    program = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {lift!r}])"
    assert ended(program, heirs=heirs)[:2] == (0, said)
