"""The numbers that Word counts by itself: they are not in a paragraph's text, so they are counted here."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from extraction.readers.office_xml import child, local, value

_CHINESE = frozenset(
    (
        "chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "ideographTraditional",
        "japaneseCounting", "japaneseLegal", "taiwaneseCounting", "taiwaneseCountingThousand",
    )
)  # fmt: skip
_DIGITS = frozenset(
    (
        "ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital2",
    )
)  # fmt: skip
_CIRCLED = frozenset(
    (
        "decimalEnclosedCircle", "decimalEnclosedCircleChinese", "ideographEnclosedCircle",
    )
)  # fmt: skip
_DEPTH = 9


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


def chinese_numeral(number: int) -> str:
    """一, 十, 十一, 二十, 一百零一 … for 1 to 999; Arabic digits beyond."""
    digits = "零一二三四五六七八九"
    if not 0 < number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{digits[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


def written(number: int, form: str) -> str:
    """A number in one of Word's forms; forms that the genre does not use come out in Arabic digits."""
    if form in _CHINESE:
        return chinese_numeral(number)
    if form in _DIGITS:
        return "".join("〇一二三四五六七八九"[int(d)] for d in str(number))
    if form in _CIRCLED and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr(ord("a" if form == "lowerLetter" else "A") + number - 1)
    if form in ("lowerRoman", "upperRoman") and 1 <= number < 40:
        roman = (
            "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
        )
        return roman.lower() if form == "lowerRoman" else roman
    if form == "decimalZero":
        return f"{number:02d}"
    return str(number)


class Numbering:
    """Counts the automatic numbers of one document, paragraph after paragraph."""

    def __init__(self, numbering: Element, styles: Element) -> None:
        self._levels: dict[tuple[str, int], _Level] = {}
        self._abstract: dict[str, str] = {}
        self._overrides: dict[tuple[str, int], _Level] = {}
        self._restarts: dict[tuple[str, int], int] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._styles: dict[str, Element] = {}
        for element in styles:
            if local(element) == "style":
                self._styles[value(element, "styleId") or ""] = element
        links: dict[str, str] = {}
        for element in numbering:
            key = value(element, "abstractNumId") or ""
            if local(element) == "abstractNum":
                style = value(child(element, "numStyleLink"))
                if style:
                    links[key] = style
                for level in element:
                    if local(level) == "lvl":
                        self._levels[key, _int(value(level, "ilvl"), 0)] = _level(level)
            elif local(element) == "num":
                self._read_num(element)
        for key, style in links.items():  # a list that is defined by a style of its own
            number = value(child(self._styles.get(style), "pPr", "numPr", "numId")) or ""
            for depth in range(_DEPTH):
                found = self._levels.get((self._abstract.get(number, ""), depth))
                if found is not None:
                    self._levels.setdefault((key, depth), found)

    def _read_num(self, num: Element) -> None:
        number = value(num, "numId") or ""
        self._abstract[number] = value(child(num, "abstractNumId")) or ""
        for override in num:
            if local(override) != "lvlOverride":
                continue
            depth = _int(value(override, "ilvl"), 0)
            level = child(override, "lvl")
            if level is not None:
                self._overrides[number, depth] = _level(level)
            start = value(child(override, "startOverride"))
            if start is not None:
                self._restarts[number, depth] = _int(start, 1)

    def label(self, paragraph: Element) -> str:
        """The number that Word prints before this paragraph, or an empty string."""
        number, depth = self._numbered(child(paragraph, "pPr"))
        level = self._level(number, depth)
        if number in ("", "0") or level is None:
            return ""
        abstract = self._abstract.get(number, "")
        restart = self._restarts.pop((number, depth), None)  # counts once, at the first paragraph of the list
        before = self._counts.get((abstract, depth), level.start - 1) if restart is None else restart - 1
        self._counts[abstract, depth] = before + 1
        for deeper in range(depth + 1, _DEPTH):
            self._counts.pop((abstract, deeper), None)
        if level.form in ("bullet", "none"):
            return ""
        text = level.text
        for above in range(depth + 1):
            its = self._level(number, above) or _Level("decimal", "", 1)
            count = self._counts.get((abstract, above), its.start)
            text = text.replace(f"%{above + 1}", written(count, its.form))
        # Without a space “1.” and “2023年” would run together to 1.2023.
        return f"{text} " if text else ""

    def _level(self, number: str, depth: int) -> _Level | None:
        return self._overrides.get((number, depth)) or self._levels.get(
            (self._abstract.get(number, ""), depth)
        )

    def _numbered(self, properties: Element | None) -> tuple[str, int]:
        """(list, depth) of a paragraph, said by itself or by its style or by what that is based on."""
        own = child(properties, "numPr")
        number, depth = value(child(own, "numId")), value(child(own, "ilvl"))
        style = value(child(properties, "pStyle"))
        for _ in range(_DEPTH):
            if number is not None or style is None:
                break
            element = self._styles.get(style)
            said = child(element, "pPr", "numPr")
            number = value(child(said, "numId"))
            depth = depth or value(child(said, "ilvl")) or value(child(element, "pPr", "outlineLvl"))
            style = value(child(element, "basedOn"))
        return number or "", min(_int(depth, 0), _DEPTH - 1)


def _level(level: Element) -> _Level:
    form = value(child(level, "numFmt")) or "decimal"
    text = value(child(level, "lvlText")) or ""
    return _Level(form, text, _int(value(child(level, "start")), 1))


def _int(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else default
