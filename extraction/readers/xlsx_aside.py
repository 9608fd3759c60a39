"""What of an xlsx stands beside its cells: comments, pictures, text boxes, headers of the printed page."""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from extraction.readers.office_xml import local, part, value
from extraction.readers.pictures import may_hold_words
from extraction.readers.scans import Pictures
from extraction.readers.source import Omission

_FIELDS = re.compile(r"&(?:\"[^\"]*\"|\d+|[A-Z+-])")
_MARGINS = re.compile(
    rb"<(?:\w+:)?((?:odd|first|even)(?:Header|Footer))\b[^<>]{0,200}>([^<]{1,2000})</", re.S
)
_MOST_SHOWN, _MOST_READ = 200, 40
_EMU = 36_000  # of a millimetre
_PAGE = re.compile(r"[-—－–\s第页共,，/\d]*")


def around(
    archive: zipfile.ZipFile, path: str, title: str, xml: bytes, after: str, pictures: Pictures
) -> Iterator[Omission]:
    """What is not read of the sheet in the part `path`, whose last line is `after`.

    Its pictures that may hold words are added to the `pictures` to be read.
    """
    related = _related(archive, path)
    remarks = [t for t in related if "comment" in t.lower() and t.endswith(".xml")]
    words = "；".join(w for t in remarks for w in _words(archive, t, "comment", "threadedComment") if w)
    if words:
        yield Omission("批注", words[:2000], (), after, "工作簿中有批注未读入")
    for target in (t for t in related if "/drawing" in t and t.endswith(".xml")):
        root = part(archive, target)
        shown = [one for one in root.iter() if local(one) == "pic"][:_MOST_SHOWN]
        charts = sum(local(one) == "graphicFrame" for one in root.iter())
        files = _files(archive, target) if shown else {}
        for one in shown:
            told = f"工作表“{title}”有{{count}}张图片未读"
            number = _to_be_read(archive, one, files, pictures)
            yield Omission(f"工作表“{title}”有1张图片未读", "", (), after, told, picture=number)
        if charts:
            yield Omission(f"工作表“{title}”有{charts}个图表未读", "", (), after)
        words = "；".join(filter(None, _words(archive, target, "sp")))
        if words:
            yield Omission("文本框", words[:2000], (), after, f"工作表“{title}”有文本框未读入")
    said = [
        _FIELDS.sub("", html.unescape(text.decode("utf-8", "replace"))) for _, text in _MARGINS.findall(xml)
    ]
    kept = [text.strip() for text in said if not _PAGE.fullmatch(text)]
    if kept:
        yield Omission("页眉页脚", "；".join(kept)[:2000], (), after)


def _files(archive: zipfile.ZipFile, drawing: str) -> dict[str, str]:
    """The files of the pictures of a drawing by the names that it has for them."""
    folder, name = posixpath.split(drawing)
    return {
        value(one, "Id") or "": _whole(folder, value(one, "Target") or "")
        for one in part(archive, f"{folder}/_rels/{name}.rels")
        if value(one, "TargetMode") != "External"
    }


def _to_be_read(archive: zipfile.ZipFile, shown: Element, files: dict[str, str], pictures: Pictures) -> int:
    """The number among the pictures to be read of one that may hold words; 0 for any other."""
    blip = next((one for one in shown.iter() if local(one) == "blip"), None)
    place = files.get((value(blip, "embed") or "") if blip is not None else "", "")
    extent = next((one for one in shown.iter() if local(one) == "ext" and value(one, "cx")), None)
    if extent is not None:
        sizes = [value(extent, side) or "" for side in ("cx", "cy")]
        if all(size.isdecimal() and len(size) < 12 for size in sizes):
            wide, high = (int(size) / _EMU for size in sizes)
            if wide and high and not may_hold_words(wide, high):
                return 0
    if len(pictures.parts) >= _MOST_READ or place not in archive.namelist():
        return 0
    pictures.add(archive.read(place))
    return len(pictures.parts)


def _related(archive: zipfile.ZipFile, path: str) -> list[str]:
    """The parts that a part refers to."""
    folder, name = posixpath.split(path)
    found = []
    for relation in part(archive, f"{folder}/_rels/{name}.rels"):
        target = value(relation, "Target") or ""
        if value(relation, "TargetMode") != "External" and target:
            found.append(_whole(folder, target))
    return found[:400]


def _whole(folder: str, target: str) -> str:
    """The place in the archive of a part that is named from a folder, or from the root."""
    return posixpath.normpath(target[1:] if target.startswith("/") else posixpath.join(folder, target))


def _words(archive: zipfile.ZipFile, name: str, *elements: str) -> list[str]:
    """The words of each of these elements of a part."""
    return [
        "".join("".join(t.text or "" for t in one.iter() if local(t) in ("t", "text")).split())
        for one in part(archive, name).iter()
        if local(one) in elements
    ]
