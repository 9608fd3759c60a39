"""Letting somebody in again who was locked out after too many wrong passwords."""

import logging

from axes.models import AccessAttempt
from django.db import transaction

from departments.models.users import User, UserRole
from departments.record.models import UseKind
from departments.record.services import current_request, record_use
from departments.services.access import require_role

log = logging.getLogger(__name__)


@transaction.atomic
def unlock(*, actor: User, attempt: AccessAttempt) -> None:
    """Forget the failures of that name from that address. Raises `NotAllowed` for anybody but 督查室."""
    require_role(actor, UserRole.SUPERVISOR, to="解除锁定")
    AccessAttempt.objects.filter(username=attempt.username, ip_address=attempt.ip_address).delete()
    record_use(
        kind=UseKind.UNLOCK,
        user=actor,
        request=current_request.get(),
        thing="axes.accessattempt",
        words=f"{attempt.username}（{attempt.ip_address}）",
    )
    log.info("%s let %s from %s in again", actor.username, attempt.username, attempt.ip_address)
