"""Images to pages, in a process of its own: page by page, with progress, and from where an earlier try ended.

The process may take `SECONDS` over a page and `MEMORY` (see `work`); where it ends over a page, that page is
given up and the next ones are read in a new process, a few times.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any, Literal

from extraction.ocr.kept import Kept
from extraction.ocr.process import MEMORY, SlowError, lines_of
from extraction.ocr.seen import Page, loaded
from extraction.progress import READING, tell

SECONDS = 180.0  # for a page: two of a free machine, and a busy one may take ten times as long
IN_ALL = 3600.0
MAX_PAGES = 300
_TRIES = 4
_MODULE = "extraction.ocr.work"


@dataclass(slots=True)
class Part:
    """A file with images: a picture (a tif may have several pages), or a pdf of which these pages are images.

    `read` are its pages when they have been read, by their number from 1; `fault` says why none was: bomb,
    broken, kind (not an image that is known), pages (too many), absent (this machine has no recogniser).
    """

    data: bytes
    kind: Literal["picture", "pdf"] = "picture"
    pages: tuple[int, ...] = ()
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
    for _ in range(_TRIES):
        waiting = [(part, its) for part, its in zip(parts, kept, strict=True) if part.open]
        if not waiting:
            return
        _tell(parts)
        if not _try(waiting, parts, until):
            break
    for part in parts:  # what was not reached
        if part.expected is None and not part.fault:
            part.fault = "absent"
        for number in part.expected or ():
            part.read.setdefault(number, Page(fault="slow"))


def _try(waiting: list[tuple[Part, Kept]], parts: list[Part], until: float) -> bool:
    """One process for what is left; False where another would fare no better."""
    request = {
        "parts": [
            {
                "kind": part.kind,
                "size": len(part.data),
                "pages": list(part.pages),
                "skip": sorted(part.read),
                "most": MAX_PAGES,
            }
            for part, _ in waiting
        ]
    }
    given = [json.dumps(request).encode() + b"\n", *(part.data for part, _ in waiting)]
    heard, fault = False, "bomb"  # a process that ends without a word has come to its limit of memory
    try:
        each = min(SECONDS, max(until - time.monotonic(), 1))
        for line in lines_of(_MODULE, given, each=each, memory=MEMORY):
            heard = True
            _take(json.loads(line), waiting)
            _tell(parts)
            if time.monotonic() > until:
                return False
    except SlowError:
        heard, fault = True, "slow"
    except OSError:
        return False
    left = next(((part, its) for part, its in waiting if part.open), None)
    if not heard or left is None or time.monotonic() > until:
        return False
    _give_up(*left, fault)
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


def _give_up(part: Part, its: Kept, fault: str) -> None:
    """The page over which a process ended is not tried again."""
    if part.expected is None:
        part.fault = fault
        return
    number = next(n for n in part.expected if n not in part.read)
    part.read[number] = Page(fault=fault)
    its.put(number, part.read[number])


def _tell(parts: list[Part]) -> None:
    total = sum(len(part.expected) if part.expected is not None else 1 for part in parts)
    done = sum(len(part.read) for part in parts)
    tell(f"{READING}：识别图片中的文字，已完成{done}页，共{total}页", done, total)
