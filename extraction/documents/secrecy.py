"""密级: a mark 绝密, 机密 or 秘密 at the head of a paper, which must not be on this system at all.

A mark stands on a line of its own above the body (份号, 紧急程度 may share it), with ★ and period or not.
The word within a sentence, a title or a table of things says nothing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from extraction.model import SecretError
from extraction.text.characters import plain

REFUSED = "该文件标有密级，涉密文件不得在本系统存储和处理，已停止导入，未保留任何内容。请按保密规定处理。"
_LINES = 15  # of a head, blank ones not counted
_LEVEL = r"(?:绝密|机密|秘密)"
_STAR = r"[★☆*＊✩✭⭐✮]"
_PERIOD = (
    r"(?:(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:年|个月|月|天)|长期|启用前|解密前|[12]\d{3}年.{0,12})"
)
_URGENCY = r"(?:特急|特提|加急|平急|急件|急)"
_COPY = r"(?:(?:份号|№|No\.?|编号)?[:：]?\d{1,8}号?)"
_MARK = re.compile(
    rf"[【\[（(〔]?(?:密级|保密等级|秘密等级)?[:：|]?{_COPY}?{_URGENCY}?{_STAR}?{_LEVEL}"
    rf"(?:{_STAR}{_PERIOD}?|{_PERIOD})?{_STAR}?[】\]）)〕]?(?:{_URGENCY}|{_COPY}|\d{{1,2}}份)?",
    re.I,
)
# A mark with its star may share the line with a 文号 or the name of who issued it.
_STARRED = re.compile(rf"^{_COPY}?{_LEVEL}{_STAR}|{_LEVEL}{_STAR}{_PERIOD}?$")
_BODY = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[章条]"
)
_FRAGMENTS = frozenset("绝机秘密★")


def refuse_secret(lines: Iterable[str]) -> None:
    """Raise SecretError where a mark stands among the first of the lines, above the body."""
    head = list(_head(lines))
    if any(is_mark(line) for line in head) or any(
        is_mark(one + other) for one, other in itertools.pairwise(head) if _is_piece(one)
    ):
        raise SecretError(REFUSED)


def is_mark(line: str) -> bool:
    """Whether a line is a mark of secrecy and nothing else."""
    said = "".join(plain(line[:200]).text.split())
    return len(said) <= 60 and (_MARK.fullmatch(said) or _STARRED.search(said)) is not None


def _is_piece(line: str) -> bool:
    """Whether a line is the beginning of a mark whose period stands on the next (机密★)."""
    return len(line) <= 4 and set(line) <= _FRAGMENTS


def _head(lines: Iterable[str]) -> Iterator[str]:
    """The lines above the body: it begins with an item, with those it is sent to, or with a sentence."""
    count = 0
    for line in lines:
        said = "".join(line.split())
        if not said:
            continue
        if is_mark(line):
            yield said
        elif _BODY.match(said) or said.endswith(("：", ":", "。", "；")) or len(said) > 80:
            return
        else:
            yield said
        count += 1
        if count >= _LINES:
            return
