"""Days off and make-up working days that 督查室 enters, beyond the calendar that the program brings."""

from django.apps import AppConfig


class DaysOffConfig(AppConfig):
    """Days off and make-up working days that 督查室 enters, beyond the calendar that the program brings."""

    name = "departments.daysoff"
    label = "daysoff"
    verbose_name = "工作日历"
