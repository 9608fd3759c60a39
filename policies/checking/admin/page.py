"""校核: the page that shows a draft beside its source text; everything on it goes through the API."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.decorators import action
from unfold.enums import ActionVariant

from departments.admin.actor import actor
from departments.models.departments import Kind
from departments.models.users import UserRole


class CheckingMixin:
    """Mixed into the admin of documents: the page at `<id>/check/` and the button that leads there."""

    @action(description="校核", url_path="check", icon="fact_check", variant=ActionVariant.PRIMARY)
    def check_draft(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page; 404 for a document that is not there, 403 for all but 督查室."""
        return checking_view(self, request, object_id)


def checking_view(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """The page without its content, which it fetches itself."""
    document = admin.visible_object(request, object_id)
    if not actor(request).has_role(UserRole.SUPERVISOR):
        raise PermissionDenied("您没有权限校核文件。")
    context = {
        **admin.admin_site.each_context(request),
        "title": f"校核：{document}",
        "document": document,
        "state_url": reverse("checking", args=[document.pk]),
        "confirm_url": reverse("document-confirm", args=[document.pk]),
        # Handing out belongs to the tracker, which this layer knows by its address alone.
        "dispatch_url": reverse("document-dispatch", args=[document.pk]),
        "return_url": reverse("document-back-to-checking", args=[document.pk]),
        "document_url": reverse("admin:policies_policydocument_change", args=[document.pk]),
        "kinds": json.dumps([[value, str(label)] for value, label in Kind.choices], ensure_ascii=False),
    }
    return TemplateResponse(request, "policies/checking.html", context)
