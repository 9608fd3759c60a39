"""The head of a document: title, 文号, 发文机关, 成文日期, and where its policy begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extraction.documents.covers import names_the_policy, same_title
from extraction.documents.gazette import (
    ANNEX,
    DATE,
    NUMBER,
    TITLE_END,
    Part,
    is_title_line,
    says_who_or_when,
    title_end,
)
from extraction.documents.issuers import ORGAN_END, SIGNED, issuer_of
from extraction.signs.labels import chinese_number
from extraction.text.columns import column_of
from extraction.text.healing import Paragraph
from extraction.text.lines import tighten

_COVER = re.compile(
    r"(?P<verb>印发|转发|批转|发布|公布|下发|颁布)(?:修订后的|修订的|实施)?(?:(?P<inner>.+?)的通知(?P<note>[（(][^（()）]{1,24}[）)])?|(?P<named>《[^《》]+》))$"
)
_CARRIED = re.compile(
    r"(?:现将|将|^)《(?P<inner>[^《》]{4,80}(?:《[^《》]{1,40}》[^《》]{0,40})?)》"
    r"(?:已[^。]{2,60}(?:同意|通过|审定)[，,])?(?:现)?(?:予以?)?(?:印发|转发|下发|公布|发布)"
)
_DASHED = re.compile(
    r"(?P<year>20\d\d)(?P<dot>[-/.])(?P<month>1[0-2]|0?[1-9])(?P=dot)(?P<day>3[01]|[12]\d|0?[1-9])"
)
_TITLE_DATE = re.compile(rf"[（(]{DATE.pattern}[）)]$")
_NOTE_DATE = re.compile(r"^[（(].{0,40}?" + DATE.pattern)
_WEB_NUMBER = re.compile(
    r"(?:发文字号|发文文号|文\s?号|字\s?号)[\s：:|]*(?P<number>[\u4e00-\u9fff]{1,16}\s?[〔\[（(]\s?20\d\d\s?[〕\]）)]\s?\d{1,4}\s?号)"
)
_WEB_DATE = re.compile(
    r"(?P<what>成文日期|发文日期|生成日期)[\s：:|]*(?P<year>20\d\d)[-年/.](?P<month>1[0-2]|0?[1-9])[-月/.](?P<day>3[01]|[12]\d|0?[1-9])"
)
_WEB_TITLE = re.compile(
    r"(?:^|\n|\s)(?:(?:政策|文件|公文)?(?:标\s*题|名)|名\s*称|题\s*名|文件名称|信息名称|公文名称)\s*[：:|]\s*(?P<title>[^\n\t|]{6,200})"
)
_WEB_ISSUER = re.compile(
    r"(?:发文机关|发布机关|发布机构|制发机关)[\s：:|]*(?P<issuer>[\u4e00-\u9fff（）()]{2,40})(?=$|[\s|])"
)
_ISSUED = re.compile(rf"(?P<issuer>[\u4e00-\u9fff]{{2,40}}?{ORGAN_END})(?:{DATE.pattern})(?:印发)?")
_RUN_ON = re.compile(
    r"(?P<title>[^。：；《]{0,60}?关于[^。：；]{4,70}?(?:通知|意见|方案|通报|决定|办法|措施|批复|公告|函))"
    r"(?=[\u4e00-\u9fff]{2,8}[〔\[]20\d\d|各[省市县区乡镇地部有单]|为[贯深进认切加推全落]"
    r"|根据|按照|近年|现将|[\u4e00-\u9fff]{2,6}(?:部|厅|局|委)(?:[　\s]|[\u4e00-\u9fff]{2,8}(?:部|厅|局|委)))"
)
_BARE_MINUTES = re.compile(r"(?:专题|常务|办公|全体|协调)?(?:会议)?纪要")
_FIELDS = 12  # paragraphs among which the fields of a web page may stand
_OPENING = re.compile(r"(?:为|根据|按照?|依据|遵照|经|现)|.*[，,].*(?:以下|如下|本)")  # 为…，提出以下措施
_SEALED = re.compile(r"(?:印发|发布|公布|施行)")


@dataclass(slots=True)
class Head:
    """What the head says; `body` is the index of the first paragraph of the policy itself."""

    title: str
    number: str = ""
    issuer: str = ""
    issued_on: str = ""
    body: int = 0
    cover: int = 0  # where the words of a notice that carries the policy begin
    attached: bool = False
    full_title: str = ""


def read_head(part: Part) -> Head:
    """The head of one document; fields that the text does not give are empty."""
    paragraphs = part.paragraphs
    first, last = part.title
    full = "".join(p.text for p in paragraphs[first:last])
    full = ANNEX.sub("", re.sub(r"\^?\[\d+\]$", "", full), count=1)
    if (
        not full and paragraphs and paragraphs[0].label is None and not paragraphs[0].table
    ):  # a text without line breaks
        opening = paragraphs[0].text.partition("。")[0]
        is_title = len(opening) <= 60 and TITLE_END.search(opening) and not _OPENING.match(opening)
        whole = opening == paragraphs[0].text and not is_title_line(paragraphs[0])  # 部门：市水利局
        full = opening if is_title and not whole and not says_who_or_when(opening) else ""
    full = ANNEX.sub("", full, count=1)
    dated = _TITLE_DATE.search(full)  # …的通知（2023年5月8日), as a collection prints it
    full = full[: dated.start()] if dated else full
    head = Head(title=full, full_title=full, body=last)
    if part.number is not None:
        head.number = tidy_number(paragraphs[part.number].text)
        head.body = max(last, part.number + 1)
    head.cover = head.body
    _attach(head, paragraphs)
    fields = next((i for i, p in enumerate(paragraphs[:_FIELDS]) if p.label is not None), _FIELDS)
    said = _web_head([*part.above, *paragraphs[: max(head.body + 2, fields)]])
    if not head.title and (titled := said.get("title") or _run_on(paragraphs)):
        head.title = head.full_title = titled
        _attach(head, paragraphs)
    noted = _noted(paragraphs[last : last + 3])
    if _BARE_MINUTES.fullmatch(head.title):
        _name_minutes(head, paragraphs)
    head.number = (
        head.number
        or said.get("number", "")
        or noted.number
        or _own_number(paragraphs[: max(head.body + 2, fields)])
    )
    head.issued_on = noted.issued_on or said.get("date", "") or _issued_on(paragraphs, head)
    head.issued_on = head.issued_on or said.get("made", "") or (iso_date(dated) if dated else "")
    head.issuer = issuer_of(part, head.full_title) or said.get("issuer", "") or noted.issuer
    return head


def _own_number(paragraphs: list[Paragraph]) -> str:
    """A 文号 on a line of its own above the body, where other lines part it from the title (签发人：…)."""
    lines = (p.text for p in paragraphs if not p.table and len(p.text) <= 40)
    return next((tidy_number(text) for text in lines if NUMBER.fullmatch(text)), "")


def _run_on(paragraphs: list[Paragraph]) -> str:
    """A title that runs on into the text of a file without line breaks (…的意见为进一步…, …的通知各市…)."""
    if not paragraphs or paragraphs[0].label is not None or paragraphs[0].table:
        return ""
    match = _RUN_ON.match(paragraphs[0].text)
    return match["title"] if match else ""


def _noted(paragraphs: list[Paragraph]) -> Head:
    """What a note in brackets under the title says: （2021年7月12日某市人民政府印发 某政规〔2021〕5号）."""
    head = Head("")
    for paragraph in paragraphs:
        text = paragraph.text
        dated = _ISSUED.fullmatch(text)
        if dated:
            head.issuer, head.issued_on = dated["issuer"], iso_date(dated)
        if text[0] not in "（(" or text[-1] not in "）)" or len(text) > 80 or not DATE.search(text):
            continue
        rest = DATE.sub("", text[1:-1], count=1)
        issued = _SEALED.search(rest)
        if issued:
            head.issuer = rest[: issued.start()].strip("由以，, ")
            rest = rest[issued.end() :]
            head.issuer = head.issuer if SIGNED.match(head.issuer) else ""
        number = NUMBER.search(rest)
        head.number = tidy_number(number.group()) if number else ""
    return head


def _name_minutes(head: Head, paragraphs: list[Paragraph]) -> None:
    """Gives minutes whose red head says no more than 会议纪要 the title under it."""
    for index in range(head.body, min(head.body + 3, len(paragraphs))):
        text = paragraphs[index].text
        if is_title_line(paragraphs[index]) and text.endswith("纪要") and len(text) <= 60:
            head.title = head.full_title = text
            head.body = head.cover = index + 1
            return


def _web_head(paragraphs: list[Paragraph]) -> dict[str, str]:
    """What the table above a document on a web page says (发文字号：… 成文日期：…)."""
    text = "\n".join(p.raw for p in paragraphs[:40])[:4000]
    said: dict[str, str] = {}
    match = _WEB_NUMBER.search(text)
    if match:
        said["number"] = tidy_number(match["number"])
    match = _WEB_TITLE.search(text)
    if match:
        said["title"] = tighten(match["title"])
    match = _WEB_DATE.search(text)
    if match:
        said["made" if match["what"] == "生成日期" else "date"] = (
            f"{match['year']}-{int(match['month']):02d}-{int(match['day']):02d}"
        )
    match = _WEB_ISSUER.search(text)
    if match:
        said["issuer"] = match["issuer"]
    return said


def tidy_number(text: str) -> str:
    """A 文号 with 〔〕 and without spaces."""
    match = NUMBER.fullmatch(tighten(text))
    if match is None:
        return tighten(text)
    if not match["open"] and "年" in text:
        return tighten(text)
    return f"{match['body'] or ''}〔{match['year']}〕{match['serial']}号"


def iso_date(match: re.Match[str]) -> str:
    """A matched date as ISO, empty where there is no such day."""
    year = "".join(
        str(chinese_number(c)) if not c.isdigit() else c
        for c in match["year"].replace("O", "0").replace("o", "0")
    )
    month, day = chinese_number(match["month"]), chinese_number(match["day"])
    if not (len(year) == 4 and 1 <= month <= 12 and 1 <= day <= 31):
        return ""
    return f"{year}-{month:02d}-{day:02d}"


def _attach(head: Head, paragraphs: list[Paragraph]) -> None:
    """Finds the policy that a cover notice carries: its own title and where it begins."""
    cover = _COVER.search(head.full_title)
    carried = None if cover else _carried(paragraphs[head.body : head.body + 8])
    if cover is None and carried is None:
        return
    inner = _unwrapped(cover["inner"] or cover["named"]) if cover else carried or ""
    window = range(head.body, min(len(paragraphs), head.body + 40))
    for index in window:
        joined = ""
        for length in range(1, 5):
            if index + length > len(paragraphs) or not is_title_line(paragraphs[index + length - 1]):
                break
            joined += paragraphs[index + length - 1].text
            if same_title(joined, inner):
                head.title, head.body, head.attached = _unwrapped(joined), index + length, True
                return
    head.title = inner if cover or not head.title else head.title
    for index in window:
        if re.fullmatch(r"附件[：:\d]{0,3}", paragraphs[index].text) and index + 1 < len(paragraphs):
            end = _title_end(paragraphs, index + 1)
            if end > index + 1:
                heading = "".join(p.text for p in paragraphs[index + 1 : end])
                head.title = heading if names_the_policy(heading, inner) else inner
                head.body, head.attached = end, True
                return
    for index in window:
        if DATE.fullmatch(paragraphs[index].text) and any(
            p.label for p in paragraphs[index + 1 : index + 60]
        ):
            begin = index + 1
            while begin < len(paragraphs) and re.match(r"[（(](?:此件|信息公开)", paragraphs[begin].text):
                begin += 1
            end = _title_end(paragraphs, begin)
            head.body, head.attached = max(begin, end), True
            if end > begin:
                head.title = _unwrapped("".join(p.text for p in paragraphs[begin:end]))
            return


def _carried(paragraphs: list[Paragraph]) -> str | None:
    """The name of the policy that the words of a notice carry (现将《…》印发), before its first item."""
    for paragraph in paragraphs:
        if paragraph.label is not None:
            return None
        match = _CARRIED.search(paragraph.text[:400])
        if match:
            return match["inner"]
    return None


def _title_end(paragraphs: list[Paragraph], begin: int) -> int:
    """The end of the title lines from `begin` on; one short line counts whatever it ends in."""
    end = title_end(paragraphs, begin)
    if end == begin and begin < len(paragraphs) and is_title_line(paragraphs[begin]):
        return begin + 1 if len(paragraphs[begin].text) <= 60 else begin
    return end


def _unwrapped(inner: str) -> str:
    if inner.startswith("《") and inner.endswith("》") and inner.count("《") == inner.count("》"):
        depth = 0
        for position, char in enumerate(inner):
            depth += (char == "《") - (char == "》")
            if depth == 0 and position < len(inner) - 1:
                return inner
        return inner[1:-1]
    return inner


def _issued_on(paragraphs: list[Paragraph], head: Head) -> str:
    """The day of signing: a date on its own line after the cover letter or at the end.

    A time limit is none, on whatever line it stands.
    """
    dates = _own_lines(paragraphs)
    if head.attached:
        before = [d for i, d in dates if i < head.body]
        if before:
            return before[-1]
    signed = [d for i, d in dates if i and SIGNED.match(paragraphs[i - 1].text)]
    if signed:
        return signed[0] if head.attached else signed[-1] if len(signed) == 1 else signed[0]
    if dates:
        return dates[0][1] if dates[0][0] < head.body + 3 else dates[-1][1]
    for paragraph in paragraphs[: head.body + 3]:
        match = _NOTE_DATE.match(paragraph.text)
        if match and iso_date(match):
            return iso_date(match)
    for paragraph in paragraphs[-6:]:
        match = DATE.search(paragraph.text)
        if match and not paragraph.table and _is_imprint(paragraph.text, match):
            return iso_date(match)
    if "纪要" in head.full_title:  # the minutes bear the day of the meeting
        for paragraph in paragraphs[head.body : head.body + 3]:
            match = DATE.search(paragraph.text[:200])
            if match:
                return iso_date(match)
    return ""


def _own_lines(paragraphs: list[Paragraph]) -> list[tuple[int, str]]:
    """The dates that stand on lines of their own, but for those that fill a field or a cell."""
    found: list[tuple[int, str]] = []
    heads: list[str] = []
    for index, paragraph in enumerate(paragraphs):
        text = paragraph.text
        if len(text) > 16 or paragraph.table:
            heads = []
            continue
        heads = [*heads[-11:], column_of(text)]
        if "deadline" in heads and "number" in heads:
            break  # what follows is a table with one cell a line
        match = DATE.fullmatch(text) or _DASHED.fullmatch(text)
        above = paragraphs[index - 1].text if index else ""
        if match and iso_date(match) and not (above.endswith(("：", ":")) and says_who_or_when(above)):
            found.append((index, iso_date(match)))
    return found


def _is_imprint(text: str, date: re.Match[str]) -> bool:
    """Whether a date at the end of a text is that of its issue: sealed, or behind the name of who signs."""
    if len(text) > 60 or "起" in text or says_who_or_when(text):
        return False
    before, after = text[: date.start()].strip("，, （("), text[date.end() :]
    if before.endswith(("：", ":")):
        return False  # 发布日期：, 实施日期：
    if _SEALED.search(after) or _SEALED.search(before):
        return not re.match("前|底|之前|以前|止", after)
    return after.strip("）)。 ") == "" and (before == "" or SIGNED.match(before) is not None)
