"""Splits a file into its documents and says where each one's title stands.

A gazette shows itself by title blocks: a title, a 文号 on a line of its own, those it is sent to.  What its
contents list names besides (人事任免, speeches, a statistics communiqué) is cut out as a document too, so
that it is not read as the end of the one before.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field

from extraction.signs.duty_words import HEADING, TIME_LABEL
from extraction.text.columns import column_of
from extraction.text.healing import Paragraph
from extraction.text.lines import STOPS

NUMBER = re.compile(
    r"[（(]?(?:(?P<body>[\u4e00-\u9fffA-Za-z]{1,16})(?P<open>[〔\[【（(［{｛<＜〈《「『｢⟦]?)|(?P<bare>[〔\[【［]))(?P<year>(?:19|20)\d\d)"
    r"[〕\]】）)］}｝>＞〉》」』｣⟧]?(?:年)?第?(?P<serial>\d{1,4})[号號][)）]?"
)
DATE = re.compile(
    r"(?P<year>(?:19|20)\d\d|[一二][零〇○Oo0一二三四五六七八九]{3})年(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月"
    r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
_KINDS = (
    "通知|意见|方案|规定|办法|决定|批复|公告|通告|公报|条例|措施|规划|要点|计划|细则|函|纲要|报告|答复|复函|命令|令|纪要|"
    "规则|制度|标准|目录|清单|名单|举措|政策|指南|若干规定|通报|建议|提案|行动|预案|章程|请示|安排|分工表|分解表|任务表|一览表|责任表|推进表|进度表|统计表|汇总表|安排表|计划表|台账|安排|任务|分工|分解|项目"
)
TITLE_END = re.compile(rf"(?:{_KINDS})(?:[（(][^（）()]{{1,24}}[）)])?[》”]?$")
_TITLE_NOTE = re.compile(
    r"[（(](?:(?:19|20)\d\d年?[—－–~～-]+(?:19|20)\d\d年?|试行|暂行|修订|修订版|[\d.]+版)[）)]"
)
# 为贯彻落实《…实施方案》: the text that begins below a title, though it ends as titles do
_OPENS_TEXT = re.compile(
    r"为(?:全面|深入|认真|切实|进一步|加快|加强|推[进动]|贯彻|落实|了|更好|有效|规范|促进|做好)|根据|按照"
)
_PASSES_ON = re.compile(r"(?:转发|批转).*(?:等部门|等单位|等\d+部门)$")
_OTHER_TITLE = re.compile(
    r"(?:人事任免|任免名单|任免通知|政务要闻|要闻简报|大事记|统计公报|公报[》]?简介|领导讲话|人大常委会公告)(?:[（(^\[].*)?$"
)
_PAGES = re.compile(r"[.…·．\s]*[（(]?(?:\d{1,3}|封底|封二|封三)[）)]?$")
_LIST_HEADS = ("目录", "目次", "CONTENTS")
_ORDERING = ("意见", "方案", "通知", "措施", "规划", "办法", "决定", "计划")
_MASTHEAD = re.compile(r"公报$|政报$|编辑出版|第\d{1,3}期")
_HALF_A_NAME = re.compile(r"(?:工作)?(?:领导小组|指挥部|委员会|联席会议|办公室|办公厅)")
_ORGAN = re.compile(r"(?:政府|办公厅|办公室|委员会|委|厅|局|院|部)$")
_IMPRINT = re.compile(r"公报[》]?简介$")
_CITED = re.compile(r"[（(][^（）()]{0,12}[〔\[（( ]?(?:19|20)\d\d[^（）()]{0,12}号[）)]$")
_IMPRINTED = re.compile(r"^(?:发布|来源|时间|日期|信息来源|作者|字体|浏览)[^：:]{0,6}[：:]")
# The label of an attachment that stands before its title: 附件2, 附1：, 附表一
ANNEX = re.compile(
    r"^附(?:件|表)?[\d一二三四五六七八九十]{0,3}(?:[-—]\d{1,2})?[：:]?(?![\u4e00-\u9fff\d]*[则录注图件])"
)
_NOT_TITLE = re.compile(
    r"\d{1,2}(?:月?[-—－~～至]\d{1,2})?月[：:]|附(?:件|表)?[\d一二三四五六七八九十]{0,3}(?:[-—]\d{1,2})?[：:]?$|.{0,60}[>|]|^[（(](?:此件|信息公开|公开|印发|发布)|^(?:序号|附件|附表|目录|CONTENTS|主送|抄送|签发|会签|编辑|地址|电话|邮编|网址|传真|印刷|主办|图|表)"
    r"|^(?:政策|文件|公文)?(?:索引|发文|文号|成文|发布|来源|主题|组配|公开|信息|有效|字号|字体|时间|日期|名称?|标题|浏览|关键词|当前位置|首页|部门|状态|链接|网址|生效|到期|失效|实施|统一编号|产业|类型|作者|检索|原文|具体|详情|生成)[^：:]{0,6}[：:]"
)


@dataclass(slots=True)
class Part:
    """The paragraphs of one document; `title` is the range of its title lines, `number` the 文号's index."""

    paragraphs: list[Paragraph]
    title: tuple[int, int] = (0, 0)
    number: int | None = None
    other: bool = False
    above: list[Paragraph] = field(default_factory=list)  # what stands over it on a page of its own


