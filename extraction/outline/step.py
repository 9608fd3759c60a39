"""The stage that finds the numbered items of a policy and the rows of its tables."""

from __future__ import annotations

from dataclasses import replace

from extraction.model import Caution, Kind, Span
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
    return _of_the_notice(found) if _carries_a_list(found) else found


def _carries_a_list(found: Outlined) -> bool:
    """Whether a notice has items of its own that order something, and carries a list of what is wrong."""
    if len(found.cover) < 2 or not found.items or found.tables.rows:
        return False
    if any(item.node.has_clause for item in found.items):
        return False
    doubted = sum(bool(item.doubt) for item in found.items)
    return doubted * 4 >= len(found.items) * 3 and not all(item.doubt for item in found.cover)


def _of_the_notice(carried: Outlined) -> Outlined:
    """The notice in the place of what it carries."""
    opened, items = carried.opened, carried.items
    head = opened.head
    title = head.full_title or head.title
    found = outline(replace(opened, head=replace(head, title=title, body=head.cover, attached=False)))
    place = Span(items[0].node.start, max(item.node.end for item in items))
    said = f"所附清单的 {len(items)} 条没有写明谁要做什么，已按通知正文读入，请核对"
    found.cautions.append(Caution(said, place))
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
