"""Reads of what departments file that have a name: reports, their drafts, attachments and sheets."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from common.db.related import related
from common.db.typed import Row
from departments.models.users import User
from policies.readers.rule import within_circles
from tracker.work.dated import held_by
from tracker.work.models.assignments import Assignment
from tracker.work.periods import Span
from tracker.work.querysets import counted_units


class ProgressReportQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """Those on the assignments that the user may see.

        What waits for the department's own head, or went back from there to the filer, has not left the
        department: 督查室 and leaders do not see it.
        """
        mine = user.department_ids()
        own = Q(assignment__department_id__in=mine)
        left = Q(needs_endorsement=False) | Q(endorsed_at__isnull=False)
        handed_on = Q(assignment__delegated_by_id__in=mine)
        if user.sees_everything:
            rows = self.filter(own | left)
            return within_circles(rows, user, "assignment__document", held=own | handed_on)
        return self.filter(own | (handed_on & left))

    def counted_for(self, user: User | None) -> Self:
        """As `AssignmentQuerySet.counted_for`."""
        return within_circles(self, user, "assignment__document", held=held_by(user, "assignment__"))

    def visible_then(self, user: User, moment: datetime) -> Self:
        """As `visible_to` for who sees everything, as it was at a moment: what had left the department."""
        left = Q(needs_endorsement=False) | Q(endorsed_at__lt=moment)
        rows = self.filter(Q(assignment__department_id__in=user.department_ids()) | left)
        return within_circles(rows, user, "assignment__document", held=held_by(user, "assignment__"))

    def standing_then(self, moment: datetime) -> Self:
        """Filed before the moment, and not taken back by then."""
        gone = Q(withdrawn_at__lt=moment)
        return self.filter(submitted_at__lt=moment).exclude(gone)

    def awaiting_review(self) -> Self:
        """Submitted and not yet answered, most overdue first, then oldest first.

        While an assignment is suspended its reports rest with it. What was filed by 并案 is read once: a copy
        stands here only where its original does not.
        """
        waiting = {
            "status__in": ["submitted", "first_approved"],
            "assignment__status__in": ["active", "in_review"],
        }
        originals = self.model._default_manager.filter(pk=models.OuterRef("original"), **waiting)
        return self.filter(Q(original__isnull=True) | ~models.Exists(originals), **waiting).order_by(
            F("assignment__must_due_on").asc(nulls_last=True), "submitted_at", "id"
        )

    def waiting_on(self, assignments: Iterable[Assignment]) -> Self:
        """Those on the assignments that wait for an answer, within the department or without; newest last."""
        unanswered = ["endorsing", "submitted", "first_approved"]
        return self.filter(assignment__in=assignments, status__in=unanswered).order_by("id")

    def awaiting_review_by_unit(self, user: User) -> Self:
        """Those of them that the user's departments answer: on work that these handed on."""
        waiting = self.visible_to(user).awaiting_review()
        return waiting.filter(assignment__delegated_by_id__in=user.department_ids())

    def within(self, span: Span, *, once: bool, on: date | None = None) -> Self:
        """Those answered within the span that count in the scorecard: of 牵头 and 负责 units.

        With `once` what was filed by 并案 counts once, however many assignments it served.
        """
        begin, end = span.instants
        # What the unit's own head sent back was no answer of a reviewer.
        own = Q(needs_endorsement=True, endorsed_at__isnull=True)
        counted = counted_units("assignment__") & ~own
        found = self.filter(counted, reviewed_at__gte=begin, reviewed_at__lt=end)
        if not once:
            return found
        root = OuterRef("original")
        served = self.model._default_manager.filter(
            Q(pk=root) | Q(original=root), counted, pk__lt=OuterRef("pk"), reviewed_at__isnull=False
        )
        return found.filter(Q(original__isnull=True) | ~Exists(served))

    def returned_and_not_answered(self) -> Self:
        """Those sent back after which nothing was filed."""
        newer = self.model._default_manager.filter(
            assignment_id=models.OuterRef("assignment_id"), pk__gt=models.OuterRef("pk")
        )
        return self.filter(~models.Exists(newer), status="returned")

    def of_partners(self, assignment: Assignment) -> Self:
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


class ReportDraftQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """The user's own, as long as the assignment is one that the user may see."""
        return self.filter(author=user, assignment__in=Assignment.objects.visible_to(user).values("pk"))


class AttachmentQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """Those of the reports that the user may see, and those of the user's own drafts."""
        reports = related(self.model, "report").visible_to(user)
        drafts = related(self.model, "draft").visible_to(user)
        return self.filter(Q(report__in=reports.values("pk")) | Q(draft__in=drafts.values("pk")))


class FilingSheetQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """The user's own, as long as the user files for the department."""
        return self.filter(uploaded_by=user, department_id__in=user.department_ids())
