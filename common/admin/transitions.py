"""A transition on a page: one button, one form that asks what the service needs, one call of the service.

It is offered to those who may take it (`who`) while the object stands so that it makes sense (`when`). Both
only decide whether the button is there; the service decides whether the transition is taken.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from unfold.decorators import action
from unfold.enums import ActionVariant

from common.admin.fields import long_text
from common.admin.outcomes import name_of, say
from common.admin.refusals import ShowsRefusals
from common.text import LONGEST_NOTE
from common.transitions import T, Transitions


@dataclass(frozen=True, slots=True)
class Offer:
    """To whom a transition is offered, and while the object stands how."""

    who: Callable[[Any, Any], bool]
    when: Callable[[Any], bool]


def offer(
    table: Transitions[T, Any, Any, Any, Any],
    transition: T,
    *,
    of: Callable[[Any], Any] = lambda obj: obj,
    also: Callable[[Any], Any] = lambda obj: True,
) -> Offer:
    """The offer of a transition by its table.

    `of` finds what the table speaks of, where the page is of something that hangs on it; `also` is what the
    page's own object adds.
    """
    return Offer(
        who=lambda user, obj: table.for_role(transition, user, of(obj)),
        when=lambda obj: table.from_state(transition, of(obj)) and bool(also(obj)),
    )


def safe_address(request: HttpRequest, wanted: str) -> str:
    """The address, if it is one of this site; else nothing."""
    own_host = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(wanted, own_host, require_https=request.is_secure())
    return wanted if safe else ""


class TransitionForm(forms.Form):
    """A transition that asks nothing but whether it is meant."""


class LongReasonForm(TransitionForm):
    """Why, at whatever length a note may have."""

    reason = long_text("原因", max_length=LONGEST_NOTE)


class ReasonForm(TransitionForm):
    reason = long_text("原因", max_length=200)


class TransitionsMixin:
    """An admin with transitions; `offers` names them by the method of the action."""

    offers: dict[str, Offer] = {}
    transition_template = "admin/transition.html"

    def offered_transitions(self, request: HttpRequest, obj: Any) -> set[str]:
        """Names of the transitions that the user is offered on `obj` as it stands."""
        user = request.user
        return {name for name, offer in self.offers.items() if offer.who(user, obj) and offer.when(obj)}

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """The buttons of the page: only what is offered."""
        admin = cast(Any, self)
        offered = self.offered_transitions(request, admin.visible_object(request, object_id))
        actions = cast(Any, super()).get_actions_detail(request, object_id)
        return [a for a in actions if a.method.original_function_name in offered]

    def object_url(self, obj: Any) -> str:
        opts = obj._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[obj.pk])

    def back_url(self, request: HttpRequest, obj: Any) -> str:
        """Where a transition goes back to: the page that the address names as `next`, or the object's own."""
        return safe_address(request, request.GET.get("next", "")) or self.object_url(obj)

    def take_transition(
        self,
        request: HttpRequest,
        object_id: str,
        name: str,
        *,
        title: str | Callable[[Any], str],
        run: Callable[..., str],
        note: str | Callable[[Any], str] = "",
        form: Callable[..., forms.Form] = TransitionForm,
        form_of: Callable[[Any], Callable[..., forms.Form]] | None = None,
        with_files: bool = False,
        danger: bool = False,
        template: str = "",
        extra: Callable[[Any], dict[str, Any]] | None = None,
    ) -> HttpResponse:
        """Show the transition's form, or take it.

        `run` gets the object and the form's values, calls the service and returns one Chinese line on the
        outcome (a `Caution` is shown as a warning). `note` is what the user should know before. `form_of`
        gives the form of an object, where it depends on that; a form `with_files` is given those that were
        sent. A `ServiceError` is shown above the form, which keeps what was typed; `NotAllowed` is a 403.
        `extra` adds to what the page shows, for a `template` of its own.
        """
        admin = cast(Any, self)
        obj = admin.visible_object(request, object_id)
        title = title(obj) if callable(title) else title
        offer, posted = self.offers[name], request.method == "POST"
        if not posted:
            if not offer.who(request.user, obj):
                raise PermissionDenied(f"您没有权限{title}。")
            if not offer.when(obj):
                messages.warning(request, f"该记录目前不能{title}。")
                return HttpResponseRedirect(self.back_url(request, obj))
        bound: Any = (form_of(obj) if form_of else form)(
            data=request.POST if posted else None,
            **({"files": request.FILES} if posted and with_files else {}),
        )
        if posted and bound.is_valid():
            with ShowsRefusals(bound):
                line = run(obj, **bound.cleaned_data)
                say(request, line, after=name_of(admin.model, name), of=obj)
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


def transition(
    title: str | Callable[[Any], str],
    *,
    url_path: str,
    button: str = "",
    icon: str = "",
    variant: ActionVariant = ActionVariant.DEFAULT,
    **page: Any,
) -> Callable[[Callable[..., str]], Any]:
    """Makes a button with its page of a method `(self, request, obj, **values) -> str`.

    The method calls the service and returns one Chinese line on the outcome. `page` is what
    `TransitionsMixin.take_transition` takes further: note, form, form_of, with_files,
    danger, template, extra.
    """

    def decorate(method: Callable[..., str]) -> Any:
        def view(self: Any, request: HttpRequest, object_id: str) -> HttpResponse:
            run = partial(method, self, request)
            taken = self.take_transition(request, object_id, method.__name__, title=title, run=run, **page)
            return cast(HttpResponse, taken)

        view.__name__, view.__doc__, view.__module__ = method.__name__, method.__doc__, method.__module__
        return action(
            description=button or str(title), url_path=url_path, icon=icon or None, variant=variant
        )(view)

    return decorate
