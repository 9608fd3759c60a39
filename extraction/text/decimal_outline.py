"""The numbering of emergency plans and standards: 1 总则, 1.1 编制目的, 3.2.1 预警分级.

A number without a sign behind it is a label only where the numbers below it say so: 2 组织体系 is one where
2.1 follows.  A list of contents that says all headings before the text is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extraction.signs.labels import Label
from extraction.text.lines import Line

_TOP = re.compile(r"(?P<number>\d{1,2})(?![\d.．、）)])(?=[\u4e00-\u9fff“《])")
_BELOW = re.compile(
    r"(?P<top>\d{1,2})[.．](?P<second>\d{1,2})(?:[.．](?P<third>\d{1,2}))?[.．、]?(?=[\u4e00-\u9fff“《A-Za-z])"
)
_HEADING = 30  # signs
_FOLLOWS = 6  # lines below a top heading within which its first item stands
_LEAST = 2  # top headings


def label_outline(lines: list[Line]) -> list[Line]:
    """The lines without a list of contents, those of a decimal outline with their labels."""
    runs = list(_runs(lines))
    if not runs or len(runs[-1]) < _LEAST:
        return lines
    first, dropped = runs[-1][0], set[int]()
    for run in runs[:-1]:
        last = run[-1]
        end = next((at for at in range(last + 1, first) if not _is_numbered(lines[at])), first)
        if all(_is_numbered(line) for line in lines[run[0] : end]):
            dropped.update(range(run[0], end))
    tops = set(runs[-1])
    current = 0
    for at in range(first, len(lines)):
        line = lines[at]
        if at in tops:
            match = _TOP.match(line.text)
            if match is not None:
                current = int(match["number"])
                line.label = Label("plan", 2, current, match["number"], match.end())
            continue
        below = None if line.table else _BELOW.match(line.text)
        if below is not None and int(below["top"]) == current:
            line.label = _label(below)
    return [line for at, line in enumerate(lines) if at not in dropped]


def _label(match: re.Match[str]) -> Label:
    printed = match.group().rstrip(".．、")
    if match["third"]:
        return Label("plan3", 4, int(match["third"]), printed, match.end())
    return Label("plan2", 3, int(match["second"]), printed, match.end())


def _is_numbered(line: Line) -> bool:
    return len(line.text) <= _HEADING and (
        _TOP.match(line.text) is not None or _BELOW.match(line.text) is not None
    )


def _runs(lines: list[Line]) -> Iterator[list[int]]:
    """The places of the top headings, a run for each time that they begin at 1."""
    run: list[int] = []
    for at, line in enumerate(lines):
        match = None if line.table or line.label is not None else _TOP.match(line.text)
        if match is None or len(line.text) > _HEADING or line.text[-1] in "。；，：":
            continue
        number = int(match["number"])
        opens = number == 1 and (not run or len(run) >= _LEAST)
        if not opens and number != len(run) + 1:
            continue
        below = (_BELOW.match(further.text) for further in lines[at + 1 : at + 1 + _FOLLOWS])
        if not any(b is not None and int(b["top"]) == number and b["second"] == "1" for b in below):
            continue
        if opens and run:
            yield run
            run = []
        run.append(at)
    if run:
        yield run
