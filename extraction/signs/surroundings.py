"""What stands around a place in a text: its clause, its sentence, names and quotations.

All windows are bounded, so that asking for each date of a long text costs time in proportion to its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

_CLAUSE_ENDS = "，。；：！？（）\n|"
_SENTENCE_ENDS = "。；！？\n|"
_WINDOW = 160
_QUOTE_LIMIT = 30
_CLAUSE_END = re.compile(f"[{_CLAUSE_ENDS}]")
_SENTENCE_END = re.compile(f"[{_SENTENCE_ENDS}]")


@dataclass(frozen=True)
class Surroundings:
    """The words around `text[start:end]`, where `text` is the text of a `Printed`."""

    text: str
    start: int
    end: int

    @cached_property
    def left(self) -> str:
        """From the start of the clause (between ，。；：（）) to the place."""
        return self.text[max(self._last(_CLAUSE_ENDS, self.start), 0) : self.start]

    @cached_property
    def right(self) -> str:
        """From the place to the end of its clause; empty where a comma follows at once."""
        return self.text[self.end : self._next(_CLAUSE_END, self.end)]

    @cached_property
    def ends_with(self) -> str:
        """The sign that ends the clause, empty at the end of the text."""
        at = self._next(_CLAUSE_END, self.end)
        return self.text[at : at + 1]

    @cached_property
    def next_clause(self) -> str:
        """The clause after the place, where a comma or colon parts it from the place; else empty."""
        if self.right or self.ends_with not in ("，", "：") or not self.ends_with:
            return ""
        return self.text[self.end + 1 : self._next(_CLAUSE_END, self.end + 1)]

    @cached_property
    def previous_clause(self) -> str:
        """The clause before that of the place, in the same sentence and parted by a comma; else empty."""
        comma = self._last(_CLAUSE_ENDS, self.start) - 1
        if comma < 0 or self.text[comma] != "，":
            return ""
        return self.text[max(self._last(_CLAUSE_ENDS, comma), 0) : comma]

    @cached_property
    def sentence_left(self) -> str:
        """From the start of the sentence (between 。；！？) to the place."""
        return self.text[max(self._last(_SENTENCE_ENDS, self.start), 0) : self.start]

    @cached_property
    def sentence_right(self) -> str:
        """From the place to the end of its sentence."""
        return self.text[self.end : self._next(_SENTENCE_END, self.end)]

    @cached_property
    def in_a_name(self) -> bool:
        """Whether the place is inside 《…》 or inside a short quotation “…”."""
        before = self.text[max(self.start - _WINDOW, 0) : self.start]
        if before.rfind("《") > before.rfind("》") and "》" in self.text[self.end : self.end + _WINDOW]:
            return True
        opened = before.rfind("“")
        if opened <= before.rfind("”"):
            return False
        closed = self.text.find("”", self.end, self.end + _QUOTE_LIMIT)
        return closed >= 0 and closed - (self.start - len(before) + opened) <= _QUOTE_LIMIT

    def _last(self, ends: str, place: int) -> int:
        """The offset after the last of `ends` before `place`, at most a window away."""
        low = max(place - _WINDOW, 0)
        return max(max(self.text.rfind(sign, low, place) for sign in ends) + 1, low)

    def _next(self, end: re.Pattern[str], place: int) -> int:
        found = end.search(self.text, place, place + _WINDOW)
        return found.start() if found else min(place + _WINDOW, len(self.text))
