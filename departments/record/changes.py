"""Changes of those rows that an auditor asks for: people, roles, tokens, rules, settings."""

from functools import partial
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from departments.models.users import User
from departments.record.models import UseKind
from departments.record.services import current_request, record_use

# What Django saves by itself at a log-in: no change that anybody made.
_BY_ITSELF = ({"last_login"}, {"password"})


def record_changes(kind: UseKind, *labels: str, by_people_only: bool = False, named: bool = True) -> None:
    """Record each row of these models (`reminders.ReminderRule`) that is added, changed or taken away.

    With `by_people_only` not what the program does by itself, such as the clock of the timetable. Rows whose
    names say something of a matter are not `named`: the auditor does not see it. What is
    written in bulk sends no signal: its service records it.
    """
    for label in labels:
        uid = f"record.{label}"
        saved = partial(_saved, kind=kind, by_people_only=by_people_only, named=named)
        deleted = partial(_deleted, kind=kind, by_people_only=by_people_only, named=named)
        post_save.connect(saved, sender=label, weak=False, dispatch_uid=uid)
        post_delete.connect(deleted, sender=label, weak=False, dispatch_uid=uid)


def _saved(
    sender: type[Model],
    instance: Any,
    created: bool,
    raw: bool = False,
    update_fields: Any = None,
    **more: Any,
) -> None:
    if raw or set(update_fields or ()) in _BY_ITSELF:
        return
    _record(sender, instance, "新增" if created else "修改", **more)


def _deleted(sender: type[Model], instance: Any, **more: Any) -> None:
    _record(sender, instance, "删除", **more)


def _record(
    sender: type[Model],
    instance: Any,
    what: str,
    *,
    kind: UseKind,
    by_people_only: bool,
    named: bool,
    **of_signal: Any,
) -> None:
    request = current_request.get()
    if by_people_only and request is None:
        return
    user = getattr(request, "user", None)
    if not isinstance(user, User):  # a token is made by who gives the password with the same request
        user = instance.user if kind == UseKind.TOKEN else None
    reason = getattr(instance, "_change_reason", None) or getattr(instance, "reason", "")
    record_use(
        kind=kind,
        user=user,
        request=request,
        thing=sender._meta.label_lower,
        thing_id="" if kind == UseKind.TOKEN else str(instance.pk),  # a token's key is what it is found by
        words=f"{what} {instance}" if named else what,
        reason=str(reason) if named else "",
    )
