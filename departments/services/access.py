"""The first question of every service: may this user do it?"""

from common.errors import NotAllowed
from departments.models.users import User, UserRole


def require_role(actor: User | None, *roles: UserRole, to: str) -> None:
    """Raise `NotAllowed` unless the actor holds one of the roles; `to` names the transition in Chinese.

    `None` is the program itself (a management command on the server): it may.
    """
    if actor is None or actor.has_role(*roles):
        return
    names = "、".join(str(role.label) for role in roles)
    raise NotAllowed("role_required", f"您没有权限{to}，此项操作须由{names}办理。")
