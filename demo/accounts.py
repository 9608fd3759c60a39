"""The accounts that `make run` shows: those to log in with, and in the made-up province one for each unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from demo.people import names, phone
from demo.province import OFFICE as MADE_UP_OFFICE
from departments.models.departments import Department
from departments.models.users import Membership, User, UserRole

DEMO_PASSWORD = "ducha-demo-2026"  # noqa: S105  (printed by `make run`; the demo listens on this machine)


@dataclass(frozen=True, slots=True)
class Account:
    """A user name to log in with; who it is, in which role, in which unit (an administrator in none)."""

    username: str
    name: str
    role: UserRole
    department: str = ""


def _accounts(office: str, province: str, city: tuple[str, str]) -> tuple[Account, ...]:
    filer = UserRole.FILER
    return (
        Account("ducha", "督查室", UserRole.SUPERVISOR, office),
        Account("lingdao", "省领导", UserRole.LEADER, office),
        Account("caizheng", "财政厅填报员", filer, f"{province}财政厅"),
        Account("caizheng_fzr", "财政厅负责人", UserRole.HEAD, f"{province}财政厅"),
        Account("jiaoyu", "教育厅填报员", filer, f"{province}教育厅"),
        Account("weijian", "卫生健康委填报员", filer, f"{province}卫生健康委员会"),
        Account(city[0], f"{city[1]}填报员", filer, f"{city[1]}人民政府"),
        Account("xitong", "系统管理员", UserRole.SYSTEM_ADMIN),
        Account("anquan", "安全管理员", UserRole.SECURITY_ADMIN),
        Account("shenji", "审计管理员", UserRole.AUDITOR),
    )


MADE_UP = _accounts(MADE_UP_OFFICE, "云岭省", ("qingchuan", "青川市"))
JILIN = _accounts("吉林省人民政府办公厅", "吉林省", ("changchun", "长春市"))


@transaction.atomic
def make_accounts(accounts: Sequence[Account], *, telephones: bool = False) -> list[User]:
    """The accounts to log in with; one that is there already keeps its password.

    With `telephones` each has a made-up number: only for people of a made-up province.
    """
    users = []
    for number, account in enumerate(accounts, 2001):
        user, created = User.objects.get_or_create(
            username=account.username,
            defaults={
                "display_name": account.name,
                "is_staff": True,
                "email": f"{account.username}@demo.invalid",
                "phone": phone(number) if telephones else "",
                "password": _password(),
            },
        )
        if created:
            department = Department.objects.filter(name=account.department).first()
            Membership.objects.create(user=user, department=department, role=account.role)
        users.append(user)
    return users


@transaction.atomic
def make_staff(departments: Iterable[Department]) -> dict[int, User]:
    """A filer with a telephone in each of the units that has none yet; by the id of the unit."""
    filers = Membership.objects.filter(role=UserRole.FILER).select_related("user").order_by("id")
    staff = {m.department_id: m.user for m in filers if m.department_id is not None}
    missing = [unit for unit in departments if unit.pk not in staff]
    for number, (unit, name) in enumerate(zip(missing, names("staff", len(missing)), strict=True), 3001):
        user = User.objects.create(
            username=f"tb{number}",
            display_name=name,
            is_staff=True,
            email=f"tb{number}@demo.invalid",
            phone=phone(number),
            password=_password(),
        )
        Membership.objects.create(user=user, department=unit, role=UserRole.FILER)
        staff[unit.pk] = user
    return staff


_kept: list[str] = []


def _password() -> str:
    """The published password, hashed once: each hash takes a good part of a second."""
    if not _kept:
        _kept.append(make_password(DEMO_PASSWORD))
    return _kept[0]
