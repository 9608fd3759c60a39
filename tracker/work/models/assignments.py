"""One task handed to one department: its state, its own dates, and what happened to it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from common.db.append_only import AppendOnly, AppendOnlyRows
from departments.inside.models import Section
from departments.models.departments import Department
from policies.models.documents import PolicyDocument
from policies.models.measures import WORKING_ROLES, Firmness, Milestone, MilestoneKind, Responsibility, Task
from tracker.work import snapshots
from tracker.work.counting import DateQuerySet
from tracker.work.lights import Mark, days_late, marks_of
from tracker.work.querysets import AssignmentQuerySet, OfAssignmentQuerySet
from tracker.work.reporting_days import next_report_on
from tracker.work.states import OPEN, OPEN_STATUSES, Status


class Assignment(models.Model):
    """交办: one task handed to one department in one role.

    `due_on` is the earliest unfinished milestone of any firmness; `must_due_on` the earliest unfinished
    one that is not a mere 争取. Both follow from `AssignmentMilestone` and are kept here, by the services,
    because every list and the sweep ask for them.
    """

    document = models.ForeignKey(
        PolicyDocument, verbose_name="文件", on_delete=models.PROTECT, related_name="assignments"
    )
    task = models.ForeignKey(Task, verbose_name="任务", on_delete=models.PROTECT, related_name="assignments")
    responsibility = models.ForeignKey(
        Responsibility,
        verbose_name="责任分工",
        null=True,
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    parent = models.ForeignKey(
        "self",
        verbose_name="转办自",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="delegated",
        help_text="由上级单位转办；上级单位仍对该任务负责",
    )
    # The department of `parent`, kept here (by `save` and the queryset): who may see an assignment is then a
    # question about its own columns, which the index of own work and that of handed-on work answer together.
    delegated_by = models.ForeignKey(
        Department,
        verbose_name="转办单位",
        null=True,
        editable=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    department = models.ForeignKey(
        Department,
        verbose_name="责任单位",
        db_index=False,
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    role = models.CharField("分工", max_length=12, choices=WORKING_ROLES)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.PENDING)
    dispatched_on = models.DateField("交办日期")
    due_on = models.DateField("时限", null=True, blank=True)
    must_due_on = models.DateField("必须完成日期", null=True, blank=True)
    percent = models.PositiveSmallIntegerField("完成比例", default=0)
    acknowledged_at = models.DateTimeField("签收时间", null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="签收人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    completed_on = models.DateField("办结日期", null=True, blank=True)
    # The day on which 督查室 took the dispatch back (撤回交办); handing out again clears it.
    recalled_on = models.DateField("撤回交办日期", null=True, blank=True, editable=False)
    # 内部分办: the person of the department who has it, the section, or both; neither: the filers.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="经办人",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="assigned",
    )
    section = models.ForeignKey(
        Section,
        verbose_name="处室",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="assigned",
    )
    # Both follow from the task's cycle and the reports, and are kept here for the same reason as the dates.
    report_due_on = models.DateField("下次报送日期", null=True, blank=True, editable=False)
    has_reported = models.BooleanField("报送过进展", default=False, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "交办事项"
        ordering = ["id"]
        constraints = [
            # Dispatching again repeats nothing.
            models.UniqueConstraint(fields=["task", "department"], name="assignment_unique"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="assignment_percent_range"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="assignment_status_known"),
            models.CheckConstraint(
                condition=Q(role__in=[role for role, _ in WORKING_ROLES]), name="assignment_role_known"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.COMPLETED, completed_on__isnull=False)
                | (~Q(status=Status.COMPLETED) & Q(completed_on__isnull=True)),
                name="assignment_completed_has_day",
            ),
            models.CheckConstraint(
                condition=Q(must_due_on__isnull=True)
                | (Q(due_on__isnull=False) & Q(due_on__lte=models.F("must_due_on"))),
                name="assignment_due_dates_ordered",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, delegated_by__isnull=True)
                | Q(parent__isnull=False, delegated_by__isnull=False),
                name="assignment_delegated_by_of_parent",
            ),
            models.CheckConstraint(
                condition=Q(recalled_on__isnull=True)
                | Q(status=Status.SUSPENDED, acknowledged_at__isnull=True, responsibility__isnull=True),
                name="assignment_recalled_unsigned",
            ),
        ]
        indexes = [
            # The overdue list, all departments: AssignmentQuerySet.overdue(), and the sweep.
            # With the columns behind the id it also answers light_counts(), standing_counts(),
            # count_by_department() and count_by_document() without looking at the rows.
            models.Index(
                fields=["must_due_on", "id"],
                include=[
                    "due_on",
                    "department",
                    "document",
                    "report_due_on",
                    "dispatched_on",
                    "status",
                    "has_reported",
                ],
                condition=OPEN,
                name="assignment_open_lights",
            ),
            # What one department was ever given: visible_to(), and the list of a `department` by the API.
            models.Index(fields=["department", "id"], name="assignment_of_department"),
            # What it handed on: visible_to(), and its own queue of review.
            models.Index(
                fields=["delegated_by"], condition=Q(delegated_by__isnull=False), name="assignment_handed_on"
            ),
            # The parts of an assignment: its page, and what rests with it.
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="assignment_delegated"),
            # The overdue list of one department: OverdueViewSet, asked for a `department`.
            models.Index(
                fields=["department", "must_due_on", "id"],
                condition=OPEN,
                name="assignment_open_overdue_of",
            ),
            # What one department owes, most urgent first: the department's list and its overdue list.
            models.Index(
                fields=["department", "due_on", "id"], condition=OPEN, name="assignment_open_department"
            ),
            # What nobody has signed for yet, by day of dispatch: the sweep's UNACKNOWLEDGED rule.
            models.Index(
                fields=["dispatched_on"], condition=Q(status="pending"), name="assignment_unacknowledged"
            ),
            # The ledger (台账) by time limit, undated ones last: of the open ones, and of all.
            models.Index(fields=["due_on", "id"], condition=OPEN, name="assignment_open_due"),
            models.Index(fields=["due_on", "id"], name="assignment_due"),
            # What one person has to do, one section has to do: 我的, the head's list of people, handing over.
            models.Index(
                fields=["assignee", "due_on", "id"],
                condition=OPEN & Q(assignee__isnull=False),
                name="assignment_open_assignee",
            ),
            models.Index(
                fields=["section", "due_on", "id"],
                condition=OPEN & Q(section__isnull=False),
                name="assignment_open_section",
            ),
            # What is open of one document: the document page and the dashboard's count by document.
            models.Index(fields=["document", "due_on"], condition=OPEN, name="assignment_open_document"),
        ]

    def __str__(self) -> str:
        return f"{self.department}：{self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; its snapshots and `delegated_by` are kept with it."""
        begins, saved = self._state.adding, kwargs.get("update_fields")
        if begins:
            self.begin_reporting()
        if saved is None or {"parent", "parent_id"} & set(saved):
            self.delegated_by_id = self.parent.department_id if self.parent else None
            kwargs |= {} if saved is None else {"update_fields": {*saved, "delegated_by"}}
        with transaction.atomic(using=kwargs.get("using"), savepoint=False):
            super().save(*args, **kwargs)
            if begins:
                snapshots.begin([self])
            elif saved is None or snapshots.KEPT & set(saved):
                snapshots.renew([self.pk])
                if saved is None or {"department", "department_id"} & set(saved):
                    type(self).objects.filter(parent=self.pk).follow_parent()

    @property
    def label(self) -> str:
        """What the row is about: its measure; of a measure with several tasks the task's number and words."""
        if getattr(self, "has_twins", self.task.position > 0):
            return self.task.label
        return str(self.task.measure)

    @property
    def who_has_it(self) -> str:
        """The person or section of the department that has it; empty where it is not given to anybody."""
        return "，".join(str(one) for one in (self.section, self.assignee) if one)

    @property
    def is_open(self) -> bool:
        """Whether work is still to be done on it."""
        return self.status in OPEN_STATUSES

    def begin_reporting(self) -> None:
        """Set when the first report is owed, of an assignment that nothing was filed on yet."""
        self.report_due_on = next_report_on(self.task.cycle, dispatched_on=self.dispatched_on)

    def days_late(self, on: date) -> int:
        """By how many days it is overdue on the day `on`; 0 when it is not."""
        return days_late(
            is_open=self.is_open, must_due_on=self.must_due_on, dispatched_on=self.dispatched_on, on=on
        )

    def marks(self, on: date) -> list[Mark]:
        """What stands beside its light on the day `on`."""
        return marks_of(
            is_open=self.is_open,
            must_due_on=self.must_due_on,
            due_on=self.due_on,
            dispatched_on=self.dispatched_on,
            on=on,
        )


