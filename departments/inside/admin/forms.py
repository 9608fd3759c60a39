"""Forms of sections and substitutions: only people of the unit are offered."""

from typing import Any

from django import forms

from common.admin.fields import line, switch
from common.admin.transitions import TransitionForm
from common.admin.widgets import DayInput, Select, SelectMany
from departments.inside.querysets import arranges_everywhere
from departments.inside.selectors import people_in
from departments.models.departments import Department
from departments.models.users import User, UserRole


def units_arranged_by(user: User) -> Any:
    """The units in which the user may make sections: those that he leads; all for 督查室."""
    units = Department.objects.existing()
    return units if arranges_everywhere(user) else units.filter(pk__in=user.department_ids(UserRole.HEAD))


def units_of(user: User) -> Any:
    """The units in which the user may set a substitution: his own; all for 督查室."""
    units = Department.objects.existing()
    return units if arranges_everywhere(user) else units.filter(pk__in=user.department_ids())


def one_unit(units: Any, **more: Any) -> forms.ModelChoiceField:
    """A box for the unit."""
    return forms.ModelChoiceField(label="单位", queryset=units, widget=Select(), empty_label=None, **more)


class UnitForm(forms.Form):
    """Which unit, where there are several."""

    department = one_unit(Department.objects.none())

    def __init__(self, data: Any = None, *, units: Any) -> None:
        super().__init__(data)
        self.fields["department"].queryset = units  # type: ignore[attr-defined]


class SectionForm(TransitionForm):
    name = line("名称", 60, help_text="如：办公室、综合处")
    members = forms.ModelMultipleChoiceField(
        label="人员",
        queryset=User.objects.none(),
        required=False,
        widget=SelectMany(),
        help_text="只能选本单位在任的填报员和单位负责人；分给本处室的事项，他们都能在“我的”中看到",
    )

    def __init__(self, data: Any = None, *, department: int, **more: Any) -> None:
        super().__init__(data=data, **more)
        self.fields["members"].queryset = people_in([department])  # type: ignore[attr-defined]


class ChangeSectionForm(SectionForm):
    closed = switch("已撤销", "撤销后不再分办给它，分给它的在办事项退回本单位")


class SubstitutionForm(TransitionForm):
    person = forms.ModelChoiceField(label="被代理人", queryset=User.objects.none(), widget=Select())
    substitute = forms.ModelChoiceField(label="代理人", queryset=User.objects.none(), widget=Select())
    first_day = forms.DateField(label="开始日期", widget=DayInput())
    last_day = forms.DateField(label="结束日期", widget=DayInput(), help_text="当日结束后自动失效")
    reason = line("原因", 100, required=False, help_text="如：出差、休假；可不填")

    def __init__(self, data: Any = None, *, department: int, only: User | None = None, **more: Any) -> None:
        super().__init__(data=data, **more)
        people = people_in([department])
        self.fields["substitute"].queryset = people  # type: ignore[attr-defined]
        mine = people if only is None else people.filter(pk=only.pk)
        self.fields["person"].queryset = mine  # type: ignore[attr-defined]
