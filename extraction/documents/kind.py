"""What kind of paper a document is, by its title and by where it stood in a gazette."""

from __future__ import annotations

import re

from extraction.documents.gazette import Part
from extraction.documents.head import Head
from extraction.documents.proposals import is_reply
from extraction.model import Kind

_ORDERS_NOTHING = re.compile(
    r"人事任免|任免职?的?通知|免职|任职的?通知|政务要闻|大事记|统计公报|讲话|致辞|简介$|公示$"
)


def kind_of(part: Part, head: Head) -> Kind:
    """The kind that the title tells; what looks like a policy may still turn out to order nothing."""
    if is_reply(head.full_title):
        return Kind.PROPOSAL_REPLY
    if part.other or _ORDERS_NOTHING.search(head.full_title):
        return Kind.OTHER
    return Kind.POLICY
