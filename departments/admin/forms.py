"""What the pages of accounts ask."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget

from common.admin.fields import line
from common.admin.transitions import TransitionForm
from common.admin.widgets import Select
from departments.models.departments import Department
from departments.models.users import ADMINISTRATORS, Membership, User, UserRole

_LONGEST_REASON = 200


class ResetForm(TransitionForm):
    reason = line("原因", _LONGEST_REASON, help_text="如本人忘记密码，来电核实")


class GiveRoleForm(TransitionForm):
    role = forms.ChoiceField(
        label="角色", choices=[("", "请选择"), *UserRole.choices], widget=UnfoldAdminSelectWidget()
    )
    department = forms.ModelChoiceField(
        label="单位",
        queryset=Department.objects.existing(),
        widget=Select(),
        required=False,
        help_text="输入简称即可查找；系统管理员、安全管理员、审计管理员不填",
    )
    reason = line("原因", _LONGEST_REASON)


class TakeRoleForm(TransitionForm):
    membership = forms.ModelChoiceField(
        label="任职", queryset=Membership.objects.none(), widget=UnfoldAdminSelectWidget()
    )
    reason = line("原因", _LONGEST_REASON)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["membership"]
        field.queryset = user.memberships.select_related("user", "department")
        field.label_from_instance = lambda membership: membership.in_words


class NewAccountRoles(forms.BaseInlineFormSet):
    """The first roles of an account, which must be possible together."""

    def clean(self) -> None:
        """What the database would refuse of several rows, in words."""
        super().clean()
        rows = [form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data]
        held = [(row["role"], row.get("department")) for row in rows if not row.get("DELETE")]
        if sum(role in ADMINISTRATORS for role, _ in held) > 1:
            raise forms.ValidationError("系统管理员、安全管理员、审计管理员不能由同一账号兼任。")
        if len(set(held)) < len(held):
            raise forms.ValidationError("同一任职填写了两次。")
