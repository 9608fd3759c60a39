"""Passwords that somebody else has set."""

from datetime import datetime

from django.db import transaction

from departments.models.users import User


@transaction.atomic
def given_by_another(*, user_id: int, actor: User, since: datetime) -> bool:
    """Have the user change a password that `actor` has set for him since then, before anything else.

    Returns whether that is so: one's own choice stands, and a password that is older is left alone.
    """
    if user_id == actor.pk:
        return False
    given = User.objects.filter(pk=user_id, password_changed_at__gte=since)
    return given.update(must_change_password=True) > 0
