"""Headings that only name who has the items below them: 县水利局：, 【县水利局】, 一、县水利局."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extraction.duty.clauses import Clause
from extraction.duty.roles import is_name
from extraction.duty.spoken import surely_a_body
from extraction.model import Role, Span
from extraction.outline.nodes import Node
from extraction.signs.labels import Label
from extraction.signs.rules import Aside, Rule
from extraction.signs.unit_names import looks_like_unit, split_units

_SHARE = re.compile(r"【?(?P<who>[\u4e00-\u9fff、（）()]{2,60})】?(?P<colon>[：:]?)")
_SECTION = 2  # the rank of 一、


@dataclass(slots=True)
class Share:
    """A heading that names who has the items below it, and the node that was open before."""

    node: Node
    before: Node
    clause: Clause


def share_of(text: str, start: int, below: Label | None) -> Clause | None:
    """The clause of a line that only names who has the item below it and others; None for other lines.

    Without a colon it may as well say who has those before it, unless the numbers begin anew below it.
    """
    match = _SHARE.fullmatch(text) if below is not None else None
    if match is None or below is None:
        return None
    anew = below.number == 1 and below.rank > _SECTION
    return _named(match, start) if match["colon"] or anew else None


def _named(match: re.Match[str], start: int) -> Clause | None:
    units = split_units(match["who"], Role.RESPONSIBLE, offset=start + match.start("who"))
    if units and all(is_name(unit) and _is_body(unit.name) for unit in units):
        return Clause(start, start + match.end(), units)
    return None


def _is_body(name: str) -> bool:
    return surely_a_body(name) or (name[0] == "各" and looks_like_unit(name))


def settle_shares(root: Node, shares: list[Share]) -> list[Aside]:
    """Gives each unit the items under its name that nobody else answers for.

    One name alone is whom a letter is sent to: it heads nothing, and is set aside before the first item.
    """
    asides = _taken_back(shares[0]) if len(shares) == 1 else []
    for share in shares if len(shares) > 1 else ():
        _give(share.node, share.clause)
    for parent in root.walk():
        named = [(node, _heading(node)) for node in parent.children]
        clauses = [(node, clause) for node, clause in named if clause is not None]
        for node, clause in clauses if len(clauses) > 1 else ():
            _give(node, clause)
    return asides


def _heading(node: Node) -> Clause | None:
    """The clause of a numbered heading that is nothing but names (一、县水利局)."""
    first = node.pieces[0] if node.pieces and node.label and node.label.style != "share" else None
    if (
        first is None
        or first.clauses
        or not (node.children or len(node.events) > 1 or "。" in first.text[:-1])
    ):
        return None
    match = _SHARE.fullmatch(first.text.partition("。")[0])
    return _named(match, first.start) if match is not None else None


def _give(heading: Node, clause: Clause) -> None:
    if not heading.has_clause and heading.children:
        heading.events.append(clause)
    for leaf in (node for node in heading.walk() if not node.children):
        if all(unit.role is Role.SUPPORT for said in leaf.clauses for unit in said.units):
            leaf.events.append(clause)
            leaf.clause_seen = False


def _taken_back(share: Share) -> list[Aside]:
    node, parent = share.node, share.node.parent
    if parent is None:
        return []
    at = parent.children.index(node)
    for child in node.children:
        child.parent = parent
    parent.children[at : at + 1] = node.children
    share.before.events += node.events
    if share.before.label is not None:
        return []
    return [Aside(Span(node.start, node.start + len(node.pieces[0].text)), Rule.INTRODUCTION)]
