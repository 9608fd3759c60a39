"""Writes one extracted document as a draft, with a fixed number of statements however long it is."""

from datetime import date
from typing import Any

from departments.models.departments import Department, Region
from departments.models.users import User
from departments.resolution import NameTable, Resolution, Resolver, best_region
from policies.checking.models.items import CheckItem, CheckKind
from policies.models.documents import DocumentKind, DocumentStatus, PolicyDocument, Section, SourceFile
from policies.models.measures import (
    Cycle,
    Firmness,
    Indicator,
    Measure,
    Milestone,
    MilestoneKind,
    Responsibility,
    Role,
    Task,
)

ROLES = {"牵头": Role.LEAD, "配合": Role.SUPPORT, "负责": Role.RESPONSIBLE}
CYCLES = {"周": Cycle.WEEK, "月": Cycle.MONTH, "季": Cycle.QUARTER}


def find_document(data: dict[str, Any]) -> PolicyDocument | None:
    """The live document with this 文号; without a 文号, the one with this title, issuer and date."""
    live = PolicyDocument.objects.exclude(status=DocumentStatus.ARCHIVED)
    if data.get("number"):
        return live.filter(number=data["number"]).first()
    if not data.get("issued_on"):
        return None  # a bare title (人事任免) stands alike in every gazette
    return live.filter(
        number="",
        title=data["title"],
        issuer=data.get("issuer") or "",
        issued_on=_date(data.get("issued_on")),
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
        self, data: dict[str, Any], *, source: SourceFile | None, position: int, actor: User | None
    ) -> PolicyDocument:
        """Make one document and everything in it; the caller holds the transaction."""
        issuer = self._issuer(data)
        region = self._region(data, issuer)
        return _Draft(data, Resolver(region, self.names)).write(
            issuer=issuer, source=source, position=position, actor=actor
        )

    def _issuer(self, data: dict[str, Any]) -> Department | None:
        """The first issuer that is known: of a joint document the first one leads."""
        for name in (data.get("issuer") or "").replace("、", " ").split():
            if name in self.issuers:
                return self.issuers[name]
        return None

    def _region(self, data: dict[str, Any], issuer: Department | None) -> Region | None:
        """The issuer's region, or one that the title names where more of the units are known there."""
        printed = [u["name"] for m in data.get("measures") or [] for t in m["tasks"] for u in t["units"]]
        candidates = [issuer.region] if issuer else []
        candidates += [region for region in self.regions if region.name in data["title"]]
        if not candidates and not data.get("issuer") and self.home:
            candidates = [self.home]
        return best_region(candidates, printed, self.names)


