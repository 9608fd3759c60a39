"""What an archive or a mail holds: every file by its place, bounded, and what is unread with its reason."""

import io
import struct
import time
import zipfile
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.json_form import to_json
from extraction.model import ExtractionError
from extraction.pipeline import extract_bytes
from extraction.readers.containers import members as bounds
from extraction.readers.containers.mail import BODY
from extraction.readers.containers.opening import is_container, members
from tests.extraction.files import docx_bytes
from tests.policies.imports.files import gbk_zipped, mail, zipped
from tests.policies.sample import SAMPLE


def places(data: bytes, name: str = "包.zip") -> list[tuple[str, str]]:
    return [(member.place, member.reason) for member in members(data, name=name)]


def test_the_files_come_in_their_order_with_their_folders() -> None:
    data = zipped(
        {"一/甲.txt": "甲", "乙.txt": "乙", "__MACOSX/._乙.txt": "x", "一/.DS_Store": "x", "~$乙.docx": "x"}
    )
    assert places(data) == [("一/甲.txt", ""), ("乙.txt", "")]


def test_names_in_gbk_are_read_as_they_were_meant() -> None:
    assert places(gbk_zipped({"通知.txt": "甲", "方案/附件一.txt": "乙"})) == [
        ("通知.txt", ""),
        ("方案/附件一.txt", ""),
    ]


def test_an_archive_in_a_mail_in_an_archive_is_opened_and_no_deeper() -> None:
    deepest = zipped({"丁.txt": "丁"})
    inner = zipped({"丙.txt": "丙", "四.zip": deepest})
    letter = mail("送审", "请查收。", {"三.zip": inner})
    found = places(zipped({"二.eml": letter, "甲.txt": "甲"}))
    assert [place for place, _ in found] == [
        f"二.eml/{BODY}",
        "二.eml/三.zip/丙.txt",
        "二.eml/三.zip/四.zip",
        "甲.txt",
    ]
    assert [bool(reason) for _, reason in found] == [False, False, True, False]
    assert "第 3 层" in found[2][1]


def test_what_is_wrong_with_one_file_is_said_of_it_and_the_rest_goes_on() -> None:
    whole = zipped({"坏.zip": zipped({"a.txt": "a"})[:60], "程序.exe": b"MZ\x00\x01", "好.txt": SAMPLE})
    extraction = extract_bytes(whole, name="包.zip")
    assert [document.number for document in extraction.documents] == ["云政发〔2026〕7号"]
    assert [(one.place, bool(one.reason)) for one in extraction.refused] == [
        ("坏.zip", True),
        ("程序.exe", True),
    ]
    assert [one["place"] for one in to_json(extraction)["refused"]] == ["坏.zip", "程序.exe"]


def test_of_a_mail_the_words_and_the_attachments_are_documents() -> None:
    data = mail(
        "转发：关于报送材料的通知",
        "请于6月底前报送。",
        {"方案.docx": docx_bytes("方案"), "表.txt": SAMPLE.encode()},
    )
    found = list(members(data, name="信.eml"))
    assert [member.name for member in found] == [f"{BODY}.txt", "方案.docx", "表.txt"]
    assert (found[0].data or b"").decode().startswith("关于报送材料的通知\n\n请于6月底前")


def test_a_mail_with_names_and_words_in_gbk_is_read() -> None:
    raw = (
        b"From: a@example.test\r\nTo: b@example.test\r\nSubject: =?gb2312?B?" + b"zajWqg==" + b"?=\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n'
        b"--x\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n" + "请查收附件。".encode("gbk") + b"\r\n"
        b'--x\r\nContent-Type: application/octet-stream; name="' + "方案.txt".encode("gbk") + b'"\r\n'
        b"Content-Disposition: attachment\r\n\r\n" + "甲".encode() + b"\r\n--x--\r\n"
    )
    body, attachment = members(raw, name="信")
    assert (body.data or b"").decode() == "通知\n\n请查收附件。\n"
    assert attachment.name == "方案.txt"


def test_a_picture_within_the_words_of_a_mail_is_named() -> None:
    message = EmailMessage()
    message["From"], message["To"] = "a@example.test", "b@example.test"
    message.set_content("见图。")
    message.add_alternative("<p>见图。</p><img src='cid:a'>", subtype="html")
    page = message.get_payload()[1]
    page.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<a>", filename="logo.png")
    assert places(message.as_bytes(), "信.eml")[1] == ("logo.png", "邮件正文内的图片，未读")


