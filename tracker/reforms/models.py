"""机构改革: what one reform of the units moved, row by row, so that it can be shown and taken back."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from departments.models.departments import Department
from tracker.work.models.assignments import Assignment


class ReformKind(models.TextChoices):
    """What became of the unit."""

    MERGE = "merge", "合并"
    RENAME = "rename", "更名"
    SPLIT = "split", "分立"


class Reform(models.Model):
    """One reform of one unit. A renamed unit stays; one that is merged or split hands its work over.

    `last_event` and `last_proposal_event` are the ends of the timelines as the reform left them: what comes
    after them was filed later.
    """

    kind = models.CharField("方式", max_length=10, choices=ReformKind.choices)
    department = models.ForeignKey(
        Department, verbose_name="原单位", on_delete=models.PROTECT, related_name="reforms"
    )
    successors = models.ManyToManyField(
        Department, verbose_name="承接单位", related_name="reforms_received", blank=True
    )
    effective_on = models.DateField("生效日期")
    note = models.CharField("依据或说明", max_length=200, blank=True)
    old_name = models.CharField("原全称", max_length=100)
    old_short_name = models.CharField("原简称", max_length=60)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="经办人", on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField("办理时间", auto_now_add=True)
    last_event = models.BigIntegerField(default=0, editable=False)
    last_proposal_event = models.BigIntegerField(default=0, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="撤销人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_reason = models.CharField("撤销原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机构改革"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | ~Q(undone_reason=""), name="reform_undone_with_reason"
            ),
        ]
        indexes = [
            # The names that a unit went by when something was filed: unit_name_when().
            models.Index(
                fields=["department", "made_at"],
                condition=Q(kind="rename", undone_at__isnull=True),
                name="reform_renamed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_short_name}{self.get_kind_display()}（{self.effective_on}）"


class ReformMove(models.Model):
    """One row that a reform changed (`before` and `after`), made (no `before`) or took away (no `after`)."""

    reform = models.ForeignKey(
        Reform, verbose_name="机构改革", on_delete=models.PROTECT, related_name="moves"
    )
    model = models.CharField("类别", max_length=40)
    object_id = models.BigIntegerField("编号")
    assignment = models.ForeignKey(
        Assignment, verbose_name="交办事项", null=True, on_delete=models.PROTECT, related_name="reform_moves"
    )
    before = models.JSONField("原来", null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField("现在", null=True, encoder=DjangoJSONEncoder)
    words = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机构改革明细"
        ordering = ["reform", "id"]
        indexes = [
            # Whether a later reform has touched the same row: undo_reform().
            models.Index(fields=["model", "object_id"], name="reform_move_of_row"),
        ]

    def __str__(self) -> str:
        return self.words or f"{self.model} {self.object_id}"
