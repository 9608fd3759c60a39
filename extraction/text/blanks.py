"""A line that lost its breaks and kept the blanks that stood there, cut at them, as web pages are copied."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise

from extraction.text.unfolding import uncollected, unfold

_BLANK = r"[ \u3000\u00a0]"
_LABEL = (
    r"(?:[一二三四五六七八九十]{1,3}、|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]|\d{1,2}[.．、](?!\d[^0-9]|\d\d[^\d年月])"
    r"|第[一二三四五六七八九十百]{1,4}[条章节])"
)
_DAY = (
    r"(?:(?:19|20)\d\d年\d{1,2}月\d{1,2}日"
    r"|[一二][零〇○Oo0一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
_INDENT = re.compile(rf"(?<!\u3000)\u3000{{2,400}}{_BLANK}{{0,40}}(?=\S)")
_TAIL = re.compile(r"(?<![ \u00a0])[ \u00a0]{3,400}(?=附件[：:]|20\d\d年\d|[（(](?:联系|此件))")
# 。 一、各地自查 各市要…, 。 二、原则 （一）…: a heading that blanks set off in a text without line breaks
_HEADED = re.compile(
    r"(?<=[。；：！？ \u3000\u00a0])"
    r"(?P<head>(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、])"
    rf"{_BLANK}{{0,9}}[\u4e00-\u9fff“”《》、（）]{{2,30}}){_BLANK}{{1,40}}"
    rf"(?=[\u4e00-\u9fff][^ \u3000\u00a0\n]{{7}}|{_LABEL})"
)
# 。 2.加强…: an item of a text without line breaks
_NUMBERED = re.compile(rf"(?<=[。；：！？）)】〕\]]){_BLANK}{{1,40}}(?={_LABEL})")
# 。 云江市人民政府 2024年3月12日 （此件公开发布）
_SIGNED = re.compile(
    rf"(?<=[。；）)]){_BLANK}{{1,40}}(?=[\u4e00-\u9fff]{{2,30}}{_BLANK}{{1,40}}{_DAY}(?:{_BLANK}|$))"
    rf"|{_BLANK}{{1,40}}(?={_DAY}(?:$|{_BLANK}{{1,40}}(?:$|[（(]|附件)))"
    rf"|(?<=\d日|[一二三四五六七八九十]日){_BLANK}{{1,40}}(?=[（(](?:此件|联系|公开)|附件)"
)
_TIMED_STEP = re.compile(r"(?:\d{1,2}月?[-—–~～至到])?(?:1[0-2]|[1-9])月(?:份|底|[上中下]旬)?[：:]")
# blanks, but for those between Latin words
_WORDS = re.compile(
    rf"(?<![A-Za-z0-9 \u3000\u00a0]){_BLANK}{{1,99}}|{_BLANK}{{1,99}}(?![A-Za-z0-9 \u3000\u00a0])"
)
_LONG = 120
_LONG_LINE = 300
_PARAGRAPHS = 4
_ITEMS = 2


def parted_by_blanks(printed: str) -> list[str]:
    """A long line that lost its breaks, cut at the indents of its paragraphs or blanks before its items."""
    if len(printed) <= _LONG or "\t" in printed:
        return [printed]
    if len(_INDENT.findall(printed)) >= _PARAGRAPHS:
        return _indented(printed)
    headed, numbered = len(_HEADED.findall(printed)), len(_NUMBERED.findall(printed))
    if max(headed, numbered) >= _ITEMS and not _TIMED_STEP.match(printed):
        cut = _SIGNED.sub("\n", _NUMBERED.sub("\n", _HEADED.sub(r"\n\g<head>\n", printed)))
        return _numbered([piece for piece in cut.split("\n") if piece.strip()])
    return _indented(printed)


def _indented(printed: str) -> list[str]:
    """A long line cut at the indents and before the tail that many blanks set off."""
    if len(printed) <= _LONG_LINE:
        return [printed]
    parted = _TAIL.split(printed)
    if len(_INDENT.findall(printed)) >= _PARAGRAPHS:
        parted = [piece for part in parted for piece in _INDENT.split(part)]
    return [f"\u3000\u3000{text}" for piece in parted if (text := piece.strip())]


def _numbered(pieces: list[str]) -> list[str]:
    """The pieces cut further where numbers that no blank sets off go on from the others."""
    tight = [_WORDS.sub("", piece.strip()) for piece in pieces]
    tight[0] = uncollected(tight[0])
    whole = "".join(tight)
    cuts = {0, *accumulate(map(len, tight)), *accumulate(map(len, unfold(whole)))}
    return [whole[a:b] for a, b in pairwise(sorted(cuts))]
