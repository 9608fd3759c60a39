"""批示 from a row of 驾驶舱: asked, shown once more, written, and back to the page."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from common import clock
from common.admin.outcomes import say
from common.admin.refusals import add_refusal
from common.errors import ServiceError
from departments.models.departments import Department
from departments.models.users import User, UserRole
from policies.models.measures import Measure, Role
from tracker.work.admin.forms import InstructForm
from tracker.work.instructions.services import write_instruction
from tracker.work.models.assignments import Assignment

ANSWER_WITHIN = timedelta(days=7)


class InstructUnitsForm(InstructForm):
    """批示 on a measure, to those of its units that are at work on it."""

    departments = forms.ModelMultipleChoiceField(
        label="要求回复的单位",
        queryset=Department.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一个单位。"},
    )
    field_order = ("departments", "text", "due_on")


def instruct(request: HttpRequest, object_id: int) -> HttpResponse:
    """The form; then what will be sent, to be confirmed; then back to where the leader came from."""
    user, on = cast(User, request.user), clock.today()
    if not user.has_role(UserRole.LEADER):
        raise PermissionDenied("批示由领导作出。")
    visible = Measure.objects.visible_to(user)
    measure = visible.select_related("document").defer("document__text").filter(pk=object_id).first()
    if measure is None:
        raise Http404
    back = _back(request)
    work = Assignment.objects.visible_to(user).open().filter(task__measure=measure)
    units = Department.objects.filter(pk__in=work.order_by().values("department"))
    late = work.overdue(on).order_by().values_list("department", flat=True)
    posted = request.method == "POST"
    form = InstructUnitsForm(
        departments=units,
        data=request.POST if posted else None,
        initial={"departments": set(late), "due_on": on + ANSWER_WITHIN},
    )
    confirming = False
    if posted and form.is_valid() and "change" not in request.POST:
        meant = form.cleaned_data
        if meant["due_on"] < on:
            form.add_error("due_on", "回复时限不能早于今天。")
        elif "confirmed" not in request.POST:
            confirming = True
        else:
            try:
                write_instruction(target=measure, actor=user, on=on, **meant)
            except ServiceError as error:
                add_refusal(form, error)
            else:
                line = f"批示已送{len(meant['departments'])}个单位，请其按时回复。"
                say(request, line, after="policies.measure.instruct", of=measure)
                return HttpResponseRedirect(back)
    context = {
        **cast(Any, admin.site).each_context(request),
        "title": "确认批示" if confirming else "批示",
        "measure": measure,
        "form": form,
        "confirming": confirming,
        "leading": list(
            work.filter(role=Role.LEAD).order_by().values_list("department", flat=True).distinct()
        ),
        "late": list(late.distinct()),
        "back_url": back,
    }
    return TemplateResponse(request, "desks/instruct.html", context)


def _back(request: HttpRequest) -> str:
    """Where the leader came from, if that is a page of ours."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") else reverse("admin:index")
