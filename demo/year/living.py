"""Twelve months of the made-up province, up to a moment: the real services, day by day."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from demo.accounts import MADE_UP, make_accounts, make_staff
from demo.past import set_back
from demo.province import units
from demo.texts import ORDERS
from demo.year.matters import begin_matters
from demo.year.office import Office, begin_of
from demo.year.proposals import begin_proposals
from demo.year.schedule import SHANGHAI, Schedule
from demo.year.work import Units
from departments.models.departments import Department
from departments.models.users import User
from departments.services.loading import load_departments
from tracker.reminders.kinds import Rule
from tracker.reminders.models.reminders import Reminder
from tracker.reminders.models.rules import ReminderRule
from tracker.reminders.services.opening import open_all

READ = 7  # days


def live(*, end: datetime, say: Callable[[str], None]) -> None:
    """Units, people, and all that they did until the moment `end`; on an empty database."""
    with set_back(begin_of(end.astimezone(SHANGHAI).date())) as past:
        load_departments(data=units())
        accounts = {user.username: user for user in make_accounts(MADE_UP, telephones=True)}
        staff = make_staff(Department.objects.all())
        # This office wants to hear of it as well; the program's own rules leave it alone.
        ReminderRule.objects.filter(rule__in=[Rule.UNACKNOWLEDGED, Rule.ESCALATED]).update(to_office=True)
        schedule = Schedule(past, end=end)
        at_work = Units(schedule, staff=staff, office=accounts["ducha"])
        office = Office(schedule, at_work, office=accounts["ducha"], leader=accounts["lingdao"])
        office.begin(ORDERS, say)
        begin_matters(schedule, at_work, office=accounts["ducha"])
        begin_proposals(schedule, at_work, office=accounts["ducha"])
        schedule.run(say)
        _read_what_is_old(accounts.values(), end)


def _read_what_is_old(users: Iterable[User], end: datetime) -> None:
    """Nobody's inbox is a year long: what is older than a week has been read."""
    old = Reminder.objects.filter(created_at__lt=end - timedelta(days=READ))
    last = old.order_by("-id").values_list("pk", flat=True).first()
    if last is None:
        return
    for user in users:
        open_all(user=user, upto=last, at=end)
