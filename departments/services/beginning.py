"""The beginning on an empty installation: where it stands, its usual units, and whose office it is."""

import logging
from collections.abc import Sequence

from django.db import transaction

from common.errors import ServiceError
from departments.models.offices import DEFAULT_OFFICE, Office
from departments.models.users import User, UserRole
from departments.names import normalise
from departments.permissions import REGION
from departments.services.access import require_role
from departments.services.loading import load_departments
from departments.skeletons import BELOW, LEVELS, ending_of, skeleton

logger = logging.getLogger(__name__)
_LONGEST, _MOST_BELOW = 50, 300


@transaction.atomic
def begin_region(
    *, level: str, name: str, actor: User | None, above: str = "", below: Sequence[str] = ()
) -> dict[str, int]:
    """Register the region of the office with the usual units of its level, and the governments below it.

    `above` is the region that it belongs to: its government is registered as well, so that its documents have
    an issuer. What is there already stays as it is. Returns how many of each were added. Raises
    `ServiceError` for a name that does not say what it is, and `NotAllowed`.
    """
    require_role(actor, *REGION.roles, to="登记地区和单位")
    name, above = normalise(name), normalise(above)
    lower = [text for text in (normalise(one) for one in below) if text]
    if level not in LEVELS:
        raise ServiceError("region_level_required", "请选择地区的层级。", field="level")
    if not ending_of(name) or len(name) > _LONGEST:
        raise ServiceError(
            "region_name_incomplete", "请填写地区全称，如云岭省、青川市、云溪县。", field="name"
        )
    if above and (not ending_of(above) or above == name):
        raise ServiceError("region_above_incomplete", "请填写上级地区的全称，如云岭省。", field="above")
    if len(lower) > _MOST_BELOW or any(len(one) > _LONGEST for one in lower):
        raise ServiceError("regions_below_too_many", "下级地区每行写一个，最多300个。", field="below")
    data = skeleton(level=level, region=name, above=above, below=lower)
    if above:
        higher = next(one for one in LEVELS if BELOW[one] == level)
        upper = skeleton(level=higher, region=above)
        data["regions"] = [upper["regions"][0], *data["regions"]]
        data["departments"] += [
            row for row in upper["departments"] if row["name"].endswith(("人民政府", "人民政府办公厅"))
        ]
    added = load_departments(data=data)
    logger.info("%s begun at %s by %s: %s", name, level, actor, added)
    return added


@transaction.atomic
def name_office(*, name: str, actor: User, letterhead: str = "") -> Office:
    """Say what the office is called, and what its papers bear as 发文机关标志.

    Raises `ServiceError` without a name, and `NotAllowed`.
    """
    require_role(actor, UserRole.SUPERVISOR, to="设置督查室")
    name, letterhead = " ".join(name.split()), " ".join(letterhead.split())
    if not name:
        raise ServiceError("office_name_required", "请填写督查室名称。", field="name")
    office = Office.objects.select_for_update().get(pk=DEFAULT_OFFICE)
    office.name, office.letterhead = name[:60], letterhead[:100]
    office.save(update_fields=["name", "letterhead"])
    logger.info("office named %s by %s", name, actor)
    return office
