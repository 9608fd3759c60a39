"""批示: a leader's words, and what each department answers; 督查室's own notes."""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from departments.models.departments import Department
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, Task
from tracker.work.filing.models.drafts import AttachmentContent
from tracker.work.instructions.querysets import (
    InstructionItemQuerySet,
    InstructionQuerySet,
    OfficeNoteQuerySet,
)
from tracker.work.models.assignments import Assignment

TARGETS = ("document", "measure", "task", "assignment")


def _only(name: str) -> Q:
    """That an instruction is about this one of `TARGETS` and no other."""
    return Q(**{f"{other}__isnull": other != name for other in TARGETS})


class Instruction(models.Model):
    """A leader's words on a document, a measure, a task or an assignment (exactly one of them).

    One given on paper is registered by 督查室, with its scan.
    """

    document = models.ForeignKey(
        PolicyDocument,
        verbose_name="文件",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="instructions",
    )
    measure = models.ForeignKey(
        Measure,
        verbose_name="举措",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="instructions",
    )
    task = models.ForeignKey(
        Task,
        verbose_name="任务",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="instructions",
    )
    assignment = models.ForeignKey(
        Assignment,
        verbose_name="交办事项",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="instructions",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="批示领导", on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField("批示内容")
    due_on = models.DateField("回复时限")
    written_on = models.DateField("批示日期")
    created_at = models.DateTimeField("记录时间", auto_now_add=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="登记人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="纸质批示由督查室登记",
    )
    scan = models.ForeignKey(
        AttachmentContent,
        verbose_name="扫描件",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    scan_name = models.CharField("扫描件文件名", max_length=255, blank=True)
    scan_type = models.CharField("扫描件类型", max_length=100, blank=True)

    objects = InstructionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批示"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=reduce(or_, (_only(name) for name in TARGETS)), name="instruction_about_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(scan__isnull=True) | Q(registered_by__isnull=False),
                name="instruction_scan_is_registered",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="instruction_has_text"),
        ]

    def __str__(self) -> str:
        return self.text[:30]

    @property
    def target(self) -> PolicyDocument | Measure | Task | Assignment:
        """What it is about."""
        found: Iterator[Any] = (getattr(self, name) for name in TARGETS)
        return next(one for one in found if one is not None)


class InstructionItem(models.Model):
    """What one department has to answer to an instruction; open until it has replied."""

    instruction = models.ForeignKey(
        Instruction, verbose_name="批示", on_delete=models.PROTECT, related_name="items"
    )
    department = models.ForeignKey(
        Department, verbose_name="单位", on_delete=models.PROTECT, related_name="instruction_items"
    )
    due_on = models.DateField("回复时限")
    reply = models.TextField("回复", blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="回复人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)
    replied_on = models.DateField("回复日期", null=True, blank=True)
    read_at = models.DateTimeField("已阅时间", null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="阅办人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = InstructionItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批示办理"
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["instruction", "department"], name="instruction_item_unique"),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True, replied_on__isnull=True, reply="")
                | (Q(replied_at__isnull=False, replied_on__isnull=False) & ~Q(reply="")),
                name="instruction_item_reply_whole",
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(replied_at__isnull=False),
                name="instruction_item_read_after_reply",
            ),
        ]
        indexes = [
            # What a department has still to answer, most urgent first.
            models.Index(
                fields=["department", "due_on"],
                condition=Q(replied_at__isnull=True),
                name="instruction_item_open",
            ),
            # The answers that the leader has still to read.
            models.Index(
                fields=["instruction"],
                condition=Q(replied_at__isnull=False, read_at__isnull=True),
                name="instruction_item_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}：{self.instruction}"


class InstructionReply(models.Model):
    """One answer of a department; where the leader asks again there is another, and none is lost."""

    item = models.ForeignKey(
        InstructionItem, verbose_name="批示办理", on_delete=models.PROTECT, related_name="replies"
    )
    text = models.TextField("回复")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="回复人", on_delete=models.PROTECT, related_name="+"
    )
    on = models.DateField("回复日期")
    at = models.DateTimeField("回复时间", auto_now_add=True)
    asked_again = models.TextField("再答复的要求", blank=True)
    asked_again_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="要求再答复的领导",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    asked_again_on = models.DateField("要求再答复的日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批示回复"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="instruction_reply_has_text"),
            models.CheckConstraint(
                condition=Q(asked_again="", asked_again_on__isnull=True)
                | (~Q(asked_again="") & Q(asked_again_on__isnull=False)),
                name="instruction_reply_asked_again_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:30]


class OfficeNote(models.Model):
    """A note of 督查室 on an assignment that departments do not see."""

    assignment = models.ForeignKey(
        Assignment, verbose_name="交办事项", on_delete=models.PROTECT, related_name="office_notes"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="记录人", on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField("备注")
    created_at = models.DateTimeField("记录时间", auto_now_add=True)

    objects = OfficeNoteQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "内部备注"
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="office_note_has_text")]

    def __str__(self) -> str:
        return self.text[:30]
