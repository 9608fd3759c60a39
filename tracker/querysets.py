"""Reads of assignments and reports that have a name. The day is always the caller's."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Count, F, Min, Q, Value, When

if TYPE_CHECKING:
    from departments.models import User
    from tracker.models import Assignment

SOON_DAYS = 15  # the first reminder before a date is said 15 days ahead (design: 15, 7 and 1)


def _open() -> Q:
    from tracker.models.assignments import OPEN  # the models import this module

    return OPEN


class AssignmentQuerySet(models.QuerySet[Any]):
    """Assignments."""

    def visible_to(self, user: "User") -> "AssignmentQuerySet":
        """All for 督查室 and leaders; for others those of their departments and what these delegated."""
        if user.sees_everything:
            return self
        mine = user.department_ids()
        return self.filter(Q(department_id__in=mine) | Q(parent__department_id__in=mine))

    def open(self) -> "AssignmentQuerySet":
        """Those that still ask for work: 待签收, 办理中, 待审核."""
        return self.filter(_open())

    def overdue(self, on: date) -> "AssignmentQuerySet":
        """Open, with a date that must be met before `on`: due today is not late, late starts tomorrow."""
        return self.filter(_open(), must_due_on__lt=on)

    def due_soon(self, on: date, days: int = SOON_DAYS) -> "AssignmentQuerySet":
        """Open, not overdue, with a date within `days` days of `on`, or a 争取 date that has passed."""
        return self.filter(_open(), due_on__lte=on + timedelta(days=days)).exclude(must_due_on__lt=on)

    def on_track(self, on: date, days: int = SOON_DAYS) -> "AssignmentQuerySet":
        """Open and neither overdue nor due soon."""
        return self.filter(_open()).filter(Q(due_on__isnull=True) | Q(due_on__gt=on + timedelta(days=days)))

    def with_light(self, on: date, days: int = SOON_DAYS) -> "AssignmentQuerySet":
        """Adds `light` (see `Light`), as it is on the day `on`."""
        return self.annotate(
            light=Case(
                When(~_open(), then=Value("none")),
                When(must_due_on__lt=on, then=Value("red")),
                When(due_on__lte=on + timedelta(days=days), then=Value("yellow")),
                default=Value("green"),
                output_field=models.CharField(),
            )
        )

    def in_light(self, light: str, on: date, days: int = SOON_DAYS) -> "AssignmentQuerySet":
        """Those whose light is `light` on the day `on`, by conditions that the indexes serve."""
        from tracker.models.assignments import Light

        match light:
            case Light.RED:
                return self.overdue(on)
            case Light.YELLOW:
                return self.due_soon(on, days)
            case Light.GREEN:
                return self.on_track(on, days)
            case Light.NONE:
                return self.exclude(_open())
        return self.none()

    def most_urgent_first(self) -> "AssignmentQuerySet":
        """Earliest date first, undated ones last."""
        return self.order_by(F("due_on").asc(nulls_last=True), "id")

    def with_context(self) -> "AssignmentQuerySet":
        """Joins what a list shows of each row: measure, document, department.

        A document's text stays behind; a measure's comes along, since its first words stand for a title
        where there is none.
        """
        return self.select_related("task__measure__document", "department__region", "document").defer(
            "task__measure__document__text", "document__text"
        )

    def count_by_department(self, on: date) -> "list[dict[str, Any]]":
        """Overdue counts by department, most first: department_id, name, total, earliest."""
        return list(
            self.overdue(on)
            .values("department_id", name=F("department__short_name"))
            .annotate(total=Count("id"), earliest=Min("must_due_on"))
            .order_by("-total", "earliest", "department_id")
        )

    def count_by_document(self, on: date) -> "list[dict[str, Any]]":
        """Overdue counts by document, most first: document_id, number, title, total, earliest."""
        return list(
            self.overdue(on)
            .values("document_id", number=F("document__number"), title=F("document__title"))
            .annotate(total=Count("id"), earliest=Min("must_due_on"))
            .order_by("-total", "earliest", "document_id")
        )

    def light_counts(self, on: date, days: int = SOON_DAYS) -> dict[str, int]:
        """How many are red, yellow and green on the day `on`, in one query."""
        soon = on + timedelta(days=days)
        return self.filter(_open()).aggregate(
            red=Count("id", filter=Q(must_due_on__lt=on)),
            yellow=Count(
                "id", filter=Q(due_on__lte=soon) & (Q(must_due_on__isnull=True) | Q(must_due_on__gte=on))
            ),
            green=Count("id", filter=Q(due_on__isnull=True) | Q(due_on__gt=soon)),
        )


class ProgressReportQuerySet(models.QuerySet[Any]):
    """Progress reports."""

    def visible_to(self, user: "User") -> "ProgressReportQuerySet":
        """Those on the assignments that the user may see.

        What still waits for the department's own head has not left the department: 督查室 and leaders do
        not see it yet.
        """
        mine = user.department_ids()
        own = Q(assignment__department_id__in=mine)
        if user.sees_everything:
            return self.filter(own | ~Q(status="endorsing"))
        return self.filter(own | (Q(assignment__parent__department_id__in=mine) & ~Q(status="endorsing")))

    def awaiting_review(self) -> "ProgressReportQuerySet":
        """Submitted and not yet answered, most overdue first, then oldest first.

        While an assignment is suspended its reports rest with it.
        """
        return self.filter(
            status__in=["submitted", "first_approved"], assignment__status__in=["active", "in_review"]
        ).order_by(F("assignment__must_due_on").asc(nulls_last=True), "submitted_at", "id")

    def of_partners(self, assignment: "Assignment") -> "ProgressReportQuerySet":
        """What the other units of the same task have filed; the 牵头 unit reads it while writing its own.

        What a subordinate unit files goes to the unit that delegated its part, and to no other.
        """
        if assignment.role != "lead":
            return self.none()
        return (
            self.filter(
                Q(assignment__parent__isnull=True) | Q(assignment__parent=assignment.pk),
                assignment__task=assignment.task_id,
                status__in=["submitted", "first_approved", "approved"],
            )
            .exclude(assignment=assignment.pk)
            .select_related("assignment__department", "author")
        )


class OfAssignmentQuerySet(models.QuerySet[Any]):
    """Rows that hang on an assignment (dates, events): seen by whoever sees the assignment."""

    def visible_to(self, user: "User") -> "OfAssignmentQuerySet":
        """Those on the assignments that the user may see."""
        if user.sees_everything:
            return self
        mine = user.department_ids()
        return self.filter(
            Q(assignment__department_id__in=mine) | Q(assignment__parent__department_id__in=mine)
        )


class RequestQuerySet(OfAssignmentQuerySet):
    """What a department asks and 督查室 answers: extensions, objections."""

    def open(self) -> "RequestQuerySet":
        """Those that wait for an answer; while their assignment is suspended they rest with it."""
        return self.filter(status="open").exclude(assignment__status="suspended")


class ReminderQuerySet(OfAssignmentQuerySet):
    """Reminders."""

    def told_to(self, user: "User") -> "ReminderQuerySet":
        """The user's own."""
        return self.filter(user=user)

    def unread(self) -> "ReminderQuerySet":
        """Those whose link was not opened, about work that is still open."""
        return self.filter(opened_at__isnull=True, assignment__status__in=["pending", "active", "in_review"])

    def with_context(self) -> "ReminderQuerySet":
        """Joins what a line shows: who is told, document, measure, department, date."""
        return self.select_related(
            "user", "assignment__document", "assignment__task__measure", "assignment__department", "milestone"
        ).defer("assignment__document__text", "assignment__task__text")