@dataclass(slots=True)
class _Block:
    """A title block: where it starts, its title lines, and its 文号, all as indices of paragraphs."""

    start: int
    title: tuple[int, int]
    number: int | None
    other: bool = False


def split(paragraphs: list[Paragraph]) -> list[Part]:
    """The documents of a file in order; matter before the first title block of a gazette is left out."""
    blocks = _title_blocks(paragraphs)
    contents = _contents(paragraphs, blocks)
    if len(blocks) <= 1 and not (contents and _is_gazette(paragraphs)):
        if contents:  # a long plan with a contents list of its own
            listed = {i for c in contents for i in range(c.start, c.listed)}
            paragraphs = [p for i, p in enumerate(paragraphs) if i not in listed]
            blocks = _title_blocks(paragraphs)
        return [_single(paragraphs, blocks)]
    return _cut(paragraphs, blocks, contents)


def undivided(paragraphs: list[Paragraph]) -> Part:
    """All paragraphs as one document, whatever else in them looks like one."""
    blocks = _title_blocks(paragraphs)
    if blocks:
        return Part(paragraphs, blocks[0].title, blocks[0].number)
    return Part(paragraphs, _lone_title(paragraphs))


def _is_gazette(paragraphs: list[Paragraph]) -> bool:
    """Whether a masthead says so before or soon after the contents list."""
    return any(_MASTHEAD.search(p.text) for p in paragraphs[:150] if len(p.text) <= 30)


def _single(paragraphs: list[Paragraph], blocks: list[_Block]) -> Part:
    if blocks and blocks[0].number is not None:
        part = _part(paragraphs, blocks[0], len(paragraphs))
        part.above = paragraphs[: blocks[0].start]
        return part
    return Part(paragraphs, _lone_title(paragraphs))


def _part(paragraphs: list[Paragraph], block: _Block, end: int) -> Part:
    start, (first, last) = block.start, block.title
    number = None if block.number is None else block.number - start
    return Part(paragraphs[start:end], (first - start, last - start), number, block.other)


def _cut(paragraphs: list[Paragraph], blocks: list[_Block], contents: list[_Contents]) -> list[Part]:
    starts = {block.start: block for block in blocks}
    taken = {i for b in blocks for i in range(b.start, max(b.title[1], (b.number or 0) + 1))}
    taken.update(i for listed in contents for i in range(listed.start, listed.end))
    entries = set().union(*(listed.entries for listed in contents)) if contents else set()
    for index, paragraph in enumerate(paragraphs):
        if index in taken or paragraph.table or paragraph.text[-1] in STOPS:
            continue
        length = _matches_entry(paragraphs, index, entries)
        if length == 0 and len(paragraph.text) <= 40 and _OTHER_TITLE.search(paragraph.text):
            length = 1
        if length:
            titled = any(word in paragraph.text for word in _ORDERING)
            starts[index] = _Block(index, (index, index + length), None, not titled)
            taken.update(range(index, index + length))
    for listed in contents:
        starts.setdefault(listed.start, _Block(listed.start, (0, 0), None, True))
    aside = {listed.start for listed in contents}
    order = sorted(starts)
    ends = [*order[1:], len(paragraphs)]
    return [
        _part(paragraphs, starts[start], end)
        for start, end in zip(order, ends, strict=True)
        if start not in aside and not _IMPRINT.search(paragraphs[start].text)
    ]


