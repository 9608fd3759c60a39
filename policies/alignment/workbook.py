"""上下对照 as xlsx: what has no counterpart first, then what differs, then the rest; the indicators."""

from common.files.workbook import A4, Book, Column, Table
from policies.alignment.models import Alignment
from policies.alignment.selectors import AlignmentView
from policies.models.measures import Indicator, Measure

_RED, _YELLOW = "FDE2E1", "FFF8E1"
_MEASURES = (
    Column("对照结果", 14),
    Column("上级序号", 12),
    Column("上级举措", 24),
    Column("上级内容", 50),
    Column("下级序号", 12),
    Column("下级举措", 24),
    Column("下级内容", 50),
    Column("不同之处", 36),
    Column("确认情况", 12),
)
_INDICATORS = (
    Column("对照结果", 14),
    Column("指标", 50),
    Column("上级基期", 12),
    Column("上级目标", 16),
    Column("下级基期", 12),
    Column("下级目标", 16),
)


def alignment_xlsx(alignment: Alignment) -> bytes:
    """The file's bytes."""
    view, book = AlignmentView(alignment), Book()
    title = f"{alignment.lower}对照{alignment.upper}"
    table = Table(book, "举措对照", _MEASURES, above=[title], paper=A4)
    for measure, none in view.upper_without:
        state = f"{none.decided_by}已确认" if none else "待确认"
        without = "下级文件没有对应的举措"
        table.write(["无对应", *_measure(measure), "", "", "", without, state], fill=_RED)
    for pair in view.pairs:
        differs = "；".join(pair.differences)
        cells = [*_measure(pair.upper.measure), *_measure(pair.lower.measure)]
        state = pair.pair.get_state_display()
        table.write(
            ["有不同" if differs else "一致", *cells, differs, state], fill=_YELLOW if differs else ""
        )
    for measure in view.lower_without:
        table.write(["下级新增", "", "", "", *_measure(measure), "上级文件没有对应的举措", ""])
    if view.indicators:
        _write_indicators(Table(book, "指标对照", _INDICATORS, above=["主要指标"], paper=A4), view)
    return book.as_bytes()


def _write_indicators(table: Table, view: AlignmentView) -> None:
    for row in view.indicators:
        result = "无对应" if row.lower is None else "下级新增" if row.upper is None else "目标不同"
        fill = (_RED if row.lower is None else _YELLOW) if row.differs else ""
        name = str(row.upper or row.lower)
        figures = [*_figures(row.upper), *_figures(row.lower)]
        table.write([result if row.differs else "一致", name, *figures], fill=fill)


def _figures(indicator: Indicator | None) -> list[str]:
    return [indicator.base, indicator.target] if indicator else ["", ""]


def _measure(measure: Measure) -> list[str]:
    return [measure.label, measure.short_title, measure.text]
