"""Forms of the tracker's steps."""

from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from departments.admin.steps import StepForm
from tracker.models import Assignment, AssignmentMilestone
from tracker.services.reporting import last_report


class ReportForm(StepForm):
    """填报进展, starting from the last report that was not returned."""

    percent = forms.IntegerField(
        label="完成比例（%）", min_value=0, max_value=100, widget=UnfoldAdminIntegerFieldWidget()
    )
    narrative = forms.CharField(label="进展情况", widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}))
    problems = forms.CharField(
        label="存在问题", required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )
    next_steps = forms.CharField(
        label="下一步安排", required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )
    coordination = forms.CharField(
        label="需协调事项", required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )
    drop_reason = forms.CharField(
        label="比例下降原因",
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget(),
        help_text="完成比例低于上次通过的比例时填写",
    )
    milestone = forms.ModelChoiceField(
        label="对应时限",
        queryset=AssignmentMilestone.objects.none(),
        required=False,
        widget=UnfoldAdminSelectWidget(),
        empty_label="最早未完成的时限",
    )
    claims_completion = forms.BooleanField(
        label="申请办结",
        required=False,
        widget=UnfoldBooleanSwitchWidget(),
        help_text="对应时限的工作已经完成，请督查室审核办结",
    )

    def __init__(self, *, assignment: Assignment, data: Any = None) -> None:
        super().__init__(data, initial=_start(assignment))
        open_dates = assignment.milestones.filter(completed_on__isnull=True)
        if open_dates.exists():
            milestone: Any = self.fields["milestone"]
            milestone.queryset = open_dates
        else:
            del self.fields["milestone"]


def _start(assignment: Assignment) -> dict[str, Any]:
    before = last_report(assignment)
    if before is None:
        return {"percent": assignment.percent}
    return {
        "percent": before.percent,
        "narrative": before.narrative,
        "problems": before.problems,
        "next_steps": before.next_steps,
        "coordination": before.coordination,
    }


class CommentForm(StepForm):
    """审核通过, with words if there are any."""

    comment = forms.CharField(
        label="审核意见", required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )
