"""Documents come in by the API: a file, a pasted text, the same again, and what cannot be read."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from policies.models.documents import PolicyDocument, SourceFile
from tests.api import ROOT, as_user, read, write
from tests.conftest import World

pytestmark = pytest.mark.django_db

TEXT = """云岭省人民政府关于印发云岭省图书进乡村行动方案的通知
云政发〔2026〕8号

各市人民政府，省政府各厅委、各直属机构：
现将《云岭省图书进乡村行动方案》印发给你们，请认真贯彻执行。

云岭省人民政府
2026年4月1日

云岭省图书进乡村行动方案

一、主要任务
（一）建设乡村书屋。在每个乡镇建设一间书屋，6月底前完成。（省教育厅牵头，省财政厅配合）
（二）培训管理人员。为每间书屋培训一名管理员。（省教育厅、省便民中心负责）
"""


def _upload(world: World, content: bytes, name: str = "方案.txt", who: str = "supervisor") -> Any:
    file = SimpleUploadedFile(name, content)
    return as_user(getattr(world, who)).post(f"{ROOT}documents/import/", {"file": file}, format="multipart")


def _paste(world: World, text: str = TEXT) -> Any:
    return as_user(world.supervisor).post(f"{ROOT}documents/import/", {"text": text}, format="json")


def test_an_uploaded_file_becomes_a_draft(world: World) -> None:
    answer = _upload(world, TEXT.encode())
    assert answer.status_code == 201, answer.content.decode()
    [document] = answer.json()["created"]
    assert (document["number"], document["status_label"]) == ("云政发〔2026〕8号", "待校核")
    assert document["measure_count"] == 2
    shown = read(as_user(world.supervisor), f"documents/{document['id']}/")
    assert shown["source_name"] == "方案.txt"
    assert "乡村书屋" in shown["text"]


def test_the_same_file_again_changes_nothing_and_says_so(world: World) -> None:
    _upload(world, TEXT.encode())
    again = _upload(world, TEXT.encode(), name="另一个名字.txt")
    assert again.status_code == 200
    assert again.json()["same_file"]
    assert again.json()["created"] == []
    assert [d["number"] for d in again.json()["already"]] == ["云政发〔2026〕8号"]
    assert "此前已导入" in again.json()["message"]
    assert PolicyDocument.objects.count() == 1


def test_the_same_number_in_another_file_is_not_made_twice(world: World) -> None:
    _upload(world, TEXT.encode())
    again = _paste(world, TEXT + "\n（此件公开发布）\n")
    assert again.status_code == 200
    assert not again.json()["same_file"]
    assert "未重复导入" in again.json()["message"]
    assert PolicyDocument.objects.count() == 1


def test_a_pasted_text_becomes_a_draft(world: World) -> None:
    answer = _paste(world)
    assert answer.status_code == 201, answer.content.decode()
    assert answer.json()["created"][0]["measure_count"] == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.txt", b""),
        ("空白.txt", b" \n\n "),
        ("图片.txt", bytes(range(256)) * 20),
        ("程序.exe", b"MZ\x00\x01"),
        ("坏.docx", "不是压缩包".encode()),
        ("坏.pdf", b"%PDF-1.7 and no more"),
        ("坏.xlsx", b"PK\x03\x04broken"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_chinese_sentence(
    world: World, name: str, content: bytes
) -> None:
    answer = _upload(world, content, name=name)
    assert answer.status_code == 400, answer.content.decode()
    assert answer.json()["code"] == "file_unreadable"
    sentence = answer.json()["title"]
    assert any("\u4e00" <= character <= "\u9fff" for character in sentence)
    assert "\n" not in sentence
    assert not PolicyDocument.objects.exists()


@pytest.mark.parametrize("text", ["", "  \n "])
def test_a_pasted_nothing_gets_one_chinese_sentence(world: World, text: str) -> None:
    answer = _paste(world, text)
    assert answer.status_code == 400
    assert answer.json()["code"] == "file_unreadable"


@pytest.mark.parametrize(
    "body", [{}, {"text": "文", "file": "名"}, {"text": None}, {"file": "不是文件"}, {"text": "\x00"}]
)
def test_an_import_of_neither_or_both_is_refused(world: World, body: dict[str, Any]) -> None:
    write(as_user(world.supervisor), "documents/import/", body, expect=400)


def test_the_loser_of_two_imports_at_once_is_told_to_look_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(**given: Any) -> None:
        SourceFile.objects.create(name="先到的.txt", sha256="0", content=b"", size=0)
        SourceFile.objects.create(name="后到的.txt", sha256="0", content=b"", size=0)

    monkeypatch.setattr("policies.imports.api.take_text", transaction.atomic(lose))
    answer = _paste(world)
    assert answer.status_code == 409
    assert answer.json()["code"] == "changed_meanwhile"


@pytest.mark.parametrize("who", ["filer", "head", "leader"])
def test_only_the_supervision_office_imports(world: World, who: str) -> None:
    answer = _upload(world, TEXT.encode(), who=who)
    assert answer.status_code == 403
    assert answer.json()["code"] == "permission_denied"
    assert not PolicyDocument.objects.exists()
