"""Reads of instructions, notes and papers that have a name."""

from typing import Self

from django.db import models
from django.db.models import Q

from common.db.related import related
from common.db.typed import Row
from departments.models.users import User
from policies.readers.rule import NOTHING, seen
from tracker.work.models.assignments import Assignment

# The ways from an instruction to the document that it is about; all but one end nowhere.
ABOUT = ("document", "measure__document", "task__measure__document", "assignment__document")


class OfficeNoteQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """All for 督查室 and leaders, of what they may know of; none for anybody else."""
        return seen(self, user, "assignment__document", held=NOTHING)


class InstructionQuerySet(models.QuerySet[Row]):
    """Instructions of leaders."""

    def visible_to(self, user: User) -> Self:
        """All for 督查室 and leaders; for others those that one of their departments has to answer."""
        mine = related(self.model, "items").filter(department_id__in=user.department_ids())
        return seen(self, user, *ABOUT, held=Q(pk__in=mine.values("instruction_id")))


class InstructionItemQuerySet(models.QuerySet[Row]):
    """What departments have to answer to instructions."""

    def visible_to(self, user: User) -> Self:
        """All for 督查室 and leaders; for others their departments' own."""
        about = (f"instruction__{way}" for way in ABOUT)
        return seen(self, user, *about, held=Q(department_id__in=user.department_ids()))

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
