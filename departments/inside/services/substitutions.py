"""代理: set by the person, by the head of the unit or by 督查室; it ends by itself."""

import logging
from datetime import date

from django.db import transaction

from common.errors import NotAllowed, ServiceError
from common.text import as_note
from departments.inside.models import Substitution
from departments.inside.selectors import works_in
from departments.inside.services.access import may_arrange
from departments.models.departments import Department
from departments.models.users import User

logger = logging.getLogger(__name__)

LONGEST = 366  # days: who is away for longer hands over


@transaction.atomic
def substitute(
    *,
    department: Department,
    person: User,
    substitute: User,
    first_day: date,
    last_day: date,
    actor: User,
    on: date,
    reason: str = "",
) -> Substitution:
    """`substitute` acts for `person` in the unit from `first_day` to `last_day`.

    It moves nothing and gives no right that the substitute has not: he finds the work under 我的, is told
    with the person, and what he does is marked as done for the person. Raises `NotAllowed` where the actor
    is neither the person, nor the head, nor of 督查室, and `ServiceError` for people of another
    unit, for days that are over or out of order, and where somebody acts for the person already.
    """
    _require(actor, department, person)
    for who, field in ((person, "person"), (substitute, "substitute")):
        if not works_in(who, department):
            raise ServiceError(
                "substitute_foreign", f"所选人员不是{department}在任的填报员或单位负责人。", field=field
            )
    if person.pk == substitute.pk:
        raise ServiceError("substitute_oneself", "不能由本人代理本人，请另选代理人。", field="substitute")
    if last_day < first_day:
        raise ServiceError("substitution_days_order", "结束日期不能早于开始日期。", field="last_day")
    if last_day < on:
        raise ServiceError("substitution_past", "结束日期已经过去，请改为今天或以后。", field="last_day")
    if (last_day - first_day).days >= LONGEST:
        raise ServiceError(
            "substitution_too_long", "代理最长一年；长期离岗的，请改用“移交”。", field="last_day"
        )
    # Of two who set it at once one waits for the other.
    Department.objects.select_for_update(of=("self",), no_key=True).get(pk=department.pk)
    standing = Substitution.objects.filter(department=department, person=person)
    if (held := standing.meeting(first_day, last_day).select_related("substitute").first()) is not None:
        raise ServiceError(
            "substitution_meets_another",
            f"{person}在{held.first_day}至{held.last_day}已由{held.substitute}代理，请先结束原来的代理。",
            field="first_day",
        )
    made = Substitution.objects.create(
        department=department,
        person=person,
        substitute=substitute,
        first_day=first_day,
        last_day=last_day,
        reason=as_note(reason, "原因", field="reason", most=100),
        made_by=actor,
    )
    logger.info("substitution %s made by %s", made.pk, actor)
    return made


@transaction.atomic
def end_substitution(*, substitution: Substitution, actor: User, on: date) -> Substitution:
    """End it before its time: it counts no more from today on. Raises as `substitute`."""
    found = Substitution.objects.select_for_update(of=("self",)).get(pk=substitution.pk)
    _require(actor, found.department, found.person)
    if found.ended_on is not None or found.last_day < on:
        raise ServiceError("substitution_over", "该代理已经结束，请刷新页面。")
    found.ended_on = on
    found.save()
    logger.info("substitution %s ended by %s", found.pk, actor)
    return found


def _require(actor: User, department: Department, person: User) -> None:
    own = actor.pk == person.pk and department.pk in actor.department_ids()
    if not own and not may_arrange(actor, department.pk):
        raise NotAllowed(
            "substitution_not_yours",
            f"您没有权限设定代理，须由本人、{department}的单位负责人或督查室办理。",
        )
