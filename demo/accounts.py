"""The accounts and the dispatched ledgers that `make run` shows."""

from datetime import date

from django.db import transaction

from departments.models.departments import Department
from departments.models.users import Membership, User, UserRole
from policies.checking.services.settling import confirm_document
from policies.models.documents import DocumentStatus, PolicyDocument
from tracker.work.services.dispatching import dispatch_document

DEMO_PASSWORD = "ducha-demo-2026"  # noqa: S105  (printed by `make run`; the demo listens on this machine)
OFFICE = "吉林省人民政府办公厅"
FINANCE = "吉林省财政厅"
# (user name, name shown, role, department)
DEMO_ACCOUNTS = [
    ("ducha", "督查室", UserRole.SUPERVISOR, OFFICE),
    ("lingdao", "省领导", UserRole.LEADER, OFFICE),
    ("caizheng", "财政厅填报员", UserRole.FILER, FINANCE),
    ("caizheng_fzr", "财政厅负责人", UserRole.HEAD, FINANCE),
    ("jiaoyu", "教育厅填报员", UserRole.FILER, "吉林省教育厅"),
    ("weijian", "卫生健康委填报员", UserRole.FILER, "吉林省卫生健康委员会"),
    ("changchun", "长春市填报员", UserRole.FILER, "长春市人民政府"),
]


@transaction.atomic
def make_demo_accounts() -> list[User]:
    """The demo accounts; one that is there already keeps its password."""
    users = []
    for username, name, role, department in DEMO_ACCOUNTS:
        user, created = User.objects.get_or_create(
            username=username,
            defaults={"display_name": name, "is_staff": True, "email": f"{username}@demo.invalid"},
        )
        if created:
            user.set_password(DEMO_PASSWORD)
            user.save(update_fields=["password"])
        Membership.objects.get_or_create(
            user=user, department=Department.objects.get(name=department), role=role
        )
        users.append(user)
    return users


def dispatch_drafts(*, on: date) -> list[str]:
    """Confirm and hand out every draft that orders work; returns one Chinese line for each document."""
    lines = []
    for document in PolicyDocument.objects.filter(
        status=DocumentStatus.DRAFT, measures__isnull=False
    ).distinct():
        confirm_document(document=document, actor=None)
        lines.append(f"{document}：{dispatch_document(document=document, actor=None, on=on).message}")
    return lines
