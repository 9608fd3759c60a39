"""A piece of work as a person enters it: its words, units, date or cycle, persons; one measure, one task."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from common.errors import ServiceError
from common.text import clean
from departments.models.departments import Department, DepartmentGroup
from departments.resolution import Resolution
from policies.checking.services.rows import put_measure, put_milestone, put_unit
from policies.cycles import WRONG, read_rule
from policies.models.documents import PolicyDocument
from policies.models.measures import Firmness, Measure, NamedPerson, Role

MOST_WORDS = 10_000
TITLE = 60  # characters of a title that is made of the words
REASON = "新增时设定"


@dataclass(frozen=True, slots=True)
class UnitAsked:
    """A unit with its role: a department, or a group that stands for its members."""

    role: Role
    department: Department | None = None
    group: DepartmentGroup | None = None

    @property
    def name(self) -> str:
        """As it is shown in the ledger."""
        return str(self.department or self.group)


@dataclass(frozen=True, slots=True)
class PersonAsked:
    """A person who answers for it."""

    name: str
    title: str = ""
    phone: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """What is asked of whom until when."""

    text: str
    units: Sequence[UnitAsked] = ()
    title: str = ""
    due_on: date | None = None
    firmness: Firmness = Firmness.MUST
    cycle: str = ""
    persons: Sequence[PersonAsked] = ()

    @property
    def shown_title(self) -> str:
        """Its title; without one the first words."""
        words = " ".join(clean(self.title or self.text).split())
        return words if len(words) <= TITLE or self.title else f"{words[: TITLE - 1]}…"


def check_work(work: Work, *, on: date) -> None:
    """Raise `ServiceError` where a person has to mend something, at its field."""
    if not clean(work.text).strip():
        raise ServiceError("matter_text_required", "请填写事项内容。", field="text")
    if len(work.text) > MOST_WORDS:
        raise ServiceError("matter_text_too_long", f"事项内容不能超过{MOST_WORDS}字。", field="text")
    if len(work.title) > 200:
        raise ServiceError("measure_title_too_long", "标题不能超过200字。", field="title")
    if work.due_on is not None and work.due_on < on:
        raise ServiceError("due_date_past", "完成时限不能早于今天。", field="due_on")
    try:
        read_rule(work.cycle)
    except ValueError:
        raise ServiceError("cycle_unknown", WRONG, field="cycle") from None
    for unit in work.units:
        if unit.group is not None and unit.group.is_open:
            raise ServiceError(
                "group_members_open", f"“{unit.group.name}”的成员待定，请逐个选择单位。", field="units"
            )
    named = [(unit.department or unit.group) for unit in work.units]
    if None in named or len(named) != len(set(named)):
        raise ServiceError("units_repeated", "同一单位只能列一次，请核对责任单位。", field="units")
    if any(not person.name.strip() for person in work.persons):
        raise ServiceError("person_name_required", "请填写责任人姓名。", field="persons")


def put_work(document: PolicyDocument, work: Work, *, position: int, path: Sequence[str]) -> Measure:
    """Write the work as a measure with one task at a place of the document; the caller holds the edit."""
    text = clean(work.text).strip()
    measure = put_measure(document, position=position, path=path, title=work.shown_title, text=text)
    task = measure.tasks.get()
    task.cycle = read_rule(work.cycle)
    task.save(update_fields=["cycle", "reports_a_year"])
    for unit in work.units:
        put_unit(task, name=unit.name[:100], role=unit.role, meant=Resolution(unit.department, unit.group))
    if work.due_on is not None:
        put_milestone(task, due_on=work.due_on, firmness=work.firmness, reason=REASON)
    NamedPerson.objects.bulk_create(
        NamedPerson(
            task=task,
            position=position,
            kind=person.kind.strip()[:20] or "责任人",
            name=person.name.strip()[:50],
            title=person.title.strip()[:100],
            phone=person.phone.strip()[:50],
        )
        for position, person in enumerate(work.persons)
    )
    return measure
