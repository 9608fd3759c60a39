"""Hostile and broken files: each is refused in one polite Chinese line, within a limited time."""

from __future__ import annotations

import io
import os
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from extraction import pipeline
from extraction.model import ExtractionError
from extraction.readers import dispatch, legacy
from extraction.readers import pdf as pdf_reader
from tests.extraction.samples import described
from tests.extraction.samples.generate import as_docx, as_pdf, as_xlsx

SECONDS = 30.0  # far above what any takes, for machines that are busy
MEASURE = "1.完成任务。6月底前建成。（省财政厅负责）"


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def word(xml: bytes, **more: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml, **more})


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """An archive with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | {part: change(parts[part])})


def declared_bomb() -> bytes:
    return word(b"<w>" + b"\x20" * (80 * 1024 * 1024) + b"</w>")


def lying_bomb() -> bytes:
    """An archive that declares a small part and inflates to a large one."""
    data = bytearray(word(b"<w>" + b" " * (30 * 1024 * 1024) + b"</w>"))
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = -1
        while (at := data.find(sign, at + 1)) >= 0:
            if struct.unpack_from("<I", data, at + place)[0] > 1000:
                struct.pack_into("<I", data, at + place, 500)
    return bytes(data)


def entity_bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "拉" * 10}">' for n in range(10))
    return word(f'<?xml version="1.0"?><!DOCTYPE w [{entities}]><w>&e9;</w>'.encode())


def external_entity() -> bytes:
    return changed(
        as_xlsx(described("table")),
        "xl/worksheets/sheet1.xml",
        lambda xml: b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + xml,
    )


def wide_entity_bomb() -> bytes:
    return word(
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE w [<!ENTITY e "a">]><w>&e;</w>'.encode("utf-16")
    )


def locked_zip() -> bytes:
    data = bytearray(as_docx(described("table")))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    return bytes(data)


def old_office(*streams: str) -> bytes:
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\x00") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + names


def pdf(draw: Callable[[Canvas], object], **options: object) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, **options)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def scanned_pdf() -> bytes:
    def draw(canvas: Canvas) -> None:
        for _ in range(3):
            canvas.rect(50, 50, 400, 600, fill=1)
            canvas.showPage()

    return pdf(draw)


def locked_pdf() -> bytes:
    lock = StandardEncryption("reader", "owner", canPrint=0)
    return pdf(lambda canvas: canvas.drawString(50, 500, "secret " * 20), encrypt=lock)


def pdf_bomb() -> bytes:
    """A page whose content inflates twice, to far more than the memory allowed."""
    block = b" " * (1 << 24)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    times, checksum = 160, 1
    for _ in range(times):
        checksum = zlib.adler32(block, checksum)
    stream = zlib.compress(b"\x78\xda" + packed * times + b"\x03\x00" + struct.pack(">I", checksum), 9)
    return simple_pdf(stream, b"/Filter [/FlateDecode /FlateDecode]")


def simple_pdf(stream: bytes, extra: bytes = b"") -> bytes:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d %s>>stream\n%s\nendstream" % (len(stream), extra, stream),
    ]
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + table + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)


def looping_pdf() -> bytes:
    """Pages that are their own children."""
    return simple_pdf(b"").replace(b"/Kids[3 0 R]/Count 1", b"/Kids[2 0 R]/Count 9")


def long_sheet() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("任务")
    for number in range(20_010):
        sheet.append([number])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def hidden_sheets() -> bytes:
    book = openpyxl.Workbook()
    book.create_sheet("空")
    book.worksheets[0]["A1"] = MEASURE
    book.worksheets[0].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def empty_docx() -> bytes:
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


def mixed_bytes() -> bytes:
    return "省财政厅牵头落实，".encode() * 30 + "省财政厅牵头落实，".encode("gb18030") * 30 + b"\xff\xfe\xff"


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
ZIPPED_DOCX = as_docx(described("table"))
ZIPPED_XLSX = as_xlsx(described("table"))
PRINTED = as_pdf(described("table"))

# (file name, its bytes, a part of the sentence that the user reads)
BAD: list[tuple[str, bytes | Callable[[], bytes], str]] = [
    ("空.txt", b"", "是空的"),
    ("空白.txt", " \n\u3000\n\t\n".encode(), "没有文字"),
    ("只有标记.txt", b"\xef\xbb\xbf", "没有文字"),
    ("图片.txt", PNG, "格式无法识别"),
    ("图片.png", PNG, "格式无法识别"),
    ("影片.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(500), "不支持“.mp4”格式"),
    ("台港编码.txt", "關於加強財政預算執行進度，請於六月底前辦理完畢。".encode("big5") * 20, "文字编码"),
    ("日文编码.txt", "このファイルはシフトジスで書かれています".encode("shift_jis") * 20, "文字编码"),
    ("混合编码.txt", mixed_bytes, "文字编码"),
    ("已乱码.txt", "锟斤拷锟斤拷锟斤拷省财政厅锟斤拷".encode(), "文字编码"),
    ("太大.txt", b"a" * (50 * 1024 * 1024 + 1), "超过 50 MB"),
    ("太长.txt", b"1.a\n" * 5_000_001, "文字过多"),
    ("断了.docx", ZIPPED_DOCX[: len(ZIPPED_DOCX) // 2], "已损坏"),
    ("坏了.docx", ZIPPED_DOCX.replace(b"PK\x01\x02", b"PK\x09\x09"), "已损坏"),
    ("其实是文字.docx", "这不是压缩包。".encode(), "已损坏"),
    ("没有内容.docx", empty_docx, "没有文字"),
    ("部件坏了.docx", word(b"<w:document><w:body><w:p>"), "已损坏"),
    ("部件断了.docx", changed(ZIPPED_DOCX, "word/document.xml", lambda xml: xml[:500]), "已损坏"),
    ("校验不符.docx", lying_bomb, "不完整"),
    ("炸弹.docx", declared_bomb, "压缩炸弹"),
    ("许多部件.docx", word(b"<w/>", **{f"n{n}": b"" for n in range(20_001)}), "压缩炸弹"),
    ("实体炸弹.docx", entity_bomb, "不安全的 XML"),
    ("宽字符实体.docx", wide_entity_bomb, "不安全的 XML"),
    ("外部实体.xlsx", external_entity, "不安全的 XML"),
    ("深层嵌套.docx", word(b"<p>" * 200_000 + b"</p>" * 200_000), "已损坏"),
    ("加密.docx", old_office("EncryptionInfo", "EncryptedPackage"), "已加密"),
    ("加密.xlsx", old_office("EncryptionInfo", "EncryptedPackage"), "已加密"),
    ("加密压缩.docx", locked_zip, "已加密"),
    ("程序.zip", zipped({"a.exe": b"MZ\x00\x01"}), "没有可以读取的文件"),
    ("假的.xlsx", zipped({"a.txt": b"a"}), "是压缩包"),
    ("断了.xlsx", ZIPPED_XLSX[:-300], "已损坏"),
    ("部件坏了.xlsx", changed(ZIPPED_XLSX, "xl/workbook.xml", lambda xml: xml[:-40]), "已损坏"),
    ("缺工作表.xlsx", zipped({"xl/workbook.xml": b"<workbook/>"}), "已损坏"),
    ("行数太多.xlsx", long_sheet, "超过 20000 行"),
    ("都隐藏了.xlsx", hidden_sheets, "没有文字"),
    ("扫描件.pdf", scanned_pdf, "扫描件"),
    ("加密.pdf", locked_pdf, "已加密"),
    ("断了.pdf", PRINTED[: len(PRINTED) // 3], "PDF 文件"),
    ("只有头.pdf", b"%PDF-1.7\n", "已损坏"),
    ("其实是文字.pdf", "这不是 PDF。".encode(), "已损坏"),
    ("炸弹.pdf", pdf_bomb, "异常庞大"),
    ("自我循环.pdf", looping_pdf, "PDF 文件"),
    ("坏了.doc", b"\x01\x02\x03" * 300, "不是真正的 Office 文件"),
    ("幻灯片.ppt", old_office("PowerPoint Document"), "不是文字或表格文件"),
    (
        "旧式.xml",
        b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>',
        "XML 形式",
    ),
    ("空页.html", "<html><head><title>通知</title></head><script>x</script></html>".encode(), "没有文字"),
    ("注释炸弹.html", b"<html><!--" * 300_000, "没有文字"),
    ("表格炸弹.html", b"<table><tr><td rowspan=99999 colspan=99999>" * 5_000, "没有文字"),
    ("空存档.mht", b"MIME-Version: 1.0\nContent-Type: image/png\n\nx", "没有正文"),
]


@pytest.mark.long
@pytest.mark.parametrize(("name", "data", "words"), BAD, ids=[row[0] for row in BAD])
def test_a_bad_file_is_refused_with_one_clear_line(name: str, data: bytes | Callable[[], bytes], words: str):
    content = data if isinstance(data, bytes) else data()
    begun = time.monotonic()
    with pytest.raises(ExtractionError) as caught:
        pipeline.extract_bytes(content, name=name)
    message = str(caught.value)
    assert time.monotonic() - begun < SECONDS
    assert words in message
    assert "\n" not in message
    assert message.endswith("。")
    assert name in message or "工作表" in message


def test_the_table_is_long_enough():
    assert len(BAD) >= 25


def refused(path: Path) -> str:
    with pytest.raises(ExtractionError) as caught:
        pipeline.extract_path(path)
    return str(caught.value)


def test_a_folder_is_not_read(tmp_path: Path):
    assert "是一个文件夹" in refused(tmp_path)


def test_a_file_that_is_not_there_is_said(tmp_path: Path):
    assert "找不到文件“没有.txt”" in refused(tmp_path / "没有.txt")


def test_a_file_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "机密.txt"
    path.write_text(MEASURE, encoding="utf-8")

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", forbidden)  # the tests may run as root, whom nothing is forbidden
    assert "没有读取文件“机密.txt”的权限" in refused(path)


def test_a_pipe_is_not_waited_for(tmp_path: Path):
    path = tmp_path / "管道.txt"
    os.mkfifo(path)
    assert "不是普通文件" in refused(path)


def test_a_device_is_not_read_for_ever():
    assert "不是普通文件" in refused(Path("/dev/zero"))


@pytest.mark.parametrize(
    "name", ["甲\n乙.bin", "甲\x00乙.bin", "\u202etxt.bin", "甲" * 300 + ".bin", "\udcff.bin"]
)
def test_an_odd_name_does_not_break_the_message(name: str):
    with pytest.raises(ExtractionError) as caught:
        dispatch.read_data(b"\x00\x01", name=name)
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) < 200
    message.encode()


@pytest.mark.parametrize("name", ["a\x00b.txt", "x" * 5000])
def test_a_path_that_cannot_be_is_refused(name: str):
    assert refused(Path(name)).endswith("。")


def test_a_pdf_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pdf_reader, "SECONDS", 0.05)
    begun = time.monotonic()
    with pytest.raises(ExtractionError, match="已停止"):
        dispatch.read_data(PRINTED, name="慢.pdf")
    assert time.monotonic() - begun < 5


OLD = old_office("WordDocument")


def test_an_old_file_without_libreoffice_says_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(legacy, "_PROGRAMS", ("no-such-program",))
    with pytest.raises(ExtractionError, match=r"没有安装 LibreOffice.*另存为 docx"):
        dispatch.read_data(OLD, name="通知.doc")


def office(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts a program in the place of LibreOffice."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(legacy, "_PROGRAMS", (str(program),))


def test_an_old_file_is_turned_by_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "turned.docx").write_bytes(ZIPPED_DOCX)
    script = f"""
