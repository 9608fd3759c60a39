"""Printed text with its accidents taken away, and the way back to what was printed.

White space inside a date (“8 月底前”), full-width digits and half-width brackets say nothing, so the
rules of dates read a text without them; places are given in the text as it was handed in.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field
from functools import lru_cache

_FORMS = {
    "0123456789": "０１２３４５６７８９",
    "（": "([〔［【",
    "）": ")]〕］】",
    "，": ",",
    "；": ";",
    "：": ":",
    "！": "!",
    "？": "?",
    "%": "％",
    "—": "～~－–―‐﹣-─−",
    "“": "″＂\"'‘「『",
    "”": "’」』",
    "〇": "○Ｏ零",
}
_SAME = {
    ord(form): one[i] if len(one) > 1 else one
    for one, forms in _FORMS.items()
    for i, form in enumerate(forms)
}


@dataclass(frozen=True, slots=True)
class Printed:
    """`text`: without white space, one form for each sign; `places[i]`: where its i-th character stood."""

    source: str
    text: str = field(init=False)
    places: list[int] = field(init=False)

    def __post_init__(self) -> None:
        kept: list[str] = []
        places: list[int] = []
        source = self.source
        apart = False
        for place, char in enumerate(source):
            if char.isspace():
                apart = True
                continue
            # “投资100 2022年底” must not become 1002022: two numbers stay two.
            if apart and kept and kept[-1].isdigit() and char.isdigit():
                kept.append(" ")
                places.append(place - 1)
            apart = False
            kept.append(char)
            places.append(place)
        # The class is frozen for its users; these two follow from `source`.
        object.__setattr__(self, "text", "".join(kept).translate(_SAME))
        object.__setattr__(self, "places", places)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Half-open offsets into `source` of `text[start:end]`, which must not be empty."""
        return self.places[start], self.places[end - 1] + 1

    def phrase(self, start: int, end: int) -> str:
        """What was printed there, without its white space."""
        first, last = self.span(start, end)
        return "".join(self.source[first:last].split())

    def at(self, place: int) -> int:
        """The offset in `text` of the first kept character at or after `place` of `source`."""
        return bisect.bisect_left(self.places, place)


@lru_cache(maxsize=64)
def printed(source: str) -> Printed:
    """The text of a stretch, kept for the stages that read the same one after another."""
    return Printed(source)
