"""导入: one upload, how far its reading has come, and what became of each document in it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from departments.models.offices import OfOffice
from policies.imports.querysets import ImportEntryQuerySet, ImportQuerySet
from policies.models.documents import PolicyDocument


class ImportState(models.TextChoices):
    """How far an upload has come."""

    WAITING = "waiting", "排队中"
    READING = "reading", "正在读取"
    READY = "ready", "待确认"
    CONFIRMED = "confirmed", "已确认"
    DROPPED = "dropped", "已放弃"
    FAILED = "failed", "未能导入"


class EntryState(models.TextChoices):
    """What became of one document of an upload."""

    READY = "ready", "待确认"
    KNOWN = "known", "此前已有"
    CONFIRMED = "confirmed", "已确认"
    DROPPED = "dropped", "已放弃"
    UNREAD = "unread", "未能读取"


class Import(OfOffice):
    """One file, or one pasted text, as it was sent; the row stays as the trail, whatever became of it."""

    name = models.CharField("名称", max_length=255)
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    size = models.PositiveIntegerField("大小（字节）", default=0)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="导入人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField("导入时间", default=timezone.now, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=ImportState.choices, default=ImportState.WAITING, editable=False
    )
    step = models.CharField("进度", max_length=60, blank=True)
    percent = models.PositiveSmallIntegerField("已完成（%）", default=0)
    message = models.CharField("说明", max_length=500, blank=True)
    attempt = models.PositiveSmallIntegerField("次数", default=0)
    changed_at = models.DateTimeField("进度时间", default=timezone.now)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入记录"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known"),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(message=""), name="import_failed_says_why"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="import_percent_in_range"),
        ]
        indexes = [
            # The same bytes once more: ImportQuerySet.living().
            models.Index(fields=["sha256"], name="import_sha256"),
            # Those that wait or are read, for the timetable: ImportQuerySet.under_way().
            models.Index(
                fields=["changed_at"], condition=Q(state__in=["waiting", "reading"]), name="import_under_way"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_under_way(self) -> bool:
        """Whether somebody reads it, or will."""
        return self.state in (ImportState.WAITING, ImportState.READING)


class ImportContent(models.Model):
    """The bytes of an upload until they have been read: then each document's file is a `SourceFile`.

    They stand in the database, so that any worker can read what any web server took in, and go with it.
    """

    record = models.OneToOneField(Import, on_delete=models.CASCADE, related_name="content", primary_key=True)
    content = models.BinaryField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "待读取的内容"

    def __str__(self) -> str:
        return str(self.record)


class ImportEntry(models.Model):
    """One document of an upload, or one file in it that could not be read."""

    record = models.ForeignKey(
        Import, verbose_name="导入记录", on_delete=models.CASCADE, related_name="entries"
    )
    position = models.PositiveSmallIntegerField("次序")
    place = models.CharField("所在位置", max_length=300, blank=True, help_text="在压缩包或邮件中的位置")
    title = models.CharField("标题", max_length=300, blank=True)
    number = models.CharField("文号", max_length=60, blank=True)
    state = models.CharField("状态", max_length=10, choices=EntryState.choices, editable=False)
    message = models.CharField("说明", max_length=500, blank=True)
    document = models.ForeignKey(
        PolicyDocument,
        verbose_name="文件",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="import_entries",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="办理人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)

    objects = ImportEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入的文件"
        ordering = ["record", "position"]
        constraints = [
            models.UniqueConstraint(fields=["record", "position"], name="import_entry_place_unique"),
            models.CheckConstraint(condition=Q(state__in=EntryState.values), name="import_entry_state_known"),
            models.CheckConstraint(
                condition=~Q(state="unread") | Q(document__isnull=True),
                name="import_entry_without_document",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title or self.place
