"""督查设置: the few numbers and switches that 督查室 sets for the whole installation."""

from functools import partial

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from departments.models.offices import DEFAULT_OFFICE, Office

# What a supervision office most often writes when it returns a report.
RETURN_REASONS = (
    "进展情况不具体，请补充量化数据",
    "缺少佐证材料",
    "与任务要求不符",
    "未说明存在问题和下一步安排",
)


class OfficeSettings(models.Model):
    """The row of an office; `current()` gives it."""

    office = models.OneToOneField(
        Office,
        verbose_name="督查室",
        default=DEFAULT_OFFICE,
        editable=False,
        on_delete=models.PROTECT,
        related_name="settings",
    )
    decline_days = models.PositiveSmallIntegerField(
        "退办期限（工作日）", default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    max_extensions = models.PositiveSmallIntegerField(
        "每个时限最多延期次数", default=2, validators=[MaxValueValidator(20)]
    )
    two_reviewers = models.BooleanField(
        "办结须初审、复核", default=False, help_text="申请办结的进展须两名督查人员先后通过"
    )
    attachment_megabytes = models.PositiveSmallIntegerField(
        "附件大小上限（MB）", default=20, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    departments_see_rank = models.BooleanField(
        "责任单位可见名次", default=False, help_text="否则责任单位在考核页只看到本单位的得分，看不到名次"
    )
    return_reasons = models.JSONField("常用退回原因", default=partial(list, RETURN_REASONS))
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "督查设置"

    def __str__(self) -> str:
        return "督查设置"

    @classmethod
    def current(cls) -> "OfficeSettings":
        """The settings in force: the saved row, or the defaults while nobody has saved one."""
        return cls.objects.filter(office=DEFAULT_OFFICE).first() or cls(pk=1)
