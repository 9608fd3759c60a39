"""告知方式: how far each person wants to be told of each kind of event."""

import logging
from collections.abc import Mapping

from django.db import transaction

from common.errors import ServiceError
from departments.models.users import User
from tracker.reminders.kinds import EVENTS, Rule, Way
from tracker.reminders.models.reminders import EventChoice

logger = logging.getLogger(__name__)


def ways_of(user: User) -> dict[Rule, Way]:
    """How the person is told of each kind of event, those not chosen included."""
    chosen = dict(EventChoice.objects.filter(user=user).values_list("rule", "way"))
    return {rule: Way(chosen.get(rule, Way.DIGEST)) for rule in EVENTS}


@transaction.atomic
def choose_ways(*, user: User, ways: Mapping[str, str]) -> dict[Rule, Way]:
    """The person chooses for the kinds of events that `ways` names; the others stay as they are.

    It holds for what happens from now on. Raises `ServiceError` for what is no kind of event or no way.
    """
    for rule, way in ways.items():
        if rule not in EVENTS:
            raise ServiceError("event_kind_unknown", "没有这一类事件，请刷新页面后再选。", field="rule")
        if way not in Way.values:
            raise ServiceError("telling_way_unknown", "没有这种告知方式，请刷新页面后再选。", field="way")
    EventChoice.objects.bulk_create(
        (EventChoice(user=user, rule=rule, way=way) for rule, way in ways.items()),
        update_conflicts=True,
        unique_fields=["user", "rule"],
        update_fields=["way"],
    )
    logger.info("user %s chose how to be told of %s", user.pk, sorted(ways))
    return ways_of(user)
