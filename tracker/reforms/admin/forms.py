"""The form of a reform, and the plan that somebody has filled in."""

from typing import Any

from django import forms

from common.admin.fields import line, one_of
from common.admin.transitions import TransitionForm
from common.admin.widgets import Select
from departments.models.departments import Department
from tracker.proposals.admin.forms import unit, units
from tracker.reforms.models import ReformKind
from tracker.reforms.services.plan import Choice, Members, ReformPlan
from tracker.work.admin.forms import day


class ReformForm(TransitionForm):
    """Which unit, what becomes of it, and when."""

    kind = one_of(
        "方式",
        [
            (ReformKind.MERGE, "合并：全部工作由一个单位承接"),
            (ReformKind.SPLIT, "分立：工作由几个单位分别承接"),
            (ReformKind.RENAME, "更名：单位不变，换用新名称"),
        ],
        initial=ReformKind.MERGE,
    )
    department = forms.ModelChoiceField(
        label="原单位", queryset=Department.objects.all(), widget=Select(), help_text="输入简称即可查找"
    )
    successors = units("承接单位", "合并选一个，分立选两个以上，更名不选")
    default = unit(
        "默认承接单位",
        required=False,
        help_text="分立时填写；没有另行选择的事项、建议提案、批示和下属单位由它承接",
    )
    effective_on = day("生效日期")
    members = one_of("原单位人员", Members.choices, initial=Members.COPY)
    new_name = line("新全称", 100, required=False, help_text="更名时填写")
    new_short_name = line("新简称", 60, required=False, help_text="更名时填写")
    note = line("依据或说明", 200, required=False, help_text="例如机构改革方案的文号")


def plan_of(form: ReformForm, data: Any) -> ReformPlan:
    """The plan in a valid form; `data` also holds who takes what, as chosen on the page of the preview."""
    said = form.cleaned_data
    kind = ReformKind(said["kind"])
    units = {str(u.pk): u for u in said["successors"]}
    sections: dict[tuple[int, str], Department] = {}
    chosen_for: dict[str, dict[int, Department]] = {
        what: {} for what in ("document", "assignment", "person", "proposal", "item", "unit")
    }
    for name, value in data.items():
        what, _, rest = name.partition("-")
        chosen = units.get(value)
        number, _, label = rest.partition("-")
        if chosen is None or not (number.isascii() and number.isdecimal()):
            continue
        if what == "section":
            sections[int(number), label] = chosen
        elif what in chosen_for:
            chosen_for[what][int(number)] = chosen
    return ReformPlan(
        kind=kind,
        department=said["department"],
        effective_on=said["effective_on"],
        successors=() if kind == ReformKind.RENAME else tuple(said["successors"]),
        choice=Choice(
            default=said["default"],
            documents=chosen_for["document"],
            sections=sections,
            assignments=chosen_for["assignment"],
            proposals=chosen_for["proposal"],
            items=chosen_for["item"],
            units=chosen_for["unit"],
        ),
        members=Members(said["members"]),
        people=chosen_for["person"],
        new_name=said["new_name"],
        new_short_name=said["new_short_name"],
        note=said["note"],
    )
