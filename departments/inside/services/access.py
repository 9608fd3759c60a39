"""Whether somebody may arrange things inside a unit."""

from common.errors import NotAllowed
from departments.inside.querysets import arranges_everywhere
from departments.models.departments import Department
from departments.models.users import User, UserRole


def may_arrange(actor: User, department: int) -> bool:
    """Whether the user leads the unit, or is of 督查室."""
    return department in actor.department_ids(UserRole.HEAD) or arranges_everywhere(actor)


def require_arranging(actor: User, department: Department, *, to: str) -> None:
    """Raise `NotAllowed` unless the actor leads the unit or is of 督查室; `to` says what for."""
    if not may_arrange(actor, department.pk):
        raise NotAllowed(
            "unit_head_required", f"您没有权限{to}，此项操作须由{department}的单位负责人或督查室办理。"
        )
