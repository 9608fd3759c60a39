"""What a file is: the bytes must be what the ending of its name says, and an archive must not be a bomb."""

from collections.abc import Callable

from common.files.archives import parts_of

_OFFICE = "application/vnd.openxmlformats-officedocument."
_MAX_INFLATED = 500 * 1024 * 1024  # bytes that an archive says it holds, unpacked


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(starts)


def _old(*streams: str) -> Callable[[bytes], bool]:
    """Of the older office programs: a store of streams, one of which has such a name."""
    names = [f"{stream}\0".encode("utf-16-le") for stream in streams]
    return lambda data: (
        data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") and any(name in data for name in names)
    )


def _packed(part: str = "") -> Callable[[bytes], bool]:
    """An archive, which holds this part if one is named."""

    def is_it(data: bytes) -> bool:
        parts = parts_of(data) if data.startswith(b"PK\x03\x04") else {}
        return part in parts if part else bool(parts)

    return is_it


def _film(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and 8 <= int.from_bytes(data[:4]) <= 4096


# Ending → (media type, whether the bytes are such a file).
KINDS: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    "doc": ("application/msword", _old("WordDocument")),
    "docx": (_OFFICE + "wordprocessingml.document", _packed("word/document.xml")),
    "wps": ("application/vnd.ms-works", _old("WordDocument")),
    "xls": ("application/vnd.ms-excel", _old("Workbook", "Book")),
    "xlsx": (_OFFICE + "spreadsheetml.sheet", _packed("xl/workbook.xml")),
    "et": ("application/vnd.ms-excel", _old("Workbook", "Book")),
    "ofd": ("application/ofd", _packed("OFD.xml")),
    "pdf": ("application/pdf", _begins(b"%PDF-")),
    "png": ("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    "zip": ("application/zip", _packed()),
    "mp4": ("video/mp4", _film),
}


def ending_of(name: str) -> str:
    """The ending of a file's name in small letters, without the point."""
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def is_bomb(data: bytes) -> bool:
    """Whether an archive says that it unpacks to far more than papers need; nothing is unpacked."""
    return data.startswith(b"PK\x03\x04") and sum(parts_of(data).values()) > _MAX_INFLATED
