"""知悉范围 on the page of a document: who may know of it, what became of that, and the steps of 督查室."""

from functools import partial
from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from common import clock
from common.admin.fields import long_text
from common.admin.transitions import Offer, ReasonForm, TransitionForm, transition
from common.admin.widgets import SelectMany
from departments.admin.actor import actor, is_supervisor
from departments.models.departments import Department
from departments.models.users import User
from policies.models.documents import PolicyDocument
from policies.readers.models import REASON, Circle
from policies.readers.selectors import changes_of, circle_of, nameable
from policies.readers.services.circles import lift_circle, set_circle

NOTE = (
    "只有列入的单位和人员知道这份文件：其他人的列表、数字、查找、导出和通报中都不出现它。"
    "承担任务的单位照常看到自己的事项，不必列入；系统、安全、审计管理员不能列入。"
    "日报、通报等固定发送的材料不含它。您本人总在其中。"
)


class _Person(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        """With the units, since names repeat."""
        units = dict.fromkeys(str(held.department) for held in obj.memberships.all() if held.department)
        return f"{obj}（{'、'.join(units)}）"


class CircleForm(TransitionForm):
    """Which units and persons, and why."""

    units = forms.ModelMultipleChoiceField(
        label="单位",
        queryset=Department.objects.none(),
        required=False,
        widget=SelectMany(),
        help_text="该单位的负责人和填报员可以阅读；督查室人员和领导请在“人员”中逐一指定",
    )
    persons = _Person(
        label="人员", queryset=User.objects.none(), required=False, widget=SelectMany(), help_text="逐一指定"
    )
    reason = long_text("原因", max_length=REASON)

    def __init__(self, data: Any = None, *, document: PolicyDocument | None = None, **more: Any) -> None:
        circle = circle_of(document) if document is not None else None
        if circle is not None:
            more["initial"] = {"units": list(circle.units.all()), "persons": list(circle.persons.all())}
        super().__init__(data=data, **more)
        boxes = cast(Any, self.fields)
        boxes["units"].queryset = Department.objects.existing()
        boxes["persons"].queryset = nameable().prefetch_related("memberships__department")


def _may_lift(user: User, document: PolicyDocument) -> bool:
    """督查室, where there is a circle; no query where no document has one."""
    has_one = user.minds_circles and Circle.objects.filter(document=document).exists()
    return has_one and is_supervisor(user, document)


class CircleMixin:
    """Mixed into the admin of documents: two steps."""

    circle_offers = {
        "set_circle": Offer(is_supervisor, when=lambda document: True),
        "lift_circle": Offer(_may_lift, when=lambda document: True),
    }

    @transition(
        "设定知悉范围",
        button="知悉范围",
        url_path="circle",
        icon="lock",
        note=NOTE,
        form_of=lambda document: partial(CircleForm, document=document),
    )
    def set_circle(self, request: HttpRequest, document: PolicyDocument, **asked: Any) -> str:
        """知悉范围: who alone may know of it."""
        set_circle(document=document, actor=actor(request), on=clock.today(), **asked)
        return "知悉范围已设定，其他人不再看到这份文件。"

    @transition(
        "取消知悉范围",
        url_path="open-circle",
        icon="lock_open",
        note="取消后，这份文件与其他文件一样，按角色和单位查看；原来的记录保留。",
        form=ReasonForm,
        danger=True,
    )
    def lift_circle(self, request: HttpRequest, document: PolicyDocument, reason: str) -> str:
        """取消知悉范围: it is open again."""
        lift_circle(document=document, reason=reason, actor=actor(request))
        return "知悉范围已取消。"


def circle_panel(request: HttpRequest, document: PolicyDocument) -> SafeString:
    """Who may know of it and what became of that, for 督查室 and leaders; nothing where it was always
    open."""
    user = actor(request)
    if not user.sees_everything:
        return SafeString("")
    circle, changes = circle_of(document) if user.minds_circles else None, list(changes_of(document, user))
    if circle is None and not changes:
        return SafeString("")
    shown = {"circle": circle, "changes": changes, "document": document}
    return render_to_string("policies/circle.html", shown, request)
