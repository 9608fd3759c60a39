"""Two texts cut where they differ: a report beside the one before it, a measure beside its counterpart."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# A number or a Latin word is one piece, a Chinese character another.
_PIECES = re.compile(r"[0-9]+(?:\.[0-9]+)?%?|[A-Za-z]+|\s+|.", re.DOTALL)
_SENTENCES = re.compile(r"[^。；！？\n]*[。；！？\n]?")
_MOST_PIECES = 1500  # of either text: comparing takes time by the product of both
_MOST_SENTENCES = 400


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and whether they stand in this text alone."""

    text: str
    changed: bool


def differ(before: str, now: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts cut where they differ; joined, the pieces are the texts themselves.

    Long texts are compared by sentences, and very long ones not at all: a page must not wait for it.
    """
    if before == now:
        return _whole(before, False), _whole(now, False)
    old, new = _PIECES.findall(before), _PIECES.findall(now)
    if max(len(old), len(new)) > _MOST_PIECES:
        old, new = _sentences(before), _sentences(now)
        if max(len(old), len(new)) > _MOST_SENTENCES:
            return _whole(before, True), _whole(now, True)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left += _whole("".join(old[i:j]), kind != "equal")
        right += _whole("".join(new[k:m]), kind != "equal")
    return left, right


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCES.findall(text) if sentence]


def _whole(text: str, changed: bool) -> list[Piece]:
    return [Piece(text, changed)] if text else []
