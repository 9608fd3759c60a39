"""What a document orders, down to the unit and the date."""

from typing import Any

from django.db import models
from django.db.models import Q

from departments.models.departments import Department, DepartmentGroup
from policies.cycles import LONGEST, in_words, reports_a_year
from policies.models.documents import PolicyDocument
from policies.querysets import MeasureQuerySet, ResponsibilityQuerySet, TaskQuerySet


class Role(models.TextChoices):
    """What a responsibility clause asks of a unit; OVERSEE (督导) asks for no work, and is handed nothing."""

    LEAD = "lead", "牵头"
    RESPONSIBLE = "responsible", "负责"
    SUPPORT = "support", "配合"
    OVERSEE = "oversee", "督导"


WORKING_ROLES = [(role.value, role.label) for role in Role if role is not Role.OVERSEE]


class MilestoneKind(models.TextChoices):
    """DUE is a date to be met; RECURRING a day in each period; VALIDITY how long a policy runs."""

    DUE = "due", "办结时限"
    RECURRING = "recurring", "定期报送"
    VALIDITY = "validity", "政策有效期"


class Firmness(models.TextChoices):
    """STRIVE (力争、争取) warns, but is never late."""

    MUST = "must", "必须"
    STRIVE = "strive", "争取"


class Measure(models.Model):
    """A numbered item of a document (举措) with its path of labels."""

    document = models.ForeignKey(
        PolicyDocument, verbose_name="文件", on_delete=models.CASCADE, related_name="measures"
    )
    position = models.PositiveSmallIntegerField("次序")
    path = models.JSONField("层级")
    title = models.CharField("标题", max_length=200, blank=True)
    text = models.TextField("原文", blank=True)
    span_start = models.PositiveIntegerField("原文起点", null=True, blank=True)
    span_end = models.PositiveIntegerField("原文终点", null=True, blank=True)
    revision = models.PositiveIntegerField("版本", default=0, help_text="每次校核修改加一，防止两人互相覆盖")

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "举措"
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="measure_place_unique"),
            models.CheckConstraint(
                condition=Q(span_start__isnull=True, span_end__isnull=True)
                | Q(span_start__lte=models.F("span_end")),
                name="measure_span_ordered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.short_title}"

    @property
    def label(self) -> str:
        """The path as people write it: 一（二）3."""
        return " / ".join(self.path)

    @property
    def short_title(self) -> str:
        """The title, or the first words of the text where it has none."""
        return self.title or (self.text[:30] + "…" if len(self.text) > 30 else self.text)


class ReportsAYear(models.PositiveSmallIntegerField):
    """How many reports the row's `cycle` asks for in a year: follows from it whenever a row is saved."""

    def pre_save(self, model_instance: models.Model, add: bool) -> int:
        """The number, also set on the row."""
        count = reports_a_year(getattr(model_instance, "cycle", ""))
        setattr(model_instance, self.attname, count)
        return count

    def deconstruct(self) -> Any:
        """For migrations, which import no living code, it is a plain number."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveSmallIntegerField", args, kwargs


class Task(models.Model):
    """What one responsibility clause of a measure orders (任务)."""

    measure = models.ForeignKey(Measure, verbose_name="举措", on_delete=models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField("次序")
    text = models.TextField("内容", blank=True)
    frequency = models.CharField("频次（原文）", max_length=30, blank=True)
    cycle = models.CharField(
        "报送周期",
        max_length=LONGEST,
        blank=True,
        help_text="RFC 5545的规则，如每月5日前：FREQ=MONTHLY;BYMONTHDAY=5",
    )
    # What lists are filtered and sorted by, and by which joined work (并案) knows the most frequent cycle.
    reports_a_year = ReportsAYear("每年报送次数", default=0, editable=False)
    # Pairs, since PostgreSQL keeps the order of a list and not that of an object.
    extra = models.JSONField(
        "其他栏目", default=list, blank=True, help_text="表格中其他各栏：[[名称, 内容], …]，按表格的次序"
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        ordering = ["measure", "position"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "position"], name="task_place_unique"),
            models.CheckConstraint(
                condition=Q(cycle="", reports_a_year=0) | (~Q(cycle="") & Q(reports_a_year__gt=0)),
                name="task_cycle_counted",
            ),
        ]
        indexes = [
            # Which cycles there are: TaskQuerySet.cycles().
            models.Index(fields=["cycle"], condition=~Q(cycle=""), name="task_with_cycle"),
        ]

    def __str__(self) -> str:
        return f"{self.measure}（任务{self.position + 1}）"

    @property
    def cycle_in_words(self) -> str:
        """每周, 每月（5日前）; empty without a cycle."""
        return in_words(self.cycle)

    @property
    def overseers(self) -> "list[Responsibility]":
        """Who oversees it (督导单位); asks nothing where the responsibilities were read with the task."""
        return [unit for unit in self.responsibilities.all() if unit.role == Role.OVERSEE]

    @property
    def label(self) -> str:
        """As it is told apart from the other tasks of its measure: by its number and first words."""
        words = self.text[:20] + ("…" if len(self.text) > 20 else "")
        return f"{self.measure}（任务{self.position + 1}{f'：{words}' if words else ''}）"


class Responsibility(models.Model):
    """A unit of a responsibility clause as printed, its role, and whom it stands for (责任分工)."""

    task = models.ForeignKey(
        Task, verbose_name="任务", on_delete=models.CASCADE, related_name="responsibilities"
    )
    position = models.PositiveSmallIntegerField("次序")
    printed_name = models.CharField("原文单位", max_length=100)
    role = models.CharField("分工", max_length=12, choices=Role.choices)
    department = models.ForeignKey(
        Department,
        verbose_name="单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="responsibilities",
    )
    group = models.ForeignKey(
        DepartmentGroup,
        verbose_name="单位组",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="responsibilities",
    )
    chosen = models.ManyToManyField(
        Department,
        verbose_name="指定成员",
        related_name="+",
        blank=True,
        help_text="单位组成员待定时，由校核人员指定",
    )
    is_inherited = models.BooleanField("统一负责", default=False)
    span_start = models.PositiveIntegerField("原文起点", null=True, blank=True)
    span_end = models.PositiveIntegerField("原文终点", null=True, blank=True)

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任分工"
        ordering = ["task", "position"]
        constraints = [
            models.UniqueConstraint(fields=["task", "printed_name", "role"], name="responsibility_unique"),
            models.CheckConstraint(
                condition=Q(department__isnull=True) | Q(group__isnull=True),
                name="responsibility_department_or_group",
                violation_error_message="责任分工只能对应单位或单位组之一。",
            ),
            models.CheckConstraint(condition=~Q(printed_name=""), name="responsibility_has_name"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="responsibility_role_known"),
        ]
        indexes = [
            # The units that nobody knows yet: ResponsibilityQuerySet.unresolved().
            models.Index(
                fields=["printed_name"],
                condition=Q(department__isnull=True, group__isnull=True),
                name="responsibility_unresolved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.printed_name}（{self.get_role_display()}）"


class NamedPerson(models.Model):
    """A person whom the document names for a task, of one of its units where it says so (责任人)."""

    task = models.ForeignKey(Task, verbose_name="任务", on_delete=models.CASCADE, related_name="persons")
    responsibility = models.ForeignKey(
        Responsibility,
        verbose_name="所属单位",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="persons",
    )
    position = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("类别", max_length=20, blank=True, help_text="如责任人、责任领导、联系人")
    name = models.CharField("姓名", max_length=50)
    title = models.CharField("职务", max_length=100, blank=True)
    phone = models.CharField("电话", max_length=50, blank=True)
    span_start = models.PositiveIntegerField("原文起点", null=True, blank=True)
    span_end = models.PositiveIntegerField("原文终点", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "责任人"
        ordering = ["task", "position", "id"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="named_person_has_name")]

    def __str__(self) -> str:
        about = "，".join(part for part in (self.kind, self.title, self.phone) if part)
        return f"{self.name}（{about}）" if about else self.name

    def is_of(self, responsibility_id: int | None) -> bool:
        """Whether the person concerns who has that responsibility: is named for it, or for the whole task."""
        return self.responsibility_id is None or responsibility_id in (None, self.responsibility_id)


class Milestone(models.Model):
    """A time limit of a task (时间节点)."""

    task = models.ForeignKey(Task, verbose_name="任务", on_delete=models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField("次序")
    phrase = models.CharField("原文时限", max_length=100, blank=True)
    due_on = models.DateField("日期", null=True, blank=True)
    kind = models.CharField("性质", max_length=10, choices=MilestoneKind.choices, default=MilestoneKind.DUE)
    firmness = models.CharField("力度", max_length=10, choices=Firmness.choices, default=Firmness.MUST)
    reason = models.CharField("年份依据", max_length=200, blank=True)
    span_start = models.PositiveIntegerField("原文起点", null=True, blank=True)
    span_end = models.PositiveIntegerField("原文终点", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "时间节点"
        ordering = ["task", "position"]
        constraints = [
            models.UniqueConstraint(fields=["task", "position"], name="milestone_place_unique"),
            models.CheckConstraint(
                condition=~Q(phrase="") | Q(due_on__isnull=False),
                name="milestone_says_when",
                violation_error_message="时间节点须有日期或原文时限。",
            ),
            models.CheckConstraint(condition=Q(kind__in=MilestoneKind.values), name="milestone_kind_known"),
            models.CheckConstraint(
                condition=Q(firmness__in=Firmness.values), name="milestone_firmness_known"
            ),
        ]

    def __str__(self) -> str:
        return self.phrase or str(self.due_on)


class Indicator(models.Model):
    """A row of a 主要指标 table (指标), values as printed."""

    document = models.ForeignKey(
        PolicyDocument, verbose_name="文件", on_delete=models.CASCADE, related_name="indicators"
    )
    position = models.PositiveSmallIntegerField("次序")
    name = models.CharField("指标", max_length=200)
    base_year = models.PositiveSmallIntegerField("基期年", null=True, blank=True)
    base = models.CharField("基期值", max_length=100, blank=True)
    target_year = models.PositiveSmallIntegerField("目标年", null=True, blank=True)
    target = models.CharField("目标值", max_length=100, blank=True)
    attribute = models.CharField("属性", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "指标"
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="indicator_place_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="indicator_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
