"""The register of proposals as xlsx, and papers on their way out."""

import io
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from tracker.proposals.models import Proposal, ProposalSponsor, SponsorRole

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    ("类别", 10),
    ("届次", 24),
    ("编号", 10),
    ("案由", 50),
    ("提出人", 20),
    ("主办单位", 18),
    ("会办单位", 28),
    ("状态", 10),
    ("交办日期", 12),
    ("答复时限", 12),
    ("逾期天数", 10),
    ("第几次答复", 10),
    ("办理结果", 10),
    ("满意度", 10),
    ("办结日期", 12),
)


def register_sheet(proposals: Any, *, on: date) -> HttpResponse:
    """The proposals (a query) as a workbook to download; lateness as of the day `on`.

    Two queries however many rows; what begins with = stays text.
    """
    sponsors = ProposalSponsor.objects.filter(released_on__isnull=True).select_related("department")
    rows = proposals.defer("text").prefetch_related(Prefetch("sponsors", sponsors.order_by("pk")))
    book = Workbook(write_only=True)
    sheet = book.create_sheet("建议提案")
    sheet.freeze_panes = "D2"
    for number, (_, width) in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    sheet.append([_cell(sheet, title, bold=True) for title, _ in COLUMNS])
    for proposal in rows:
        sheet.append([_cell(sheet, value) for value in _values(proposal, on)])
    out = io.BytesIO()
    book.save(out)
    return attachment(out.getvalue(), f"建议提案台账{on:%Y%m%d}.xlsx", XLSX)


def _values(proposal: Proposal, on: date) -> list[Any]:
    units: dict[str, list[str]] = {SponsorRole.LEAD: [], SponsorRole.JOINT: []}
    for sponsor in proposal.sponsors.all():
        units[sponsor.role].append(str(sponsor.department))
    return [
        proposal.get_kind_display(),
        proposal.session,
        proposal.number,
        proposal.title,
        proposal.proposers,
        "、".join(units[SponsorRole.LEAD]),
        "、".join(units[SponsorRole.JOINT]),
        proposal.get_status_display(),
        proposal.dispatched_on,
        proposal.due_on,
        proposal.days_late(on) or None,
        proposal.round,
        proposal.outcome,
        proposal.get_satisfaction_display() if proposal.satisfaction else "",
        proposal.closed_on,
    ]


def _cell(sheet: Worksheet, value: Any, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell


def attachment(data: bytes, name: str, media_type: str) -> HttpResponse:
    """A file to be downloaded: a browser keeps to its type and runs nothing of it."""
    response = HttpResponse(data, content_type=media_type or "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
