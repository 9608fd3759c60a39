"""A process that reads what somebody sent ends at its limits, whatever it does there."""

import signal
import sys
import time

import pytest

from extraction.readers.process import run
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of a process are tried on Linux")
MEMORY = 120 << 20
START = "from extraction.limits import bound\nbound(memory={memory}, seconds={seconds}, heirs={heirs})\n"


def ended(program: str, *, seconds: float = 60, heirs: bool = True) -> tuple[int, bytes, float]:
    """(its status, what it said, seconds) of a program under limits."""
    began = time.monotonic()
    program = START.format(memory=MEMORY, seconds=seconds, heirs=heirs) + program
    environment = {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program]
    status, said = run(command, given=b"", seconds=120, environment=environment, memory=MEMORY)
    return status, said, time.monotonic() - began


@pytest.mark.parametrize(
    "loop", ["while True: more()", "any(iter(more, 1))"], ids=["in Python", "in one call"]
)
def test_who_goes_on_at_the_limit_of_memory_is_ended(loop: str) -> None:
    program = f"""
kept = []
def more():
    try:
        kept.extend([n] for n in range(10_000))
    except MemoryError:
        del kept[-100:]
{loop}
"""
    assert ended(program)[0] == -signal.SIGKILL


def test_what_is_asked_for_in_one_piece_and_does_not_fit_is_an_error() -> None:
    program = "try:\n    bytes(200 << 20)\nexcept MemoryError:\n    print('no')"
    assert ended(program)[:2] == (0, b"no\n")


def test_all_that_is_given_arrives_however_slowly_it_is_taken() -> None:
    program = "import sys, time; time.sleep(1.5); print(len(sys.stdin.buffer.read()))"
    given = bytes(3_000_000)
    command = [sys.executable, "-c", program]
    assert run(command, given=given, seconds=60, environment={}, memory=1 << 30) == (0, b"3000000\n")


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
