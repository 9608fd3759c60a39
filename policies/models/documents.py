"""Issued documents and the files they came from."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from departments.models.departments import Department, Region
from departments.models.offices import OfOffice
from policies.querysets import PolicyDocumentQuerySet


class SourceFile(models.Model):
    """A file as it was uploaded, kept in the database so that import is one transaction."""

    name = models.CharField("文件名", max_length=255)
    sha256 = models.CharField("校验值", max_length=64, unique=True)
    content = models.BinaryField("内容")
    size = models.PositiveIntegerField("大小（字节）")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="上传人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "来源文件"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class DocumentKind(models.TextChoices):
    """What kind of document it is; only a policy orders work."""

    POLICY = "policy", "部署性文件"
    PROPOSAL_REPLY = "proposal_reply", "建议提案答复"
    OTHER = "other", "其他"


class DocumentStatus(models.TextChoices):
    """How far the supervision office has come with a document."""

    DRAFT = "draft", "待校核"
    CONFIRMED = "confirmed", "已校核"
    DISPATCHED = "dispatched", "已交办"
    ARCHIVED = "archived", "已归档"


class Origin(models.TextChoices):
    """Where the work comes from: an issued document, or a matter (督办事项) that was entered by hand."""

    FILE = "file", "文件"
    INSTRUCTION = "instruction", "领导批示"
    MEETING = "meeting", "会议议定"
    PETITION = "petition", "信访"
    HOTLINE = "hotline", "12345热线"
    LETTER = "letter", "群众来信"
    SUPERIOR = "superior", "上级督办"
    OTHER = "other", "其他"


class Importance(models.TextChoices):
    """How much hangs on it."""

    NORMAL = "normal", "一般"
    IMPORTANT = "important", "重要"
    URGENT = "urgent", "紧急"


BY_HAND = [(origin.value, origin.label) for origin in Origin if origin is not Origin.FILE]


class PolicyDocument(OfOffice):
    """One issued document (文件), or a matter that was entered by hand: it has an origin and no file."""

    source = models.ForeignKey(
        SourceFile,
        verbose_name="来源文件",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
    )
    position = models.PositiveSmallIntegerField("在来源中的次序", default=0)
    kind = models.CharField("类别", max_length=20, choices=DocumentKind.choices, default=DocumentKind.POLICY)
    origin = models.CharField("来源", max_length=12, choices=Origin.choices, default=Origin.FILE)
    importance = models.CharField(
        "重要程度", max_length=10, choices=Importance.choices, default=Importance.NORMAL
    )
    title = models.CharField("标题", max_length=300)
    number = models.CharField("文号", max_length=60, blank=True)
    issuer = models.CharField("发文机关", max_length=300, blank=True)
    issuer_department = models.ForeignKey(
        Department, verbose_name="发文单位", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    region = models.ForeignKey(
        Region, verbose_name="地区", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    issued_on = models.DateField("成文日期", null=True, blank=True)
    text = models.TextField("原文", blank=True)
    first_unit_leads = models.BooleanField(
        "首个单位牵头", default=True, help_text="未标明牵头单位的任务，由列在第一位的单位牵头"
    )
    evidence_required = models.BooleanField(
        "办结须附佐证", default=False, help_text="申请办结的进展必须附上佐证材料"
    )
    inherited_units = models.JSONField("统一负责单位", default=list, blank=True)
    proposal_number = models.CharField("提案编号", max_length=60, blank=True)
    proposer = models.CharField("提案人", max_length=100, blank=True)
    status = models.CharField(
        "状态", max_length=12, choices=DocumentStatus.choices, default=DocumentStatus.DRAFT
    )
    recipients = models.ManyToManyField(
        Department, verbose_name="交办单位", related_name="received_documents", blank=True
    )
    archived_reason = models.CharField("归档原因", max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="导入人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField("导入时间", auto_now_add=True)
    confirmed_at = models.DateTimeField("校核时间", null=True, blank=True)
    dispatched_on = models.DateField("交办日期", null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["text"])

    objects = PolicyDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        ordering = ["-issued_on", "-id"]
        constraints = [
            # The same 文号 is the same document; an archived one may be replaced by a new import.
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number="") & ~Q(status="archived"),
                name="document_number_unique",
                violation_error_message="已有相同文号的文件。",
            ),
            models.UniqueConstraint(fields=["source", "position"], name="document_place_unique"),
            models.CheckConstraint(condition=~Q(title=""), name="document_has_title"),
            models.CheckConstraint(
                condition=~Q(status="archived") | ~Q(archived_reason=""),
                name="document_archived_with_reason",
                violation_error_message="归档须写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=DocumentStatus.values), name="document_status_known"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values, importance__in=Importance.values),
                name="document_origin_known",
            ),
            models.CheckConstraint(
                condition=Q(origin=Origin.FILE) | Q(source__isnull=True, kind=DocumentKind.POLICY, number=""),
                name="matter_is_no_file",
                violation_error_message="手工新增的督办事项没有原件和文号。",
            ),
        ]
        indexes = [
            # The list of documents, newest first, by state.
            models.Index(fields=["status", "-issued_on"], name="document_status_issued"),
            # The matters entered by hand, newest first: PolicyDocumentQuerySet.matters().
            models.Index(fields=["-id"], condition=~Q(origin="file"), name="document_matters"),
        ]

    def __str__(self) -> str:
        return self.number or self.title

    @property
    def is_matter(self) -> bool:
        """Whether it was entered by hand."""
        return self.origin != Origin.FILE


class Section(models.Model):
    """A heading above numbered items, kept so that the ledger can be read as a tree."""

    document = models.ForeignKey(
        PolicyDocument, verbose_name="文件", on_delete=models.CASCADE, related_name="sections"
    )
    position = models.PositiveSmallIntegerField("次序")
    path = models.JSONField("层级")
    title = models.CharField("标题", max_length=300)
    units = models.JSONField("本节责任单位", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "章节"
        ordering = ["document", "position"]
        constraints = [models.UniqueConstraint(fields=["document", "position"], name="section_place_unique")]

    def __str__(self) -> str:
        return self.title
