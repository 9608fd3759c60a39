"""Bare frequencies (每年, 按月, 每季度): no deadline, but a proposal for the reporting cycle."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extraction.deadlines.recurring import find_recurring
from extraction.signs.printed import printed as as_printed
from extraction.signs.surroundings import Surroundings

_FREQUENCY = re.compile(
    r"每(?:半|个|一|两|双|\d{1,2}|[二三四五六七八九十]{1,2})?(?:年度?|个?季度|季|个?月|周|个?星期|旬|日|天)(?!度?末|龄|[^，。；]{0,4}以[上下])"
    r"|每?隔(?:一个?)?[周月]|双[周月](?=[报调通一])|[两二2半]个?[月周年](?:一|报送一)[次报调]"
    r"|(?<!可)按(?:半年|季度?|年度?|月|周|旬|日)(?=$|[^份息内期])"
    r"|逐[月季周旬]|半年一次|[月季周旬日]调度|[月季周]通报|一[月季年周旬]一[调通报评考]度?"
    r"|(?:半年|(?<![个隔一两二三四五六七八九\d双本上下当])[月季周旬])报(?=制度|告|[，。；、）]|$|表|送)|半年一(?:次|[报调通总评考检汇]结?度?)|(?<!每)一年[两二2三3四4]次"
)
_STANDING = re.compile(
    r"立行立改|即知即改|边查边改|立即整改|(?:长期|持续|常年|动态|常态化?|一直)(?:坚持|推进|实施|开展|落实|推动|执行|有效|任务|调整|更新)?"
)


def frequencies(text: str) -> Iterator[tuple[str, int, int]]:
    """Every bare frequency of `text` as printed without white space, with its half-open place.

    A period with a day to be met (每月30日前) is a deadline and not bare.
    """
    printed = as_printed(text)
    days = list(find_recurring(printed.text))
    for match in _FREQUENCY.finditer(printed.text):
        if any(start < match.end() and match.start() < end for start, end in days):
            continue
        if not Surroundings(printed.text, match.start(), match.end()).in_a_name:
            yield (printed.phrase(match.start(), match.end()), *printed.span(match.start(), match.end()))


def find_standing(text: str) -> str:
    """What a 完成时限 cell says instead of a date (长期坚持, 持续推进); "" where it says something else."""
    printed = as_printed(text)
    match = _STANDING.fullmatch(printed.text.strip("，。；、"))
    return printed.phrase(0, len(printed.text)) if match else ""
