"""The lines of a page: cleaned of invisible characters and needless spaces, page furniture left out.

Table rows stay rows with tab separated cells.  A text that lost its line breaks is cut before its items.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from extraction.signs.labels import Label, label_in_gap, label_in_sequence, read_label
from extraction.signs.unit_names import looks_like_unit
from extraction.text.blanks import parted_by_blanks
from extraction.text.columns import Grid, column_of
from extraction.text.head_lines import title_of_collection, with_whole_dates
from extraction.text.page_dress import foot_of, is_dress, menu_lines
from extraction.text.printed_tables import rebuilt
from extraction.text.row_numbers import numbers_rows
from extraction.text.stacked_tables import rebuilt_stacked
from extraction.text.unfolding import UNFOLDED, uncollected, unfold, unfold_head, unfold_signature

OPENING = "（(〔[【《“‘"
CLOSING = "）)〕]】》”’"
STOPS = "。！？；：…!?;:"
DATE_LINE = re.compile(
    r"(?:(?:19|20)\d\d|[一二][零〇○九Oo0一二三四五六七八]{3})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
)
BARE_NUMBER = re.compile(r"\d{1,4}")
_SPACES = re.compile(r"[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]")
_SQUEEZE = re.compile(r"(?<![A-Za-z0-9]) | (?![A-Za-z0-9])")
_PAGE_NUMBER = re.compile(
    r"[—\-–－―─·•.\s]*(?:第?\s*\d{1,4}\s*页?|[Pp]age\s*\d+)(?:\s*[/／]?\s*(?:共\s*)?\d{1,4}\s*页?)?[：:]?[—\-–－―─·•.\s]*"
)
_LABEL_ALONE = re.compile(r"\d{1,3}\s?[.．、]")  # 3. on a line, its words on the next: no page number
_RUNNING_HEAD = re.compile(
    r"(?:\d{0,4}[\s·]*)?(?:(?:19|20)\d\d(?:年)?[\s.．/]*(?:第?\d{1,3}期)?[\s·]*)?[\u4e00-\u9fff]{2,14}(?:公报|政报)"
    r"[\s·]*(?:(?:19|20)\d\d年?)?[\s.．/·]*(?:第?\d{1,3}期)?[\s·]*(?:[（(]?[复总]+第?\d+期[）)]?)?[\s·]*\d{0,4}"
)
# 青政发〔2026〕1号　　签发人：张三: the number and who signed it share a line of the letterhead.
_SIGNER = re.compile(r"([〔\[（(](?:19|20)\d\d[〕\]）)][^\S\n]*第?\d{1,4}[^\S\n]*号)[^\S\n]*(签发人[：:])")
_DRAWN = re.compile(r"[—–―─━═＿_=＝~～*＊·•・★☆■□◆◇●○※+#|…\s-]{3,}")
_SPACED_LABEL = re.compile(r"(?P<label>\d{1,3}[.．、])[ \t\u00a0\u3000]+\d")
_INNER_OFFICE = re.compile(r"(?:督查室|办公厅|办公室|研究室|员会|建设[厅局委])")  # the end of the name before
_UNIT_HEAD = re.compile(r"(?:单位|部门)[：:]\s*")
_BARE_UNIT_LABEL = re.compile(r"(?:牵头|责任|配合|主办|承办|协办|落实|参与)(?:责任)?(?:单位|部门)")
_BARE_TIME_LABEL = re.compile(r"(?:完成|办结|整改)?(?:时限|期限|时间)")
_TIME_BEGINS = re.compile(r"20\d\d年|\d{1,2}月|年底|每|长期")
_ANY = re.match("", "")
_SIGNATURE = 45
_HEAD = 12  # lines
_HEAD_WORDS = re.compile(
    r"[ \u3000]{2,}(?:建议)?(?:牵头|责任|负责|承办|配合|主办|落实)(?:责任)?(?:单位|部门)"
)
_PLACE = re.compile(r"[省市县区州盟旗各]")
_UNITS_BELOW = re.compile(r"[（(]?(?:牵头|责任|配合|协办|参与)(?:责任)?(?:单位|部门)[：:]")


@dataclass(slots=True)
class Line:
    """One line: its text, its text with single spaces, and how it stood on the page."""

    text: str
    raw: str
    table: bool
    indented: bool
    label: Label | None
    complete: bool = False  # a labelled line that holds a full stop
    cautions: tuple[str, ...] = ()
    joins: bool = False  # it goes on with the heading above it, which is torn into short lines


def tighten(text: str) -> str:
    """Text without spaces, but for those between Latin words or numbers."""
    return _SQUEEZE.sub("", _SPACES.sub(" ", text.strip()))


def read_lines(source: str) -> list[Line]:
    """The lines of a text in order, without empty lines, page numbers and running heads."""
    lines = _lines(source)
    del lines[foot_of([line.text for line in lines]) :]
    menu = menu_lines([line.raw.replace("\t", " ") for line in lines[:100]])
    lines = [line for at, line in enumerate(lines) if at not in menu]
    _unnumber_title(lines)
    _label_in_sequence(lines)
    _label_in_gaps(lines)
    if sum(line.label is not None for line in lines) <= 2:
        lines = [piece for line in lines for piece in _unfolded(line)]
    lines = [piece for at, line in enumerate(lines) for piece in _opened(line, early=at < _HEAD)]
    _complete_labels(lines)
    _label_bullets(lines)
    return _with_listed_units(lines)


_BULLET = re.compile(r"(?P<sign>[-–*+·●○◆◇■□▲△★☆◎※√])(?=[\u4e00-\u9fff“《])")


def _label_bullets(lines: list[Line]) -> None:
    """Labels the lines that begin with one sign, where nothing is numbered: they are the items."""
    if any(line.label is not None for line in lines):
        return
    found = [line for line in lines if not line.table and _BULLET.match(line.text)]
    counts = Counter(line.text[0] for line in found)
    most = max(counts.values(), default=0)
    items = [line for line in found if counts[line.text[0]] in (1, most)]  # a further sign marks points
    for number, line in enumerate(items if most > 1 else [], start=1):
        line.label = Label("bullet", 5, number, str(number), 1)


def _unnumber_title(lines: list[Line]) -> None:
    """Puts a title that bears the number of a collection on one line, without that number."""
    first = lines[:_HEAD]
    found = title_of_collection([line.text for line in first], [line.label is not None for line in first])
    if found is not None:
        count, title = found
        lines[:count] = [Line(title, title, False, False, None)]


def _opened(line: Line, *, early: bool) -> list[Line]:
    """An early line without what was written behind the title; who signed apart from the day."""
    if line.table or line.label is not None:
        return [line]
    pieces = unfold_signature(line.text) if len(line.text) <= _SIGNATURE else [line.text]
    if len(pieces) == 1 and early:
        pieces = unfold_head(line.text)
    if len(pieces) == 1:
        return [line]
    return [Line(piece, piece, False, line.indented, read_label(piece)) for piece in pieces]


def _complete_labels(lines: list[Line]) -> None:
    """Gives a label on a line of its own its colon where below it stands what it heads."""
    for line, below in pairwise(lines):
        if line.table or below.table or below.label is not None or len(line.text) > 8:
            continue
        who = _BARE_UNIT_LABEL.fullmatch(line.text) and looks_like_unit(below.text.rstrip("、，。；"))
        when = _BARE_TIME_LABEL.fullmatch(line.text) and _TIME_BEGINS.match(below.text)
        if (who and not column_of(below.text)) or (when and not BARE_NUMBER.fullmatch(below.text)):
            line.text += "："
            line.raw += "："


def _label_in_sequence(lines: list[Line]) -> None:
    """Labels the lines whose numbering shows only in its order (1.1, 措施一：); one alone is none."""
    last: dict[str, int] = {}
    found: dict[str, list[Line]] = {}
    for line in lines:
        if line.table:
            continue
        if line.label is not None:
            last[line.label.style] = line.label.number
            if line.label.rank <= 5:
                for key in [key for key in last if key.endswith(".")]:
                    del last[key]
            continue
        line.label = label_in_sequence(line.text, last)
        if line.label is not None:
            style = line.label.style if line.label.style == "decimal" else line.label.printed[:2]
            found.setdefault(style, []).append(line)
    for same in found.values():
        if len(same) == 1:
            same[0].label = None


def _label_in_gaps(lines: list[Line]) -> None:
    """Labels the line whose number a decimal point seems to follow, where the items around it lack it."""
    at = [i for i, line in enumerate(lines) if line.label is not None and line.label.style == "number"]
    for before, after in pairwise(at):
        first, last = lines[before].label, lines[after].label
        if first is None or last is None or last.number != first.number + 2:
            continue
        for line in lines[before + 1 : after]:
            if line.label is None and not line.table:
                line.label = label_in_gap(line.text, first.number, last.number)


def _with_listed_units(lines: list[Line]) -> list[Line]:
    """Units that stand one below the other under 责任单位：, put on its line; a signature is none of them."""
    kept: list[Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        kept.append(line)
        if line.table or not _UNITS_BELOW.fullmatch(line.text):
            continue
        units: list[str] = []
        sign = ""  # what the last of them ends with: a list that goes on keeps its sign
        while at < len(lines) and _is_unit_line(lines[at]):
            if at + 1 < len(lines) and DATE_LINE.fullmatch(lines[at + 1].text):
                break
            units.append(lines[at].text.strip("、，；"))
            sign = lines[at].text[-1] if lines[at].text[-1] in "、，；" else ""
            at += 1
        line.text = line.raw = line.text + "、".join(units) + sign
    return kept


def _is_unit_line(line: Line) -> bool:
    text = line.text.rstrip("、，；")
    return not line.table and line.label is None and 3 <= len(text) <= 30 and looks_like_unit(text)


_HEAD_LINES = 6
_TAG = re.compile(
    r"^(?:【[\u4e00-\u9fff]{2,6}】|[（(][\u4e00-\u9fff]{2,7}(?:省|自治区|市)[）)])(?=[\u4e00-\u9fff\d]{6})"
)  # 【转发】云江市…, (云山省)云江市…: of the page, not the title
_TIMED_STEP = re.compile(r"(?:\d{1,2}月?[-—–~～至到])?(?:1[0-2]|[1-9])月(?:份|底|[上中下]旬)?[：:]")


def _unfolded(line: Line) -> list[Line]:
    """A long line cut where its breaks must have been."""
    whole = line.table or _TIMED_STEP.match(line.text)  # 4月：（1）…（2）… is one line of a timetable's cell
    pieces = [line.text] if whole else unfold(uncollected(line.text))
    if len(pieces) == 1:
        return [line]
    found = [Line(piece, piece, False, False, read_label(piece)) for piece in pieces]
    first = next((piece for piece in found if piece.label is not None), found[0])
    first.cautions = (UNFOLDED,)
    return found


def _lines(source: str) -> list[Line]:
    found: list[Line] = []
    pages = source.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").split("\f")
    numbered = numbers_rows(pages)  # else a lone number is that of a page
    repeated = _repeated_edges(pages)
    grid = Grid()
    for page in _put_together(pages, numbered):
        for printed in page:
            cleaned = grid.tabbed(_INVISIBLE.sub("", printed))
            stripped = cleaned.strip()
            if not stripped or _is_furniture(stripped, numbered) or tighten(stripped) in repeated:
                continue
            row = _row(cleaned, found)
            if row is not None:
                found.append(Line(row, row, True, False, None))
                continue
            if len(found) < _HEAD_LINES:
                stripped = _TAG.sub("", stripped)
            stripped = _part_units(stripped)
            text = tighten(stripped.replace("\t", " "))
            if not text:
                continue
            spaced = _SPACED_LABEL.match(stripped)
            if spaced:  # “3. 2个…” is no 3.2
                text = text[: len(spaced["label"])] + " " + text[len(spaced["label"]) :]
            raw = " ".join(_SPACES.sub(" ", stripped.replace("\t", " ")).split())
            indent = len(cleaned) - len(cleaned.lstrip(" \u3000\u00a0"))
            found.append(Line(text, raw, False, indent > 0, read_label(text)))
    return found


def _put_together(pages: list[str], numbered: bool) -> list[list[str]]:
    """The lines of the pages, the rows of tables that blanks part each on one line."""
    parted = (_SIGNER.sub(r"\1\n\2", page).split("\n") for page in pages)
    lines = [
        [line for printed in with_whole_dates(page) for line in parted_by_blanks(printed)] for page in parted
    ]

    def furniture(line: str) -> bool:
        return _is_furniture(line, numbered)

    if numbered:
        lines = [rebuilt_stacked([line for page in lines for line in page], furniture)]
    if not any(_HEAD_WORDS.search(page) for page in pages):
        return lines
    return [rebuilt([line for page in lines for line in page], furniture)]


def _row(printed: str, found: list[Line]) -> str | None:
    """A table row as tab separated cells, or None for a line of text."""
    if "\t" not in printed:
        return None
    cells = [tighten(_part_units(cell, cell=True)) for cell in printed.split("\t")]
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


def _part_units(text: str, *, cell: bool = False) -> str:
    """Units that only spaces part (省教育厅  省财政厅), parted by 、 so that names do not run together."""
    head = _UNIT_HEAD.search(text)
    start = head.end() if head else 0
    words = text[start:].split()
    if len(words) < 2 or (head is None and "\t" not in text and len(words) > 12):
        return text
    if cell and all(_is_name(word.rstrip("、，；")) for word in words):
        head = head or _ANY  # a cell that holds nothing but names
    joined = words[0]
    for before, after in pairwise(words):
        both = _is_name(before) and _is_name(after.rstrip("）)。；;")) and not _INNER_OFFICE.match(after)
        joined += ("、" if both and (head is not None or _PLACE.match(after)) else " ") + after
    return text[:start] + joined if "、" in joined else text


def _is_name(word: str) -> bool:
    return 3 <= len(word) <= 16 and looks_like_unit(word) and word.isalpha() and not word.endswith("城乡")


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
    if _DRAWN.fullmatch(line) or is_dress(line):
        return True
    if len(line) > 60 or _LABEL_ALONE.fullmatch(line) or (numbered and BARE_NUMBER.fullmatch(line)):
        return False
    if _PAGE_NUMBER.fullmatch(line):
        return True
    return any(c.isdigit() for c in line) and "期" in line and _RUNNING_HEAD.fullmatch(line) is not None
