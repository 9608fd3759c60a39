"""What the reader makes of a sentence that somebody pastes: a form that is filled in, to be looked at."""

import re
from dataclasses import dataclass, field
from datetime import date

from common.errors import ServiceError
from common.text import clean
from common.workdays import DaysOff
from departments.models.departments import Region
from departments.resolution import NameTable, Resolution, Resolver
from extraction import model as read
from extraction.account.marks import scan
from extraction.deadlines.finder import find_deadlines
from extraction.deadlines.step import cycle_of_task
from extraction.model import ExtractionError, Lines
from extraction.pipeline import extract_text
from policies.checking.models.marks import MarkKind
from policies.checking.services.taking import role_beside
from policies.cycles import read_rule
from policies.models.documents import Origin
from policies.models.measures import Firmness, Role
from policies.services.drafting import ROLES
from policies.services.entering import MOST_WORDS, TITLE, PersonAsked

STRENGTH = {Role.LEAD: 0, Role.RESPONSIBLE: 1, Role.SUPPORT: 2, Role.OVERSEE: 3}
# The first that a text speaks of; what speaks of none is 其他.
_ORIGINS = (
    (Origin.HOTLINE, re.compile(r"12345|政务服务热线|市民热线")),
    (Origin.INSTRUCTION, re.compile(r"批示|批办|圈阅")),
    (Origin.MEETING, re.compile(r"会议(?:议定|纪要|决定|明确)|常务会|专题会|办公会")),
    (Origin.PETITION, re.compile(r"信访|上访|来访")),
    (Origin.LETTER, re.compile(r"来信|群众反映")),
    (Origin.SUPERIOR, re.compile(r"(?:国务院|国办|上级|省政府)(?:办公厅)?(?:大)?(?:督查|督办|交办)")),
)
_BEGINS = re.compile(r"^(?:请|由|责成|要求|并|且|须|应|务必)+")
_SIGNS = "，。；、：,;: \n"


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """A unit as printed, its role, and whom the name stands for."""

    name: str
    role: Role
    meant: Resolution


@dataclass(slots=True)
class ReadMatter:
    """The fields of the form as far as the text says them."""

    text: str
    title: str = ""
    origin: Origin = Origin.OTHER
    units: list[ReadUnit] = field(default_factory=list)
    due_on: date | None = None
    phrase: str = ""
    firmness: Firmness = Firmness.MUST
    cycle: str = ""
    persons: list[PersonAsked] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def read_matter(text: str, *, region: Region | None, on: date, days_off: DaysOff) -> ReadMatter:
    """Read a few sentences of the day `on`; nothing is written.

    What was read of several items is put together, and said to be. Raises `ServiceError` where there is
    nothing to read, too much, or what must not be kept (a mark of secrecy).
    """
    text = clean(text).strip()
    if len(text) > MOST_WORDS:
        raise ServiceError("matter_text_too_long", f"事项内容不能超过{MOST_WORDS}字。", field="text")
    try:
        [document] = extract_text(text, lines=Lines(0), days_off=days_off).documents
    except ExtractionError as error:
        raise ServiceError("matter_not_read", str(error), field="text") from None
    found = ReadMatter(text=text, origin=_origin(text))
    names = NameTable()
    tasks = [task for measure in document.measures for task in measure.tasks]
    if len(document.measures) > 1:
        found.doubts.append(f"读出{len(document.measures)}条，已合为一件；需要分别交办的，请用“导入文件”。")
    found.units = _units(text, tasks, Resolver(region, names), names)
    _take_date(found, tasks, on, days_off)
    found.cycle = next((rule for task in tasks if (rule := _cycle(task))), "")
    found.persons = [
        PersonAsked(person.name, person.title, person.phone, person.kind)
        for task in tasks
        for person in task.persons
    ]
    found.title = _title(text, [unit.name for unit in found.units], found.phrase)
    return found


def _origin(text: str) -> Origin:
    return next((origin for origin, words in _ORIGINS if words.search(text)), Origin.OTHER)


def _units(text: str, tasks: list[read.Task], resolver: Resolver, names: NameTable) -> list[ReadUnit]:
    """Each unit once, with its strongest role, the leading ones first.

    What is said by mouth has few words of duty: units of the register that the clauses do not name count too.
    """
    roles: dict[str, Role] = {}
    for task in tasks:
        for unit in task.units:
            role = ROLES[unit.role]
            held = roles.get(unit.name, role)
            roles[unit.name] = min(held, role, key=lambda one: STRENGTH[one])
    for mark in scan(text, names.departments.keys()):
        name = text[mark.span.start : mark.span.end] if mark.kind.value == MarkKind.UNIT else ""
        new = name and not any(name in known or known in name for known in roles)
        if new and resolver.resolve(name).is_known:
            roles[name] = role_beside(text, mark.span.start, mark.span.end)
    found: list[ReadUnit] = []
    for name, role in sorted(roles.items(), key=lambda pair: STRENGTH[pair[1]]):
        meant = resolver.resolve(name)
        same = meant.is_known and any(other.meant == meant for other in found)
        if not same:
            found.append(ReadUnit(name, role, meant))
    if found and found[0].role == Role.RESPONSIBLE and len(found) > 1:
        found[0] = ReadUnit(found[0].name, Role.LEAD, found[0].meant)  # the first leads where none is marked
    return found


def _take_date(found: ReadMatter, tasks: list[read.Task], on: date, days_off: DaysOff) -> None:
    """The first limit of the text, counted from the day it is entered on."""
    limits = [
        limit
        for text in [found.text, *(task.text for task in tasks)]
        for limit in find_deadlines(text, issued_on=on, days_off=days_off)
        if limit.kind is read.DeadlineKind.DUE and limit.date
    ]
    if not limits:
        phrases = [d.phrase for task in tasks for d in task.deadlines if d.kind is read.DeadlineKind.DUE]
        limits = [
            limit
            for phrase in phrases
            for limit in find_deadlines(phrase, issued_on=on, cell=True, days_off=days_off)
            if limit.date
        ]
    if not limits:
        return
    limit = limits[0]
    day = date.fromisoformat(limit.date)
    if day < on and "年" not in limit.phrase:
        day = _next_year(day)
    found.due_on, found.phrase, found.firmness = day, limit.phrase, Firmness(limit.firmness.value)
    if day < on:
        found.doubts.append(f"“{limit.phrase}”已经过去，请核对时限。")


def _next_year(day: date) -> date:
    """The same day of the next year; the last of February for its 29th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 2, 28)


def _cycle(task: read.Task) -> str:
    try:
        return read_rule(task.cycle or cycle_of_task(task))
    except ValueError:
        return ""


def _title(text: str, units: list[str], phrase: str) -> str:
    """What is to be done: the longest clause of the first sentence that names no unit."""
    sentence = re.split(r"[。；\n]", text, maxsplit=1)[0]
    clauses = [_bare(clause, phrase) for clause in re.split(r"[，,：:]", sentence)]
    free = [clause for clause in clauses if len(clause) > 3 and not any(name in clause for name in units)]
    title = max(free, key=len, default="") or sentence.strip(_SIGNS)
    return title if len(title) <= TITLE else f"{title[: TITLE - 1]}…"


def _bare(clause: str, phrase: str) -> str:
    for words in (phrase, phrase.lstrip("于在")):
        if words:
            clause = clause.replace(words, "")
    return _BEGINS.sub("", clause.strip(_SIGNS)).strip(_SIGNS)