def _title_blocks(paragraphs: list[Paragraph]) -> list[_Block]:
    """Every title with a 文号 on a line of its own, above or below it."""
    blocks: list[_Block] = []
    floor = 0
    for index, paragraph in enumerate(paragraphs):
        if paragraph.table or len(paragraph.text) > 40 or NUMBER.fullmatch(paragraph.text) is None:
            continue
        above = _title_above(paragraphs, index, floor)
        if above is not None:
            blocks.append(_Block(above[0], above, index))
            floor = index + 1
            continue
        below = _title_below(paragraphs, index)
        if below is not None:
            start = index
            while start > floor and index - start < 4 and _is_masthead(paragraphs[start - 1].text):
                start -= 1
            blocks.append(_Block(start, (index + 1, below), index))
            floor = below
    return blocks


def says_who_or_when(text: str) -> bool:
    """Whether a line begins as a clause does (责任单位：…, 时序进度：…), so that it is no title."""
    return HEADING.match(text) is not None or TIME_LABEL.match(text) is not None


def is_title_line(paragraph: Paragraph) -> bool:
    """Whether a paragraph may be a line of a title: short, without a stop, no label, date or caption."""
    text = paragraph.text
    return (
        not paragraph.table
        and len(text) <= (160 if "关于" in text and TITLE_END.search(text) else 90)
        and text[-1] not in STOPS + "，、,"
        and "。" not in text
        and paragraph.label is None
        and not (len(text) <= 8 and column_of(text))
        and not _NOT_TITLE.match(text)
        and not says_who_or_when(text)
        and not DATE.fullmatch(text)
        and not NUMBER.fullmatch(text)
    )


def _is_masthead(text: str) -> bool:
    return len(text) <= 60 and text.endswith(("文件", "政府", "委员会", "办公厅", "厅", "局", "令"))


def _title_above(paragraphs: list[Paragraph], index: int, floor: int) -> tuple[int, int] | None:
    """The lines of the title that stands above a 文号."""
    last = index - 1
    if last > floor and not is_title_line(paragraphs[last]) and _IMPRINTED.search(paragraphs[last].text):
        last -= 1  # 发布时间：… 来源：… of a web page
    if last < floor or not is_title_line(paragraphs[last]):
        return None
    if not TITLE_END.search(paragraphs[last].text):
        return None
    start = last
    while start > floor and index - start < 6 and is_title_line(paragraphs[start - 1]):
        joined = "".join(p.text for p in paragraphs[start : last + 1])
        above = paragraphs[start - 1].text
        passes_on = joined.startswith("关于") and _PASSES_ON.search(above)
        if "关于" in joined and (_ORGAN.search(above) or passes_on):  # the issuers, one below the other
            start -= 1
            continue
        if (
            (_opens_title(joined) and not _HALF_A_NAME.match(joined))
            or (TITLE_END.search(above) and "关于" in joined)
            or above.endswith("文件")
        ):
            break
        if is_title_line(paragraphs[start - 1]) and len(above) > 40:
            break
        start -= 1
    return start, last + 1


def _opens_title(text: str) -> bool:
    """Whether a title is whole from its beginning: an issuer before 关于, or an answer (对…)."""
    position = text.find("关于")
    return position >= 4 or text.startswith(("对", "关于"))


def _title_below(paragraphs: list[Paragraph], index: int) -> int | None:
    """Where the title that stands under a red head's 文号 ends."""
    end = title_end(paragraphs, index + 1)
    return end if end > index + 1 else None


def title_end(paragraphs: list[Paragraph], begin: int) -> int:
    """The end of the title lines from `begin` on: after the last that ends as titles do, else `begin`."""
    found = end = begin
    while end < len(paragraphs) and end - begin < 5 and is_title_line(paragraphs[end]):
        text = paragraphs[end].text
        if found > begin and _OPENS_TEXT.match(text):
            break
        end += 1
        if TITLE_END.search(text) or (found == end - 1 > begin and _TITLE_NOTE.fullmatch(text)):
            found = end
    return found


