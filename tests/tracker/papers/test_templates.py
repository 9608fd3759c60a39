"""The templates of 通报 and 督办单: what they may say, uploading one, and coming back to a former one."""

import io
import time
import zipfile
from typing import Any, cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.admin import as_user, text
from tests.conftest import World
from tests.refusals import refused
from tests.tracker.papers.paper import TEMPLATES, TODAY, edited, late_work, notice, printed, words_of
from tracker.papers.models import PaperKind, PaperTemplate
from tracker.papers.placeholders import DOCUMENTED
from tracker.papers.printing import check_template, own_template
from tracker.papers.services.issuing import restore_template, upload_template
from tracker.work.models.assignments import Assignment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: TODAY)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: TODAY)


@pytest.fixture
def late(world: World) -> Assignment:
    return late_work(world)


class TestTemplates:
    @pytest.mark.parametrize("kind", PaperKind.values)
    def test_the_projects_own_hold_and_use_only_documented_placeholders(self, kind: str) -> None:
        check_template(kind=kind, name="模板.docx", data=own_template(kind))

    @pytest.mark.parametrize(
        ("new", "code", "words"),
        [
            ("{{ 期限 }}", "template_placeholder_unknown", "“期限”"),
            ("{% for 行 in 单位 %}{{ 行.姓名 }}{% endfor %}", "template_placeholder_unknown", "“姓名”"),
            ("{% for 行 in 单位 %}", "template_syntax", "成对"),
            ("{{ 期间.__class__.__mro__ }}", "template_forbidden", "不允许的写法"),
        ],
    )
    def test_a_wrong_placeholder_is_named(self, new: str, code: str, words: str) -> None:
        data = edited(own_template("bulletin"), "{{ 期间 }}", new)
        with refused(code, match=words):
            check_template(kind="bulletin", name="模板.docx", data=data)

    def test_what_is_no_docx_is_refused(self) -> None:
        own = own_template("notice")
        no_number = edited(own, "{{ 文号 }}", "督办")
        zipped = io.BytesIO()
        with zipfile.ZipFile(zipped, "w") as archive:
            archive.writestr("a.txt", "x")
        for name, data, code in (
            ("模板.doc", own, "template_not_docx"),
            ("模板.docx", b"PK\x03\x04broken", "template_unsafe"),
            ("模板.docx", zipped.getvalue(), "template_unsafe"),
            ("模板.docx", own[:2000], "template_unsafe"),
            ("模板.docx", no_number, "template_number_missing"),
        ):
            with refused(code):
                check_template(kind="notice", name=name, data=data)

    def test_an_uploaded_one_is_used_and_the_former_one_comes_back(
        self, world: World, late: Assignment
    ) -> None:
        first = upload_template(
            kind="notice",
            name="甲.docx",
            data=edited(own_template("notice"), "请于", "甲版：请于"),
            actor=world.supervisor,
        )
        upload_template(
            kind="notice",
            name="乙.docx",
            data=edited(own_template("notice"), "请于", "乙版：请于"),
            actor=world.supervisor,
        )
        assert "乙版：" in words_of(printed(bytes(notice(world, late).data)))
        restore_template(kind="notice", version=first.pk, actor=world.supervisor)
        assert "甲版：" in words_of(printed(bytes(notice(world, late).data)))
        restore_template(kind="notice", version=None, actor=world.supervisor)
        assert "版：" not in words_of(printed(bytes(notice(world, late).data)))

    def test_the_page_uploads_restores_and_explains(self, world: World) -> None:
        client = as_user(world.supervisor)
        html = text(client.get(TEMPLATES))
        assert all(place.name in html for kind in PaperKind for place in DOCUMENTED[kind])
        wrong = SimpleUploadedFile("模板.docx", edited(own_template("notice"), "{{ 单位 }}", "{{ 受文 }}"))
        answer = client.post(TEMPLATES, {"kind": "notice", "file": wrong})
        assert "不认识的占位符“受文”" in text(answer)
        right = SimpleUploadedFile("模板.docx", own_template("notice"))
        assert client.post(TEMPLATES, {"kind": "notice", "file": right}).status_code == 302
        client.post(TEMPLATES, {"kind": "notice", "restore": "own"})
        assert [t.note for t in PaperTemplate.objects.all()] == ["恢复系统自带模板", ""]
        for address in (f"{TEMPLATES}{PaperTemplate.objects.first().pk}/", f"{TEMPLATES}own-bulletin/"):
            check_template(
                kind="notice" if "own" not in address else "bulletin",
                name="x.docx",
                data=cast(Any, client.get(address)).getvalue(),
            )


class TestTemplatesThatNeverEnd:
    """Case H5: each is refused with a Chinese word, and nothing of it stays in this process."""

    @pytest.mark.parametrize(
        ("asked", "code", "words"),
        [
            (
                "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
                "template_placeholder_unknown",
                "“range”",
            ),
            ("{{ 标题|center(2000000000)|length }}", "template_huge", "异常庞大"),
            ("{{ '%2000000000d'|format(1)|length }}", "template_huge", "异常庞大"),
            ("{{ 标题|center(9000000) }}", "template_huge", "异常庞大"),
            (
                "{{ lipsum() }}{{ joiner }}",
                "template_placeholder_unknown",
                "“lipsum”",
            ),
        ],
    )
    def test_what_asks_for_too_much_is_refused(self, asked: str, code: str, words: str) -> None:
        data = edited(own_template("bulletin"), "{{ 期间 }}", asked)
        with refused(code, match=words):
            check_template(kind="bulletin", name="模板.docx", data=data)

    def test_what_never_ends_is_ended(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tracker.papers.rendering.SECONDS", 2)
        loops = "".join(f"{{% for {name} in '字' * 9999 %}}" for name in "abc") + "{% endfor %}" * 3
        data = edited(own_template("bulletin"), "{{ 期间 }}", loops)
        began = time.monotonic()
        with refused("template_slow", match="已停止"):
            check_template(kind="bulletin", name="模板.docx", data=data)
        assert time.monotonic() - began < 10
