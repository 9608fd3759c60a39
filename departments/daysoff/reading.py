"""Reads an arrangement of days off: lines of one day each, or the sentences of the yearly notice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from departments.daysoff.models import DayKind

LONGEST = 60  # days that one stretch may have: a slip of the pen does not make a year of days off
_NAMES = 30
_ASIDE = re.compile(r"[（(][^（()）]*[)）]")
_SENTENCE = re.compile(r"[。；;\n]")
_HEAD = re.compile(r"^\s*(?:[一二三四五六七八九十]+、)?\s*([^\s：:，,\d]{2,12})[：:]")
_YEAR = re.compile(r"(20\d\d)\s*年")
_YEAR_OF_DAY = r"(?:(20\d\d)\s*(?:年|[-/.]))?\s*"
_MONTH = r"(\d{1,2})\s*(?:月|[-/.])\s*"
# 2027年2月6日, and behind it perhaps 至2月12日, 至12日.
_STRETCH = re.compile(
    rf"{_YEAR_OF_DAY}{_MONTH}(\d{{1,2}})\s*日?"
    rf"(?:\s*(?:至|到|—+|–|~|～)\s*(?:{_YEAR_OF_DAY}{_MONTH})?(\d{{1,2}})\s*日?)?"
)
_WORKED = re.compile(r"上班|补班|工作日")
_OFF = re.compile(r"放假|休息|调休|假期|休$|休[\s，,]")


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day with what the text says of it."""

    day: date
    kind: DayKind
    name: str = ""


class UnreadableDays(ValueError):
    """What in the text makes no sense, in words for the user."""


def read_days(text: str, *, year: int | None = None) -> list[ReadDay]:
    """The days of the text, each once, in order.

    The year is that of the date, else the last one named before it (a title says 2027年), else `year`.
    Raises `UnreadableDays` for a date that there is none of, for one without a year, for one of which the
    text does not say whether it is worked, and where there is none at all.
    """
    found: dict[date, ReadDay] = {}
    name = ""
    for sentence in _SENTENCE.split(_ASIDE.sub("", text)):
        head = _HEAD.match(sentence)
        name = head[1][:_NAMES] if head else name
        stretches = list(_STRETCH.finditer(sentence))
        if named := _YEAR.search(sentence):
            year = int(named[1]) if not stretches else year
        for nth, match in enumerate(stretches):
            end = stretches[nth + 1].start() if nth + 1 < len(stretches) else len(sentence)
            kind = _kind(sentence, match.end(), end)
            if kind is None:
                raise UnreadableDays(f"“{match[0].strip()}”没有写明是休息还是上班。")
            for day in _days(match, year):
                words = name or _rest(sentence[match.end() :])
                if day in found and found[day].kind != kind:
                    raise UnreadableDays(f"{day}既写了休息，又写了上班。")
                found[day] = ReadDay(day, kind, words)
    if not found:
        raise UnreadableDays(
            "没有读到日期。请粘贴放假安排通知的正文，或每行写一天，如“2027-02-06 休息 春节”。"
        )
    return [found[day] for day in sorted(found)]


def _kind(sentence: str, start: int, end: int) -> DayKind | None:
    """What is said of the days: behind them, or behind those that follow (2月14日、2月28日上班)."""
    for words in (sentence[start:end], sentence[start:]):
        worked, off = _WORKED.search(words), _OFF.search(words)
        if worked and (off is None or worked.start() < off.start()):
            return DayKind.WORKED
        if off:
            return DayKind.OFF
    return None


def _rest(words: str) -> str:
    """What stands behind the kind, in a line of one day."""
    rest = re.sub(r"放假调休|放假|休息|调休|上班|补班|休", " ", words, count=1)
    return rest.strip(" ，,\t、")[:_NAMES]


def _days(match: re.Match[str], year: int | None) -> Iterator[date]:
    first_year = int(match[1]) if match[1] else year
    if first_year is None:
        raise UnreadableDays(f"“{match[0].strip()}”没有写明年份，请先选择年份。")
    first = _day(first_year, match[2], match[3], match[0])
    last = first
    if match[6]:
        last = _day(int(match[4] or first_year), match[5] or match[2], match[6], match[0])
        if last < first and not match[4]:  # 12月31日至1月2日
            last = _day(first_year + 1, match[5] or match[2], match[6], match[0])
    if last < first or (last - first).days >= LONGEST:
        raise UnreadableDays(f"“{match[0].strip()}”的起止日期不对。")
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


def _day(year: int, month: str, day: str, words: str) -> date:
    try:
        return date(year, int(month), int(day))
    except ValueError:
        raise UnreadableDays(f"没有“{words.strip()}”这个日期。") from None
