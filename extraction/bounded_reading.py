"""The process in which `extraction.bounded` reads a file: the question comes in, lines of JSON go out."""

from __future__ import annotations

import json
import signal
import sys
import time
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

from common.workdays import DaysOff
from extraction.bounded import MOST_MEASURES
from extraction.json_form import to_json
from extraction.limits import bound
from extraction.model import ExtractionError, SecretError
from extraction.ocr.kept import Folder, pages_kept_in
from extraction.pipeline import extract_bytes
from extraction.progress import READING, told_to
from extraction.readers.dispatch import shown

_PAUSE = 0.5  # seconds between two lines on the progress
_READ = 45  # of a hundred: what reading the file takes; the stages take as much again


def answer(asked: dict[str, Any], data: bytes) -> dict[str, Any]:
    """What the file holds, or the line that says why not."""
    name = asked["name"]
    try:
        kept = pages_kept_in(Folder(Path(asked["pages"]))) if asked["pages"] else nullcontext()
        with told_to(_Printer()), kept:
            extraction = extract_bytes(data, name=name, names=asked["names"], days_off=_days_off(asked))
        if any(len(document.measures) > MOST_MEASURES for document in extraction.documents):
            raise ExtractionError(f"文件“{shown(name)}”的举措超过 {MOST_MEASURES} 条，请拆分后再导入。")
        return to_json(extraction, each=True)
    except ExtractionError as error:
        return {"fault": str(error), "secret": isinstance(error, SecretError)}


def _days_off(asked: dict[str, Any]) -> DaysOff | None:
    given = asked.get("days_off")
    return given and DaysOff(*(frozenset(map(date.fromisoformat, days)) for days in given))


class _Printer:
    """Prints the progress, not too often."""

    def __init__(self) -> None:
        self.last = 0.0

    def __call__(self, words: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last < _PAUSE:
            return
        self.last = now
        begun = 0 if words.startswith(READING) else _READ
        _print({"words": words, "percent": begun + _READ * min(done, total) // max(total, 1)})


def _print(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _leave(number: int, frame: FrameType | None) -> None:
    """On being asked to end: what has been started is ended on the way out."""
    raise SystemExit(1)


def main() -> None:
    """Read the question, print the answer; a process that runs out of memory ends without one."""
    signal.signal(signal.SIGTERM, _leave)
    asked = json.loads(sys.stdin.buffer.readline())
    bound(memory=asked["memory"], seconds=asked["seconds"], heirs=False)
    try:
        _print(answer(asked, sys.stdin.buffer.read()))
    except (MemoryError, RecursionError):
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
