"""Reads a file in a process of its own, within limits of time and memory, and tells how far it has come.

A text can ask for much of both: ten megabytes of short lines are half a million items. What goes beyond the
limits ends with one clear line and takes nothing else with it.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from common.workdays import DaysOff
from extraction.apart import Lines, started
from extraction.json_form import from_json
from extraction.limits import LOOK, is_full
from extraction.model import Extraction, ExtractionError, SecretError
from extraction.readers.dispatch import shown

SECONDS = 300  # of processor; on a busy machine a reading may take three times as long
LONGEST = 3600  # seconds by the clock, whatever it is
MEMORY = 2 * 1024 * 1024 * 1024
MOST_MEASURES = 20_000  # of one document: hundreds are many
PULSE = 5.0  # seconds between two signs of life while the process says nothing

Told = Callable[[str, int], None]  # what is done now, in Chinese, and how many of a hundred steps are behind


def extract_bounded(
    data: bytes,
    *,
    name: str,
    names: Collection[str] | None = None,
    days_off: DaysOff | None = None,
    pages: Path | None = None,
    told: Told | None = None,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> Extraction:
    """As `extraction.pipeline.extract_bytes`, bounded; `told` hears of the progress, at least every `PULSE`.

    `seconds` are those of the processor; where nothing comes on for three times as long, it ends, too. Pages
    of which text is recognised are kept in the folder `pages` while they are read, for another try.
    Raises ExtractionError also where time or memory was not enough. What `told` raises ends the process.
    """
    asked: dict[str, Any] = {"name": name, "names": None if names is None else sorted(names)}
    asked |= {"memory": memory, "seconds": max(1, round(seconds)), "pages": str(pages) if pages else ""}
    if days_off is not None:
        asked["days_off"] = [sorted(map(str, days)) for days in (days_off.off, days_off.worked)]
    try:
        answer = _asked(asked, data, 3 * seconds, memory, told or (lambda words, percent: None))
    except TimeoutError:
        raise ExtractionError(
            f"文件“{shown(name)}”读取超过 {seconds:g} 秒，已停止，请拆分后再导入。"
        ) from None
    if answer is None:
        raise ExtractionError(f"文件“{shown(name)}”的内容异常庞大，已停止读取，请拆分后再导入。")
    if "fault" in answer:
        raise (SecretError if answer["secret"] else ExtractionError)(answer["fault"])
    return Extraction([from_json(document) for document in answer["documents"]])


def _asked(
    asked: dict[str, Any], data: bytes, seconds: float, memory: int, told: Told
) -> dict[str, Any] | None:
    """The answer of the process; None where it ended without one."""
    given = [json.dumps(asked).encode() + b"\n", data]
    process, lines = started("extraction.bounded_reading", given)
    try:
        answer = _listen(lines, seconds, told, lambda: is_full(process.pid, memory))
    finally:
        status = _end(process)
    if status == -signal.SIGXCPU:
        raise TimeoutError
    return answer


def _listen(lines: Lines, seconds: float, told: Told, is_full: Callable[[], bool]) -> dict[str, Any] | None:
    words, percent = "正在读取", 0
    began = time.monotonic()
    until, pulse = began + seconds, began + PULSE
    while True:
        left = min(until, began + LONGEST) - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if is_full():
            return None
        try:
            line = lines.get(timeout=min(left, PULSE, LOOK))
        except queue.Empty:
            if time.monotonic() >= pulse:
                told(words, percent)
                pulse = time.monotonic() + PULSE
            continue
        if not line:
            return None
        answer: dict[str, Any] = json.loads(line)
        if "percent" not in answer:
            return answer
        if (answer["words"], answer["percent"]) != (words, percent):
            until = time.monotonic() + seconds  # a scan of many pages comes on page by page
        words, percent = answer["words"], answer["percent"]
        told(words, percent)
        pulse = time.monotonic() + PULSE


def _end(process: subprocess.Popen[bytes]) -> int:
    """Ends the process; asked first, so that it ends the programs that it has started itself."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=0.2)  # it has said all, or has been stopped by a limit
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=3)
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    return process.wait()
