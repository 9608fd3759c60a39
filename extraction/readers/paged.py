"""What printed pages have in common, whatever file they come in: text, what is left out of it, pictures."""

from __future__ import annotations

from dataclasses import replace

from extraction.readers.isolated import BROKEN, MAX_PAGES, Fault
from extraction.readers.pdf_layout import sheet_text
from extraction.readers.pdf_turning import Char, LeftOut, Sheet
from extraction.readers.pictures import DRAWN, UNCODED, Box, joined_pages, mark_of, on_page
from extraction.readers.source import STRUCK, Omission, Source, gathered

_CURVES = 200  # a page without letters but with so many curves has letters drawn as shapes
_MOST_PICTURES = 40  # of a file that are read: what is printed for its pictures is no order
_POINT = 72 / 25.4  # of a millimetre
_SIZE = 8.0  # points, of the letters of a mark


def _with_marks(sheet: Sheet, beside: list[Omission], size: tuple[float, float], top: float) -> str:
    """The text of a page with a mark where each picture stands that is to be read; empty without one."""
    numbered = [one for one in beside if one.picture]
    if not numbered:
        return ""
    chars = list(sheet.chars)
    for one in numbered:
        left, upper, _, lower = one.box
        x = sheet.left + (left * size[0] + 2) * _POINT
        y = top + (upper + lower) / 2 * size[1] * _POINT
        for letter in mark_of(one.picture):
            place: Char = {"x0": x, "x1": x + _SIZE, "top": y - _SIZE / 2, "bottom": y + _SIZE / 2}
            chars.append(
                {"text": letter, "size": _SIZE, "upright": True, "matrix": (1, 0, 0, 0, 0, 0), **place}
            )
            x += _SIZE
    text = sheet_text(Sheet(chars, sheet.frames, sheet.left, sheet.right), LeftOut())
    lost = [mark_of(one.picture) for one in numbered if mark_of(one.picture) not in text]
    return "\n".join([text, *lost])


class Pages:
    """The pages of a file, added in their order."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.unread: list[Omission] = []
        self.images: dict[int, bytes] = {}  # of pages that are one picture, and of pictures upon pages
        self.pictures = 0

    @property
    def next(self) -> int:
        """The number of the page that comes next; raises Fault where there are too many."""
        if len(self.texts) >= MAX_PAGES:
            raise Fault("pages")
        return len(self.texts) + 1

    def add(
        self,
        sheet: Sheet,
        left_out: LeftOut,
        size: tuple[float, float],
        pictures: list[Box],
        letters: list[tuple[float, float]],
        *,
        curves: int = 0,
        more: list[Omission] | None = None,
        top: float = 0.0,
    ) -> None:
        """The next page: `size`, `pictures`, the middles of its `letters` in mm; `curves` counts shapes.

        `more` is what its reader knows to be left out beside that; `top` is where the page begins in points.
        """
        number = self.next
        marked = ""
        text = sheet_text(sheet, left_out)
        unread = gathered("看不见的文字", ["".join(left_out.hidden)], number)
        unread += gathered("划去的文字", ["".join(left_out.struck)], number, told=STRUCK)
        unread += gathered("脚注", ["".join(left_out.notes)], number) + (more or [])
        count = len("".join(text.split()))
        unknown = text.count("(cid:") * 6 + sum("\ue000" <= c <= "\uf8ff" for c in text)
        if unknown > count // 4:
            text = ""
            unread.append(Omission(f"第{number}页的字体没有文字编码", "", (number,), "", UNCODED))
        else:
            beside = [self._numbered(one) for one in on_page(number, size, pictures, letters)]
            unread += beside
            marked = _with_marks(sheet, beside, size, top)
        if not count and not pictures and curves >= _CURVES:
            unread.append(Omission(f"第{number}页的文字是图形", "", (number,), "", DRAWN))
        # What is left out of a page stands behind the last lines before its end.
        after = "\n".join([*self.texts[-2:], text]).split("\n")[-8:]
        self.unread += [replace(one, after="\n".join(after)) for one in unread]
        self.texts.append(marked or text)

    def _numbered(self, one: Omission) -> Omission:
        """A picture that may hold words with its number, by which it is read in its place."""
        if not one.box or self.pictures >= _MOST_PICTURES:
            return one
        self.pictures += 1
        return replace(one, picture=self.pictures)

    def source(self) -> Source:
        """All of them; raises Fault where there is none."""
        if not self.texts:
            raise Fault(BROKEN)
        return Source("\f".join(self.texts), joined_pages(self.unread), images=self.images)
