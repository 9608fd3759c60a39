"""Papers without any number: a paragraph with a clause, or with one on the lines below it, is an item."""

from __future__ import annotations

from dataclasses import replace

from extraction.duty.clauses import find_clauses, whole_clause, whole_time
from extraction.outline.structure import arrange
from extraction.outline.tree import build
from extraction.signs.labels import Label
from extraction.states import Outlined

_HEADING = 30  # signs


def read_unnumbered(found: Outlined) -> bool:
    """Takes the paragraphs that have a clause as items, each with a doubt; whether there are any."""
    policy = found.placed[: found.opened.stop]
    body = found.opened.head.body
    numbered = list(policy)
    begins: list[int] = []
    block: list[int] = []  # paragraphs since the last item or clause: a heading and the text below it
    for index in range(body, len(policy)):
        paragraph = policy[index][0]
        only_who = whole_clause(paragraph.text) is not None or whole_time(paragraph.text) is not None
        says = any(not clause.spoken for clause in find_clauses(paragraph.text))
        if not only_who and not paragraph.table:
            block.append(index)
        if block and (only_who or says):
            short = [i for i in block if len(policy[i][0].text) <= _HEADING and "。" not in policy[i][0].text]
            begins.append(block[-1] if says and not only_who else (short or block)[-1])
        if only_who or says or paragraph.table:
            block = []
    for number, index in enumerate(begins, start=1):
        paragraph, start = policy[index]
        numbered[index] = (replace(paragraph, label=Label("paragraph", 5, number, str(number), 0)), start)
    tree = build(numbered, body)
    items, headings = arrange(tree)
    if not any(item.node.has_clause for item in items):
        return False
    for item in items:
        item.doubt = item.doubt or "文中没有编号，按段落读入"
    found.items, found.headings = items, headings
    found.cautions, found.asides, found.end = tree.cautions, tree.asides, body + tree.end
    return True
