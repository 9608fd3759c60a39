"""A step: one button of a page, one form that asks what the service needs, one call of the service.

A step is offered to those who may take it (`who`) while the object stands so that it makes sense (`when`).
Both only decide whether the button is there; the service decides whether the step is taken.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from unfold.widgets import UnfoldAdminTextareaWidget

from common.admin.refusals import add_refusal
from common.errors import NotAllowed, ServiceError
from departments.admin.base import actor
from departments.models.users import User, UserRole


def is_supervisor(user: User, obj: Any) -> bool:
    """Whether the user belongs to 督查室."""
    return user.has_role(UserRole.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Offer:
    """To whom a step is offered, and while the object stands how."""

    when: Callable[[Any], bool]
    who: Callable[[User, Any], bool] = is_supervisor


class TransitionForm(forms.Form):
    """A step that asks nothing but whether it is meant."""


class ReasonForm(TransitionForm):
    """A step that must say why."""

    reason = forms.CharField(
        label="原因", widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}), max_length=200, strip=True
    )


class TransitionsMixin:
    """An admin with steps; `offers` names them by the method of the action."""

    offers: dict[str, Offer] = {}
    transition_template = "admin/step.html"

    def offered_transitions(self, request: HttpRequest, obj: Any) -> set[str]:
        """Names of the steps that the user is offered on `obj` as it stands."""
        user = actor(request)
        return {name for name, offer in self.offers.items() if offer.who(user, obj) and offer.when(obj)}

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """The buttons of the page: only what is offered."""
        admin = cast(Any, self)
        offered = self.offered_transitions(request, admin.visible_object(request, object_id))
        actions = cast(Any, super()).get_actions_detail(request, object_id)
        return [a for a in actions if a.method.original_function_name in offered]

    def object_url(self, obj: Any) -> str:
        """The address of the page that a step goes back to."""
        opts = obj._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[obj.pk])

    def back_url(self, request: HttpRequest, obj: Any) -> str:
        """Where a step goes back to: the page that the address names as `next`, or the object's own."""
        wanted = request.GET.get("next", "")
        own_host = {request.get_host()}
        safe = url_has_allowed_host_and_scheme(wanted, own_host, require_https=request.is_secure())
        return wanted if safe else self.object_url(obj)

    def take_transition(
        self,
        request: HttpRequest,
        object_id: str,
        name: str,
        *,
        title: str,
        run: Callable[..., str],
        note: str | Callable[[Any], str] = "",
        form: Callable[..., forms.Form] = TransitionForm,
        danger: bool = False,
        template: str = "",
        extra: Callable[[Any], dict[str, Any]] | None = None,
    ) -> HttpResponse:
        """Show the step's form, or take the step.

        `run` gets the object and the form's values, calls the service and returns one Chinese line on the
        outcome. `note` is what the user should know before. A `ServiceError` is shown above the form, which
        keeps what was typed; `NotAllowed` is a 403. `extra` adds to what the page shows, for a `template`
        of its own.
        """
        admin = cast(Any, self)
        obj = admin.visible_object(request, object_id)
        offer, posted = self.offers[name], request.method == "POST"
        if not posted:
            if not offer.who(actor(request), obj):
                raise PermissionDenied(f"您没有权限{title}。")
            if not offer.when(obj):
                messages.warning(request, f"该记录目前不能{title}。")
                return HttpResponseRedirect(self.back_url(request, obj))
        bound = form(data=request.POST if posted else None)
        if posted and bound.is_valid():
            try:
                outcome = run(obj, **bound.cleaned_data)
            except NotAllowed as error:
                raise PermissionDenied(str(error)) from error
            except ServiceError as error:
                add_refusal(bound, error)
            else:
                messages.success(request, outcome)
                return HttpResponseRedirect(self.back_url(request, obj))
        context = {
            **admin.admin_site.each_context(request),
            "title": title,
            "opts": admin.model._meta,
            "original": obj,
            "form": bound,
            "media": bound.media,
            "note": note(obj) if callable(note) else note,
            "danger": danger,
            "back_url": self.back_url(request, obj),
            **(extra(obj) if extra else {}),
        }
        return TemplateResponse(request, template or self.transition_template, context)
