"""What of an xlsx stands beside its cells: comments, pictures, text boxes, headers of the printed page."""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator

from extraction.readers.office_xml import local, part, value
from extraction.readers.source import Omission

_FIELDS = re.compile(r"&(?:\"[^\"]*\"|\d+|[A-Z+-])")
_MARGINS = re.compile(
    rb"<(?:\w+:)?((?:odd|first|even)(?:Header|Footer))\b[^<>]{0,200}>([^<]{1,2000})</", re.S
)
_PAGE = re.compile(r"[-—－–\s第页共,，/\d]*")


def around(archive: zipfile.ZipFile, path: str, title: str, xml: bytes, after: str) -> Iterator[Omission]:
    """What is not read of the sheet in the part `path`, whose last line is `after`."""
    related = _related(archive, path)
    remarks = [t for t in related if "comment" in t.lower() and t.endswith(".xml")]
    words = "；".join(w for t in remarks for w in _words(archive, t, "comment", "threadedComment") if w)
    if words:
        yield Omission("批注", words[:2000], (), after, "工作簿中有批注未读入")
    for target in (t for t in related if "/drawing" in t and t.endswith(".xml")):
        root = part(archive, target)
        pictures = sum(local(one) == "pic" for one in root.iter())
        charts = sum(local(one) == "graphicFrame" for one in root.iter())
        for _ in range(min(pictures, 200)):
            yield Omission(
                f"工作表“{title}”有1张图片未读", "", (), after, f"工作表“{title}”有{{count}}张图片未读"
            )
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


def _related(archive: zipfile.ZipFile, path: str) -> list[str]:
    """The parts that a part refers to."""
    folder, name = posixpath.split(path)
    found = []
    for relation in part(archive, f"{folder}/_rels/{name}.rels"):
        target = value(relation, "Target") or ""
        if value(relation, "TargetMode") != "External" and target:
            whole = posixpath.normpath(posixpath.join(folder, target) if target[0] != "/" else target[1:])
            found.append(whole)
    return found[:400]


def _words(archive: zipfile.ZipFile, name: str, *elements: str) -> list[str]:
    """The words of each of these elements of a part."""
    return [
        "".join("".join(t.text or "" for t in one.iter() if local(t) in ("t", "text")).split())
        for one in part(archive, name).iter()
        if local(one) in elements
    ]