class AssignmentMilestone(models.Model):
    """A date that one assignment must meet: copied from the task's milestone, then its own."""

    assignment = models.ForeignKey(
        Assignment, verbose_name="交办事项", on_delete=models.CASCADE, related_name="milestones"
    )
    milestone = models.ForeignKey(
        Milestone, verbose_name="时间节点", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    phrase = models.CharField("原文时限", max_length=100, blank=True)
    kind = models.CharField("性质", max_length=10, choices=MilestoneKind.choices, default=MilestoneKind.DUE)
    firmness = models.CharField("力度", max_length=10, choices=Firmness.choices, default=Firmness.MUST)
    first_due_on = models.DateField("最初时限")
    due_on = models.DateField("现行时限")
    completed_on = models.DateField("完成日期", null=True, blank=True)
    scored_on = models.DateField(
        "考核时限", null=True, blank=True, editable=False, help_text="单位申请延期前的时限；没有延期的为空"
    )

    objects = DateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "交办时限"
        ordering = ["assignment", "due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "milestone"], name="assignment_milestone_unique"),
            models.CheckConstraint(condition=Q(kind=MilestoneKind.DUE), name="assignment_milestone_is_due"),
        ]
        indexes = [
            # The unfinished dates of open assignments: the sweep and refresh of due dates.
            models.Index(
                fields=["due_on"], condition=Q(completed_on__isnull=True), name="assignment_milestone_open"
            ),
            # The dates of a period, done or not: the scorecard and the figures of a 通报.
            models.Index(fields=["due_on"], name="assignment_milestone_due"),
            # The same of what was extended, and of what was done within the period but due before it.
            models.Index(
                fields=["scored_on"], condition=Q(scored_on__isnull=False), name="assignment_milestone_scored"
            ),
            models.Index(
                fields=["completed_on"],
                condition=Q(completed_on__isnull=False),
                name="assignment_milestone_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phrase or '时限'}（{self.due_on}）"


class EventKind(models.TextChoices):
    """What happened to an assignment."""

    DISPATCHED = "dispatched", "交办"
    RECALLED = "recalled", "撤回交办"
    ACKNOWLEDGED = "acknowledged", "签收"
    SIGNATURE_TAKEN_BACK = "taken_back", "撤回签收"
    REPORTED = "reported", "报送进展"
    APPROVED = "approved", "审核通过"
    RETURNED = "returned", "退回"
    MILESTONE_DONE = "milestone_done", "完成节点"
    COMPLETED = "completed", "办结"
    SUSPENDED = "suspended", "中止"
    RESUMED = "resumed", "恢复"
    REOPENED = "reopened", "重办"
    ENDORSED = "endorsed", "负责人审签"
    SENT_BACK = "sent_back", "负责人退回"
    WITHDRAWN = "withdrawn", "撤回进展"
    FIRST_APPROVED = "first_approved", "初审通过"
    EXTENSION_ASKED = "extension_asked", "申请延期"
    EXTENSION_WITHDRAWN = "extension_withdrawn", "撤回延期申请"
    EXTENSION_GRANTED = "extension_granted", "同意延期"
    EXTENSION_REFUSED = "extension_refused", "不同意延期"
    DATE_CHANGED = "date_changed", "调整时限"
    DECLINED = "declined", "申请退办"
    DECLINE_GRANTED = "decline_granted", "同意退办"
    DECLINE_REFUSED = "decline_refused", "不同意退办"
    DELEGATED = "delegated", "转办"
    URGED = "urged", "催办"
    INSTRUCTED = "instructed", "批示"
    NOTICED = "noticed", "督办"
    NOTICE_WITHDRAWN = "notice_withdrawn", "撤回督办单"
    INSTRUCTION_REPLIED = "instruction_replied", "回复批示"
    TRANSFERRED = "transferred", "机构改革移交"
    TRANSFER_UNDONE = "transfer_undone", "撤销移交"
    JOINED = "joined", "并案"
    PARTED = "parted", "拆案"
    ASSIGNED = "assigned", "内部分办"
    UNASSIGNED = "unassigned", "收回分办"
    HANDED_OVER = "handed_over", "内部移交"
    FELL_BACK = "fell_back", "经办人离任"


class EventQuerySet(AppendOnlyRows, OfAssignmentQuerySet["Event"]):
    """The timelines."""


class Event(AppendOnly):
    """One line of an assignment's timeline: who did what, when, from which state to which."""

    assignment = models.ForeignKey(
        Assignment, verbose_name="交办事项", on_delete=models.PROTECT, related_name="events"
    )
    kind = models.CharField("事件", max_length=20, choices=EventKind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="操作人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="被代理人",
        null=True,
        blank=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField("时间", auto_now_add=True)
    from_status = models.CharField("原状态", max_length=10, choices=Status.choices, blank=True)
    to_status = models.CharField("新状态", max_length=10, choices=Status.choices, blank=True)
    note = models.TextField("说明", blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["assignment", "id"]
        indexes = [
            # What happened since a day, of all units: `tracker.reminders.selectors.news_since`.
            models.Index(fields=["at"], name="event_by_time"),
        ]
        base_manager_name = "objects"  # relations write through the base manager; it refuses as well

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"

    @property
    def who(self) -> str:
        """Who did it, and for whom where it was done for another; empty for the program itself."""
        if self.actor is None:
            return ""
        return f"{self.actor}代{self.on_behalf_of}" if self.on_behalf_of else str(self.actor)
