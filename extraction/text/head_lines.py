"""The head of a document out of a collection: its title bears a number there and is torn over lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extraction.signs.labels import read_label

_KIND = r"(?:通知|意见|方案|措施|规划|办法|计划|要点|纲要|决定|细则|规定|举措|清单|函|批复|通报|公告)"
_NOTE = r"(?:[（(][^（()）]{1,24}[）)])?"
# 云江市水利局关于印发…的通知（2023年5月8日): who issues what, as only the title of a document says it.
_ISSUED = re.compile(
    rf"[《“]?[\u4e00-\u9fff（）()、·\s]{{2,60}}?(?:关于|印发|转发|批转|发布)[^。；]{{4,140}}?{_KIND}[》”]?{_NOTE}"
)
_TITLE = re.compile(rf"[^。；：]{{6,100}}?{_KIND}[》”]?{_NOTE}")
_DATED = re.compile(r"[（(](?:19|20)\d\d年\d{1,2}月\d{1,2}日[）)]$")
# What stands below a title and below no item: the number of the document, those it is sent to.
_BELOW = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{1,16}[〔\[（(](?:19|20)\d\d[〕\]）)]第?\d{1,4}号|各[^。]{2,200}："
)
_MOST = 5  # lines of a title
_NUMBER = re.compile(r"\d{1,4}")
_UNIT_OF_TIME = re.compile(r"[ \t\u3000]*[年月日](?!\d)")


def title_of_collection(texts: list[str], labelled: list[bool]) -> tuple[int, str] | None:
    """How many of the first lines are a numbered title, and that title without its number; else None.

    `texts` are the first lines, `labelled` says which begin with a number.  A list of titles is none.
    """
    label = read_label(texts[0]) if texts and labelled[0] else None
    if label is None or any(_follows(text, label.style, label.number) for text in texts[1:]):
        return None
    title = ""
    for count, text in enumerate(texts[:_MOST], start=1):
        if (count > 1 and labelled[count - 1]) or "\t" in text:
            return None
        title += text if count > 1 else text[label.end :].lstrip()
        below = texts[count] if count < len(texts) else ""
        if below[:1] in "（(《》”" and below[-1:] in "）)》”" and below:
            continue  # the note behind the title, or its last sign
        if _ISSUED.fullmatch(title) or (
            _TITLE.fullmatch(title) and (_DATED.search(title) or _BELOW.fullmatch(below))
        ):
            return count, title
    return None


def _follows(text: str, style: str, number: int) -> bool:
    """Whether a line is the next title of a list of titles."""
    label = read_label(text)
    return (
        label is not None
        and (label.style, label.number) == (style, number + 1)
        and _ISSUED.match(text[label.end :]) is not None
    )


def with_whole_dates(lines: Iterable[str]) -> Iterator[str]:
    """The lines, a number on one of its own put before the 年, 月 or 日 that the next begins with."""
    pending: str | None = None
    for line in lines:
        if pending is not None:
            if _UNIT_OF_TIME.match(line):
                line = pending.strip() + line.lstrip()
            else:
                yield pending
            pending = None
        if _NUMBER.fullmatch(line.strip()):
            pending = line
        else:
            yield line
    if pending is not None:
        yield pending
