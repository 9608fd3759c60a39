"""A question in words, for the head of the page and the sheet that goes with a file."""

from typing import Any

from departments.models.departments import Department, Region
from departments.models.users import User
from policies.models.documents import PolicyDocument, Section
from policies.models.measures import Measure, Role
from tracker.ledger.columns import COLUMNS
from tracker.ledger.query import DEFAULT_SORT, TableQuery
from tracker.work.ledger_query import CYCLES, LATE, STATUSES, LedgerQuery
from tracker.work.states import Light

UNSEEN = "（无权查看或不存在）"  # of a shared view that names what this reader may not see


def names_of(question: LedgerQuery, user: User) -> dict[str, list[tuple[int, str]]]:
    """Ids and names of the documents, measures, units, regions and sections asked for, as far as the user may
    see them.

    At most one query for each kind.
    """
    documents: dict[int, str] = {}
    if question.document:
        seen = PolicyDocument.objects.visible_to(user).filter(pk__in=question.document)
        documents = {d.pk: f"{d.number} {d.title}".strip() for d in seen.only("number", "title")}
    departments: dict[int, str] = {}
    if question.department:
        found = Department.objects.filter(pk__in=question.department)
        departments = dict(found.values_list("pk", "short_name"))
    measures: dict[int, str] = {}
    if question.measure:
        readable = PolicyDocument.objects.visible_to(user).values("pk")
        measures = {
            m.pk: str(m) for m in Measure.objects.filter(pk__in=question.measure, document__in=readable)
        }
    regions: dict[int, str] = {}
    if question.region:
        regions = dict(Region.objects.filter(pk__in=question.region).values_list("pk", "name"))
    sections = {}
    if question.section:
        readable = PolicyDocument.objects.visible_to(user).values("pk")
        rows = Section.objects.filter(pk__in=question.section, document__in=readable)
        sections = {section.pk: f"{section.path[-1]} {section.title}" for section in rows}
    return {
        "document": [(pk, documents.get(pk, UNSEEN)) for pk in question.document],
        "department": [(pk, departments.get(pk, UNSEEN)) for pk in question.department],
        "measure": [(pk, measures.get(pk, UNSEEN)) for pk in question.measure],
        "region": [(pk, regions.get(pk, UNSEEN)) for pk in question.region],
        "section": [(pk, sections.get(pk, UNSEEN)) for pk in question.section],
    }


def describe(question: LedgerQuery, names: dict[str, list[tuple[int, str]]]) -> list[str]:
    """The filters, one short phrase for each; nothing where everything is asked for."""
    said = []
    if question.q:
        said.append(f"含“{question.q}”")
    for name, choices in _CHOICES.items():
        labels = dict(choices)
        if chosen := getattr(question, name):
            said.append("、".join(str(labels[value]) for value in chosen))
    said += [
        "、".join(name for _, name in names[kind])
        for kind in ("document", "section", "measure", "department", "region")
        if names[kind]
    ]
    if question.due_from or question.due_to:
        said.append(f"时限{question.due_from or ''}至{question.due_to or ''}")
    for asked, yes, no in ((question.undated, "无时限", "有时限"), (question.returned, "被退回", "未被退回")):
        if asked is not None:
            said.append(yes if asked else no)
    return said


def describe_order(question: TableQuery) -> str:
    """By what the rows are ordered."""
    if question.group:
        return "按文件和章节分组"
    sort = question.sort or DEFAULT_SORT
    return f"按{COLUMNS[sort.lstrip('-')].heading}{'倒序' if sort.startswith('-') else '顺序'}"


_CHOICES: dict[str, Any] = {
    "light": Light.choices,
    "status": STATUSES,
    "late": LATE,
    "role": Role.choices,
    "cycle": CYCLES,
}
