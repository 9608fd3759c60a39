"""Images to pages, in a process of its own: page by page, with progress, and from where an earlier try ended.

The process may take `SECONDS` over a page and `MEMORY` (see `work`); where it ends over a page, that page is
given up and the next ones are read in a new process, a few times.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from typing import Any, Literal

from extraction.ocr.kept import Kept
from extraction.ocr.process import MEMORY, SLOW, lines_of
from extraction.ocr.seen import Page, loaded
from extraction.progress import READING, tell

SECONDS = 180.0  # for a page: two of a free machine, and a busy one may take ten times as long
IN_ALL = 3600.0
MAX_PAGES = 300
_TRIES = 4
_MANY = 4  # pages, from which two processes are worth their start
_MOST_THREADS = 4
_MODULE = "extraction.ocr.work"


@dataclass(slots=True)
class Part:
    """A file with images: a picture (a tif may have several), or a pdf of which these pages are images.

    `crops` says of numbers among the `pages` of a pdf that they are a part of a page: of which, and left,
    top, right, bottom in shares of its sides.
    `read` are its pages when they have been read, by their number from 1; `fault` says why none was: bomb,
    broken, kind (not an image that is known), pages (too many), absent (this machine has no recogniser).
    """

    data: bytes
    kind: Literal["picture", "pdf"] = "picture"
    pages: tuple[int, ...] = ()
    crops: dict[int, tuple[int, tuple[float, ...]]] = field(default_factory=dict)
    read: dict[int, Page] = field(default_factory=dict)
    fault: str = ""
    expected: list[int] | None = None  # the pages that it has, as far as they are known

    @property
    def open(self) -> bool:
        """Whether there is something left to read."""
        return not self.fault and (self.expected is None or any(n not in self.read for n in self.expected))


def read_parts(parts: list[Part]) -> None:
    """Reads the parts into their `read` and `fault`; tells how many pages are done."""
    until = time.monotonic() + IN_ALL
    kept = [Kept(part.data) for part in parts]
    for part, its in zip(parts, kept, strict=True):
        if part.kind == "pdf":
            part.expected = list(part.pages)
        for number in part.expected or range(1, MAX_PAGES + 1):
            page = its.get(number)
            if page is not None:
                part.read[number] = page
    for attempt in range(_TRIES):
        waiting = [(part, its) for part, its in zip(parts, kept, strict=True) if part.open]
        if not waiting:
            return
        _tell(parts)
        # Where one has ended over a page, the rest is read by one alone, which has the machine to itself.
        if not _try(waiting, parts, until, 1 if attempt else _processes(waiting)):
            break
    for part in parts:  # what was not reached
        if part.expected is None and not part.fault:
            part.fault = "absent"
        for number in part.expected or ():
            part.read.setdefault(number, Page(fault="slow"))


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processes(waiting: list[tuple[Part, Kept]]) -> int:
    """Two read many pages sooner than one with two threads; of few pages the models take longer to load."""
    pages = 0
    for part, _ in waiting:
        several = part.expected is None and part.data[:4] in (b"II*\0", b"MM\0*")  # a tif may have any number
        pages += _MANY if several else 1 if part.expected is None else len(part.expected) - len(part.read)
    return 2 if pages >= _MANY and _processors() > 1 else 1


def _try(waiting: list[tuple[Part, Kept]], parts: list[Part], until: float, count: int) -> bool:
    """So many processes for what is left, page about; False where others would fare no better."""
    skip = [set(part.read) for part, _ in waiting]
    asked = [
        {
            "kind": part.kind,
            "size": len(part.data),
            "pages": list(part.pages),
            "crops": {str(number): crop for number, crop in part.crops.items()},
            "skip": sorted(read),
            "most": MAX_PAGES,
        }
        for (part, _), read in zip(waiting, skip, strict=True)
    ]
    threads = min(max(_processors() // count, 1), _MOST_THREADS)
    requests = [
        [
            json.dumps({"parts": asked, "threads": threads, "share": [place, count]}).encode() + b"\n",
            *(part.data for part, _ in waiting),
        ]
        for place in range(count)
    ]
    heard: set[int] = set()
    faults = dict.fromkeys(range(count), "bomb")  # a process that ends has come to its limit of memory
    each = min(SECONDS, max(until - time.monotonic(), 1))
    try:
        for place, line in lines_of(_MODULE, requests, each=each, memory=MEMORY):
            if line == SLOW:
                faults[place] = "slow"
            if not line:
                continue
            heard.add(place)
            if line != SLOW:
                _take(json.loads(line), waiting)
                _tell(parts)
            if time.monotonic() > until:
                return False
    except OSError:
        return False
    if not heard or time.monotonic() > until:
        return False
    _give_up(waiting, skip, {place: faults[place] for place in heard}, count)
    return True


def _take(answer: dict[str, Any], waiting: list[tuple[Part, Kept]]) -> None:
    part, its = waiting[answer["part"]]
    if "fault" in answer:
        part.fault = answer["fault"]
    elif "pages" in answer:
        part.expected = sorted({*part.read, *answer["pages"]})
    else:
        page = loaded(answer["page"].encode()) or Page(fault="broken")
        part.read[answer["number"]] = page
        its.put(answer["number"], page)


def _give_up(
    waiting: list[tuple[Part, Kept]], skip: list[set[int]], faults: dict[int, str], count: int
) -> None:
    """The page over which a process ended, the first of its share that was not read, is not tried again."""
    place = 0  # as `work` counts, page about
    for (part, its), read in zip(waiting, skip, strict=True):
        if part.fault:
            continue
        if part.expected is None:
            part.fault = next(iter(faults.values()), "")
            return
        for number in part.expected:
            if number in read:
                continue
            share, place = place % count, place + 1
            if number not in part.read and share in faults:
                part.read[number] = Page(fault=faults.pop(share))
                its.put(number, part.read[number])


def _tell(parts: list[Part]) -> None:
    total = sum(len(part.expected) if part.expected is not None else 1 for part in parts)
    done = sum(len(part.read) for part in parts)
    tell(f"{READING}：识别图片中的文字，已完成{done}页，共{total}页", done, total)
