"""Which nodes of an outline are measures, which are sections, and what is only preamble."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extraction.duty.clauses import Clause
from extraction.model import Span
from extraction.outline import describing
from extraction.outline.nodes import Node, Outline, Piece
from extraction.outline.preamble import BINDS, is_preamble
from extraction.signs.rules import Aside, Rule

MAX_TITLE = 40
_FOLDED_RANK = 7  # （1） and deeper are items only where they carry clauses of their own

_FIELDS = 3
_FIELD = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}(?:目标|内容|任务|措施|步骤|安排|规模|投资|资金|地点|时限|时间|期限|进度|要求|来源|单位|部门|领导|责任人|联系人|备注))[：:]"
)
_WHO = re.compile(r"(?:责任|牵头|承办|实施|落实|主办)(?:单位|部门)[：:]")
_LABEL = 3  # signs of a label at the least
_GROUPS = re.compile(
    r"(?:活动|工作|创建)?(?:组织|领导)(?:机构|架构|小组)(?:及?(?:组成|成员|人员)(?:人员|名单)?)?"
)
_DUTIES = re.compile(
    r"职责(?:分工)?$"
)  # 2.1 指挥部职责, and below it （1）, （2）: each is a duty of its own
_SEATS = re.compile(r"^\s*(?:组\s*长|总指挥|指挥长|主\s*任)[：: ]")
_MOSTLY = 5  # times as many conditions as grants in a list of what is granted to whom
# 主办单位：…, 承办单位：… say who holds the event, not who has a piece of work
_HOSTS = re.compile(
    r"(?:(?:主|承|协|合|联合?主?)办?|指导|组织|参[加与]|支持|[、和及与])+(?:办|举办)?(?:单位|机构)"
)
_DESCRIBES = re.compile(r"^(?:主要|重点|集中)?(?:反映|是指|指的?是|系指|衡量|体现)")
_BRACKETED = re.compile(
    r"\s*[【〖［](?P<title>[^【】〖〗［］。]{2,40})[】〗］][。：:\s]*"
)  # 第五条【提供优质服务】…
_TERM = re.compile(r"^[^。]{0,30}自.{2,20}(?:起|之日起)(?:施行|实施|执行|生效|试行)")


@dataclass(slots=True)
class Item:
    """A measure's node with the events that make it up (its own and those of folded children)."""

    node: Node
    title: str | None
    title_end: int  # offset after the title sentence; the node's text start where there is no title
    events: list[Piece | Clause]
    doubt: str = ""  # why it may be no work


@dataclass(slots=True)
class Heading:
    """A node above measures, its title, its text and its own clauses."""

    node: Node
    title: str
    events: list[Piece | Clause]


def arrange(outline: Outline) -> tuple[list[Item], list[Heading]]:
    """The measures and the section headings of an outline, both in the order of the text."""
    items: list[Item] = []
    headings: list[Heading] = []
    for node in outline.root.children:
        _descend(node, False, "", items, headings, outline.asides)
    if items:
        _drop_closing(items, outline.asides)
    _doubt_the_weak(items)
    return items, headings


def _doubt_the_weak(items: list[Item]) -> None:
    """Doubts the items that say of nothing that it must be done, in a document where most are so."""
    weak = [item for item in items if _is_weak(item)]
    if len(items) >= _FIELDS and len(weak) * 2 >= len(items):
        for item in weak:
            item.doubt = item.doubt or "没有写明谁要做什么，可能不部署工作"


def _is_weak(item: Item) -> bool:
    if any(isinstance(event, Clause) or event.clauses for event in item.events):
        return False
    text = "\n".join(event.text for event in item.events if isinstance(event, Piece))
    return not describing.orders(text) and BINDS.search(text) is None