class ReportDraftQuerySet(models.QuerySet[Any]):
    """Drafts of reports."""

    def visible_to(self, user: "User") -> "ReportDraftQuerySet":
        """The user's own, as long as the assignment is one that the user may see."""
        from tracker.models.assignments import Assignment  # the models import this module

        return self.filter(author=user, assignment__in=Assignment.objects.visible_to(user).values("pk"))


class OfficeNoteQuerySet(models.QuerySet[Any]):
    """督查室's own notes."""

    def visible_to(self, user: "User") -> "OfficeNoteQuerySet":
        """All for 督查室 and leaders; none for anybody else."""
        return self if user.sees_everything else self.none()


class AttachmentQuerySet(models.QuerySet[Any]):
    """Attachments."""

    def visible_to(self, user: "User") -> "AttachmentQuerySet":
        """Those of the reports that the user may see, and those of the user's own drafts."""
        from tracker.models.drafts import ReportDraft  # the models import this module
        from tracker.models.reports import ProgressReport

        reports = ProgressReport.objects.visible_to(user)
        drafts = ReportDraft.objects.visible_to(user)
        return self.filter(Q(report__in=reports.values("pk")) | Q(draft__in=drafts.values("pk")))


class InstructionQuerySet(models.QuerySet[Any]):
    """Instructions of leaders."""

    def visible_to(self, user: "User") -> "InstructionQuerySet":
        """All for 督查室 and leaders; for others those that one of their departments has to answer."""
        if user.sees_everything:
            return self
        from tracker.models.instructions import InstructionItem  # the models import this module

        mine = InstructionItem.objects.filter(department_id__in=user.department_ids())
        return self.filter(pk__in=mine.values("instruction_id"))


class InstructionItemQuerySet(models.QuerySet[Any]):
    """What departments have to answer to instructions."""

    def visible_to(self, user: "User") -> "InstructionItemQuerySet":
        """All for 督查室 and leaders; for others their departments' own."""
        if user.sees_everything:
            return self
        return self.filter(department_id__in=user.department_ids())

    def about(self, assignment: "Assignment") -> "InstructionItemQuerySet":
        """What the assignment's department has to answer about it, its task or its document."""
        return self.filter(
            Q(instruction__assignment=assignment.pk)
            | Q(instruction__task=assignment.task_id)
            | Q(instruction__document=assignment.document_id),
            department=assignment.department_id,
        )

    def unanswered(self) -> "InstructionItemQuerySet":
        """Those without a reply, most urgent first."""
        return self.filter(replied_at__isnull=True).order_by("due_on", "id")
