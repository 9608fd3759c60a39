"""Reads formats that can ask for any amount of memory and time: each file in a process with limits on both.

`read` is called by the reader of a kind of file, `serve` is what its process does.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import sys
from collections.abc import Callable, Mapping

from extraction.limits import bound
from extraction.model import ExtractionError
from extraction.readers.process import TimeUpError, run_module
from extraction.readers.source import Omission, Source

SECONDS = 120
MAX_PAGES = 600
MEMORY = 1536 * 1024 * 1024
HUGE, SLOW, BROKEN = "huge", "slow", "broken"


class Fault(Exception):
    """Why a file cannot be read: a key of the sentences of its reader."""


class UnreadableError(ExtractionError):
    """A file that its process could not read; `fault` says why."""

    def __init__(self, message: str, fault: str) -> None:
        super().__init__(message)
        self.fault = fault


def read(
    module: str, name: str, data: bytes, messages: Mapping[str, str], *, seconds: float = SECONDS
) -> Source:
    """What the process of `module` reads in the bytes of a file.

    Raises ExtractionError with the sentence of `messages` for the fault that it met: `huge` where it came to
    the limit of memory, `slow` after `seconds`, `broken` where it ended otherwise, or one of its own.
    """
    try:
        status, out = run_module(module, given=data, seconds=seconds, memory=MEMORY)
    except TimeUpError:
        raise refusal(messages, SLOW, name) from None
    except OSError:
        status, out = 1, b""
    if status != 0:  # stopped by the limit of memory before it could say so
        raise refusal(messages, HUGE if status < 0 else BROKEN, name)
    answer = json.loads(out)
    if answer["fault"]:
        raise refusal(messages, answer["fault"], name)
    unread = [
        Omission(**{**one, "pages": tuple(one["pages"]), "box": tuple(one["box"])})
        for one in answer["unread"]
    ]
    images = {int(number): base64.b64decode(data) for number, data in answer["images"].items()}
    return Source(str(answer["text"]), unread, images=images)


def refusal(messages: Mapping[str, str], fault: str, name: str) -> UnreadableError:
    """The error with the sentence for a fault."""
    return UnreadableError(messages[fault].format(name=name), fault)


def answer_for(reader: Callable[[bytes], Source], data: bytes) -> dict[str, object]:
    """What a process answers for the bytes of a file."""
    try:
        source = reader(data)
    except Fault as fault:
        return {"text": "", "fault": str(fault), "unread": []}
    except (MemoryError, RecursionError):
        return {"text": "", "fault": HUGE, "unread": []}
    return {
        "text": source.text.encode("utf-8", "replace").decode("utf-8"),
        "fault": "",
        "unread": [dataclasses.asdict(one) for one in source.unread],
        "images": {number: base64.b64encode(data).decode("ascii") for number, data in source.images.items()},
    }


def serve(reader: Callable[[bytes], Source]) -> None:
    """Reads standard input with limits on memory and time, and writes the answer to standard output."""
    bound(memory=MEMORY, seconds=SECONDS)
    sys.stdout.write(json.dumps(answer_for(reader, sys.stdin.buffer.read())))
