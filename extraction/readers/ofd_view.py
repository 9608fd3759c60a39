"""An ofd to be looked at: its letters, rules and pictures at their places, which is not its own layout."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from extraction.readers import isolated
from extraction.readers.ofd import MESSAGES, SECONDS

_TYPES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pages as plain data in millimetres, how many there are in all, the pictures by their number.

    A page has its `size`; `lines`, each with its `text`, the `x` of each letter, the `y` that they stand on
    and their `size`; `rules` from point to point; `pictures` with their `box` and the number of their
    `image`.
    """

    pages: list[dict[str, Any]]
    count: int
    images: dict[int, tuple[str, bytes]]  # the media type and the bytes


def drawn_ofd(name: str, data: bytes) -> Drawn:
    """What an ofd shows; raises UnreadableError as the reading of its text does.

    Pictures are those that a browser shows: jpeg and png.
    """
    source = isolated.read("extraction.readers.ofd_drawn", name, data, MESSAGES, seconds=SECONDS)
    said = json.loads(source.text)
    images: dict[int, tuple[str, bytes]] = {}
    for number, content in source.images.items():
        kind = next((kind for start, kind in _TYPES.items() if content.startswith(start)), "")
        if kind:
            images[number] = (kind, content)
    return Drawn(said["pages"], said["count"], images)
