"""A question in words, for the head of the page and the sheet that goes with a file."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from departments.inside.models import Section as UnitSection
from departments.inside.selectors import people_in
from departments.models.departments import Department, Region
from departments.models.users import User
from policies.models.documents import PolicyDocument, Section
from policies.models.measures import Measure
from tracker.ledger.columns import COLUMNS
from tracker.ledger.grouping import GROUPS
from tracker.ledger.query import DEFAULT_SORT, MEASURE, TableQuery
from tracker.work.ledger_query import CHOICES, month_in_words

UNSEEN = "（无权查看或不存在）"  # of a shared view that names what this reader may not see


def names_of(question: TableQuery, user: User) -> dict[str, list[tuple[int, str]]]:
    """Ids and names of the documents, headings, measures, units and regions asked for, as far as the user may
    see them. At most one query for each kind.
    """
    documents = PolicyDocument.objects.visible_to(user)
    kinds: dict[str, tuple[Any, Callable[[Any], str]]] = {
        "document": (documents.only("number", "title"), lambda d: f"{d.number} {d.title}".strip()),
        "section": (
            Section.objects.filter(document__in=documents.values("pk")),
            lambda section: f"{section.path[-1]} {section.title}",
        ),
        "measure": (Measure.objects.filter(document__in=documents.values("pk")), str),
        "department": (Department.objects.only("short_name"), str),
        "region": (Region.objects.all(), lambda region: region.name),
        "assignee": (_people(user), str),
        "unit_section": (UnitSection.objects.visible_to(user), str),
    }
    named = {}
    for kind, (rows, name) in kinds.items():
        ids = getattr(question, kind)
        known = {row.pk: name(row) for row in rows.filter(pk__in=ids)} if ids else {}
        named[kind] = [(pk, known.get(pk, UNSEEN)) for pk in ids]
    return named


def _people(user: User) -> QuerySet[User]:
    """Whose names the user may read: those of the user's units; all for who sees everything."""
    return User.objects.all() if user.sees_everything else people_in(user.department_ids())


def describe(question: TableQuery, names: dict[str, list[tuple[int, str]]]) -> list[str]:
    """The filters, one short phrase for each; nothing where everything is asked for."""
    said = []
    if question.q:
        said.append(f"含“{question.q}”")
    if question.person:
        said.append(f"责任人含“{question.person}”")
    for name, field in CHOICES.items():
        labels = dict(field.choices)
        if chosen := getattr(question, name):
            said.append("、".join(str(labels[value]) for value in chosen))
    said += ["、".join(name for _, name in ones) for ones in names.values() if ones]
    if question.due_from or question.due_to:
        said.append(f"时限{question.due_from or ''}至{question.due_to or ''}")
    if question.month:
        said.append("时限在" + "、".join(map(month_in_words, question.month)))
    for asked, yes, no in (
        (question.undated, "无时限", "有时限"),
        (question.returned, "被退回", "未被退回"),
        (question.assigned, "已分办", "未分办"),
        (question.mine, "我的", "不是我的"),
    ):
        if asked is not None:
            said.append(yes if asked else no)
    return said


def describe_order(question: TableQuery, view: str) -> str:
    """By what the rows are ordered."""
    if question.group:
        return f"按{GROUPS[question.group]}分组"
    if view == MEASURE and question.sort.lstrip("-") not in ("due_on", "light"):
        return "按文件次序"
    sort = question.sort or DEFAULT_SORT
    return f"按{COLUMNS[sort.lstrip('-')].heading}{'倒序' if sort.startswith('-') else '顺序'}"
