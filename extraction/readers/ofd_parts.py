"""The parts of an ofd: its documents with their templates and resources, each read within limits."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ofdkit import OFDError, OFDLimitError
from ofdkit.package import Package

from extraction.readers.isolated import BROKEN, Fault
from extraction.readers.office_xml import child, local, value

MAX_XML = 100 * 1024 * 1024  # of all parts that are read
MAX_UNPACKED = 400 * 1024 * 1024  # with the pictures, which nothing reads
MAX_RATIO = 200
_ALWAYS_SMALL = 10 * 1024 * 1024


@dataclass(slots=True)
class Body:
    """One of the documents in a file: where its parts are."""

    path: str
    root: Element
    signatures: str | None
    templates: dict[str, str] = field(default_factory=dict)
    units: dict[str, Element] = field(default_factory=dict)  # composite objects that pages repeat
    media: dict[str, str] = field(default_factory=dict)  # where the files of pictures are


class Parts:
    """The parts of the file by their places, read with a limit on all of them together."""

    def __init__(self, data: bytes) -> None:
        _check(data)
        try:
            self._package = Package(data)
        except OFDError:
            raise Fault(BROKEN) from None
        self._read = 0

    def root(self, place: str) -> Element:
        """The root of a part; raises Fault where it is broken, hostile or one too many."""
        try:
            data = self._package.read(place)
            self._read += len(data)
            if self._read > MAX_XML:
                raise Fault("bomb")
            return self._package.read_xml(place)
        except OFDLimitError as error:
            raise Fault("unsafe" if "entity" in str(error) else "bomb") from None
        except OFDError:
            raise Fault(BROKEN) from None

    def beside(self, base: str | None, location: str | None) -> str | None:
        """The place that a part names, or None where there is no such part."""
        return self._package.resolve(base, location)

    def optional(self, base: str, location: str | None) -> tuple[str, Element] | None:
        """A part that a file can do without: None where it is not there or cannot be read."""
        place = self.beside(base, location)
        if place is None:
            return None
        try:
            return place, self.root(place)
        except Fault as fault:
            if str(fault) != BROKEN:
                raise
            return None

    def bodies(self) -> Iterator[Body]:
        """The documents of the file, in order; raises Fault where there is none."""
        start = self._package.find("OFD.xml")
        if start is None:
            raise Fault(BROKEN)
        found = 0
        for one in inside(self.root(start), "DocBody"):
            path = self.beside(start, text_of(child(one, "DocRoot")))
            if path is None:
                continue
            found += 1
            body = Body(path, self.root(path), self.beside(start, text_of(child(one, "Signatures"))))
            common = child(body.root, "CommonData")
            for element in common if common is not None else ():
                if local(element) == "TemplatePage":
                    place = self.beside(path, value(element, "BaseLoc"))
                    if place is not None:
                        body.templates[value(element, "ID") or ""] = place
                elif local(element) in ("PublicRes", "DocumentRes"):
                    body.units |= self.units(path, text_of(element))
                    body.media |= self.media(path, text_of(element))
            yield body
        if not found:
            raise Fault(BROKEN)

    def media(self, base: str, location: str | None) -> dict[str, str]:
        """The places of the pictures of a part of resources."""
        resources = self.optional(base, location)
        if resources is None:
            return {}
        place, root = resources
        folder = (value(root, "BaseLoc") or "").strip("/")
        found: dict[str, str] = {}
        for one in inside(child(root, "MultiMedias"), "MultiMedia"):
            name = text_of(child(one, "MediaFile"))
            file = self.beside(place, f"{folder}/{name}" if folder else name) or self.beside(place, name)
            if file is not None:
                found[value(one, "ID") or ""] = file
        return found

    def picture(self, place: str) -> bytes:
        """The file of a picture; empty where it cannot be read."""
        try:
            return self._package.read(place)
        except OFDError:
            return b""

    def units(self, base: str, location: str | None) -> dict[str, Element]:
        """The composite objects of a part of resources."""
        resources = self.optional(base, location)
        if resources is None:
            return {}
        units = child(resources[1], "CompositeGraphicUnits")
        return {value(unit, "ID") or "": unit for unit in inside(units, "CompositeGraphicUnit")}


def inside(element: Element | None, name: str) -> Iterator[Element]:
    """The children of this local name."""
    return (one for one in (element if element is not None else ()) if local(one) == name)


def text_of(element: Element | None) -> str:
    """The words of an element, without the space around them."""
    return (element.text or "").strip() if element is not None else ""


def _check(data: bytes) -> None:
    """Refuses an archive that is locked, or unpacks to far more than it holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except Exception:  # zipfile raises many kinds of errors on broken archives
        raise Fault(BROKEN) from None
    names = [info.filename.lower().replace("\\", "/").lstrip("/") for info in infos]
    if any(info.flag_bits & 1 for info in infos) or "encryptions.xml" in names:
        raise Fault("locked")
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MAX_UNPACKED or (unpacked > _ALWAYS_SMALL and unpacked > MAX_RATIO * len(data)):
        raise Fault("bomb")
