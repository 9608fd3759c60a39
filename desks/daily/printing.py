"""日报 as a docx of one page: every row of the template has its height, so that no text makes a second."""

import unicodedata
from itertools import zip_longest
from pathlib import Path
from typing import Any

from common.errors import ServiceError
from common.wording import written
from desks.daily.selectors import SHARES, DailySheet, Share
from desks.daily.wording import (
    ADDRESSED_TO,
    WORDS,
    changed,
    late_in_words,
    reply_in_words,
    rest_of,
    sentences,
    short_day,
    soon_in_words,
    units_in_words,
)
from desks.selectors import LateMeasure
from tracker.papers.rendering import render
from tracker.papers.selectors import office_name

# Made by scripts/make_daily_template.py.
TEMPLATE = Path(__file__).parent.parent / "templates" / "desks" / "daily.docx"
# How many Chinese characters a cell holds on its line.
_TITLE, _UNITS, _NUMBER, _WORD, _NAME, _IMPROVED = 20, 12, 10, 22, 10, 55


def printed(sheet: DailySheet) -> bytes:
    """The file; what has no record says so. Raises `ServiceError` for a day of which there is none at all."""
    if not sheet.recorded:
        raise ServiceError("day_not_recorded", f"{written(sheet.on)}的情况没有记录，请选择以后的日期。")
    return render(TEMPLATE.read_bytes(), _context(sheet))


def file_name(sheet: DailySheet) -> str:
    """The name that it is sent and downloaded under."""
    return f"督查日报（{written(sheet.on)}）.docx"


def fitted(text: str, most: int) -> str:
    """The text as one line no wider than `most` Chinese characters."""
    text, room = " ".join(text.split()), 2 * most
    if _width(text) <= room:
        return text
    kept = ""
    for one in text:
        if _width(kept) + _width(one) > room - 2:
            break
        kept += one
    return f"{kept}…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)


def _context(sheet: DailySheet) -> dict[str, Any]:
    said, issuer = sentences(sheet), office_name()
    return {
        "日期": written(sheet.on),
        "截至": said["about"],
        "主送": ADDRESSED_TO,
        "印发机关": issuer,
        "印发日期": written(sheet.on),
        "数": _numbers(sheet),
        "久": _rows(sheet.worst) or [_no(said["worst"])],
        "新": _rows(sheet.newly or []) or [_no(said["newly"])],
        "新数": "没有记录" if sheet.newly_total is None else f"{sheet.newly_total}项",
        "近": [
            {
                "天": soon_in_words(row),
                "事": fitted(str(row.measure), _TITLE),
                "单": _units(row.units, len(row.units)),
                "文": fitted(str(row.measure.document), _NUMBER),
            }
            for row in sheet.soon
        ]
        or [_no(said["soon"])],
        "近数": f"{sheet.soon_total}项",
        "批": [
            {
                "天": reply_in_words(item.due_on, sheet.on),
                "事": fitted(item.instruction.text, _TITLE),
                "单": fitted(item.department.short_name, _UNITS),
                "文": fitted(str(item.instruction.author), _NUMBER),
            }
            for item in sheet.waiting or []
        ]
        or [_no(said["waiting"])],
        "批数": "没有记录" if sheet.waiting_total is None else f"{sheet.waiting_total}项",
        "好": fitted(improved_in_words(sheet), _IMPROVED),
        "比": [
            {**_share("市", city), **_share("厅", office)}
            for city, office in zip_longest(sheet.cities[:SHARES], sheet.offices[:SHARES])
        ]
        or [{**_share("市", None), **_share("厅", None)}],
        "市余": rest_of(sheet.cities, SHARES, "市州"),
        "厅余": rest_of(sheet.offices, SHARES, "单位"),
    }


def improved_in_words(sheet: DailySheet) -> str:
    """Who has less overdue than before: 省财政厅9→7."""
    said = "；".join(f"{one.name}{one.before}→{one.now}" for one in sheet.improved or [])
    return said or sentences(sheet)["improved"]


def _numbers(sheet: DailySheet) -> dict[str, str]:
    """Each number under its Chinese name; those of today only say so on another day."""
    found = {}
    for number in sheet.numbers:
        more = f"（{changed(number.change)}）" if sheet.compared else ""
        found[WORDS[number.name][0]] = f"{number.count}{more}"
    for name in ("owed", "filed", "missing"):
        found[WORDS[name][0]] = "没有记录" if sheet.owing is None else str(getattr(sheet.owing, name))
    return found


def _rows(measures: list[LateMeasure]) -> list[dict[str, str]]:
    found = []
    for row in measures:
        unit = row.units[0]
        word = f"{short_day(unit.last_word_on)}：{unit.last_word}" if unit.last_word_on else "尚未报送进展"
        found.append(
            {
                "天": late_in_words(row.days_late),
                "事": fitted(str(row.measure), _TITLE),
                "单": _units([one.name for one in row.units], row.late_units),
                "文": fitted(str(row.measure.document), _NUMBER),
                "话": fitted(word, _WORD),
            }
        )
    return found


def _units(names: list[str], total: int) -> str:
    """On one line; a long name is cut, so that the count is not."""
    said = units_in_words(names, total)
    if total <= 2 or _width(said) <= 2 * _UNITS:
        return fitted(said, _UNITS)
    count = f"等{total}个单位"
    return fitted(names[0], _UNITS - _width(count) // 2 - 1) + count


def _no(words: str) -> dict[str, str]:
    return {"天": "", "事": words, "单": "", "文": "", "话": ""}


def _share(side: str, share: Share | None) -> dict[str, str]:
    if share is None:
        return {f"{side}{name}": "" for name in ("名", "办", "逾", "比")}
    return {
        f"{side}名": fitted(share.name, _NAME),
        f"{side}办": str(share.open),
        f"{side}逾": str(share.red),
        f"{side}比": f"{share.percent}%",
    }
