"""What was read from an image, as plain data: no image library is loaded for it."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass, replace

Box = tuple[float, float, float, float]
FORM = 1  # of what is kept of a page: another number, and it is read again


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was read: its text without blanks, its place on the upright image in shares of its sides
    (left, top, right, bottom), its certainty from 0 to 1, and where in it weak characters stand.
    """

    text: str
    box: Box
    certainty: float
    weak: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What was read from an image: its text, its lines in the order of the text, how it was set upright.

    `turned` is by how many degrees against the clock, `askew` by how many it hung, `seals` counts the red
    seals on it, `dropped` the lines so uncertain that they were left out, `notes` are its footnotes.  `jpeg`
    is the image as it was read, upright.  `fault` says why nothing was read: a key, empty where all is well.
    """

    text: str = ""
    lines: tuple[Line, ...] = ()
    turned: int = 0
    askew: float = 0.0
    seals: int = 0
    dropped: int = 0
    notes: str = ""
    jpeg: bytes = b""
    fault: str = ""


def dumped(page: Page) -> bytes:
    """A page as bytes that can be kept."""
    data = asdict(replace(page, jpeg=b""))
    data["jpeg"] = base64.b64encode(page.jpeg).decode("ascii")
    data["form"] = FORM
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")


def loaded(data: bytes) -> Page | None:
    """A page from bytes that were kept; None where they are of another form or broken."""
    try:
        said = json.loads(data)
        if said.pop("form") != FORM:
            return None
        lines = tuple(
            Line(
                one["text"],
                (one["box"][0], one["box"][1], one["box"][2], one["box"][3]),
                float(one["certainty"]),
                tuple((int(start), int(end)) for start, end in one["weak"]),
            )
            for one in said.pop("lines")
        )
        return Page(lines=lines, jpeg=base64.b64decode(said.pop("jpeg")), **said)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None
