"""What a matter that is entered by hand has beyond its document: files, and the usual days by its source."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from common.workdays import DaysOff, add_workdays
from departments.models.offices import OfOffice
from policies.models.documents import BY_HAND, PolicyDocument
from tracker.matters.querysets import MatterFileQuerySet
from tracker.work.filing.models.drafts import AttachmentContent

MOST_DAYS = 3650


class OriginRule(OfOffice):
    """How many days a matter of a source usually has; what stands here is only offered (来源默认时限)."""

    origin = models.CharField("来源", max_length=12, unique=True, choices=BY_HAND)
    days = models.PositiveSmallIntegerField(
        "默认天数", null=True, blank=True, help_text="新增督办事项时默认填写的时限；不填则不默认"
    )
    working_days = models.BooleanField("按工作日", default=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "来源默认时限"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(origin__in=[origin for origin, _ in BY_HAND]), name="origin_rule_by_hand"
            ),
            models.CheckConstraint(
                condition=Q(days__isnull=True) | Q(days__gt=0, days__lte=MOST_DAYS),
                name="origin_rule_days_in_range",
                violation_error_message=f"天数应在1到{MOST_DAYS}之间。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_origin_display())

    def due_on(self, on: date, days_off: DaysOff) -> date | None:
        """The day that is offered for a matter of the day `on`; none where no days are set."""
        if self.days is None:
            return None
        if self.working_days:
            day, _ = add_workdays(on, self.days, days_off)
            return day
        return on + timedelta(days=self.days)


class MatterFile(models.Model):
    """A file that goes with a matter: the scan of a 批示, minutes, a letter. It is not read."""

    document = models.ForeignKey(
        PolicyDocument, verbose_name="督办事项", on_delete=models.PROTECT, related_name="matter_files"
    )
    name = models.CharField("文件名", max_length=255)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小（字节）")
    content = models.ForeignKey(
        AttachmentContent, verbose_name="内容", on_delete=models.PROTECT, related_name="+"
    )
    uploaded_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="上传人", on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = MatterFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办事项附件"
        ordering = ["id"]
        constraints = [
            # The same file twice is one.
            models.UniqueConstraint(fields=["document", "content"], name="matter_file_once"),
        ]

    def __str__(self) -> str:
        return self.name
