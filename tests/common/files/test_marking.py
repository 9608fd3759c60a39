"""水印: pages and files say who reads them, where the switch is on."""

import io
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from common.files.marking import as_picture, marked_docx, marked_for, reader_words
from tests.admin import as_user, text
from tests.conftest import World


@pytest.fixture
def on(settings: Any) -> None:
    settings.WATERMARK = True


def _docx() -> bytes:
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


@pytest.mark.django_db
class TestPages:
    def test_off_nothing_is_said(self, world: World) -> None:
        assert "dc-watermark" not in text(as_user(world.filer).get("/"))

    def test_on_every_page_bears_name_unit_and_time(self, world: World, on: None) -> None:
        client = as_user(world.filer)
        for address in ("/", "/work/assignment/", "/ledger/", "/ledger/print/", "/guide/"):
            answer = client.get(address)
            shown = answer.getvalue().decode() if answer.streaming else text(answer)
            assert 'data-reader="filer · 省财政厅 · ' in shown, address
        assert 'data-reader="leader · ' in text(as_user(world.leader).get("/overview/wall/"))

    def test_it_needs_no_script_and_nothing_that_the_policy_forbids(self, world: World, on: None) -> None:
        answer = as_user(world.filer).get("/")
        layer = text(answer).partition('<div class="dc-watermark"')[2].partition("</div>")[0]
        assert "script" not in layer
        assert "data:image/svg+xml" in layer
        policy = answer.headers["Content-Security-Policy"]
        assert "img-src 'self' data:" in policy
        assert "style-src 'self' 'unsafe-inline'" in policy

    def test_a_name_is_never_markup(self, world: World, on: None) -> None:
        world.filer.display_name = "<b>'\"&名"
        world.filer.save()
        assert "<b>'" not in text(as_user(world.filer).get("/")).partition("dc-watermark")[2][:2000]

    def test_who_is_not_logged_in_is_not_named(self, client: Any, on: None, db: None) -> None:
        assert "dc-watermark" not in text(client.get("/login/"))


@pytest.mark.django_db
class TestFiles:
    def test_a_workbook_bears_it_on_each_printed_page(self, world: World, on: None) -> None:
        answer: Any = as_user(world.leader).get("/scorecard/scoreformula/scorecard/download/")
        data = answer.content if not answer.streaming else b"".join(answer.streaming_content)
        sheet: Any = load_workbook(io.BytesIO(data)).worksheets[0]
        assert sheet.oddFooter.right.text.startswith("leader · 省政府督查室 · ")

    def test_a_docx_bears_it_in_its_head(self, on: None) -> None:
        with marked_for("张三 · 省财政厅 · 2026-03-04 10:00"):
            made = Document(io.BytesIO(marked_docx(_docx())))
        assert made.sections[0].header.paragraphs[-1].text == "张三 · 省财政厅 · 2026-03-04 10:00"

    def test_off_a_docx_is_left_as_it_is(self) -> None:
        data = _docx()
        with marked_for("张三"):
            assert marked_docx(data) == data
            assert reader_words() == ""


def test_the_picture_holds_the_words_and_ends_nothing() -> None:
    made = as_picture("张'三\"<>&")
    assert made.startswith("data:image/svg+xml,")
    assert not set("'\"<> ") & set(made)
