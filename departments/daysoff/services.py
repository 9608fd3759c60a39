"""督查室 enters days off and make-up working days, one by one or from a notice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from common.errors import ServiceError
from departments.daysoff.models import DayKind, DayOff
from departments.daysoff.reading import ReadDay, UnreadableDays, read_days
from departments.daysoff.sheets import days_of, read_days_sheet
from departments.models.users import User, UserRole
from departments.services.access import require_role

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class DaysEntered:
    """How many days are new, changed, and were there as they are."""

    added: int = 0
    changed: int = 0
    same: int = 0

    @property
    def message(self) -> str:
        """One Chinese line for the user."""
        parts = [f"新增{self.added}天"]
        parts += [f"改动{self.changed}天"] if self.changed else []
        parts += [f"{self.same}天与原有的相同"] if self.same else []
        return "已录入：" + "，".join(parts) + "。"


@transaction.atomic
def enter_days(*, days: Iterable[ReadDay], actor: User) -> DaysEntered:
    """Enter what is said of the days; what was said of one before is replaced.

    Raises `NotAllowed` for anybody but 督查室, and `ServiceError` for a year that cannot be meant.
    """
    require_role(actor, UserRole.SUPERVISOR, to="录入工作日历")
    wanted = {one.day: one for one in days}
    if wrong := [day for day in wanted if not FIRST_YEAR <= day.year <= LAST_YEAR]:
        raise ServiceError(
            "days_off_year", f"{wrong[0]}：年份应在{FIRST_YEAR}至{LAST_YEAR}之间。", field="day"
        )
    held = {row.day: row for row in DayOff.objects.select_for_update().filter(day__in=wanted)}
    added = changed = 0
    for day, one in wanted.items():
        row = held.get(day)
        if row is None:
            DayOff.objects.create(day=day, kind=one.kind, name=one.name, entered_by=actor)
            added += 1
        elif (row.kind, row.name) != (one.kind, one.name):
            row.kind, row.name, row.entered_by = one.kind, one.name, actor
            row.save()
            changed += 1
    return DaysEntered(added, changed, len(wanted) - added - changed)


def import_days(*, text: str, year: int | None, actor: User) -> DaysEntered:
    """Enter the days of a notice or of a list, see `read_days`. Raises as `enter_days`."""
    require_role(actor, UserRole.SUPERVISOR, to="录入工作日历")
    try:
        days = read_days(text, year=year)
    except UnreadableDays as error:
        raise ServiceError("days_off_unreadable", str(error), field="text") from None
    return enter_days(days=days, actor=actor)


def import_days_sheet(*, data: bytes, actor: User) -> DaysEntered:
    """Enter the days of an xlsx, all or none; `ServiceError` names each line that is wrong."""
    require_role(actor, UserRole.SUPERVISOR, to="录入工作日历")
    return enter_days(days=days_of(read_days_sheet(data)), actor=actor)


def enter_day(*, day: date, kind: str, name: str = "", actor: User) -> DaysEntered:
    """Enter one day. Raises as `enter_days`."""
    return enter_days(days=[ReadDay(day, DayKind(kind), name.strip())], actor=actor)


@transaction.atomic
def remove_day(*, day: date, actor: User) -> None:
    """Take back what was said of a day: the program's own calendar counts again.

    Raises `NotAllowed`, and `ServiceError` where nothing is said of it.
    """
    require_role(actor, UserRole.SUPERVISOR, to="录入工作日历")
    row = DayOff.objects.select_for_update().filter(day=day).first()
    if row is None:
        raise ServiceError("days_off_missing", f"没有录入{day}的安排。", field="day")
    row.delete()
