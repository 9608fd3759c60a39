"""Pages and pictures of a file that only a recogniser can read: their text at their places, or why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from extraction.ocr.kept import key_of
from extraction.ocr.reading import Part, read_parts
from extraction.ocr.seen import Page
from extraction.readers.pictures import DRAWN, PAGE, UNCODED, joined_pages, mark_of, without_marks
from extraction.readers.source import PICTURES, Omission, Seen, Source

_READABLE = (PAGE, DRAWN, UNCODED)
WHY = {
    "bomb": "图片过大",
    "broken": "图片已损坏",
    "kind": "不是可识别的图片格式",
    "pages": "页数过多",
    "slow": "识别超时",
    "absent": "本机未装文字识别组件",
}
_FEW = 5  # characters of a page on average, below which a file has no text
_WORDS = 8  # letters of a picture upon a page, from which it is one of words
_CERTAIN = 0.8
_EMPTY = "是图片，其中没有识别出文字"


def pages_to_read(source: Source) -> list[int]:
    """The pages of a pdf or ofd whose text is in pictures, shapes or letters without a code."""
    return sorted({page for one in source.unread if one.told in _READABLE for page in one.pages})


def with_pdf_pages(source: Source, data: bytes) -> Source:
    """The same with the pages of a pdf read that are pictures; what cannot be read stays named."""
    pages = pages_to_read(source)
    crops = {PICTURES + one.picture: (one.pages[0], one.box) for one in source.unread if one.picture}
    if not pages and not crops:
        return source
    part = Part(data, "pdf", (*pages, *crops), crops)
    read_parts([part])
    keys = {number: key_of(data, number) for number in part.pages}
    fault = Page(fault=part.fault) if part.fault else None
    read = {number: fault or part.read[number] for number in part.pages}
    return _with_pictures(
        with_pages(source, {n: page for n, page in read.items() if n < PICTURES}, keys), read, keys
    )


def with_page_images(source: Source, images: Mapping[int, bytes]) -> Source:
    """The same with the pages read of which these are the images (files of pictures) by their number.

    Those of pictures upon a page have a number above `PICTURES`.
    """
    if not images:
        return _with_pictures(source, {}, {})
    parts = {number: Part(data) for number, data in images.items()}
    read_parts(list(parts.values()))
    read = {number: part.read.get(1) or Page(fault=part.fault or "absent") for number, part in parts.items()}
    keys = {number: key_of(data, 1) for number, data in images.items()}
    return _with_pictures(
        with_pages(source, {n: page for n, page in read.items() if n < PICTURES}, keys), read, keys
    )


def with_pages(source: Source, pages: Mapping[int, Page], keys: Mapping[int, str]) -> Source:
    """The same with these pages put in the place of what the reader could not read."""
    texts = source.text.split("\f")
    seen: list[Seen] = []
    unread: list[Omission] = []
    for one in source.unread:
        if one.told not in _READABLE:
            unread.append(one)
            continue
        for number in one.pages:
            page = pages.get(number)
            if page is None:
                unread.append(replace(one, what=f"第{number}页{_after(one.what)}", pages=(number,)))
            elif page.fault:
                unread.append(_failed(number, page, one))
    for number, page in sorted(pages.items()):
        if page.fault or not 1 <= number <= len(texts):
            continue
        last = "\n".join([*texts[max(number - 3, 0) : number - 1], page.text]).split("\n")[-8:]
        # Letters that the page has besides (a number, a stamp of the scanner) are on its image, too.
        texts[number - 1] = page.text
        seen.append(Seen(number, f"第{number}页", keys[number], page))
        unread += beside(page, f"第{number}页", (number,), "\n".join(last))
        if not page.lines:
            said = f"第{number}页{_EMPTY}"
            unread.append(Omission(said, "", (number,), "\n".join(last), f"第{{pages}}页{_EMPTY}"))
    return Source("\f".join(texts), joined_pages(unread), [*source.seen, *seen])


def _with_pictures(source: Source, read: Mapping[int, Page], keys: Mapping[int, str]) -> Source:
    """The same with the pictures upon its pages read in their places; those without words stay named."""
    texts = source.text.split("\f")
    seen = list(source.seen)
    unread: list[Omission] = []
    for one in source.unread:
        number = PICTURES + one.picture
        page = read.get(number) if one.picture else None
        if page is None or not _says(page):
            unread.append(replace(one, picture=0))
            continue
        where = one.pages[0]
        texts[where - 1] = _put(texts[where - 1], mark_of(one.picture), page.text.split("\n"))
        seen.append(Seen(number, f"第{where}页的图片", keys[number], page))
        unread += beside(page, f"第{where}页的图片", (where,), page.text[-200:])
    places = {PICTURES + one.picture: one.pages[0] for one in source.unread if one.picture}
    seen.sort(key=lambda one: (places.get(one.number, one.number), one.number))
    return Source("\f".join(map(without_marks, texts)), unread, seen, tabular=source.tabular)


def _says(page: Page) -> bool:
    """Whether a picture is one of words: a photograph shows a sign or a number here and there."""
    letters = sum("\u3400" <= char <= "\u9fff" for line in page.lines for char in line.text)
    certain = sum(line.certainty * len(line.text) for line in page.lines)
    return letters >= _WORDS and certain >= _CERTAIN * sum(len(line.text) for line in page.lines)


def _put(text: str, mark: str, said: list[str]) -> str:
    """A text with what a picture says in the place of its mark; beside a line it comes below that."""
    found: list[str] = []
    for line in text.split("\n"):
        if mark not in line:
            found.append(line)
        elif "\t" in line:  # within a cell of a table
            found.append(line.replace(mark, " ".join(" ".join(said).split())))
        else:
            left = line.replace(mark, "").rstrip()
            found += [*([left] if left.strip() else []), *said]
    return "\n".join(found)


def beside(page: Page, where: str, pages: tuple[int, ...] = (), after: str = "") -> list[Omission]:
    """What of an image is not in its text."""
    found: list[Omission] = []
    if page.notes:
        found.append(Omission("脚注", page.notes[:2000], pages, after))
    if page.seals:
        found.append(Omission(f"{where}有红色印章{page.seals}枚，未作验证", "", pages, after))
    if page.dropped:
        told = f"{where}有{page.dropped}处图形或字迹未能识别"
        found.append(Omission(told, "", pages, after))
    return found


def wordless(source: Source) -> str:
    """Why a file of pages has no text: `scanned` or `glyphs`; empty where it has one."""
    left = set(pages_to_read(source))
    texts = [text for n, text in enumerate(source.text.split("\f"), 1) if n not in left and text.strip()]
    if len("".join("".join(texts).split())) >= _FEW * max(len(texts), 1):
        return ""
    return "glyphs" if any(one.told == UNCODED for one in source.unread) else "scanned"


@dataclass(slots=True)
class Pictures:
    """The pictures within a running text, in order: each has a mark in the text until it is read."""

    parts: list[Part] = field(default_factory=list)

    def add(self, data: bytes) -> str:
        """The mark of a picture with these bytes."""
        self.parts.append(Part(data))
        return mark_of(len(self.parts))

    def put_in(self, lines: list[str]) -> tuple[list[str], list[Seen], list[Omission], set[int]]:
        """(the lines with each mark replaced by what the picture says, the pictures that were read, what of
        them is not in the text, the numbers from 1 of those that were not).
        """
        read_parts(self.parts)
        seen: list[Seen] = []
        unread: list[Omission] = []
        failed: set[int] = set()
        texts: dict[str, list[str]] = {}
        for number, part in enumerate(self.parts, 1):
            page = part.read.get(1, Page(fault=part.fault or "absent"))
            texts[mark_of(number)] = page.text.split("\n") if page.text.strip() else []
            if page.fault or not page.text.strip():
                failed.add(number)
                continue
            label = f"图片{number}"
            seen.append(Seen(number, label, key_of(part.data, 1), page))
            unread += beside(page, label, (), page.text[-200:])
        found: list[str] = []
        for line in lines:
            if line in texts:
                found += texts[line]
                continue
            for mark, said in texts.items():  # within a cell of a table
                if mark in line:
                    line = line.replace(mark, " ".join(" ".join(said).split()))
            found.append(line)
        return found, seen, unread, failed


def _after(what: str) -> str:
    return what[what.index("页") + 1 :] if "页" in what else what


def _failed(number: int, page: Page, one: Omission) -> Omission:
    why = WHY.get(page.fault, page.fault)
    return Omission(
        f"第{number}页是图片，{why}", one.text, (number,), one.after, f"第{{pages}}页是图片，{why}，没有读入"
    )
