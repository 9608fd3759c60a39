"""渠道: over what a person is told, and what 督查室 lays down for each kind of channel."""

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q


class ChannelKind(models.TextChoices):
    """The kinds of channels."""

    EMAIL = "email", "邮件"
    WECOM = "wecom", "企业微信"
    DINGTALK = "dingtalk", "钉钉"
    FEISHU = "feishu", "飞书"
    SMS = "sms", "短信"
    WEBHOOK = "webhook", "网络回调"


class ChannelSetting(models.Model):
    """渠道设置: what holds for one kind of channel in the whole installation.

    `secret` is encrypted (`tracker.reminders.services.secrets`), so this row keeps no history of versions.
    """

    kind = models.CharField("渠道", max_length=10, choices=ChannelKind.choices, unique=True)
    offered = models.BooleanField("启用", default=False, help_text="用户可以选用")
    compulsory = models.BooleanField("必须接收", default=False, help_text="所有人都经该渠道接收，不能关闭")
    gateway = models.CharField(
        "网关地址",
        max_length=200,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text="短信网关的地址；企业微信、钉钉、飞书为私有部署或经代理时填写",
    )
    hosts = models.CharField(
        "允许的主机",
        max_length=500,
        blank=True,
        help_text="网络回调只能发往这些主机（含端口），用空格隔开，如hook.example.gov.cn:8443",
    )
    secret = models.TextField("网关密钥", blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "渠道设置"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ChannelKind.values), name="channel_setting_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(compulsory=False) | Q(offered=True),
                name="channel_compulsory_is_offered",
                violation_error_message="必须接收的渠道须先启用。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @classmethod
    def in_force(cls) -> dict[str, "ChannelSetting"]:
        """The setting of every kind; where nobody has saved one, only email is offered."""
        saved = {setting.kind: setting for setting in cls.objects.all()}
        return {
            kind: saved.get(kind) or cls(kind=kind, offered=kind == ChannelKind.EMAIL)
            for kind in ChannelKind.values
        }


class Channel(models.Model):
    """What one person has chosen for one kind of channel.

    `secret` is the address, encrypted, and is never shown again. Empty means the account's own email or
    telephone number. No history is kept: old addresses would stay behind.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="用户", on_delete=models.CASCADE, related_name="channels"
    )
    kind = models.CharField("渠道", max_length=10, choices=ChannelKind.choices)
    secret = models.TextField("地址", blank=True, editable=False)
    enabled = models.BooleanField("接收", default=True)
    changed_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "提醒渠道"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="channel_unique"),
            models.CheckConstraint(condition=Q(kind__in=ChannelKind.values), name="channel_kind_known"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class CalendarFeed(models.Model):
    """日历订阅: the secret in the address of a person's calendar, kept as its sha256 only."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="用户",
        on_delete=models.CASCADE,
        related_name="calendar_feed",
    )
    digest = models.CharField("密钥摘要", max_length=64, unique=True, editable=False)
    renewed_at = models.DateTimeField("更换时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "日历订阅"
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.user)
