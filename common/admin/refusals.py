"""Where a page shows what a service refused."""

from types import TracebackType

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest

from common.errors import NotAllowed, ServiceError


def add_refusal(form: Form, error: ServiceError) -> None:
    """At the field that the error names, where the form shows it; else above the form."""
    shown = error.field in {field.name for field in form.visible_fields()}
    form.add_error(error.field if shown else None, str(error))


class ShowsRefusals:
    """`with ShowsRefusals(form):` what a service refuses inside is shown on the form, or in a message of the
    request, and the view goes on behind the block; `NotAllowed` is a 403.
    """

    def __init__(self, where: Form | HttpRequest) -> None:
        self.where = where

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, NotAllowed):
            raise PermissionDenied(str(error)) from error
        if not isinstance(error, ServiceError):
            return False
        if isinstance(self.where, Form):
            add_refusal(self.where, error)
        else:
            messages.error(self.where, str(error))
        return True