def _lone_title(paragraphs: list[Paragraph]) -> tuple[int, int]:
    """The title lines of a document without a 文号 of its own: the first lines that end as titles do.

    Below the first numbered item there is none.
    """
    items = next((i for i, p in enumerate(paragraphs) if p.label is not None), len(paragraphs))
    for start in range(min(12, items)):
        if not is_title_line(paragraphs[start]):
            continue
        end = title_end(paragraphs, start)
        if end > start:
            return _fuller(paragraphs, start, end, min(15, items))
    for start in range(min(5, items)):
        dated = start + 1 < len(paragraphs) and DATE.fullmatch(paragraphs[start + 1].text)
        if is_title_line(paragraphs[start]) and 4 <= len(paragraphs[start].text) <= 60 and not dated:
            return start, start + 1
    return 0, 0


def _fuller(paragraphs: list[Paragraph], start: int, end: int, limit: int) -> tuple[int, int]:
    """A web page heads the text with the title without its issuer: the fuller one below, else the same."""
    said = "".join(p.text for p in paragraphs[start:end])
    for at in range(end, limit):
        more = len(paragraphs[at].text) - len(said)
        if 0 < more <= 30 and is_title_line(paragraphs[at]) and paragraphs[at].text.endswith(said):
            return at, at + 1
    return start, end


@dataclass(slots=True)
class _Contents:
    """A contents list: its place, and its entries without page numbers and 文号.

    `listed` is where the lines with page numbers end, `end` where the first piece of the list begins.
    """

    start: int
    listed: int
    end: int
    entries: set[str]


def _contents(paragraphs: list[Paragraph], blocks: list[_Block]) -> list[_Contents]:
    """Every contents list of a file; several gazettes may stand in one."""
    found: list[_Contents] = []
    for index, paragraph in enumerate(paragraphs):
        if paragraph.text in _LIST_HEADS and (not found or index >= found[-1].end):
            listed = _read_contents(paragraphs, index, blocks)
            if listed is not None:
                found.append(listed)
    return found


def _read_contents(paragraphs: list[Paragraph], start: int, blocks: list[_Block]) -> _Contents | None:
    after = bisect.bisect_right(blocks, start, key=lambda block: block.start)
    end = min(blocks[after].start if after < len(blocks) else len(paragraphs), start + 200)
    lines = [p.text for p in paragraphs[start + 1 : end]]
    if sum(_PAGES.search(line) is not None for line in lines) < 2:
        return None
    entries: set[str] = set()
    pending: list[str] = []
    last = start + 1
    for index, line in enumerate(lines):
        if len(line) > 120 or line[-1] in "。；":
            break
        bare = _PAGES.sub("", line)
        pending.append(bare.lstrip("-·• "))
        if bare != line:
            # A heading of the list may stand before the entry, so every tail of the lines counts.
            tails = ("".join(pending[at:]) for at in range(max(0, len(pending) - 6), len(pending)))
            entries.update(_bare(_CITED.sub("", tail)) for tail in tails)
            pending = []
            last = start + 2 + index
    # What follows the last page number (editors, address) ends where the first listed piece begins.
    begin = last
    while begin < end and not _matches_entry(paragraphs, begin, entries):
        begin += 1
    return _Contents(start, last, begin, {entry for entry in entries if len(entry) >= 8})


def _bare(text: str) -> str:
    return re.sub(r"[\s.…·（）()\[\]〔〕《》“”^,，—-]|\[\d+\]", "", text)


def _matches_entry(paragraphs: list[Paragraph], index: int, entries: set[str]) -> int:
    """How many paragraphs from `index` on make up an entry of the contents list; 0 for none."""
    if not entries:
        return 0
    joined = ""
    for length in range(1, 6):
        if index + length > len(paragraphs) or not is_title_line(paragraphs[index + length - 1]):
            return 0
        joined += re.sub(r"\^?\[\d+\]$", "", paragraphs[index + length - 1].text)
        if len(joined) > 120:
            return 0
        if _bare(joined) in entries:
            return length
    return 0
