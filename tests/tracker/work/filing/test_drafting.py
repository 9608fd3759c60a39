"""草稿 and 附件: what is typed is kept, right or wrong; a file is checked before it is kept."""

import io
import os
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from common.errors import NotAllowed, ServiceError
from departments.models.departments import Department
from departments.models.users import UserRole
from tests.conftest import World
from tests.refusals import refused
from tracker.work.filing.models.drafts import Attachment, AttachmentContent, ReportDraft
from tracker.work.filing.services.drafting import (
    MAX_ATTACHMENTS,
    attach_file,
    checked_type,
    discard_draft,
    remove_attachment,
    save_draft,
)
from tracker.work.filing.services.reporting import endorse_report, file_report
from tracker.work.models.assignments import Assignment
from tracker.work.models.settings import OfficeSettings

pytestmark = pytest.mark.django_db
ON = date(2026, 5, 20)
TYPED = {"narrative": "已完成选址，", "percent": "六十", "figures": {"1": "62"}}


def _docx() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("佐证材料")
    document.save(out)
    return out.getvalue()


def _xlsx() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.save(out)
    return out.getvalue()


def _pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(50, 800, "evidence")
    canvas.save()
    return out.getvalue()


def _image(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, kind)
    return out.getvalue()


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            # A day of its own: the bytes name a test, which two processes must call the same.
            entry = zipfile.ZipInfo(name.replace("__", "/").replace("_xml", ".xml"), (2026, 7, 10, 8, 0, 0))
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _ole(stream: str) -> bytes:
    """How a file of the older office programs begins, with the name of a stream in its list."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(100)


REAL: dict[str, Callable[[], bytes]] = {
    "方案.docx": _docx,
    "数据.XLSX": _xlsx,
    "旧方案.doc": lambda: _ole("WordDocument"),
    "方案.wps": lambda: _ole("WordDocument"),
    "台账.xls": lambda: _ole("Workbook"),
    "旧台账.xls": lambda: _ole("Book"),
    "台账.et": lambda: _ole("Workbook"),
    "现场.zip": lambda: _zip(photo=b"\xff\xd8\xff"),
    "现场.mp4": lambda: b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(40),
    "版式.ofd": lambda: _zip(OFD_xml=b"<OFD/>"),
    "扫描件.pdf": _pdf,
    "照片.png": lambda: _image("PNG"),
    "照片.jpg": lambda: _image("JPEG"),
    "照片.Jpeg": lambda: _image("JPEG"),
}


class TestDrafts:
    def _save(self, world: World, assignment: Assignment, **changes) -> ReportDraft:
        words: dict[str, Any] = {"actor": world.filer, "content": TYPED} | changes
        return save_draft(assignment=assignment, **words)

    def test_a_draft_is_kept_right_or_wrong_and_there_is_one(self, world: World, signed: Assignment) -> None:
        self._save(world, signed, content={"percent": 900})
        self._save(world, signed, content={**TYPED, "status": "approved", "actor": 1})
        draft = ReportDraft.objects.get()
        assert draft.content == TYPED  # what a report does not have is dropped
        assert draft.revision == 2

    @pytest.mark.parametrize("who", ["filer", "head"])
    def test_each_person_has_a_draft_of_his_own_that_nobody_else_sees(
        self, world: World, signed: Assignment, who: str
    ) -> None:
        draft = self._save(world, signed, actor=getattr(world, who))
        for other in ("filer", "head", "other_filer", "supervisor", "leader"):
            seen = ReportDraft.objects.visible_to(getattr(world, other))
            assert (draft in seen) is (other == who), other

    def test_a_person_who_left_the_department_no_longer_sees_it(
        self, world: World, signed: Assignment
    ) -> None:
        draft = self._save(world, signed)
        file = attach_file(assignment=signed, actor=world.filer, name="a.png", data=_image("PNG"))
        world.filer.memberships.update(department=world.departments["省教育厅"])
        moved = type(world.filer).objects.get(pk=world.filer.pk)
        assert draft not in ReportDraft.objects.visible_to(moved)
        assert file not in Attachment.objects.visible_to(moved)

    def test_another_window_is_told_and_overwrites_nothing(self, world: World, signed: Assignment) -> None:
        loaded = self._save(world, signed).revision
        self._save(world, signed, content={"narrative": "窗口二"}, seen=loaded)
        with refused("draft_saved_elsewhere"):
            self._save(world, signed, content={"narrative": "窗口一"}, seen=loaded)
        assert ReportDraft.objects.get().content == {"narrative": "窗口二"}
        self._save(world, signed, content={"narrative": "窗口一"}, seen=loaded + 1)

    def test_the_same_words_sent_twice_by_one_page_are_no_conflict(
        self, world: World, signed: Assignment
    ) -> None:
        """A page that is left sends what was typed as it goes; an answer that got lost is sent again."""
        loaded = self._save(world, signed).revision
        first = self._save(world, signed, content={"narrative": "刚写完"}, seen=loaded)
        again = self._save(world, signed, content={"narrative": "刚写完"}, seen=loaded)
        assert again.revision == first.revision == loaded + 1
        with refused("draft_saved_elsewhere"):
            self._save(world, signed, content={"narrative": "刚写完", "percent": "5"}, seen=loaded)

    def test_a_window_left_open_after_filing_brings_no_draft_back(
        self, world: World, signed: Assignment
    ) -> None:
        draft = self._save(world, signed)
        file_report(
            assignment=signed, actor=world.filer, on=ON, percent=10, narrative="已部署。", draft=draft
        )
        with refused("draft_filed_elsewhere", match="完成10%，待审核"):
            self._save(world, signed, seen=draft.revision)
        assert not ReportDraft.objects.exists()

    def test_what_is_typed_is_kept_in_whatever_state_the_assignment_is(self, world: World) -> None:
        world.dispatched()
        assert self._save(world, world.assignment("省财政厅")).content == TYPED

    def test_characters_that_no_database_holds_do_not_lose_the_rest(
        self, world: World, signed: Assignment
    ) -> None:
        draft = self._save(
            world, signed, content={"narrative": "甲\0乙\ud800丙", "figures": {"1\0": ["2\0", 3, None]}}
        )
        draft.refresh_from_db()
        assert draft.content == {"narrative": "甲乙丙", "figures": {"1": ["2", 3, None]}}

    @pytest.mark.parametrize("who", ["other_filer", "supervisor", "leader"])
    def test_nobody_drafts_for_another_department(self, world: World, signed: Assignment, who: str) -> None:
        with pytest.raises(NotAllowed):
            self._save(world, signed, actor=getattr(world, who))
        with pytest.raises(NotAllowed):
            attach_file(assignment=signed, actor=getattr(world, who), name="a.png", data=_image("PNG"))

    def test_a_draft_is_thrown_away_with_its_files_by_its_author_only(
        self, world: World, signed: Assignment
    ) -> None:
        draft = self._save(world, signed)
        attach_file(assignment=signed, actor=world.filer, name="a.png", data=_image("PNG"))
        with pytest.raises(NotAllowed):
            discard_draft(draft=draft, actor=world.head)
        discard_draft(draft=draft, actor=world.filer)
        assert not Attachment.objects.exists()


class TestFiles:
    def _attach(self, world: World, assignment: Assignment, name: str, data: bytes) -> Attachment:
        return attach_file(assignment=assignment, actor=world.filer, name=name, data=data)

    @pytest.mark.parametrize("name", REAL)
    def test_real_files_are_taken(self, world: World, signed: Assignment, name: str) -> None:
        data = REAL[name]()
        file = self._attach(world, signed, name, data)
        assert (file.name, file.size, bytes(file.content.data)) == (name, len(data), data)
        assert file.media_type.split("/")[0] in ("application", "image", "video")

    @pytest.mark.parametrize(
        ("name", "data", "code"),
        [
            ("木马.exe", b"MZ", "file_type_not_allowed"),
            ("没有后缀", _pdf(), "file_type_not_allowed"),
            ("网页.html", b"<script>", "file_type_not_allowed"),
            ("空.pdf", b"", "file_empty"),
            ("改名.pdf", _docx(), "file_type_mismatch"),
            ("改名.docx", _xlsx(), "file_type_mismatch"),
            ("改名.xlsx", _docx(), "file_type_mismatch"),
            ("改名.docx", _pdf(), "file_type_mismatch"),
            ("改名.png", _image("JPEG"), "file_type_mismatch"),
            ("网页.png", b"<svg onload=alert(1)>", "file_type_mismatch"),
            ("压缩包.docx", _zip(readme=b"x"), "file_type_mismatch"),
            ("截断.docx", _docx()[:-40], "file_type_mismatch"),
            ("改名.doc", _docx(), "file_type_mismatch"),
            ("表格.doc", _ole("Workbook"), "file_type_mismatch"),
            ("表格.wps", _ole("Workbook"), "file_type_mismatch"),
            ("改名.ofd", _docx(), "file_type_mismatch"),
            ("文档.et", _ole("WordDocument"), "file_type_mismatch"),
            ("文档.xls", _xlsx(), "file_type_mismatch"),
            ("网页.mp4", b"<html><script>", "file_type_mismatch"),
            ("声音.mp4", b"ID3\x04" + bytes(40), "file_type_mismatch"),
            ("改名.mp4", _zip(a=b"x"), "file_type_mismatch"),
            ("截断.zip", _zip(a=b"x")[:-30], "file_type_mismatch"),
            ("空.zip", b"PK\x05\x06" + bytes(18), "file_type_mismatch"),
            ("改名.zip", _pdf(), "file_type_mismatch"),
            ("影片.avi", b"RIFF\0\0\0\0AVI ", "file_type_not_allowed"),
            ("只有头.xlsx", b"PK\x03\x04", "file_type_mismatch"),
        ],
    )
    def test_renamed_broken_and_foreign_files_are_refused(
        self, world: World, signed: Assignment, name: str, data: bytes, code: str
    ) -> None:
        with refused(code):
            self._attach(world, signed, name, data)
        assert not Attachment.objects.exists()
        assert not ReportDraft.objects.exists()

    def test_a_zip_bomb_named_docx_is_refused_without_unpacking_it(
        self, world: World, signed: Assignment
    ) -> None:
        small = _zip(word__document_xml=b"<x/>", word__bomb_xml=bytes(2_000_000))
        claimed = struct.pack("<L", 2_000_000)
        assert small.count(claimed) == 2  # in the part's own head and in the list
        bomb = small.replace(claimed, struct.pack("<L", 4_000_000_000))
        tracemalloc.start()
        for name in ("材料.docx", "材料.zip"):
            with refused("file_unpacks_too_large"):
                self._attach(world, signed, name, bomb)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
        tracemalloc.stop()
        assert self._attach(world, signed, "材料.docx", small).size == len(small)

    def test_a_list_of_a_hundred_thousand_parts_is_refused_without_reading_it(
        self, world: World, signed: Assignment
    ) -> None:
        entry = b"PK\x01\x02" + bytes(24) + struct.pack("<H", 1) + bytes(16) + b"a"
        many = b"PK\x03\x04" + entry * 100_000
        tracemalloc.start()
        with refused("file_type_mismatch"):
            self._attach(world, signed, "材料.docx", many)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
        tracemalloc.stop()

    @settings(
        derandomize=True,
        max_examples=300,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(place=st.integers(0, 10_000), with_byte=st.integers(0, 255), cut=st.integers(0, 300))
    def test_a_damaged_file_is_taken_or_refused_in_words_and_never_an_error(
        self, db: None, place: int, with_byte: int, cut: int
    ) -> None:
        data = bytearray(_DAMAGED)
        # Near the end stands the list of the parts, which is all that is read.
        data[len(data) - 1 - place % 900] = with_byte
        with suppress(ServiceError):  # and nothing else
            assert "wordprocessing" in checked_type("材料.docx", bytes(data[: len(data) - cut]))

    def test_the_office_sets_the_size(self, world: World, signed: Assignment) -> None:
        OfficeSettings(pk=1, attachment_megabytes=1).save()
        picture = _image("PNG")
        fits = picture + os.urandom(1024 * 1024 - len(picture))
        with refused("file_too_large", match="超过1MB"):
            self._attach(world, signed, "大图.png", fits + b"x")
        assert self._attach(world, signed, "大图.png", fits).size == 1024 * 1024

    def test_a_report_has_so_many_files_at_most(self, world: World, signed: Assignment) -> None:
        for number in range(MAX_ATTACHMENTS):
            self._attach(world, signed, f"{number}.png", _image("PNG"))
        with refused("files_too_many", match=f"最多附{MAX_ATTACHMENTS}个"):
            self._attach(world, signed, "多.png", _image("PNG"))
        assert AttachmentContent.objects.count() == 1  # the same bytes are kept once

    @pytest.mark.parametrize(
        ("given_name", "kept"),
        [
            ("../../etc/照片.png", "照片.png"),
            ("C:\\我的文档\\照片.png", "照片.png"),
            ("照\r\nSet-Cookie: x\0片.png", "照Set-Cookie: x片.png"),
            ("长" * 300 + ".png", "长" * 251 + ".png"),
        ],
    )
    def test_a_name_is_kept_without_folders_and_control_characters(
        self, world: World, signed: Assignment, given_name: str, kept: str
    ) -> None:
        assert self._attach(world, signed, given_name, _image("PNG")).name == kept

    def test_files_of_a_draft_are_its_authors_and_those_of_a_report_whoever_sees_the_report(
        self, world: World, signed: Assignment
    ) -> None:
        Department.objects.filter(pk=signed.department_id).update(head_endorses=True)
        file = self._attach(world, signed, "a.png", _image("PNG"))
        assert self._seen(world, file) == {"filer"}
        report = file_report(
            assignment=signed,
            actor=world.filer,
            on=ON,
            percent=10,
            narrative="已部署。",
            draft=ReportDraft.objects.get(),
        )
        assert self._seen(world, file) == {"filer", "head"}
        endorse_report(report=report, actor=world.head)
        assert self._seen(world, file) == {"filer", "head", "supervisor", "leader"}
        assert (report.attachments.get(), ReportDraft.objects.count()) == (file, 0)

    def _seen(self, world: World, file: Attachment) -> set[str]:
        people = ("supervisor", "leader", "filer", "head", "other_filer")
        return {w for w in people if file in Attachment.objects.visible_to(getattr(world, w))}

    def test_a_file_is_taken_out_of_a_draft_by_its_author_and_never_out_of_a_report(
        self, world: World, signed: Assignment
    ) -> None:
        file = self._attach(world, signed, "a.png", _image("PNG"))
        colleague = world.user("colleague", UserRole.FILER, "省财政厅")
        with pytest.raises(NotAllowed):
            remove_attachment(attachment=file, actor=colleague)
        remove_attachment(attachment=file, actor=world.filer)
        file = self._attach(world, signed, "a.png", _image("PNG"))
        file_report(
            assignment=signed,
            actor=world.filer,
            on=ON,
            percent=10,
            narrative="已部署。",
            draft=ReportDraft.objects.get(),
        )
        file.refresh_from_db()
        with refused("file_filed_already"):
            remove_attachment(attachment=file, actor=world.filer)


_DAMAGED = _docx()
