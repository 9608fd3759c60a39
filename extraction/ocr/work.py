"""The process that reads images: it is told what to read on standard input, and answers line by line.

The request is a line of JSON, `{"parts": [{"kind": "pdf" or "picture", "size": bytes, "pages": [numbers],
"crops": {number: [page, box]}, "skip": [numbers], "most": number}], "threads": number, "share": [which, of
how many]}`, and then the bytes of the parts one after the other.  The answers are lines of JSON: `{"part":
index, "pages": [numbers]}` with the pages that are to be read of a part, or `{"part": index, "fault": key}`,
then for each page of the share `{"part": index, "number": number, "page": page}`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from extraction.limits import bound
from extraction.ocr.engine import Pixels, engine
from extraction.ocr.images import UnfitError, pdf_loaders, picture_loaders
from extraction.ocr.page import read_page
from extraction.ocr.process import MEMORY
from extraction.ocr.seen import Page, dumped


def answers(
    parts: list[tuple[dict[str, Any], bytes]], *, share: tuple[int, int] = (0, 1), threads: int = 1
) -> Iterator[dict[str, Any]]:
    """What is said of each part, in order; of the pages only those of this share: which, of how many."""
    place = 0
    for index, (asked, data) in enumerate(parts):
        try:
            loaders = _loaders(asked, data)
        except UnfitError as unfit:
            yield {"part": index, "fault": str(unfit)}
            continue
        except MemoryError:
            yield {"part": index, "fault": "bomb"}
            continue
        yield {"part": index, "pages": [number for number, _ in loaders]}
        for number, load in loaders:
            if place % share[1] == share[0]:
                page = _read(load, threads)
                yield {"part": index, "number": number, "page": dumped(page).decode("utf-8")}
            place += 1


def _loaders(asked: dict[str, Any], data: bytes) -> list[tuple[int, Callable[[], Pixels]]]:
    skip = set(asked["skip"])
    if asked["kind"] == "pdf":
        crops = {int(number): (page, box) for number, (page, box) in asked.get("crops", {}).items()}
        numbers = [number for number in asked["pages"] if number not in skip]
        return list(zip(numbers, pdf_loaders(data, numbers, crops), strict=True))
    found = picture_loaders(data, asked["most"])
    return [(number, load) for number, load in enumerate(found, 1) if number not in skip]


def _read(load: Callable[[], Pixels], threads: int) -> Page:
    try:
        return read_page(load(), engine(threads))
    except UnfitError as unfit:
        return Page(fault=str(unfit))
    except MemoryError:
        return Page(fault="bomb")
    except Exception:  # the models' runtime says with errors of its own that it ran out of memory
        return Page(fault="broken")


def serve() -> None:
    """Answers the request on standard input."""
    bound(memory=MEMORY)
    request = json.loads(sys.stdin.buffer.readline())
    parts = [(asked, sys.stdin.buffer.read(asked["size"])) for asked in request["parts"]]
    for answer in answers(parts, share=tuple(request["share"]), threads=request["threads"]):
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
