"""What a filer is still writing, and the files that go with a report."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.querysets import AttachmentQuerySet, ReportDraftQuerySet
from tracker.work.models.assignments import Assignment


class ReportDraft(models.Model):
    """The form of a report as it stood when it was last saved; one for each person and assignment.

    `content` holds the fields as typed, right or wrong: a draft is never refused, so nothing typed is lost.
    """

    assignment = models.ForeignKey(
        Assignment, verbose_name="交办事项", on_delete=models.CASCADE, related_name="drafts"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="填报人",
        on_delete=models.CASCADE,
        related_name="report_drafts",
    )
    content = models.JSONField("内容", default=dict)
    revision = models.PositiveIntegerField("版本", default=0)
    updated_at = models.DateTimeField("保存时间", auto_now=True)

    objects = ReportDraftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "填报草稿"
        ordering = ["-updated_at"]
        constraints = [models.UniqueConstraint(fields=["assignment", "author"], name="draft_unique")]

    def __str__(self) -> str:
        return f"{self.assignment}（草稿）"


class AttachmentContent(models.Model):
    """The bytes of an attachment, apart from its row so that no list ever reads them."""

    sha256 = models.CharField("校验值", max_length=64, unique=True)
    data = models.BinaryField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "附件内容"

    def __str__(self) -> str:
        return self.sha256[:12]


class Attachment(models.Model):
    """A file of a draft, or of the report that the draft became (exactly one of them)."""

    assignment = models.ForeignKey(
        Assignment, verbose_name="交办事项", on_delete=models.PROTECT, related_name="attachments"
    )
    draft = models.ForeignKey(
        ReportDraft,
        verbose_name="草稿",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="attachments",
    )
    report = models.ForeignKey(
        ProgressReport,
        verbose_name="进展报告",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="attachments",
    )
    name = models.CharField("文件名", max_length=255)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小（字节）")
    content = models.ForeignKey(
        AttachmentContent, verbose_name="内容", on_delete=models.PROTECT, related_name="+"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="上传人", on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(draft__isnull=False, report__isnull=True)
                | Q(draft__isnull=True, report__isnull=False),
                name="attachment_of_draft_or_report",
            ),
        ]

    def __str__(self) -> str:
        return self.name
