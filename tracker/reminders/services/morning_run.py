"""The morning round: sweep, then digests, on working days."""

import logging
from datetime import date, datetime

from common.workdays import is_workday
from departments.daysoff.selectors import days_off, is_charted
from tracker.reminders.models.reminders import Sweep
from tracker.reminders.models.rules import ReminderRule
from tracker.reminders.services.digests import build_digests
from tracker.reminders.services.enclosing import write_covers
from tracker.reminders.services.nobody import tell_of_units_without_people
from tracker.reminders.services.sweeping import SweepOutcome, sweep
from tracker.work.inside.services.releasing import release_gone

logger = logging.getLogger(__name__)


def morning_run(*, on: date, at: datetime | None = None) -> SweepOutcome | None:
    """Make the reminders and digests of the day `on`, as of the moment `at` (`build_digests`).

    On a day off only the rules that say so speak, and `None` comes back where there are none; the next
    working day makes up for the others. Beyond the years of which the calendar is known Monday to Friday
    are worked.
    """
    entered = days_off()
    worked = is_workday(on, entered)[0]
    if not is_charted(on.year, entered):
        logger.warning("no published calendar for %s: weekends count as days off", on.year)
    if not worked and not ReminderRule.objects.filter(enabled=True, on_days_off=True).exists():
        return None
    release_gone()  # what no page has noticed: accounts that were changed in bulk
    tell_of_units_without_people(on=on)
    outcome = sweep(on=on, day_off=not worked)
    build_digests(on=on, at=at)
    write_covers(on=on)
    return outcome


def catch_up(*, on: date, at: datetime | None = None) -> None:
    """Do what is left of the morning round of the day `on`, where its message was lost or its worker died.

    Nothing happens on days off, and nothing is said twice.
    """
    if not is_workday(on, days_off())[0]:
        return
    if Sweep.objects.filter(on=on).exists():
        build_digests(on=on, at=at)
        write_covers(on=on)
    else:
        logger.warning("the morning round of %s is made up for", on)
        morning_run(on=on, at=at)
