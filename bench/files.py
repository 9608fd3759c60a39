"""How much time of a processor and how much memory the reading of a file takes: python -m bench.files FILE…

Each file is read by `python -m extraction`, start included; the memory is the peak of the largest of the
processes that this takes.
"""

from __future__ import annotations

import multiprocessing
import resource
import subprocess
import sys
from pathlib import Path


def measure(path: str) -> tuple[float, float, str]:
    """(seconds, MB, what was said where it could not be read)."""
    done = subprocess.run([sys.executable, "-m", "extraction", path], capture_output=True, text=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, done.stderr.strip()


def main(paths: list[str]) -> None:
    """Prints a line for each file."""
    print(f"{'file':<32}{'KB':>8}{'s':>8}{'MB':>8}  ")
    for path in paths:
        with multiprocessing.get_context("spawn").Pool(1) as fresh:  # the peak of one file, not of all
            seconds, memory, said = fresh.apply(measure, (path,))
        size = Path(path).stat().st_size // 1024
        print(f"{Path(path).name:<32}{size:>8}{seconds:>8.1f}{memory:>8.0f}  {said}")


if __name__ == "__main__":
    main(sys.argv[1:])
