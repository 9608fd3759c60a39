"""附件 of a matter on its page."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from departments.admin.actor import actor, is_supervisor
from policies.models.documents import DocumentStatus, PolicyDocument
from tracker.matters.models import MatterFile


def supplementing(request: HttpRequest, document: PolicyDocument) -> SafeString:
    """Where 督查室 adds a measure that the reading missed, once the document is checked."""
    checked = document.status in (DocumentStatus.CONFIRMED, DocumentStatus.DISPATCHED)
    if document.is_matter or not checked or not is_supervisor(actor(request), document):
        return SafeString("")
    return render_to_string("matters/supplement.html", {"document": document}, request)


def matter_files(request: HttpRequest, document: PolicyDocument) -> SafeString:
    """Its files; for 督查室 also where to add one."""
    if not document.is_matter:
        return SafeString("")
    user = actor(request)
    files = list(MatterFile.objects.visible_to(user).filter(document=document).select_related("uploaded_by"))
    may_add = is_supervisor(user, document) and document.status != DocumentStatus.ARCHIVED
    if not files and not may_add:
        return SafeString("")
    shown = {"files": files, "may_add": may_add, "document": document}
    return render_to_string("matters/files.html", shown, request)
