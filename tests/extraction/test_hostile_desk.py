"""Hostile and broken ofd, xls and ods: each is refused in one polite Chinese line, within a limited time."""

# ruff: noqa: E501 - a row of the table is a line
from __future__ import annotations

import io
import struct
import time
import zipfile
from collections.abc import Callable

import pytest

from extraction.model import ExtractionError
from extraction.pipeline import extract_bytes
from extraction.readers import book, ofd
from tests.extraction.desk import (
    NS,
    PAGE,
    lines,
    ods_bytes,
    ods_row,
    ofd_bytes,
    ofd_parts,
    pictured,
    record,
    ruled,
    stored,
    written,
    xls_bytes,
    zipped,
)

SECONDS = 60.0  # far above what any takes, for machines that are busy
BODY = lines(["白石县节水工作方案", "1.改造管网。（县水利局负责）"])
WHOLE = ofd_bytes([BODY])
SHEET = xls_bytes({"表": [["序号", "任务", "牵头单位"], ["1", "修堤", "县水利局"]]})


def changed(place: str, part: str | bytes) -> bytes:
    return zipped(ofd_parts([BODY]) | {place: part})


def boxed(box: str) -> bytes:
    return ofd_bytes([PAGE.format(template="", objects=BODY).replace("0 0 210 297", box)])


def flagged() -> bytes:
    data = bytearray(WHOLE)
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    return bytes(data)


def declared_bomb() -> bytes:
    return changed("Doc_0/Res/p.bin", bytes(450 * 1024 * 1024))


def part_bomb() -> bytes:
    """A page of a hundred megabytes of spaces, beside enough noise to hide the ratio."""
    return changed("Doc_0/Pages/Page_0/Content.xml", b"<a>" + b" " * (100 * 1024 * 1024) + b"</a>")


def lying_bomb() -> bytes:
    data = bytearray(changed("Doc_0/Pages/Page_0/Content.xml", b"<a>" + b" " * (30 * 1024 * 1024) + b"</a>"))
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = -1
        while (at := data.find(sign, at + 1)) >= 0:
            if struct.unpack_from("<I", data, at + place)[0] > 1_000_000:
                struct.pack_into("<I", data, at + place, 500)
    return bytes(data)


def many_bombs() -> bytes:
    """Pages that are small when packed and together more than a document holds."""
    page = PAGE.format(template="", objects=BODY).encode() + b"<!--" + b"x" * (9 * 1024 * 1024) + b"-->"
    parts: dict[str, str | bytes] = {f"Doc_0/Pages/Page_{n}/Content.xml": page for n in range(30)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (ofd_parts([BODY] * 30) | parts).items():
            archive.writestr(name, part)
        archive.writestr(zipfile.ZipInfo("n"), bytes(2 * 1024 * 1024))
    return out.getvalue()


def entity_bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "拉" * 10}">' for n in range(10))
    return changed("Doc_0/Document.xml", f"<!DOCTYPE d [{entities}]><d>&e9;</d>")


def many_paths() -> bytes:
    paths = (ruled(10 + n % 97, 10 + n % 1_009 / 7, 50 + n % 31, 0) for n in range(200_000))
    return ofd_bytes([BODY + "".join(paths)])


def composite(content: str) -> bytes:
    """A page of a composite object whose unit is made of others."""
    parts = ofd_parts([BODY + '<ofd:CompositeObject ID="8" ResourceID="70" Boundary="0 0 1 1"/>'])
    parts["Doc_0/Res.xml"] = (
        f"<ofd:Res {NS}><ofd:CompositeGraphicUnits>{content}</ofd:CompositeGraphicUnits></ofd:Res>"
    )
    parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace(
        "</ofd:CommonData>", "<ofd:DocumentRes>Res.xml</ofd:DocumentRes></ofd:CommonData>"
    )
    return zipped(parts)


def laughs() -> bytes:
    units = "".join(
        f'<ofd:CompositeGraphicUnit ID="{70 + n}"><ofd:Content>'
        + f'<ofd:CompositeObject ID="9" ResourceID="{71 + n}" Boundary="0 0 1 1"/>' * 10
        + "</ofd:Content></ofd:CompositeGraphicUnit>"
        for n in range(12)
    )
    return composite(units)


