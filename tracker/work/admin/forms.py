"""Forms of the tracker's transitions: each asks what its service needs, and no more."""

from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from common.admin.fields import line, long_text, number, one_of
from common.admin.transitions import TransitionForm
from common.admin.widgets import DayInput, Select, SelectMany
from common.text import LONGEST_NOTE
from departments.models.departments import Department
from departments.models.users import User
from tracker.work.filing.models.reports import Mark
from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.models.settings import OfficeSettings


class CommonReasons(UnfoldAdminTextareaWidget):
    """A box for a reason, with the reasons that the office most often gives as buttons above it."""

    template_name = "work/widgets/common_reasons.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["reasons"] = OfficeSettings.current().return_reasons
        return context

    class Media:
        js = [forms.Script("work/reasons.js", type="module")]


def words(label: str, *, rows: int = 3, **more: Any) -> forms.CharField:
    """A box for some sentences."""
    return long_text(label, rows, max_length=LONGEST_NOTE, **more)


def day(label: str, **more: Any) -> forms.DateField:
    """A box for a day."""
    return forms.DateField(label=label, widget=DayInput(), **more)


class MarkField(forms.TypedChoiceField):
    """质量评分, which the reviewer may give."""

    def __init__(self) -> None:
        super().__init__(
            label="质量评分",
            choices=[("", "不评分"), *Mark.choices],
            coerce=int,
            empty_value=None,
            required=False,
            widget=UnfoldAdminSelectWidget(),
            help_text="可以不评；评分计入单位考核",
        )


class CommentForm(TransitionForm):
    comment = words("审核意见", required=False)
    mark = MarkField()


class ReturnForm(TransitionForm):
    reason = words("原因", widget=CommonReasons(attrs={"rows": 3}))
    mark = MarkField()


class ReturnToFilerForm(TransitionForm):
    reason = words("退回原因", rows=3)


class WithdrawForm(TransitionForm):
    reason = words("原因", rows=2, required=False, help_text="可以不填")


class DeclineForm(TransitionForm):
    reason = words("退办原因和依据", rows=4)


class HandToForm(TransitionForm):
    """The unit that many declined assignments go to."""

    department = forms.ModelChoiceField(
        label="改由承办的单位",
        queryset=Department.objects.existing(),
        widget=Select(),
        help_text="输入简称即可查找",
    )


class AnswerDeclineForm(TransitionForm):
    """答复退办: another unit, or a reason."""

    decision = one_of("答复", [("grant", "同意退办，改由其他单位承办"), ("refuse", "不同意退办")])
    department = forms.ModelChoiceField(
        label="改由承办的单位",
        queryset=Department.objects.existing(),
        required=False,
        widget=Select(),
        help_text="同意退办时必选，输入简称即可查找",
    )
    answer = words("答复意见", required=False, help_text="不同意退办时必填")

    def clean(self) -> dict[str, Any]:
        """What was decided must fit what was named."""
        cleaned = super().clean() or {}
        match cleaned.get("decision"), cleaned.get("department"):
            case "grant", None:
                self.add_error("department", "同意退办须指定改由哪个单位承办。")
            case "refuse", Department():
                self.add_error("department", "不同意退办时不要选择单位。")
        return cleaned


class ReassignForm(TransitionForm):
    """改派: which unit has it now, and why."""

    department = forms.ModelChoiceField(
        label="改由承办的单位",
        queryset=Department.objects.existing(),
        widget=Select(),
        help_text="输入简称即可查找",
    )
    reason = words("改派原因", rows=2)


class ChoosingForm(TransitionForm):
    """A form with a field whose rows to choose from are the page's to say, by the field's name."""

    def __init__(self, *, data: Any = None, files: Any = None, initial: Any = None, **rows: Any) -> None:
        super().__init__(data, files, initial=initial)
        for name, found in rows.items():
            chosen: Any = self.fields[name]
            chosen.queryset = found


class DelegateForm(ChoosingForm):
    department = forms.ModelChoiceField(label="下属单位", queryset=Department.objects.none(), widget=Select())
    note = words("说明", rows=2, required=False)


def units_below(assignment: Assignment) -> Any:
    """The units that a department can delegate its part to."""
    return Department.objects.existing().filter(parent=assignment.department_id)


def open_dates(assignment: Assignment) -> Any:
    """The dates of an assignment that are not done."""
    return assignment.milestones.filter(completed_on__isnull=True).order_by("due_on", "id")


