"""A text that a web page or a mail holds twice, one copy right behind the other."""

from __future__ import annotations

import re

_HEAD = 40  # signs by which the second copy is found
_SHORTEST_HEAD = 8
_SHORTEST = 400  # of a copy: shorter ones may be lines that a table or a form repeats
_CONTENTS = re.compile(r"目\s*录|公\s*报")  # of a collection: two issues of one gazette begin alike
_NOISE = re.compile(r"&nbsp;|\s+")


def once(text: str) -> str:
    """The text without its second copy; the text itself where there is none.

    White space may differ between the copies, and the second may lack its end.
    """
    bare = text.lstrip()
    begin = len(text) - len(bare)
    if _CONTENTS.search(bare, 0, 200):
        return text
    head = bare.split(maxsplit=1)[0][:_HEAD] if bare else ""
    at = text.find(head, begin + _SHORTEST) if len(head) >= _SHORTEST_HEAD else -1
    if at < 0:
        return text
    first, second = _NOISE.sub("", text[begin:at]), _NOISE.sub("", text[at:])
    same = second == first or (len(second) >= 0.9 * len(first) and first.startswith(second))
    return text[:at] if same else text
