"""Reads of documents and what they order that have a name."""

from typing import Any

from django.db import models
from django.db.models import Count, Q

from common.db.related import related
from departments.models.users import User


class PolicyDocumentQuerySet(models.QuerySet[Any]):
    """Documents."""

    def visible_to(self, user: User) -> "PolicyDocumentQuerySet":
        """All for 督查室 and leaders; for others the documents handed to one of their departments."""
        if user.sees_everything:
            return self
        departments = user.department_ids()
        if not departments:
            return self.none()
        received = self.model.recipients.through.objects.filter(department_id__in=departments)
        return self.filter(pk__in=received.values("policydocument_id"))

    def checked(self) -> "PolicyDocumentQuerySet":
        """Those that a person has checked: confirmed or handed out."""
        return self.filter(status__in=["confirmed", "dispatched"])

    def without_text(self) -> "PolicyDocumentQuerySet":
        """For lists: the long text stays in the database."""
        return self.defer("text")

    def with_counts(self) -> "PolicyDocumentQuerySet":
        """Adds `measure_count` and `open_check_count`."""
        return self.annotate(
            measure_count=Count("measures", distinct=True),
            open_check_count=Count(
                "check_items", filter=Q(check_items__settled_at__isnull=True), distinct=True
            ),
        )


class MeasureQuerySet(models.QuerySet[Any]):
    """Measures."""

    def visible_to(self, user: User) -> "MeasureQuerySet":
        """Those of the documents that the user may see."""
        return _within(self, "document", user)


class TaskQuerySet(models.QuerySet[Any]):
    """Tasks."""

    def visible_to(self, user: User) -> "TaskQuerySet":
        """Those of the documents that the user may see."""
        return _within(self, "measure__document", user)


class ResponsibilityQuerySet(models.QuerySet[Any]):
    """Responsibilities."""

    def unresolved(self) -> "ResponsibilityQuerySet":
        """Those whose printed unit nobody knows yet."""
        return self.filter(department__isnull=True, group__isnull=True)


class CheckItemQuerySet(models.QuerySet[Any]):
    """Things to check."""

    def open(self) -> "CheckItemQuerySet":
        """Those that nobody has settled."""
        return self.filter(settled_at__isnull=True)


class AlignmentQuerySet(models.QuerySet[Any]):
    """上下对照."""

    def visible_to(self, user: User) -> "AlignmentQuerySet":
        """All for 督查室 and leaders; none for anybody else."""
        return self if user.sees_everything else self.none()


def _within(queryset: Any, document: str, user: User) -> Any:
    if user.sees_everything:
        return queryset
    documents = related(queryset.model, document)
    return queryset.filter(**{f"{document}__in": documents.visible_to(user).values("pk")})
