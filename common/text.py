"""Texts as files, forms and programs bring them, made fit to be kept, shown and exported."""

import re
from typing import Any

from common.errors import ServiceError

# What XML 1.0 and PostgreSQL cannot hold: controls other than tab and line ends, halves of surrogate pairs,
# and the two code points that are no characters.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LONGEST_NOTE = 2000  # characters of a reason, an answer, an instruction: whatever way they come in
LONGEST_NAME = 255  # characters of a file's name in the database


def clean(text: str) -> str:
    """Without the characters that some file or database cannot hold."""
    return _UNFIT.sub("", text)


def as_note(text: str, what: str, *, field: str, most: int = LONGEST_NOTE) -> str:
    """What a person writes about a piece of work, as it is kept: clean, without blanks around it.

    `what` names it in Chinese. Raises `ServiceError` where it is longer than `most`, with the number.
    """
    text = clean(text).strip()
    if len(text) > most:
        raise ServiceError(
            "note_too_long", f"{what}有{len(text)}字，请控制在{most}字以内；详细材料可以另附。", field=field
        )
    return text


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
