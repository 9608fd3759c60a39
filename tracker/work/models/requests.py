"""延期: more time, asked for and answered."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.querysets import ExtensionQuerySet, RequestQuerySet


class AnswerStatus(models.TextChoices):
    """How a request stands: an extension, an decline."""

    OPEN = "open", "待答复"
    GRANTED = "granted", "同意"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"


class Extension(models.Model):
    """A department asks for more time for one date; the date moves only when it is granted."""

    assignment = models.ForeignKey(
        Assignment, verbose_name="交办事项", on_delete=models.PROTECT, related_name="extensions"
    )
    milestone = models.ForeignKey(
        AssignmentMilestone, verbose_name="时限", on_delete=models.PROTECT, related_name="extensions"
    )
    reason = models.TextField("延期原因")
    from_date = models.DateField("原时限")
    to_date = models.DateField("申请延至")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="申请人", on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    status = models.CharField("状态", max_length=10, choices=AnswerStatus.choices, default=AnswerStatus.OPEN)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="答复人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer = models.TextField("答复意见", blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "延期申请"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone"], condition=Q(status="open"), name="extension_one_open"
            ),
            models.CheckConstraint(condition=Q(to_date__gt=F("from_date")), name="extension_is_later"),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_reason"),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(answer=""), name="extension_refused_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "withdrawn"]) | Q(answered_at__isnull=False),
                name="extension_answered_has_time",
            ),
        ]
        indexes = [
            # The extensions that wait for an answer: the office's queue.
            models.Index(fields=["asked_at"], condition=Q(status="open"), name="extension_open"),
            # What was granted within a period: the scorecard (`within` of the querysets).
            models.Index(fields=["answered_at"], condition=Q(status="granted"), name="extension_granted"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment}：延至{self.to_date}"


class Decline(models.Model):
    """退办: before signing, a department says that the task is not within its duties."""

    assignment = models.ForeignKey(
        Assignment, verbose_name="交办事项", on_delete=models.PROTECT, related_name="declines"
    )
    reason = models.TextField("退办原因")
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="申请人", on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField("申请时间", auto_now_add=True)
    status = models.CharField("状态", max_length=10, choices=AnswerStatus.choices, default=AnswerStatus.OPEN)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="答复人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer = models.TextField("答复意见", blank=True)
    successor = models.ForeignKey(
        Assignment,
        verbose_name="改由承办",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "退办申请"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(status="open"), name="decline_one_open"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="decline_has_reason"),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(answer=""), name="decline_refused_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(status="granted") | Q(successor__isnull=False),
                name="decline_granted_names_a_unit",
            ),
        ]
        indexes = [
            # The declines that wait for an answer: the office's queue.
            models.Index(fields=["raised_at"], condition=Q(status="open"), name="decline_open"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment}：退办"
