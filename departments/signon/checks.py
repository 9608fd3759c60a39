"""What `manage.py check`, and with it every start of a command, says of the settings of signing on."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from departments.models.users import UserRole

_KNOWN = {*UserRole.values, "superuser"}


@register()
def known_roles(app_configs: Any, **more: Any) -> list[CheckMessage]:
    """A role in `MFA_ROLES` that is none: for a slip of the pen its holders would give no second factor."""
    unknown = sorted(set(settings.MFA_ROLES) - _KNOWN)
    if not unknown:
        return []
    words = f"MFA_ROLES names {', '.join(unknown)}; known are {', '.join(sorted(_KNOWN))}"
    return [Error(words, id="signon.E001")]
