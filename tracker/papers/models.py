"""通报 and 督办单: what 督查室 has issued, and the templates that they are printed by."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from common.db.append_only import AppendOnly, AppendOnlyRows
from departments.models.departments import Department
from departments.models.offices import OfOffice
from policies.models.documents import PolicyDocument
from tracker.papers.querysets import PaperQuerySet
from tracker.work.models.assignments import Assignment
from tracker.work.periods import Span


class PaperKind(models.TextChoices):
    """What is printed."""

    BULLETIN = "bulletin", "通报"
    NOTICE = "notice", "督办单"


class PaperTemplate(OfOffice):
    """One version of a template: the newest of its kind is in force, and none is ever changed.

    Restoring an earlier one makes a new version of the same bytes. Without any the project's own holds.
    """

    kind = models.CharField("种类", max_length=10, choices=PaperKind.choices)
    name = models.CharField("文件名", max_length=255)
    data = models.BinaryField("内容")
    note = models.CharField("说明", max_length=200, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="上传人", on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "文书模板"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PaperKind.values), name="paper_template_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}模板第{self.pk}版"


class PaperSeries(models.Model):
    """The last number given of a kind in a year; whoever takes the next one locks the row."""

    kind = models.CharField("种类", max_length=10, choices=PaperKind.choices)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("末号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "文书编号"
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="paper_series_unique")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}〔{self.year}〕"


class IssuedQuerySet(AppendOnlyRows, PaperQuerySet):
    """What is issued stays as it was issued."""


class Paper(AppendOnly):
    """文书: one 通报 or 督办单 as it was issued, never changed; withdrawing it is a row of its own.

    `figures` holds the numbers (the scorecard of the period with the formula's weights for a 通报, the rows
    for a 督办单), `words` what a person wrote, `data` the docx.
    """

    CHANGE_REFUSED = "已印发的文书不能修改。"
    DELETE_REFUSED = "已印发的文书不能删除，可以撤回。"

    kind = models.CharField("种类", max_length=10, choices=PaperKind.choices)
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("顺序号")
    number = models.CharField("文号", max_length=40)
    title = models.CharField("标题", max_length=200)
    issued_on = models.DateField("印发日期")
    first = models.DateField("起始日期", null=True, blank=True)
    last = models.DateField("截止日期", null=True, blank=True)
    document = models.ForeignKey(
        PolicyDocument,
        verbose_name="所涉文件",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    department = models.ForeignKey(
        Department,
        verbose_name="受送单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="notices",
    )
    answer_by = models.DateField("答复时限", null=True, blank=True)
    assignments = models.ManyToManyField(
        Assignment, verbose_name="督办事项", related_name="notices", blank=True
    )
    figures = models.JSONField("数字")
    words = models.JSONField("文字")
    data = models.BinaryField("文件")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="印发人", on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField("印发时间", auto_now_add=True)

    objects = IssuedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通报和督办单"
        ordering = ["-id"]
        base_manager_name = "objects"  # relations write through the base manager; it refuses as well
        constraints = [
            # No number twice; `take_number` leaves none out.
            models.UniqueConstraint(fields=["kind", "year", "serial"], name="paper_number_unique"),
            models.CheckConstraint(condition=Q(serial__gte=1), name="paper_serial_from_one"),
            models.CheckConstraint(
                condition=Q(kind="bulletin", first__isnull=False, last__gte=models.F("first"))
                | Q(kind="notice", department__isnull=False, answer_by__isnull=False),
                name="paper_of_a_period_or_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back."""
        return hasattr(self, "withdrawal")

    @property
    def file_name(self) -> str:
        """The name that it is downloaded under."""
        return f"{self.number} {self.title}.docx".replace("/", "_")


class PaperWithdrawal(models.Model):
    """撤回: a paper taken back, with the reason; its number is not given again."""

    paper = models.OneToOneField(
        Paper, verbose_name="文书", on_delete=models.PROTECT, related_name="withdrawal"
    )
    reason = models.TextField("撤回原因")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="撤回人", on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField("撤回时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "文书撤回"
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="paper_withdrawal_has_reason")]

    def __str__(self) -> str:
        return f"{self.paper}已撤回"


class BulletinCycle(models.TextChoices):
    """How often a 通报 is drafted by itself."""

    WEEK = "week", "每周通报"
    MONTH = "month", "每月通报"


class BulletinSchedule(OfOffice):
    """Whether the 通报 of a cycle is drafted by itself."""

    cycle = models.CharField("周期", max_length=10, choices=BulletinCycle.choices, unique=True)
    enabled = models.BooleanField("自动拟稿", default=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="设置人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField("设置时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "定期通报"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cycle__in=BulletinCycle.values), name="bulletin_schedule_cycle_known"
            )
        ]

    def __str__(self) -> str:
        return self.get_cycle_display()


class DraftStatus(models.TextChoices):
    """What became of a draft."""

    WAITING = "waiting", "待批准"
    ISSUED = "issued", "已印发"
    DISCARDED = "discarded", "已作废"


class BulletinDraft(models.Model):
    """拟稿: the 通报 of a week or month that is over, drafted by itself; it has no number until it is issued.

    `figures` and `words` are as in `Paper`; the one of a period is made once, whatever became of it.
    """

    cycle = models.CharField("周期", max_length=10, choices=BulletinCycle.choices)
    first = models.DateField("起始日期")
    last = models.DateField("截止日期")
    figures = models.JSONField("数字")
    words = models.JSONField("文字")
    status = models.CharField("状态", max_length=10, choices=DraftStatus.choices, default=DraftStatus.WAITING)
    made_at = models.DateTimeField("拟稿时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="批准（作废）人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField("批准（作废）时间", null=True, blank=True)
    reason = models.TextField("作废原因", blank=True)
    paper = models.OneToOneField(
        Paper, verbose_name="通报", null=True, blank=True, on_delete=models.PROTECT, related_name="draft"
    )

    class Meta:
        verbose_name = verbose_name_plural = "待批通报"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "first"], name="bulletin_draft_once"),
            models.CheckConstraint(
                condition=Q(last__gte=models.F("first")), name="bulletin_draft_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", decided_by=None, decided_at=None, paper=None, reason="")
                | Q(status="issued", paper__isnull=False, decided_by__isnull=False, decided_at__isnull=False)
                | (
                    Q(status="discarded", paper=None, decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(reason="")
                ),
                name="bulletin_draft_decided_or_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_cycle_display()}（{self.figures['period']}）"

    @property
    def span(self) -> Span:
        """The days that it speaks of."""
        return Span(self.first, self.last)

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided on it yet."""
        return self.status == DraftStatus.WAITING
