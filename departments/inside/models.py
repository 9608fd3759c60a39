"""处室 and 代理: the parts of a unit, and who acts for whom in it, from when to when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from departments.inside.querysets import SectionQuerySet, SubstitutionQuerySet
from departments.models.departments import Department


class Section(models.Model):
    """A part of a unit (处室) to which work is given; its members are people of the unit."""

    department = models.ForeignKey(
        Department, verbose_name="单位", on_delete=models.PROTECT, related_name="sections"
    )
    name = models.CharField("名称", max_length=60)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name="人员", related_name="sections", blank=True
    )
    closed = models.BooleanField("已撤销", default=False, help_text="撤销后不再分办给它，原有记录保留")
    history = HistoricalRecords(m2m_fields=[members])

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "处室"
        ordering = ["department", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "name"],
                name="section_unique_in_department",
                violation_error_message="本单位已有这个处室。",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="section_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Substitution(models.Model):
    """One person acts for another of the same unit, from a day to a day; it ends by itself."""

    department = models.ForeignKey(
        Department, verbose_name="单位", on_delete=models.PROTECT, related_name="substitutions"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="被代理人",
        on_delete=models.PROTECT,
        related_name="substitutions",
        db_index=False,  # `substitution_of_person` serves
    )
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="代理人",
        on_delete=models.PROTECT,
        related_name="acts_for",
        db_index=False,  # `substitution_of_substitute` serves
    )
    first_day = models.DateField("开始日期")
    last_day = models.DateField("结束日期", help_text="当日结束后自动失效")
    reason = models.CharField("原因", max_length=100, blank=True, help_text="如：出差、休假")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="设定人", on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField("设定时间", auto_now_add=True)
    # Ended before its last day had passed; it counts no more from that day on.
    ended_on = models.DateField("提前结束日期", null=True, blank=True)
    history = HistoricalRecords()

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代理"
        ordering = ["-last_day", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("substitute")), name="substitution_by_another"),
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="substitution_days_ordered"
            ),
        ]
        indexes = [
            # Whom somebody acts for on a day: the list 我的, and what is done for another.
            models.Index(fields=["substitute", "last_day"], name="substitution_of_substitute"),
            # Who acts for somebody on a day: who is told beside the person.
            models.Index(fields=["person", "last_day"], name="substitution_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.substitute}代{self.person}（{self.first_day}至{self.last_day}）"
