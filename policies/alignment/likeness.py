"""Which measures are like each other: by the runs of characters that they share, rare ones counting more.

Used by 上下对照 (a lower document beside the upper one) and by the tracker's 并案. Plain Python over texts:
it knows no database, asks no other host and needs no model.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# What a score means. Two orders that carry each other out share most of their words; two that merely live in
# one field share its vocabulary. Between lies a wide gap; the bound stands in it.
MATCHED = 0.35
# A part of a measure that was split stands almost whole in it.
CONTAINED = 0.6
_TITLE_WEIGHT = 0.4
_NGRAMS = (2, 3)
# Two sentences that order the same thing of the same department; a person looks at each before it counts.
LIKE_SENTENCES = 0.25
# A title alone says little: two of them have to be nearly the same.
LIKE_TITLES = 0.6
_SENTENCE = re.compile(r"[。；;！!\n]")
_SHORTEST = 12  # characters of a sentence that says enough to be compared
_MOST_SENTENCES = 20_000
_BLOCK = 500  # sentences compared with all others at a time: memory stays small
_UNITS = re.compile(
    r"[（(](?:[^（）()]|[（(][^（）()]*[）)])*(?:负责|牵头|配合|参与|落实|责任单位)"
    r"(?:[^（）()]|[（(][^（）()]*[）)])*[）)]?\s*$"
)
# Who speaks differs between a province and its city, whatever is ordered.
_LEVELS = re.compile(r"全省|全市|全县|我省|我市|我县|各市（州）|各县（市、区）|省级|市级|县级|本省|本市")
_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a measure says: its key in the caller's world, its title, its text."""

    key: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """Two measures that say the same: their keys, and how like they are, from 0 to 1."""

    left: int
    right: int
    score: float


def matches(upper: Sequence[Wording], lower: Sequence[Wording]) -> list[Match]:
    """The counterparts of `upper` in `lower`, in the order of `upper`.

    1. Two belong together if each is the other's most like, and like enough (`MATCHED`).
    2. A measure that is left over joins the most like one of the other side where it stands almost whole in
       it (`CONTAINED`): what one document orders at once, the other may order in parts.

    The rest has no counterpart.
    """
    if not upper or not lower:
        return []
    space = _Space([*upper, *lower])
    n = len(upper)
    scores = space.scores[:n, n:]
    best_below, best_above = scores.argmax(axis=1), scores.argmax(axis=0)
    found = {(i, int(j)) for i, j in enumerate(best_below) if best_above[j] == i and scores[i, j] >= MATCHED}
    used_above, used_below = {i for i, _ in found}, {j for _, j in found}
    for j, i in enumerate(best_above):
        if j not in used_below and scores[i, j] >= MATCHED and space.share(n + j, int(i)) >= CONTAINED:
            found.add((int(i), j))
    for i, j in enumerate(best_below):
        if i not in used_above and scores[i, j] >= MATCHED and space.share(i, n + int(j)) >= CONTAINED:
            found.add((i, int(j)))
    return [Match(upper[i].key, lower[j].key, round(float(scores[i, j]), 4)) for i, j in sorted(found)]


@dataclass(frozen=True, slots=True)
class LikeSentences:
    """Two measures of which one sentence of each says the same: keys, likeness, and the two sentences."""

    left: int
    right: int
    score: float
    left_words: str
    right_words: str


def like_sentences(
    wordings: Sequence[Wording],
    *,
    groups: Sequence[object],
    least: float = LIKE_SENTENCES,
) -> list[LikeSentences]:
    """Every two measures of different `groups` with sentences so like each other, the most like first.

    A measure of one document seldom repeats a whole measure of another; where both ask the same thing, it
    stands in a sentence. `groups` names the group of each wording (its document); of each two measures the
    sentences that are the most like are given. A measure without a text speaks by its title, which has to be
    as like as `LIKE_TITLES` says.
    """
    by_title = [not _without_title(wording) for wording in wordings]
    rows = [(i, sentence) for i, w in enumerate(wordings) for sentence in sentences(w)][:_MOST_SENTENCES]
    if len(rows) < 2:
        return []
    weighed = _weighed([plain(sentence) for _, sentence in rows])
    best: dict[tuple[int, int], tuple[float, int, int]] = {}
    for start in range(0, len(rows), _BLOCK):
        block = (weighed[start : start + _BLOCK] @ weighed.T).tocoo()
        near = block.data >= least
        for score, row, b in zip(block.data[near], block.row[near], block.col[near], strict=True):
            a = start + int(row)
            left, right = rows[a][0], rows[int(b)][0]
            if (by_title[left] or by_title[right]) and score < LIKE_TITLES:
                continue
            if left < right and groups[left] != groups[right]:
                known = best.get((left, right))
                if known is None or score > known[0]:
                    best[left, right] = (float(score), a, int(b))
    found = [
        LikeSentences(wordings[left].key, wordings[right].key, round(score, 4), rows[a][1], rows[b][1])
        for (left, right), (score, a, b) in best.items()
    ]
    return sorted(found, key=lambda like: (-like.score, like.left, like.right))


def sentences(wording: Wording) -> list[str]:
    """The sentences of a measure that say enough, without its title and its units."""
    text, title = _UNITS.sub("", wording.text.strip()), wording.title.strip()
    if title:
        text = text.removeprefix(title)
    if not plain(text):
        return [title] if plain(title) else []
    parts = [part.strip() for part in _SENTENCE.split(text)]
    return [part for part in parts if len(plain(part)) >= _SHORTEST]


def plain(words: str) -> str:
    """The words without units, levels of government and punctuation."""
    return _WORDS.sub("", _LEVELS.sub("", _UNITS.sub("", words.strip())))


class _Space:
    """The wordings as weighed runs of characters, and how like each two are."""

    def __init__(self, wordings: Sequence[Wording]) -> None:
        titles = [plain(w.title) for w in wordings]
        texts = [_without_title(w) for w in wordings]
        self.texts: Any = _weighed([t or title for t, title in zip(texts, titles, strict=True)])
        by_text = (self.texts @ self.texts.T).toarray()
        by_title = _weighed(titles)
        by_title = (by_title @ by_title.T).toarray()
        import numpy as np

        titled = np.array([bool(title) for title in titles])
        both = titled[:, None] & titled[None, :]
        weight = np.where(both, _TITLE_WEIGHT, 0.0)
        self.scores: Any = weight * by_title + (1 - weight) * by_text

    def share(self, part: int, whole: int) -> float:
        """How much of the weight of `part` stands in `whole` too."""
        mine, theirs = self.texts[part], self.texts[whole]
        common = mine.multiply(theirs > 0)
        total = mine.multiply(mine).sum()
        return float(common.multiply(common).sum() / total) if total else 0.0


def _without_title(wording: Wording) -> str:
    text = wording.text.strip()
    return plain(text.removeprefix(wording.title.strip()) if wording.title else text)


def _weighed(texts: list[str]) -> Any:
    """One row for each text; runs that stand in few texts weigh more. Rows have the length 1 or 0."""
    # A heavy library: only whoever compares waits for it.
    from sklearn.feature_extraction.text import TfidfVectorizer

    weigh = TfidfVectorizer(analyzer="char", ngram_range=_NGRAMS, sublinear_tf=True)
    weigh.fit([*texts, "无内容"])  # one that is never empty: the library refuses to learn from nothing
    return weigh.transform(texts)
