"""Whether somebody may arrange things inside a unit."""

from common.errors import NotAllowed
from departments.inside.querysets import keeps_people
from departments.models.departments import Department
from departments.models.users import User, UserRole


def may_arrange(actor: User, department: int) -> bool:
    """Whether the user leads the unit, or keeps the accounts."""
    return department in actor.department_ids(UserRole.HEAD) or keeps_people(actor)


def require_arranging(actor: User, department: Department, *, to: str) -> None:
    """Raise `NotAllowed` unless the actor leads the unit or keeps the accounts; `to` says what for."""
    if not may_arrange(actor, department.pk):
        raise NotAllowed(
            "unit_head_required", f"您没有权限{to}，此项操作须由{department}的单位负责人或账号管理人员办理。"
        )
