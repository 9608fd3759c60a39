"""Reads of documents and what they order that have a name."""

from typing import Any, Self, TypeVar, cast

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from common.db.related import related
from common.db.typed import Row
from departments.models.users import User
from policies.cycles import reports_a_year
from policies.readers.rule import NOTHING, named_in, within_circles

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")


class PolicyDocumentQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """All for 督查室 and leaders; for others the documents handed to one of their departments.

        Where a document has a circle of readers, who is in it instead (`policies.readers.rule`).
        """
        if user.sees_everything and not user.minds_circles:
            return self
        departments = user.department_ids()
        received = cast(Any, self.model).recipients.through.objects.filter(department_id__in=departments)
        held = Q(pk__in=received.values("policydocument_id")) if departments else NOTHING
        if user.sees_everything:
            return within_circles(self, user, "", held=held)
        if user.minds_circles:
            held |= Q(pk__in=named_in(self.model, user))
        return self.filter(held) if held != NOTHING else self.none()

    def open_to_all(self) -> Self:
        """Those that no circle closes: for what goes out to a list of people by itself."""
        return self.filter(circle=None)

    def checked(self) -> Self:
        """Those that a person has checked: confirmed or handed out."""
        return self.filter(status__in=["confirmed", "dispatched"])

    def to_be_checked(self) -> Self:
        """Drafts of policies: read, and not yet looked through."""
        return self.filter(status="draft", kind="policy")

    def ordering_nothing(self) -> Self:
        """Drafts in which there is no work: an appointment, a speech, a communiqué."""
        measures = related(self.model, "measures").filter(document=OuterRef("pk"))
        return self.filter(~Q(kind="policy") | ~Exists(measures), status="draft")

    def matters(self) -> Self:
        """Those that were entered by hand (督办事项)."""
        return self.exclude(origin="file")

    def without_text(self) -> Self:
        """For lists: the long text stays in the database."""
        return self.defer("text")

    def with_counts(self) -> Self:
        """Adds `measure_count` and `open_check_count`."""
        return self.annotate(
            measure_count=Count("measures", distinct=True),
            open_check_count=Count(
                "check_items", filter=Q(check_items__settled_at__isnull=True), distinct=True
            ),
        )


class MeasureQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """Those of the documents that the user may see."""
        return _within(self, "document", user)


class TaskQuerySet(models.QuerySet[Row]):
    def update(self, **kwargs: Any) -> int:
        """As Django's; `reports_a_year` follows the cycle where that is a value."""
        if isinstance(kwargs.get("cycle"), str):
            kwargs["reports_a_year"] = reports_a_year(kwargs["cycle"])
        return super().update(**kwargs)

    def cycles(self) -> list[str]:
        """The cycles (rules) that there are among them, in order; one query."""
        return list(self.exclude(cycle="").order_by("cycle").values_list("cycle", flat=True).distinct())

    def visible_to(self, user: User) -> Self:
        """Those of the documents that the user may see."""
        return _within(self, "measure__document", user)


class ResponsibilityQuerySet(models.QuerySet[Row]):
    def unresolved(self) -> Self:
        """Those whose printed unit nobody knows yet."""
        return self.filter(department__isnull=True, group__isnull=True)


class CheckItemQuerySet(models.QuerySet[Row]):
    def open(self) -> Self:
        """Those that nobody has settled."""
        return self.filter(settled_at__isnull=True)


class DraftEditQuerySet(models.QuerySet[Row]):
    def undoable(self) -> Self:
        """Those that can still be taken back: none from before an edit that stands for good."""
        final = self.model._default_manager.filter(document=OuterRef("document"), is_final=True)
        last = final.order_by("-id").values("id")[:1]
        return self.filter(Q(id__gt=Subquery(last)) | ~Exists(final), undone_at__isnull=True, is_final=False)


class AlignmentQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """All for 督查室 and leaders, of two documents that they may know of; none for anybody else."""
        if not user.sees_everything:
            return self.none()
        return within_circles(self, user, "upper", "lower")


def _within(queryset: Rows, document: str, user: User) -> Rows:
    if user.sees_everything and not user.minds_circles:
        return queryset
    documents = related(queryset.model, document)
    return queryset.filter(**{f"{document}__in": documents.visible_to(user).values("pk")})
