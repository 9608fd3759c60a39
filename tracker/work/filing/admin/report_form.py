"""The form of a report: what it asks, what it starts from, and what of it a draft keeps."""

from collections.abc import Mapping
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminSelectWidget,
)

from common.admin.fields import line, long_text, number, switch
from common.admin.transitions import TransitionForm
from policies.models.measures import Indicator
from tracker.work.admin.forms import open_dates
from tracker.work.filing.models.drafts import ReportDraft
from tracker.work.filing.models.reports import GIVEN_BACK
from tracker.work.filing.selectors import newest_report
from tracker.work.models.assignments import Assignment, AssignmentMilestone

FIGURE = "figure-"  # before an indicator's id: the name of its box
WORDS = ("percent", "narrative", "problems", "next_steps", "coordination", "drop_reason", "milestone")


class ReportForm(TransitionForm):
    """填报进展: starts from the draft, or else from the newest report.

    Of one that was returned or taken back it holds everything, since that is what is to be mended.
    """

    percent = number("完成比例（%）", 0, 100)
    drop_reason = line("比例下降原因", 200, required=False, help_text="完成比例低于此前填报的比例时必填")
    narrative = long_text("进展情况", 6)
    problems = long_text("存在问题", required=False)
    next_steps = long_text("下一步安排", required=False)
    coordination = long_text("需协调事项", 2, required=False, help_text="需要督查室或其他单位协调解决的事项")
    claims_completion = switch("申请办结", "对应时限的工作已经完成，请督查室审核办结")
    milestone = forms.ModelChoiceField(
        label="对应时限",
        queryset=AssignmentMilestone.objects.none(),
        required=False,
        widget=UnfoldAdminSelectWidget(),
        empty_label="最早未完成的时限",
    )

    def __init__(self, *, assignment: Assignment, draft: ReportDraft | None = None, data: Any = None) -> None:
        self.indicators = list(Indicator.objects.filter(document=assignment.document_id))
        start = _from_draft(draft) if draft and draft.content else _from_last(assignment)
        super().__init__(data, initial=start)
        dates = open_dates(assignment)
        if dates.exists():
            milestone: Any = self.fields["milestone"]
            milestone.queryset = dates
        else:
            del self.fields["milestone"]
        for indicator in self.indicators:
            self.fields[f"{FIGURE}{indicator.pk}"] = _figure(indicator)

    def main_fields(self) -> list[forms.BoundField]:
        """Everything but the figures."""
        return [box for box in self if not box.name.startswith(FIGURE)]

    def figure_fields(self) -> list[forms.BoundField]:
        """The boxes for the document's indicators."""
        return [box for box in self if box.name.startswith(FIGURE)]

    def report(self) -> dict[str, Any]:
        """The values of a valid form as `file_report` takes them."""
        values = {name: self.cleaned_data[name] for name in self.fields if not name.startswith(FIGURE)}
        figures = {i: self.cleaned_data[f"{FIGURE}{i.pk}"] for i in self.indicators}
        return {**values, "figures": figures}


def typed(data: Mapping[str, str]) -> dict[str, Any]:
    """What a draft keeps of a form as it was typed, right or wrong."""
    content: dict[str, Any] = {name: data[name] for name in WORDS if name in data}
    content["claims_completion"] = data.get("claims_completion", "") in ("on", "true")
    content["figures"] = {
        name.removeprefix(FIGURE): value
        for name, value in data.items()
        if name.startswith(FIGURE) and value.strip()
    }
    return content


def _figure(indicator: Indicator) -> forms.CharField:
    facts = [
        f"目标{indicator.target}" + (f"（{indicator.target_year}年）" if indicator.target_year else "")
        if indicator.target
        else "",
        f"基期{indicator.base}" + (f"（{indicator.base_year}年）" if indicator.base_year else "")
        if indicator.base
        else "",
        indicator.attribute,
    ]
    help_text = "，".join(fact for fact in facts if fact)
    return line(indicator.name, 100, required=False, help_text=help_text)


def _from_draft(draft: ReportDraft) -> dict[str, Any]:
    content = dict(draft.content)
    figures = content.pop("figures", {})
    # Whoever writes drafts by the API may keep anything there; a form shows words.
    figures = figures if isinstance(figures, dict) else {}
    return {**content, **{f"{FIGURE}{pk}": value for pk, value in figures.items()}}


def _from_last(assignment: Assignment) -> dict[str, Any]:
    before = newest_report(assignment)
    if before is None:
        return {"percent": assignment.percent}
    to_mend = {
        "drop_reason": before.drop_reason,
        "claims_completion": before.claims_completion,
        "milestone": before.milestone_id,
    }
    return {
        **(to_mend if before.status in GIVEN_BACK else {}),
        "percent": before.percent,
        "narrative": before.narrative,
        "problems": before.problems,
        "next_steps": before.next_steps,
        "coordination": before.coordination,
        **{f"{FIGURE}{r.indicator_id}": r.value for r in before.readings.all()},
    }
