"""批量填报: a department's reports by one sheet: made, uploaded, looked over, filed all or not at all."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, Max, OuterRef, Subquery
from django.utils import timezone

from common.errors import NotAllowed, ServiceError
from common.text import file_name
from departments.models.departments import Department
from departments.models.users import User
from tracker.work.filing.models.reports import GIVEN_BACK, ProgressReport
from tracker.work.filing.models.sheets import FilingSheet
from tracker.work.filing.services.checks import Standing, check_report, standings
from tracker.work.filing.services.reporting import file_report, said_of_sibling
from tracker.work.filing.sheets.columns import MOST_ROWS
from tracker.work.filing.sheets.reading import SheetRow, read_sheet
from tracker.work.filing.sheets.writing import write_sheet
from tracker.work.merging.models import MergedMember, MergeState
from tracker.work.models.assignments import Assignment
from tracker.work.owing import missing
from tracker.work.querysets import AssignmentQuerySet
from tracker.work.states import OPEN_STATUSES, Status


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row of an uploaded sheet as it stands now: its assignment, and what is wrong with it."""

    row: SheetRow
    assignment: Assignment | None
    last_percent: int
    errors: list[str]
    partners: int = 0  # joined assignments (并案) that the same report serves


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """What confirming would file."""

    sheet: FilingSheet
    lines: list[SheetLine]

    @property
    def errors(self) -> list[str]:
        """All mistakes, row by row."""
        return [error for line in self.lines for error in line.errors]

    @property
    def claims(self) -> int:
        """How many rows ask to close."""
        return sum(line.row.claims_completion for line in self.lines)


def to_fill(department: Department, *, on: date, everything: bool = False) -> AssignmentQuerySet[Assignment]:
    """What the sheet of the department holds: what it still owes this period, or all that is in work."""
    work: AssignmentQuerySet[Assignment] = Assignment.objects.filter(department=department)
    if not everything:
        return missing(work, on)
    rows = work.filter(status=Status.ACTIVE)
    # What is joined has one row, the first: its report serves the others.
    first = MergedMember.objects.filter(
        work__members__assignment=OuterRef("pk"),
        work__members__active=True,
        work__state=MergeState.JOINED,
        active=True,
        assignment__lt=OuterRef("pk"),
        assignment__in=rows.values("pk"),
    )
    return rows.filter(~Exists(first))


def make_sheet(*, department: Department, actor: User, on: date, everything: bool = False) -> bytes:
    """The sheet of the department on the day `on` as xlsx.

    Raises `NotAllowed` for a department that the actor does not file for, and `ServiceError` when there is
    nothing to fill in, or too much for one sheet.
    """
    _require_own(department, actor)
    rows = list(
        to_fill(department, on=on, everything=everything)
        .with_context()
        .order_by("document_id", "task__measure__position", "id")[: MOST_ROWS + 1]
    )
    if not rows:
        raise ServiceError(
            "sheet_nothing_to_file",
            "本期没有需要填报的事项。" if not everything else "目前没有办理中的事项。",
        )
    if len(rows) > MOST_ROWS:
        raise ServiceError("sheet_too_long", f"在办事项超过{MOST_ROWS}项，请改为只下载本期应报的事项。")
    return write_sheet(
        department=department,
        assignments=rows,
        last=_last_reports(rows),
        newest=_newest(rows),
        documents=_documents(rows),
        on=on,
    )


@transaction.atomic
def upload_sheet(*, department: Department, actor: User, name: str, data: bytes) -> FilingSheet:
    """Read a filled sheet and keep it until its author confirms; nothing is filed yet.

    It takes the place of the author's former upload that was not filed. Raises `NotAllowed`, and
    `ServiceError` for a file that is no such sheet; mistakes in rows are kept, for the preview to name.
    """
    _require_own(department, actor)
    name = file_name(name) or "填报表.xlsx"
    rows, empty = read_sheet(name=name, data=data)
    FilingSheet.objects.filter(uploaded_by=actor, department=department, filed_at=None).delete()
    try:
        with transaction.atomic():
            return FilingSheet.objects.create(
                department=department,
                uploaded_by=actor,
                name=name,
                rows=[row.stored() for row in rows],
                empty_rows=empty,
            )
    except IntegrityError:
        raise ServiceError(
            "sheet_uploaded_elsewhere", "您刚刚在另一个窗口上传了填报表，请刷新后再试。"
        ) from None


