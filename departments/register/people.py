"""导入人员: a sheet of accounts and of what each does where, all of it or nothing."""

import logging
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from common.errors import ServiceError
from departments.access.models import AccessChange, Kind, State
from departments.access.services.changing import require_giving, sensitive
from departments.models.departments import Department
from departments.models.users import BUSINESS, Membership, User, UserRole
from departments.permissions import PEOPLE as DUTY
from departments.register.outcome import ADDED, CHANGED, Line, Outcome
from departments.register.sheets import PEOPLE, Row, blank, read
from departments.register.units import home_region
from departments.resolution import Resolver
from departments.services.access import require_role
from departments.services.passwords import one_time_password

logger = logging.getLogger(__name__)
# The three administrators are appointed one by one, with a reason.
_ROLES = {str(role.label): role for role in BUSINESS}
# What the program makes is random and needs no costly hash, of which hundreds would take minutes; the first
# login writes it anew with the full cost.
_ITERATIONS = 20_000
_LONGEST = {"username": 150, "display_name": 30, "phone": 30, "email": 254}
_CHANGED = {"display_name": "姓名", "phone": "联系电话", "email": "电子邮箱"}


def people_sheet() -> bytes:
    """The file to fill in, with the accounts that are there, a line for each role of each."""
    held = Membership.objects.filter(user__is_active=True, role__in=BUSINESS)
    held = held.select_related("user", "department")
    rows = [
        (
            one.user.username,
            one.user.display_name,
            one.department.name if one.department else "",
            one.get_role_display(),
            one.user.phone,
            one.user.email,
            "",
        )
        for one in held.order_by("user__username", "id")
    ]
    return blank(PEOPLE, rows)


def preview_people(*, name: str, data: bytes, actor: User | None) -> Outcome:
    """What `import_people` would do; nothing stays written. Raises `NotAllowed`, and `ServiceError`."""
    with transaction.atomic():
        outcome = _take(name, data, actor, with_passwords=False)
        transaction.set_rollback(True)
    return outcome


@transaction.atomic
def import_people(*, name: str, data: bytes, actor: User | None) -> Outcome:
    """Add the accounts of a sheet, their telephones and their roles, all or nothing.

    An account is known by its user name; several lines give it several roles. An empty cell changes nothing,
    no role is taken away, and an account that is there keeps its password. Nobody gives himself a role, and
    those that take two people are not given by a sheet. Raises `NotAllowed`, and `ServiceError` for a file
    that is no such sheet and where any row is wrong.
    """
    outcome = _take(name, data, actor, with_passwords=True)
    outcome.require_right()
    logger.info("people imported by %s: %s", actor, outcome.counts)
    return outcome


def _take(name: str, data: bytes, actor: User | None, *, with_passwords: bool) -> Outcome:
    require_role(actor, *DUTY.roles, to="导入人员")
    filled = read(PEOPLE, name=name, data=data)
    people = _People(actor, with_passwords=with_passwords)
    lines = [people.take(row) for row in filled.rows]
    AccessChange.objects.bulk_create(people.given)
    return Outcome(lines, filled.unread, people.passwords)


class _People:
    """Takes the rows one after the other."""

    def __init__(self, actor: User | None, *, with_passwords: bool) -> None:
        self.actor, self.with_passwords = actor, with_passwords
        self.named = Resolver(home_region(actor))
        self.users = {user.username: user for user in User.objects.all()}
        self.roles = set(Membership.objects.values_list("user_id", "department_id", "role"))
        self.passwords: dict[str, str] = {}
        self.given: list[AccessChange] = []

    def take(self, row: Row) -> Line:
        """One row."""
        line = Line(row.number, f"{row['display_name']}（{row['username']}）", errors=row.errors)
        unit = self.named.resolve(row["department"]).department if row["department"] else None
        role = _ROLES.get(row["role"])
        if row["department"] and unit is None:
            row.wrong("单位", f"“{row['department']}”不在单位库中，请先导入单位，或改用全称。")
        if row["role"] and role is None:
            row.wrong("角色", f"不能是“{row['role']}”，请填写{'、'.join(_ROLES)}之一。")
        user = self.users.get(row["username"])
        self._check(row, user)
        if unit is not None and role is not None:
            self._check_role(row, user, unit, role)
        if row.errors or unit is None or role is None:
            return line
        if user is None:
            line.what, user = ADDED, self._new(row)
        else:
            self._bring_up(user, row, line)
        if (user.pk, unit.pk, role) not in self.roles:
            Membership.objects.create(user=user, department=unit, role=role)
            self.roles.add((user.pk, unit.pk, role))
            self.given.append(
                AccessChange(
                    kind=Kind.GIVE,
                    state=State.DONE,
                    user=user,
                    role=role,
                    department=unit,
                    reason="导入人员表",
                    asked_by=self.actor,
                )
            )
            line.what = line.what if line.what == ADDED else CHANGED
            line.says = "，".join(filter(None, [line.says, f"{unit}{UserRole(role).label}"]))
        return line

    def _check(self, row: Row, user: User | None) -> None:
        for key, most in _LONGEST.items():
            if len(row[key]) > most:
                row.wrong(next(c.heading for c in PEOPLE.columns if c.key == key), f"超过{most}字。")
        if user is not None:
            if user.is_superuser:
                row.wrong("用户名", "是超级用户，不能在此修改。")
        elif row["username"]:
            try:
                User.username_validator(row["username"])
            except ValidationError:
                row.wrong("用户名", "只能由字母、数字、汉字和@.+-_组成。")
        if row["email"]:
            try:
                validate_email(row["email"])
            except ValidationError:
                row.wrong("电子邮箱", f"“{row['email']}”不是邮箱地址。")
        if user is None and row["password"]:
            try:
                validate_password(row["password"], User(username=row["username"]))
            except ValidationError as error:
                row.wrong("初始密码", "".join(error.messages))

    def _check_role(self, row: Row, user: User | None, unit: Department, role: UserRole) -> None:
        """What the row would give is the user's already, or may be given."""
        if user is not None and (user.pk, unit.pk, role) in self.roles:
            return
        if self.actor is not None and sensitive(role):
            row.wrong("角色", f"{role.label}须由两名安全管理员办理，请在该账号的页面任命。")
        if user is not None:
            try:
                require_giving(user=user, role=role, department=unit, actor=self.actor)
            except ServiceError as error:
                row.errors.append(str(error))

    def _new(self, row: Row) -> User:
        user = User(
            username=row["username"],
            display_name=row["display_name"],
            phone=row["phone"],
            email=row["email"],
            is_staff=True,  # every account logs in here
        )
        if not self.with_passwords:
            user.set_unusable_password()
        elif row["password"]:
            user.set_password(row["password"])
        else:
            made = one_time_password()
            hasher: Any = get_hasher()
            cheap = {"iterations": _ITERATIONS} if isinstance(hasher, PBKDF2PasswordHasher) else {}
            user.password = hasher.encode(made, hasher.salt(), **cheap)
            self.passwords[user.username] = made
        user.must_change_password = True  # whoever made the sheet knows it
        user.save()
        self.users[user.username] = user
        return user

    def _bring_up(self, user: User, row: Row, line: Line) -> None:
        changed = [key for key in _CHANGED if row[key] and getattr(user, key) != row[key]]
        if not changed:
            return
        line.what, line.says = CHANGED, "，".join(_CHANGED[key] for key in changed)
        for key in changed:
            setattr(user, key, row[key])
        user.save(update_fields=changed)
