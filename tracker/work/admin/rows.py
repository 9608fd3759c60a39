"""What the pages of rows that hang on an assignment share: reports, drafts, requests."""

from typing import Any

from django.db.models import Case, F, QuerySet, Value, When
from django.http import HttpRequest
from unfold.decorators import display

from common.admin.base import LedgerAdmin
from departments.admin.actor import actor
from tracker.work.models.assignments import Assignment

BY_ASSIGNMENT = (
    *("assignment__task__measure__title", "assignment__document__number"),
    *("assignment__document__title", "assignment__department__short_name"),
)


def assignment_of(row: Any) -> Assignment:
    """What the row is about."""
    assignment: Assignment = row.assignment
    return assignment


class OfAssignmentAdmin(LedgerAdmin):
    """Who sees the rows, what a line shows of the assignment, and that those that wait stand first."""

    document_path = "assignment__document"
    department_path = "assignment__department"
    list_display_links = ("show_measure",)
    related: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()  # the states in which a row waits for an answer

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Those on the assignments that the user may see, with what a line shows; long texts stay behind."""
        queryset: Any = super().get_queryset(request)
        return (
            queryset.visible_to(actor(request))
            .select_related(
                "assignment__parent",
                "assignment__document",
                "assignment__department",
                "assignment__task__measure",
                *self.related,
            )
            .defer("assignment__document__text")
        )

    def get_ordering(self, request: HttpRequest) -> Any:
        """Those that wait, oldest first; then the answered ones, newest first."""
        if not self.waiting:
            return super().get_ordering(request)
        waiting = Case(When(status__in=self.waiting, then=F("id")), default=Value(None))
        return (waiting.asc(nulls_last=True), "-id")

    @display(description="举措", ordering="assignment__task__measure__position")
    def show_measure(self, obj: Any) -> str:
        return str(obj.assignment.label)

    @display(description="文号", ordering="assignment__document__number")
    def show_number(self, obj: Any) -> str:
        return str(obj.assignment.document)

    @display(description="单位", ordering="assignment__department")
    def show_department(self, obj: Any) -> str:
        return str(obj.assignment.department)
