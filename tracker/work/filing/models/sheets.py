"""批量填报: a filled sheet between the moment it was uploaded and the moment it is filed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from departments.models.departments import Department
from tracker.work.filing.querysets import FilingSheetQuerySet


class FilingSheet(models.Model):
    """What was read from an uploaded sheet; it waits for its author to look it over and confirm.

    `rows` holds each filled row (see `SheetRow`), right or wrong. Nothing of it is a
    report before it is filed; afterwards it says what was filed at once.
    """

    department = models.ForeignKey(
        Department, verbose_name="单位", on_delete=models.PROTECT, related_name="filing_sheets"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="上传人",
        on_delete=models.PROTECT,
        related_name="filing_sheets",
    )
    name = models.CharField("文件名", max_length=255)
    rows = models.JSONField("内容", default=list)
    empty_rows = models.PositiveIntegerField("未填写的行数", default=0)
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    filed_at = models.DateTimeField("报送时间", null=True, blank=True)

    objects = FilingSheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批量填报"
        ordering = ["-id"]
        constraints = [
            # One that waits for each person and department: a newer upload takes the place of the older.
            models.UniqueConstraint(
                fields=["uploaded_by", "department"],
                condition=Q(filed_at__isnull=True),
                name="filing_sheet_one_open",
            ),
        ]

    def __str__(self) -> str:
        return self.name
