"""The papers made into pages by LibreOffice, where it is: numbers outside, rows whole, 版记 at the foot."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tracker.papers.many import bulletin_docx, notice_docx

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not (shutil.which("soffice") and shutil.which("pdftotext")), reason="no soffice or no pdftotext"
    ),
]
_WORD = re.compile(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')
MIDDLE, FOOT = 595 / 2, 297 * 72 / 25.4 - 35 * 72 / 25.4  # points: of the page, and where the type area ends
Word = tuple[float, float, str]  # left, top, text


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[Word]]]:
    """The words of each page of each paper; one run of LibreOffice for all."""
    folder = tmp_path_factory.mktemp("papers")
    made = {"bulletin": bulletin_docx(46, 43), "notice": notice_docx(12), "full": bulletin_docx(3, 11)}
    for name, docx in made.items():
        (folder / f"{name}.docx").write_bytes(docx)
    files = [str(folder / f"{name}.docx") for name in made]
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return {name: _read(folder / f"{name}.pdf") for name in made}


def _read(pdf: Path) -> list[list[Word]]:
    text = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    parts = text.split("<page ")[1:]
    return [[(float(w[1]), float(w[2]), w[5]) for w in _WORD.finditer(part)] for part in parts]


def test_every_page_is_numbered_outside(pages: dict[str, list[list[Word]]]) -> None:
    for paper in pages.values():
        for number, page in enumerate(paper, start=1):
            below = [word for word in page if word[1] > FOOT]
            assert "".join(word[2] for word in below) == f"—{number}—"
            assert all((word[0] > MIDDLE) == (number % 2 == 1) for word in below)


def test_the_papers_have_the_pages_they_need(pages: dict[str, list[list[Word]]]) -> None:
    assert {name: len(paper) for name, paper in pages.items()} == {"bulletin": 9, "notice": 5, "full": 4}


def test_every_row_stands_whole_on_a_page_below_the_head_of_its_table(
    pages: dict[str, list[list[Word]]],
) -> None:
    late = [page for page in pages["bulletin"] if any("2026-06-30" in word[2] for word in page)]
    assert len(late) > 2
    numbers = []
    for page in late:
        assert {"文件", "事项", "时限"} <= {word[2] for word in page}
        heads = [word[1] for word in page if word[2] == "文件"]
        rows = sorted(word[1] for word in page if word[2] == "2026-06-30")
        days = [word for word in page if re.fullmatch(r"3\d{3}", word[2])]
        # Of each row number, day and days late stand on one line, and that is below the head.
        assert len(rows) == len(days)
        assert min(rows) > heads[0]
        numbers += [int(word[2]) - 3254 for word in sorted(days, key=lambda word: word[1])]
    assert numbers == list(range(43))
    for row in range(1, 44):  # all of one row's own number and text on the page of its days
        [page] = [page for page in late if any(word[2] == str(3253 + row) for word in page)]
        assert any(word[2] == str(row) for word in page)


def test_the_imprint_is_at_the_foot_of_the_last_page_alone(pages: dict[str, list[list[Word]]]) -> None:
    for paper in pages.values():
        printed = [n for n, page in enumerate(paper, start=1) if any("日印发" in word[2] for word in page)]
        assert printed == [len(paper)]
        [top] = [word[1] for word in paper[-1] if "日印发" in word[2]]
        assert FOOT - 40 < top < FOOT
        copies = [word[1] for word in paper[-1] if word[2].startswith("抄送")]
        body = [word[1] for word in paper[-1] if word[1] < (copies[0] if copies else top) - 2]
        assert not body or max(body) < top - 30


def test_no_name_and_no_number_is_torn(pages: dict[str, list[list[Word]]]) -> None:
    words = {word[2] for page in pages["bulletin"] for word in page}
    assert {"省财政厅", "省住房城乡建设厅", "省人力资源社会保障厅", "1464.8", "44.4%", "100.0"} <= words
    assert not {"厅", ".8", "局"} & words
