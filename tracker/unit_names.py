"""Whose work it was, and by which name, when something was filed: reforms since then are looked through."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from departments.models import Department
from tracker.models.reforms import Reform, ReformKind, ReformMove


def unit_name_when(at: str, assignment: str, department: str) -> Any:
    """The short name of the unit that held the assignment at a time; all three are columns of the query.

    The first reform after that time that moved the assignment tells the unit, else it is that of today; the
    first renaming of that unit after the time, and before it handed the work over, tells the name.
    """
    before_that = Reform.objects.filter(
        kind=ReformKind.RENAME,
        undone_at__isnull=True,
        department=OuterRef("reform__department"),
        made_at__gt=OuterRef(OuterRef(at)),
        pk__lt=OuterRef("reform"),
    ).order_by("pk")
    moved = ReformMove.objects.filter(
        assignment=OuterRef(assignment),
        before__has_key="department_id",
        reform__undone_at__isnull=True,
        reform__made_at__gt=OuterRef(at),
    ).order_by("reform_id")
    renamed = Reform.objects.filter(
        kind=ReformKind.RENAME,
        undone_at__isnull=True,
        department=OuterRef(department),
        made_at__gt=OuterRef(at),
    ).order_by("pk")
    today = Department.objects.filter(pk=OuterRef(department)).order_by()
    called = Coalesce(Subquery(before_that.values("old_short_name")[:1]), "reform__old_short_name")
    return Coalesce(
        Subquery(moved.annotate(called=called).values("called")[:1]),
        Subquery(renamed.values("old_short_name")[:1]),
        Subquery(today.values("short_name")[:1]),
    )
