"""提醒规则: when something is said and to whom; 督查室's own data, read by every sweep."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, validate_comma_separated_integer_list
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from common.workdays import DaysOff, add_workdays, is_workday, workday_on_or_before, workdays_between
from departments.models.departments import Department
from departments.models.offices import OfOffice
from departments.models.users import UserRole
from policies.models.documents import PolicyDocument
from tracker.reminders.kinds import SWEPT, Rule

# A rule that speaks only before its day, and those that speak before as well as after it.
_ONLY_BEFORE = (Rule.DUE_SOON,)
_BEFORE_AND_AFTER = (Rule.REPORT_MISSING, Rule.INSTRUCTION_OPEN)
_LONGEST_REST = 60  # days off in a row beyond which nobody looks back: see the longest stretch of daysoff


class ReminderRule(OfOffice):
    """One rule: on which days, counted from the day that its kind is about, and who is told.

    The day is the time limit (of a date, of a reply), the end of the reporting period, the day of dispatch
    or the day of the return. Two rules of one kind that meet on a day tell each person once.
    """

    rule = models.CharField("事由", max_length=20, choices=[(r.value, r.label) for r in SWEPT])
    before = models.CharField(
        "提前天数",
        max_length=60,
        blank=True,
        validators=[validate_comma_separated_integer_list],
        help_text="到期前第几天提醒，用英文逗号隔开，0为当天，如15,7,1,0",
    )
    first = models.PositiveSmallIntegerField(
        "之后第几天", null=True, blank=True, validators=[MinValueValidator(1)], help_text="如逾期第1天"
    )
    every = models.PositiveSmallIntegerField(
        "此后每隔几天",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="不填则只提醒一次",
    )
    in_workdays = models.BooleanField("之后的天数按工作日计", default=False)
    to_filer = models.BooleanField("提醒填报员", default=False)
    to_head = models.BooleanField("提醒单位负责人", default=False)
    to_leader = models.BooleanField(
        "提醒分管领导",
        default=False,
        help_text="单位（或其上级单位）没有领导任职的，提醒督查室所在单位的领导",
    )
    to_office = models.BooleanField("提醒督查室", default=False)
    on_days_off = models.BooleanField("休息日也提醒", default=False, help_text="否则由下一个工作日补上")
    enabled = models.BooleanField("启用", default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "提醒规则"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rule__in=[r.value for r in SWEPT]), name="reminder_rule_is_swept"
            ),
            models.CheckConstraint(
                condition=~Q(before="") | Q(first__isnull=False),
                name="reminder_rule_has_days",
                violation_error_message="请填写提前天数或之后第几天。",
            ),
            models.CheckConstraint(
                condition=Q(to_filer=True) | Q(to_head=True) | Q(to_leader=True) | Q(to_office=True),
                name="reminder_rule_tells_somebody",
                violation_error_message="请至少选择一类接收人。",
            ),
            models.CheckConstraint(
                condition=Q(every__isnull=True) | Q(every__gte=1, first__isnull=False),
                name="reminder_rule_repeats_from_first",
                violation_error_message="填写了间隔的，须同时填写之后第几天。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()}（{self.days_in_words}）"

    def clean(self) -> None:
        """Days that the kind of rule has no use for are refused, so that no rule is silently dead."""
        if self.rule in _ONLY_BEFORE:
            if self.first is not None:
                raise ValidationError({"first": f"“{self.get_rule_display()}”只在到期前提醒。"})
        elif self.before and self.rule not in _BEFORE_AND_AFTER:
            raise ValidationError({"before": f"“{self.get_rule_display()}”只在之后提醒。"})

    @property
    def days_in_words(self) -> str:
        """When it speaks, in Chinese."""
        unit = "个工作日" if self.in_workdays else "天"
        parts = [f"提前{self.before}天"] if self.before else []
        if self.first is not None:
            parts.append(f"第{self.first}{unit}" + (f"起每{self.every}{unit}" if self.every else ""))
        return "，".join(parts)

    @property
    def roles(self) -> list[UserRole]:
        """Those of the department itself whom it tells."""
        return [*([UserRole.FILER] if self.to_filer else []), *([UserRole.HEAD] if self.to_head else [])]

    @property
    def recipients_in_words(self) -> str:
        """Whom it tells, in Chinese."""
        flags = ("to_filer", "to_head", "to_leader", "to_office")
        names = ("填报员", "单位负责人", "分管领导", "督查室")
        return "、".join(name for flag, name in zip(flags, names, strict=True) if getattr(self, flag))

    def step(self, anchor: date, day: date, days_off: DaysOff) -> int | None:
        """How far `day` lies behind the day it is about (negative: ahead), if it is to be said then.

        In days, or in working days behind it where the rule counts so; `None` when nothing is said. What is
        ahead and falls on a day off is said on the last working day before; what lies behind, on the next.
        """
        late = (day - anchor).days
        if late <= 0:
            return late if self._speaks_ahead(anchor, day, days_off) else None
        if self.first is None:
            return None
        if not self.in_workdays:
            return late if self._hits(late) else None
        if not is_workday(day, days_off)[0] or late < self.first:
            return None
        if self.every is None:
            return self.first if add_workdays(anchor, self.first, days_off)[0] == day else None
        worked = workdays_between(anchor, day, days_off)
        return worked if self._hits(worked) else None

    def distance(self, anchor: date, day: date, days_off: DaysOff) -> int:
        """How far `day` lies behind `anchor` as the rule counts, whether it speaks then or not."""
        late = (day - anchor).days
        return workdays_between(anchor, day, days_off) if self.in_workdays and late > 0 else late

    def _speaks_ahead(self, anchor: date, day: date, days_off: DaysOff) -> bool:
        ahead = (anchor - day).days
        meant = [int(text) for text in self.before.split(",") if text.strip()]
        if self.on_days_off:
            return ahead in meant
        if not any(n <= ahead <= n + _LONGEST_REST for n in meant) or not is_workday(day, days_off)[0]:
            return False
        return any(
            ahead == n or (n < ahead and workday_on_or_before(anchor - timedelta(days=n), days_off) == day)
            for n in meant
        )

    def _hits(self, late: int) -> bool:
        first = self.first or 0
        return late == first or (
            late > first and bool(self.every) and (late - first) % (self.every or 1) == 0
        )


class ReminderExemption(models.Model):
    """免提醒: a rule (or every rule) says nothing about a document, a department, or one within the other."""

    rule = models.ForeignKey(
        ReminderRule,
        verbose_name="规则",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="exemptions",
        help_text="不选则对全部规则生效；领导批示和催办不受影响",
    )
    document = models.ForeignKey(
        PolicyDocument, verbose_name="文件", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    department = models.ForeignKey(
        Department, verbose_name="单位", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    reason = models.CharField("原因", max_length=200)
    enabled = models.BooleanField("生效", default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "免提醒"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False) | Q(department__isnull=False),
                name="reminder_exemption_of_something",
                violation_error_message="请选择文件或单位。",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reminder_exemption_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.document or '全部文件'}，{self.department or '全部单位'}"