def _descend(
    node: Node, preamble: bool, above: str, items: list[Item], headings: list[Heading], asides: list[Aside]
) -> None:
    """Sorts a node and all below it; `above` is the heading over it."""
    title = heading_of(node)[0]
    preamble = preamble or is_preamble(title, node)
    children = [] if _folds(node) else node.children
    if children and (_are_described(children) or _are_asked_for(title, children)):
        rule = Rule.PREAMBLE if _are_described(children) else Rule.DESCRIBES
        headings.append(Heading(node, title, node.events))
        asides += [Aside(Span(child.start, _end(child)), rule) for child in children]
    elif children:
        whole = node.pieces[0].text if node.pieces else ""  # 一、县发改局牵头: the clause is the heading
        headings.append(Heading(node, title or whole.rstrip("。；：: "), node.events))
        for child in _without_shared(node, title, children, asides):
            bare = preamble and not any(n.has_clause for n in child.walk())
            _descend(child, bare, title, items, headings, asides)
    elif _is_term(node):
        asides.append(Aside(Span(node.start, _end(node)), Rule.TERM))
    elif preamble and not _has_units(node):
        asides.append(Aside(Span(node.start, _end(node)), Rule.PREAMBLE))
    elif _describes(node, title, above):
        asides.append(Aside(Span(node.start, _end(node)), Rule.DESCRIBES))
    else:
        items.append(_item(node, asides))
        items[-1].doubt = _doubt(node, title, above)


def _without_shared(node: Node, title: str, children: list[Node], asides: list[Aside]) -> list[Node]:
    """The children but for those that are only a clause (（四）责任单位：…), which is given to the others."""
    shared = {id(child) for child in children if _is_only_a_clause(child)}
    rest = [child for child in children if id(child) not in shared]
    if not shared:
        return children
    served: list[Node] = []
    for leaf in (leaf for child in rest for leaf in child.walk() if not leaf.children):
        parent = leaf.parent or node
        above = title if parent is node else heading_of(parent)[0]
        if not describing.asks_applicants(above) and not _describes(leaf, heading_of(leaf)[0], above):
            served.append(leaf)
    if not served or any(_has_units(leaf) for leaf in served):
        return children
    for child in (child for child in children if id(child) in shared):
        asides.append(Aside(Span(child.start, child.start + _LABEL), Rule.FURNITURE))
        for leaf in served:
            leaf.events += child.clauses
            leaf.clause_seen = False
    return rest


def _is_only_a_clause(node: Node) -> bool:
    if node.children or len(node.pieces) != 1 or len(node.pieces[0].clauses) != 1:
        return False
    piece, clause = node.pieces[0], node.pieces[0].clauses[0]
    within = not clause.spoken and clause.start == piece.start and bool(clause.units)
    return within and clause.end >= piece.start + len(piece.text.rstrip("。；; "))


def _describes(node: Node, title: str, above: str) -> bool:
    return _only_describes(node, title, above) or _only_hosts(node, title)


def _end(node: Node) -> int:
    return max(inner.end for inner in node.walk())


def _whole(node: Node) -> str:
    """All words of an item, those of its points too."""
    return "\n".join(piece.text for inner in node.walk() for piece in inner.pieces)


def _names_somebody(node: Node) -> bool:
    """Whether a clause or a sentence of an item says who has it."""
    return any(isinstance(event, Clause) or event.clauses for inner in node.walk() for event in inner.events)


def _only_describes(node: Node, title: str, above: str) -> bool:
    """Whether an item without units and limits says what a thing is, and orders nothing."""
    if _names_somebody(node):
        return False
    text = _whole(node)
    if describing.speaks_of_itself(text) or (describing.is_of_applicants(text) and _announces(node)):
        return True
    if describing.tells(text):
        return True
    if BINDS.search(text):
        return False
    title = title.partition("：")[0]  # 所需材料：申报表、营业执照
    return (
        describing.asks_applicants(title)
        or describing.describes(title, _said_of(node))
        or describing.describes(above, text)
    )


def _only_hosts(node: Node, title: str) -> bool:
    """Whether an item holds nothing but who holds an event, or who sits in its leading group."""
    said = _said_of(node)
    if _HOSTS.fullmatch(title) is not None and not said.strip("。；;：: \n"):
        return True
    return _GROUPS.fullmatch(title) is not None and _SEATS.search(said) is not None


