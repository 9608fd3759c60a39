"""Reads of instructions, notes and papers that have a name."""

from typing import Self

from django.db import models
from django.db.models import Q

from common.db.related import related
from common.db.typed import Row
from departments.models.users import User
from tracker.work.models.assignments import Assignment


class OfficeNoteQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """All for 督查室 and leaders; none for anybody else."""
        return self if user.sees_everything else self.none()


class InstructionQuerySet(models.QuerySet[Row]):
    """Instructions of leaders."""

    def visible_to(self, user: User) -> Self:
        """All for 督查室 and leaders; for others those that one of their departments has to answer."""
        if user.sees_everything:
            return self
        mine = related(self.model, "items").filter(department_id__in=user.department_ids())
        return self.filter(pk__in=mine.values("instruction_id"))


class InstructionItemQuerySet(models.QuerySet[Row]):
    """What departments have to answer to instructions."""

    def visible_to(self, user: User) -> Self:
        """All for 督查室 and leaders; for others their departments' own."""
        if user.sees_everything:
            return self
        return self.filter(department_id__in=user.department_ids())

    def about(self, assignment: Assignment) -> Self:
        """What the assignment's department has to answer about it, its task, measure or document."""
        return self.filter(
            Q(instruction__assignment=assignment.pk)
            | Q(instruction__task=assignment.task_id)
            | Q(instruction__measure__tasks=assignment.task_id)
            | Q(instruction__document=assignment.document_id),
            department=assignment.department_id,
        )

    def to_read(self) -> Self:
        """Answered, and not yet read by the leader."""
        return self.filter(replied_at__isnull=False, read_at__isnull=True)

    def unanswered(self) -> Self:
        """Those without a reply, most urgent first."""
        return self.filter(replied_at__isnull=True).order_by("due_on", "id")
