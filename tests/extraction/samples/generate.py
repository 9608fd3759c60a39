"""From the description of a sample to a file of each kind, made anew in every run."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import docx
import openpyxl
from docx.enum.text import WD_ALIGN_PARAGRAPH
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

FONT = "STSong-Light"  # one of the fonts that every pdf reader knows: no font file is needed
SIGNS = {"^": "centre", ">": "right", "~": "furniture"}


@dataclass
class Block:
    kind: str  # body, centre, right, furniture, table, page
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)


def blocks(description: str) -> list[Block]:
    found: list[Block] = []
    for line in description.splitlines():
        if not line:
            continue
        if line.startswith("|"):
            if not found or found[-1].kind != "table":
                found.append(Block("table"))
            found[-1].rows.append([cell.strip() for cell in line.strip("| ").split("|")])
        elif line == "----":
            found.append(Block("page"))
        elif line[0] in SIGNS:
            found.append(Block(SIGNS[line[0]], line[1:].strip()))
        else:
            found.append(Block("body", line))
    return found


def as_txt(description: str) -> bytes:
    return text(description).encode()


def text(description: str) -> str:
    lines: list[str] = []
    for block in blocks(description):
        if block.kind == "table":
            lines += ["\t".join(row) for row in block.rows]
        elif block.kind == "page":
            lines[-1] += "\f"
        else:
            lines.append(
                {"body": "　　", "centre": "　　　　　　", "right": "　" * 20}.get(block.kind, "")
                + block.text
            )
    return "\n".join(lines).replace("\f\n", "\n\f") + "\n"


def as_docx(description: str) -> bytes:
    document = docx.Document()
    align = {"centre": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
    for block in blocks(description):
        if block.kind == "table":
            table = document.add_table(len(block.rows), len(block.rows[0]))
            for row, cells in zip(table.rows, block.rows, strict=True):
                for cell, words in zip(row.cells, cells, strict=True):
                    cell.text = words
        elif block.kind == "page":
            document.add_page_break()
        elif block.kind == "furniture":
            document.sections[0].header.paragraphs[0].text = block.text
        else:
            paragraph = document.add_paragraph(block.text)
            if block.kind in align:
                paragraph.alignment = align[block.kind]
    return _saved(document.save)


def as_xlsx(description: str) -> bytes:
    """Tables as they are, prose with one paragraph a row."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for block in blocks(description):
        if block.kind == "table":
            for row in block.rows:
                sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
        elif block.kind not in ("page", "furniture"):
            sheet.append([block.text])
    return _saved(book.save)


def as_pdf(description: str) -> bytes:
    """Pages of A4 with hard wrapped lines, as a printed document has them."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    page = SimpleDocTemplate(out, pagesize=A4, leftMargin=80, rightMargin=80, topMargin=80, bottomMargin=80)
    page.build(list(_flowables(description)))
    return out.getvalue()


def _flowables(description: str) -> Iterator[Paragraph | PageBreak | Table]:
    body = ParagraphStyle("body", fontName=FONT, fontSize=14, leading=24, wordWrap="CJK", firstLineIndent=28)
    centre = ParagraphStyle("centre", body, fontSize=16, alignment=TA_CENTER, firstLineIndent=0)
    right = ParagraphStyle("right", body, alignment=TA_RIGHT, firstLineIndent=0)
    cell = ParagraphStyle("cell", body, fontSize=11, leading=15, firstLineIndent=0)
    small = ParagraphStyle("small", body, fontSize=9, alignment=TA_CENTER, firstLineIndent=0)
    styles = {"body": body, "centre": centre, "right": right, "furniture": small}
    for block in blocks(description):
        if block.kind == "table":
            rows = [[Paragraph(words, cell) for words in row] for row in block.rows]
            yield Table(rows, repeatRows=1, style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")]))
        elif block.kind == "page":
            yield PageBreak()
        else:
            yield Paragraph(block.text, styles[block.kind])


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


MAKERS: dict[str, Callable[[str], bytes]] = {
    "txt": as_txt,
    "docx": as_docx,
    "pdf": as_pdf,
    "xlsx": as_xlsx,
}
