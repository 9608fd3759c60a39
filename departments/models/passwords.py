"""Passwords that a user has had, as hashes: none of the last few is taken again."""

from django.db import models

from departments.models.users import User


class PastPassword(models.Model):
    """A password that gave way to another."""

    user = models.ForeignKey(
        User, verbose_name="用户", on_delete=models.CASCADE, related_name="past_passwords"
    )
    password = models.CharField("密码", max_length=128)
    replaced_at = models.DateTimeField("更换时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "用过的密码"
        ordering = ["-replaced_at", "-id"]

    def __str__(self) -> str:
        return f"{self.user}（{self.replaced_at:%Y-%m-%d}）"
