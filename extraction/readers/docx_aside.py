"""What of a docx stands beside its text: notes, comments, headers, hidden and struck words, pictures."""

from __future__ import annotations

import functools
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element

from extraction.readers.office_xml import child, is_on, local, part, value
from extraction.readers.pictures import within_text
from extraction.readers.scans import Pictures
from extraction.readers.source import STRUCK, Omission

_REFERENCES = {"footnoteReference": "脚注", "endnoteReference": "尾注", "commentReference": "批注"}
_PARTS = {
    "脚注": ("word/footnotes.xml", "footnote"),
    "尾注": ("word/endnotes.xml", "endnote"),
    "批注": ("word/comments.xml", "comment"),
}
_TOLD = {"批注": "有{count}处批注未读入"}
_HIDDEN = "有{count}处隐藏的文字未读入"
_CHARTS = "正文有{count}个图表未读"
_EMBEDDED = "正文有{count}个嵌入的文件未读"
_EMU = 360_000 / 10  # of a millimetre
_POINT = 25.4 / 72
_LENGTH = re.compile(r"\b(width|height)\s*:\s*(\d{1,6}(?:\.\d{1,4})?|\.\d{1,4})(pt|in|cm|mm|px)?")
_UNITS = {"pt": _POINT, "in": 25.4, "cm": 10.0, "mm": 1.0, "px": 25.4 / 96, "": _POINT}
_HEADER = re.compile(r"word/header\d{0,4}\.xml")
_FOOTER = re.compile(r"word/footer\d{0,4}\.xml")
_SERIAL = re.compile(r"[〔\[【（(［]\s*(?:19|20)\d\d\s*[〕\]】）)］]\s*第?\s*\d{1,4}\s*号")
_OVER = re.compile(r"[\u4e00-\u9fff\s]{2,40}(?:文件|办公厅|办公室|委员会|政府)")
_PAGE = re.compile(r"[-—－–\s第页共/\d]*")
_MOST = 300
_MOST_PICTURES = 60  # that are read


def remarks(archive: zipfile.ZipFile) -> dict[tuple[str, str], str]:
    """The words of the notes and comments of an archive by (what they are, their id)."""
    found: dict[tuple[str, str], str] = {}
    for what, (name, element) in _PARTS.items():
        for note in part(archive, name):
            if local(note) == element and value(note, "type") in (None, "normal"):
                found[what, value(note, "id") or ""] = "".join(_words(note))
    return found


def media(archive: zipfile.ZipFile) -> dict[str, Callable[[], bytes]]:
    """For each id of a picture of the body a function that unpacks it."""
    names = set(archive.namelist())
    found: dict[str, Callable[[], bytes]] = {}
    for one in part(archive, "word/_rels/document.xml.rels"):
        target = (value(one, "Target") or "").removeprefix("/word/")
        name = f"word/{target}"
        of_image = (value(one, "Type") or "").endswith("/image")
        if of_image and value(one, "TargetMode") != "External" and name in names:
            found[value(one, "Id") or ""] = functools.partial(archive.read, name)
    return found


def margins(archive: zipfile.ZipFile, body: str) -> tuple[list[str], list[Omission]]:
    """(lines for the head of the text, what else is not read) of the headers and footers of the pages.

    A header is read where it holds the 文号 that the body lacks, with the name of the issuer over it.
    """
    head: list[str] = []
    unread: list[Omission] = []
    squeezed = "".join(body.split())
    for pattern, what in ((_HEADER, "页眉"), (_FOOTER, "页脚")):
        seen: list[str] = []
        for name in sorted(filter(pattern.fullmatch, archive.namelist()))[:_MOST]:
            for paragraph in part(archive, name).iter():
                line = "".join(_words(paragraph)).strip() if local(paragraph) == "p" else ""
                if line and line not in seen and not _PAGE.fullmatch(line):
                    seen.append(line)
        numbered = [line for line in seen if _SERIAL.search(line)]
        if what == "页眉" and numbered and "".join(_SERIAL.findall(numbered[0])[0].split()) not in squeezed:
            head = [line for line in seen if line == numbered[0] or _OVER.fullmatch(line)]
        left = [line for line in seen if line not in head and "".join(line.split()) not in squeezed]
        if left:
            unread.append(Omission(what, "；".join(left)[:2000]))
    return head, unread


