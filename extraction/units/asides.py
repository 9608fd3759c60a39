"""What of a file was not read, said in its documents."""

from __future__ import annotations

import re

from extraction.model import Caution, Document, Kind, Unread

_MATTERS = re.compile(r"牵头|负责|配合|责任单位|\d月|年底|月底|日前")


def tell_unread(documents: list[Document], unread: list[Unread]) -> None:
    """Warns of a duty or a date in what was not read."""
    for document in documents:
        if document.kind is Kind.PROPOSAL_REPLY:
            continue
        for one in unread:
            if _MATTERS.search(one.text):
                document.warnings.append(
                    Caution(f"{one.what}未读入，其中有责任或时限：“{one.text[:60]}”，请核对")
                )
