"""考核公式: the weights of the scorecard; each change is a version of its own."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from common.db.append_only import AppendOnly
from departments.models.offices import OfOffice


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
            "return_points": str(self.return_points),
            "extension_points": str(self.extension_points),
            "most_points": self.most_points,
        }
