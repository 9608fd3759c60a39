"""佐证: whether a document's tasks may be closed without a file."""

from django.db import transaction

from common.errors import ServiceError
from departments.models.users import User, UserRole
from departments.services.access import require_role
from policies.models.documents import DocumentStatus, PolicyDocument


@transaction.atomic
def set_evidence_required(*, document: PolicyDocument, required: bool, actor: User | None) -> PolicyDocument:
    """Switch whether a claim of completion on the document's tasks must carry an attachment.

    Raises `NotAllowed` for anybody but 督查室, and `ServiceError` for an archived document.
    """
    require_role(actor, UserRole.SUPERVISOR, to="设定佐证要求")
    document = PolicyDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.status == DocumentStatus.ARCHIVED:
        raise ServiceError("document_archived", "文件已归档，不能再设定佐证要求。")
    document.evidence_required = required
    document.save(update_fields=["evidence_required"])
    return document
