"""Words as people type them and texts as documents print them: the one folding that every search uses.

Brackets have many shapes (〔2022〕 is printed, [2022] is what a keyboard has), Latin letters and digits two
widths, and letters two cases; none of these counts. What is stored stays as it is printed. Where a character
of a word has several forms, the texts are asked for any of them; most Chinese words have none such.
"""

import re
import string
from collections import defaultdict
from itertools import product
from typing import Any

from django.db.models import BooleanField, Func, Q

from common.db.initials import is_spelt

WORDS = 5  # of one question; further ones are not looked at
_WIDE = {chr(code + 0xFEE0): chr(code).lower() for code in range(0x21, 0x7F)}
_FOLDED = {
    **_WIDE,
    **dict(zip(string.ascii_uppercase, string.ascii_lowercase, strict=True)),
    **dict.fromkeys("[［【〔﹝﹙（〖", "("),
    **dict.fromkeys("]］】〕﹞﹚）〗", ")"),
}
_TABLE = str.maketrans(_FOLDED)
_FORMS: dict[str, list[str]] = defaultdict(list)  # of a folded character, as they stand in small letters
for _form, _character in _FOLDED.items():
    if _form not in string.ascii_uppercase:
        _FORMS[_character].append(_form)


def fold(text: str) -> str:
    """The text with one shape of brackets, one width and one case."""
    return text.translate(_TABLE)


def words_of(text: str) -> list[str]:
    """The words of a question, apart by any white space, each once and folded."""
    return list(dict.fromkeys(fold(text.replace("\0", "")).split()))[:WORDS]


def forms_of(character: str) -> list[str]:
    """All that a folded character may stand for."""
    return [character, *_FORMS.get(character, [])]


def is_plain(word: str) -> bool:
    """Whether a folded word is printed in one way only."""
    return not any(character in _FORMS for character in word)


def pattern_of(word: str) -> str:
    """A regular expression, for Python and PostgreSQL, of all the ways in which a folded word is printed."""
    return "".join(
        f"[{''.join(map(re.escape, forms_of(character)))}]" if character in _FORMS else re.escape(character)
        for character in word
    )


def pairs_of(word: str) -> str:
    """The question to the index: every pair of the word; of a single character every pair it begins."""
    if len(word) == 1:
        return " | ".join(f"{_quoted(form)}:*" for form in forms_of(word))
    return " & ".join(
        "(" + " | ".join(_quoted(a + b) for a, b in product(forms_of(word[i]), forms_of(word[i + 1]))) + ")"
        for i in range(len(word) - 1)
    )


def _quoted(pair: str) -> str:
    return "'" + pair.replace("\\", "\\\\").replace("'", "''") + "'"


# Columns that hold names: these are found by first letters as well (`common.db.initials`).
NAMES = ("title", "name", "short_name", "display_name", "printed_name")


def printing(word: str, *columns: str) -> Q:
    """The rows that have a folded word in one of the columns, however it is printed there."""
    lookup, sought = ("icontains", word) if is_plain(word) else ("iregex", pattern_of(word))
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{column}__{lookup}": sought})
    return condition


def containing(word: str, *columns: str) -> Q:
    """The rows that have a folded word in one of the columns, however it is printed there; of a name the
    first letters of its pinyin will do."""
    condition = printing(word, *columns)
    if is_spelt(word):
        for column in columns:
            if column.rpartition("__")[2] in NAMES:
                condition |= Q(HasInitials(column, word=word))
    return condition


def all_words(text: str, *columns: str) -> Q:
    """The rows that have each word of the text in one of the columns."""
    condition = Q()
    for word in words_of(text):
        condition &= containing(word, *columns)
    return condition


class HasWord(Func):
    """Whether the columns, one below the other, hold a folded word.

    `sought` is the word where it is plain, else its pattern. With `pairs` (see `pairs_of`) the index of pairs
    is asked; `proved` says that the pairs prove the word by themselves. Without them the texts are read.
    """

    output_field = BooleanField()

    def __init__(
        self, *columns: str, sought: Any, plain: bool, pairs: Any = None, proved: bool = False
    ) -> None:
        super().__init__(*columns)
        self.sought, self.plain, self.pairs, self.proved = sought, plain, pairs, proved

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """The texts themselves."""
        text, params = self._text(compiler, "char(10)")
        read = f"instr(lower({text}), %s) > 0" if self.plain else f"lower({text}) REGEXP %s"
        return read, [*params, self.sought]

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        """By the index, and where pairs do not prove the word by the text as well."""
        text, params = self._text(compiler, "E'\\n'")
        small, by_index = f'lower(({text}) COLLATE "C")', f"ducha_grams({text}) @@ %s::tsquery"
        read = f"strpos({small}, %s) > 0" if self.plain else f"{small} ~ %s"
        if self.pairs is None:
            return read, [*params, self.sought]
        if self.proved:
            return by_index, [*params, self.pairs]
        return f"({by_index} AND {read})", [*params, self.pairs, *params, self.sought]

    def _text(self, compiler: Any, line: str) -> tuple[str, list[Any]]:
        parts = [compiler.compile(column) for column in self.get_source_expressions()]
        return f" || {line} || ".join(sql for sql, _ in parts), [p for _, params in parts for p in params]


class HasInitials(Func):
    """Whether the first letters of a name hold a spelt word (`common.db.initials.is_spelt`).

    With `pairs` (see `pairs_of`) an index over pairs of the letters is asked; `proved` says that the pairs
    prove the word by themselves.
    """

    output_field = BooleanField()

    def __init__(self, column: str, *, word: Any, pairs: Any = None, proved: bool = False) -> None:
        super().__init__(column)
        self.word, self.pairs, self.proved = word, pairs, proved

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """The letters, by the function that every connection knows."""
        column, params = compiler.compile(self.get_source_expressions()[0])
        return f"instr(ducha_initials({column}), %s) > 0", [*params, self.word]

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        """By the index where pairs are given, and by the letters themselves."""
        column, params = compiler.compile(self.get_source_expressions()[0])
        read = f"strpos(ducha_initials({column}), %s) > 0"
        if self.pairs is None:
            return read, [*params, self.word]
        by_index = f"ducha_grams(ducha_initials({column})) @@ %s::tsquery"
        if self.proved:
            return by_index, [*params, self.pairs]
        return f"({by_index} AND {read})", [*params, self.pairs, *params, self.word]
