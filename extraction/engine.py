"""From a file or a text to an `Extraction`: the rooms of this package called in order."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from extraction.clauses import Clause, inherited_in, is_list
from extraction.covers import parts_of
from extraction.gazette import Part, split
from extraction.head import Head, read_head
from extraction.healing import Paragraph, heal
from extraction.indicators import read_indicators
from extraction.instructions import read_instruction
from extraction.labels import Label
from extraction.model import (
    Caution,
    Document,
    Extraction,
    ExtractionError,
    Kind,
    Measure,
    Role,
    Section,
    Span,
    Task,
    Unit,
)
from extraction.outline import Outline, Piece, build
from extraction.proposals import is_reply, read_reply
from extraction.reader import MAX_CHARACTERS, read_data, read_path
from extraction.repair import repair_units
from extraction.roles import FIRST_LEADS, read_clause
from extraction.structure import Heading, Item, arrange, has_body
from extraction.tables import Row, read_tables
from extraction.tasks import Calendar, Stretch, limit_of, limits, standing_of, targets_of, tasks_of

_YEAR = re.compile(r"(20\d\d)年")
_OTHER = re.compile(
    r"人事任免|任免职?的?通知|免职|任职的?通知|政务要闻|大事记|统计公报|讲话|致辞|简介$|公示$"
)


def extract_path(path: Path | str) -> Extraction:
    """The documents of a file; raises ExtractionError with one Chinese line."""
    source = Path(path)
    return extract_text(read_path(source), source.name)


def extract_bytes(data: bytes, *, name: str) -> Extraction:
    """The documents in the bytes of a file called `name`; raises as `extract_path` does."""
    return extract_text(read_data(data, name=name), name)


def extract_text(text: str, name: str = "") -> Extraction:
    """The documents of a text; raises ExtractionError when there is nothing in it or far too much."""
    of = f"“{name}”" if name else ""
    if len(text) > MAX_CHARACTERS:
        raise ExtractionError(f"文字{of}过多，请拆分后再导入。")
    paragraphs = heal(text)
    if not paragraphs:
        raise ExtractionError(f"文字{of}为空，请换一份有内容的文件。")
    return Extraction([document for part in split(paragraphs) for document in _documents(part)])


def _documents(part: Part) -> list[Document]:
    """The document of a part, or those of a notice that carries several policies."""
    head = read_head(part)
    first, *more = parts_of(part, head.body) if head.attached else [part]
    found = [_document(first, head)]
    for policy in more:
        own = read_head(policy)
        own.number, own.issuer = own.number or head.number, head.issuer or own.issuer
        own.issued_on = head.issued_on or own.issued_on
        found.append(_document(policy, own))
    return found


def _document(part: Part, head: Head) -> Document:
    paragraphs = part.paragraphs
    placed: list[tuple[Paragraph, int]] = []
    offset = 0
    for paragraph in paragraphs:
        placed.append((paragraph, offset))
        offset += len(paragraph.text) + 1
    document = Document(
        kind=Kind.POLICY,
        title=head.title,
        number=head.number,
        issuer=head.issuer,
        issued_on=head.issued_on,
        text="\n".join(p.text for p in paragraphs),
    )
    if is_reply(head.full_title):
        document.kind = Kind.PROPOSAL_REPLY
        reply = read_reply(head.full_title, paragraphs[head.body :])
        document.proposal_number, document.proposer, document.suggestions = reply
        return document
    if part.other or _OTHER.search(head.full_title):
        document.kind = Kind.OTHER
        return document
    _fill(document, head, placed)
    if not document.measures:
        _instruct(document, placed)
    if not document.title:
        document.warnings.insert(0, Caution("没有读到文件标题，请补写"))
    if not document.measures:
        document.kind = Kind.OTHER
        document.warnings.append(Caution("没有读出分条的任务，请核对这份文件是否部署工作"))
    return document


def _instruct(document: Document, placed: list[tuple[Paragraph, int]]) -> None:
    """Reads a leader's words as the one measure of a document without numbered items."""
    said = read_instruction(placed)
    if said is None:
        return
    if said.about:
        document.title = f"{placed[0][0].text}（{said.about}）"
    document.issued_on = said.issued_on or document.issued_on
    calendar = Calendar(_date(document.issued_on))
    deadlines, frequency = limits(said.letter, calendar)
    if said.due is not None:
        more, often = limit_of(said.due, calendar)
        known = {deadline.date for deadline in deadlines}
        deadlines += [deadline for deadline in more if deadline.date not in known]
        frequency = frequency or often
    span = Span(said.start, said.end)
    task = Task(said.words, said.units, deadlines, frequency, span=span)
    document.measures = [Measure(["1"], None, said.words, [task], span=span)]
    _warn_of_units(document)


