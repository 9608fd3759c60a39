"""A day off or a make-up working day of an office."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from departments.models.offices import OfOffice


class DayKind(models.TextChoices):
    """Whether the day is worked."""

    OFF = "off", "休息"
    WORKED = "worked", "上班"


class DayOff(OfOffice):
    """What 督查室 says of one day; it goes before the calendar that the program brings."""

    day = models.DateField("日期")
    kind = models.CharField("安排", max_length=10, choices=DayKind.choices)
    name = models.CharField("说明", max_length=30, blank=True, help_text="如：春节、国庆节调休")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="录入人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField("录入时间", auto_now=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["office", "day"], name="day_off_once"),
            models.CheckConstraint(condition=Q(kind__in=DayKind.values), name="day_off_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.day}{self.get_kind_display()}"
