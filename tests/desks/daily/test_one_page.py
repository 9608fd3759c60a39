"""The docx of 日报 is one page of A4 whatever the words are: every line has its height."""

import io
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_LINE_SPACING

from departments.models.departments import Department, Region
from desks.daily.printing import fitted, printed
from desks.daily.selectors import ROWS, SHARES, daily_sheet
from policies.models.measures import Measure
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.work.instructions.services import write_instruction
from tracker.work.models.assignments import Assignment

pytestmark = pytest.mark.django_db
ON = date(2026, 7, 3)
LONG = "推进政务服务事项集中办理和收费公示全覆盖并接受社会监督" * 3


@pytest.fixture
def full(world: World) -> World:
    """Every list of the sheet is full, and every text is as long as may be."""
    units = [unit("省财政厅"), unit("省教育厅"), unit("青川市政府")]
    for number, day in enumerate(["2026-06-01", "2026-07-10"]):
        measures = [measure([str(n)], f"{n}{LONG}"[:190], units, [deadline(day, day)]) for n in range(7)]
        world.dispatched(number=f"云政办发〔2026〕{number}号", title=LONG, measures=measures)
    for found in Measure.objects.filter(document__number__endswith="0号"):
        write_instruction(
            target=found,
            actor=world.leader,
            on=ON,
            text=LONG,
            due_on=date(2026, 7, 10),
            departments=[world.departments["省财政厅"]],
        )
    pattern = Assignment.objects.earliest("id")
    for number in range(2 * SHARES + 4):
        city = number % 2
        name = f"第{number}{LONG}"[:50]
        region = Region.objects.get(name="云岭省")
        if city:
            region = Region.objects.create(name=name, level="city", parent=region)
        department = Department.objects.create(
            name=name, short_name=name, level="city" if city else "province", region=region
        )
        Assignment.objects.create(
            document=pattern.document,
            task=pattern.task,
            department=department,
            role="support",
            dispatched_on=pattern.dispatched_on,
            due_on=pattern.due_on,
            must_due_on=pattern.must_due_on,
        )
    return world


def height(document: Any) -> float:
    """Of all lines together, in millimetres; each must have one of its own."""
    found = 0.0
    for table in document.tables:
        for row in table.rows:
            assert row.height_rule == WD_ROW_HEIGHT_RULE.EXACTLY
            found += row.height.mm
    for paragraph in document.paragraphs:
        shape = paragraph.style.paragraph_format
        assert shape.line_spacing_rule == WD_LINE_SPACING.EXACTLY
        found += shape.line_spacing.mm
    return found


def test_the_fullest_sheet_is_one_page(full: World) -> None:
    sheet = daily_sheet(full.leader, on=ON, today=ON)
    assert (len(sheet.worst), len(sheet.soon), len(sheet.waiting or [])) == (ROWS, ROWS, ROWS)
    assert min(len(sheet.cities), len(sheet.offices)) > SHARES
    # Newly late lists and who improved are as long as the others, at most.
    sheet.newly, sheet.newly_total, sheet.improved = sheet.worst, 99, []
    document = Document(io.BytesIO(printed(sheet)))
    page = document.sections[0]
    room = page.page_height.mm - page.top_margin.mm - page.bottom_margin.mm
    borders = 0.2 * sum(len(table.rows) for table in document.tables)
    assert height(document) + borders + 4 < room  # 4 for the red line


@pytest.mark.long
@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftotext")), reason="no soffice here")
def test_on_paper_the_fullest_sheet_is_one_page_with_its_number(full: World, tmp_path: Path) -> None:
    sheet = daily_sheet(full.leader, on=ON, today=ON)
    sheet.newly, sheet.newly_total = sheet.worst, 99
    file = tmp_path / "daily.docx"
    file.write_bytes(printed(sheet))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for command in (
        ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)],
        ["pdftotext", "-layout", str(file.with_suffix(".pdf"))],
    ):
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = file.with_suffix(".txt").read_text()
    assert text.count("\f") == 1
    assert "—1—" in "".join(text.split())
    for words in ("各位领导：", "云岭省人民政府督查室", "2026年7月3日印发"):
        assert words in "".join(text.split())


def test_no_line_is_wider_than_its_cell(full: World) -> None:
    document = Document(io.BytesIO(printed(daily_sheet(full.leader, on=ON, today=ON))))
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                for paragraph in cell.paragraphs:
                    size = paragraph.style.font.size.mm
                    wide = sum(size if ord(one) > 255 else size / 2 for one in paragraph.text)
                    assert wide <= cell.width.mm - 3.8, paragraph.text


@pytest.mark.parametrize(
    ("text", "most", "line"),
    [
        ("建设窗口", 4, "建设窗口"),
        ("建设服务窗口", 4, "建设服…"),
        ("a b\nc", 3, "a b c"),
        ("abcdefg", 3, "abcd…"),
    ],
)
def test_a_text_is_cut_to_its_line(text: str, most: int, line: str) -> None:
    assert fitted(text, most) == line
