"""Reads of the record, for the auditor."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from departments.models.users import UserRole
from departments.record.models import UseRecord

_ROLES = {**dict(UserRole.choices), "superuser": "系统管理员"}


def in_period(
    rows: QuerySet[UseRecord], first: date | None = None, last: date | None = None
) -> QuerySet[UseRecord]:
    """The lines of these days, both included, by the clock of Asia/Shanghai."""
    if first:
        rows = rows.filter(at__gte=_midnight(first))
    if last:
        rows = rows.filter(at__lt=_midnight(last + timedelta(days=1)))
    return rows


def roles_in_words(record: UseRecord) -> str:
    """The roles that the person held then."""
    return "、".join(str(_ROLES.get(role, role)) for role in record.roles.split(",") if role)


def thing_in_words(record: UseRecord) -> str:
    """What kind of thing it was, as the program calls it."""
    return thing_name(record.thing)


def thing_name(label: str) -> str:
    """The Chinese name of a model; its label where there is no such model any more."""
    if not label:
        return ""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def user_in_words(record: UseRecord) -> str:
    """The person's name with the account; of who is unknown, what was typed; 系统 where nobody asked."""
    user: Any = record.user
    if user is None and not record.name:
        return "系统"
    return f"{user}（{record.name}）" if user and str(user) != record.name else record.name


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
