"""Files of every format, whole and broken, become text or one clear line."""

import pytest

from extraction.model import ExtractionError
from extraction.pipeline import extract_path
from extraction.readers.dispatch import MAX_BYTES, read_path
from extraction.readers.txt import decode
from tests.extraction.files import docx_bytes, pdf_bytes, xlsx_bytes, zip_bytes

TEXT = "云江市节水方案\n一、主要任务\n1.改造管网。完成普查。（市住建局负责）"
LINES = TEXT.split("\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_every_usual_encoding(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert read_path(path) == TEXT


def ledger(path):
    [document] = extract_path(path).documents
    return [
        (m.path, m.title, [[(u.name, u.role) for u in t.units] for t in m.tasks]) for m in document.measures
    ]


def test_one_document_gives_one_ledger_in_every_format(tmp_path):
    made = {
        "a.txt": TEXT.encode(),
        "a.docx": docx_bytes(LINES),
        "a.pdf": pdf_bytes([LINES]),
        "a.xlsx": xlsx_bytes([[line] for line in LINES]),
        "a.html": (
            "<html><head><title>x</title></head><body>" + "".join(f"<p>{x}</p>" for x in LINES)
        ).encode(),
    }
    ledgers = []
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
        ledgers.append(ledger(tmp_path / name))
    assert ledgers[0]
    assert all(other == ledgers[0] for other in ledgers)


def test_a_table_of_a_docx_and_of_an_xlsx_are_rows(tmp_path):
    rows = [["序号", "重点任务", "责任单位"], ["1", "修路", "县交通局\n县财政局"]]
    (tmp_path / "a.docx").write_bytes(docx_bytes(["平安县任务分工表"], rows))
    (tmp_path / "a.xlsx").write_bytes(xlsx_bytes([["平安县任务分工表"], *rows]))
    expected = ["县交通局", "县财政局"]
    for name in ("a.docx", "a.xlsx"):
        [(path, _, [units])] = ledger(tmp_path / name)
        assert (path, [unit for unit, _ in units]) == (["1"], expected)


def test_a_clause_torn_over_two_pages_of_a_pdf_is_one(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(
        pdf_bytes(
            [
                ["云江市节水方案", "一、任务", "1.普查。开展普查。（市水利局、市住", "- 1 -"],
                ["建局负责）", "- 2 -"],
            ]
        )
    )
    [(_, _, [units])] = ledger(path)
    assert [unit for unit, _ in units] == ["市水利局", "市住建局"]


BROKEN_DOCX = docx_bytes(LINES)[:400]
HOSTILE = {
    "empty.txt": b"",
    "blank.txt": b" \n\t\n",
    "spaces.txt": "　　\n　".encode(),
    "nul.txt": b"\x00\x01\x02" * 50,
    "control.txt": bytes(range(1, 32)) * 20,
    "latin.txt": "é è à ü ö ä ß ñ".encode("latin-1") * 40,
    "big5.txt": "關於印發經濟發展實施方案的通知".encode("big5") * 30,
    "mojibake.txt": ("锟斤拷" * 40).encode(),
    "picture.png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 60,
    "picture.jpg": b"\xff\xd8\xff\xe0" + b"\x00" * 60,
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "locked.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"EncryptedPackage",
    "page.wps": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "a.ofd": zip_bytes({"OFD.xml": b"<ofd/>"}),
    "broken.docx": BROKEN_DOCX,
    "notzip.docx": b"hello world, this is no archive at all",
    "hollow.docx": zip_bytes({"word/document.xml": b""}),
    "wrong.docx": zip_bytes({"word/document.xml": b"<a><b></a>", "[Content_Types].xml": b"<x/>"}),
    "text.xlsx": TEXT.encode(),
    "hollow.xlsx": zip_bytes({"xl/workbook.xml": b""}),
    "empty.zip": zip_bytes({}),
    "bomb.docx": zip_bytes({"word/document.xml": b"\x00" * (40 * 1024 * 1024)}),
    "entity.docx": zip_bytes(
        {"word/document.xml": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'}
    ),
    "broken.pdf": b"%PDF-1.4\n%garbage",
    "scan.pdf": pdf_bytes([[]]),
    "cut.pdf": pdf_bytes([LINES])[:300],
    "text.pdf": TEXT.encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_broken_file_gets_one_clear_line(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    with pytest.raises(ExtractionError) as error:
        extract_path(path)
    message = str(error.value)
    assert "\n" not in message
    assert message.endswith("。")
    assert any("\u4e00" <= char <= "\u9fff" for char in message)


def test_a_missing_file_a_folder_and_a_file_over_the_limit_get_one_clear_line(tmp_path):
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    for path in (tmp_path / "none.txt", tmp_path, large):
        with pytest.raises(ExtractionError, match=r"。$"):
            extract_path(path)


def test_gb18030_is_told_from_other_encodings():
    assert decode("关于印发方案的通知".encode("gb18030")) == "关于印发方案的通知"


def test_numbers_that_word_counts_by_itself_are_read(tmp_path):
    import docx

    document = docx.Document()
    document.add_paragraph("云江市节水方案")
    for text in ("改造管网。完成普查。", "开展培训。组织培训。"):
        document.add_paragraph(text, style="List Number")
    document.save(tmp_path / "a.docx")
    assert [path for path, _, _ in ledger(tmp_path / "a.docx")] == [["1"], ["2"]]
