"""Documents of our own in the style of the genre, of made-up places, and what a careful clerk reads in them.

`NAME.sample` describes a document once; `generate` makes a txt, docx, pdf or xlsx of it.  A line is a
paragraph, but for these signs at its beginning:

    ^   centred: a title or a heading of its own      >   at the right: a signature or a date
    |   a row of a table, cells parted by |           ~   a running head or foot, printed on the page only
    ----  the end of a page

`NAME.json` is written by hand: only what a reader of the document would say, in the words of `extract`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NAMES = sorted(path.stem for path in HERE.glob("*.sample"))


def described(name: str) -> str:
    """The description of a sample."""
    return (HERE / f"{name}.sample").read_text(encoding="utf-8")


def expected(name: str) -> list[dict[str, Any]]:
    """The documents of a sample as its JSON states them."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))["documents"]
