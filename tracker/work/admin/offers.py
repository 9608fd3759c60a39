"""Which buttons are there: read from the table of steps, so that no rule is said twice."""

from collections.abc import Callable
from typing import Any

from departments.admin.steps import Offer
from tracker.work.models.assignments import Assignment
from tracker.work.states import Status
from tracker.work.transitions import TABLE, Transition, roles_of


def itself(obj: Any) -> Assignment:
    """The assignment of a page that is the assignment's own."""
    assignment: Assignment = obj
    return assignment


def offer(
    step: Transition,
    *,
    of: Callable[[Any], Assignment] = itself,
    also: Callable[[Any], bool] = lambda obj: True,
) -> Offer:
    """The offer of a step by the table; `of` finds the assignment, `also` is what the page's object adds."""
    row = TABLE[step]
    return Offer(
        who=lambda user, obj: bool(roles_of(user, of(obj)) & row.roles),
        when=lambda obj: Status(of(obj).status) in row.statuses and also(obj),
    )
