"""Texts as files, forms and programs bring them, made fit to be kept, shown and exported."""

import re
from typing import Any

# What XML 1.0 and PostgreSQL cannot hold: controls other than tab and line ends, halves of surrogate pairs,
# and the two code points that are no characters.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LONGEST_NAME = 255  # characters of a file's name in the database


def clean(text: str) -> str:
    """Without the characters that some file or database cannot hold."""
    return _UNFIT.sub("", text)


def clean_all(value: Any) -> Any:
    """The same of every text inside lists and dictionaries, keys included."""
    match value:
        case str():
            return clean(value)
        case list():
            return [clean_all(item) for item in value]
        case dict():
            return {clean_all(key): clean_all(item) for key, item in value.items()}
    return value


def file_name(name: str) -> str:
    """The last part of a path on any system, on one line, as long as the database holds it."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[-LONGEST_NAME:].strip()
