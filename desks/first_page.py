"""工作台: the first page; which board a user finds there is a matter of roles."""

from datetime import date
from typing import Any, cast

from django.http import HttpRequest

from common import clock
from departments.models.users import User, UserRole
from desks.administration import administration_board
from desks.department import department_board
from desks.leader import leader_board
from desks.office import office_board, uncharted_year
from desks.proposals import proposal_section

__all__ = ["dashboard", "uncharted_year"]


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Adds `board`, the template of the user's board, and what it shows as of today."""
    user = cast(User, request.user)
    on: date = clock.today()
    if not user.roles:  # the first account: nobody else enters without
        return {**context, "on": on, "board": "desks/beginning_board.html"}
    if not user.handles_matters:
        shown = administration_board(request, user, on)
        return {**context, "on": on, "board": "desks/administration.html", **shown}
    if user.has_role(UserRole.SUPERVISOR):
        name, board = "office", office_board
    elif user.has_role(UserRole.LEADER):
        name, board = "leader", leader_board
    else:
        name, board = "department", department_board
    return {
        **context,
        "on": on,
        "board": f"desks/{name}.html",
        **board(request, user, on),
        **proposal_section(user, on),
    }
