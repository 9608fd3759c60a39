"""督查设置: the numbers and switches of the whole installation, changed by 督查室."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from common.errors import ServiceError
from departments.models.users import User, UserRole
from departments.services.access import require_role
from tracker.work.models.settings import OfficeSettings


@transaction.atomic
def change_office_settings(*, actor: User | None, **changes: Any) -> OfficeSettings:
    """Change some of the settings, named as the fields of `OfficeSettings`; returns what is in force now.

    Raises `NotAllowed` for anybody but 督查室, and `ServiceError` for a value out of its range.
    """
    require_role(actor, UserRole.SUPERVISOR, to="修改督查设置")
    # The row is there from the first change on; of two people one waits for the other.
    OfficeSettings.objects.select_for_update().filter(pk=1).first()
    settings = OfficeSettings.current()
    for name, value in changes.items():
        setattr(settings, name, value)
    try:
        settings.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise ServiceError("settings_invalid", "；".join(error.messages)) from None
    settings.save()
    return settings
