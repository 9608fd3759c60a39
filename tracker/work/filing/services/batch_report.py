"""合并填报: one narrative filed to several assignments at once, all or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from common.errors import NotAllowed, ServiceError
from departments.models.users import User
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.reporting import file_report
from tracker.work.models.assignments import Assignment


@dataclass(frozen=True, slots=True)
class Words:
    """What the reports have in common."""

    narrative: str
    problems: str = ""
    next_steps: str = ""
    coordination: str = ""
    drop_reason: str = ""
    claims_completion: bool = False


class BatchRefused(ServiceError):
    """Nothing was filed; `reasons` says why, by the assignment's id."""

    def __init__(self, code: str, reasons: Mapping[int, str], named: Mapping[int, str]) -> None:
        self.reasons = dict(reasons)
        first = [f"{named[pk]}：{reason}" for pk, reason in self.reasons.items()][:3]
        more = f"等{len(self.reasons)}项" if len(self.reasons) > 3 else ""
        super().__init__(code, f"没有报送任何一项，请先处理：{'；'.join(first)}{more}")


@transaction.atomic
def file_batch(
    *,
    assignments: Sequence[Assignment],
    percents: Mapping[int, int],
    words: Words,
    actor: User,
    on: date,
) -> list[ProgressReport]:
    """File the same words on each of the assignments on the day `on`, each with its own percentage.

    `percents` is by the assignment's id. Raises `NotAllowed` where one is another department's, and
    `BatchRefused` naming every assignment that cannot be filed; then nothing is filed at all.
    """
    if not assignments:
        raise ServiceError("assignments_required", "请先选择要填报的事项。")
    reports: list[ProgressReport] = []
    refused: dict[int, str] = {}
    # Always in the same order, so that two transactions queue up instead of waiting for each other.
    for assignment in sorted({a.pk: a for a in assignments}.values(), key=lambda a: a.pk):
        if assignment.pk not in percents:
            refused[assignment.pk] = "请填写完成比例。"
            continue
        try:
            reports.append(
                file_report(
                    assignment=assignment,
                    actor=actor,
                    on=on,
                    percent=percents[assignment.pk],
                    narrative=words.narrative,
                    problems=words.problems,
                    next_steps=words.next_steps,
                    coordination=words.coordination,
                    drop_reason=words.drop_reason,
                    claims_completion=words.claims_completion,
                )
            )
        except NotAllowed:
            raise
        except ServiceError as error:
            refused[assignment.pk] = str(error)
    if refused:
        raise BatchRefused("batch_refused", refused, {a.pk: a.label for a in assignments})
    return reports
