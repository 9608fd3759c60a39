"""What a person must look at before or after a document is handed out (待核事项)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, Milestone, Responsibility
from policies.querysets import CheckItemQuerySet


class CheckKind(models.TextChoices):
    """What is doubtful."""

    UNIT = "unit", "单位待定"
    NO_UNIT = "no_unit", "没有责任单位"
    DATE = "date", "时限待定"
    CYCLE = "cycle", "报送周期待定"
    STRUCTURE = "structure", "结构存疑"
    OTHER = "other", "其他"


class CheckItem(models.Model):
    """One doubtful thing of a document; open until a person has settled it."""

    document = models.ForeignKey(
        PolicyDocument, verbose_name="文件", on_delete=models.CASCADE, related_name="check_items"
    )
    measure = models.ForeignKey(
        Measure,
        verbose_name="举措",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="check_items",
    )
    responsibility = models.ForeignKey(
        Responsibility,
        verbose_name="责任分工",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="check_items",
    )
    milestone = models.ForeignKey(
        Milestone,
        verbose_name="时间节点",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="check_items",
    )
    kind = models.CharField("类别", max_length=10, choices=CheckKind.choices)
    marks = models.CharField("所指标记", max_length=10, blank=True, help_text="该类标记中待核的各处")
    message = models.CharField("事项", max_length=300)
    span_start = models.PositiveIntegerField("原文起点", null=True, blank=True)
    span_end = models.PositiveIntegerField("原文终点", null=True, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="处理人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    settlement = models.CharField("处理结果", max_length=200, blank=True)

    objects = CheckItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "待核事项"
        ordering = ["document", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CheckKind.values), name="check_kind_known"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | ~Q(settlement=""), name="check_settled_says_how"
            ),
        ]
        indexes = [
            # What is still open, by document: CheckItemQuerySet.open().
            models.Index(fields=["document"], condition=Q(settled_at__isnull=True), name="check_open"),
        ]

    def __str__(self) -> str:
        return self.message
