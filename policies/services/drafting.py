"""Writes one extracted document as a draft, with a fixed number of statements however long it is."""

from dataclasses import replace
from datetime import date
from typing import Any

from departments.models.departments import Department, Region
from departments.models.users import User
from departments.resolution import NameTable, Resolution, Resolver, best_region
from departments.skeletons import ending_of
from extraction import model as read
from extraction.deadlines.step import cycle_of_task, doubt_of_cycle
from extraction.json_form import plain
from policies.checking.models.items import CheckItem, CheckKind
from policies.checking.services.unassigned import doubt_of
from policies.cycles import read_rule
from policies.models.documents import DocumentKind, DocumentStatus, PolicyDocument, Section, SourceFile
from policies.models.measures import (
    Firmness,
    Indicator,
    Measure,
    Milestone,
    MilestoneKind,
    NamedPerson,
    Responsibility,
    Role,
    Task,
)
from policies.services.accounting import write_account

ROLES = {
    read.Role.LEAD: Role.LEAD,
    read.Role.SUPPORT: Role.SUPPORT,
    read.Role.RESPONSIBLE: Role.RESPONSIBLE,
    read.Role.OVERSEE: Role.OVERSEE,
}
_NEAR, _APART = 15, set("、，,；;。\n\t|")  # what stands between a unit and a person of its own, and what not
NO_CYCLE = "“{}”没有对应的报送周期，请选择报送周期或确认不定期报送"


def find_document(data: read.Document) -> PolicyDocument | None:
    """The live document with this 文号; without a 文号, the one with this title, issuer and date."""
    live = PolicyDocument.objects.exclude(status=DocumentStatus.ARCHIVED)
    if data.number:
        return live.filter(number=data.number).first()
    if not data.issued_on:
        return None  # a bare title (人事任免) stands similar in every gazette
    return live.filter(
        number="",
        title=data.title,
        issuer=data.issuer,
        issued_on=_date(data.issued_on),
    ).first()


class DraftWriter:
    """Writes drafts; holds the names and regions that all documents of one import share.

    `home` is the region of the office that imports: a pasted text that names no issuer is taken for its own.
    """

    def __init__(self, home: Region | None) -> None:
        self.home = home
        self.names = NameTable()
        self.regions = list(Region.objects.select_related("parent__parent"))
        self.issuers = {d.name: d for d in Department.objects.select_related("region__parent__parent")}

    def write(
        self, data: read.Document, *, source: SourceFile | None, position: int, actor: User | None
    ) -> PolicyDocument:
        """Make one document and everything in it; the caller holds the transaction."""
        issuer = self._issuer(data)
        region = self._region(data, issuer)
        return _Draft(data, Resolver(region, self.names)).write(
            issuer=issuer, source=source, position=position, actor=actor
        )

    def rewrite(self, document: PolicyDocument, data: read.Document, *, lines: read.Lines) -> None:
        """Fill a draft anew with what was read of its own text; its head and whose it is stay.

        What was read before is gone already; the caller holds the transaction.
        """
        document.kind = DocumentKind.POLICY  # a person has said that it orders work
        document.inherited_units = [plain(unit) for unit in data.inherited_units]
        document.save(update_fields=["kind", "inherited_units"])
        _Draft(data, Resolver(document.region, self.names)).fill(document, lines=lines)

    def _issuer(self, data: read.Document) -> Department | None:
        """The first issuer that is known: of a joint document the first one leads."""
        for name in data.issuer.replace("、", " ").split():
            if name in self.issuers:
                return self.issuers[name]
        return None

    def _is_ours(self, issuer: str) -> bool:
        """Whether a document with this issuer, which nobody registered, is taken for the office's own."""
        ending = ending_of(self.home.name) if self.home else ""
        return not issuer or bool(ending and issuer.startswith(ending))

    def _region(self, data: read.Document, issuer: Department | None) -> Region | None:
        """The issuer's region, or one that the title or the issuer names where more of the units are known.

        An issuer that nobody registered (a leading group) stands in the region that its name begins with; one
        that is called by the office's own level (省便民服务领导小组) stands where the office is.
        """
        printed = [unit.name for measure in data.measures for task in measure.tasks for unit in task.units]
        candidates = [issuer.region] if issuer else []
        candidates += [region for region in self.regions if region.name in data.title]
        candidates += [region for region in self.regions if data.issuer.startswith(region.name)]
        if not candidates and self.home and self._is_ours(data.issuer):
            candidates = [self.home]
        return best_region(candidates, printed, self.names)


