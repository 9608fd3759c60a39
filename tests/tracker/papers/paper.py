"""What the tests of 通报 and 督办单 share: a day, words, and papers to issue and to read."""

import io
from datetime import date
from typing import Any

from docx import Document

from tests.conftest import World
from tracker.papers.models import Paper
from tracker.papers.services.issuing import issue_bulletin, issue_notice
from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.periods import Span

TODAY = date(2026, 7, 10)
HALF = Span(date(2026, 1, 1), date(2026, 6, 30))
ASKED = {"from": "2026-01-01", "to": "2026-06-30"}
WORDS: dict[str, Any] = {
    "title": "关于上半年落实情况的通报",
    "to": "各市（州）人民政府，省政府各部门",
    "good": ["省教育厅全部按时完成。"],
    "bad": ["省财政厅逾期10天。"],
    "closing": "请抓紧办理。",
}
TEMPLATES = "/papers/paper/templates/"
DEMAND = {"title": "关于建设窗口的督办单", "closing": "请说明原因。", "signatory": "张三"}


def late_work(world: World) -> Assignment:
    """省财政厅 is ten days late with one thing; 省教育厅 has done the same in time."""
    world.dispatched()
    own = AssignmentMilestone.objects.filter(due_on="2026-06-30")
    own.filter(assignment__department__short_name="省教育厅").update(completed_on="2026-06-20")
    Assignment.objects.filter(department__short_name="省教育厅", due_on="2026-06-30").update(
        due_on="2026-12-31", must_due_on="2026-12-31"
    )
    return world.assignment("省财政厅")


def bulletin(world: World, **more: Any) -> Paper:
    asked: dict[str, Any] = {"actor": world.supervisor, "span": HALF, "document": None, "on": TODAY}
    return issue_bulletin(**(asked | {"words": WORDS} | more))


def notice(world: World, *assignments: Assignment, **more: Any) -> Paper:
    asked: dict[str, Any] = {"actor": world.supervisor, "on": TODAY, "answer_by": date(2026, 7, 17)}
    return issue_notice(assignments=list(assignments), **(asked | {"words": DEMAND} | more))


def printed(data: bytes) -> Any:
    return Document(io.BytesIO(data))


def table(document: Any, number: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[number].rows]


def words_of(document: Any) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def edited(template: bytes, old: str, new: str) -> bytes:
    """The template with other words."""
    document = Document(io.BytesIO(template))
    [run] = [r for p in document.paragraphs for r in p.runs if old in r.text]
    run.text = run.text.replace(old, new)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
