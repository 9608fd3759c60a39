"""Users and the roles they hold: most in a department, those of who administers the installation in none."""

from copy import copy
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords

from common.db.compiled import CompiledQuery
from common.db.placeholder import Placeholder, PlaceholderId
from departments.models.departments import Department
from departments.narrowing import is_narrowed
from departments.placeholders import UserPlaceholder

if TYPE_CHECKING:
    from collections.abc import Sequence, Set


class UserRole(models.TextChoices):
    """What a user does: in a department, or for the installation.

    The last three are 三员分立 (GB/T 22239-2019 8.1.5, 8.1.10): who runs the system, who gives rights and who
    reads the record are three people, and none of them sees the content of matters.
    """

    SUPERVISOR = "supervisor", "督查室"
    LEADER = "leader", "领导"
    HEAD = "head", "单位负责人"
    FILER = "filer", "填报员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDITOR = "auditor", "审计管理员"


ADMINISTRATORS = (UserRole.SYSTEM_ADMIN, UserRole.SECURITY_ADMIN, UserRole.AUDITOR)
BUSINESS = (UserRole.SUPERVISOR, UserRole.LEADER, UserRole.HEAD, UserRole.FILER)


class User(AbstractUser):  # type: ignore[django-manager-missing]  # knox ships no types
    """A person with an account; what the person may do comes from the memberships."""

    display_name = models.CharField("姓名", max_length=30, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    password_changed_at = models.DateTimeField("密码修改时间", default=timezone.now, editable=False)
    must_change_password = models.BooleanField(
        "下次登录须修改密码", default=False, help_text="由他人设置的密码，本人登录后须先修改。"
    )
    history = HistoricalRecords(excluded_fields=["password", "last_login", "password_changed_at"])

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """The name that people know the user by; the parts of a Western name are not asked for."""
        return str(self)

    def set_password(self, raw_password: str | None) -> None:
        """As Django's. From then on tokens made before are void; the old password is kept, as a hash."""
        self._password_before = self.password
        super().set_password(raw_password)
        self.password_changed_at = timezone.now()
        self.must_change_password = False

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; a password that gave way is remembered, so that it does not come back at once."""
        super().save(*args, **kwargs)
        before, self._password_before = self._password_before, ""
        # With `update_fields` Django only stores the same password by a newer method.
        if before and not kwargs.get("update_fields"):
            self.past_passwords.create(password=before)

    _password_before = ""

    @cached_property
    def roles(self) -> "Set[tuple[str, int | None]]":
        """(role, department id) of every membership."""
        return frozenset((role, unit) for role, unit, _ in self.standing)

    @cached_property
    def standing(self) -> "Sequence[tuple[str, int | None, bool]]":
        """Role and department id of every membership, each with `minds_circles`; one query for each user
        object."""
        return _STANDING.all(user=self.pk) if self.pk else []

    def has_role(self, *roles: UserRole) -> bool:
        """Whether the user holds one of the roles anywhere."""
        return any(role in roles for role, _ in self.roles)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """What the roles grant and nothing else: `createsuperuser` makes an account that sees nothing."""
        asked: list[Any] = [backend for backend in get_backends() if hasattr(backend, "has_perm")]
        return self.is_active and any(backend.has_perm(self, perm, obj) for backend in asked)

    def has_module_perms(self, app_label: str) -> bool:
        """As `has_perm`, of any page of an app."""
        asked: list[Any] = [backend for backend in get_backends() if hasattr(backend, "has_module_perms")]
        return self.is_active and any(backend.has_module_perms(self, app_label) for backend in asked)

    def department_ids(self, *roles: UserRole) -> list[int]:
        """Ids of the departments that the user files for (or holds the given roles in)."""
        wanted = roles or (UserRole.FILER, UserRole.HEAD)
        return sorted({unit for role, unit in self.roles if role in wanted and unit is not None})

    @property
    def handles_matters(self) -> bool:
        """Whether the user has anything to do with the content of matters (督查业务)."""
        return self.has_role(*BUSINESS)

    @property
    def sees_everything(self) -> bool:
        """督查室 and leaders see the whole ledger."""
        return self.has_role(UserRole.SUPERVISOR, UserRole.LEADER)

    @property
    def is_office(self) -> bool:
        """Whether the user is of 督查室."""
        return self.has_role(UserRole.SUPERVISOR)

    @property
    def minds_circles(self) -> bool:
        """Whether there is anything that only some may know of (知悉范围): then every `visible_to` asks for
        it. Comes with the memberships, so that it costs no query of its own."""
        return any(narrowed for _, _, narrowed in self.standing)

    is_outsider = False

    def as_outsider(self) -> Self:
        """The same person as if he were in no circle of readers: for what is passed on to others."""
        outsider = copy(self)
        outsider.is_outsider = True
        return outsider

    def query_parts(self) -> tuple[tuple[bool, bool, bool, bool], int, list[int]]:
        """As a value of a compiled query (`common.db.compiled.Compound`)."""
        decides = self.sees_everything, self.is_office, self.minds_circles, self.is_outsider
        return decides, self.pk, self.department_ids()

    def query_placeholder(self, value_index: int, value_name: str, ids: list[PlaceholderId]) -> Placeholder:
        """Stands for every user with these rights and as many departments."""
        return UserPlaceholder(
            value_index,
            value_name,
            sees_everything=self.sees_everything,
            is_office=self.is_office,
            minds_circles=self.minds_circles,
            is_outsider=self.is_outsider,
            ids=ids,
        )


class Membership(models.Model):
    """A user's role in a department; 系统管理员, 安全管理员 and 审计管理员 need none."""

    user = models.ForeignKey(User, verbose_name="用户", on_delete=models.CASCADE, related_name="memberships")
    department = models.ForeignKey(
        Department,
        verbose_name="单位",
        on_delete=models.PROTECT,
        related_name="memberships",
        null=True,
        blank=True,
    )
    role = models.CharField("角色", max_length=20, choices=UserRole.choices)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "department", "role"], name="membership_unique"),
            models.CheckConstraint(
                condition=models.Q(role__in=UserRole.values), name="membership_role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(department__isnull=False) | models.Q(role__in=ADMINISTRATORS),
                name="membership_in_a_unit",
                violation_error_message="请选择单位。",
            ),
            # Three people: nobody is two of them, nor one of them twice.
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(role__in=ADMINISTRATORS),
                name="membership_one_administrator",
                violation_error_message="系统管理员、安全管理员、审计管理员不能由同一账号兼任。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}（{self.in_words}）"

    @property
    def in_words(self) -> str:
        """省财政厅填报员, 安全管理员."""
        return f"{self.department or ''}{self.get_role_display()}"


_STANDING = CompiledQuery(
    lambda user: (
        Membership.objects.filter(user=user).order_by().values_list("role", "department_id", is_narrowed())
    )
)