class OneDateForm(ChoosingForm):
    """A transition about one of the dates that are not done; the earliest unless another is chosen."""

    milestone = forms.ModelChoiceField(
        label="时限",
        queryset=AssignmentMilestone.objects.none(),
        widget=UnfoldAdminSelectWidget(),
        empty_label=None,
    )


class AskExtensionForm(OneDateForm):
    to_date = day("申请延至")
    reason = words("延期原因", rows=4)


class ChangeDateForm(OneDateForm):
    to_date = day("调整为")
    reason = words("调整原因")


class AnswerExtensionForm(TransitionForm):
    """答复延期: as asked, to another date, or not."""

    decision = one_of(
        "答复",
        [("grant", "同意延至申请的日期"), ("other", "同意延期，但另定日期"), ("refuse", "不同意延期")],
    )
    to_date = day("另定日期", required=False, help_text="选择“另定日期”时填写")
    answer = words("答复意见", required=False, help_text="不同意延期时必填")

    def clean(self) -> dict[str, Any]:
        """Another date must be named where it is meant."""
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "other" and not cleaned.get("to_date") and "to_date" not in self.errors:
            self.add_error("to_date", "请填写另定的日期。")
        return cleaned


class AddDateForm(TransitionForm):
    due_on = day("时限")
    phrase = line("名称", 100, required=False, help_text="例如“完成方案编制”；可以不填")
    reason = words("原因")


class ReopenForm(TransitionForm):
    due_on = day("重办时限")
    percent = number("重办后的完成比例（%）", 0, 99, initial=0)
    reason = words("重办原因")


class UrgeForm(TransitionForm):
    message = words(
        "催办内容",
        initial="请抓紧办理，并及时填报进展。",
        help_text="将记入办理记录，并提醒该单位的填报员和负责人",
    )


class NoteForm(TransitionForm):
    text = words("备注", help_text="只有督查室和领导能看到")


class InstructForm(ChoosingForm):
    """批示 on one assignment, where there is nobody to choose."""

    text = words("批示内容", rows=4)
    due_on = day("回复时限")


class InstructManyForm(InstructForm):
    """批示 on a task or a document, to all its units or to some."""

    departments = forms.ModelMultipleChoiceField(
        label="要求回复的单位",
        queryset=Department.objects.none(),
        required=False,
        widget=SelectMany(),
        help_text="不选则由全部在办单位回复",
    )


class PaperInstructionForm(InstructManyForm):
    """登记纸质批示: whose it is, of which day, and the scan."""

    leader = forms.ModelChoiceField(
        label="批示领导",
        queryset=User.objects.none(),
        widget=Select(),
        help_text="在系统中有领导账号的；没有的请先为其开设账号",
    )
    written_on = day("批示日期")
    scan = forms.FileField(label="扫描件", required=False, help_text="pdf、png 或 jpg")
    field_order = ("leader", "written_on", "text", "due_on", "departments", "scan")


class ReplyForm(TransitionForm):
    reply = words("回复内容", rows=5)


class EvidenceForm(TransitionForm):
    required = forms.TypedChoiceField(
        label="办结是否须附佐证",
        choices=[("yes", "须附佐证材料"), ("no", "不作要求")],
        coerce=lambda value: value == "yes",
        widget=UnfoldAdminRadioSelectWidget(),
    )


class DocumentDeadlineForm(TransitionForm):
    """调整文件时限: which day moves to which."""

    from_date = forms.ChoiceField(label="现行时限", widget=UnfoldAdminSelectWidget())
    to_date = day("调整为")
    reason = words("调整原因")

    def __init__(self, *, days: dict[date, int], data: Any = None) -> None:
        super().__init__(data)
        chosen: Any = self.fields["from_date"]
        chosen.choices = [(str(d), f"{_chinese(d)}：{count}项未完成") for d, count in days.items()]

    def clean_from_date(self) -> date:
        return date.fromisoformat(self.cleaned_data["from_date"])

    def clean(self) -> dict[str, Any]:
        """A day that moves to itself moves nothing."""
        cleaned = super().clean() or {}
        if cleaned.get("from_date") and cleaned.get("from_date") == cleaned.get("to_date"):
            self.add_error("to_date", "新日期与现行时限相同。")
        return cleaned


def _chinese(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日（{WEEKDAYS[on.weekday()]}）"
