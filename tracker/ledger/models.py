"""What people keep of the ledger's page: columns, last filters, saved views, files, steps with many."""

from functools import partial
from secrets import token_urlsafe

from django.conf import settings
from django.db import models
from django.db.models import Q

from tracker.ledger.querysets import ExportQuerySet, OwnedQuerySet, StepQuerySet


class LedgerLayout(models.Model):
    """One user's 台账: the chosen columns and the filters of the last visit."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    columns = models.JSONField("显示的列", default=list, blank=True)
    query = models.CharField("上次的筛选条件", max_length=2000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "台账版式"

    def __str__(self) -> str:
        return f"{self.user}的台账版式"


class SavedView(models.Model):
    """视图: filters, order and columns under a name; who has its link sees them over what he may see."""

    token = models.CharField(
        "链接", max_length=24, unique=True, default=partial(token_urlsafe, 12), editable=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="保存人", on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField("名称", max_length=50)
    query = models.CharField("筛选条件", max_length=2000, blank=True)
    created_at = models.DateTimeField("保存时间", auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "台账视图"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_view_name_unique",
                violation_error_message="您已有同名的视图。",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ExportState(models.TextChoices):
    """How far a file has come."""

    WAITING = "waiting", "排队中"
    RUNNING = "running", "正在生成"
    DONE = "done", "已生成"
    FAILED = "failed", "未能生成"


class Export(models.Model):
    """导出: the ledger as one user saw it on one day, as a file; its bytes are `ExportPart` rows.

    The bytes stand in the database, so that any web server can hand out what any worker made.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="导出人", on_delete=models.CASCADE, related_name="exports"
    )
    query = models.CharField("筛选条件", max_length=2000, blank=True)
    columns = models.JSONField("列", default=list)
    on = models.DateField("截至日期")
    state = models.CharField(
        "状态", max_length=8, choices=ExportState.choices, default=ExportState.WAITING, editable=False
    )
    rows_done = models.PositiveIntegerField("已写行数", default=0)
    rows_total = models.PositiveIntegerField("总行数", null=True, blank=True)
    size = models.PositiveIntegerField("大小（字节）", default=0)
    message = models.CharField("说明", max_length=200, blank=True)
    created_at = models.DateTimeField("导出时间", auto_now_add=True)
    changed_at = models.DateTimeField("进度时间")
    attempt = models.PositiveSmallIntegerField("次数", default=0)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "台账导出"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="export_state_known"),
        ]
        indexes = [
            # The files that have grown old: ExportQuerySet.older_than().
            models.Index(fields=["created_at"], name="export_created"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def file_name(self) -> str:
        """What the file is called on the reader's machine."""
        return f"督查台账_{self.on:%Y%m%d}_{self.pk}.xlsx"

    @property
    def percent(self) -> int:
        """How much of it is written."""
        if self.state == ExportState.DONE:
            return 100
        # The last steps (zipping, storing) come after the last row.
        return min(99, 100 * self.rows_done // self.rows_total) if self.rows_total else 0


class ExportPart(models.Model):
    """A piece of an export's file."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveIntegerField("次序")
    content = models.BinaryField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "导出文件内容"
        ordering = ["export", "position"]
        constraints = [
            models.UniqueConstraint(fields=["export", "position"], name="export_part_place_unique")
        ]

    def __str__(self) -> str:
        return f"{self.export}（{self.position}）"


class StepKind(models.TextChoices):
    """What can be done with many 交办事项 at once."""

    URGE = "urge", "催办"
    CHANGE_DATE = "change_date", "调整时限"
    SUSPEND = "suspend", "中止"
    REASSIGN = "reassign", "改派"


class StepState(models.TextChoices):
    """How far a step with many has come."""

    WAITING = "waiting", "排队中"
    RUNNING = "running", "正在办理"
    DONE = "done", "已完成"
    FAILED = "failed", "未能完成"
    TAKEN_BACK = "taken_back", "已撤回"


class LedgerStep(models.Model):
    """批量办理: one step with many 交办事项 chosen in the ledger, how far it has come and what came of it.

    `rows` are the ids in order, of which the first `done` are done. `said` is what was asked for (words, day,
    unit), `refused` what could not be done, each with its reason, and `before` what taking back goes back to.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="办理人", on_delete=models.CASCADE, related_name="ledger_steps"
    )
    kind = models.CharField("步骤", max_length=12, choices=StepKind.choices)
    said = models.JSONField("内容", default=dict)
    query = models.CharField("筛选条件", max_length=2000, blank=True)
    rows = models.JSONField("事项", default=list)
    total = models.PositiveIntegerField("项数")
    done = models.PositiveIntegerField("已办项数", default=0)
    refused = models.JSONField("未办的", default=list)
    before = models.JSONField("办理前", default=dict)
    outcome = models.CharField("结果", max_length=500, blank=True)
    on = models.DateField("日期")
    state = models.CharField(
        "状态", max_length=10, choices=StepState.choices, default=StepState.WAITING, editable=False
    )
    created_at = models.DateTimeField("提交时间", auto_now_add=True)
    changed_at = models.DateTimeField("进度时间")

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批量办理"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=StepState.values), name="ledger_step_state_known"),
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="ledger_step_kind_known"),
            models.CheckConstraint(
                condition=Q(done__lte=models.F("total")), name="ledger_step_done_within_total"
            ),
        ]
        indexes = [
            # Those that nobody has ended, so that a lost message is made up for: StepQuerySet.unfinished().
            models.Index(
                fields=["changed_at"],
                condition=Q(state__in=["waiting", "running"]),
                name="ledger_step_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.total}项"

    @property
    def percent(self) -> int:
        """How much of it is done."""
        return 100 * self.done // self.total if self.total else 100
