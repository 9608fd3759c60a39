"""附件 in the browser: what it shows runs nothing, and an ofd says that it is not its own layout."""

import io
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image

from tests.admin import as_user, text
from tests.api import ROOT
from tests.api import as_user as api
from tests.conftest import World
from tests.extraction.desk import NS, lines, ofd_parts, pictured, zipped
from tracker.work.filing.models.drafts import Attachment
from tracker.work.filing.services.drafting import attach_file
from tracker.work.models.assignments import Assignment

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%made up for the test\n"


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, kind)
    return out.getvalue()


def ofd(words: str = "县水利局6月底前完成。<script>alert(1)</script>") -> bytes:
    """A page of text, and one with a picture."""
    escaped = words.replace("<", "&lt;").replace(">", "&gt;")
    parts = ofd_parts([lines([escaped]), pictured(20, 30, 120, 90)])
    resources = f'<ofd:Res {NS} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="5" Type="Image">'
    resources += "<ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
    common = "<ofd:CommonData><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
    document = str(parts["Doc_0/Document.xml"])
    parts["Doc_0/Document.xml"] = document.replace("<ofd:CommonData>", common)
    parts |= {"Doc_0/DocumentRes.xml": resources, "Doc_0/Res/a.png": picture()}
    return zipped(parts)


def attached(world: World, assignment: Assignment, name: str, data: bytes) -> Attachment:
    return attach_file(assignment=assignment, actor=world.filer, name=name, data=data)


def asked(world: World, file: Attachment, way: str) -> Any:
    """The file to be looked at, by its page or by the API."""
    if way == "api":
        return api(world.filer).get(f"{ROOT}attachments/{file.pk}/?show=true")
    return as_user(world.filer).get(reverse("admin:work_attachment", args=[file.pk]) + "?show")


@pytest.mark.parametrize("way", ["page", "api"])
@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("照片.png", picture(), "image/png"),
        ("照片.jpg", picture("JPEG"), "image/jpeg"),
        ("扫描.pdf", PDF, "application/pdf"),
    ],
)
def test_a_picture_and_a_pdf_are_shown_as_they_are(
    world: World, signed: Assignment, way: str, name: str, data: bytes, kind: str
) -> None:
    answer = asked(world, attached(world, signed, name, data), way)
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, data, kind)
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "script" not in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("way", ["page", "api"])
def test_an_ofd_is_shown_as_its_text_and_pictures_and_says_what_it_is_not(
    world: World, signed: Assignment, way: str
) -> None:
    answer = asked(world, attached(world, signed, "批复.ofd", ofd()), way)
    html = answer.content.decode()
    assert "非原版式" in html
    assert "县水利局6月底前完成。" in html
    assert "<script" not in html
    assert 'x="20.0" y="30.0" width="120.0" height="90.0"' in html
    assert "data:image/png;base64," in html
    assert html.count("<svg ") == 2
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "img-src data:" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["材料.zip", "现场.mp4"])
def test_anything_else_is_saved_even_where_showing_was_asked_for(
    world: World, signed: Assignment, name: str
) -> None:
    film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(40)
    data = film if name.endswith("mp4") else zipped({"a.html": "<script>"})
    answer = asked(world, attached(world, signed, name, data), "page")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_without_being_asked_to_a_file_is_saved(world: World, signed: Assignment) -> None:
    file = attached(world, signed, "照片.png", picture())
    for answer in (
        as_user(world.filer).get(reverse("admin:work_attachment", args=[file.pk])),
        api(world.filer).get(f"{ROOT}attachments/{file.pk}/"),
    ):
        assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("broken", ["entity", "empty", "locked"])
def test_an_ofd_that_cannot_be_drawn_is_refused_in_words(
    world: World, signed: Assignment, broken: str
) -> None:
    parts: dict[str, Any] = dict(ofd_parts([lines(["文字"])]))
    if broken == "entity":
        bomb = '<!DOCTYPE a [<!ENTITY x "xxxxxxxx">]>'
        parts["Doc_0/Document.xml"] = bomb + str(parts["Doc_0/Document.xml"])
    elif broken == "empty":
        parts = {"OFD.xml": "<OFD/>"}
    else:
        parts["Encryptions.xml"] = "<x/>"
    file = attached(world, signed, "批复.ofd", zipped(parts))
    answer = asked(world, file, "api")
    assert (answer.status_code, answer.json()["code"]) == (409, "file_not_shown")
    client = as_user(world.filer)
    page = client.get(reverse("admin:work_attachment", args=[file.pk]) + "?show", follow=True)
    assert "下载后用版式阅读软件打开" in text(page)


@pytest.mark.parametrize("way", ["page", "api"])
def test_who_may_not_have_a_file_may_not_look_at_it(world: World, signed: Assignment, way: str) -> None:
    file = attached(world, signed, "照片.png", picture())
    world.filer = world.other_filer
    assert asked(world, file, way).status_code == 404
