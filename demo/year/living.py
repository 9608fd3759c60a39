"""Twelve months of the made-up province, up to a moment: the real services, day by day."""

from collections.abc import Callable
from datetime import datetime

from demo.accounts import MADE_UP, make_accounts, make_staff
from demo.past import set_back
from demo.province import units
from demo.texts import ORDERS
from demo.year.office import Office, begin_of
from demo.year.proposals import begin_proposals
from demo.year.schedule import SHANGHAI, Schedule
from demo.year.work import Units
from departments.models.departments import Department
from departments.services.loading import load_departments


def live(*, end: datetime, say: Callable[[str], None]) -> None:
    """Units, people, and all that they did until the moment `end`; on an empty database."""
    with set_back(begin_of(end.astimezone(SHANGHAI).date())) as past:
        load_departments(data=units())
        accounts = {user.username: user for user in make_accounts(MADE_UP, telephones=True)}
        staff = make_staff(Department.objects.all())
        schedule = Schedule(past, end=end)
        at_work = Units(schedule, staff=staff, office=accounts["ducha"])
        office = Office(schedule, at_work, office=accounts["ducha"], leader=accounts["lingdao"])
        office.begin(ORDERS, say)
        begin_proposals(schedule, at_work, office=accounts["ducha"])
        schedule.run()
