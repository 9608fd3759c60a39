"""附件 of a matter: checked as those of reports, kept as they are sent."""

import logging

from django.db import transaction

from common.errors import ServiceError
from common.text import file_name
from departments.models.users import User, UserRole
from departments.services.access import require_role
from policies.models.documents import DocumentStatus, PolicyDocument
from tracker.matters.models import MatterFile
from tracker.work.filing.services.drafting import MAX_ATTACHMENTS, checked_type, content_of

logger = logging.getLogger(__name__)


@transaction.atomic
def attach_to_matter(*, document: PolicyDocument, name: str, data: bytes, actor: User) -> MatterFile:
    """Add a file to a matter; the same bytes again change nothing.

    Raises `ServiceError` for a document that was read from a file, one that is put aside, a file of another
    kind or too many; and `NotAllowed`.
    """
    require_role(actor, UserRole.SUPERVISOR, to="添加附件")
    document = PolicyDocument.objects.select_for_update(of=("self",), no_key=True).get(pk=document.pk)
    if not document.is_matter or document.status == DocumentStatus.ARCHIVED:
        raise ServiceError("not_a_live_matter", "只能为未归档的督办事项添加附件。")
    name = file_name(name)
    media_type, content = checked_type(name, data), content_of(data)
    known = MatterFile.objects.filter(document=document, content=content).first()
    if known is not None:
        return known
    if document.matter_files.count() >= MAX_ATTACHMENTS:
        raise ServiceError("files_too_many", f"一件督办事项最多附{MAX_ATTACHMENTS}个文件。", field="file")
    made = MatterFile.objects.create(
        document=document,
        name=name,
        media_type=media_type,
        size=len(data),
        content=content,
        uploaded_by=actor,
    )
    logger.info("matter %s: file %s attached by %s", document.pk, made.pk, actor)
    return made
