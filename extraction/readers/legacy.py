"""Files of old programs: workbooks (xls, et) as they are, letters (doc, wps, rtf, odt) by LibreOffice.

It turns them into a docx; it runs without a window, without macros, with a profile of its own in a folder
that is removed afterwards.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from extraction.model import ExtractionError
from extraction.readers.book import read_book
from extraction.readers.isolated import BROKEN, UnreadableError
from extraction.readers.office import read_office
from extraction.readers.process import TimeUpError, run
from extraction.readers.source import Source

SECONDS = 90
_PROGRAMS = ("soffice", "libreoffice")
_SETTINGS = {
    "MacroSecurityLevel": "3",
    "DisableMacrosExecution": "true",
    "BlockUntrustedRefererLinks": "true",
}
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
    + "".join(
        '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>\n'
        for name, value in _SETTINGS.items()
    )
    + "</oor:items>\n"
)
# The component that reads what is turned into a docx or an xlsx, and the library that it comes with.
_COMPONENTS = {
    "docx": ("文字处理组件（Writer）", "*swlo.*"),
    "xlsx": ("电子表格组件（Calc）", "*sclo.*"),
}
_STREAMS = ("EncryptedPackage", "EncryptionInfo", "WordDocument", "Workbook", "Book")


def read_legacy(name: str, data: bytes) -> Source:
    """The text of an old office file; raises ExtractionError where it is locked or cannot be turned."""
    kind = _kind(data, Path(name).suffix.lower())
    if kind == "locked":
        raise ExtractionError(f"文件“{name}”已加密，请取消密码后再导入。")
    if kind == "other":
        raise ExtractionError(f"“{name}”不是文字或表格文件，请另存为 docx、pdf 或 xlsx 后再导入。")
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if kind == "xls":
        try:
            return read_book(name, data)
        except UnreadableError as error:  # of the oldest programs LibreOffice knows more
            if error.fault != BROKEN or program is None or _lacks(program, kind):
                raise
    target = "xlsx" if kind == "xls" else "docx"
    again = f"请用 Word 或 WPS 另存为 {target} 后再导入。"
    if program is None:
        raise ExtractionError(f"“{name}”是旧格式文件，本机没有安装 LibreOffice，无法转换，{again}")
    if _lacks(program, kind):
        raise ExtractionError(
            f"“{name}”是旧格式文件，本机的 LibreOffice 没有安装{_COMPONENTS[target][0]}，无法转换，{again}"
        )
    return read_office(name, _turned(name, data, kind, program))


def _kind(data: bytes, suffix: str) -> str:
    """doc, odt, xls or rtf by what the file names within; `locked` or `other` for what cannot be read."""
    if data[:5] == b"{\\rtf":
        return "rtf"
    if data[:2] == b"PK":
        return "odt"
    streams = {stream: stream.encode("utf-16-le") in data for stream in _STREAMS}
    if streams["EncryptedPackage"] or streams["EncryptionInfo"]:
        return "locked"
    if streams["WordDocument"] or suffix in (".wps", ".wpt"):
        return "doc"
    if streams["Workbook"] or streams["Book"] or suffix == ".et":
        return "xls"
    return "doc" if suffix in (".doc", ".dot") else "xls" if suffix == ".xls" else "other"


def _lacks(program: str, kind: str) -> bool:
    """Whether LibreOffice is installed without the component that reads this kind of file.

    It then says of every such file that it could not be loaded, as of a broken one.
    """
    folder = Path(program).resolve().parent
    pattern = _COMPONENTS["xlsx" if kind == "xls" else "docx"][1]
    return any(folder.glob("soffice*.bin")) and not any(folder.glob(pattern))


def _turned(name: str, data: bytes, kind: str, program: str) -> bytes:
    """The file as docx or xlsx."""
    target = "xlsx" if kind == "xls" else "docx"
    failed = ExtractionError(
        f"文件“{name}”转换失败，可能已损坏或设有密码，请用 Word 或 WPS 另存为 {target} 后再导入。"
    )
    with tempfile.TemporaryDirectory(prefix="ducha-") as folder:
        profile = Path(folder, "profile")
        Path(profile, "user").mkdir(parents=True)
        Path(profile, "user", "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        source = Path(folder, f"source.{kind}")  # never the name that was sent
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"),
            *("--convert-to", target, "--outdir", str(Path(folder, "out")), str(source)),
        ]
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": folder,
            "TMPDIR": folder,
            "LANG": "C.UTF-8",
        }
        try:
            run(command, given=b"", seconds=SECONDS, environment=environment)
        except TimeUpError:
            raise ExtractionError(
                f"文件“{name}”转换超过 {SECONDS} 秒，已停止，请用 Word 或 WPS 另存为 {target} 后再导入。"
            ) from None
        except OSError:
            raise failed from None
        result = Path(folder, "out", f"source.{target}")
        if not result.is_file():
            raise failed
        return result.read_bytes()
