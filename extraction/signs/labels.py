"""The numbering of the genre: reads the label that a paragraph begins with.

Ranks order the styles from the top of a document down; a deeper style has a greater rank.  What a style
means depends on the document, so the structure decides from ranks, never from a fixed ladder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CN = "零〇一二三四五六七八九十百"
_DASH = "—－―ー–-"  # what OCR often makes of 一


@dataclass(frozen=True, slots=True)
class Label:
    """`printed` is the label as a path shows it; `end` is where the text after it begins."""

    style: str
    rank: int
    number: int
    printed: str
    end: int


# A point before digits is a decimal point, but not before a date (1.2022年6月底前) or with a gap after it.
_AFTER_POINT = r"(?: (?=\d)|(?!\d)|(?=(?:19|20)\d\d年|\d{1,2}月))"
_PATTERNS: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    ("part", 0, re.compile(rf"第([{_CN}]{{1,4}})(?:部分|编|章)(?![节程鱼])[、：:]?")),
    ("chapter", 1, re.compile(rf"第([{_CN}]{{1,4}})节[、：:]?")),
    ("section", 2, re.compile(rf"([{_CN}]{{1,4}}|[{_DASH}])(?:、|[．.](?!\d))")),
    ("article", 2, re.compile(rf"第([{_CN}]{{1,4}}|\d{{1,3}})条")),
    ("paren", 3, re.compile(rf"[（(]([{_CN}]{{1,4}}|[{_DASH}])[）)][、.．]?")),
    ("decimal2", 7, re.compile(r"(?:\d{1,2}[.．]){2}(\d{1,2})(?![\d.．%％年月日])[、.．]?(?=[^\d年月日])")),
    ("number", 5, re.compile(rf"(\d{{1,3}})[.．、]{_AFTER_POINT}")),
    ("paren_number", 7, re.compile(r"[（(](\d{1,3})[）)][、.．]?")),
    ("half_paren", 7, re.compile(r"(\d{1,2})[）)][、.．]?")),
    ("circled", 8, re.compile(rf"([{CIRCLED}])[、.．]?")),
)
_DECIMAL = re.compile(
    r"(?P<above>\d{1,2})[.．](?P<number>\d{1,2})[、.．]?\s?"
    r"(?=[\u4e00-\u9fff“《])(?![万亿千百倍个公平立吨亩家名人项年月日米元亿户处所座条层级度分小天股])"
)
_BEFORE_DIGITS = re.compile(r"(\d{1,3})[.．](?=\d)")
_WORD = re.compile(
    r"(?P<word>(?:[\u4e00-\u9fff]{2}[/／])?(?!星期|礼拜|附[件表录图]|专栏|之)[\u4e00-\u9fff]{1,4}(?<![第之十周]))"
    rf"(?P<number>[{_CN}]{{1,3}}|\d{{1,2}})[：:、.．](?!\d)"
)
_FULL = str.maketrans("０１２３４５６７８９", "0123456789")
_FIRST = frozenset("第（(0123456789０１２３４５６７８９" + _CN + _DASH + CIRCLED)


def chinese_number(text: str) -> int:
    """The value of a Chinese or Arabic numeral below 1000; 0 where it is none."""
    if text.isascii() and text.isdigit():
        return int(text)
    if text in _DASH:
        return 1
    if text in CIRCLED:
        return CIRCLED.index(text) + 1
    total = digit = 0
    for char in text:
        if char == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif char == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif char in DIGITS:
            digit = digit * 10 + DIGITS[char] if digit else DIGITS[char]
    return total + digit


def read_label(text: str) -> Label | None:
    """The label at the start of a paragraph without inner spaces, or None.

    A list that begins a sentence (一、二、三产业) is no label.
    """
    if not text or text[0] not in _FIRST:
        return None
    text = text[:12].translate(_FULL) + text[12:16]  # no label is longer
    for style, rank, pattern in _PATTERNS:
        match = pattern.match(text)
        if match is None:
            continue
        number = chinese_number(match.group(1))
        rest = text[match.end() : match.end() + 2]
        if number == 0 or (
            style == "section" and len(rest) == 2 and rest[0] in _CN and rest[1] in "、是要类"
        ):
            continue
        said = "一" if match.group(1) in _DASH else match.group(1)
        printed = match.group(0).rstrip("、.．：: ") if said == match.group(1) else said
        if style in ("paren", "paren_number"):
            printed = f"（{said}）"
        # 第一条? 为…, 1..聚焦…: a wide blank that a page printed as a sign, a point typed twice
        lost = 1 if rest[:1] and rest[0] in "?？.．" else 0
        return Label(style, rank, number, printed, match.end() + lost)
    return None


def label_in_sequence(text: str, last: dict[str, int]) -> Label | None:
    """The label of a style that is one only in its order: 1.2 below item 1, 措施二： after 措施一：.

    `last` holds the number last seen of each style, those of `read_label` and those given out here; a
    word is a style of its own, so that 任务一 does not go on from 措施一.
    """
    match = _DECIMAL.match(text[:12].translate(_FULL))
    if match is not None:
        above, number = int(match["above"]), int(match["number"])
        known = last.get(f"{above}.", 0)
        if number == known + 1 and above in (last.get("number"), last.get("section")):
            last[f"{above}."] = number
            printed = f"{above}.{number}"
            return Label("decimal", 6, number, printed, match.end())
        return None
    match = _WORD.match(text)
    if match is None:
        return None
    number = chinese_number(match["number"])
    if number != last.get(match["word"], 0) + 1:
        return None
    last[match["word"]] = number
    return Label("word", 4, number, match["word"] + match["number"], match.end())


def label_in_gap(text: str, before: int, after: int) -> Label | None:
    """The label that its digits hide (11.121名骨干), where just its number lacks between two items."""
    match = _BEFORE_DIGITS.match(text[:12].translate(_FULL))
    if match is None or not before + 1 == int(match[1]) == after - 1:
        return None
    return Label("number", 5, int(match[1]), match[1], match.end())