def test_a_page_that_a_browser_saved_is_no_mail() -> None:
    saved = b"From: <Saved by Blink>\r\nSubject: x\r\nDate: x\r\nMIME-Version: 1.0\r\n\r\n<p>x</p>"
    assert not is_container(saved, name="页.mhtml")
    assert not is_container(saved, name="页")
    assert not is_container(docx_bytes("甲"), name="甲")
    assert not is_container(b"Date: x\nTitle: y\nFrom: z\n", name="笔记.txt")


def locked() -> bytes:
    data = bytearray(zipped({"甲.txt": "甲"}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = data.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        data[at] |= 1
    return bytes(data)


def lying(size: int) -> bytes:
    """A file that says to be small and is not."""
    data = bytearray(zipped({"甲.txt": b"0" * size}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 10)
    return bytes(data)


def nested(depth: int) -> bytes:
    data = zipped({"底.txt": SAMPLE})
    for _ in range(depth):
        data = zipped({"内.zip": data})
    return data


HOSTILE = [
    ("空.zip", zipped({}), "没有文件"),
    ("坏.zip", zipped({"甲.txt": SAMPLE})[:100], "已损坏"),
    ("爬.zip", zipped({"../../etc/甲.txt": SAMPLE}), "指向包外"),
    ("爬2.zip", zipped({"甲/../../乙.txt": SAMPLE}), "指向包外"),
    ("绝对.zip", zipped({"/etc/甲.txt": SAMPLE}), "指向包外"),
    ("盘.zip", zipped({"C:\\甲.txt": SAMPLE}), "指向包外"),
    ("反斜.zip", zipped({"..\\甲.txt": SAMPLE}), "指向包外"),
    ("炸弹.zip", zipped({"甲.txt": b"0" * (12 << 20)}), "压缩炸弹"),
    ("内炸弹.zip", zipped({"好.txt": SAMPLE, "内.zip": zipped({"甲.txt": b"0" * (12 << 20)})}), "压缩炸弹"),
    ("谎.zip", lying(1 << 20), "没有可以读取"),
    ("锁.zip", locked(), "已加密"),
    ("深.zip", nested(20), "第 3 层"),
    ("多.zip", zipped({f"{i}.txt": "甲" for i in range(bounds.MAX_FILES + 1)}), "分批导入"),
    ("压缩.rar", b"Rar!\x1a\x07\x00" + bytes(100), "zip"),
    ("压缩.7z", b"7z\xbc\xaf\x27\x1c" + bytes(100), "zip"),
    ("邮件.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__substg1.0_0037".encode("utf-16-le"), "eml"),
    ("空信.eml", b"From: a\r\nTo: b\r\n\r\n", "没有可以读取"),
    ("乱.eml", bytes(range(256)) * 40, "没有可以读取"),
    (
        "层.eml",
        b"From: a\r\nTo: b\r\n"
        + b"".join(
            b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (i, i) for i in range(3000)
        ),
        "",
    ),
]


@pytest.mark.parametrize(("name", "data", "words"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_a_hostile_one_is_refused_in_bounded_time_with_one_clear_line(
    name: str, data: bytes, words: str
) -> None:
    begun = time.monotonic()
    with pytest.raises(ExtractionError) as caught:
        extract_bytes(data, name=name)
    assert time.monotonic() - begun < 10
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.binary(max_size=300), st.sampled_from(["PK", "eml", ""]))
def test_whatever_the_bytes_nothing_but_a_clear_line_is_raised(noise: bytes, kind: str) -> None:
    head = {"PK": b"PK\x03\x04", "eml": b"From: a\nTo: b\nSubject: ", "": b""}[kind]
    try:
        for member in members(head + noise, name="甲.eml"):
            assert member.data is not None or member.reason
    except ExtractionError:
        pass


def test_an_archive_whose_list_names_one_place_twice_yields_both() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("甲.txt", "一")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("甲.txt", "二")
    assert [member.data.decode() for member in members(buffer.getvalue(), name="包.zip")] == ["一", "二"]