def _doubt(node: Node, title: str, above: str) -> str:
    """Why an item that is read as a measure may be none; "" where nothing says so."""
    if _names_somebody(node) or BINDS.search(_whole(node)):
        return ""
    if describing.may_describe(title, _said_of(node)) or describing.may_describe(above, _whole(node)):
        return "标题说的是对象、内容或方法，可能不部署工作"
    return "说的是违反者如何处理，可能不部署工作" if describing.punishes(title) else ""


def _are_asked_for(title: str, children: list[Node]) -> bool:
    """Whether a heading says that the items below it are conditions or materials, and nobody has any."""
    return describing.asks_applicants(title) and not any(
        _names_somebody(child) or (child.pieces and describing.begins_with_work(child.pieces[0].text))
        for child in children
    )


def _announces(node: Node) -> bool:
    """Whether an item announces conditions or materials that stand in its points."""
    return bool(node.children) and bool(node.pieces) and describing.announces(node.pieces[-1].text)


def _has_units(node: Node) -> bool:
    return any(n.has_clause for n in node.walk())


def _is_term(node: Node) -> bool:
    """Whether an item only says from when the document is in force."""
    text = "".join(piece.text for piece in node.pieces)
    return len(text) <= 120 and not node.has_clause and _TERM.match(text) is not None


def _said_of(node: Node) -> str:
    """The words of an item behind its heading."""
    if not node.pieces:
        return ""
    return "".join(piece.text for piece in node.pieces)[heading_of(node)[1] - node.pieces[0].start :]


def _are_described(children: list[Node]) -> bool:
    """Whether each of several items only says what it stands for (安全韧性。反映…), and nobody has any."""
    return len(children) >= _FIELDS and all(
        child.pieces and not child.children and not _has_units(child) and _DESCRIBES.match(_said_of(child))
        for child in children
    )


def _are_announced(node: Node) -> bool:
    """Whether the numbered children are conditions or kinds that the words before them announce."""
    return (
        len(node.children) > 1
        and _announces(node)
        and all(
            child.pieces
            and not child.children
            and not any(event.clauses for event in child.pieces)
            and not child.has_clause
            for child in node.children
        )
        and _MOSTLY * sum(describing.begins_with_work(child.pieces[0].text) for child in node.children)
        <= len(node.children)
    )


def _are_fields(node: Node) -> bool:
    """Whether the numbered children are the fields of one piece of work (目标任务：… 责任单位：…)."""
    texts = [child.pieces[0].text for child in node.children if child.pieces]
    return (
        len(texts) >= _FIELDS
        and len(texts) == len(node.children)
        and all(_FIELD.match(text) for text in texts)
        and any(_WHO.match(text) for text in texts)
    )


def _folds(node: Node) -> bool:
    """Whether the children of a node are only points within its text."""
    if _are_fields(node) or _are_announced(node):
        return True
    deep = [child for child in node.children if child.rank >= _FOLDED_RANK]
    if not deep or len(deep) < len(node.children) or _DUTIES.search(heading_of(node)[0]):
        return False
    carrying = sum(_has_units(child) for child in deep)
    # A clause that ends the last point of several belongs to the item as a whole.
    return carrying == 0 or (carrying == 1 and len(deep) > 1 and _has_units(deep[-1]))


def _item(node: Node, asides: list[Aside]) -> Item:
    title, end = heading_of(node)
    events = list(node.events)
    if node.children:
        served: set[int] = set()
        for child in node.children:
            for inner in child.walk():
                events.extend(e for e in inner.events if not isinstance(e, Clause))
        for clause in (e for child in node.children for e in child.events if isinstance(e, Clause)):
            if id(clause) not in served:
                served.add(id(clause))
                events.append(clause)
        node.end = max([node.end, *(inner.end for inner in node.walk())])
    if any(isinstance(e, Clause) or any(not c.spoken for c in e.clauses) for e in events):
        for event in events:
            if isinstance(event, Piece):
                asides += [Aside(Span(c.start, c.end), Rule.SPOKEN) for c in event.clauses if c.spoken]
                event.clauses = [clause for clause in event.clauses if not clause.spoken]
    more = _text_after(events, end)
    if not title or len(title) > MAX_TITLE or not more:
        first = node.pieces[0].start if node.pieces else node.start
        return Item(node, None, first, events)
    return Item(node, title, end, events)


