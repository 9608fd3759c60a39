"""What an archive or a mail holds: its files one after the other, each read only when its turn has come.

All of it is bounded: how many files, how large each and all together, how deep one lies in another.  What
goes beyond the bounds of the whole ends the reading; what is wrong with one file is said of that file.
"""

from __future__ import annotations

from dataclasses import dataclass

from extraction.model import ExtractionError
from extraction.readers.txt import is_chinese

MAX_FILES = 200
MAX_DEPTH = 3  # an archive in a mail in an archive
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200
ALWAYS_SMALL = 10 * 1024 * 1024
LONGEST_PLACE = 300


class HostileError(ExtractionError):
    """What ends the reading of the whole, however deep inside it was met."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file within: `place` says where it lies; without its bytes `reason` says why, in Chinese.

    `is_body`: the words of a mail, which are mostly about its attachments.
    """

    place: str
    name: str
    data: bytes | None = None
    reason: str = ""
    is_body: bool = False


@dataclass(slots=True)
class Budget:
    """What may still be taken out of the outermost file called `name`."""

    name: str
    files: int = MAX_FILES
    unpacked: int = MAX_UNPACKED

    def take_file(self) -> None:
        """Count one more file; raises HostileError where there are too many."""
        self.files -= 1
        if self.files < 0:
            raise HostileError(f"“{self.name}”中的文件超过 {MAX_FILES} 个，请分批导入。")

    def take_bytes(self, size: int) -> None:
        """Count what was unpacked; raises HostileError where it is too much."""
        self.unpacked -= size
        if self.unpacked < 0:
            raise self.bomb()

    def bomb(self) -> HostileError:
        """The error that stops the reading of what grows out of bounds."""
        return HostileError(f"“{self.name}”解压后过大，疑似压缩炸弹，已停止读取，请核实来源或分批导入。")


def chinese_name(raw: bytes) -> str:
    """A name whose encoding nobody says, "" where it is none that is known here.

    Some words in GBK are words of UTF-8 as well, though of another script.
    """
    read: list[str] = []
    for encoding in ("utf-8", "gb18030"):
        try:
            read.append(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return next(filter(is_chinese, read), read[0] if read else "")


def joined(above: str, name: str) -> str:
    """The place of a file that lies in `above`."""
    return (f"{above}/{name}" if above else name)[-LONGEST_PLACE:]