for last; do case "$last" in --outdir) next=1;; *) [ "$next" ] && out="$last"; next=;; esac; done
printf '%s\\n' "$@" > {tmp_path}/arguments
grep -q 'DisableMacrosExecution.*true' "$HOME/profile/user/registrymodifications.xcu" || exit 1
mkdir "$out" && cp {tmp_path}/turned.docx "$out/source.docx"
"""
    office(tmp_path, script, monkeypatch)
    [document] = pipeline.extract_bytes(OLD, name="$(touch x);-通知.wps").documents
    assert len(document.measures) == 9
    arguments = (tmp_path / "arguments").read_text(encoding="utf-8")
    assert "--headless" in arguments
    assert "通知" not in arguments


@pytest.mark.parametrize(
    ("there", "missing", "name", "data"),
    [
        ("libsclo.so", "文字处理组件（Writer）", "通知.doc", OLD),
        ("libsclo.so", "文字处理组件（Writer）", "通知.rtf", b"{\\rtf1\\ansi hello}"),
    ],
)
def test_a_half_installed_libreoffice_is_no_damaged_file(
    there: str, missing: str, name: str, data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    office(tmp_path, "exit 1", monkeypatch)
    for part in ("soffice.bin", there):
        (tmp_path / part).touch()
    with pytest.raises(ExtractionError, match="LibreOffice 没有安装") as caught:
        dispatch.read_data(data, name=name)
    assert missing in str(caught.value)
    assert "损坏" not in str(caught.value)


def test_a_whole_libreoffice_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    office(tmp_path, "exit 1", monkeypatch)
    for part in ("soffice.bin", "libswlo.so"):
        (tmp_path / part).touch()
    with pytest.raises(ExtractionError, match="转换失败"):
        dispatch.read_data(OLD, name="通知.doc")


def test_a_broken_workbook_needs_no_libreoffice_to_be_called_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    office(tmp_path, "exit 1", monkeypatch)
    for part in ("soffice.bin", "libswlo.so"):  # no Calc: nobody could read it otherwise
        (tmp_path / part).touch()
    with pytest.raises(ExtractionError, match=r"工作簿“台账.xls”已损坏"):
        dispatch.read_data(old_office("Workbook"), name="台账.xls")


def test_an_old_file_that_cannot_be_turned_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    office(tmp_path, "exit 1", monkeypatch)
    with pytest.raises(ExtractionError, match=r"转换失败.*另存为 docx"):
        dispatch.read_data(OLD, name="通知.doc")


def test_a_conversion_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    office(tmp_path, f"(sleep 3; touch {tmp_path}/alive) & sleep 60", monkeypatch)
    monkeypatch.setattr(legacy, "SECONDS", 0.5)
    begun = time.monotonic()
    with pytest.raises(ExtractionError, match="已停止"):
        dispatch.read_data(OLD, name="通知.doc")
    assert time.monotonic() - begun < 5
    time.sleep(3)
    assert not (tmp_path / "alive").exists()
