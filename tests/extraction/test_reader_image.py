"""Scans and photographs from the file to the ledger: pdf, docx, jpg, png and tif."""

import io
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.shared import Mm
from openpyxl.drawing.image import Image
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extraction.model import Document, ExtractionError
from extraction.ocr.kept import Folder, pages_kept_in
from extraction.pipeline import extract_bytes
from extraction.progress import told_to
from extraction.readers.dispatch import read_source
from extraction.readers.source import PICTURES
from tests.extraction.desk import NS, lines, ofd_parts, pictured, png, zipped
from tests.extraction.ocr.drawing import (
    BODY,
    HEAD,
    NOTICE,
    ROWS,
    annex,
    drawn,
    encoded,
    pdf_of,
    scanned,
    sealed,
)
from tests.extraction.ocr.test_images import png_of
from tests.needs import SHARED

ROOT = Path(__file__).resolve().parents[2]
PICTURE = (
    f'<ofd:Res {NS} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="5" Type="Image">'
    "<ofd:MediaFile>scan.jpg</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
)
RESOURCES = ("<ofd:CommonData>", "<ofd:CommonData><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>")
TABLE = ["\t".join(row) for row in [HEAD, *ROWS]]


def scan() -> list:
    return [scanned(page, n, 0.7 - 0.6 * n) for n, page in enumerate((drawn(NOTICE), drawn(BODY), annex()))]


def read(data: bytes, name: str) -> Document:
    [document] = extract_bytes(data, name=name).documents
    return document


def dates(document: Document) -> list[str]:
    return [limit.date for m in document.measures for task in m.tasks for limit in task.deadlines]


def units(document: Document) -> list[list[str]]:
    return [[unit.name for task in m.tasks for unit in task.units] for m in document.measures]


@pytest.mark.font
def test_a_scanned_pdf_becomes_the_ledger_of_its_paper():
    document = read(pdf_of(scan()), "扫描.pdf")
    assert document.title == "白鹭市老旧电梯更新行动方案"
    assert (document.number, document.issued_on) == ("白政办发〔2026〕27号", "2026-04-17")
    assert dates(document)[:2] == ["2026-06-20", "2026-11-30"]
    assert units(document)[0] == ["市市场监管局", "市住房城乡建设局"]
    assert document.source == "ocr"
    assert document.warnings[0].message == "第1–3页由图片识别，请对照原件核对"
    assert document.unread == []
    for counts in document.account.counted().values():
        assert counts["marks"] == counts["read"] + counts["set_aside"] + counts["doubts"]


@pytest.mark.font
def test_of_a_pdf_only_the_pages_that_are_pictures_are_recognised():
    texts = {
        0: [
            "白鹭市老旧电梯更新行动方案",
            "（一）摸清底数。2026年6月20日前完成评估。",
            "（牵头单位：市市场监管局）",
        ]
    }
    source = read_source(pdf_of([None, scan()[2]], texts), name="附件是扫描页.pdf")
    first, second = source.text.split("\f")
    assert "摸清底数" in first
    assert second.split("\n")[-4:] == TABLE
    assert [one.label for one in source.seen] == ["第2页"]


@pytest.mark.font
def test_a_picture_of_a_table_within_a_docx_is_read_at_its_place():
    document = docx.Document()
    document.add_paragraph("附件")
    document.add_picture(io.BytesIO(encoded(annex().crop((90, 330, 1150, 690)))), width=Mm(160))
    document.add_paragraph("以上任务按季度报告。")
    data = io.BytesIO()
    document.save(data)
    source = read_source(data.getvalue(), name="表格是图片.docx")
    assert source.text.split("\n") == ["附件", *TABLE, "以上任务按季度报告。"]
    assert source.unread == []


@pytest.mark.font
def test_a_picture_of_a_table_upon_a_page_of_text_is_read_at_its_place():
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(210 * mm, 297 * mm), invariant=1)
    canvas.setFont("STSong-Light", 15)
    canvas.drawString(28 * mm, 260 * mm, "一、重点任务。县水利局牵头，按下表办理。")
    table = ImageReader(io.BytesIO(encoded(annex().crop((90, 330, 1150, 640)))))
    canvas.drawImage(table, 25 * mm, 190 * mm, 160 * mm, 47 * mm)
    canvas.drawImage(ImageReader(io.BytesIO(png(400, 200))), 25 * mm, 110 * mm, 100 * mm, 50 * mm)
    canvas.drawString(28 * mm, 170 * mm, "二、以上任务按季度报告。")
    canvas.save()
    source = read_source(out.getvalue(), name="表格是图片.pdf")
    said = ["一、重点任务。县水利局牵头，按下表办理。", *TABLE, "二、以上任务按季度报告。"]
    assert [line.strip() for line in source.text.split("\n")] == said
    assert [(one.label, one.number) for one in source.seen] == [("第1页的图片", PICTURES + 1)]
    assert [one.what for one in source.unread] == ["第1页有1张图片未读"]  # the one without words


@pytest.mark.font
def test_a_picture_of_a_table_upon_a_page_of_an_ofd_is_read_at_its_place():
    parts = ofd_parts([lines(["（一）摸清底数。县水利局牵头。"]) + pictured(25, 60, 160, 47)])
    parts["Doc_0/Document.xml"] = str(parts["Doc_0/Document.xml"]).replace(*RESOURCES)
    parts["Doc_0/DocumentRes.xml"] = PICTURE
    parts["Doc_0/Res/scan.jpg"] = encoded(annex().crop((90, 330, 1150, 640)))
    source = read_source(zipped(parts), name="表格是图片.ofd")
    assert "摸清底数" in source.text.split("\n")[0]
    assert source.text.split("\n")[-4:] == TABLE
    assert source.unread == []


