"""The account of a document as it is kept: what the reader said of every mark."""

from collections.abc import Sequence
from typing import Any

from extraction import model as read
from policies.checking.models.marks import DocumentAccount
from policies.models.documents import PolicyDocument

Row = list[Any]


def write_account(
    document: PolicyDocument, account: read.Account, *, lines: read.Lines | None = None
) -> DocumentAccount | None:
    """Keep the account of a document; none where nothing was read of a text.

    `lines` is where a person said that the policy stands. The caller holds the transaction, and has taken an
    earlier account away.
    """
    if not account.marks:
        return None
    return DocumentAccount.objects.create(
        document=document,
        marks=[_row(mark) for mark in account.marks],
        counts=account.counted(),
        reading=account.reading[:100],
        first_line=lines.first if lines else None,
        last_line=lines.last if lines else None,
    )


def _row(mark: read.Explained) -> Row:
    if mark.span is None:
        return [mark.kind, None, None, mark.how, mark.what, mark.text]
    return [mark.kind, mark.span.start, mark.span.end, mark.how, mark.what]


def unread_of(account: DocumentAccount | None) -> Sequence[read.Unread]:
    """What of the file was not read, as far as its account says."""
    rows = account.marks if account else []
    return [read.Unread(row[5]) for row in rows if row[1] is None]
