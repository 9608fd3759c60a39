"""Files as they lie on a desk, made in memory: ofd, xls in its bytes, ods, docx with pictures."""

# ruff: noqa: E501 - the XML of an ofd has long lines
from __future__ import annotations

import io
import zipfile
import zlib
from struct import pack

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
PAGE = (
    f"<ofd:Page {NS}><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area>"
    '{template}<ofd:Content><ofd:Layer ID="9">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
)


def written(x: float, y: float, text: str, size: float = 5.6, *, steps: str = "", extra: str = "") -> str:
    """A text object of an ofd whose line stands at `y`."""
    steps = steps or (f"g {len(text) - 1} {size:g}" if len(text) > 1 else "")
    delta = f' DeltaX="{steps}"' if steps else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{x:g} {y - size:g} {len(text) * size:g} {size * 1.3:g}" Font="2" '
        f'Size="{size:g}" {extra}><ofd:TextCode X="0" Y="{size:g}"{delta}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def ruled(x: float, y: float, wide: float, high: float) -> str:
    """A rule of an ofd: level where it is wide, upright where it is high."""
    return (
        f'<ofd:PathObject ID="3" Boundary="{x:g} {y:g} {max(wide, 0.4):g} {max(high, 0.4):g}" LineWidth="0.3">'
        f"<ofd:AbbreviatedData>M 0 0 L {wide:g} {high:g}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def pictured(x: float, y: float, wide: float, high: float) -> str:
    return f'<ofd:ImageObject ID="4" ResourceID="5" Boundary="{x:g} {y:g} {wide:g} {high:g}"/>'


def lines(texts: list[str], top: float = 40) -> str:
    return "".join(written(28, top + 10 * at, text) for at, text in enumerate(texts))


def ofd_parts(
    pages: list[str], template: str = "", common: str = "", after: str = ""
) -> dict[str, str | bytes]:
    """The parts of an ofd; each page is its objects, or a whole page where it begins with <ofd:Page."""
    refs = "".join(
        f'<ofd:Page ID="{n + 1}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages))
    )
    used = '<ofd:Template TemplateID="50"/>' if template else ""
    parts: dict[str, str | bytes] = {
        "OFD.xml": f'<ofd:OFD {NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
        f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{after}</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        '</ofd:PhysicalBox></ofd:PageArea><ofd:TemplatePage ID="50" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
        f"</ofd:CommonData><ofd:Pages>{refs}</ofd:Pages>{common}</ofd:Document>",
    }
    if template:
        parts["Doc_0/Tpls/Tpl_0/Content.xml"] = PAGE.format(template="", objects=template)
    for n, page in enumerate(pages):
        whole = page if page.startswith("<") and "<ofd:Page " in page[:60] else ""
        parts[f"Doc_0/Pages/Page_{n}/Content.xml"] = whole or PAGE.format(template=used, objects=page)
    return parts


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part if isinstance(part, bytes) else DECLARATION + part)
    return out.getvalue()


def ofd_bytes(pages: list[str], template: str = "", **more: str) -> bytes:
    return zipped(ofd_parts(pages, template, **more))


def xls_bytes(sheets: dict[str, list[list[str | float]]], hidden: tuple[str, ...] = ()) -> bytes:
    """A workbook of Excel 97–2003, as bare as the format allows: `float` cells are numbers."""
    bound, bodies = [], []
    head = record(0x0809, pack("<HHHH", 0x0600, 0x0005, 0x0DBB, 1996)) + record(0x0042, pack("<H", 1200))
    for name, rows in sheets.items():
        cells = b"".join(
            cell(r, c, one) for r, row in enumerate(rows) for c, one in enumerate(row) if one != ""
        )
        size = pack("<IIHHH", 0, len(rows), 0, max(map(len, rows), default=0), 0)
        start = record(0x0809, pack("<HHHH", 0x0600, 0x0010, 0x0DBB, 1996)) + record(0x0200, size)
        bodies.append(start + cells + record(0x000A, b""))
        bound.append(bytes([name in hidden, 0, len(name), 1]) + name.encode("utf-16-le"))
    place = len(head) + sum(8 + len(said) for said in bound) + 4
    for number, said in enumerate(bound):
        head += record(0x0085, pack("<I", place) + said)
        place += len(bodies[number])
    return stored("Workbook", head + record(0x000A, b"") + b"".join(bodies))


def record(kind: int, body: bytes) -> bytes:
    return pack("<HH", kind, len(body)) + body


def cell(row: int, column: int, value: str | float) -> bytes:
    if isinstance(value, str):
        said = value.encode("utf-16-le")
        return record(0x0204, pack("<HHHHB", row, column, 0, len(value), 1) + said)
    return record(0x0203, pack("<HHHd", row, column, 0, value))


def stored(name: str, stream: bytes) -> bytes:
    """A compound file of one stream."""
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\x00")
    blocks = len(stream) // 512
    tables = -(-(blocks + 2) // 127)
    chain = [fat] * tables + [end] + [*range(tables + 2, tables + 1 + blocks), end]
    chain += [free] * (tables * 128 - len(chain))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += pack("<IIIIIIIII", 0, tables, tables, 0, 4096, end, 0, end, 0)
    head += b"".join(pack("<I", n if n < tables else free) for n in range(109))
    root = entry("Root Entry", 5, end, 0, child=1)
    folder = root + entry(name, 2, tables + 1, len(stream)) + entry("", 0, 0, 0) * 2
    return head + pack(f"<{len(chain)}I", *chain) + folder + stream


def entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    said = name.encode("utf-16-le")
    links = pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
    length = len(said) + 2 if name else 0
    return (
        said.ljust(64, b"\x00") + pack("<HBB", length, kind, 1) + links + bytes(36) + pack("<IQ", start, size)
    )


ODS = "application/vnd.oasis.opendocument.spreadsheet"


def ods_bytes(rows: str, *, style: str = "", manifest: str = "", kind: str = ODS) -> bytes:
    """An ods of one sheet whose rows are given as its XML."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    content = (
        f"<office:document-content{spaces}><office:automatic-styles>{style}</office:automatic-styles>"
        f'<office:body><office:spreadsheet><table:table table:name="表">{rows}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), kind)
        archive.writestr("content.xml", DECLARATION + content, zipfile.ZIP_DEFLATED)
        archive.writestr("META-INF/manifest.xml", manifest or "<manifest/>")
    return out.getvalue()


def ods_row(*cells: str, extra: str = "") -> str:
    made = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in cells
    )
    return f"<table:table-row {extra}>{made}</table:table-row>"


def png(width: int, height: int, grey: int = 200) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))

    head = pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packed = zlib.compress((b"\x00" + bytes([grey]) * width) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
