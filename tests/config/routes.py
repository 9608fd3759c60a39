"""Every address that the project answers, and a ledger of which one department must learn nothing."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model, Q
from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from departments.inside.models import Section, Substitution
from departments.inside.selectors import people_in
from departments.models.users import UserRole
from policies.models.documents import PolicyDocument
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.papers.services.issuing import issue_notice
from tracker.reminders.services.digests import build_digests
from tracker.work.filing.models.drafts import ReportDraft
from tracker.work.filing.services.drafting import attach_file, save_draft
from tracker.work.filing.services.reporting import file_report
from tracker.work.inside.services.assigning import assign
from tracker.work.instructions.services import write_instruction, write_note
from tracker.work.models.assignments import Assignment
from tracker.work.services.dates import ask_extension
from tracker.work.services.declining import decline_assignment
from tracker.work.services.status_changes import acknowledge_assignment

PROJECT = tuple(
    app.label
    for app in apps.get_app_configs()
    if app.name.partition(".")[0] in ("departments", "policies", "tracker")
)
FOREIGN = 700_000  # the ids of all that is another department's begin after this
FIRST, SECOND = FOREIGN + 1, FOREIGN + 2
SECRET = "绝密字样"  # stands in every text of the other department
ON, LATE, LATER = date(2026, 3, 4), date(2026, 7, 10), date(2027, 3, 31)
_CAPTURE = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)|\((?!\?)[^()]*\)|<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """An address with its parameters, as it stands in the urlconf."""

    address: str
    pattern: URLPattern

    @property
    def parameters(self) -> list[str]:
        """Their names, in order; a group without a name is `id`."""
        return [named or typed or "id" for named, typed in _CAPTURE.findall(self.address)]

    def filled(self, values: list[Any]) -> str:
        """The address with the values in the place of its parameters."""
        rest = iter(values)
        return "/" + _CAPTURE.sub(lambda _: str(next(rest)), self.address)

    def __str__(self) -> str:
        return self.address


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[Route]:
    """Every route of the project."""
    for entry in (resolver or get_resolver()).url_patterns:
        address = before + re.sub(r"^\^|\$$|\\Z", "", str(entry.pattern)).replace("\\.", ".")
        if isinstance(entry, URLResolver):
            yield from routes(entry, address)
        else:
            yield Route(address, entry)


def models() -> list[type[Model]]:
    """Every model of the project, with the tables of its history."""
    return [model for label in PROJECT for model in apps.get_app_config(label).get_models()]


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables of the project, but the record of use: to look around is itself recorded.

    Of sessions whose they are: a page may keep something in one's own.
    """
    looked_at = [m for m in models() if m._meta.app_label != "record"]
    kept = {"UserSession": ("pk", "user")}
    return {
        m._meta.label: list(m._default_manager.order_by("pk").values(*kept.get(m.__name__, ())))
        for m in looked_at
    }


def _numbered(model: type[Model]) -> bool:
    key = model._meta.pk
    return key is not None and "Auto" in key.get_internal_type()


def _own_numbers() -> Iterator[tuple[str, str]]:
    """Table and column of every number that the other department's rows take; departments are public."""
    public = {"department", "departmentalias", "region", "departmentgroup", "groupalias", "succession"}
    for model in models():
        if _numbered(model) and model._meta.model_name not in public:
            yield model._meta.db_table, str(model._meta.pk.column)


def number_from(start: int) -> None:
    """The next row of every such table gets the number after `start`."""
    with connection.cursor() as cursor:
        for table, column in _own_numbers():
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', column, start]
                )
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, start])


