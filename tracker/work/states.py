"""The states of an assignment and its lights: words without rows, for every layer of the work."""

from django.db import models
from django.db.models import Q


class Status(models.TextChoices):
    """Where an assignment stands."""

    PENDING = "pending", "待签收"
    ACTIVE = "active", "办理中"
    IN_REVIEW = "in_review", "待审核"
    COMPLETED = "completed", "已办结"
    SUSPENDED = "suspended", "已中止"


OPEN_STATUSES = (Status.PENDING, Status.ACTIVE, Status.IN_REVIEW)


OPEN = Q(status__in=OPEN_STATUSES)


class Light(models.TextChoices):
    """Derived by query from dates, never stored; see `AssignmentQuerySet.with_light`."""

    RED = "red", "红灯"
    YELLOW = "yellow", "黄灯"
    GREEN = "green", "绿灯"
    GREY = "grey", "灰灯"
    NONE = "none", "已结束"


SOON_DAYS = 15  # the first reminder before a date is said 15 days ahead (design: 15, 7 and 1)
