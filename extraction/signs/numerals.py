"""Numbers up to 99 and years, in Arabic or Chinese numerals, as dates and periods print them."""

from __future__ import annotations

_DIGITS = {
    "〇": 0,
    "元": 1,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}

# Pieces of regular expressions over `Printed.text`; all of bounded length.
SMALL = r"(?:\d{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
YEAR = r"(?:(?<!\d)(?:19|20)\d\d|(?:一九|二〇)[〇一二三四五六七八九]{2})"


def number(printed: str) -> int:
    """The value of what `SMALL` or `YEAR` matches (12, 十二, 二十, 二〇二五)."""
    if printed.isdigit() and printed.isascii():
        return int(printed)
    if "十" in printed:
        tens, _, ones = printed.partition("十")
        return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)
    value = 0
    for char in printed:
        value = 10 * value + _DIGITS[char]
    return value
