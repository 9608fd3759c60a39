"""The record of use, and the links of the chain over everything that is append-only."""

from django.db import models
from django.utils import timezone

from common.db.append_only import AppendOnly, AppendOnlyRows
from departments.models.users import User

WORDS, REASON = 200, 500  # characters that are kept


class UseKind(models.TextChoices):
    """What somebody did."""

    LOG_IN = "log_in", "登录"
    LOG_IN_FAILED = "log_in_failed", "登录失败"
    LOCKED = "locked", "锁定"
    LOG_OUT = "log_out", "退出"
    READ = "read", "查阅"
    DOWNLOAD = "download", "下载"
    EXPORT = "export", "导出"
    SEARCH = "search", "查找人员"
    ACCOUNT = "account", "账号"
    ROLE = "role", "任职"
    TOKEN = "token", "接口令牌"
    SESSION = "session", "下线"
    UNLOCK = "unlock", "解除锁定"
    RULE = "rule", "规则和设置"
    RECORD = "record", "查阅使用记录"


class UseRecordQuerySet(AppendOnlyRows, models.QuerySet["UseRecord"]):
    """The record of use."""


class UseRecord(AppendOnly):
    """One line: who did what with what, when, from where. Added and never changed.

    `name` is the account's as it was typed, so that a failed log-in has one, too; `roles` are those that the
    person held then, `superuser` among them. A thing is named by its model, its key and words of its own.
    """

    CHANGE_REFUSED = "使用记录不能修改。"
    DELETE_REFUSED = "使用记录不能删除。"

    at = models.DateTimeField("时间", default=timezone.now)
    user = models.ForeignKey(
        User, verbose_name="用户", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    name = models.CharField("账号", max_length=150, blank=True)
    roles = models.CharField("身份", max_length=100, blank=True)
    kind = models.CharField("事项", max_length=14, choices=UseKind.choices)
    thing = models.CharField("对象种类", max_length=60, blank=True)
    thing_id = models.CharField("对象编号", max_length=40, blank=True)
    words = models.CharField("对象", max_length=WORDS, blank=True)
    address = models.GenericIPAddressField("来源地址", null=True)
    reason = models.CharField("理由", max_length=REASON, blank=True)

    objects = UseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "使用记录"
        ordering = ["-id"]
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=UseKind.values), name="use_kind_known"),
        ]
        indexes = [
            # What a person did, of a period; whether the same was read a moment ago (`record_once`).
            models.Index(fields=["user", "at"], name="use_by_person"),
            # Of a period: the auditor's page and file.
            models.Index(fields=["at"], name="use_by_time"),
            # Who has read this matter: the auditor's page asked for one thing.
            models.Index(fields=["thing", "thing_id"], name="use_by_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.get_kind_display()} {self.words}".strip()


class ChainLinkQuerySet(AppendOnlyRows, models.QuerySet["ChainLink"]):
    """The links, by number."""


class ChainLink(AppendOnly):
    """One link: the rows of one table whose keys are above `after` and at most `upto`, sealed together.

    `digest` is over everything here, over every row and over `previous`, the digest of the link before. So
    a row that is changed, taken away or put in afterwards, and a link that is changed, shows. `marks` has
    for each row its key and the beginning of its digest, so that the very row can be named.
    """

    CHANGE_REFUSED = "封存记录不能修改。"
    DELETE_REFUSED = "封存记录不能删除。"

    number = models.PositiveBigIntegerField("序号", unique=True)
    sealed_at = models.DateTimeField("封存时间")
    table = models.CharField("数据表", max_length=63)
    columns = models.JSONField("列")
    after = models.BigIntegerField("起")
    upto = models.BigIntegerField("止")
    count = models.PositiveIntegerField("行数")
    marks = models.BinaryField("各行标记")
    algorithm = models.CharField("算法", max_length=10)
    previous = models.CharField("前一封存值", max_length=128, blank=True)
    digest = models.CharField("封存值", max_length=128)

    objects = ChainLinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "封存记录"
        ordering = ["number"]
        base_manager_name = "objects"
        indexes = [
            # How far a table is sealed: `sealing`.
            models.Index(fields=["table", "-upto"], name="link_by_table"),
        ]

    def __str__(self) -> str:
        return f"第{self.number}号 {self.digest}"
