"""The stage that finds the numbered items of a policy and the rows of its tables."""

from __future__ import annotations

from extraction.model import Kind
from extraction.outline.nodes import Outline
from extraction.outline.structure import arrange
from extraction.outline.tables import read_tables
from extraction.outline.tree import build
from extraction.signs.labels import Label
from extraction.states import Opened, Outlined
from extraction.text.healing import Paragraph


def outline(opened: Opened) -> Outlined:
    """The items, headings and rows of a document; none where it is no policy."""
    placed: list[tuple[Paragraph, int]] = []
    offset = 0
    for paragraph in opened.part.paragraphs:
        placed.append((paragraph, offset))
        offset += len(paragraph.text) + 1
    found = Outlined(opened, placed)
    if opened.kind is not Kind.POLICY:
        return found
    head = opened.head
    policy = placed[: opened.stop]
    body = build(policy, head.body)
    found.items, found.headings = arrange(body)
    found.cautions = body.cautions
    found.asides = body.asides
    for attachment in _attachments(policy, head.body + body.end):
        more, above = arrange(attachment)
        if any(item.node.has_clause for item in more):  # a list or a form orders nothing
            found.items, found.headings = found.items + more, found.headings + above
            found.cautions += attachment.cautions
            found.asides += attachment.asides
    found.tables = read_tables(policy[head.body :])
    found.end = head.body + body.end
    if head.attached:
        found.cover, _ = arrange(build(placed, head.cover, head.body))
    return found


def _attachments(placed: list[tuple[Paragraph, int]], start: int) -> list[Outline]:
    """The outlines of what follows 附件1, 附件2 …, each with its number at the head of its paths."""
    found: list[Outline] = []
    while start < len(placed):
        name = placed[start][0].text.rstrip("：:")
        named = name.startswith(("附件", "附表")) and len(name) <= 6
        attachment = build(placed, start + 1)
        if named:
            attachment.root.label = Label("attachment", -1, 0, name, 0)
            found.append(attachment)
        start += 1 + attachment.end
    return found
