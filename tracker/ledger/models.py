"""What people keep of the ledger's page: columns and last filters, saved views, files made of it."""

from functools import partial
from secrets import token_urlsafe

from django.conf import settings
from django.db import models
from django.db.models import Q

from tracker.ledger.querysets import ExportQuerySet, OwnedQuerySet


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
