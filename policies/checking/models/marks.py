"""The account of a document (对账): every mark that the reader found, and what people say of single marks."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from policies.models.documents import PolicyDocument


class MarkKind(models.TextChoices):
    """What a mark looks like."""

    DUTY = "duty", "责任词"
    UNIT = "unit", "单位"
    TIME = "time", "时间"
    LABEL = "label", "条目号"
    CELL = "cell", "单元格"
    OTHER = "other", "其他内容"


class Became(models.TextChoices):
    """What became of a mark when the document was read."""

    READ = "read", "读入"
    SET_ASIDE = "set_aside", "按规则不计"
    DOUBT = "doubt", "待核"


class Verdict(models.TextChoices):
    """What a person says of a mark."""

    NONE = "none", "不是任务"
    TASK = "task", "作为任务"
    CHECKED = "checked", "已一并核对"  # with the thing to check that stood for all of its kind


class DocumentAccount(models.Model):
    """The marks of one document in the order of its text, as one value.

    A gazette of a hundred pages has thousands of marks that nobody asks for one by one: they are written
    and read together. `marks` holds `[kind, start, end, became, what]` with the path of the measure or the
    name of the rule in `what`; a mark that stands in no text has null for its place, and its words as a
    sixth value. What a person decides is a row of its own.
    """

    document = models.OneToOneField(
        PolicyDocument,
        verbose_name="文件",
        on_delete=models.CASCADE,
        related_name="account",
        primary_key=True,
    )
    marks = models.JSONField("标记", default=list)
    counts = models.JSONField("合计", default=dict)
    reading = models.CharField("另一种读法", max_length=100, blank=True)
    first_line = models.PositiveIntegerField("标出的正文起始行", null=True, blank=True)
    last_line = models.PositiveIntegerField("标出的正文终止行", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "对账"

    def __str__(self) -> str:
        return f"{self.document}：对账"


class MarkDecision(models.Model):
    """What a person says of one mark: who, when, and what it became.

    It names the mark by kind and place, so that it outlives a new reading of the same text.
    """

    document = models.ForeignKey(
        PolicyDocument, verbose_name="文件", on_delete=models.CASCADE, related_name="mark_decisions"
    )
    kind = models.CharField("类别", max_length=10, choices=MarkKind.choices)
    span_start = models.PositiveIntegerField("原文起点")
    span_end = models.PositiveIntegerField("原文终点")
    text = models.CharField("原文", max_length=100)
    rule = models.CharField("原按规则", max_length=20, blank=True, help_text="此前按哪条规则不计；待核的为空")
    verdict = models.CharField("结论", max_length=10, choices=Verdict.choices)
    made = models.CharField("加入的内容", max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="核定人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField("核定时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "标记核定"
        ordering = ["document", "span_start", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "kind", "span_start", "span_end"], name="mark_decided_once"
            ),
            models.CheckConstraint(condition=Q(span_start__lt=F("span_end")), name="mark_decision_has_place"),
            models.CheckConstraint(condition=Q(kind__in=MarkKind.values), name="mark_decision_kind_known"),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="mark_decision_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.text}”：{self.get_verdict_display()}"
