"""The stage that makes measures and tasks of items and rows, and says who has them."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Collection

from extraction.documents.proposals import read_reply
from extraction.duty.clauses import Clause, inherited_in
from extraction.duty.headed import headed_by_units
from extraction.duty.roles import unique
from extraction.duty.spoken import find_spoken
from extraction.model import Caution, Document, Kind, Measure, Section, Span, Task, Unit
from extraction.outline.nodes import Piece
from extraction.outline.structure import Heading, Item, has_body
from extraction.outline.tables import Row
from extraction.outline.unnumbered import read_unnumbered
from extraction.signs.rules import Aside, Rule
from extraction.signs.unit_names import half_quoted
from extraction.states import Assigned, Calendar, Draft, Office, Outlined, Search, Stretch, TableRow
from extraction.text.healing import Paragraph
from extraction.units.addressee import addressees, ask_addressees, ask_subjects, asked_in
from extraction.units.instructions import Instruction, read_instructions
from extraction.units.leading import let_lead
from extraction.units.repair import repair_units
from extraction.units.rows import row_measure, split_rows, starts_of, without_units
from extraction.units.tasks import tasks_of

_LABEL = 8  # signs
_YEAR = re.compile(r"(20\d\d)年")
_CITED = re.compile(r"[〔\[（(](20\d\d)[〕\]）)]第?\d{1,4}号")
_NUMBERED = re.compile(r"〔(20\d\d)〕")
_GROUP = re.compile(r"^(?:各|有关|相关|其他|全[省市县区])|等(?:部门|单位)$")


def assign(outlined: Outlined, office: Office) -> Assigned:
    """The document with its measures, tasks and units."""
    head, kind = outlined.opened.head, outlined.opened.kind
    paragraphs = outlined.opened.part.paragraphs
    document = Document(
        kind=kind,
        title=head.title,
        number=head.number,
        issuer=head.issuer,
        issued_on=head.issued_on,
        text="\n".join(p.text for p in paragraphs),
    )
    assigned = Assigned(document, kind)
    if kind is Kind.PROPOSAL_REPLY:
        reply = read_reply(head.full_title, paragraphs[head.body :])
        document.proposal_number, document.proposer, document.suggestions = reply
    if kind is not Kind.POLICY:
        _say_what_it_is(document, outlined)
        return assigned
    _fill(assigned, outlined, office)
    policy = outlined.placed[head.body : outlined.opened.stop]
    if not document.measures:
        _instruct(assigned, policy if outlined.opened.marked else outlined.placed, office)
    bare = not document.measures and not any(p.label for p, _ in outlined.placed)
    if bare and read_unnumbered(outlined):
        _fill(assigned, outlined, office)
    elif bare:
        _read_paragraphs(assigned, policy, addressees(outlined.placed), office)
    if not document.title:
        document.warnings.insert(0, Caution("没有读到文件标题，请补写"))
    if not document.measures:
        document.kind = Kind.OTHER
        document.warnings.append(Caution("没有读出分条的任务，请核对这份文件是否部署工作"))
    return assigned


def _say_what_it_is(document: Document, outlined: Outlined) -> None:
    """A rule or a reply may hold an order none the less: whoever looks for one is told that none was read."""
    numbered = sum(paragraph.label is not None for paragraph, _ in outlined.placed)
    if document.kind is Kind.OTHER and numbered >= 3 and not outlined.opened.part.other:
        document.warnings.append(Caution("按文种判断不部署具体任务，各条未作为任务读入，请核对"))


def _instruct(assigned: Assigned, placed: list[tuple[Paragraph, int]], office: Office) -> None:
    """Reads a leader's words, or each form, as a measure of a document without numbered items."""
    found = read_instructions(placed)
    document = assigned.document
    for number, said in enumerate(found, start=1):
        if said.about and len(found) == 1:
            document.title = f"{placed[0][0].text}（{said.about}）"
        document.issued_on = said.issued_on or document.issued_on
        document.measures.append(_instructed(assigned, said, str(number), titled=len(found) > 1))
    _doubt_strangers(document, office.names)
    _warn_of_units(document)


