"""What a report has to say before it is taken: looked over without writing, one report or many."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q

from common.db.compiled import CompiledQuery
from common.errors import ServiceError
from departments.models.users import User
from tracker.work.filing.models.reports import UNANSWERED, ProgressReport, ReportStatus
from tracker.work.models.assignments import Assignment
from tracker.work.states import Status
from tracker.work.transitions import Transition, require_role, require_state

LONGEST = 20_000  # characters of each part of a report: as a cell of the filing sheet
_PARTS = {
    "narrative": "进展情况",
    "problems": "存在问题",
    "next_steps": "下一步安排",
    "coordination": "需协调事项",
}
_DROP_REASON = 200  # characters that the column holds


@dataclass(frozen=True, slots=True)
class Standing:
    """What the reports that wait for an answer mean for the next one of an assignment."""

    reached: int  # the percentage below which a report has to say why
    claimed: bool  # a claim of completion is under way


def standings(assignments: Iterable[Assignment]) -> dict[int, Standing]:
    """How each of the assignments stands, by its id; one query however many.

    Reached is the highest percentage of the approved and the waiting: the order in which they are read
    must not make it fall silently.
    """
    rows = list(assignments)
    found = _WAITING.all(assignments=[a.pk for a in rows])
    waiting = {pk: (highest, claims) for pk, highest, claims in found}
    return {a.pk: _standing(a, *waiting.get(a.pk, (0, 0))) for a in rows}


_WAITING = CompiledQuery(
    lambda assignments: (
        ProgressReport.objects.filter(assignment__in=assignments, status__in=UNANSWERED)
        .order_by()
        .values_list("assignment")
        .annotate(highest=Max("percent"), claims=Count("pk", filter=Q(claims_completion=True)))
    )
)


def _standing(assignment: Assignment, highest: int, claims: int) -> Standing:
    return Standing(reached=max(assignment.percent, highest), claimed=bool(claims))


def check_report(
    assignment: Assignment,
    standing: Standing,
    *,
    actor: User,
    percent: int,
    narrative: str,
    drop_reason: str = "",
    claims_completion: bool = False,
    with_evidence: bool = False,
    **parts: str,
) -> None:
    """Whether the report could be filed as the assignment stands; raises what `file_report` would.

    `parts` are the other texts (`problems`, `next_steps`, `coordination`). Writes nothing and asks the
    database nothing: a preview of many looks each over so.
    """
    require_role(Transition.FILE, assignment, actor)
    if assignment.status == Status.PENDING:
        raise ServiceError("assignment_not_acknowledged", "该事项尚未签收，请先签收再填报。")
    require_state(Transition.FILE, assignment)
    if not 0 <= percent <= 100:
        raise ServiceError("percent_out_of_range", "完成比例应在0到100之间。", field="percent")
    if not narrative.strip():
        raise ServiceError("narrative_required", "请填写进展情况。", field="narrative")
    for name, text in {"narrative": narrative, **parts}.items():
        if len(text) > LONGEST:
            raise ServiceError(
                "report_too_long", f"{_PARTS[name]}有{len(text)}字，请控制在{LONGEST}字以内。", field=name
            )
    if len(drop_reason.strip()) > _DROP_REASON:
        raise ServiceError(
            "drop_reason_too_long", f"比例下降原因请控制在{_DROP_REASON}字以内。", field="drop_reason"
        )
    if percent < standing.reached and not drop_reason.strip():
        raise ServiceError(
            "drop_reason_required",
            f"完成比例低于此前填报的{standing.reached}%，请写明下降原因。",
            field="drop_reason",
        )
    if claims_completion and standing.claimed:
        raise ServiceError(
            "completion_claim_pending",
            "已有一份申请办结的进展正在办理，请等待答复或先撤回。",
            field="claims_completion",
        )
    if claims_completion and assignment.document.evidence_required and not with_evidence:
        raise ServiceError(
            "evidence_required", "该文件要求办结时附佐证材料，请先上传附件。", field="claims_completion"
        )


def reached_percent(assignment: Assignment) -> int:
    """The percentage below which a report has to say why: the highest of the approved and the waiting."""
    return standings([assignment])[assignment.pk].reached


def fingerprint(
    period: str, said: Mapping[str, Any], milestone: int | None, figures: Mapping[int, str]
) -> str:
    """What tells two reports of one assignment apart: their words, not who sent them nor with what files.

    The period, or the day where there is no cycle, belongs to it: 较上次无变化 says the same in each.
    """
    values = {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}
    values.pop("no_change", None)
    text = json.dumps(
        [period, milestone, sorted(figures.items()), values], ensure_ascii=False, sort_keys=True
    )
    return hashlib.sha256(text.encode()).hexdigest()


_SAME = CompiledQuery(
    lambda assignment, words: (
        ProgressReport.objects.filter(assignment=assignment, words=words, status__in=UNANSWERED)
        .select_related("author")
        .order_by("-id")
    )
)


def refuse_repetition(assignment: Assignment, words: str) -> None:
    """Raise `ServiceError` where the same report waits for an answer already: pressed twice, sent again.

    Under the assignment's lock, so that of many that come at once one is taken.
    """
    same = _SAME.all(assignment=assignment.pk, words=words)
    if same:
        waiting: ProgressReport = same[0]
        raise ServiceError(
            "report_repeated",
            f"内容相同的进展已由{waiting.author}于{waiting.submitted_on}报送（完成{waiting.percent}%，"
            f"{waiting.get_status_display()}），没有重复报送。需要修改或补充附件的，请先撤回。",
        )


def require_waits_for_head(report: ProgressReport) -> None:
    """Raise `ServiceError` for a report that the head of its unit has not to answer."""
    if report.status != ReportStatus.ENDORSING:
        raise ServiceError(
            "report_not_to_endorse", f"该进展当前为“{report.get_status_display()}”，不需要审签。"
        )
