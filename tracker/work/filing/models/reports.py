"""What a department files on an assignment."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from policies.models.measures import Indicator
from tracker.work.filing.querysets import ProgressReportQuerySet
from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.periods import period_in_words


class ReportStatus(models.TextChoices):
    """How far a report has come.

    ENDORSING waits for the department's own head (where the department wants that); SUBMITTED for 督查室;
    FIRST_APPROVED for the second reviewer.
    """

    ENDORSING = "endorsing", "待负责人审签"
    SUBMITTED = "submitted", "待审核"
    FIRST_APPROVED = "first_approved", "待复核"
    APPROVED = "approved", "已通过"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


# Filed and not yet answered for good; a department can still take it back.
UNANSWERED = (ReportStatus.ENDORSING, ReportStatus.SUBMITTED, ReportStatus.FIRST_APPROVED)
# Back at the department, to be mended and filed again.
GIVEN_BACK = (ReportStatus.RETURNED, ReportStatus.WITHDRAWN)


def reported(waiting: Mapping[str, Any]) -> str:
    """What stands on a row whose report waits (`with_waiting_report`): 已报70%，待审核."""
    return f"已报{waiting['percent']}%，{ReportStatus(waiting['status']).label}"


class Mark(models.IntegerChoices):
    """质量评分: what the reviewer thinks of a report, whether it is accepted or not."""

    POOR = 1, "1分（差）"
    WEAK = 2, "2分（较差）"
    FAIR = 3, "3分（一般）"
    GOOD = 4, "4分（较好）"
    EXCELLENT = 5, "5分（好）"


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
    coordination = models.TextField("需协调事项", blank=True)
    drop_reason = models.CharField("比例下降原因", max_length=200, blank=True)
    period = models.CharField("报告期", max_length=10, blank=True)
    no_change = models.BooleanField("较上次无变化", default=False)
    original = models.ForeignKey(
        "self",
        verbose_name="并案填报自",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="copies",
        help_text="并案的事项只填报一次；这一份随原件一并审核",
    )
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
        "审核状态", max_length=15, choices=ReportStatus.choices, default=ReportStatus.SUBMITTED
    )
    submitted_at = models.DateTimeField("报送时间", auto_now_add=True)
    submitted_on = models.DateField("报送日期")
    # As the unit was called when it filed: it may have been renamed, or handed the work over, since then.
    unit_name = models.CharField("报送时的单位名称", max_length=100, editable=False)
    # Whether it waits, or has waited, for the department's own head: until `endorsed_at` nobody else sees it.
    needs_endorsement = models.BooleanField("须负责人审签", default=False, editable=False)
    endorsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="审签人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    endorsed_at = models.DateTimeField("审签时间", null=True, blank=True)
    first_reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="初审人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    first_reviewed_at = models.DateTimeField("初审时间", null=True, blank=True)
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
    # What it says in short (`checks.fingerprint`); empty on reports from before this was kept.
    words = models.CharField("内容校验", max_length=64, blank=True, default="", editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    mark = models.PositiveSmallIntegerField("质量评分", null=True, blank=True, choices=Mark.choices)

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "进展报告"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="report_percent_range"),
            models.CheckConstraint(condition=~Q(narrative=""), name="report_has_narrative"),
            models.CheckConstraint(condition=Q(status__in=ReportStatus.values), name="report_status_known"),
            models.CheckConstraint(
                condition=Q(status__in=["approved", "returned"], reviewed_at__isnull=False)
                | (~Q(status__in=["approved", "returned"]) & Q(reviewed_at__isnull=True)),
                name="report_reviewed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False)
                | (~Q(status="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="report_withdrawn_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="endorsing") | Q(needs_endorsement=True),
                name="report_endorsing_needs_endorsement",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | ~Q(review_comment=""),
                name="report_returned_with_reason",
                violation_error_message="退回须写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(mark__isnull=True) | Q(mark__gte=1, mark__lte=5), name="report_mark_range"
            ),
            # One at a time: 督查室 answers a claim of completion before the next can be made.
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(status__in=UNANSWERED, claims_completion=True),
                name="report_one_open_claim",
            ),
            # Pressed twice, sent again, from two windows: one report.
            models.UniqueConstraint(
                fields=["assignment", "words"],
                condition=Q(status__in=UNANSWERED) & ~Q(words=""),
                name="report_says_something_new",
            ),
        ]
        indexes = [
            # What waits for an answer: ProgressReportQuerySet.awaiting_review() and its count.
            models.Index(fields=["assignment"], condition=Q(status__in=UNANSWERED), name="report_unanswered"),
            # What was returned or marked within a period: the scorecard (`within` of the querysets).
            models.Index(
                fields=["reviewed_at"],
                condition=Q(status="returned") | Q(mark__isnull=False),
                name="report_returned_or_marked",
            ),
            # What was returned, before the question whether it was answered: the sweep's RETURNED rule.
            models.Index(fields=["assignment"], condition=Q(status="returned"), name="report_returned"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.percent}%"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; a new report keeps the name by which its unit files it."""
        if self._state.adding and not self.unit_name:
            self.unit_name = self.assignment.department.short_name
        super().save(*args, **kwargs)

    @property
    def period_in_words(self) -> str:
        """The period that it reports on, as it stands on pages; empty without a cycle."""
        return period_in_words(self.period)


class IndicatorReading(models.Model):
    """A value that a report gives for an indicator of its document, as typed."""

    report = models.ForeignKey(
        ProgressReport, verbose_name="进展报告", on_delete=models.PROTECT, related_name="readings"
    )
    indicator = models.ForeignKey(
        Indicator, verbose_name="指标", on_delete=models.PROTECT, related_name="readings"
    )
    value = models.CharField("数值", max_length=100)
    number = models.DecimalField("数", max_digits=18, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "指标数值"
        ordering = ["indicator", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator"], name="reading_unique"),
            models.CheckConstraint(condition=~Q(value=""), name="reading_has_value"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}：{self.value}"
