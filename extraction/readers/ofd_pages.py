"""The pages of an ofd, read in a process of its own with limits on memory and time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from extraction.readers.isolated import Fault, serve
from extraction.readers.ofd_objects import POINT, Objects, numbers
from extraction.readers.ofd_parts import Body, Parts, inside, text_of
from extraction.readers.office_xml import child, local, value
from extraction.readers.paged import Pages
from extraction.readers.pdf_turning import Box, Char, Frame, LeftOut, laid_out, runs_on
from extraction.readers.pictures import PAGE
from extraction.readers.source import PICTURES, Omission, Source

_PAPER = (0.0, 0.0, 210.0, 297.0)
_LARGEST = 5_000.0  # mm
_MARGIN = 2.0  # mm that a letter may reach beyond the paper
_NEAR = 3  # points within which two rules meet
_MOST_EDGES = 1_500
_MOST_BESIDE = 2_000  # remarks, signatures, attachments
_COVERS = 0.4  # of the page, that a picture is its scan
_LAST = 20  # omissions of one page
_MOST_IMAGES = 60 * 1024 * 1024
_UPPER = 0.5  # of the page: what a template prints there on the first page is a letterhead
_REMARK = "有{count}处批注未读入"


def read_pages(data: bytes) -> Source:
    """The text of an ofd in the order of reading; raises Fault."""
    parts = Parts(data)
    pages = Pages()
    for body in parts.bodies():
        listed = list(inside(child(body.root, "Pages"), "Page"))
        first = len(pages.texts)
        numbers_by_id = {value(page, "ID") or "": first + n for n, page in enumerate(listed, 1)}
        roots = _used_templates(parts, body, listed)
        remarks = dict(_remarks(parts, body))
        for page in listed:
            _add(pages, parts, body, page, roots, remarks.get(value(page, "ID") or "", []))
        pages.unread += _signatures(parts, body, numbers_by_id)
        pages.unread += _attachments(parts, body)
    return pages.source()


def _used_templates(parts: Parts, body: Body, listed: list[Element]) -> Counter[str]:
    """How many pages use each template.  A page is read for it once more than needed, not kept."""
    used: Counter[str] = Counter()
    if body.templates:
        for page in listed[:_MOST_BESIDE]:
            found = parts.optional(body.path, value(page, "BaseLoc"))
            if found is not None:
                used.update({value(one, "TemplateID") or "" for one in inside(found[1], "Template")})
    return used


def _add(
    pages: Pages, parts: Parts, body: Body, page: Element, used: Counter[str], remarks: list[Omission]
) -> None:
    number = pages.next
    more = [Omission(one.what, one.text, (number,), "", one.told) for one in remarks]
    place = parts.beside(body.path, value(page, "BaseLoc"))
    if place is None:
        more.append(Omission(f"第{number}页的内容缺失", "", (number,), "", "第{pages}页的内容缺失，没有读入"))
    root = parts.root(place) if place is not None else None
    box = paper(root, body)
    units = dict(body.units)
    for resources in inside(root, "PageRes"):
        units |= parts.units(place or "", text_of(resources))
    objects, dress = Objects(), Objects()
    for template in inside(root, "Template"):
        name = value(template, "TemplateID") or ""
        if name in body.templates:
            content = child(parts.root(body.templates[name]), "Content")
            (dress if used[name] > 1 else objects).add(content, units)
    objects.add(child(root, "Content"), units)
    objects.settle()
    dress.settle()
    _dress(objects, dress, more, number, box)
    left_out = LeftOut(hidden=objects.hidden)
    chars = list(_onpaper(objects.chars, box, left_out))
    frames = _frames(objects.edges)
    left, top, right, bottom = (side * POINT for side in box)
    sheet = laid_out(chars, frames, (left, top, right, bottom))
    mm = [tuple((side - origin) / POINT for side, origin in zip(one, (left, top) * 2, strict=True))
          for one in objects.pictures]  # fmt: skip
    pictures: list[Box] = [(a, b, c, d) for a, b, c, d in mm]
    letters = [
        (((c["x0"] + c["x1"]) / 2 - left) / POINT, ((c["top"] + c["bottom"]) / 2 - top) / POINT)
        for c in chars
    ]
    size = (box[2] - box[0], box[3] - box[1])
    pages.add(sheet, left_out, size, pictures, letters, curves=objects.curves, more=more, top=top)
    its = [one for one in pages.unread[-_LAST:] if number in one.pages]
    if any(one.told == PAGE or one.picture for one in its):
        media = dict(body.media)
        for resources in inside(root, "PageRes"):
            media |= parts.media(place or "", text_of(resources))
        images = list(zip(pictures, objects.images, strict=True))
        if any(one.told == PAGE for one in its):
            _keep_image(pages, parts, number, images, media, size)
        for one in its:
            if one.picture:
                _keep_picture(pages, parts, one, images, media, size)


def _keep_image(
    pages: Pages,
    parts: Parts,
    number: int,
    pictures: Iterable[tuple[Box, str]],
    media: Mapping[str, str],
    size: tuple[float, float],
) -> None:
    """The one picture that covers a page, to be recognised; a page in strips stays named."""
    large = [
        name
        for (left, top, right, bottom), name in pictures
        if (right - left) * (bottom - top) >= _COVERS * size[0] * size[1] and name in media
    ]
    if len(large) == 1:
        _keep(pages, parts, number, media[large[0]])


def _keep_picture(
    pages: Pages,
    parts: Parts,
    one: Omission,
    pictures: Iterable[tuple[Box, str]],
    media: Mapping[str, str],
    size: tuple[float, float],
) -> None:
    """The one picture in a place on a page, to be recognised; several that touch stay named."""
    left, top, right, bottom = (side * size[n % 2] for n, side in enumerate(one.box))
    within = [
        name
        for (x0, y0, x1, y1), name in pictures
        if left <= (x0 + x1) / 2 <= right and top <= (y0 + y1) / 2 <= bottom
    ]
    if len(within) == 1 and within[0] in media:
        _keep(pages, parts, PICTURES + one.picture, media[within[0]])


def _keep(pages: Pages, parts: Parts, number: int, place: str) -> None:
    kept = sum(map(len, pages.images.values()))
    data = parts.picture(place) if kept < _MOST_IMAGES else b""
    if data and kept + len(data) <= _MOST_IMAGES:
        pages.images[number] = data


def paper(root: Element | None, body: Body) -> Box:
    """The outline of a page in mm; raises Fault where no printer has such paper."""
    own = numbers(text_of(child(root, "Area", "PhysicalBox")), 4)
    common = numbers(text_of(child(body.root, "CommonData", "PageArea", "PhysicalBox")), 4)
    x, y, wide, high = own or common or _PAPER
    if not (0 < wide <= _LARGEST and 0 < high <= _LARGEST and abs(x) <= _LARGEST and abs(y) <= _LARGEST):
        raise Fault("size")
    return x, y, x + wide, y + high


def _dress(objects: Objects, dress: Objects, more: list[Omission], number: int, box: Box) -> None:
    """What a template prints on several pages: its rules count, its words only at the head of the first."""
    objects.edges += dress.edges
    objects.grounds += dress.grounds
    middle = (box[1] + (box[3] - box[1]) * _UPPER) * POINT
    running: list[str] = []
    for char in dress.chars:
        if number == 1 and char["bottom"] < middle:
            objects.chars.append(char)
        else:
            running.append(char["text"])
    if running and number == 1:
        more.append(Omission("模板中的页眉页脚", "".join(running)[:2000], (number,)))


def _onpaper(chars: list[Char], box: Box, left_out: LeftOut) -> Iterator[Char]:
    low, high = box[0] - _MARGIN, box[2] + _MARGIN
    before: Char | None = None
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2 / POINT, (char["top"] + char["bottom"]) / 2 / POINT
        on = low <= x <= high and box[1] - _MARGIN <= y <= box[3] + _MARGIN
        if on or (before is not None and runs_on(before, char)):
            before = char
            yield char
        else:
            left_out.hidden.append(char["text"])


def _frames(edges: list[Char]) -> list[Frame]:
    """The ruled tables of a page with more than one row and column, as those of a pdf are found."""
    if len(edges) < 3:
        return []
    joined = merge_edges(edges, *[_NEAR] * 4)
    if len(joined) > _MOST_EDGES:
        return []
    tables = cells_to_tables(intersections_to_cells(edges_to_intersections(joined, _NEAR, _NEAR)))
    frames: list[Frame] = []
    for cells in tables:
        rows = Counter(cell[1] for cell in cells)
        if len(rows) > 1 and max(rows.values()) > 1:
            sides = list(zip(*cells, strict=True))
            outline = (min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3]))
            frames.append(Frame(outline, list(cells)))
    return frames


def _remarks(parts: Parts, body: Body) -> Iterator[tuple[str, list[Omission]]]:
    """What people wrote onto the pages, by the id of the page."""
    listed = parts.optional(body.path, text_of(child(body.root, "Annotations")))
    if listed is None:
        return
    for page in list(inside(listed[1], "Page"))[:_MOST_BESIDE]:
        found = parts.optional(listed[0], text_of(child(page, "FileLoc")))
        remarks: list[Omission] = []
        for one in list(inside(found[1], "Annot"))[:_MOST_BESIDE] if found is not None else ():
            words = text_of(child(one, "Remark"))
            words += "".join((code.text or "") for code in one.iter() if local(code) == "TextCode")
            if words.strip():
                drawn = value(one, "Type") in ("Watermark", "Stamp", "Link")
                what = "水印、图章" if drawn else "批注"
                remarks.append(Omission(what, "".join(words.split())[:2000], told="" if drawn else _REMARK))
        yield value(page, "PageID") or "", remarks


def _signatures(parts: Parts, body: Body, pages: dict[str, int]) -> Iterator[Omission]:
    """The seals and signatures, which nobody here verifies."""
    listed = parts.optional(body.path, f"/{body.signatures}") if body.signatures else None
    for one in list(inside(listed[1], "Signature"))[:200] if listed is not None else ():
        signed = parts.optional(listed[0], value(one, "BaseLoc")) if listed is not None else None
        stamps = (
            list(inside(child(signed[1], "SignedInfo"), "StampAnnot"))[:200] if signed is not None else []
        )
        on = sorted({pages[page] for stamp in stamps if (page := value(stamp, "PageRef") or "") in pages})
        where = f"（第{'、'.join(map(str, on))}页）" if on else ""
        yield Omission(f"有签章{where}，未作验证", pages=tuple(on))


def _attachments(parts: Parts, body: Body) -> Iterator[Omission]:
    """The files within the ofd; those that it does not show are for programs."""
    listed = parts.optional(body.path, text_of(child(body.root, "Attachments")))
    for one in list(inside(listed[1], "Attachment"))[:_MOST_BESIDE] if listed is not None else ():
        name = "".join((value(one, "Name") or "").split())[:60]
        shown = value(one, "Visible") != "false"
        yield Omission(f"文件内附有文件“{name}”", told="文件内附有{count}个文件，没有读入" if shown else "")


if __name__ == "__main__":
    serve(read_pages)
