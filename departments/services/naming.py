"""The names that a department or a group is known by."""

from django.db import transaction

from common.errors import ServiceError
from departments.models.departments import Department, DepartmentAlias, DepartmentGroup, GroupAlias
from departments.models.users import User, UserRole
from departments.names import normalise
from departments.services.access import require_role


@transaction.atomic
def remember_own_names(*, owner: Department | DepartmentGroup, actor: User | None) -> None:
    """Make the names of a department or a group aliases of it, so that documents that print them resolve.

    Raises `ServiceError` when a name belongs to another one of the region, and `NotAllowed`.
    """
    require_role(actor, UserRole.SUPERVISOR, to="维护单位")
    for text in {normalise(name) for name in (owner.name, getattr(owner, "short_name", "")) if name}:
        known: DepartmentAlias | GroupAlias
        if isinstance(owner, Department):
            known, _ = DepartmentAlias.objects.get_or_create(
                region_id=owner.region_id, text=text, defaults={"department": owner}
            )
            taken = known.department_id != owner.pk
        else:
            known, _ = GroupAlias.objects.get_or_create(
                region_id=owner.region_id, text=text, defaults={"group": owner}
            )
            taken = known.group_id != owner.pk
        if taken:
            raise ServiceError(
                "unit_name_taken", f"“{text}”在该地区已是其他单位的名称，请改用别的名称。", field="name"
            )
