"""What the pages of documents share."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from common.admin.filters import NamedFilter
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
        if user.sees_everything:
            return queryset
        visible = PolicyDocument.objects.visible_to(user).values("pk")
        return queryset.filter(**{f"{self.document_path}__in": visible})


class DocumentFilter(NamedFilter):
    """By document, among those that the user may see."""

    title = "文件"
    parameter_name = "document"
    document_path = "document"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.document_path = getattr(model_admin, "document_path", self.document_path)
        rows = PolicyDocument.objects.visible_to(actor(request)).values_list("pk", "number", "title")
        return [(str(pk), f"{number} {title}".strip()[:40]) for pk, number, title in rows]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = str(self.value() or "")
        if not chosen:
            return queryset
        return queryset.filter(**{self.document_path: chosen}) if chosen.isdigit() else queryset.none()
