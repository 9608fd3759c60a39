"""How long a scan takes, by the clock and of the processors: python -m bench.ocr [PAGES].

Three kinds of pages (a letterhead, a page of items, a ruled table) and, with `full` behind the number, full
pages of text; drawn as a scanner leaves them, read as an import reads them.
"""

from __future__ import annotations

import os
import resource
import sys
import time

from PIL import Image

from extraction.progress import told_to
from extraction.readers.dispatch import read_source
from tests.extraction.ocr.drawing import BODY, NOTICE, annex, drawn, pdf_of, scanned

LINE = "各区人民政府要按照职责分工抓好落实工作，第{:02d}行2026年6月底前完成相关任务。"


def pages(kind: str) -> list[Image.Image]:
    """The pages that are read in turn."""
    if kind == "full":
        full = drawn([(28.0, 30.0 + 9 * row, 5.2, "black", LINE.format(row)) for row in range(28)])
        return [scanned(full, 5, 0.4)]
    return [scanned(page, n, 0.7 - 0.6 * n) for n, page in enumerate((drawn(NOTICE), drawn(BODY), annex()))]


def main(count: int = 35, kind: str = "") -> None:
    """Prints what it took."""
    images = pages(kind)
    data = pdf_of([images[n % len(images)] for n in range(count)])
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with told_to(lambda words, done, total: print(f"\r{words}", end="", file=sys.stderr)):
        source = read_source(data, name="扫描.pdf")
    print(file=sys.stderr)
    after, took = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - begun
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{len(source.seen)} pages: {took:.1f} s by the clock, {used:.1f} s of processors,")
    memory, load = after.ru_maxrss / 1024, os.getloadavg()[0]
    print(f"{used / count:.2f} s a page, {memory:.0f} MB the largest process; load {load:.1f}")


if __name__ == "__main__":
    main(*(int(word) if word.isdecimal() else word for word in sys.argv[1:]))  # type: ignore[arg-type]
