"""From the lines of a page to the paragraphs that were written.

Page furniture is dropped, lines torn by a page, a column or a hard wrap are joined, spaces that typesetting
and OCR put between Chinese characters are removed.  Every decision looks at a bounded piece of text, so
time grows with length only.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from policies.extraction.labels import Label, read_label
from policies.extraction.units import looks_like_unit

OPENING = "（(〔[【《“‘"
CLOSING = "）)〕]】》”’"
STOPS = "。！？；：…!?;:"
_INNER = "，。；、：,;"
_SPACES = re.compile(r"[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]")
_SQUEEZE = re.compile(r"(?<![A-Za-z0-9]) | (?![A-Za-z0-9])")
_PAGE_NUMBER = re.compile(
    r"[—\-–－―─·•.\s]*(?:第?\s*\d{1,4}\s*页?|[Pp]age\s*\d+)(?:\s*[/／]?\s*(?:共\s*)?\d{1,4}\s*页?)?[—\-–－―─·•.\s]*"
)
_BARE_NUMBER = re.compile(r"\d{1,4}")
_RUNNING_HEAD = re.compile(
    r"(?:\d{0,4}[\s·]*)?(?:(?:19|20)\d\d(?:年)?[\s.．/]*(?:第?\d{1,3}期)?[\s·]*)?[\u4e00-\u9fff]{2,14}(?:公报|政报)"
    r"[\s·]*(?:(?:19|20)\d\d年?)?[\s.．/·]*(?:第?\d{1,3}期)?[\s·]*(?:[（(]?[复总]+第?\d+期[）)]?)?[\s·]*\d{0,4}"
)
_STARTS = re.compile(
    r"(?:专栏|附件|附表|附[：:]|图\s?\d|表\s?\d|——|—\s?—|●|◆|■|★|[（(]?(?:牵头|责任|配合|主办|承办|协办|落实|参与|参加)"
    r"(?:责任)?(?:单位|部门)[：:]|抄送|主送|目录$|CONTENTS|[（(]此件|[（(]信息公开)"
)
_DATE = re.compile(
    r"(?:(?:19|20)\d\d|[一二][零〇○九Oo0一二三四五六七八]{3})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
)
_NUMBER = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,16}[〔\[【（(]?(?:19|20)\d\d[〕\]】）)]第?\d{1,4}号")
_ITEM = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、](?!\d)|第[一二三四五六七八九十百]{1,4}[条章节]"
)
_RANKS = {"section": 2, "paren": 3, "number": 4}  # numbered anew under each heading, unlike articles
_UNIT_HEAD = re.compile(r"(?:单位|部门)[：:]\s*")
_PLACE = re.compile(r"[省市县区州盟旗各]")
_CLAUSE_END = re.compile(r"(?:负责|牵头|配合|落实|单位|部门|实施|参与)")


@dataclass(slots=True)
class Paragraph:
    """One paragraph: `text` without needless spaces, `raw` with single spaces where the source had any."""

    text: str
    raw: str
    table: bool = False
    cautions: tuple[str, ...] = ()

    @property
    def label(self) -> Label | None:
        """The number that it begins with; a table row has none."""
        return None if self.table else read_label(self.text)


@dataclass(slots=True)
class _Line:
    text: str
    raw: str
    table: bool
    indented: bool
    label: Label | None
    complete: bool = False  # a labelled line that holds a full stop


def tighten(text: str) -> str:
    """Text without spaces, but for those between Latin words or numbers."""
    return _SQUEEZE.sub("", _SPACES.sub(" ", text.strip()))


def heal(source: str) -> list[Paragraph]:
    """The paragraphs of a text, in order; table rows stay rows with tab separated cells."""
    lines = _lines(source)
    if sum(line.label is not None for line in lines) <= 2:
        lines = [piece for line in lines for piece in _unfolded(line)]
    _mark_complete(lines)
    width = _wrap_width(lines)
    indented = _uses_indents(lines, width)
    torn = _torn_headings(lines)
    paragraphs: list[Paragraph] = []
    first: _Line | None = None
    last: _Line | None = None
    for line in lines:
        if (
            paragraphs
            and first is not None
            and last is not None
            and _continues(paragraphs[-1], first, last, line, torn.get(id(first)), width, indented)
        ):
            before = paragraphs[-1]
            before.text = _glue(before.text, line.text)
            before.raw = _glue(before.raw, line.raw)
        elif paragraphs and _repeats(paragraphs[-1], line):
            paragraphs[-1].cautions += (f"换页处有重复的文字，已略去：“{line.text[:20]}…”",)
        else:
            paragraphs.append(Paragraph(line.text, line.raw, line.table))
            first = line
        last = line
    return paragraphs


def _unfolded(line: _Line) -> list[_Line]:
    """A long line cut before its numbered items, for a text that lost its line breaks.

    An item is one only where its number is the next of its style, so that 第（一）项 or 统一、规范 is none.
    """
    if line.table or len(line.text) < 120:
        return [line]
    cuts = [0]
    last: dict[str, int] = {}
    for match in _ITEM.finditer(line.text):
        start = match.start()
        label = read_label(line.text[start : start + 12])
        if label is None:
            continue
        before = line.text[start - 1 : start]
        loose = label.style in ("paren", "article", "chapter", "part")
        if before in "第本前和、" or not (loose or before in STOPS or before in CLOSING):
            continue
        known = last.get(label.style, 0)
        if label.number == known + 1 or (label.number == 1 and label.rank > 2):
            last[label.style] = label.number
            for style, rank in _RANKS.items():
                if rank > label.rank:
                    last.pop(style, None)
            cuts.append(start)
    pieces = [line.text[a:b] for a, b in pairwise([*cuts, len(line.text)])]
    return [_Line(piece, piece, False, False, read_label(piece)) for piece in pieces if piece]


def _glue(before: str, after: str) -> str:
    latin = before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha()
    return f"{before} {after}" if latin else before + after


def _lines(source: str) -> list[_Line]:
    found: list[_Line] = []
    # A lone number is a page number, but for the 序号 of a table that lost its ruling lines.
    numbered = re.search(r"(?m)^[ \t\u3000]*序[ \u3000]*号[ \t\u3000]*$", source) is not None
    pages = source.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").split("\f")
    repeated = _repeated_edges(pages)
    for page in pages:
        for printed in page.split("\n"):
            cleaned = _INVISIBLE.sub("", printed)
            stripped = cleaned.strip()
            if not stripped or _is_furniture(stripped, numbered) or tighten(stripped) in repeated:
                continue
            row = _row(cleaned, found)
            if row is not None:
                found.append(_Line(row, row, True, False, None))
                continue
            stripped = _part_units(stripped)
            text = tighten(stripped.replace("\t", " "))
            if not text:
                continue
            raw = " ".join(_SPACES.sub(" ", stripped.replace("\t", " ")).split())
            indent = len(cleaned) - len(cleaned.lstrip(" \u3000\u00a0"))
            found.append(_Line(text, raw, False, indent > 0, read_label(text)))
    return found


def _row(printed: str, found: list[_Line]) -> str | None:
    """A table row as tab separated cells, or None for a line of text."""
    if "\t" not in printed:
        return None
    cells = [tighten(_part_units(cell)) for cell in printed.split("\t")]
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 and not (filled and found and found[-1].table):
        return None
    if (
        len(filled) == 2
        and not (found and found[-1].table)
        and any(len(c) > 60 and "。" in c for c in filled)
    ):
        return None  # a stray tab within a sentence
    label = read_label(cells[0]) if cells[0] else None
    if len(filled) == 2 and label is not None and label.end == len(cells[0]) and not cells[0].isdigit():
        return None  # a label set off by a tab
    return "\t".join(cells)


def _part_units(text: str) -> str:
    """Units that only spaces part (省教育厅  省财政厅), parted by 、 so that names do not run together."""
    head = _UNIT_HEAD.search(text)
    start = head.end() if head else 0
    words = text[start:].split()
    if len(words) < 2 or (head is None and "\t" not in text and len(words) > 12):
        return text
    joined = words[0]
    for before, after in pairwise(words):
        both = all(
            3 <= len(word) <= 16 and looks_like_unit(word) and word.isalpha() for word in (before, after)
        )
        joined += ("、" if both and (head is not None or _PLACE.match(after)) else " ") + after
    return text[:start] + joined if "、" in joined else text


def _repeated_edges(pages: list[str]) -> set[str]:
    """Short lines that stand at the top or the bottom of three pages or more."""
    if len(pages) < 3:
        return set()
    seen: Counter[str] = Counter()
    for page in pages:
        lines = [tighten(line) for line in page.split("\n") if line.strip()]
        seen.update({line for line in lines[:2] + lines[-2:] if len(line) <= 40})
    return {line for line, count in seen.items() if count >= 3 and line[-1:] not in STOPS}


def _is_furniture(line: str, numbered: bool) -> bool:
    if len(line) > 60 or (numbered and _BARE_NUMBER.fullmatch(line)):
        return False
    if _PAGE_NUMBER.fullmatch(line):
        return True
    return any(c.isdigit() for c in line) and "期" in line and _RUNNING_HEAD.fullmatch(line) is not None


def _mark_complete(lines: list[_Line]) -> None:
    for line in lines:
        line.complete = line.label is not None and "。" in line.text[line.label.end :]


def _torn_headings(lines: list[_Line]) -> dict[int, bool]:
    """For labelled lines with no full stop: whether they are torn text (True) or a heading (False).

    Items of one run are set alike: where the others hold a full stop in their first line, a line without
    one goes on after the page break; where they hold none, it is a heading on a line of its own.
    """
    runs: list[list[_Line]] = []
    current: dict[str, list[_Line]] = {}
    outside: dict[str, list[_Line]] = {}  # the runs that a 专栏 box interrupts
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


def _wrap_width(lines: list[_Line]) -> int:
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


def _uses_indents(lines: list[_Line], width: int) -> bool:
    """Whether a hard wrapped text marks its paragraphs by an indent."""
    marked = sum(line.indented for line in lines)
    return width > 0 and 0.05 * len(lines) < marked < 0.7 * len(lines)


def _continues(
    before: Paragraph, first: _Line, last: _Line, line: _Line, torn: bool | None, width: int, indents: bool
) -> bool:
    if before.table or line.table or _BARE_NUMBER.fullmatch(line.text):
        return False
    text = before.text
    if line.text[0] in "，。；、：,;）)》”〕％%" and not line.text.startswith("——"):
        return True
    bracket = _open_bracket(text)
    if line.label is not None and not (bracket and line.label.style in ("paren", "half_paren")):
        return False
    if bracket and not (line.label is not None and _closes_late(line.text)):
        return True
    if _STARTS.match(line.text) or _DATE.fullmatch(line.text) or _NUMBER.fullmatch(line.text):
        return False
    if text.endswith(("，", "、", ",", "（", "(", "《", "“")):
        return True
    full = width > 0 and len(last.text) >= width - 2
    if indents:
        return full and not line.indented
    if text[-1] in STOPS or (text[-1] in CLOSING and _closed_sentence(text)):
        return full and text[-1] in "。；" and width > 0 and not line.indented and first.indented
    body = text[first.label.end :] if first.label else text
    if "。" in body:
        return True
    if first.label is not None:
        if full:
            return True
        return bool(torn) and (len(line.text) > 8 or line.text[-1] in STOPS)
    if full and len(text) >= width - 2:
        return not _looks_like_title(text)
    if _is_signature(line.text):
        return False
    return len(body) >= 12 and (any(c in body for c in "，；、,;") or body[0] in "为以按根围")


def _looks_like_title(text: str) -> bool:
    return len(text) < 60 and (
        "关于" in text or text.endswith(("通知", "意见", "方案", "规划", "办法", "措施"))
    )


def _is_signature(text: str) -> bool:
    return (
        len(text) <= 20
        and text.endswith(("政府", "办公厅", "办公室", "委员会", "厅", "局", "委"))
        and not any(c in text for c in _INNER)
    )


def _open_bracket(text: str) -> bool:
    """Whether a round bracket opened in the last stretch of a paragraph is still open."""
    depth = 0
    for char in reversed(text[-400:]):
        if char in "）)〕":
            depth += 1
        elif char in "（(〔":
            if depth == 0:
                return True
            depth -= 1
    return False


def _closes_late(text: str) -> bool:
    """Whether a line that begins with a label holds no closing bracket to end the one before."""
    depth = 0
    for char in text[:400]:
        if char in "（(〔":
            depth += 1
        elif char in "）)〕":
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
                if index == 0 or text[index - 1] in STOPS or _CLAUSE_END.search(inside):
                    return True
                return not any(c in text[:index] for c in "。，")
    return True


def _repeats(before: Paragraph, line: _Line) -> bool:
    """Whether a line only says again how the paragraph before ended, as at a badly cut page."""
    return len(line.text) >= 20 and line.label is None and not line.table and before.text.endswith(line.text)
