"""考核公式: the weights of the scorecard; each change is a version of its own."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from common.db.append_only import AppendOnly
from departments.models.departments import Department
from departments.models.offices import OfOffice
from policies.models.documents import PolicyDocument
from policies.models.measures import Role
from tracker.scorecard.querysets import DocumentWeightQuerySet, HandPointsQuerySet


class ScoreFormula(OfOffice, AppendOnly):
    """One version of the formula; the newest is in force, and none is ever changed.

    What was published keeps the version that it was counted by. `score_of` (selectors) says how
    the weights are used.
    """

    CHANGE_REFUSED = "考核公式的历史版本不能修改，请另存为新的版本。"
    DELETE_REFUSED = "考核公式的历史版本不能删除。"

    on_time_weight = models.PositiveSmallIntegerField(
        "按时完成率权重", default=60, help_text="三项权重合计须为100"
    )
    lateness_weight = models.PositiveSmallIntegerField("逾期天数权重", default=20)
    quality_weight = models.PositiveSmallIntegerField("进展质量权重", default=20)
    lateness_limit = models.PositiveSmallIntegerField(
        "逾期天数上限",
        default=30,
        validators=[MinValueValidator(1)],
        help_text="平均逾期达到这个天数，逾期天数一项得0分",
    )
    return_points = models.DecimalField(
        "每次退回扣分",
        max_digits=4,
        decimal_places=1,
        default=Decimal("1.0"),
        validators=[MinValueValidator(0)],
    )
    extension_points = models.DecimalField(
        "每次延期扣分",
        max_digits=4,
        decimal_places=1,
        default=Decimal("0.5"),
        validators=[MinValueValidator(0)],
    )
    lead_weight = models.DecimalField(
        "牵头事项权重",
        max_digits=3,
        decimal_places=1,
        default=Decimal("1.0"),
        validators=[MinValueValidator(0)],
    )
    responsible_weight = models.DecimalField(
        "负责事项权重",
        max_digits=3,
        decimal_places=1,
        default=Decimal("1.0"),
        validators=[MinValueValidator(0)],
    )
    most_points = models.PositiveSmallIntegerField(
        "扣分上限", default=20, validators=[MaxValueValidator(100)], help_text="退回和延期合计最多扣多少分"
    )
    note = models.CharField("修改说明", max_length=200)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="修改人", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("修改时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "考核公式"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(on_time_weight=100 - F("lateness_weight") - F("quality_weight")),
                name="score_formula_weights_make_100",
                violation_error_message="三项权重合计须为100。",
            ),
            models.CheckConstraint(condition=Q(lateness_limit__gte=1), name="score_formula_has_limit"),
            models.CheckConstraint(
                condition=Q(return_points__gte=0, extension_points__gte=0, most_points__lte=100),
                name="score_formula_takes_points",
            ),
        ]

    def __str__(self) -> str:
        return f"考核公式第{self.pk}版" if self.pk else "初始考核公式"

    @classmethod
    def current(cls) -> "ScoreFormula":
        """The version in force: the newest, or the first weights while nobody has saved any."""
        return cls.objects.order_by("-pk").first() or cls()

    @property
    def values(self) -> dict[str, Any]:
        """The numbers of the formula, for an archive: `version` is null for the first weights."""
        return {
            "version": self.pk,
            "on_time_weight": self.on_time_weight,
            "lateness_weight": self.lateness_weight,
            "quality_weight": self.quality_weight,
            "lateness_limit": self.lateness_limit,
            "lead_weight": str(self.lead_weight),
            "responsible_weight": str(self.responsible_weight),
            "return_points": str(self.return_points),
            "extension_points": str(self.extension_points),
            "most_points": self.most_points,
        }

    def weight_of(self, role: str) -> Decimal:
        """How much a time limit counts for a unit in that role."""
        return self.lead_weight if role == Role.LEAD else self.responsible_weight

    @property
    def in_words(self) -> str:
        """The whole formula as a sentence: on the page, in the API and in a 通报."""
        weights = ""
        if self.lead_weight != 1 or self.responsible_weight != 1:
            roles = f"牵头{self.lead_weight}，负责{self.responsible_weight}"
            weights = f"每个时限按分工加权（{roles}），再乘所属文件的权重。"
        return (
            f"得分 = 按时完成率 × {self.on_time_weight}"
            f" +（1 − 平均逾期天数 ÷ {self.lateness_limit}，不低于0）× {self.lateness_weight}"
            f" + 平均质量评分 ÷ 5 × {self.quality_weight}"
            f" − 退回次数 × {self.return_points} − 延期次数 × {self.extension_points}"
            f"（两项最多扣{self.most_points}分）+ 督查室加减分。"
            f"{weights or '每个时限按所属文件的权重加权。'}"
            "没有质量评分的，其余两项按比例折算为100分；期间内没有应完成的时限的，得分和名次为“无”。"
            "得分在0至100之间，四舍五入到一位小数。"
        )


class DocumentWeight(OfOffice):
    """How much the time limits of a document count in 考核; a document without one counts once."""

    document = models.OneToOneField(
        PolicyDocument, verbose_name="文件", on_delete=models.PROTECT, related_name="score_weight"
    )
    weight = models.DecimalField("权重", max_digits=3, decimal_places=1)
    reason = models.CharField("理由", max_length=200)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="设定人", on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField("设定时间", auto_now=True)
    history = HistoricalRecords()

    objects = DocumentWeightQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文件权重"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=10), name="document_weight_range"),
            models.CheckConstraint(condition=~Q(reason=""), name="document_weight_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.document}：{self.weight}"


class HandPoints(OfOffice):
    """加减分: points that 督查室 gives a unit by hand, with a reason; taken back, never deleted."""

    department = models.ForeignKey(
        Department, verbose_name="单位", on_delete=models.PROTECT, related_name="hand_points"
    )
    on = models.DateField("计入日期", help_text="落在哪个考核期间，就计入哪个期间")
    points = models.DecimalField("分值", max_digits=4, decimal_places=1, help_text="加分为正，减分为负")
    reason = models.CharField("理由", max_length=200)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="评定人", on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField("评定时间", auto_now_add=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="撤销人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    taken_back_at = models.DateTimeField("撤销时间", null=True, blank=True)
    taken_back_reason = models.CharField("撤销原因", max_length=200, blank=True)

    objects = HandPointsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "加减分"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(points=0) & Q(points__gte=-20, points__lte=20), name="hand_points_range"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hand_points_have_reason"),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | ~Q(taken_back_reason=""),
                name="hand_points_taken_back_with_reason",
            ),
        ]
        indexes = [
            # Those of a period: the scorecard.
            models.Index(fields=["on"], condition=Q(taken_back_at__isnull=True), name="hand_points_on"),
        ]

    def __str__(self) -> str:
        return f"{self.department}{self.points:+}分"