class _Draft:
    """Holds what one document's rows have in common while they are made."""

    def __init__(self, data: read.Document, resolver: Resolver) -> None:
        self.data = data
        self.resolver = resolver
        self.checks: list[CheckItem] = []

    def write(
        self, *, issuer: Department | None, source: SourceFile | None, position: int, actor: User | None
    ) -> PolicyDocument:
        data = self.data
        document = PolicyDocument(
            source=source,
            position=position,
            kind=DocumentKind(data.kind),
            title=data.title[:300] or "（无标题）",
            number=data.number[:60],
            issuer=data.issuer[:300],
            issuer_department=issuer,
            region=self.resolver.region,
            issued_on=_date(data.issued_on),
            text=data.text,
            inherited_units=[plain(unit) for unit in data.inherited_units],
            proposal_number=data.proposal_number[:60],
            proposer=data.proposer[:100],
            created_by=actor,
        )
        document.save()
        self.fill(document)
        return document

    def fill(self, document: PolicyDocument, *, lines: read.Lines | None = None) -> None:
        """Everything in a document, whose own row is there."""
        self.document = document
        self._head(document.issuer_department)
        self._sections()
        self._measures()
        self._indicators()
        self._warnings()
        CheckItem.objects.bulk_create(self.checks)
        write_account(document, self.data.account, lines=lines)

    def _head(self, issuer: Department | None) -> None:
        """Of an issuer that nobody knows the 省财政厅 is nobody's that we know: a person has to say."""
        document = self.document
        if document.kind != DocumentKind.POLICY or issuer is not None:
            return
        if document.issuer and document.region is None:
            message = f"发文机关“{document.issuer}”不在单位库中，责任单位未能对应，请先补充单位库或逐一指定"
        elif not document.issuer and document.region is not None:
            message = f"未读出发文机关，责任单位按{document.region}的单位对应，请核对"
        else:
            return
        self._check(CheckKind.OTHER, message, None)

    def _sections(self) -> None:
        Section.objects.bulk_create(
            Section(
                document=self.document,
                position=position,
                path=row.path,
                title=row.title[:300],
                units=[{"name": unit.name, "role": unit.role.value} for unit in row.units],
            )
            for position, row in enumerate(self.data.sections)
        )

    def _measures(self) -> None:
        rows = self.data.measures
        measures = [
            Measure(
                document=self.document,
                position=position,
                path=row.path,
                title=(row.title or "")[:200],
                text=row.text,
                **_span(row.span),
            )
            for position, row in enumerate(rows)
        ]
        Measure.objects.bulk_create(measures)
        self.placed = list(zip(measures, rows, strict=True))
        for measure, row in self.placed:
            if row.doubt:
                self._check(CheckKind.STRUCTURE, row.doubt, row.span, measure=measure)
        pairs = [
            (
                Task(
                    measure=m,
                    position=i,
                    text=t.text,
                    frequency=t.frequency[:30],
                    cycle=_cycle(t),
                    extra=_extra(t),
                ),
                t,
            )
            for m, row in zip(measures, rows, strict=True)
            for i, t in enumerate(row.tasks)
        ]
        Task.objects.bulk_create(task for task, _ in pairs)
        self._cycles(pairs)
        self._responsibilities(pairs)
        self._milestones(pairs)

    def _cycles(self, pairs: list[tuple[Task, read.Task]]) -> None:
        for task, row in pairs:
            said, place = _said_of_cycle(row)
            if said and not task.cycle:
                self._check(CheckKind.CYCLE, NO_CYCLE.format(said[:100]), place, measure=task.measure)

    def _responsibilities(self, pairs: list[tuple[Task, read.Task]]) -> None:
        found: list[tuple[Responsibility, read.Unit, Resolution]] = []
        inherited = [(replace(unit, span=None), True) for unit in self.data.inherited_units]
        for task, row in pairs:
            seen: set[tuple[str, str]] = set()
            own = [(unit, False) for unit in row.units]
            for unit, is_inherited in [*own, *inherited]:
                name, role = unit.name[:100], ROLES[unit.role]
                if not name or (name, role) in seen:
                    continue
                seen.add((name, role))
                meant = self.resolver.resolve(name)
                responsibility = Responsibility(
                    task=task,
                    position=len(seen) - 1,
                    printed_name=name,
                    role=role,
                    department=meant.department,
                    group=meant.group,
                    is_inherited=is_inherited,
                    **_span(unit.span),
                )
                found.append((responsibility, unit, meant))
        Responsibility.objects.bulk_create(r for r, _, _ in found)
        assigned = {r.task for r, _, _ in found if r.role != Role.OVERSEE}
        bare = dict.fromkeys(task.measure for task, _ in pairs if task not in assigned)
        self.checks += [doubt_of(measure) for measure in bare]
        self._persons(pairs, [(responsibility, unit) for responsibility, unit, _ in found])
        for responsibility, unit, meant in found:
            self._check_unit(responsibility, unit, meant)

    def _persons(
        self, pairs: list[tuple[Task, read.Task]], units: list[tuple[Responsibility, read.Unit]]
    ) -> None:
        own: dict[Task, list[tuple[Responsibility, read.Unit]]] = {}
        for responsibility, unit in units:
            if not responsibility.is_inherited and responsibility.role != Role.OVERSEE:
                own.setdefault(responsibility.task, []).append((responsibility, unit))
        NamedPerson.objects.bulk_create(
            NamedPerson(
                task=task,
                responsibility=self._unit_of(person, own.get(task, [])),
                position=position,
                kind=person.kind[:20],
                name=person.name[:50],
                title=person.title[:100],
                phone=person.phone[:50],
                **_span(person.span),
            )
            for task, row in pairs
            for position, person in enumerate(row.persons)
            if person.name
        )

    def _unit_of(
        self, person: read.Person, units: list[tuple[Responsibility, read.Unit]]
    ) -> Responsibility | None:
        """Whose the person is: the only unit's, or the one's right behind which the person is printed."""
        if len(units) == 1:
            return units[0][0]
        for responsibility, unit in units:
            if person.span and unit.span and unit.span.end <= person.span.start:
                between = self.data.text[unit.span.end : person.span.start]
                if len(between) <= _NEAR and not set(between) & _APART:
                    return responsibility
        return None

    def _check_unit(self, responsibility: Responsibility, unit: read.Unit, meant: Resolution) -> None:
        name = responsibility.printed_name
        if not meant.is_known:
            message = f"单位“{name}”不在单位库中，请指定对应单位"
        elif meant.group is not None and meant.group.is_open:
            message = f"“{name}”未写明具体单位，请指定成员"
        elif unit.doubt:
            message = unit.doubt
        else:
            return
        self._check(
            CheckKind.UNIT,
            message,
            unit.span,
            measure=responsibility.task.measure,
            responsibility=responsibility,
        )

    def _milestones(self, pairs: list[tuple[Task, read.Task]]) -> None:
        found: list[tuple[Milestone, read.Deadline]] = []
        for task, row in pairs:
            for position, item in enumerate(row.deadlines):
                milestone = Milestone(
                    task=task,
                    position=position,
                    phrase=item.phrase[:100],
                    due_on=_date(item.date),
                    kind=MilestoneKind(item.kind),
                    firmness=Firmness(item.firmness),
                    reason=item.reason[:200],
                    **_span(item.span),
                )
                found.append((milestone, item))
        Milestone.objects.bulk_create(m for m, _ in found)
        for milestone, item in found:
            if item.doubt and item.doubt != doubt_of_cycle(item):  # said by `_cycles`
                self._check(
                    CheckKind.DATE, item.doubt, item.span, measure=milestone.task.measure, milestone=milestone
                )

    def _indicators(self) -> None:
        Indicator.objects.bulk_create(
            Indicator(
                document=self.document,
                position=position,
                name=row.name[:200],
                base_year=row.base_year,
                base=(row.base or "")[:100],
                target_year=row.target_year,
                target=(row.target or "")[:100],
                attribute=(row.attribute or "")[:20],
            )
            for position, row in enumerate(self.data.indicators)
            if row.name
        )

    def _warnings(self) -> None:
        said = {f"{check.message}，请核对" for check in self.checks}  # what stands beside its unit already
        for warning in self.data.warnings:
            if warning.message in said:
                continue
            place = warning.span or next(iter(warning.places), None)
            self._check(
                CheckKind.OTHER,
                warning.message,
                place,
                measure=self._measure_at(place),
                marks=warning.marks,
            )

    def _measure_at(self, place: read.Span | None) -> Measure | None:
        """The measure whose text the place is in, so that the doubt is shown beside it."""
        if place is None:
            return None
        around = (m for m, row in self.placed if row.span and row.span.start <= place.start < row.span.end)
        return next(around, None)

    def _check(self, kind: CheckKind, message: str, place: read.Span | None, **about: Any) -> None:
        self.checks.append(
            CheckItem(document=self.document, kind=kind, message=message[:300], **_span(place), **about)
        )


def _span(span: read.Span | None) -> dict[str, int]:
    return {"span_start": span.start, "span_end": span.end} if span else {}


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _cycle(task: read.Task) -> str:
    """The rule that was read, in the form in which it is kept; "" where there is none that we can ask by."""
    try:
        return read_rule(task.cycle or cycle_of_task(task))
    except ValueError:
        return ""


def _extra(task: read.Task) -> list[list[str]]:
    return [[name, text] for name, text in task.extra.items() if name and text]


def _said_of_cycle(task: read.Task) -> tuple[str, read.Span | None]:
    """What the document says of how often, as printed, and where; empty where it says nothing."""
    for deadline in task.deadlines:
        if deadline.kind is read.DeadlineKind.RECURRING:
            return deadline.phrase, deadline.span
    return task.frequency, task.span
