"""The numbers that Word counts by itself: they are not in a paragraph's text, so they are counted here."""

from __future__ import annotations

from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = (
    "chineseCounting",
    "chineseCountingThousand",
    "ideographDigital",
    "japaneseCounting",
    "chineseLegalSimplified",
)


def chinese_numeral(number: int) -> str:
    """一, 十, 十一, 二十 … for 1 to 99; Arabic digits beyond."""
    digits = "零一二三四五六七八九"
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (digits[ones] if ones else "")


class Numbering:
    """Counts the automatic numbers of one docx document, paragraph after paragraph."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[tuple[str, int], int] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for num in root.iter(f"{_W}num"):
            link = num.find(f"{_W}abstractNumId")
            if link is not None:
                self._abstract[num.get(f"{_W}numId")] = link.get(f"{_W}val")
        for abstract in root.iter(f"{_W}abstractNum"):
            for level in abstract.iter(f"{_W}lvl"):
                key = (abstract.get(f"{_W}abstractNumId"), int(level.get(f"{_W}ilvl") or 0))
                form, text = _value(level, "numFmt", "decimal"), _value(level, "lvlText", "")
                start = _value(level, "start", "1")
                self._levels[key] = (form, text, int(start) if start.isdigit() else 1)

    def label(self, paragraph: Any) -> str:
        """The number that Word prints before this paragraph, or an empty string."""
        properties = paragraph._p.pPr
        number = properties.numPr if properties is not None else None
        if number is None or number.numId is None:
            style = getattr(paragraph.style, "element", None)
            properties = style.pPr if style is not None else None
            number = properties.numPr if properties is not None else None
        if number is None or number.numId is None or not paragraph.text.strip():
            return ""
        depth = number.ilvl.val if number.ilvl is not None else 0
        abstract = self._abstract.get(str(number.numId.val), "")
        if (abstract, depth) not in self._levels:
            return ""
        form, text, start = self._levels[abstract, depth]
        if form in ("bullet", "none"):
            return ""
        self._counts[abstract, depth] = self._counts.get((abstract, depth), start - 1) + 1
        for deeper in range(depth + 1, 9):
            self._counts.pop((abstract, deeper), None)
        for level in range(depth + 1):
            its_form, _, its_start = self._levels.get((abstract, level), ("decimal", "", 1))
            count = self._counts.get((abstract, level), its_start)
            text = text.replace(
                f"%{level + 1}", chinese_numeral(count) if its_form in _CHINESE else str(count)
            )
        return text


def _value(element: Any, tag: str, default: str) -> str:
    child = element.find(f"{_W}{tag}")
    return default if child is None else child.get(f"{_W}val") or default
