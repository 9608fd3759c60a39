"""What printed pages have in common, whatever file they come in: text, what is left out of it, pictures."""

from __future__ import annotations

from extraction.readers.isolated import BROKEN, MAX_PAGES, Fault
from extraction.readers.pdf_layout import sheet_text
from extraction.readers.pdf_turning import LeftOut, Sheet
from extraction.readers.pictures import DRAWN, UNCODED, Box, joined_pages, on_page
from extraction.readers.source import STRUCK, Omission, Source, gathered

_CURVES = 200  # a page without letters but with so many curves has letters drawn as shapes


class Pages:
    """The pages of a file, added in their order."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.unread: list[Omission] = []
        self.images: dict[int, bytes] = {}  # of pages that are one picture

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
    ) -> None:
        """The next page: `size`, `pictures`, the middles of its `letters` in mm; `curves` counts shapes.

        `more` is what its reader knows to be left out beside that.
        """
        number = self.next
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
            unread += on_page(number, size, pictures, letters)
        if not count and not pictures and curves >= _CURVES:
            unread.append(Omission(f"第{number}页的文字是图形", "", (number,), "", DRAWN))
        # What is left out of a page stands behind the last lines before its end.
        after = "\n".join([*self.texts[-2:], text]).split("\n")[-8:]
        self.unread += [Omission(o.what, o.text, o.pages, "\n".join(after), o.told) for o in unread]
        self.texts.append(text)

    def source(self) -> Source:
        """All of them; raises Fault where there is none."""
        if not self.texts:
            raise Fault(BROKEN)
        return Source("\f".join(self.texts), joined_pages(self.unread), images=self.images)
