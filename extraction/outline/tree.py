"""The tree of numbered items of one document's body.

Paragraphs are read once, in order.  Each numbered paragraph opens a node under the nearest node of a lesser
rank; other paragraphs belong to the node that is open.  A responsibility clause on a line of its own goes
to the items before it that have none.  专栏 boxes and tables are kept apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from extraction.documents.gazette import DATE
from extraction.duty.clauses import (
    Clause,
    find_clauses,
    whole_clause,
    whole_time,
)
from extraction.duty.headed import headed_by_units, shared_by_sentences, titled_by_unit
from extraction.model import Caution, Span
from extraction.outline.nodes import Node, Outline, Piece
from extraction.outline.shares import Share, settle_shares, share_of
from extraction.signs.duty_words import CLOSE, OPEN
from extraction.signs.labels import Label
from extraction.signs.rules import Aside, Rule
from extraction.text.healing import Paragraph
from extraction.text.lines import STOPS
from extraction.text.unfolding import UNFOLDED

_BOX = re.compile(r"^[（(]?专栏\s*[\d一二三四五六七八九十]{0,3}")
_ASIDE = re.compile(
    r"^(?:附件[：:\d]|附[：:]|[（(]此件|[（(]信息公开|抄送|主送|(?:出席|列席|缺席|请假|参会|记录|主持)(?:人员?|者)?[：:]|联系人|[（(]联系)"
)
_ANNEXES = re.compile(r"^附件?[：:](?P<first>1[.．、])?")
_END = re.compile(r"^(?:附件[一二三四五六七八九十\d]{0,3}[：:]?|附表\d{0,2}|抄送[：:].*)$")
_DIVISION = re.compile(r"^[^，。]{0,8}(?:分工|职责)")
_CAPTION = re.compile(r"^(?:图|表)\s?\d{1,3}(?:[—-]\d{1,2})?[：:\u4e00-\u9fff]")


_ONE_RANK = ("section", "article")


class _Builder:
    def __init__(self, inner: str = "") -> None:
        self.inner = inner  # the style that stands below another of its own rank
        self.shares: list[Share] = []
        self.root = Node(None, 0)
        self.node = self.root
        self.cautions: list[Caution] = []
        self.asides: list[Aside] = []
        self.in_box = False
        self.annexes = 0  # the number last seen in a list of attachments at the end
        self.box_last: dict[str, int] = {}
        self.last: dict[str, int] = {}
        self.served: list[Node] = []  # nodes that the clause line just before went to
        self.last_clause: Clause | None = None
        self.lines: list[tuple[Clause, list[Node]]] = []  # clauses on their own lines and whom they went to

    def add(self, paragraph: Paragraph, start: int, below: Label | None) -> None:
        text = paragraph.text
        if _BOX.match(text):
            self.in_box, self.box_last = True, {}
            self._set_aside(text, start, Rule.BOX)
            return
        annexes = _ANNEXES.match(text)
        if annexes:
            self.annexes = 1 if annexes["first"] else 0
        elif self.annexes and _label_is(paragraph.label, self.annexes + 1) and "。" not in text:
            self.annexes += 1
            self._set_aside(text, start, Rule.FURNITURE)
            return
        else:
            self.annexes = 0
        if paragraph.table:
            return
        if _ASIDE.match(text) or _CAPTION.match(text):
            self._set_aside(text, start, Rule.FURNITURE)
            return
        label = paragraph.label
        if self.in_box and not (label is not None and self._resumes(label, text)):
            if label is not None:
                self.box_last[label.style] = label.number
            self._set_aside(text, start, Rule.BOX)
            return
        self.in_box = False
        if label is not None:
            self._open(label, text, start)
            return
        share = share_of(text, start, below)
        if share is not None and below is not None:
            self._open_share(share, below.rank, text)
            return
        said = whole_time(text, offset=start)
        if said is not None and self.last_clause is not None:
            self.last_clause.times.append(said)
            return
        clause = whole_clause(text, offset=start)
        if clause is not None and self.node is not self.root:
            self._serve(clause)
            return
        if self.node is self.root:
            self._set_aside(text, start, Rule.INTRODUCTION)
        self._append(text, start)

    def _set_aside(self, text: str, start: int, rule: Rule) -> None:
        self.asides.append(Aside(Span(start, start + len(text)), rule))

    def _resumes(self, label: Label, text: str) -> bool:
        """Whether a label inside a 专栏 box is the next item of the main text."""
        chain = {node.label.style for node in self._chain() if node.label is not None}
        if label.rank <= 2:
            return True
        main_next = label.number == self.last.get(label.style, 0) + 1
        if label.style in self.box_last:
            box_next = label.number == self.box_last[label.style] + 1
            if main_next and box_next:
                return bool(find_clauses(text))
            return main_next
        if label.style in chain or label.style in self.last:
            return main_next or (label.number == 1 and label.rank < self.node.rank)
        return label.rank < min((n.rank for n in self._chain() if n.label), default=99)

    def _chain(self) -> list[Node]:
        chain, node = [], self.node
        while node is not self.root:
            chain.append(node)
            node = node.parent or self.root
        return chain

    def _open(self, label: Label, text: str, start: int) -> None:
        parent = self.node
        while not self._holds(parent, label):
            parent = parent.parent or self.root
        same = (n.label.number for n in reversed(parent.children) if n.label and n.label.style == label.style)
        self._check(label, next(same, None), start)
        node = Node(label, start, parent)
        parent.children.append(node)
        self.last[label.style] = label.number
        self.node, self.served, self.last_clause = node, [], None
        self._append(text[label.end :], start + label.end)
        node.end = start + len(text)

    def _holds(self, parent: Node, label: Label) -> bool:
        """Whether an item with the label stands below the node."""
        if parent.label is None or parent.rank != label.rank:
            return parent.rank < label.rank
        return label.style in ("share", self.inner) and parent.label.style != label.style

    def _open_share(self, clause: Clause, rank: int, text: str) -> None:
        """Opens the heading of the items of one unit (县水利局：), a node of its own among the others."""
        before = self.node
        while self.node is not self.root and (self.node.rank >= rank or _is_share(self.node)):
            self.node = self.node.parent or self.root
        label = Label("share", rank - 1, len(self.shares) + 1, text.strip("【】：: "), 0)
        self._open(label, text, clause.start)
        self.shares.append(Share(self.node, before, clause))

    def _check(self, label: Label, before: int | None, start: int) -> None:
        if before is not None and label.number != before + 1:
            here = label.number
            word = "重复" if here == before else "跳号" if here > before else "倒序"
            place = Span(start, start + label.end)
            self.cautions.append(
                Caution(f"编号{word}：序号 {before} 之后是“{label.printed}”，请核对是否缺漏", place)
            )
        elif before is None and label.number not in (1, self.last.get(label.style, 0) + 1):
            place = Span(start, start + label.end)
            self.cautions.append(Caution(f"编号不是从头开始：首项为“{label.printed}”，请核对是否缺漏", place))

    def _append(self, text: str, start: int) -> None:
        self.served, self.last_clause = [], None
        if not text:
            return
        stray = _stray_tail(text)
        if stray:
            place = Span(start + len(text) - stray, start + len(text))
            self.cautions.append(Caution(f"多出的文字“{text[-stray:]}”，疑似错行，请核对", place))
            text = text[:-stray]
        piece = Piece(text, start, find_clauses(text, offset=start))
        first = not self.node.events and self.node is not self.root
        titled = titled_by_unit(text, offset=start) if first and self._divides(self.node.parent) else None
        if titled and all(clause.spoken for clause in piece.clauses):
            piece.clauses.insert(0, titled)
        elif first and not piece.clauses:
            headed = headed_by_units(text, offset=start)
            piece.clauses = [headed] if headed else []
            if not headed and _DIVISION.match(text[: text.find("。") + 1]):
                piece.clauses = shared_by_sentences(text, offset=start)
        for clause in piece.clauses:
            self.cautions.extend(clause.cautions)
        if self.node.events:
            self.node.trailing = True
        self.node.events.append(piece)
        self.node.end = max(self.node.end, start + len(text))

    def _divides(self, node: Node | None) -> bool:
        """Whether a heading says that those below it are told what each has to do (任务分工)."""
        pieces = node.pieces if node is not None and node is not self.root else []
        return bool(pieces) and _DIVISION.search(pieces[0].text[:20]) is not None

    def _serve(self, clause: Clause) -> None:
        """Gives a clause on its own line to the items since the last one that has a clause."""
        self.cautions.extend(clause.cautions)
        if self.last_clause is not None:  # 牵头单位 and 配合单位 on two lines are one clause
            self.last_clause.units += clause.units
            self.last_clause.inherited += clause.inherited
            self.last_clause.times += clause.times
            self.last_clause.persons += clause.persons
            self.last_clause.end = clause.end
            return
        node = self.node
        nodes = [node]
        if not node.has_clause and node.parent is not None:
            siblings = node.parent.children
            for sibling in (siblings[i] for i in range(len(siblings) - 2, -1, -1)):
                if sibling.children or sibling.has_clause or sibling.rank != node.rank:
                    break
                nodes.append(sibling)
        for served in nodes:
            served.events.append(clause)
        node.end = max(node.end, clause.end)
        self.served, self.last_clause = nodes, clause
        self.lines.append((clause, nodes))

    def settle(self) -> None:
        """Takes a line back from all but the last item where each item at its depth has its own lines.

        A heading with no other line keeps its one for all its items.
        """
        self.asides += settle_shares(self.root, self.shares)
        alone = [nodes[0] for _, nodes in self.lines if len(nodes) == 1]
        shared = Counter(nodes[0].rank for _, nodes in self.lines if len(nodes) > 1)
        single = Counter(node.rank for node in alone)
        headings = {id(node.parent) for node in alone}
        for clause, nodes in self.lines:
            rank = nodes[0].rank
            if single[rank] <= 2 * shared[rank] or id(nodes[0].parent) not in headings:
                continue
            for node in nodes[1:]:
                node.events.remove(clause)
                node.clause_seen = False


def _is_share(node: Node) -> bool:
    return node.label is not None and node.label.style == "share"


def _label_is(label: Label | None, number: int) -> bool:
    """Whether a label is an Arabic number of this value."""
    return label is not None and label.style == "number" and label.number == number


def _stray_tail(text: str) -> int:
    """The length of a scrap at the end that only closes a bracket (…体系建设。 负责)); 0 for none."""
    if text[-1] not in "）)":
        return 0
    stop = text.rfind("。")
    tail = text[stop + 1 :]
    if stop < 0 or len(tail) > 14 or any(c in tail for c in "（("):
        return 0
    if sum(text.count(c) for c in OPEN) >= sum(text.count(c) for c in CLOSE):
        return 0  # （甲厅、乙厅。列第一位者为牵头部门）: it closes a bracket that stands open
    return len(tail)


def build(paragraphs: list[tuple[Paragraph, int]], begin: int = 0, end: int | None = None) -> Outline:
    """The outline of a body, the paragraphs from `begin` to `end` with their offsets, up to 附件 or 抄送.

    The body is not copied, for a file may hold an 附件： line after every few words.
    """
    stop = len(paragraphs) if end is None else end
    builder = _Builder(_inner_of(_labels(paragraphs, begin, stop)))
    index = begin
    for index in range(begin, stop):
        paragraph, start = paragraphs[index]
        for note in paragraph.cautions:
            # A text that lost its breaks is cut behind what stands before its first item: it is said there,
            # of all of the text, and not of that item.
            of, at = paragraphs[index - 1] if note == UNFOLDED and index else (paragraph, start)
            builder.cautions.append(Caution(note, Span(at, at + len(of.text))))
        if _END.match(paragraph.text) or _signs(
            paragraphs, index, begins=not builder.root.children and index - begin <= 3
        ):
            break
        below = paragraphs[index + 1][0].label if index + 1 < stop else None
        builder.add(paragraph, start, below)
    else:
        index = max(stop, begin)
    builder.settle()
    builder.cautions.extend(_share_tails(builder.root))
    return Outline(builder.root, builder.cautions, index - begin, builder.asides)


def _labels(paragraphs: list[tuple[Paragraph, int]], begin: int, stop: int) -> Iterator[Label]:
    """The labels of a body, up to 附件 or 抄送."""
    for index in range(begin, stop):
        paragraph = paragraphs[index][0]
        if _END.match(paragraph.text):
            return
        if paragraph.label is not None:
            yield paragraph.label


def _inner_of(labels: Iterable[Label]) -> str:
    """Of 第一条 and 一、, which have one rank, the style that stands below the other; "" for neither.

    The outer one comes first, and goes on behind items of the inner one.
    """
    outer, last, between = "", 0, False
    for label in (label for label in labels if label.style in _ONE_RANK):
        outer = outer or label.style
        if label.style != outer:
            between = True
        elif between and label.number == last + 1:
            return next(style for style in _ONE_RANK if style != outer)
        else:
            last, between = label.number, False
    return ""


def _share_tails(root: Node) -> list[Caution]:
    """Gives a clause at the end of the last item to its siblings where the whole document does so.

    That is where no item but the last of its section has one, in two sections or more.
    """
    tails = []
    bare = 0
    for node in root.walk():
        leaves = [child for child in node.children if not child.children]
        if len(leaves) < 2 or len(leaves) < len(node.children):
            continue
        if any(leaf.has_clause for leaf in leaves[:-1]):
            return []
        if leaves[-1].has_clause and leaves[-1].rank in (3, 5):
            tails.append(leaves)
        else:
            bare += 1
    if len(tails) < 2 or len(tails) <= bare:
        return []
    cautions = []
    for *others, last in tails:
        for clause in last.clauses:
            place = Span(clause.start, clause.end)
            cautions.append(Caution("责任单位只写在本节最后一条，已作为本节各条共有读取，请核对", place))
            for other in others:
                other.events.append(clause)
    return cautions


def _signs(paragraphs: list[tuple[Paragraph, int]], index: int, *, begins: bool) -> bool:
    """Whether a signature begins here: a short line without a stop, then a date on its own line.

    `begins`: it is still the head, where the same lines say who issued the paper and when.
    """
    text = paragraphs[index][0].text
    if begins:
        return False
    if DATE.fullmatch(text):
        return True
    if len(text) > 40 or text[-1] in STOPS or paragraphs[index][0].label is not None:
        return False
    return index + 1 < len(paragraphs) and DATE.fullmatch(paragraphs[index + 1][0].text) is not None
