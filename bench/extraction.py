"""Times the extraction of one gazette and of ten of them joined in one file: time must grow with length only.

    python -m bench.extraction [FILE]

FILE defaults to the smallest gazette of at least 136 KB in ../shared/corpus; where there is none, a
gazette of that size is put together from the samples of the tests.  Exit status 1 when an aim is missed.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import sys
import time
import tracemalloc
from pathlib import Path

from extraction.pipeline import extract_text
from extraction.readers.dispatch import read_path

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
SIZE = 136_000  # bytes of one gazette, for which the aim of one second stands
TIMES = 10  # how many of them are joined
LIMIT_SECONDS = 1.0
LIMIT_RATIO = 12.0


def main(arguments: list[str]) -> int:
    """Prints the figures of one run; 0 when both aims are met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("file", nargs="?", type=Path, help="a gazette; default: one of the corpus")
    parser.add_argument("--runs", type=int, default=5, help="how often each is timed (default 5)")
    options = parser.parse_args(arguments)
    name, one = gazette(options.file)
    ten = "\n".join([one] * TIMES)
    print(f"{name}: {len(one.encode()) / 1000:.0f} KB, {len(one)} characters")
    extract_text(one)  # compiles and caches what the first run alone would pay
    single = median_seconds(one, options.runs)
    joined = median_seconds(ten, max(1, options.runs // 2))
    ratio = joined / single
    print(f"one gazette    {single:8.3f} s   peak memory {peak_mb(one):7.1f} MB   {counted(one)}")
    print(f"ten in one     {joined:8.3f} s   peak memory {peak_mb(ten):7.1f} MB   {counted(ten)}")
    print(f"ratio          {ratio:8.2f}     aims: one < {LIMIT_SECONDS:.0f} s, ratio < {LIMIT_RATIO:.0f}")
    return 0 if single < LIMIT_SECONDS and ratio < LIMIT_RATIO else 1


def gazette(file: Path | None) -> tuple[str, str]:
    """(name, text) of what is timed."""
    if file is not None:
        return file.name, read_path(file)
    found = [path for path in CORPUS.glob("*.txt") if path.stat().st_size >= SIZE] if CORPUS.is_dir() else []
    if found:
        nearest = min(found, key=lambda path: path.stat().st_size)
        return nearest.name, read_path(nearest)
    sys.path.insert(0, str(ROOT))
    from tests.extraction.samples import NAMES, described
    from tests.extraction.samples.generate import text

    parts: list[str] = []
    while sum(len(part.encode()) for part in parts) < SIZE:
        parts += [text(described(name)) for name in NAMES]
    return "samples of the tests", "\n".join(parts)


def median_seconds(text: str, runs: int) -> float:
    """The median time of reading `text`, in seconds of this process alone."""
    taken: list[float] = []
    for _ in range(runs):
        begun = time.process_time()
        extract_text(text)
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


def peak_mb(text: str) -> float:
    """The most memory that Python held at once while reading `text`, in MB, the text itself left out."""
    tracemalloc.start()
    with contextlib.ExitStack() as stack:
        stack.callback(tracemalloc.stop)
        extract_text(text)
        return tracemalloc.get_traced_memory()[1] / 1e6


def counted(text: str) -> str:
    """What was read, so that a fast run that reads nothing shows."""
    documents = extract_text(text).documents
    return f"{len(documents)} documents, {sum(len(d.measures) for d in documents)} measures"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
