"""Small steps through the XML of a docx, by local names: strict files have another namespace than others."""

from __future__ import annotations

import zipfile
from xml.etree.ElementTree import Element, fromstring


def part(archive: zipfile.ZipFile, name: str) -> Element:
    """The root of a part, an empty element where the archive has no such part."""
    if name not in archive.namelist():
        return Element("none")
    return fromstring(archive.read(name))  # noqa: S314 - a part with a DTD has been refused


def is_on(element: Element | None) -> bool:
    """Whether a switch such as <w:vanish/> is set."""
    return element is not None and value(element) not in ("0", "false", "off")


def local(element: Element) -> str:
    """An element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Element | None, *names: str) -> Element | None:
    """The element reached by these local names, one below the other."""
    for name in names:
        element = next((c for c in element if local(c) == name), None) if element is not None else None
    return element


def value(element: Element | None, attribute: str = "val") -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == attribute), None)
