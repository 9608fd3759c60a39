"""处室: made, renamed, peopled and closed by the unit's head or 督查室."""

import logging
from collections.abc import Iterable

from django.db import transaction

from common.errors import ServiceError
from common.text import as_note
from departments.inside.models import Section
from departments.inside.selectors import people_in
from departments.inside.services.access import require_arranging
from departments.models.departments import Department
from departments.models.users import User

logger = logging.getLogger(__name__)


@transaction.atomic
def save_section(
    *,
    department: Department,
    name: str,
    members: Iterable[User],
    actor: User,
    section: Section | None = None,
    closed: bool = False,
) -> Section:
    """Make a section of the unit, or change the `section` that there is.

    Raises `NotAllowed` for who neither leads the unit nor of 督查室, and `ServiceError` for a name
    that is empty or taken, and for members who do not work in the unit.
    """
    require_arranging(actor, department, to="设置处室")
    if section is not None and section.department_id != department.pk:
        raise ServiceError("section_unit_fixed", "处室不能改到别的单位。", field="department")
    name = as_note(name, "处室名称", field="name", most=60)
    if not name:
        raise ServiceError("section_name_required", "请填写处室名称。", field="name")
    Department.objects.select_for_update(of=("self",), no_key=True).get(pk=department.pk)
    same = Section.objects.filter(department=department, name=name)
    if (same.exclude(pk=section.pk) if section else same).exists():
        raise ServiceError("section_name_taken", f"{department}已有处室“{name}”。", field="name")
    wanted = list(members)
    known = set(people_in([department.pk]).values_list("pk", flat=True))
    if any(user.pk not in known for user in wanted):
        raise ServiceError(
            "section_member_foreign",
            f"所选人员中有的不是{department}在任的填报员或单位负责人，不能列入本处室。",
            field="members",
        )
    section = section or Section(department=department)
    section.name, section.closed = name, closed
    section.save()
    section.members.set(wanted)
    logger.info("section %s of %s saved by %s", section.pk, department.pk, actor)
    return section