def _fill(document: Document, head: Head, placed: list[tuple[Paragraph, int]]) -> None:
    outline = build(placed[head.body :])
    items, headings = arrange(outline)
    cautions = outline.cautions
    for attachment in _attachments(placed, head.body + outline.end):
        more, above = arrange(attachment)
        if any(item.node.has_clause for item in more):  # a list or a form orders nothing
            items, headings = items + more, headings + above
            cautions += attachment.cautions
    issued = _date(document.issued_on)
    document.first_unit_leads = FIRST_LEADS.search(document.text) is not None
    document.warnings = cautions
    for heading in headings:
        document.sections.append(_section(document, heading))
    rows = read_tables(placed[head.body :])
    for item in items:
        if not rows or has_body(item):  # the headings within a table of tasks order nothing
            document.measures.append(_measure(document, item, issued))
    if rows and any(task.units for measure in document.measures for task in measure.tasks):
        place = Span(rows[0].start, rows[-1].end)
        document.warnings.append(
            Caution(f"正文各条已写明责任单位，另有 {len(rows)} 行分工表未重复计入，请核对", place)
        )
    elif rows:
        calendar = Calendar(issued, _titled_year(document))
        document.measures += [_row_measure(row, calendar) for row in rows]
        document.warnings += [
            Caution(measure.doubt, measure.span) for measure in document.measures if measure.doubt
        ]
    if head.attached:
        _read_cover(document, placed[head.cover : head.body], issued, tabled=bool(rows) and not items)
    _inherit(document, placed[head.body :])
    document.indicators = read_indicators(document.text)
    repair_units(document)
    if document.first_unit_leads:
        _let_first_lead(document)
    _warn_of_units(document)
    document.warnings.sort(key=lambda c: c.span.start if c.span else -1)


def _read_cover(
    document: Document, placed: list[tuple[Paragraph, int]], issued: datetime.date | None, *, tabled: bool
) -> None:
    """The numbered orders of the notice itself: measures where a table is attached, else a caution."""
    items, _ = arrange(build(placed))
    if not items:
        return
    if tabled:
        document.measures[:0] = [_measure(document, item, issued) for item in items]
        return
    place = Span(items[0].node.start, max(item.node.end for item in items))
    document.warnings.append(Caution(f"通知正文另有 {len(items)} 条要求未计入任务，请核对", place))


def _inherit(document: Document, placed: list[tuple[Paragraph, int]]) -> None:
    """Adds the units that the words before the items or after them make answer for all of these."""
    known = {(unit.name, unit.role) for unit in document.inherited_units}
    for paragraph, start in placed:
        if paragraph.label is None and not paragraph.table and len(paragraph.text) <= 1000:
            more = inherited_in(paragraph.text, offset=start)
            document.inherited_units += [unit for unit in more if (unit.name, unit.role) not in known]
            known.update((unit.name, unit.role) for unit in more)


def _attachments(placed: list[tuple[Paragraph, int]], start: int) -> list[Outline]:
    """The outlines of what follows 附件1, 附件2 …, each with its number at the head of its paths."""
    found: list[Outline] = []
    while start < len(placed):
        name = placed[start][0].text.rstrip("：:")
        named = name.startswith(("附件", "附表")) and len(name) <= 6
        outline = build(placed[start + 1 :])
        if named:
            outline.root.label = Label("attachment", -1, 0, name, 0)
            found.append(outline)
        start += 1 + outline.end
    return found


