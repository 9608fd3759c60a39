"""The register of proposals as xlsx."""

from datetime import date
from typing import Any

from django.db.models import Prefetch

from common.files.workbook import Book, Column, Table, Value
from tracker.proposals.models import Proposal, ProposalSponsor, SponsorRole

COLUMNS = (
    Column("类别", 10),
    Column("届次", 24),
    Column("编号", 10),
    Column("案由", 50),
    Column("提出人", 20),
    Column("主办单位", 18),
    Column("会办单位", 28),
    Column("状态", 10),
    Column("交办日期", 12),
    Column("答复时限", 12),
    Column("逾期天数", 10),
    Column("第几次答复", 10),
    Column("办理结果", 10),
    Column("满意度", 10),
    Column("办结日期", 12),
)


def register_name(on: date) -> str:
    """What the file is called."""
    return f"建议提案台账{on:%Y%m%d}.xlsx"


def register_book(proposals: Any, *, on: date) -> bytes:
    """The proposals (a query) as a workbook; lateness as of the day `on`. Two queries however many rows."""
    sponsors = ProposalSponsor.objects.filter(released_on__isnull=True).select_related("department")
    rows = proposals.defer("text").prefetch_related(Prefetch("sponsors", sponsors.order_by("pk")))
    book = Book()
    table = Table(book, "建议提案", COLUMNS, frozen=3)
    for proposal in rows:
        table.write(_values(proposal, on))
    return book.as_bytes()


def _values(proposal: Proposal, on: date) -> list[Value]:
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