def private_letters() -> bytes:
    return ofd_bytes([lines(["\ue001\ue002\ue003\ue004\ue005\ue006\ue007" * 3] * 5)])


def locked_xls() -> bytes:
    head = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 1996, 0, 6)) + record(
        0x002F, bytes(6)
    )
    return stored("Workbook", head + record(0x000A, b""))


LOCKED = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
REPEATED = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>填</text:p></table:table-cell></table:table-row>'  # fmt: skip


def ods_entity() -> bytes:
    data = ods_bytes(ods_row("甲", "乙"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "content.xml":
                part = part.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', 1).replace("甲".encode(), b"&e;")  # fmt: skip
            new.writestr(info, part)
    return out.getvalue()


# (file name, its bytes, a part of the sentence that the user reads)
BAD: list[tuple[str, bytes | Callable[[], bytes], str]] = [
    ("断了.ofd", WHOLE[: len(WHOLE) // 2], "已损坏或不完整"),
    ("少了尾.ofd", WHOLE[:-30], "已损坏或不完整"),
    ("其实是文字.ofd", "这不是版式文件。".encode(), "已损坏或不完整"),
    ("空包.ofd", zipped({"readme.txt": b"a"}), "已损坏或不完整"),
    ("目录坏了.ofd", zipped({"OFD.xml": b"<ofd:OFD"}), "已损坏或不完整"),
    ("没有文档.ofd", zipped({"OFD.xml": f"<ofd:OFD {NS}/>"}), "已损坏或不完整"),
    ("向外爬.ofd", changed("OFD.xml", f"<ofd:OFD {NS}><ofd:DocBody><ofd:DocRoot>../../etc/passwd</ofd:DocRoot></ofd:DocBody></ofd:OFD>"), "已损坏或不完整"),
    ("没有页.ofd", ofd_bytes([]), "已损坏或不完整"),
    ("页坏了.ofd", changed("Doc_0/Pages/Page_0/Content.xml", b"<ofd:Page><a></b>"), "已损坏或不完整"),
    ("校验不符.ofd", lying_bomb, "OFD 文件"),
    ("声明炸弹.ofd", declared_bomb, "压缩炸弹"),
    ("部件炸弹.ofd", part_bomb, "压缩炸弹"),
    ("许多炸弹.ofd", many_bombs, "压缩炸弹"),
    ("实体炸弹.ofd", entity_bomb, "不安全的 XML"),
    ("外部实体.ofd", changed("Doc_0/Pages/Page_0/Content.xml", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'), "不安全的 XML"),
    ("加密压缩.ofd", flagged, "已加密"),
    ("加密.ofd", changed("Encryptions.xml", "<a/>"), "已加密"),
    ("巨大页面.ofd", boxed("0 0 1e9 1e9"), "页面尺寸异常"),
    ("负的页面.ofd", boxed("0 0 -210 297"), "页面尺寸异常"),
    ("远处页面.ofd", boxed("1e30 0 210 297"), "页面尺寸异常"),
    ("许多路径.ofd", many_paths, "异常庞大"),
    ("许多文字.ofd", lambda: ofd_bytes([written(10, 10, "甲" * 500_000)]), "异常庞大"),
    ("自我包含.ofd", lambda: composite('<ofd:CompositeGraphicUnit ID="70"><ofd:Content>' + '<ofd:CompositeObject ResourceID="70"/>' * 3 + "</ofd:Content></ofd:CompositeGraphicUnit>"), "异常庞大"),
    ("层层放大.ofd", laughs, "异常庞大"),
    ("页数太多.ofd", lambda: ofd_bytes([BODY] * 601), "超过 600 页"),
    ("扫描件.ofd", ofd_bytes([pictured(0, 0, 210, 297)] * 3), "没有文字"),
    ("空白页.ofd", ofd_bytes(["", ""]), "没有文字"),
    ("没有编码.ofd", private_letters, "没有文字编码"),
    ("断了.xls", SHEET[: len(SHEET) // 2], "已损坏"),
    ("坏了.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 4000, "已损坏"),
    ("自我循环.et", SHEET[:512] + bytes(4096), "异常庞大"),
    ("加密.xls", locked_xls, "已加密"),
    ("没有内容.xls", xls_bytes({"表": []}), "没有文字"),
    ("都隐藏了.xls", xls_bytes({"表": [["甲"]]}, hidden=("表",)), "没有文字"),
    ("行数太多.xls", lambda: xls_bytes({"表": [[float(n)] for n in range(20_010)]}), "超过 20000 行"),
    ("断了.ods", ods_bytes(ods_row("甲", "乙"))[:-60], "已损坏"),
    ("加密.ods", ods_bytes(ods_row("甲", "乙"), manifest=LOCKED), "已加密"),
    ("外部实体.ods", ods_entity, "工作簿"),
    ("无尽的行.ods", lambda: ods_bytes(REPEATED), "工作簿"),
    ("坏了的表.ods", ods_bytes("<table:table-row><table:table-cell>"), "已损坏"),
    ("没有正文.ods", zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "已损坏"),
]  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize(("name", "data", "words"), BAD, ids=[row[0] for row in BAD])
def test_a_hostile_file_is_refused_with_one_clear_line(
    name: str, data: bytes | Callable[[], bytes], words: str
):
    content = data if isinstance(data, bytes) else data()
    begun = time.monotonic()
    with pytest.raises(ExtractionError) as caught:
        extract_bytes(content, name=name)
    message = str(caught.value)
    assert time.monotonic() - begun < SECONDS
    assert words in message
    assert "\n" not in message
    assert message.endswith("。")
    assert name in message


def test_the_table_is_long_enough():
    assert len(BAD) >= 40


@pytest.mark.parametrize(
    "objects",
    [
        written(10, 10, "甲乙", steps="g 999999999 1"),
        written(10, 10, "甲乙", steps="g 1e308 1e308"),
        written(1e300, 10, "甲乙"),
        written(10, 10, "甲乙", extra='CTM="nan inf 0 0 0 0"'),
        written(10, 10, "甲乙", extra='CTM="0 0 0 0 0 0"'),
        '<ofd:PathObject ID="1" Boundary="0 0 9 9"><ofd:AbbreviatedData>'
        + "M 0 0 L 9 9 " * 100_000
        + "</ofd:AbbreviatedData></ofd:PathObject>",
        '<ofd:PathObject ID="1" Boundary="x"><ofd:AbbreviatedData>L M 1 Q C 1 2 B</ofd:AbbreviatedData></ofd:PathObject>',
        "<ofd:PageBlock>" * 200 + "</ofd:PageBlock>" * 200,
        pictured(-1e9, -1e9, 2e9, 2e9).replace("ImageObject ", 'ImageObject Visible="false" '),
        "".join(
            ruled(10 + n % 40 * 4, 10, 0, 250) + ruled(10, 10 + n % 60 * 4, 190, 0) for n in range(2_000)
        ),
        '<ofd:TextObject Size="x"><ofd:TextCode X="y" DeltaX="z">甲</ofd:TextCode></ofd:TextObject>',
    ],
    ids=range(11),
)
def test_strange_objects_leave_the_rest_of_a_page_to_be_read(objects: str):
    begun = time.monotonic()
    document = extract_bytes(
        ofd_bytes([BODY + objects, lines(["第二页在此，一切照常。"])]), name="怪.ofd"
    ).documents[0]
    assert "改造管网" in document.text.replace("\t", "")
    assert time.monotonic() - begun < SECONDS


@pytest.mark.parametrize(("reader", "data", "name"), [(ofd, WHOLE, "慢.ofd"), (book, SHEET, "慢.xls")])
def test_a_file_that_takes_too_long_is_stopped(
    reader: object, data: bytes, name: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reader, "SECONDS", 0.05)
    begun = time.monotonic()
    with pytest.raises(ExtractionError, match="已停止"):
        extract_bytes(data, name=name)
    assert time.monotonic() - begun < 5
