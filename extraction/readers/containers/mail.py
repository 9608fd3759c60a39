"""eml: the words of a mail and its attachments, by the library of Python itself.

msg, the form of Outlook, is not read: the libraries that read it are under the GPL, or have hardly a release.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

from extraction.model import ExtractionError
from extraction.readers.containers.members import Budget, Member, chinese_name, joined
from extraction.readers.dispatch import MAX_BYTES, shown
from extraction.readers.txt import decode

_HEADERS = re.compile(
    rb"\s*(?:(?:Received|Return-Path|Delivered-To|Message-ID|From|To|Cc|Subject|Date|Sender|Reply-To|MIME-Version"
    rb"|Content-[\w-]+|DKIM-[\w-]+|X-[\w-]+|Importance|Thread-[\w-]+|References|In-Reply-To|ARC-[\w-]+)"
    rb":[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){3,}",
    re.I,
)
_SAVED_PAGE = re.compile(rb"^(?:Snapshot-Content-Location|From:[^\n]*<?Saved by)", re.I | re.M)
_PASSED_ON = re.compile(r"^(?:(?:回复|答复|转发|Re|Fw|Fwd)\s*[:：]\s*)+", re.I)
# What Python's parser of headers raises on some that nobody should write.
_ODD_HEADER = (ValueError, LookupError, AttributeError, TypeError)
_NAME = re.compile(r'name="?(?P<name>[^";\r\n]+)')
BODY = "邮件正文"


def is_mail(data: bytes, suffix: str) -> bool:
    """Whether the bytes are a mail, and no page that a browser saved in the form of one."""
    if suffix in (".mht", ".mhtml"):
        return False
    head = data[:8192]
    if _SAVED_PAGE.search(head):
        return False
    found = _HEADERS.match(head)
    if suffix == ".eml":
        return True
    said = found.group().lower() if found else b""
    return b"from:" in said and (b"to:" in said or b"message-id:" in said)


def members_of_mail(name: str, data: bytes, above: str, budget: Budget) -> Iterator[Member]:
    """The words of the mail as a text whose first line is its subject, then its attachments."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
    except RecursionError:
        raise ExtractionError(f"邮件“{shown(name)}”层数过多，无法读取，请导出附件后导入。") from None
    texts: list[EmailMessage] = []
    rest: list[EmailMessage] = []
    pages: list[EmailMessage] = []
    for part in _leaves(message):
        named = _name(part)
        if named or part.get_content_disposition() == "attachment" or part.is_multipart():
            rest.append(part)
        elif part.get_content_type() == "text/plain":
            texts.append(part)
        elif part.get_content_type() == "text/html":
            pages.append(part)
        else:
            rest.append(part)
    body = _body(message, texts, pages, above)
    if body is not None:
        budget.take_bytes(len(body.data or b""))
        yield body
    shown_within = "".join(_text_or_nothing(page) for page in pages)
    for number, part in enumerate(rest, start=1):
        budget.take_file()
        yield _attachment(part, number, above, budget, shown_within)


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that hold something; a mail within the mail is one of them."""
    pending = [message]
    while pending:
        part = pending.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            pending += reversed([inner for inner in part.iter_parts() if isinstance(inner, EmailMessage)])
        else:
            yield part


def _body(
    message: EmailMessage, texts: list[EmailMessage], pages: list[EmailMessage], above: str
) -> Member | None:
    place = joined(above, BODY)
    try:
        said = "\n".join(filter(None, (_text(part).strip() for part in texts)))
        page = "\n".join(filter(None, (_text(part).strip() for part in pages)))
    except ExtractionError as error:
        return Member(place, BODY, reason=str(error), is_body=True)
    if said:
        subject = _PASSED_ON.sub("", _subject(message))
        return Member(place, f"{BODY}.txt", f"{subject}\n\n{said}\n".encode("utf-8", "replace"), is_body=True)
    if page:
        return Member(place, f"{BODY}.html", page.encode("utf-8", "replace"), is_body=True)
    return None


def _subject(message: EmailMessage) -> str:
    try:
        return " ".join(str(message.get("Subject", "")).split())
    except _ODD_HEADER:
        return ""


def _text(part: EmailMessage) -> str:
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    charset = part.get_content_charset("utf-8")
    try:
        return data.decode("gb18030" if charset.lower() in ("gb2312", "gbk") else charset)
    except (UnicodeDecodeError, LookupError):
        return decode(data, BODY) if data.strip() else ""


def _text_or_nothing(part: EmailMessage) -> str:
    try:
        return _text(part)
    except ExtractionError:
        return ""


def _attachment(part: EmailMessage, number: int, above: str, budget: Budget, shown_within: str) -> Member:
    name = shown(_name(part).replace("\\", "/").rsplit("/", 1)[-1]) or f"附件{number}"
    inner: Any = part.get_payload()
    if part.get_content_type() == "message/rfc822" and isinstance(inner, list) and inner:
        data = inner[0].as_bytes()
        name = name if name.lower().endswith(".eml") else f"{name}.eml"
    else:
        raw = part.get_payload(decode=True)
        data = raw if isinstance(raw, bytes) else b""
    budget.take_bytes(len(data))
    place = joined(above, name)
    identity = str(part.get("Content-ID", "")).strip(" <>")
    if identity and part.get_content_maintype() == "image" and f"cid:{identity}" in shown_within:
        return Member(place, name, reason="邮件正文内的图片，未读")
    if len(data) > MAX_BYTES:
        return Member(place, name, reason=f"超过 {MAX_BYTES // 1024 // 1024} MB 的上限")
    return Member(place, name, data)


def _name(part: EmailMessage) -> str:
    """The name of an attachment; raw bytes in a header are GBK or UTF-8."""
    try:
        name = part.get_filename() or ""
    except _ODD_HEADER:
        return ""
    if "\ufffd" not in name:
        return name
    # Raw bytes in a header; the library has put signs of its own in their place.
    for header, value in part.raw_items():
        found = (
            _NAME.search(str(value)) if header.lower() in ("content-disposition", "content-type") else None
        )
        if found:
            return chinese_name(found["name"].encode("utf-8", "surrogateescape")) or name
    return name