def heading_of(node: Node) -> tuple[str, int]:
    """The heading sentence of a node and the offset after it; a clause in it is no part of it."""
    if not node.pieces:
        return "", node.start
    first = node.pieces[0]
    clauses = [clause for clause in first.clauses if not clause.spoken]
    limit = clauses[0].start - first.start if clauses else len(first.text)
    headed = _BRACKETED.match(first.text, 0, limit)
    if headed is not None:
        return headed["title"], first.start + headed.end()
    stop = first.text.find("。", 0, limit)
    if stop < 0:
        text = first.text[:limit].rstrip("。；：: ")
        return text, first.start + limit
    return first.text[:stop], first.start + stop + 1


def _text_after(events: list[Piece | Clause], offset: int) -> bool:
    """Whether text other than clauses follows an offset."""
    for event in events:
        if isinstance(event, Clause) or event.end <= offset:
            continue
        rest = list(event.text[max(0, offset - event.start) :])
        base = max(offset, event.start)
        for clause in (clause for clause in event.clauses if not clause.spoken):
            for index in range(max(0, clause.start - base), min(len(rest), clause.end - base)):
                rest[index] = ""
        if "".join(rest).strip("。；;，, "):
            return True
    return False


def has_body(item: Item) -> bool:
    """Whether an item says more than its heading."""
    return item.title is not None or any(
        isinstance(event, Clause) or event.clauses or "。" in event.text for event in item.events
    )


def _drop_closing(items: list[Item], asides: list[Aside]) -> None:
    """The closing words of a document stand after its last item and are no part of it."""
    last = items[-1]
    if last.node.children or any(n is not last.node for n in _after(last.node)):
        return
    pieces = [e for e in last.events if isinstance(e, Piece)]
    if len(pieces) < 2:
        return
    first = pieces[0]
    heading_only = last.title is not None and last.title_end >= first.end
    ends = [i for i, e in enumerate(last.events) if isinstance(e, Clause) or e.clauses]
    usual = max((len(item.events) for item in items[:-1]), default=0)
    if 0 < usual < len(pieces) == len(last.events) and _are_spoken(pieces[usual:]):
        _close(last, usual, asides)
        return
    if len(ends) == 1 and _heads_its_clause(last) and any(_heads_its_clause(item) for item in items[:-1]):
        return
    if ends:
        keep = ends[-1] + 1
    elif heading_only:
        return
    else:
        keep = 1
    _close(last, keep, asides)
    if last.title is not None and not _text_after(last.events, last.title_end):
        last.title, last.title_end = None, first.start


def _are_spoken(pieces: list[Piece]) -> bool:
    """Whether paragraphs name somebody in their sentences and have no clause of their own."""
    clauses = [clause for piece in pieces for clause in piece.clauses]
    return bool(clauses) and all(clause.spoken for clause in clauses)


def _close(item: Item, keep: int, asides: list[Aside]) -> None:
    """Takes what stands behind its first `keep` paragraphs from the last item."""
    asides += [Aside(Span(e.start, e.end), Rule.CLOSING) for e in item.events[keep:]]
    del item.events[keep:]
    item.node.end = max(e.end for e in item.events)


def _heads_its_clause(item: Item) -> bool:
    """Whether an item is a heading with its clause in one paragraph and its text in others."""
    pieces = [event for event in item.events if isinstance(event, Piece)]
    if len(pieces) < 2 or len(pieces[0].clauses) != 1:
        return False
    heading = pieces[0].text[: pieces[0].clauses[0].start - pieces[0].start]
    return len(heading) <= MAX_TITLE and "。" not in heading.rstrip("。")


def _after(node: Node) -> list[Node]:
    root = node
    while root.parent is not None:
        root = root.parent
    order = list(root.walk())
    return order[order.index(node) + 1 :] if node in order else []
