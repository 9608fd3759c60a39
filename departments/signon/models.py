"""Sessions that are open, tokens that are valid, links to accounts elsewhere and second factors of users."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from knox.models import AbstractAuthToken

from departments.models.users import User

DEVICE_LENGTH = 200


class UserSession(AbstractBaseSession):
    """An open session, as its owner sees it; its key here is a hash of the one that the browser has."""

    user = models.ForeignKey(
        User, verbose_name="用户", null=True, on_delete=models.CASCADE, related_name="open_sessions"
    )
    address = models.GenericIPAddressField("登录地址", null=True)
    device = models.CharField("设备", max_length=DEVICE_LENGTH)
    opened_at = models.DateTimeField("登录时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录会话"


class Scope(models.TextChoices):
    """What a token may do; each may also do what stands before it."""

    READ = "read", "只读"
    FILE = "file", "填报"
    MANAGE = "manage", "管理"


class AccessToken(AbstractAuthToken):
    """A key to the interface. Its text is shown once, when it is made; here is its hash (SHA-512)."""

    name = models.CharField("用途", max_length=50)
    scope = models.CharField("权限", max_length=6, choices=Scope.choices, default=Scope.READ)

    objects: models.Manager["AccessToken"] = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"
        ordering = ["-created"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scope__in=Scope.values), name="access_token_scope_known"
            ),
            models.CheckConstraint(condition=models.Q(expiry__isnull=False), name="access_token_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.user}：{self.name}"


class SignOnLink(SocialAccount):
    """That somebody known to a provider, a directory or a CAS server enters this account.

    `provider` is the issuer's address, `ldap` or `cas`; `uid` is who it is there.
    """

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "外部账号"
        ordering = ["user", "provider"]

    def __str__(self) -> str:
        return f"{self.user}（{self.way}）"

    @property
    def way(self) -> str:
        """The provider in Chinese, as it was called when the link was made."""
        return str(self.extra_data.get("way", self.provider))


class SecondFactor(Authenticator):
    """What an authenticator on a person's phone shares with us; its secret is encrypted."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "第二重验证"
        ordering = ["user"]

    def __str__(self) -> str:
        return str(self.user)