def look_over(*, sheet: FilingSheet, actor: User) -> SheetPreview:
    """Each row as it stands now, with its mistakes: foreign, stale, or what `file_report` would refuse.

    What is joined (并案) is looked at with all that the row's report would serve. As many queries however
    many rows there are; nothing is written.
    """
    rows = [SheetRow.kept(stored) for stored in sheet.rows]
    visible = Assignment.objects.visible_to(actor).with_context()
    visible = visible.select_related("task__measure", "department", "document")
    wanted = visible.filter(pk__in=[row.assignment for row in rows], department=sheet.department_id)
    found = {a.pk: a for a in wanted}
    partners = _partners(found, visible)
    standing = standings([*found.values(), *(one for some in partners.values() for one in some)])
    newest = _newest_reports(found.values())
    lines = []
    for row in rows:
        assignment = found.get(row.assignment)
        if assignment is not None:
            _look_at(row, assignment, newest.get(assignment.pk))
            if not row.errors:
                _try_out(row, assignment, partners.get(assignment.pk, []), standing, actor)
        elif row.assignment:
            row.errors.append(("", f"不是{sheet.department}的事项，请用本单位下载的填报表。"))
        last = standing[assignment.pk].reached if assignment else 0
        served = len(partners.get(row.assignment, [])) if assignment else 0
        lines.append(SheetLine(row, assignment, last, row.said(), served))
    return SheetPreview(sheet, lines)


def _look_at(row: SheetRow, assignment: Assignment, newest: ProgressReport | None) -> None:
    if newest is not None and newest.pk != row.seen:
        row.errors.append(
            (
                "",
                f"下载填报表之后，{newest.author}已于{newest.submitted_on}填报过该事项"
                f"（完成比例{newest.percent}%），请删去本行，或重新下载后填写。",
            )
        )


def _partners(found: Collection[int], visible: AssignmentQuerySet[Assignment]) -> dict[int, list[Assignment]]:
    """Of each that is joined the other open ones, in the order in which they would be filed."""
    pairs = MergedMember.objects.filter(
        work__members__assignment__in=found,
        work__members__active=True,
        work__state=MergeState.JOINED,
        active=True,
        assignment__status__in=OPEN_STATUSES,
    ).exclude(assignment=F("work__members__assignment"))
    ids = list(pairs.order_by("assignment").values_list("work__members__assignment", "assignment"))
    rows = {a.pk: a for a in visible.filter(pk__in={partner for _, partner in ids})}
    partners: dict[int, list[Assignment]] = {}
    for pk, partner in ids:
        partners.setdefault(pk, []).append(rows[partner])
    return partners


def _try_out(
    row: SheetRow,
    assignment: Assignment,
    partners: Iterable[Assignment],
    standing: dict[int, Standing],
    actor: User,
) -> None:
    try:
        check_report(assignment, standing[assignment.pk], actor=actor, **_values(row))
    except ServiceError as error:
        row.errors.append((error.field, str(error)))
        return
    for partner in partners:
        try:
            check_report(partner, standing[partner.pk], actor=actor, **_values(row))
        except ServiceError as error:
            row.errors.append((error.field, said_of_sibling(partner, error)))


def _values(row: SheetRow) -> dict[str, Any]:
    return {
        "percent": row.percent if row.percent is not None else -1,
        "narrative": row.narrative,
        "problems": row.problems,
        "next_steps": row.next_steps,
        "drop_reason": row.drop_reason,
        "claims_completion": row.claims_completion,
    }


