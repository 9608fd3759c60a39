"""What was changed in who may do what: asked by whom, for which reason, decided by whom."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from departments.access.querysets import AccessChangeQuerySet
from departments.models.departments import Department
from departments.models.users import User, UserRole


class Kind(models.TextChoices):
    """What is changed."""

    GIVE = "give", "任命"
    TAKE = "take", "免去"
    PASSWORD = "password", "重置密码"
    UNLOCK = "unlock", "解除锁定"
    FACTOR = "factor", "解除第二重验证"


class State(models.TextChoices):
    """How far it has come."""

    WAITING = "waiting", "待确认"
    DONE = "done", "已生效"
    REFUSED = "refused", "未同意"


class AccessChange(models.Model):
    """One change of somebody's access. With `two_hands` it waits for a second person until `expires_at`."""

    kind = models.CharField("事项", max_length=10, choices=Kind.choices)
    state = models.CharField("状态", max_length=10, choices=State.choices)
    user = models.ForeignKey(
        User, verbose_name="账号", on_delete=models.PROTECT, related_name="access_changes", null=True
    )
    role = models.CharField("角色", max_length=20, choices=UserRole.choices, blank=True)
    department = models.ForeignKey(
        Department, verbose_name="单位", on_delete=models.PROTECT, related_name="+", null=True
    )
    # Of a lock: the name that was tried, which need not be an account's, and from where.
    username = models.CharField("用户名", max_length=255, blank=True)
    address = models.GenericIPAddressField("地址", null=True)
    reason = models.CharField("原因", max_length=200)
    # Empty: the program itself, by a command on the server.
    asked_by = models.ForeignKey(
        User, verbose_name="提出人", on_delete=models.PROTECT, related_name="+", null=True
    )
    asked_at = models.DateTimeField("提出时间", default=timezone.now)
    two_hands = models.BooleanField("须两人办理", default=False)
    expires_at = models.DateTimeField("确认期限", null=True)
    decided_by = models.ForeignKey(
        User, verbose_name="确认人", on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField("确认时间", null=True)
    answer = models.CharField("不同意的原因", max_length=200, blank=True)

    objects: ClassVar[Any] = AccessChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "权限变更"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="access_change_kind_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="access_change_state_known"),
            models.CheckConstraint(
                condition=~Q(user=F("asked_by")) & ~Q(user=F("decided_by")),
                name="access_change_not_for_oneself",
            ),
            models.CheckConstraint(
                condition=Q(two_hands=False)
                | Q(decided_by=None, state=State.WAITING)
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by")),
                name="access_change_by_two_people",
            ),
        ]
        indexes = [
            # Counted beside 权限变更 on every page of a 安全管理员 (`waiting`).
            models.Index(
                fields=["expires_at"], condition=Q(state=State.WAITING), name="access_change_waiting_idx"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.subject}"

    @property
    def subject(self) -> str:
        """Whom and what it is about: 李若川（省财政厅填报员）."""
        if self.kind == Kind.UNLOCK:
            return f"{self.username}（{self.address or '地址不详'}）"
        held = f"{self.department or ''}{self.get_role_display()}" if self.role else ""
        return f"{self.user}（{held}）" if held else str(self.user)
