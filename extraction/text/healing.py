"""From the lines of a page to the paragraphs that were written.

Page furniture is dropped, lines torn by a page, a column or a hard wrap are joined, spaces that typesetting
and OCR put between Chinese characters are removed.  Every decision looks at a bounded piece of text, so
time grows with length only.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from extraction.signs.duty_words import HEADING, TIME, TIME_LABEL
from extraction.signs.labels import Label
from extraction.signs.unit_names import looks_like_unit
from extraction.text.characters import plain
from extraction.text.decimal_outline import label_outline
from extraction.text.lines import BARE_NUMBER, CLOSING, DATE_LINE, STOPS, Line, read_lines

_INNER = "，。；、：,;"
_STARTS = re.compile(
    r"(?:专栏|附件|附表|附[：:]|图\s?\d|表\s?\d|——|—\s?—|●|◆|■|★|[（(]?(?:牵头|责任|配合|主办|承办|协办|落实|参与|参加)"
    r"(?:责任)?(?:单位|部门)[：:]|抄送|主送|目录$|CONTENTS|[（(]此件|[（(]信息公开)"
)
_NUMBER = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,16}[〔\[【（(]?(?:19|20)\d\d[〕\]】）)]第?\d{1,4}号")
_SERIAL = re.compile(r"[〔\[【（(](?:19|20)\d\d[〕\]】）)]第?\d{1,4}号")
_SERIAL_OF = re.compile(
    r"[\u4e00-\u9fff]{1,9}[发办函字规政电]"
)  # the letters of a 文号, torn from its serial
_UNITS_LAST = re.compile(r"[。；](?:牵头|责任|配合|主办|承办|协办)(?:责任)?(?:单位|部门)[：:][^。]{2,}$")
_TIMED_LAST = re.compile(rf"{TIME_LABEL.pattern}20\d\d年\d{{1,2}}月(?:\d{{1,2}}日|底)?(?:之?前)?$")
_SIGNING = ("政府", "办公厅", "办公室", "督查室", "委员会", "领导小组", "指挥部", "厅", "局", "委")
_SHORT = 14
_LAST_WORD = re.compile(r"[\u4e00-\u9fff]{1,4}。")
# …能力的意见 on a line, 为深入贯彻… on the next: the second is no end of the first.
_WHOLE_TITLE = re.compile(
    r"[^。，；：]{6,80}(?:通知|意见|方案|规划|办法|措施|计划|要点|决定|细则|纲要|举措|规定)(?:[（(][^（()）]{1,20}[）)])?"
)
_OPENING = re.compile(r"为[^，。]{2}|根据|按照|依据|现将|各[省市县区乡镇地部有单]|为了|近年|今年|经")
_BARE_LABEL = re.compile(rf"(?:{HEADING.pattern}|{TIME_LABEL.pattern})")
# 贯彻落实 / 《…条例》 / 及…: a program that broke lines before and behind the signs around a name.
_WANTS_NAME = re.compile(
    r"(?:贯彻|落实|执行|根据|按照|依据|依照|遵照|依托|围绕|实施|推进|推行|推广|开展|深化|打造)$"
)
_NAMED = re.compile(r"[“《][^“”《》。]{1,40}[”》]")
_AFTER_NAME = re.compile(r"[，、；。]|及(?![时早])|[与或等的之]|和[\u4e00-\u9fff《“]{2}")
_CLAUSE_END = re.compile(r"(?:负责|牵头|配合|落实|单位|部门|实施|参与)")


@dataclass(slots=True)
class Paragraph:
    """One paragraph: `text` without needless spaces, `raw` with single spaces where the source had any."""

    text: str
    raw: str
    table: bool = False
    label: Label | None = None  # the number that it begins with; a table row has none
    cautions: tuple[str, ...] = ()


def heal(source: str) -> list[Paragraph]:
    """The paragraphs of a text, in order; table rows stay rows with tab separated cells."""
    lines = label_outline(read_lines(plain(source).text))
    _mark_complete(lines)
    width = _wrap_width(lines)
    indented = _uses_indents(lines, width)
    torn = _torn_headings(lines)
    _join_short(lines)
    paragraphs: list[Paragraph] = []
    first: Line | None = None
    last: Line | None = None
    numbers: dict[str, int] = {}
    for line in lines:
        if (
            paragraphs
            and first is not None
            and last is not None
            and (
                _continues(paragraphs[-1], first, last, line, torn.get(id(first)), width, indented)
                or _only_looks_numbered(paragraphs[-1].text, last, line, width, numbers)
            )
        ):
            before = paragraphs[-1]
            before.text = _glue(before.text, line.text)
            before.raw = _glue(before.raw, line.raw)
        elif paragraphs and _repeats(paragraphs[-1], line):
            paragraphs[-1].cautions += (f"换页处有重复的文字，已略去：“{line.text[:20]}…”",)
        else:
            paragraphs.append(Paragraph(line.text, line.raw, line.table, line.label, line.cautions))
            first = line
            if line.label is not None:
                numbers[line.label.style] = line.label.number
        last = line
    return paragraphs


def _glue(before: str, after: str) -> str:
    latin = before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha()
    return f"{before} {after}" if latin else before + after


def _mark_complete(lines: list[Line]) -> None:
    for line in lines:
        line.complete = line.label is not None and "。" in line.text[line.label.end :]


def _torn_headings(lines: list[Line]) -> dict[int, bool]:
    """For labelled lines with no full stop: whether they are torn text (True) or a heading (False).

    Items of one run are set alike: where the others hold a full stop in their first line, a line without
    one goes on after the page break; where they hold none, it is a heading on a line of its own.
    """
    runs: list[list[Line]] = []
    current: dict[str, list[Line]] = {}
    outside: dict[str, list[Line]] = {}  # the runs that a 专栏 box interrupts
    totals: Counter[tuple[str, bool]] = Counter()
    for line in lines:
        if line.label is None:
            if line.text.startswith("专栏"):
                outside, current = current, {}
            continue
        style, number = line.label.style, line.label.number
        totals[style, line.complete] += 1
        run = current.get(style)
        main = outside.get(style)
        if (
            main
            and main[-1].label
            and main[-1].label.number + 1 == number
            and (not run or len(run) >= number)
        ):
            run = current[style] = main
        elif run is None or number <= 1:
            run = current[style] = []
            runs.append(run)
        run.append(line)
    verdict: dict[int, bool] = {}
    for run in runs:
        complete = sum(line.complete for line in run)
        for line in run:
            if line.complete:
                continue
            style = line.label.style if line.label else ""
            others = len(run) - 1
            if others >= 2:
                verdict[id(line)] = complete * 2 > others
            else:
                verdict[id(line)] = totals[style, True] > 2 * totals[style, False]
    return verdict


def _join_short(lines: list[Line]) -> None:
    """Marks the pieces of a heading that stands on several short lines (一、推行 / “一件事” / 服务。)."""
    for at, line in enumerate(lines):
        body = line.text[line.label.end :] if line.label else ""
        if line.label is None or len(body) > _SHORT or (body and body[-1] in STOPS):
            continue
        pieces: list[Line] = []
        for piece in lines[at + 1 : at + 5]:
            if piece.label or piece.table or len(piece.text) > _SHORT or _STARTS.match(piece.text):
                break
            pieces.append(piece)
            if piece.text[-1] in STOPS:
                break
        named = 1 if body else 2  # 2.推行 / “一照多址” / ，放宽…; 2. / 推行 / “一照多址” / ，放宽…
        if any(_NAMED.fullmatch(piece.text) for piece in pieces[named - 1 : named]) and _goes_on(
            lines[at + named + 1 : at + named + 2], _AFTER_NAME
        ):
            for piece in lines[at + 1 : at + named + 2]:
                piece.joins = True
            continue
        if body.endswith("”") and _goes_on(lines[at + 1 : at + 2], _LAST_WORD):
            lines[at + 1].joins = True  # 2.推行“一照多址” / 改革。经营范围…
            continue
        ended = pieces and pieces[-1].text[-1] == "。"
        quoted = body.count("“") > body.count("”")
        if ended and (len(pieces) > 1 or quoted):
            for piece in pieces:
                piece.joins = True


def _goes_on(below: list[Line], words: re.Pattern[str]) -> bool:
    """Whether a line begins with words with which none begins a paragraph."""
    return (
        bool(below)
        and below[0].label is None
        and not below[0].table
        and words.match(below[0].text) is not None
    )


def _wrap_width(lines: list[Line]) -> int:
    """The width at which a text is hard wrapped, 0 where its lines are paragraphs."""
    lengths = [len(line.text) for line in lines if not line.table]
    if len(lengths) < 8:
        return 0
    ordered = sorted(lengths)
    width = ordered[int(len(ordered) * 0.95)]
    if not 12 <= width <= 60:
        return 0
    full = [line for line in lines if not line.table and width - 3 <= len(line.text) <= width + 3]
    open_ended = sum(line.text[-1] not in STOPS for line in full)
    return width if len(full) >= len(lengths) * 0.3 and open_ended >= len(full) * 0.5 else 0


def _uses_indents(lines: list[Line], width: int) -> bool:
    """Whether a hard wrapped text marks its paragraphs by an indent."""
    marked = sum(line.indented for line in lines)
    return width > 0 and 0.05 * len(lines) < marked < 0.7 * len(lines)


def _continues(
    before: Paragraph, first: Line, last: Line, line: Line, torn: bool | None, width: int, indents: bool
) -> bool:
    if line.joins:
        return True
    if before.table or line.table or BARE_NUMBER.fullmatch(line.text):
        return False
    text = before.text
    if before.label is not None and before.label.end >= len(text) and line.label is None:
        return not DATE_LINE.fullmatch(line.text)  # 3. and on the line below what it numbers
    if text[-1] in "：:" and _BARE_LABEL.fullmatch(text) and line.label is None:
        return True  # 完成时限： and what it says on the line below
    if _SERIAL.fullmatch(line.text) and _SERIAL_OF.fullmatch(text):
        return True
    if line.text[0] in "，。；、：,;）)》”〕％%" and not line.text.startswith("——"):
        return True
    if line.label is None and _names_between(text, line.text):
        return True
    bracket = _open_bracket(text)
    if line.label is not None:  # （二）of a name that a wrap tore, never the next item
        return bracket and line.label.style in ("paren", "half_paren") and not _closes_late(line.text)
    if bracket:
        return True
    if _STARTS.match(line.text) or DATE_LINE.fullmatch(line.text) or _NUMBER.fullmatch(line.text):
        return False
    if text.endswith(("，", "、", ",", "（", "(", "《", "“")):
        return True
    if line.label is None and _TIMED_LAST.search(text[-40:]):
        return False  # 责任单位：A，完成时限：2024年10月, and below it the next piece of work
    if looks_like_unit(text[-12:]) and "。" not in text and TIME.fullmatch(line.text):
        return False  # a cell of units, and below it the cell of their time limit
    if _WHOLE_TITLE.fullmatch(text) and _OPENING.match(line.text):
        return False
    full = width > 0 and len(last.text) >= width - 2
    full = full and not _looks_like_title(line.text)
    if (_STARTS.match(text) or _UNITS_LAST.search(text[-200:])) and looks_like_unit(text[-12:]) and not full:
        return line.text[0] in "及和与"  # a whole line of units (责任单位：A、B)
    if indents and full and not line.indented:
        return True
    if text[-1] in STOPS or (text[-1] in CLOSING and _closed_sentence(text)):
        return full and text[-1] in "。；" and width > 0 and not line.indented and first.indented
    body = text[first.label.end :] if first.label else text
    if not width and _is_signature(line.text):
        return False
    if "。" in body:
        return True
    if first.label is not None:
        if full or (indents and first.indented and not line.indented and len(last.text) >= width * 0.8):
            return True
        return bool(torn) and (len(line.text) > 8 or line.text[-1] in STOPS)
    if full and len(text) >= width - 2:
        return not _looks_like_title(text)
    if _is_signature(line.text):
        return False
    return len(body) >= 12 and (any(c in body for c in "，；、,;") or body[0] in "为以按根围")


def _names_between(before: str, text: str) -> bool:
    """Whether a line begins with the name that the words before it ask for, or goes on behind that name."""
    if text[0] in "《“" and _WANTS_NAME.search(before) and not _looks_like_title(text):
        return "。" not in before
    if before[-1] not in "》”" or _AFTER_NAME.match(text) is None:
        return False
    begins = before.rfind("《" if before[-1] == "》" else "“")
    return _WANTS_NAME.search(before[: max(begins, 0)]) is not None


def _only_looks_numbered(text: str, last: Line, line: Line, width: int, numbers: dict[str, int]) -> bool:
    """Whether a hard wrap put a numeral at the start of a line (全省统 / 一、动态更新) in mid-sentence."""
    if line.label is None or line.table or not width or len(last.text) < width - 2:
        return False
    if text[-1] in STOPS + CLOSING or not any(c in text for c in "，。"):
        return False
    return line.label.number != numbers.get(line.label.style, 0) + 1


def _looks_like_title(text: str) -> bool:
    return len(text) < 60 and (
        "关于" in text or text.endswith(("通知", "意见", "方案", "规划", "办法", "措施"))
    )


def _is_signature(text: str) -> bool:
    return len(text) <= 20 and text.endswith(_SIGNING) and not any(c in text for c in _INNER)


def _open_bracket(text: str) -> bool:
    """Whether a bracket opened in the last stretch of a paragraph is still open."""
    depth = 0
    for char in reversed(text[-400:]):
        if char in "）)〕]":
            depth += 1
        elif char in "（(〔[":
            if depth == 0:
                return True
            depth -= 1
    return False


def _closes_late(text: str) -> bool:
    """Whether a line that begins with a label holds no closing bracket to end the one before."""
    depth = 0
    for char in text[:400]:
        if char in "（(〔[":
            depth += 1
        elif char in "）)〕]":
            if depth == 0:
                return False
            depth -= 1
    return True


def _closed_sentence(text: str) -> bool:
    """Whether a paragraph that ends in a closing bracket or quote is a whole one."""
    if text[-1] in "”’":
        return text[-2:-1] in STOPS or not any(c in text for c in "。，")
    if text[-1] == "》":
        return "。" not in text
    depth = 0
    for index in range(len(text) - 1, max(-1, len(text) - 600), -1):
        if text[index] in "）)〕]】":
            depth += 1
        elif text[index] in "（(〔[【":
            depth -= 1
            if depth == 0:
                inside = text[index + 1 : -1]
                if index == 0 or text[index - 1] in STOPS + CLOSING or _CLAUSE_END.search(inside):
                    return True
                return not any(c in text[:index] for c in "。，")
    return True


def _repeats(before: Paragraph, line: Line) -> bool:
    """Whether a line only says again how the paragraph before ended, as at a badly cut page."""
    return len(line.text) >= 20 and line.label is None and not line.table and before.text.endswith(line.text)