def _section(document: Document, heading: Heading) -> Section:
    clauses = [c for e in heading.events for c in ([e] if isinstance(e, Clause) else e.clauses)]
    document.inherited_units += [unit for clause in clauses for unit in clause.inherited]
    units = [unit for clause in clauses for unit in clause.units]
    text = "\n".join(_bare(event) for event in heading.events if isinstance(event, Piece))
    place = Span(heading.node.start, max(heading.node.end, heading.node.start))
    return Section(heading.node.path, heading.title, text, units, place)


def _measure(document: Document, item: Item, issued: datetime.date | None) -> Measure:
    node = item.node
    document.inherited_units += [
        unit
        for event in item.events
        for clause in ([event] if isinstance(event, Clause) else event.clauses)
        for unit in clause.inherited
    ]
    text = "\n".join(piece.text for piece in item.events if isinstance(piece, Piece))
    measure = Measure(node.path, item.title, text, span=Span(node.start, max(node.end, node.start)))
    measure.tasks = tasks_of(item, Calendar(issued, _stated_year(item) or _titled_year(document)))
    return measure


def _stated_year(item: Item) -> int | None:
    """The year that the nearest heading above names (2023年重点任务)."""
    parent = item.node.parent
    while parent is not None:
        for piece in parent.pieces[:1]:
            years = _YEAR.findall(piece.text[:60])
            if years:
                return int(years[-1])
        parent = parent.parent
    return None


def _titled_year(document: Document) -> int | None:
    """The one year that the title names (2023年工作要点); None for a span of years (2023—2025年)."""
    years = {int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", document.title)}
    return years.pop() if len(years) == 1 else None


def _bare(piece: Piece) -> str:
    """A piece's text without its clauses."""
    text, at = "", piece.start
    for clause in (clause for clause in piece.clauses if not clause.spoken):
        text += piece.text[at - piece.start : clause.start - piece.start]
        at = clause.end
    return text + piece.text[at - piece.start :]


def _row_measure(row: Row, calendar: Calendar) -> Measure:
    """A row of a table as a measure with the path [序号]; one task for each of its parts."""
    first = row.parts[0].tasks
    title = first[0].text.rstrip("。；") if len(first) > 1 and len(first[0].text) <= 40 else None
    text = "\n".join(cell.text for part in row.parts for cell in part.tasks)
    span = Span(row.start, row.end)
    measure = Measure([row.number] if row.number else [], title, text, span=span)
    for part in row.parts:
        cells = part.tasks[1:] if title and part is row.parts[0] else part.tasks
        units = [
            u for cell, role in part.units for u in read_clause(cell.text, offset=cell.start, default=role)
        ]
        said = [Stretch(cell.text, cell.start) for cell in part.tasks]
        deadlines, frequency = limits(said, calendar)
        if part.deadline is not None:
            more, often = limit_of(Stretch(part.deadline.text, part.deadline.start), calendar)
            deadlines, frequency = deadlines + more, frequency or often
        words = "\n".join(cell.text for cell in cells)
        task = Task(words, units, deadlines, frequency, span=span, targets=targets_of(said))
        if part.deadline is not None:
            task.standing = standing_of(Stretch(part.deadline.text, part.deadline.start))
        measure.tasks.append(task)
        # A cell of units where a task should be: a lost cell has moved the others by a column.
        if any(is_list(cell.text) for cell in part.tasks) or not part.tasks:
            measure.doubt = f"表格第 {row.number or '—'} 行的各列可能错位，请核对"
    return measure


def _let_first_lead(document: Document) -> None:
    """Gives 牵头 to the first unit of each task where no unit is printed as leading."""
    for measure in document.measures:
        for task in measure.tasks:
            if task.units and all(unit.role is not Role.LEAD for unit in task.units):
                first = task.units[0]
                task.units[0] = Unit(first.name, Role.LEAD, first.span, first.doubt)


def _warn_of_units(document: Document) -> None:
    seen: set[tuple[str, int]] = set()
    for measure in document.measures:
        for task in measure.tasks:
            for unit in task.units:
                key = (unit.name, unit.span.start if unit.span else -1)
                if unit.doubt and key not in seen:
                    seen.add(key)
                    document.warnings.append(Caution(f"{unit.doubt}，请核对", unit.span))


def _date(iso: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(iso)
    except ValueError:
        return None