def _instructed(assigned: Assigned, said: Instruction, number: str, *, titled: bool) -> Measure:
    """The measure of one instruction; of several each says what it is about."""
    span = Span(said.start, said.end)
    task = Task(said.words, said.units, span=span, persons=said.persons)
    draft = Draft(task, Calendar(_date(assigned.document.issued_on)), [Search(said.letter)])
    if said.due is not None:
        draft.searches.append(Search([said.due], cell=True, repeats=True))
    places = [span, *(unit.span for unit in said.units if unit.span)]
    first, last = min(place.start for place in places), max(place.end for place in places)
    # The labels of the form (承办单位：) are read with what stands behind them.
    form = Clause(max(first - _LABEL, 0), last, said.units, spoken=True)
    assigned.clauses.append((form, number))
    assigned.drafts.append(draft)
    return Measure([number], (said.about or None) if titled else None, said.words, [task], span=span)


def _read_paragraphs(
    assigned: Assigned, placed: list[tuple[Paragraph, int]], sent_to: list[Unit], office: Office
) -> None:
    """The paragraphs of a paper without any number that ask a unit for something, each as a measure."""
    document = assigned.document
    headed = {start: clause for p, start in placed if (clause := headed_by_units(p.text, offset=start))}
    for paragraph, start in placed:
        if paragraph.table:
            continue
        said = find_spoken(paragraph.text, offset=start)
        asked = asked_in(paragraph.text, start, sent_to)
        heads = headed[start].units if start in headed and len(headed) > 1 else []
        units = unique([*asked, *heads, *(unit for sentence in said for unit in sentence.units)])
        if not units:
            continue
        span = Span(start, start + len(paragraph.text))
        task = Task(paragraph.text, units, span=span)
        calendar = Calendar(_date(document.issued_on), _year_of(document))
        assigned.drafts.append(Draft(task, calendar, [Search([Stretch(paragraph.text, start)])]))
        path = [str(len(document.measures) + 1)]
        doubt = "" if asked else "文中没有编号，按段落读入，请核对"
        document.measures.append(Measure(path, None, paragraph.text, [task], span=span, doubt=doubt))
        clause = Clause(start, span.end, units, spoken=True)
        assigned.clauses.append((clause, path[0]))
    _doubt_strangers(document, office.names)
    _warn_of_units(document)


def _fill(assigned: Assigned, outlined: Outlined, office: Office) -> None:
    document, head, rows = assigned.document, outlined.opened.head, outlined.tables.rows
    issued = _date(document.issued_on)
    assigned.named_year = _often_named(document)
    document.warnings = outlined.cautions
    for heading in outlined.headings:
        document.sections.append(_section(assigned, heading))
    for item in outlined.items:
        if not rows or has_body(item):  # the headings within a table of tasks order nothing
            document.measures.append(_measure(assigned, item, issued))
        else:
            assigned.asides.append(Aside(Span(item.node.start, item.node.end), Rule.HEADING))
    new = rows
    if rows and any(task.units for measure in document.measures for task in measure.tasks):
        again, new = split_rows(rows, document.measures)
        if again:
            place = Span(again[0].start, again[-1].end)
            said = f"正文各条已写明责任单位，另有 {len(again)} 行分工表未重复计入，请核对"
            document.warnings.append(Caution(said, place))
    _add_rows(assigned, new, Calendar(issued, _year_of(document) or assigned.named_year))
    if head.attached:
        _read_cover(assigned, outlined.cover, issued, tabled=bool(rows) and not outlined.items)
    _inherit(document, outlined.placed[head.body : outlined.opened.stop])
    repair_units(document)
    let_lead(document)
    ask_addressees(assigned, addressees(outlined.placed))
    ask_subjects(assigned)
    _doubt_strangers(document, office.names)
    _warn_of_units(document)
    document.warnings.sort(key=lambda c: c.span.start if c.span else -1)


def _add_rows(assigned: Assigned, rows: list[Row], calendar: Calendar) -> None:
    """Each row of a table of tasks as a measure."""
    document = assigned.document
    document.warnings += without_units(rows)
    for row in rows:
        measure, drafts = row_measure(row, calendar)
        units = [unit for task in measure.tasks for unit in task.units]
        assigned.asides += starts_of(row)
        assigned.rows.append(TableRow(Span(row.start, row.end), "/".join(measure.path), units))
        document.measures.append(measure)
        assigned.drafts += drafts
        if measure.doubt:
            document.warnings.append(Caution(measure.doubt, measure.span))


