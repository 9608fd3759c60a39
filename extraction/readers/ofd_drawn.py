"""What stands where on the pages of an ofd, to be drawn again: read in a process of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from extraction.readers.isolated import serve
from extraction.readers.ofd_objects import POINT, Objects
from extraction.readers.ofd_pages import paper
from extraction.readers.ofd_parts import Body, Parts, inside, text_of
from extraction.readers.office_xml import child, value
from extraction.readers.pdf_turning import Char
from extraction.readers.source import Source

MOST_PAGES = 60
MOST_LETTERS = 200_000
_MOST_RULES = 3_000  # of a page
_MOST_BYTES = 20 * 1024 * 1024  # of all pictures
_LEVEL = 0.5  # points by which letters of one line may differ


def draw_pages(data: bytes) -> Source:
    """The pages as JSON in the text of the answer, their pictures by number; raises Fault."""
    parts = Parts(data)
    drawn: list[dict[str, Any]] = []
    images: dict[int, bytes] = {}
    count = letters = 0
    for body in parts.bodies():
        for page in inside(child(body.root, "Pages"), "Page"):
            count += 1
            if len(drawn) < MOST_PAGES and letters < MOST_LETTERS:
                drawn.append(_page(parts, body, value(page, "BaseLoc"), images))
                letters += sum(len(line["text"]) for line in drawn[-1]["lines"])
    return Source(json.dumps({"pages": drawn, "count": count}), images=images)


def _page(parts: Parts, body: Body, location: str | None, images: dict[int, bytes]) -> dict[str, Any]:
    place = parts.beside(body.path, location)
    root = parts.root(place) if place is not None else None
    left, top, right, bottom = paper(root, body)
    units, media = dict(body.units), dict(body.media)
    for resources in inside(root, "PageRes"):
        units |= parts.units(place or "", text_of(resources))
        media |= parts.media(place or "", text_of(resources))
    objects = Objects()
    for template in inside(root, "Template"):
        name = value(template, "TemplateID") or ""
        if name in body.templates:
            objects.add(child(parts.root(body.templates[name]), "Content"), units)
    objects.add(child(root, "Content"), units)
    objects.settle()

    def mm(x: float, y: float) -> tuple[float, float]:
        return round(x / POINT - left, 2), round(y / POINT - top, 2)

    pictures = []
    for (x0, y0, x1, y1), name in zip(objects.pictures, objects.images, strict=True):
        number = _kept(parts, media.get(name), images)
        pictures.append({"box": [*mm(x0, y0), *mm(x1, y1)], "image": number})
    rules = [[*mm(e["x0"], e["top"]), *mm(e["x1"], e["bottom"])] for e in objects.edges[:_MOST_RULES]]
    lines = [
        {
            "text": "".join(char["text"] for char in run),
            "x": [mm(char["x0"], 0)[0] for char in run],
            "y": mm(0, run[0]["bottom"] - 0.12 * run[0]["size"])[1],
            "size": round(run[0]["size"] / POINT, 2),
        }
        for run in _runs(objects.chars)
    ]
    size = [round(right - left, 2), round(bottom - top, 2)]
    return {"size": size, "lines": lines, "rules": rules, "pictures": pictures}


def _kept(parts: Parts, place: str | None, images: dict[int, bytes]) -> int | None:
    """The number of a picture among those kept; None where it is not there or too much."""
    data = parts.picture(place) if place else b""
    if not data or sum(map(len, images.values())) + len(data) > _MOST_BYTES:
        return None
    number = len(images) + 1
    images[number] = data
    return number


def _runs(chars: list[Char]) -> Iterator[list[Char]]:
    """Letters that follow each other on one line and in one size."""
    run: list[Char] = []
    for char in chars:
        same = run and abs(char["bottom"] - run[-1]["bottom"]) < _LEVEL and char["size"] == run[-1]["size"]
        if run and not (same and char["x0"] > run[-1]["x0"]):
            yield run
            run = []
        run.append(char)
    if run:
        yield run


if __name__ == "__main__":
    serve(draw_pages)
