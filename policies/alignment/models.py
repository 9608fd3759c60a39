"""上下对照: a lower document beside the upper one that it carries out."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from policies.models.documents import PolicyDocument
from policies.models.measures import Measure
from policies.querysets import AlignmentQuerySet


class PairState(models.TextChoices):
    """What is known of a pair."""

    PROPOSED = "proposed", "待确认"
    CONFIRMED = "confirmed", "已确认"
    REJECTED = "rejected", "不对应"


class Alignment(models.Model):
    """Two documents laid side by side, once."""

    upper = models.ForeignKey(
        PolicyDocument, verbose_name="上级文件", on_delete=models.PROTECT, related_name="carried_out_by"
    )
    lower = models.ForeignKey(
        PolicyDocument, verbose_name="下级文件", on_delete=models.PROTECT, related_name="carries_out"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="建立人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = AlignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "上下对照"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["upper", "lower"],
                name="alignment_unique",
                violation_error_message="这两份文件已有对照。",
            ),
            models.CheckConstraint(
                condition=~Q(upper=F("lower")),
                name="alignment_of_two",
                violation_error_message="请选择两份不同的文件。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lower}对照{self.upper}"


class AlignedPair(models.Model):
    """A measure of the upper document and its counterpart below; without one it says that there is none."""

    alignment = models.ForeignKey(
        Alignment, verbose_name="上下对照", on_delete=models.CASCADE, related_name="pairs"
    )
    # A measure is deleted only while its document is a draft; what was said of it goes with it.
    upper = models.ForeignKey(Measure, verbose_name="上级举措", on_delete=models.CASCADE, related_name="+")
    lower = models.ForeignKey(
        Measure, verbose_name="下级举措", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    score = models.FloatField("相似度", null=True, blank=True, help_text="人工指定的没有相似度")
    state = models.CharField("状态", max_length=10, choices=PairState.choices, default=PairState.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="确认人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "对应关系"
        ordering = ["alignment", "upper__position", "lower__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["alignment", "upper", "lower"], name="aligned_pair_unique"),
            models.UniqueConstraint(
                fields=["alignment", "upper"], condition=Q(lower__isnull=True), name="aligned_none_unique"
            ),
            models.CheckConstraint(condition=Q(state__in=PairState.values), name="aligned_pair_state_known"),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_at__isnull=False),
                name="aligned_pair_decided_has_time",
            ),
            models.CheckConstraint(
                condition=Q(lower__isnull=False) | ~Q(state="proposed"), name="aligned_none_is_decided"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.upper}—{self.lower or '无对应'}"
