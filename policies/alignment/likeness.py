"""Which measures are like each other: by the runs of characters that they share, rare ones counting more.

Used by 上下对照 (a lower document beside the upper one) and by the tracker's 并案. Plain Python over texts:
it knows no database, asks no other host and needs no model.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot, log
from operator import add

# What a score means. Two orders that carry each other out share most of their words; two that merely live in
# one field share its vocabulary. Between lies a wide gap; the bound stands in it.
MATCHED = 0.35
# A part of a measure that was split stands almost whole in it.
CONTAINED = 0.6
_TITLE_WEIGHT = 0.4
# Two sentences that order the same thing of the same department; a person looks at each before it counts.
LIKE_SENTENCES = 0.25
# A title alone says little: two of them have to be nearly the same.
LIKE_TITLES = 0.6
_SENTENCE = re.compile(r"[。；;！!\n]")
_SHORTEST = 12  # characters of a sentence that says enough to be compared
_MOST_SENTENCES = 20_000
# Counted as one text more than are compared: the bounds above were set on scores that had it.
_ONE_MORE = "无内容"
_UNITS = re.compile(
    r"[（(](?:[^（）()]|[（(][^（）()]*[）)])*(?:负责|牵头|配合|参与|落实|责任单位)"
    r"(?:[^（）()]|[（(][^（）()]*[）)])*[）)]?\s*$"
)
# Who speaks differs between a province and its city, whatever is ordered.
_LEVELS = re.compile(r"全省|全市|全县|我省|我市|我县|各市（州）|各县（市、区）|省级|市级|县级|本省|本市")
_WORDS = re.compile(r"[\W_]+")

# The runs of a text and their weights.
_Vector = dict[str, float]


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
    space = _Space(upper, lower)
    scores = space.scores
    best_below = [_greatest(row) for row in scores]
    best_above = [_greatest(column) for column in zip(*scores, strict=True)]
    found = {(i, j) for i, j in enumerate(best_below) if best_above[j] == i and scores[i][j] >= MATCHED}
    used_above, used_below = {i for i, _ in found}, {j for _, j in found}
    for j, i in enumerate(best_above):
        if (
            j not in used_below
            and scores[i][j] >= MATCHED
            and _share(space.lower[j], space.upper[i]) >= CONTAINED
        ):
            found.add((i, j))
    for i, j in enumerate(best_below):
        if (
            i not in used_above
            and scores[i][j] >= MATCHED
            and _share(space.upper[i], space.lower[j]) >= CONTAINED
        ):
            found.add((i, j))
    return [Match(upper[i].key, lower[j].key, round(scores[i][j], 4)) for i, j in sorted(found)]


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
    # Of pairs that are as like as each other the first is kept, hence the places below zero.
    best: dict[tuple[int, int], tuple[float, int, int]] = {}
    index = _Index()
    for b, vector in enumerate(_weighed([plain(sentence) for _, sentence in rows])):
        near = [(a, score) for a, score in enumerate(index.likeness(vector)) if score >= least]
        index.add(vector)
        for a, score in near:
            left, right = rows[a][0], rows[b][0]
            if (by_title[left] or by_title[right]) and score < LIKE_TITLES:
                continue
            if groups[left] != groups[right]:
                one = (round(score, 4), -a, -b)
                best[left, right] = max(best.get((left, right), one), one)
    found = [
        LikeSentences(wordings[left].key, wordings[right].key, score, rows[-a][1], rows[-b][1])
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
    """The texts of two documents as vectors, and how like each measure of one is to each of the other."""

    def __init__(self, upper: Sequence[Wording], lower: Sequence[Wording]) -> None:
        wordings, n = [*upper, *lower], len(upper)
        titles = [plain(w.title) for w in wordings]
        texts = [_without_title(w) or title for w, title in zip(wordings, titles, strict=True)]
        vectors = list(_weighed(texts))
        self.upper, self.lower = vectors[:n], vectors[n:]
        by_text = _products(self.upper, self.lower)
        vectors = list(_weighed(titles))
        by_title = _products(vectors[:n], vectors[n:])
        self.scores = [
            [
                _TITLE_WEIGHT * by_title[i][j] + (1 - _TITLE_WEIGHT) * text if above and below else text
                for j, (below, text) in enumerate(zip(titles[n:], by_text[i], strict=True))
            ]
            for i, above in enumerate(titles[:n])
        ]


class _Index:
    """Vectors by the runs that they have, so that a text is compared with those only that share a run."""

    def __init__(self) -> None:
        self._size = 0
        # Of each run the vectors that have it and its weight in each; arrays are read faster than lists.
        self._having: dict[str, tuple[array[int], array[float]]] = {}

    def add(self, vector: _Vector) -> None:
        for run, weight in vector.items():
            if run not in self._having:
                self._having[run] = array("i"), array("d")
            places, weights = self._having[run]
            places.append(self._size)
            weights.append(weight)
        self._size += 1

    def likeness(self, vector: _Vector) -> list[float]:
        """The cosine of the angle to each vector of the index, in the order in which they were added."""
        found = [0.0] * self._size
        for run, weight in vector.items():
            if run in self._having:
                for place, other in zip(*self._having[run], strict=True):
                    found[place] += weight * other
        return found


def _products(vectors: list[_Vector], others: list[_Vector]) -> list[list[float]]:
    index = _Index()
    for other in others:
        index.add(other)
    return [index.likeness(vector) for vector in vectors]


def _share(part: _Vector, whole: _Vector) -> float:
    """How much of the weight of `part` stands in `whole` too."""
    return sum(weight * weight for run, weight in part.items() if run in whole)


def _greatest(scores: Sequence[float]) -> int:
    """Where the greatest score stands, the first of equals."""
    return max(range(len(scores)), key=scores.__getitem__)


def _without_title(wording: Wording) -> str:
    text = wording.text.strip()
    return plain(text.removeprefix(wording.title.strip()) if wording.title else text)


def _weighed(texts: list[str]) -> Iterator[_Vector]:
    """One vector for each text; runs that stand in few texts weigh more (tf-idf). Its length is 1, or 0.

    1. A run weighs 1 + ln(times in the text), multiplied by 1 + ln((texts + 1) / (texts that have it + 1)),
       where `_ONE_MORE` is one of the texts.
    2. The weights are divided by the length of all of them together.
    3. A run that no other text has is then left out: it says how little a text is like others by what it
       takes from the rest, and there is nothing to compare it with. Most runs are such.
    """
    having = Counter(run for text in [*texts, _ONE_MORE] for run in set(_runs(text)))
    rarity = {run: 1 + log((len(texts) + 2) / (count + 1)) for run, count in having.items()}
    for text in texts:
        weights = {run: (1 + log(times)) * rarity[run] for run, times in Counter(_runs(text)).items()}
        length = hypot(*weights.values())
        yield {run: weight / length for run, weight in weights.items() if having[run] > 1}


def _runs(text: str) -> list[str]:
    """Every two and every three characters that stand side by side, capital letters or not."""
    text = text.lower()
    pairs = list(map(add, text, text[1:]))
    return [*pairs, *map(add, pairs, text[2:])]
