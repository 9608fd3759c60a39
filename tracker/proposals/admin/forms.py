"""Forms of the transitions of a proposal."""

from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminSelectWidget,
)

from common import clock
from common.admin.fields import line, one_of
from common.admin.transitions import TransitionForm
from common.admin.widgets import OneFile, Select, SelectMany
from departments.models.departments import Department, Region
from tracker.proposals.models import Outcome, Proposal, ProposalKind, Satisfaction, Sitting, SponsorRole
from tracker.work.admin.forms import day, words


def choice(label: str, choices: Any, **more: Any) -> forms.ChoiceField:
    """A box to choose from a few."""
    empty = [("", "请选择")] if more.pop("empty", False) else []
    return forms.ChoiceField(
        label=label, choices=[*empty, *choices], widget=UnfoldAdminSelectWidget(), **more
    )


def unit(label: str, **more: Any) -> forms.ModelChoiceField:
    """A box to choose a unit by typing."""
    return forms.ModelChoiceField(
        label=label, queryset=Department.objects.existing(), widget=Select(), **more
    )


def units(label: str, help_text: str) -> forms.ModelMultipleChoiceField:
    """A box to choose any number of units."""
    return forms.ModelMultipleChoiceField(
        label=label,
        queryset=Department.objects.existing(),
        required=False,
        widget=SelectMany(),
        help_text=help_text,
    )


class RegisterForm(TransitionForm):
    """登记, or 修改登记 of a proposal that is not handed out yet."""

    kind = choice("类别", ProposalKind.choices)
    sitting = choice("提出时间", Sitting.choices)
    session = line("届次", 60, help_text="如省政协十三届一次会议", required=False)
    number = line("编号", 30, help_text="只填号码，如207")
    title = line("案由", 300)
    proposers = line("提出人", 300, help_text="代表或委员姓名、界别、党派")
    region = forms.ModelChoiceField(
        label="地区",
        queryset=Region.objects.all(),
        required=False,
        widget=Select(),
        help_text="不选则为督查室所在地区；决定适用哪条答复时限规则",
    )
    text = words("建议内容", rows=5, required=False, help_text="两千字以内；全文可存原件")

    def __init__(self, data: Any = None, proposal: Proposal | None = None) -> None:
        names = self.base_fields
        initial = {name: getattr(proposal, name) for name in names} if proposal else None
        super().__init__(data, initial=initial)


class UploadReplyForm(TransitionForm):
    file = forms.FileField(
        label="答复件", widget=OneFile(), help_text="支持 docx、pdf、ofd、html、txt、doc、wps、rtf"
    )


class RegisterReplyForm(RegisterForm):
    """What was read from a reply, for a person to put right."""

    text = None  # type: ignore[assignment]  # Django's way to leave a field out
    lead = unit("主办单位", required=False)
    outcome = choice("办理结果", Outcome.choices, empty=True)
    answered_on = day("答复日期")
    dispatched_on = day("交办日期", required=False, help_text="知道的话请填写，据此计算时限")

    def __init__(self, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        forms.Form.__init__(self, data, initial=initial)


class DispatchForm(TransitionForm):
    lead = unit("主办单位", help_text="输入简称即可查找")
    joint = units("会办单位", "没有可以不选")


class ReassignForm(DispatchForm):
    """改派: as they are now, to be changed."""

    reason = words("改派原因", rows=2)

    def __init__(self, proposal: Proposal, data: Any = None) -> None:
        now = proposal.sponsors.filter(released_on=None)
        initial = {
            "lead": now.filter(role=SponsorRole.LEAD).values_list("department", flat=True).first(),
            "joint": list(now.filter(role=SponsorRole.JOINT).values_list("department", flat=True)),
        }
        super().__init__(data, initial=initial)


class UrgeProposalForm(TransitionForm):
    message = words(
        "催办内容",
        initial="请抓紧办理，按期答复。",
        help_text="将记入办理记录，并提醒尚未完成的承办单位的填报员和负责人",
    )


class OpinionForm(TransitionForm):
    opinion = words("会办意见", rows=6, help_text="将送主办单位")


class AskForm(TransitionForm):
    to_date = day("申请延至")
    reason = words("延期原因")


class AnswerForm(TransitionForm):
    file = forms.FileField(label="答复件", widget=OneFile(), help_text="docx或pdf")
    outcome = choice("办理结果", Outcome.choices, empty=True)
    number = line("答复文号", 60, required=False)
    answered_on = day("答复日期", initial=lambda: clock.today())
    summary = words("答复要点", rows=4, required=False)


class RateForm(TransitionForm):
    satisfaction = one_of("代表或委员的评价", Satisfaction.choices)
    rated_on = day("评价日期", initial=lambda: clock.today())
    comment = words("意见", required=False)


class CloseForm(TransitionForm):
    note = words("说明", rows=2, required=False, help_text="仍不满意而办结的，须写明理由")