def _read_cover(assigned: Assigned, items: list[Item], issued: datetime.date | None, *, tabled: bool) -> None:
    """The numbered orders of the notice itself: measures where a table is attached, else a caution."""
    if not items:
        return
    document = assigned.document
    if tabled:
        document.measures[:0] = [_measure(assigned, item, issued) for item in items]
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


def _section(assigned: Assigned, heading: Heading) -> Section:
    document = assigned.document
    clauses = [c for e in heading.events for c in ([e] if isinstance(e, Clause) else e.clauses)]
    document.inherited_units += [unit for clause in clauses for unit in clause.inherited]
    assigned.clauses += [(clause, "/".join(heading.node.path)) for clause in clauses]
    units = [unit for clause in clauses for unit in clause.units]
    text = "\n".join(_bare(event) for event in heading.events if isinstance(event, Piece))
    place = Span(heading.node.start, max(heading.node.end, heading.node.start))
    return Section(heading.node.path, heading.title, text, units, place)


def _measure(assigned: Assigned, item: Item, issued: datetime.date | None) -> Measure:
    node, document = item.node, assigned.document
    clauses = [c for event in item.events for c in ([event] if isinstance(event, Clause) else event.clauses)]
    assigned.clauses += [(clause, "/".join(node.path)) for clause in clauses]
    document.inherited_units += [unit for clause in clauses for unit in clause.inherited]
    text = "\n".join(piece.text for piece in item.events if isinstance(piece, Piece))
    measure = Measure(
        node.path, item.title, text, span=Span(node.start, max(node.end, node.start)), doubt=item.doubt
    )
    if item.doubt:
        document.warnings.append(Caution(f"{item.doubt}，请核对", measure.span))
    drafts = tasks_of(item, Calendar(issued, _stated_year(item) or _year_of(document) or assigned.named_year))
    measure.tasks = [draft.task for draft in drafts]
    assigned.drafts += drafts
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


def _year_of(document: Document) -> int | None:
    """The year that the head names: in the title, else, where no day of issue is known, in the 文号."""
    numbered = _NUMBERED.search(document.number) if not document.issued_on else None
    return _titled_year(document) or (int(numbered[1]) if numbered else None)


def _often_named(document: Document) -> int | None:
    """The year that a document without a day of issue names most, where no other is named as often.

    Where it names none, that of the newest document that it cites: what passes one on is seldom older.
    """
    if document.issued_on:
        return None
    counts = Counter(
        int(year) for year in re.findall(r"(?<![\d〔\[（(—－-])20\d\d(?=年)", document.text)
    ).most_common(2)
    if not counts:
        return max((int(year) for year in _CITED.findall(document.text)), default=None)
    return counts[0][0] if len(counts) == 1 or counts[0][1] > counts[1][1] else None


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


def _doubt_strangers(document: Document, names: Collection[str] | None) -> None:
    """Doubts the units that the register does not know; a group (各市、县政府) is none of its names."""
    if names is None:
        return
    for measure in document.measures:
        for task in measure.tasks:
            for unit in task.units:
                if unit.name not in names and not _GROUP.search(unit.name):
                    unit.doubt = unit.doubt or f"“{unit.name}”不在单位名录中"


def _warn_of_units(document: Document) -> None:
    """One thing to check for each doubt of a unit, with all its places (各居村 heads five items)."""
    found: dict[str, list[Span]] = {}
    for measure in document.measures:
        for task in measure.tasks:
            for unit in task.units:
                if half_quoted(unit.name):
                    unit.doubt = unit.doubt or f"“{unit.name}”的引号不成对"
                if unit.doubt:
                    places = found.setdefault(unit.doubt, [])
                    if unit.span and unit.span not in places:
                        places.append(unit.span)
    for doubt, places in found.items():
        several = len(places) > 1
        place = None if several or not places else places[0]
        document.warnings.append(Caution(f"{doubt}，请核对", place, places if several else []))


def _date(iso: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(iso)
    except ValueError:
        return None
