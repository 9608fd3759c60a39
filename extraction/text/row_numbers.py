"""Whether the lone numbers of a text are those of rows, or of pages."""

from __future__ import annotations

import re

_HEAD = re.compile(r"(?m)^[ \t\u3000]*序[ \u3000]*号[ \t\u3000]*$")
_NUMBER = re.compile(r"(?m)^[ \u3000]*(\d{1,3})[ \u3000]*(?:$|[ \u3000](?=[\u4e00-\u9fff“《]))")
_FEWEST = 5
_LONGEST_ROW = 250  # characters: what stands on a page is more


def numbers_rows(pages: list[str]) -> bool:
    """Whether a lone number is that of a row: below 序号, or where 1, 2, 3 … follow too soon for pages."""
    text = "\n".join(pages)
    if _HEAD.search(text):
        return True
    count = first = last = 0
    for match in _NUMBER.finditer(text):
        if int(match[1]) == count + 1:
            count, last = count + 1, match.start()
            first = match.start() if count == 1 else first
    return count >= _FEWEST and last - first <= _LONGEST_ROW * (count - 1)
