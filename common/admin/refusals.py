"""Where a page shows what a service refused."""

from django.forms import Form

from common.errors import ServiceError


def add_refusal(form: Form, error: ServiceError) -> None:
    """At the field that the error names, where the form shows it; else above the form."""
    shown = error.field in {field.name for field in form.visible_fields()}
    form.add_error(error.field if shown else None, str(error))
