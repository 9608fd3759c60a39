"""Forms of 内部分办: to whom, and why."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import Case, IntegerField, Value, When

from common.admin.fields import line
from common.admin.transitions import TransitionForm
from common.admin.widgets import Select
from departments.inside.models import Section
from departments.inside.selectors import people_in
from departments.models.users import User

NAMED = "named"  # the value that stands for: each to whom its document names


class PeopleField(forms.ModelChoiceField):
    """A person of the unit; those whom the document names stand first and are marked."""

    def __init__(self, label: str, **more: Any) -> None:
        self.named: set[int] = set()
        super().__init__(label=label, queryset=User.objects.none(), widget=Select(), **more)

    def of(self, department: int, named: Collection[int] = ()) -> None:
        """Offer the people of the unit."""
        self.named = set(named)
        first = Case(When(pk__in=self.named, then=Value(0)), default=Value(1), output_field=IntegerField())
        self.queryset = people_in([department]).order_by(first, "display_name", "username", "pk")

    def label_from_instance(self, obj: Any) -> str:
        """The name; whether the document names that person."""
        return f"{obj}（文件所列）" if obj.pk in self.named else str(obj)


class AssignForm(TransitionForm):
    assignee = PeopleField("经办人", required=False, empty_label="不指定到人")
    section = forms.ModelChoiceField(
        label="处室",
        queryset=Section.objects.none(),
        required=False,
        empty_label="不指定处室",
        widget=Select(),
    )
    note = line("说明", 200, required=False, help_text="可不填，经办人会看到")

    def __init__(
        self,
        data: Any = None,
        *,
        department: int,
        named: Collection[int] = (),
        given: Any = None,
        **more: Any,
    ) -> None:
        initial = given or ({"assignee": next(iter(named))} if len(named) == 1 else {})
        super().__init__(data=data, initial=initial, **more)
        self.fields["assignee"].of(department, named)  # type: ignore[attr-defined]  # PeopleField
        sections = Section.objects.open().filter(department=department)
        self.fields["section"].queryset = sections  # type: ignore[attr-defined]
        if not sections.exists():
            del self.fields["section"]


class AssignManyForm(AssignForm):
    as_named = forms.BooleanField(
        label="按文件所列人员分办",
        required=False,
        help_text="勾选后，每项分给文件为其写明的责任人或联系人；没有写明的不变",
    )
    field_order = ("as_named", "assignee", "section", "note")

    def __init__(self, data: Any = None, *, anybody_named: bool, **more: Any) -> None:
        super().__init__(data=data, **more)
        if not anybody_named:
            del self.fields["as_named"]


class UnassignForm(TransitionForm):
    note = line("说明", 200, required=False, help_text="可不填")


class HandOverForm(TransitionForm):
    to = PeopleField("接手人")
    note = line("说明", 200, required=False, help_text="如：调离、轮岗；可不填")
    expected = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, department: int, person: int, expected: int) -> None:
        super().__init__(data=data, initial={"expected": expected})
        self.fields["to"].of(department)  # type: ignore[attr-defined]  # PeopleField
        people = self.fields["to"]
        people.queryset = people.queryset.exclude(pk=person)  # type: ignore[attr-defined]
