"""姓名 · 单位 · 时间: the words of the watermark of who reads."""

from datetime import datetime

from django.utils import timezone

from departments.models.users import User
from departments.record.services import current_request


def words_of(user: User, at: datetime) -> str:
    """The person's name and units as they are now, and the moment; one query."""
    names = user.memberships.filter(department__isnull=False).order_by("pk")
    units = dict.fromkeys(names.values_list("department__short_name", flat=True))
    parts = [str(user), "、".join([*units][:3]), f"{timezone.localtime(at):%Y-%m-%d %H:%M}"]
    return " · ".join(part for part in parts if part)


def words_of_reader() -> str:
    """Those of whose request is being answered; nothing for who is not known."""
    user = getattr(current_request.get(), "user", None)
    return words_of(user, timezone.now()) if isinstance(user, User) else ""