class Aside:
    """Gathers what is passed over on the way through a document, each with the text before it."""

    def __init__(
        self, notes: dict[tuple[str, str], str], media: Mapping[str, Callable[[], bytes]], pictures: Pictures
    ) -> None:
        self._notes = notes
        self._media = media
        self._pictures = pictures
        self._marks: list[str] = []
        self._referred: set[tuple[str, str]] = set()
        self._open: list[Omission] = []
        self._placed: list[Omission] = []
        self._before: list[str] = []
        self._shown: set[int] = set()

    def after(self, printed: str) -> None:
        """A paragraph has been read; what was passed over in it stands behind its words."""
        self._before = [*self._before[-5:], printed]
        self._place()

    def _place(self) -> None:
        before = "\n".join(self._before)
        self._placed += [replace(o, after=before) for o in self._open]
        self._open.clear()

    def takes(self, run: Element) -> bool:
        """Whether a run is not printed; then its words are kept here."""
        look = child(run, "rPr")
        hidden = is_on(child(look, "vanish"))
        struck = is_on(child(look, "strike")) or is_on(child(look, "dstrike"))
        if not hidden and not struck:
            white = (value(child(look, "color")) or "").upper() == "FFFFFF"
            hidden = white and child(look, "shd") is None and child(look, "highlight") is None
        if not hidden and not struck:
            return False
        words = "".join(_words(run))
        what, told = ("隐藏的文字", _HIDDEN) if hidden else ("划去的文字", STRUCK)
        last = self._open[-1] if self._open else None
        if last is not None and last.what == what:
            self._open[-1] = Omission(what, (last.text + words)[:2000], (), "", told)
        elif words.strip():
            self._open.append(Omission(what, words[:2000], (), "", told))
        return True

    def embedded(self) -> None:
        """A part of the document is another file."""
        self._open.append(Omission("正文有1个嵌入的文件未读", told=_EMBEDDED))

    def sees(self, element: Element, name: str) -> None:
        """Notes what the reader passes through: references to notes, pictures, charts, other files."""
        if name in _REFERENCES:
            key = _REFERENCES[name], value(element, "id") or ""
            words = self._notes.get(key, "")
            if words.strip() and key not in self._referred:
                self._referred.add(key)
                self._open.append(Omission(key[0], words[:2000], (), "", _TOLD.get(key[0], "")))
        elif name in ("inline", "anchor"):
            self._drawing(element)
        elif name == "object":  # its picture is only what the other file looks like
            self._shown.update(id(inner) for inner in element if child(element, "OLEObject") is not None)
        elif name in ("shape", "rect") and id(element) not in self._shown:
            data = child(element, "imagedata")
            if data is not None:
                self._picture(_styled(value(element, "style") or ""), value(data, "id"))
        elif name == "OLEObject" and "Equation" not in (value(element, "ProgID") or ""):
            self.embedded()

    def _drawing(self, drawing: Element) -> None:
        inner = {local(one) for one in drawing.iter()}
        extent = child(drawing, "extent")
        size = (_emu(value(extent, "cx")), _emu(value(extent, "cy")))
        if "blip" in inner:
            blip = next(one for one in drawing.iter() if local(one) == "blip")
            self._picture(size, value(blip, "embed"))
        elif "chart" in inner or "relIds" in inner:
            self._open.append(Omission("正文有1个图表未读", told=_CHARTS))

    def _picture(self, size: tuple[float | None, float | None], name: str | None) -> None:
        """A picture: one that may hold words is to be read, and its mark stands in its place till then."""
        omission = within_text(*size, "")
        if omission.told and name and name in self._media and len(self._pictures.parts) < _MOST_PICTURES:
            self._marks.append(self._pictures.add(self._media[name]()))
            omission = replace(omission, picture=len(self._pictures.parts))
        self._open.append(omission)

    def marks(self) -> list[str]:
        """The marks of the pictures that have been passed since this was last asked."""
        marks, self._marks = self._marks, []
        return marks

    def omissions(self) -> list[Omission]:
        """All that was passed over, in order, and the notes that nothing refers to."""
        self._place()
        rest = [
            Omission(what, words[:2000], (), "", _TOLD.get(what, ""))
            for (what, key), words in self._notes.items()
            if words.strip() and (what, key) not in self._referred
        ]
        return [*self._placed, *rest]


def _words(parent: Element) -> Iterator[str]:
    """The letters within an element, each once: not those that only stand in for a newer form."""
    for element in parent:
        name = local(element)
        if name == "t":
            yield element.text or ""
        elif name == "tab":
            yield " "
        elif name not in ("Fallback", "del", "moveFrom", "txbxContent"):  # the lines of a box are its own
            yield from _words(element)


def _emu(length: str | None) -> float | None:
    return (
        int(length) / _EMU if length and length.isascii() and length.isdigit() and len(length) < 12 else None
    )


def _styled(style: str) -> tuple[float | None, float | None]:
    """Width and height in mm of a shape by its style."""
    sizes: dict[str, float] = {}
    for name, number, unit in _LENGTH.findall(style):
        sizes[name] = float(number) * _UNITS[unit]
    return sizes.get("width"), sizes.get("height")
