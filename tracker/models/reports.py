"""What a department files on an assignment."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from tracker.models.assignments import Assignment, AssignmentMilestone
from tracker.querysets import ProgressReportQuerySet


class ReportStatus(models.TextChoices):
    """Whether 督查室 has accepted it."""

    SUBMITTED = "submitted", "待审核"
    APPROVED = "approved", "已通过"
    RETURNED = "returned", "已退回"


class ProgressReport(models.Model):
    """进展: percent and words; with `claims_completion` it asks to close its milestone, or the whole."""

    assignment = models.ForeignKey(
        Assignment, verbose_name="交办事项", on_delete=models.PROTECT, related_name="reports"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="填报人", on_delete=models.PROTECT, related_name="+"
    )
    percent = models.PositiveSmallIntegerField("完成比例")
    narrative = models.TextField("进展情况")
    problems = models.TextField("存在问题", blank=True)
    next_steps = models.TextField("下一步安排", blank=True)
    claims_completion = models.BooleanField("申请办结", default=False)
    milestone = models.ForeignKey(
        AssignmentMilestone,
        verbose_name="对应时限",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
    )
    status = models.CharField(
        "审核状态", max_length=10, choices=ReportStatus.choices, default=ReportStatus.SUBMITTED
    )
    submitted_at = models.DateTimeField("报送时间", auto_now_add=True)
    submitted_on = models.DateField("报送日期")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="审核人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    review_comment = models.TextField("审核意见", blank=True)
    history = HistoricalRecords()

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "进展报告"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="report_percent_range"),
            models.CheckConstraint(condition=~Q(narrative=""), name="report_has_narrative"),
            models.CheckConstraint(condition=Q(status__in=ReportStatus.values), name="report_status_known"),
            models.CheckConstraint(
                condition=Q(status="submitted", reviewed_at__isnull=True)
                | (~Q(status="submitted") & Q(reviewed_at__isnull=False)),
                name="report_reviewed_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | ~Q(review_comment=""),
                name="report_returned_with_reason",
                violation_error_message="退回须写明原因。",
            ),
            # One at a time: 督查室 answers a claim of completion before the next can be made.
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(status="submitted", claims_completion=True),
                name="report_one_open_claim",
            ),
        ]
        indexes = [
            # The review queue, oldest first: ProgressReportQuerySet.awaiting_review().
            models.Index(
                fields=["submitted_at"], condition=Q(status="submitted"), name="report_awaiting_review"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.percent}%"
