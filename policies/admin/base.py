"""What the pages of documents share."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from departments.admin.base import actor
from departments.admin.filters import NamedFilter
from policies.models import DocumentStatus, PolicyDocument

# Until it is handed out, what was read from a document may be corrected.
CORRECTABLE = (DocumentStatus.DRAFT, DocumentStatus.CONFIRMED)


class WithinDocuments:
    """Mixed in front of an admin whose rows belong to a document at `document_path`.

    Rows of documents that the user may not see do not exist for that user, and what was read may only be
    corrected while the document has not been handed out.
    """

    document_path = "document"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Rows of the documents that the user may see."""
        queryset: QuerySet = super().get_queryset(request)  # type: ignore[misc]
        user = actor(request)
        if user.sees_everything:
            return queryset
        visible = PolicyDocument.objects.visible_to(user).values("pk")
        return queryset.filter(**{f"{self.document_path}__in": visible})

    def document_of(self, obj: Any) -> PolicyDocument:
        """The document that a row belongs to."""
        for name in self.document_path.split("__"):
            obj = getattr(obj, name)
        document: PolicyDocument = obj
        return document

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Those who may, while the document has not been handed out."""
        allowed: bool = super().has_change_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or self.document_of(obj).status in CORRECTABLE)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: an import makes these rows."""
        return False


class DocumentFilter(NamedFilter):
    """By document, among those that the user may see."""

    title = "文件"
    parameter_name = "document"
    document_path = "document"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every document by number and title."""
        self.document_path = getattr(model_admin, "document_path", self.document_path)
        rows = PolicyDocument.objects.visible_to(actor(request)).values_list("pk", "number", "title")
        return [(str(pk), f"{number} {title}".strip()[:40]) for pk, number, title in rows]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Rows of the chosen document."""
        chosen = str(self.value() or "")
        if not chosen:
            return queryset
        return queryset.filter(**{self.document_path: chosen}) if chosen.isdigit() else queryset.none()