@contextmanager
def writes() -> Iterator[list[str]]:
    """The statements within that may have changed a row: all but those that only read or mark a place."""
    seen: list[str] = []

    def look(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        if statement.split(None, 1)[0].upper() not in {"SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK"}:
            seen.append(statement)
        return execute(statement, params, many, context)

    with connection.execute_wrapper(look):
        yield seen


@contextmanager
def numbers_kept() -> Iterator[None]:
    """A roll-back leaves PostgreSQL's numbers where they are: put them back, for the tests that follow."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        at: dict[str, tuple[int, bool]] = {}
        for table, column in _own_numbers():
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
            [sequence] = cursor.fetchone()
            cursor.execute(f"SELECT last_value, is_called FROM {sequence}")
            at[sequence] = cursor.fetchone()
        yield
        for sequence, (last, called) in at.items():
            cursor.execute("SELECT setval(%s, %s, %s)", [sequence, last, called])


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    return out.getvalue()


def _work(world: World, department: str, user: Any, words: str) -> Assignment:
    """A department's work with one of everything that hangs on it: report, draft, files, requests, 批示."""
    first, second = world.assignment(department), world.assignment(department, "一 / 2")
    acknowledge_assignment(assignment=first, actor=user)
    for filed in (True, False):
        draft = save_draft(assignment=first, actor=user, content={"narrative": words})
        attach_file(assignment=first, actor=user, name=f"{words}.png", data=png())
        if filed:
            file_report(
                assignment=first, actor=user, on=ON, percent=30, narrative=words, problems=words, draft=draft
            )
    milestone = first.milestones.get(phrase="6月底前")
    ask_extension(milestone=milestone, to_date=LATER, reason=words, actor=user, on=date(2026, 3, 2))
    decline_assignment(assignment=second, reason=words, actor=user, on=ON)
    write_instruction(target=first, text=words, due_on=LATER, actor=world.leader, on=ON)
    write_note(assignment=first, text=words, actor=world.supervisor)
    issue_notice(
        assignments=[first],
        actor=world.supervisor,
        on=LATE,
        answer_by=LATER,
        words={"title": words, "closing": words, "signatory": words},
    )
    _inside(first, user, words)
    return first


def _inside(work: Assignment, user: Any, words: str) -> None:
    """The work is given to a section and to the user, for whom somebody stands in."""
    section = Section.objects.create(department=work.department, name=words)
    assign(assignments=[work], assignee=user, section=section, actor=user, on=ON)
    other = people_in([work.department_id]).exclude(pk=user.pk)[0]
    Substitution.objects.create(
        department=work.department,
        person=user,
        substitute=other,
        first_day=ON,
        last_day=LATER,
        reason=words,
        made_by=user,
    )


class TwoDepartments:
    """省财政厅, whose filer looks around, and 省教育厅, of which that filer must learn nothing."""

    def __init__(self, world: World, meanwhile: Callable[[], None] = lambda: None) -> None:
        """`meanwhile` is called between the one department's work and the other's."""
        self.world = world
        self.filer = world.filer
        limits = [deadline("6月底前", "2026-06-30"), deadline("年底前", "2026-12-31")]
        mine, theirs = [unit("省财政厅", "牵头")], [unit("省教育厅", "牵头"), unit("白石市政府", "配合")]
        measures = [measure(["一", "1"], "窗口", mine, limits), measure(["一", "2"], "清单", mine)]
        world.dispatched(measures=measures)
        self.own = _work(world, "省财政厅", world.filer, "本单位的话")
        meanwhile()
        number_from(FOREIGN)
        secret = [
            measure(["一", "1"], f"{SECRET}一", theirs, limits),
            measure(["一", "2"], f"{SECRET}二", theirs),
        ]
        world.dispatched(measures=secret, title=f"{SECRET}方案", number="云密〔2026〕1号")
        world.user(SECRET, UserRole.FILER, "省教育厅")
        _work(world, "省教育厅", world.other_filer, SECRET)
        build_digests(on=ON)
        self.foreign = {
            model: list(model._default_manager.filter(pk__gt=FOREIGN).values_list("pk", flat=True))
            for model in models()
            if _numbered(model)
        }

    def foreign_rows(self) -> dict[str, list[dict[str, Any]]]:
        """The other department's rows, and whatever hangs on its assignments and documents now."""
        found = {}
        for model, ids in self.foreign.items():
            theirs = Q(pk__in=ids)
            for name, owner in (("assignment_id", Assignment), ("document_id", PolicyDocument)):
                if any(getattr(field, "attname", "") == name for field in model._meta.get_fields()):
                    theirs |= Q(**{f"{name}__in": self.foreign[owner]})
            found[model._meta.label] = list(model._default_manager.filter(theirs).order_by("pk").values())
        return found

    @cached_property
    def own_ids(self) -> dict[str, int]:
        """The filer's own row by the word that routes have for its kind."""
        own = self.own
        instruction = own.instructions.get()
        rows: dict[str, Any] = {
            "progressreport": own.reports.first(),
            "reports": own.reports.first(),
            "reportdraft": ReportDraft.objects.get(author=self.filer),
            "attachment": own.attachments.first(),
            "attachments": own.attachments.last(),
            "milestones": own.milestones.first(),
            "assignmentmilestone": own.milestones.first(),
            "extension": own.extensions.first(),
            "extensions": own.extensions.first(),
            "instruction-items": instruction.items.first(),
            "instructionitem": instruction.items.first(),
            "instructions": instruction,
            "paper": own.notices.first(),
            "notices": own.notices.first(),
            "bulletins": own.notices.first(),
            "assignment": own,
            "assignments": own,
            "events": own.events.first(),
            "documents": own.document,
            "policydocument": own.document,
            "measures": own.task.measure,
            "section": own.department.sections.first(),
            "sections": own.department.sections.first(),
            "substitution": own.department.substitutions.first(),
            "substitutions": own.department.substitutions.first(),
            "tasks": own.task,
        }
        return {word: row.pk for word, row in rows.items()}

    def own_id(self, route: Route) -> int:
        """The id of the filer's own row of the kind that a route speaks of."""
        parts = route.address.split("/")
        return next((self.own_ids[part] for part in reversed(parts) if part in self.own_ids), 1)
