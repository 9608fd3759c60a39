"""指定责任单位 for tasks that name none: in a draft, and after the checking has ended."""

from django.db import transaction

from common.errors import ServiceError
from departments.models.departments import Department, DepartmentGroup
from departments.models.users import User, UserRole
from departments.resolution import Resolution
from departments.services.access import require_role
from policies.checking.models.items import CheckItem, CheckKind
from policies.checking.services.editing import editing, kept_on_trail
from policies.checking.services.rows import put_unit
from policies.checking.services.unassigned import tasks_without_unit
from policies.models.documents import DocumentStatus
from policies.models.measures import Role


@transaction.atomic
def assign_unit(
    *,
    item: CheckItem,
    role: Role,
    actor: User | None,
    department: Department | None = None,
    group: DepartmentGroup | None = None,
) -> int:
    """Give the tasks that a doubt of no unit is about a unit; returns how many tasks got it.

    The doubt goes with it. In a draft it is an edit that can be undone; a document that is handed out is
    handed out again afterwards, which adds what is new. Raises `ServiceError` for another kind of doubt, for
    one that is settled, and where not exactly one of department and group is given; and `NotAllowed`.
    """
    require_role(actor, UserRole.SUPERVISOR, to="校核责任单位")
    if item.kind != CheckKind.NO_UNIT or item.measure is None:
        raise ServiceError("check_item_names_units", "该事项涉及的任务已有责任单位，请用“指定单位”。")
    if not CheckItem.objects.open().filter(pk=item.pk).exists():
        raise ServiceError("check_item_settled", "该事项已经处理，请刷新页面。")
    if (department is None) == (group is None):
        raise ServiceError("unit_or_group_required", "请指定一个单位，或者一个单位组。")
    if group is not None and group.is_open:
        raise ServiceError("group_members_open", f"“{group.name}”的成员待定，请逐个选择单位。", field="group")
    document, measure, name = item.document, item.measure, str(department or group)
    what = f"{measure}：增加单位{name}"
    keep = editing if document.status == DocumentStatus.DRAFT else kept_on_trail
    with keep(document, [measure], actor=actor, what=what):
        tasks = [task for task in tasks_without_unit(document) if task.measure_id == measure.pk]
        for task in tasks:
            put_unit(task, name=name[:100], role=role, meant=Resolution(department, group))
    return len(tasks)
