"""各人在办: what each person and section of a unit owes, on the desk of its head."""

from datetime import date
from typing import Any

from departments.models.departments import Department
from departments.models.users import User, UserRole
from desks.parts import assignments_url
from tracker.work.inside.selectors import Load, loads_of, soon_until

SHOWN = 60  # lines; a unit has fewer people who work here


def people_board(user: User, on: date) -> list[dict[str, Any]]:
    """For each unit that the user leads its lines, every number with the rows that it counts.

    Nothing for who leads none, nor for a unit in which there is one person and no section.
    """
    led = user.department_ids(UserRole.HEAD)
    if not led:
        return []
    of_unit: dict[int, list[Load]] = {pk: [] for pk in led}
    for load in loads_of(led, on):
        of_unit[load.department].append(load)
    # Only who leads several is told which unit it is.
    units = Department.objects.in_bulk(led) if len(led) > 1 else {}
    return [
        {"name": str(units.get(pk, "")), "lines": [_line(load, on) for load in loads[:SHOWN]]}
        for pk, loads in of_unit.items()
        if len({(load.person, load.section) for load in loads if load.person or load.section}) > 1
    ]


def _line(load: Load, on: date) -> dict[str, Any]:
    narrowed: dict[str, Any] = {"department": load.department}
    if load.person is not None:
        narrowed["assignee"] = load.person
    elif load.section is not None:
        narrowed["unit_section"] = load.section
    else:
        narrowed["assigned"] = "0"
    near = {"due_on_from": on, "due_on_to": soon_until(on)}
    return {
        "load": load,
        "is_section": load.section is not None,
        "open_url": assignments_url(light="open", **narrowed),
        "soon_url": assignments_url(light="open", **near, **narrowed),
        "overdue_url": assignments_url(light="red", **narrowed),
    }
