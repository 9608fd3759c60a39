"""The figures of a 通报 and of a 督办单 as they are archived, and what is proposed to be said of them."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from departments.models.offices import DEFAULT_OFFICE, Office
from departments.models.users import Membership, User, UserRole
from policies.models.documents import PolicyDocument
from tracker.papers.models import Paper
from tracker.scorecard.selectors import scorecard
from tracker.work.counting import Outcome
from tracker.work.lights import late_since
from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.periods import Span, in_chinese

MOST_LATE = 300  # rows of the list of what is late; the rest is counted
_EXAMPLES = 3
USUAL = "上月"  # the period of a 通报 unless another is asked for


def bulletin_figures(*, span: Span, document: PolicyDocument | None, on: date) -> dict[str, Any]:
    """All numbers of a 通报: the scorecard of the period, and what is late, on the day `on`.

    A period that is over by then is told as it ended: what was done since changes nothing. The preview, the
    docx, the API and the archive take their numbers from here. `late_list` are the overdue
    time limits counted in `totals.overdue`, longest late first, `MOST_LATE` at most; `late_left_out` counts
    those beyond. It goes to everybody, so that nothing that a circle of readers closes is counted.
    """
    begun = is_over(span, on)
    as_of = span.last + timedelta(days=1) if begun else on
    card = scorecard(span=span, on=as_of, document=document, begun=begun)
    dates = (
        AssignmentMilestone.objects.counted_for(None)
        .within(span, once=document is None, on=as_of)
        .in_outcome(Outcome.OVERDUE, as_of, begun=begun)
    )
    if document is not None:
        dates = dates.filter(assignment__document=document)
    dates = dates.select_related(
        "assignment__document", "assignment__department", "assignment__task__measure"
    ).defer("assignment__document__text")
    late = [_late_row(date_, as_of) for date_ in dates.order_by("due_on", "id")[:MOST_LATE]]
    overdue = card.totals.overdue if card.totals else 0
    return {
        **card.as_dict(),
        "on": min(span.last, on).isoformat(),
        "period": span.label,
        "scope": scope_of(document),
        "late_list": late,
        "late_left_out": overdue - len(late),
    }


def is_over(span: Span, on: date) -> bool:
    """Whether the period has ended before the day: then a 通报 tells it as it ended."""
    return span.last < on


def _late_row(milestone: AssignmentMilestone, on: date) -> dict[str, Any]:
    assignment = milestone.assignment
    return {
        "assignment": assignment.pk,
        "document": str(assignment.document),
        "measure": str(assignment.task.measure),
        "measure_title": assignment.task.measure.short_title,
        "department": assignment.department_id,
        "name": assignment.department.short_name,
        "role": str(assignment.get_role_display()),
        "due_on": milestone.due_on.isoformat(),
        "days": (on - late_since(milestone.due_on, assignment.dispatched_on)).days,
    }


def notice_figures(*, assignments: Sequence[Assignment], on: date) -> dict[str, Any]:
    """What a 督办单 says of each assignment: what was ordered, by when, how many days late."""
    rows = [
        {
            "assignment": assignment.pk,
            "document": str(assignment.document),
            "document_title": assignment.document.title,
            "measure": str(assignment.task.measure),
            "measure_title": assignment.task.measure.short_title,
            "ordered": assignment.task.text or assignment.task.measure.text or assignment.task.measure.title,
            "role": str(assignment.get_role_display()),
            "due_on": assignment.must_due_on.isoformat() if assignment.must_due_on else "",
            "days": assignment.days_late(on),
        }
        for assignment in assignments
    ]
    return {"on": on.isoformat(), "rows": rows}


def seal_of(figures: dict[str, Any]) -> str:
    """A short text that is another one as soon as any number is: what was seen is what is issued."""
    plain = json.dumps(figures, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def scope_of(document: PolicyDocument | None) -> str:
    """What a 通报 is about: all documents, or one."""
    if document is None:
        return "全部督查文件"
    number = f"（{document.number}）" if document.number else ""
    return f"《{document.title}》{number}"


def propose_bulletin(figures: dict[str, Any]) -> dict[str, Any]:
    """A title, examples and a closing from the figures, for a person to edit.

    Good: departments that did everything on time, most work first. Bad: what is late longest, one for each
    department.
    """
    spotless = [d for d in figures["departments"] if d["due"] and d["due"] == d["on_time"]]
    spotless.sort(key=lambda d: (-d["on_time"], d["department"]))
    of_each: dict[int, dict[str, Any]] = {}
    for row in figures["late_list"]:
        of_each.setdefault(row["department"], row)
    worst = list(of_each.values())[:_EXAMPLES]
    return {
        "title": f"关于{figures['period']}督查事项落实情况的通报",
        **_addressees("bulletin"),
        "good": [f"{d['name']}应完成时限{d['due']}项，全部按时完成。" for d in spotless[:_EXAMPLES]],
        "bad": [
            f"{r['name']}{r['role']}的“{r['measure_title']}”（{r['document']}）应于"
            f"{in_chinese(date.fromisoformat(r['due_on']))}完成，"
            + (f"已逾期{r['days']}天。" if r["days"] else "交办时已过期。")
            for r in worst
        ],
        "closing": "请各单位对照任务要求，进一步压实责任、加快进度；有逾期未完成事项的单位，"
        "要逐项查明原因，明确完成时间，尽快办结并报送进展。",
    }


def propose_notice(figures: dict[str, Any]) -> dict[str, Any]:
    """A title and a demand, for a person to edit."""
    one = len(figures["rows"]) == 1
    title = f"关于“{figures['rows'][0]['measure_title']}”的督办单" if one else "关于逾期未完成事项的督办单"
    return {
        "title": title,
        "copies": _addressees("notice")["copies"],
        "closing": "请你单位抓紧办理，查明逾期原因，提出整改措施和完成时间，按期书面答复，"
        "并通过本系统报送进展。",
        "signatory": "",
    }


def _addressees(kind: str) -> dict[str, str]:
    """主送 and 抄送 as on the paper of the kind that was issued last."""
    words = Paper.objects.filter(kind=kind).order_by("-id").values_list("words", flat=True).first() or {}
    return {"to": words.get("to") or "各有关单位", "copies": words.get("copies") or ""}


def office_name(of: User | None = None) -> str:
    """发文机关: the unit in which the person, or whoever of 督查室 was first, has that role."""
    held = Membership.objects.filter(role=UserRole.SUPERVISOR).order_by("id")
    first = (held.filter(user=of) if of else held).values_list("department__name", flat=True).first()
    return first or str(Office.objects.get(pk=DEFAULT_OFFICE).name)