@transaction.atomic
def file_sheet(*, sheet: FilingSheet, actor: User, on: date) -> list[ProgressReport]:
    """File every row of an uploaded sheet on the day `on`, or none.

    Raises `NotAllowed` for a sheet of somebody else, and `ServiceError` when it was filed already or a row
    cannot be filed as things stand now; the sheet then waits on, for the author to see why.
    """
    locked = FilingSheet.objects.select_for_update(of=("self",)).filter(pk=sheet.pk).first()
    if locked is None:
        raise ServiceError("sheet_replaced", "该填报表已被新上传的代替，请重新核对。")
    sheet = locked
    if sheet.uploaded_by_id != actor.pk:
        raise NotAllowed("sheet_of_another", "只有上传人可以确认自己的填报表。")
    _require_own(sheet.department, actor)
    if sheet.filed_at is not None:
        raise ServiceError("sheet_filed", "该填报表已经报送，不会重复报送。")
    # Of two people one waits here; always in the same order, so that they never wait for each other.
    ids = sorted(row["assignment"] for row in sheet.rows)
    list(
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=ids)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    preview = look_over(sheet=sheet, actor=actor)
    if preview.errors:
        more = f"等{len(preview.errors)}处" if len(preview.errors) > 1 else ""
        raise ServiceError("sheet_rows_wrong", f"没有报送任何一行，请先改正：{preview.errors[0]}{more}")
    reports = []
    for line in sorted(preview.lines, key=lambda line: line.row.assignment):
        row = line.row
        if line.assignment is None:
            continue  # a row without one has an error
        try:
            reports.append(
                file_report(
                    assignment=line.assignment,
                    actor=actor,
                    on=on,
                    **_values(row),
                )
            )
        except ServiceError as error:
            row.errors.append((error.field, str(error)))
            raise ServiceError("sheet_rows_wrong", f"没有报送任何一行，请先改正：{row.said()[0]}") from error
    sheet.filed_at = timezone.now()
    sheet.save(update_fields=["filed_at"])
    return reports


@transaction.atomic
def discard_sheet(*, sheet: FilingSheet, actor: User) -> None:
    """Throw away an uploaded sheet that was not filed."""
    if sheet.uploaded_by_id != actor.pk:
        raise NotAllowed("sheet_of_another", "只有上传人可以删除自己的填报表。")
    if sheet.filed_at is not None:
        raise ServiceError("sheet_filed", "已报送的填报表不能删除。")
    sheet.delete()


def _require_own(department: Department, actor: User) -> None:
    if department.pk not in actor.department_ids():
        raise NotAllowed("filing_role_required", f"您不是{department}的填报员或负责人，不能批量填报。")


def _documents(assignments: list[Assignment]) -> dict[int, str]:
    """The document of each; of what is joined, the documents of all."""
    named: dict[int, list[str]] = {a.pk: [str(a.document)] for a in assignments}
    partners = MergedMember.objects.filter(
        work__members__assignment__in=named,
        work__members__active=True,
        work__state=MergeState.JOINED,
        active=True,
    ).values_list("work__members__assignment", "assignment", "assignment__document__number")
    for assignment, partner, number in partners:
        if assignment in named and partner != assignment and number not in named[assignment]:
            named[assignment].append(number)
    return {pk: "；".join(documents) for pk, documents in named.items()}


def _newest(assignments: Iterable[Assignment]) -> dict[int, int]:
    rows = ProgressReport.objects.filter(assignment__in=[a.pk for a in assignments]).order_by()
    return dict(rows.values_list("assignment").annotate(Max("pk")))


def _newest_reports(assignments: Iterable[Assignment]) -> dict[int, ProgressReport]:
    newest = _newest(assignments).values()
    reports = ProgressReport.objects.filter(pk__in=list(newest)).select_related("author")
    return {report.assignment_id: report for report in reports}


def _last_reports(assignments: list[Assignment]) -> dict[int, ProgressReport]:
    """The last report of each that was neither returned nor taken back."""
    own = ProgressReport.objects.filter(assignment=OuterRef("pk")).exclude(status__in=GIVEN_BACK)
    ids = Assignment.objects.filter(pk__in=[a.pk for a in assignments]).annotate(
        last=Subquery(own.order_by("-pk").values("pk")[:1])
    )
    reports = ProgressReport.objects.in_bulk([last for last in ids.values_list("last", flat=True) if last])
    return {report.assignment_id: report for report in reports.values()}
