"""领导批示件: a leader's words on a paper, who is to act on them and until when.

They come as a form (批示内容：… 承办单位：… 办理时限：…, also as a table) or quoted in a letter to the unit
(…批示：“…”).  They have no numbered items: what they order is one measure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extraction.documents.gazette import DATE
from extraction.duty.persons import persons_in
from extraction.duty.roles import read_clause
from extraction.duty.spoken import find_spoken
from extraction.model import Person, Role, Unit
from extraction.signs.unit_names import split_units
from extraction.states import Stretch
from extraction.text.healing import Paragraph

_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(f"(?:{pattern})"))
    for name, pattern in (
        ("date", r"(?:批示|交办)(?:时间|日期)"),
        (
            "about",
            r"(?:来文|文件|批示件|事项)?(?:标题|题目|名称)|(?:批示|交办|工作|督办|督查|任务|承办)(?:任务|事项)|事由",
        ),
        (
            "words",
            r"(?:领导)?批示(?:内容|意见|原文|要求)|领导批示|(?:交办|工作|督办|督查|任务|承办)(?:内容|要求|意见)",
        ),
        ("duty", r"(?:承办|责任|办理|落实|负责)(?:单位|部门|科室|处室)"),
        ("lead", r"(?:牵头|主办)(?:单位|部门)"),
        ("support", r"(?:协办|配合|协同)(?:单位|部门)"),
        ("due", r"(?:办理|办结|完成|反馈|回复|报送|报告)(?:时限|期限|时间|日期)(?:要求)?"),
        ("person", r"(?:包保|分管|责任|牵头|督办|经办)(?:县|市|区|镇)?(?:领导|责任人|人)|责任人"),
        ("aside", r"批示(?:领导|人)|领导姓名|编号|联系人|联系电话|来文单位|备注|密级|紧急程度"),
    )
)
_ROLES = {"duty": Role.RESPONSIBLE, "lead": Role.LEAD, "support": Role.SUPPORT}
_SAID = re.compile(r"批示(?:要求|指出|如下)?[：:，]?[“\"](?P<words>[^”\"]{4,600})[”\"]")
_LETTER = 6  # paragraphs that a letter goes on for
_ASKS = re.compile(r"请|务必|须|应|要")
_ADDRESSED = re.compile(r"(?P<units>[\u4e00-\u9fff、，（）]{3,120})[：:]")
_DASHED = re.compile(r"(?P<year>20\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})")


@dataclass(slots=True)
class Instruction:
    """A leader's words: what they say, who acts, and the stretches of text that may name a time limit."""

    words: str
    start: int
    end: int
    units: list[Unit] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    due: Stretch | None = None  # a field that says nothing but the time limit
    letter: list[Stretch] = field(default_factory=list)
    about: str = ""
    issued_on: str = ""


def read_instructions(placed: list[tuple[Paragraph, int]]) -> list[Instruction]:
    """The instructions in a text without numbered items, given with the offsets of its paragraphs.

    A form that is filled in several times, one below the other, holds as many.
    """
    forms = [_from_form(said) for said in _forms(placed) if "duty" in said or "lead" in said]
    one = None if forms else _quoted(placed)
    return forms or ([one] if one is not None else [])


def _quoted(placed: list[tuple[Paragraph, int]]) -> Instruction | None:
    """The instruction that a letter quotes, or that a form without its units says."""
    said = next(_forms(placed), {})
    if not any("批示" in paragraph.text or "交办" in paragraph.text for paragraph, _ in placed[:15]):
        return None
    if "words" in said:
        return _from_form(said)
    for index, (paragraph, start) in enumerate(placed):
        quoted = _SAID.search(paragraph.text)
        if quoted:
            found = Instruction(quoted["words"], start, start + len(paragraph.text))
            found.letter = [Stretch(paragraph.text, start)]
            for further, place in placed[index + 1 : index + _LETTER]:
                if DATE.fullmatch(further.text):
                    break
                if _ASKS.search(further.text):  # 请于5月20日前将办理情况报来
                    found.letter.append(Stretch(further.text, place))
                    found.end = place + len(further.text)
            spoken = find_spoken(quoted["words"], offset=start + quoted.start("words"))
            found.units = [unit for sentence in spoken for unit in sentence.units]
            found.units = found.units or _addressed(placed[:index])
            return found
    return None


def _forms(placed: list[tuple[Paragraph, int]]) -> Iterator[dict[str, Stretch]]:
    """The forms, each by its fields with what stands in them: after the colon, in the next cell or line.

    What it is about is what is to be done where no field says more.
    """
    said: dict[str, Stretch] = {}
    for name, stretch in _fields(placed):
        if name in said and name in ("about", "words") and {"duty", "lead"} & said.keys():
            yield from _whole(said)
            said = {}
        said.setdefault(name, stretch)
    yield from _whole(said)


def _whole(said: dict[str, Stretch]) -> Iterator[dict[str, Stretch]]:
    if "words" not in said and "about" in said and {"duty", "lead"} & said.keys():
        said["words"] = said.pop("about")
    if "words" in said:
        yield said


def _fields(placed: list[tuple[Paragraph, int]]) -> Iterator[tuple[str, Stretch]]:
    waiting = ""
    for paragraph, start in placed:
        at = start
        for cell in paragraph.text.split("\t"):
            head, colon, rest = cell.partition("：") if "：" in cell else cell.partition(":")
            name = next((n for n, pattern in _FIELDS if pattern.fullmatch("".join(head.split()))), "")
            if name and colon and rest.strip():
                yield name, Stretch(rest, at + len(head) + 1)
                waiting = ""
            elif name:
                waiting = name
            elif waiting and cell.strip():
                yield waiting, Stretch(cell, at)
                waiting = ""
            at += len(cell) + 1


def _from_form(said: dict[str, Stretch]) -> Instruction:
    words, start, _ = said["words"]
    found = Instruction(words, start, start + len(words), due=said.get("due"), letter=[said["words"]])
    for name, role in _ROLES.items():
        if name in said:
            units = said[name]
            found.units += read_clause(units.text, offset=units.start, default=role)
            found.end = max(found.end, units.start + len(units.text))
    if not found.units:
        found.units = [unit for sentence in find_spoken(words, offset=start) for unit in sentence.units]
    if "person" in said:
        names = said["person"]
        found.persons = persons_in(names.text, kind="责任人", offset=names.start)
    found.about = said["about"].text.strip("《》") if "about" in said else ""
    day = said["date"].text if "date" in said else ""
    date = DATE.search(day) or _DASHED.search(day)
    if date and date["year"].isdecimal() and date["month"].isdecimal() and date["day"].isdecimal():
        found.issued_on = f"{date['year']}-{int(date['month']):02d}-{int(date['day']):02d}"
    return found


def _addressed(placed: list[tuple[Paragraph, int]]) -> list[Unit]:
    """The units that a letter is addressed to; that they are to act is inferred."""
    for paragraph, start in placed:
        match = _ADDRESSED.fullmatch(paragraph.text)
        if match:
            units = split_units(match["units"], Role.RESPONSIBLE, offset=start)
            for unit in units:
                unit.doubt = unit.doubt or f"“{unit.name}”是来文的主送单位，责任分工没有写明"
            return units
    return []
