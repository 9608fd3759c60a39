"""What the pages of documents share."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpRequest

from common.admin.filters import IdFilter
from departments.admin.actor import actor
from policies.models.documents import PolicyDocument


class WithinDocuments:
    """Mixed in front of an admin whose rows belong to a document at `document_path`.

    Rows of documents that the user may not see do not exist for that user.
    """

    document_path = "document"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: QuerySet = super().get_queryset(request)  # type: ignore[misc]
        user = actor(request)
        if user.sees_everything and not user.minds_circles:
            return queryset
        visible = PolicyDocument.objects.visible_to(user).values("pk")
        return queryset.filter(**{f"{self.document_path}__in": visible})


class DocumentFilter(IdFilter):
    """By document, among those that the user may see."""

    title = "文件"
    parameter_name = "document"

    def named(self, request: HttpRequest) -> Iterable[tuple[int, str]]:
        rows = PolicyDocument.objects.visible_to(actor(request)).values_list("pk", "number", "title")
        return [(pk, f"{number} {title}".strip()[:40]) for pk, number, title in rows]
