"""What a recogniser writes otherwise than it is printed: narrow stops between Chinese, a dash for 一."""

from __future__ import annotations

import re

_WIDE = str.maketrans("(),:;?!", "（），：；？！")
_STOP = re.compile(r"[(),:;?!]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
# 一、 and （一） at the head of a line: a recogniser takes the stroke for a dash. A dash is never numbered.
_STROKE = re.compile(r"^(?P<open>[（(]?)[-—–―_一](?P<close>[、)）])")


def spelled(letters: str) -> str:
    """The same characters, as many of them, as a Chinese text prints them."""
    if not _CHINESE.search(letters):
        return letters
    text = _STOP.sub(lambda match: _stop(letters, match.start()), letters)
    return _STROKE.sub(_one, text)


def _stop(text: str, at: int) -> str:
    """A stop is half-width only between Latin letters or digits (12:30, 1,000)."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    latin = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
    return text[at] if latin else text[at].translate(_WIDE)


def _one(match: re.Match[str]) -> str:
    opened, closed = match["open"], match["close"]
    if (closed == "、") == bool(opened):
        return match.group()
    return f"{opened}一{closed}"
