"""知悉范围: set, changed and lifted by 督查室, each time with a reason that stays on record."""

import logging
from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from common.errors import ServiceError
from common.text import as_note
from departments.models.departments import Department
from departments.models.users import User, UserRole
from departments.record.models import UseKind
from departments.record.services import current_request, record_use
from departments.services.access import require_role
from policies.models.documents import PolicyDocument
from policies.readers.models import REASON, Circle, CircleChange
from policies.readers.selectors import nameable
from policies.readers.signals import circle_set

logger = logging.getLogger(__name__)
_TO = "设定知悉范围"


@transaction.atomic
def set_circle(
    *,
    document: PolicyDocument,
    units: Collection[Department],
    persons: Collection[User],
    reason: str,
    actor: User,
    on: date,
) -> Circle:
    """Say on the day `on` who alone may know of the document; a circle that there is already is replaced.

    Whoever sets it is in it, so that somebody of 督查室 always is, and nobody locks himself out. The units
    that hold work of it know what they hold, named or not. Raises `ServiceError` without a reason, for a
    person who has nothing to do with matters, where nothing would change, and as what `circle_set` tells
    refuses; `NotAllowed`; and `PolicyDocument.DoesNotExist` for who may not know of it.
    """
    reason = _reason(reason, actor)
    document = _locked(document, actor)
    wanted = {person.pk: person for person in (*persons, actor)}
    allowed = set(nameable().filter(pk__in=wanted).values_list("pk", flat=True))
    refused = [str(person) for pk, person in wanted.items() if pk not in allowed and pk != actor.pk]
    if refused:
        raise ServiceError(
            "circle_person_not_in_business",
            f"{'、'.join(refused)}不办理督查业务或已停用，不能列入知悉范围。",
            field="persons",
        )
    before = Circle.objects.filter(document=document).first()
    named = sorted({unit.pk for unit in units}), sorted(wanted)
    if before is not None and named == _named(before):
        raise ServiceError("circle_unchanged", "知悉范围没有变化。")
    circle, _ = Circle.objects.update_or_create(
        document=document, defaults={"set_by": actor, "set_at": timezone.now()}
    )
    circle.units.set(named[0])
    circle.persons.set(named[1])
    circle_set.send(Circle, document=document, on=on)
    _log(document, actor, reason, units=sorted(map(str, units)), persons=[str(p) for p in wanted.values()])
    return circle


@transaction.atomic
def lift_circle(*, document: PolicyDocument, reason: str, actor: User) -> None:
    """Open the document again, as if it had never had a circle; the record of its changes stays.

    Raises `ServiceError` without a reason and where there is no circle, and as `set_circle` does.
    """
    reason = _reason(reason, actor)
    document = _locked(document, actor)
    gone, _ = Circle.objects.filter(document=document).delete()
    if not gone:
        raise ServiceError("circle_missing", "该文件没有设定知悉范围。")
    _log(document, actor, reason, lifted=True)


def _reason(reason: str, actor: User) -> str:
    require_role(actor, UserRole.SUPERVISOR, to=_TO)
    reason = as_note(reason, "原因", field="reason", most=REASON)
    if not reason:
        raise ServiceError("reason_required", "请写明原因。", field="reason")
    return reason


def _locked(document: PolicyDocument, actor: User) -> PolicyDocument:
    """The document, if the actor may know of it, as things stand now: two may be setting it at once."""
    locked = PolicyDocument.objects.select_for_update(of=("self",), no_key=True).get(pk=document.pk)
    asking = User.objects.get(pk=actor.pk)
    return PolicyDocument.objects.visible_to(asking).without_text().get(pk=locked.pk)


def _named(circle: Circle) -> tuple[list[int], list[int]]:
    return (
        sorted(circle.units.values_list("pk", flat=True)),
        sorted(circle.persons.values_list("pk", flat=True)),
    )


def _log(
    document: PolicyDocument,
    actor: User,
    reason: str,
    *,
    lifted: bool = False,
    units: list[str] | None = None,
    persons: list[str] | None = None,
) -> None:
    """In the trail of the document, and for the auditor without its title."""
    change = CircleChange.objects.create(
        document=document,
        at=timezone.now(),
        actor=actor,
        lifted=lifted,
        units=units or [],
        persons=persons or [],
        reason=reason,
    )
    record_use(
        kind=UseKind.RULE,
        user=actor,
        request=current_request.get(),
        thing="policies.policydocument",
        thing_id=str(document.pk),
        words="取消知悉范围" if lifted else "设定知悉范围",
        reason=reason,
    )
    logger.info("circle of document %s %s by %s", document.pk, "lifted" if change.lifted else "set", actor)