class _Draft:
    """Holds what one document's rows have in common while they are made."""

    def __init__(self, data: dict[str, Any], resolver: Resolver) -> None:
        self.data = data
        self.resolver = resolver
        self.checks: list[CheckItem] = []

    def write(
        self, *, issuer: Department | None, source: SourceFile | None, position: int, actor: User | None
    ) -> PolicyDocument:
        data = self.data
        self.document = PolicyDocument(
            source=source,
            position=position,
            kind=DocumentKind(data.get("kind") or DocumentKind.POLICY),
            title=data["title"][:300] or "（无标题）",
            number=(data.get("number") or "")[:60],
            issuer=(data.get("issuer") or "")[:300],
            issuer_department=issuer,
            region=self.resolver.region,
            issued_on=_date(data.get("issued_on")),
            text=data.get("text") or "",
            inherited_units=data.get("inherited_units") or [],
            proposal_number=(data.get("proposal_number") or "")[:60],
            proposer=(data.get("proposer") or "")[:100],
            created_by=actor,
        )
        self.document.save()
        self._head(issuer)
        self._sections()
        self._measures()
        self._indicators()
        self._warnings()
        CheckItem.objects.bulk_create(self.checks)
        return self.document

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
        self._check(CheckKind.OTHER, message, {})

    def _sections(self) -> None:
        Section.objects.bulk_create(
            Section(
                document=self.document,
                position=position,
                path=row["path"],
                title=(row.get("title") or "")[:300],
                units=[{"name": u["name"], "role": u["role"]} for u in row.get("units") or []],
            )
            for position, row in enumerate(self.data.get("sections") or [])
        )

    def _measures(self) -> None:
        rows = self.data.get("measures") or []
        measures = [
            Measure(
                document=self.document,
                position=position,
                path=row["path"],
                title=(row.get("title") or "")[:200],
                text=row.get("text") or "",
                **_span(row),
            )
            for position, row in enumerate(rows)
        ]
        Measure.objects.bulk_create(measures)
        for measure, row in zip(measures, rows, strict=True):
            if row.get("doubt"):
                self._check(CheckKind.STRUCTURE, row["doubt"], row, measure=measure)
        pairs = [
            (Task(measure=m, position=i, text=t.get("text") or "", **_cycle(t.get("frequency") or "")), t)
            for m, row in zip(measures, rows, strict=True)
            for i, t in enumerate(row.get("tasks") or [])
        ]
        Task.objects.bulk_create(task for task, _ in pairs)
        self._responsibilities(pairs)
        self._milestones(pairs)

    def _responsibilities(self, pairs: list[tuple[Task, dict[str, Any]]]) -> None:
        found: list[tuple[Responsibility, dict[str, Any], Resolution]] = []
        for task, row in pairs:
            seen: set[tuple[str, str]] = set()
            inherited = [{**u, "span": None, "inherited": True} for u in self.document.inherited_units]
            for unit in [*(row.get("units") or []), *inherited]:
                name, role = unit["name"][:100], ROLES[unit["role"]]
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
                    is_inherited=bool(unit.get("inherited")),
                    **_span(unit),
                )
                found.append((responsibility, unit, meant))
        Responsibility.objects.bulk_create(r for r, _, _ in found)
        for responsibility, unit, meant in found:
            self._check_unit(responsibility, unit, meant)

    def _check_unit(self, responsibility: Responsibility, unit: dict[str, Any], meant: Resolution) -> None:
        name = responsibility.printed_name
        if not meant.is_known:
            message = f"单位“{name}”不在单位库中，请指定对应单位"
        elif meant.group is not None and meant.group.is_open:
            message = f"“{name}”未写明具体单位，请指定成员"
        elif unit.get("doubt"):
            message = str(unit["doubt"])
        else:
            return
        self._check(
            CheckKind.UNIT, message, unit, measure=responsibility.task.measure, responsibility=responsibility
        )

    def _milestones(self, pairs: list[tuple[Task, dict[str, Any]]]) -> None:
        found: list[tuple[Milestone, dict[str, Any]]] = []
        for task, row in pairs:
            for position, item in enumerate(row.get("deadlines") or []):
                milestone = Milestone(
                    task=task,
                    position=position,
                    phrase=item["phrase"][:100],
                    due_on=_date(item["date"]),
                    kind=MilestoneKind(item["kind"]),
                    firmness=Firmness(item["firmness"]),
                    reason=(item.get("reason") or "")[:200],
                    **_span(item),
                )
                found.append((milestone, item))
        Milestone.objects.bulk_create(m for m, _ in found)
        for milestone, item in found:
            if item.get("doubt"):
                self._check(
                    CheckKind.DATE, item["doubt"], item, measure=milestone.task.measure, milestone=milestone
                )

    def _indicators(self) -> None:
        Indicator.objects.bulk_create(
            Indicator(
                document=self.document,
                position=position,
                name=row["name"][:200],
                base_year=row.get("base_year"),
                base=(row.get("base") or "")[:100],
                target_year=row.get("target_year"),
                target=(row.get("target") or "")[:100],
                attribute=(row.get("attribute") or "")[:20],
            )
            for position, row in enumerate(self.data.get("indicators") or [])
            if row["name"]
        )

    def _warnings(self) -> None:
        warnings = self.data.get("warnings") or []
        spans = self.data.get("warning_spans") or [None] * len(warnings)
        for message, span in zip(warnings, spans, strict=True):
            self._check(CheckKind.OTHER, message, {"span": span})

    def _check(self, kind: CheckKind, message: str, place: dict[str, Any], **about: Any) -> None:
        self.checks.append(
            CheckItem(document=self.document, kind=kind, message=message[:300], **_span(place), **about)
        )


def _span(row: dict[str, Any]) -> dict[str, int | None]:
    span = row.get("span")
    return {"span_start": span[0], "span_end": span[1]} if span else {}


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _cycle(frequency: str) -> dict[str, str]:
    cycle = next((cycle for mark, cycle in CYCLES.items() if mark in frequency), Cycle.NONE)
    return {"frequency": frequency[:30], "cycle": cycle}
