"""并案: assignments of one department that ask for the same thing, reported on once."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from departments.models.departments import Department
from tracker.work.merging.querysets import MergedWorkQuerySet
from tracker.work.models.assignments import Assignment


class MergeState(models.TextChoices):
    """How far it has come."""

    SUGGESTED = "suggested", "待督查室确认"
    JOINED = "joined", "已并案"
    DISMISSED = "dismissed", "不并案"
    PARTED = "parted", "已拆案"


class MergedWork(models.Model):
    """Assignments joined, or suggested to be: while they are, one report serves them all."""

    department = models.ForeignKey(
        Department, verbose_name="责任单位", on_delete=models.PROTECT, related_name="merged_works"
    )
    state = models.CharField("状态", max_length=10, choices=MergeState.choices)
    reason = models.CharField("理由", max_length=200, blank=True)
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="提出人", on_delete=models.PROTECT, related_name="+"
    )
    suggested_at = models.DateTimeField("提出时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="确认人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)
    answer = models.CharField("答复", max_length=200, blank=True)

    objects = MergedWorkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "并案"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MergeState.values), name="merged_work_state_known"),
            models.CheckConstraint(
                condition=Q(state="suggested") | Q(decided_at__isnull=False),
                name="merged_work_decided_has_time",
            ),
        ]
        indexes = [
            # The suggestions that wait for 督查室: MergedWorkQuerySet.suggested().
            models.Index(fields=["suggested_at"], condition=Q(state="suggested"), name="merged_work_open"),
        ]

    def __str__(self) -> str:
        return f"{self.department}并案{self.pk}"


class MergedMember(models.Model):
    """One of the assignments; `active` while it is suggested or joined."""

    work = models.ForeignKey(
        MergedWork, verbose_name="并案", on_delete=models.PROTECT, related_name="members"
    )
    assignment = models.ForeignKey(
        Assignment, verbose_name="交办事项", on_delete=models.PROTECT, related_name="merges"
    )
    active = models.BooleanField("在并案中", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "并案事项"
        ordering = ["work", "assignment"]
        constraints = [
            models.UniqueConstraint(fields=["work", "assignment"], name="merged_member_unique"),
            # In one at a time: which report serves it is never in doubt.
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(active=True), name="merged_member_one_active"
            ),
        ]

    def __str__(self) -> str:
        return str(self.assignment)
