"""日报: who wants it by the mail of the morning."""

from django.conf import settings
from django.db import models


class DailySubscription(models.Model):
    """A leader, or somebody of 督查室, who gets the sheet of each working day as a file with the mail."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name="用户", on_delete=models.CASCADE, related_name="+"
    )
    chosen_at = models.DateTimeField("选择时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "日报接收人"
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.user)