@pytest.mark.font
def test_a_picture_of_a_table_within_a_workbook_follows_the_rows_of_its_sheet(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["任务台账"], ["序号", "任务", "责任单位"], ["1", "修订办法", "县财政局"]):
        sheet.append(row)
    picture = tmp_path / "表.png"
    picture.write_bytes(encoded(annex().crop((90, 330, 1150, 640)), "PNG"))
    sheet.add_image(Image(picture), "A6")
    small = tmp_path / "标志.png"
    small.write_bytes(png(60, 60))
    sheet.add_image(Image(small), "F1")
    data = io.BytesIO()
    book.save(data)
    source = read_source(data.getvalue(), name="台账.xlsx")
    assert source.text.split("\n")[2:] == ["1\t修订办法\t县财政局", *TABLE]
    assert [one.what for one in source.unread] == ["工作表“Sheet”有1张图片未读"]
    assert [one.label for one in source.seen] == ["图片1"]


@pytest.mark.font
def test_a_page_of_an_ofd_that_one_picture_covers_is_recognised():
    parts = ofd_parts([lines(["（一）摸清底数。县水利局牵头。"]), pictured(0, 0, 210, 297)])
    parts["Doc_0/Document.xml"] = str(parts["Doc_0/Document.xml"]).replace(*RESOURCES)
    parts["Doc_0/DocumentRes.xml"] = PICTURE
    parts["Doc_0/Res/scan.jpg"] = encoded(annex())
    source = read_source(zipped(parts), name="附件是扫描页.ofd")
    first, second = source.text.split("\f")
    assert "摸清底数" in first
    assert second.split("\n")[-4:] == TABLE
    assert [one.label for one in source.seen] == ["第2页"]
    assert source.unread == []


@pytest.mark.font
def test_a_tif_of_several_pages_is_read_page_by_page_and_not_again(tmp_path: Path):
    pages = [page.convert("L").crop((0, 200, 1240, 700)) for page in scan()[1:]]
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw")
    told: list[tuple[int, int]] = []
    with pages_kept_in(Folder(tmp_path)), told_to(lambda words, done, total: told.append((done, total))):
        first = read_source(data, name="扫描.tif")
        assert (2, 2) in told
        begun = time.monotonic()
        assert read_source(data, name="又一次.tif").text == first.text
        assert time.monotonic() - begun < 3
    assert first.text.split("\f")[1].split("\n")[-4:] == TABLE


@pytest.mark.font
def test_a_sealed_photograph_names_the_seal():
    photograph = sealed(drawn(NOTICE), 150, 143).crop((0, 640, 1240, 1060))
    source = read_source(encoded(photograph, "PNG"), name="照片.png")
    assert "2026年4月17日" in source.text
    assert [one.what for one in source.unread] == ["图片有红色印章1枚，未作验证"]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (png_of(60_000, 60_000), "炸弹.png", "尺寸过大"),
        (b"\xff\xd8\xff\xe0 cut short", "断.jpg", "无法识别|已损坏"),
        (b"II*\x00" + b"\xff" * 40, "坏.tif", "无法识别|已损坏"),
        (png_of(300, 300), "缺.png", "已损坏"),
        (b"nothing", "假.jpg", "无法识别"),
    ],
)
def test_a_picture_that_cannot_be_read_is_refused_in_one_line(data: bytes, name: str, words: str):
    begun = time.monotonic()
    with pytest.raises(ExtractionError, match=words):
        read_source(data, name=name)
    assert time.monotonic() - begun < 30


@pytest.mark.font
@pytest.mark.corpus
@pytest.mark.long
def test_the_scans_among_the_shared_cases_are_read_as_their_control(tmp_path: Path):
    script = SHARED / "cases" / "files" / "make.py"
    if not script.is_file():
        pytest.skip("corpus: no ../shared/cases/files")
    subprocess.run([sys.executable, script, tmp_path], check=True, capture_output=True)
    control = read((tmp_path / "00-对照.docx").read_bytes(), "对照.docx")
    for name in ("03-扫描.pdf", "04-附件是扫描页.pdf", "06-表格是图片.docx"):
        document = read((tmp_path / name).read_bytes(), name)
        for said in ("title", "number", "issuer", "issued_on"):
            assert getattr(document, said) == getattr(control, said), (name, said)
        assert (dates(document), units(document)) == (dates(control), units(control)), name
        assert document.text.count("\t") == control.text.count("\t"), name
        assert document.source in ("ocr", "mixed")
        assert document.unread == []


@pytest.mark.font
@pytest.mark.long
def test_a_long_scan_is_read_whole_in_bounded_memory():
    """How long it takes says `bench.ocr`."""
    images = scan()
    data = pdf_of([images[n % 3] for n in range(9)])
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    source = read_source(data, name="长扫描.pdf")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert len(source.seen) == 9
    # Kilobytes; of all processes that this one has waited for, an earlier one may have been larger.
    assert after.ru_maxrss < 1_200_000 or after.ru_maxrss == before.ru_maxrss


@pytest.mark.font
@pytest.mark.long
def test_a_scan_is_read_without_a_network(tmp_path: Path):
    without = ["unshare", "--net", "--map-root-user"]
    if not shutil.which("unshare") or subprocess.run([*without, "true"], capture_output=True).returncode:
        pytest.skip("this machine allows no network namespace")
    picture = tmp_path / "扫描.png"
    picture.write_bytes(encoded(drawn(BODY), "PNG"))
    ran = subprocess.run(
        [*without, sys.executable, "-m", "extraction", picture],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, cwd=tmp_path, capture_output=True, check=True,
    )  # fmt: skip
    assert "市住房城乡建设局" in ran.stdout.decode()
