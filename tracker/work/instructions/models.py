"""批示: a leader's words, and what each department answers; 督查室's own notes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from departments.models.departments import Department
from policies.models.documents import PolicyDocument
from policies.models.measures import Task
from tracker.work.instructions.querysets import (
    InstructionItemQuerySet,
    InstructionQuerySet,
    OfficeNoteQuerySet,
)
from tracker.work.models.assignments import Assignment


class Instruction(models.Model):
    """A leader's words on a document, a task or an assignment (exactly one of them)."""

    document = models.ForeignKey(
        PolicyDocument,
        verbose_name="文件",
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

    objects = InstructionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批示"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False, task__isnull=True, assignment__isnull=True)
                | Q(document__isnull=True, task__isnull=False, assignment__isnull=True)
                | Q(document__isnull=True, task__isnull=True, assignment__isnull=False),
                name="instruction_on_one_thing",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="instruction_has_text"),
        ]

    def __str__(self) -> str:
        return self.text[:30]


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
        ]
        indexes = [
            # What a department has still to answer, most urgent first.
            models.Index(
                fields=["department", "due_on"],
                condition=Q(replied_at__isnull=True),
                name="instruction_item_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}：{self.instruction}"


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
