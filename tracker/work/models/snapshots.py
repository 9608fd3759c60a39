"""How an assignment stood, and from which day to which: what 截至 any past date reads."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from departments.models.departments import Department
from policies.models.documents import PolicyDocument
from tracker.work.dated import AssignmentSnapshotQuerySet
from tracker.work.states import OPEN, Status

FOREVER = date.max  # `until` of the snapshot that still holds; a day, so that one comparison and one index do


class AssignmentSnapshot(models.Model):
    """The days at whose end an assignment stood with one department, in one state, with one pair of dates.

    It holds from `since` on and no longer on `until`. Two that follow each other may say the same, where a
    day ended as it began. Written by `tracker.work.snapshots` only.
    """

    assignment = models.ForeignKey(
        "work.Assignment",
        verbose_name="交办事项",
        on_delete=models.CASCADE,
        related_name="snapshots",
        db_index=False,  # the unique constraints begin with it
    )
    # The assignment's own, which never changes: here so that the record of one document is found at once.
    document = models.ForeignKey(
        PolicyDocument, verbose_name="文件", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    department = models.ForeignKey(
        Department, verbose_name="责任单位", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # The assignment's own as well, for what was past by then; null where it was not yet written down.
    dispatched_on = models.DateField("交办日期", null=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices)
    due_on = models.DateField("时限", null=True)
    must_due_on = models.DateField("必须完成日期", null=True)
    report_due_on = models.DateField("下次报送日期", null=True)
    has_reported = models.BooleanField("报送过进展", default=False)
    since = models.DateField("自")
    until = models.DateField("至（不含）", default=FOREVER)

    objects = AssignmentSnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理状态沿革"
        ordering = ["assignment", "since"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "since"], name="snapshot_one_a_day"),
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(until=FOREVER), name="snapshot_one_holds"
            ),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="snapshot_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="snapshot_status_known"),
        ]
        indexes = [
            # Lights as of a day near now (the change since last week): what was open and ended later.
            models.Index(
                fields=["until", "since", "must_due_on", "due_on"],
                include=["report_due_on", "dispatched_on", "status", "has_reported"],
                condition=OPEN,
                name="snapshot_lights_until",
            ),
            # As of a day long ago, and the first day of the record: what was open and began earlier.
            models.Index(
                fields=["since", "until", "must_due_on", "due_on"],
                include=["report_due_on", "dispatched_on", "status", "has_reported"],
                condition=OPEN,
                name="snapshot_lights_since",
            ),
            # The trend of what was overdue, of all: only snapshots that were ever late.
            models.Index(
                fields=["until", "since", "must_due_on"],
                condition=OPEN & Q(until__gt=F("must_due_on")),
                name="snapshot_late_until",
            ),
            # The same for one department, and for one document.
            models.Index(fields=["department", "until"], condition=OPEN, name="snapshot_department"),
            models.Index(fields=["document", "until"], condition=OPEN, name="snapshot_document"),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}（{self.since}起）"
