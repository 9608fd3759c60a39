"""Rows of a 主要指标 table, values as printed."""

from __future__ import annotations

import re

from .model import Indicator, Span

_YEAR = re.compile(r"(20\d\d)\s*年")


def read_indicators(text: str, *, offset: int = 0) -> list[Indicator]:
    """The indicators of the tables in `text`, the healed text of one document."""
    found: list[Indicator] = []
    header: list[str] = []
    position = offset
    for line in text.splitlines(keepends=True):
        cells = [c.strip() for c in line.rstrip("\n").split("\t")]
        if any("指标" in c for c in cells) and any(_YEAR.match(c) for c in cells):
            header = cells
        elif header and len(cells) == len(header):
            values = dict(zip(header, cells, strict=True))
            name = next(v for k, v in values.items() if "指标" in k)
            years = [(int(m[1]), v) for k, v in values.items() if (m := _YEAR.match(k))]
            if name and years[-1][1]:
                base = years[0] if len(years) > 1 else (None, None)
                span = Span(position, position + len(line.rstrip("\n")))
                found.append(
                    Indicator(name, base[0], base[1], years[-1][0], years[-1][1], values.get("属性"), span)
                )
        elif len(cells) == 1 and cells[0]:
            header = []
        position += len(line)
    return found
