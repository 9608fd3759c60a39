"""草稿 and 附件: what is typed is kept, right or wrong; a file is checked before it is kept."""

import hashlib
from typing import Any

from django.db import transaction

from common.errors import NotAllowed, ServiceError
from common.files.kinds import KINDS, ending_of, is_bomb
from common.text import clean_all, file_name
from departments.models.users import User
from tracker.work.filing.models.drafts import Attachment, AttachmentContent, ReportDraft
from tracker.work.filing.selectors import given_back, newest_report
from tracker.work.models.assignments import Assignment
from tracker.work.models.settings import OfficeSettings
from tracker.work.services.base import lock
from tracker.work.transitions import Transition, require_role, require_transition

DRAFT_FIELDS = (
    "percent",
    "narrative",
    "problems",
    "next_steps",
    "coordination",
    "drop_reason",
    "claims_completion",
    "milestone",
    "figures",
)
MAX_ATTACHMENTS = 20
ENDINGS = tuple(KINDS)


@transaction.atomic
def save_draft(
    *, assignment: Assignment, actor: User, content: dict[str, Any], seen: int | None = None
) -> ReportDraft:
    """Keep the form as it stands, in whatever state: a draft is never refused for what it says.

    `seen` is the revision that the page last saved or loaded; when another window of the same person has
    saved or filed since, `ServiceError` says so and nothing is overwritten; where that was the same words (a
    page that was left sent them twice, an answer got lost) all is well. Fields that a report does not have
    are dropped. A new draft takes up the files of a report that was returned or taken back.
    """
    assignment = lock(assignment)
    require_role(Transition.FILE, assignment, actor)
    draft, is_new = _draft_of(assignment, actor)
    if seen and is_new:
        newest = newest_report(assignment)
        filed = (
            f"（最近一次填报：{newest.submitted_on}，完成{newest.percent}%，{newest.get_status_display()}）"
            if newest
            else ""
        )
        raise ServiceError(
            "draft_filed_elsewhere",
            f"这份草稿已经报送或删除{filed}；您刚才输入的内容仍在本页，确需再报一次的，请以本页内容为准。",
        )
    kept = {name: clean_all(content[name]) for name in DRAFT_FIELDS if name in content}
    if seen is not None and seen != draft.revision:
        if kept == draft.content:
            return draft
        raise ServiceError(
            "draft_saved_elsewhere",
            "该草稿已在另一个窗口中保存，请刷新后再继续填写；您刚才输入的内容仍在本页。",
        )
    draft.content = kept
    draft.revision += 1
    draft.save()
    return draft


def _draft_of(assignment: Assignment, actor: User) -> tuple[ReportDraft, bool]:
    """The actor's draft on the locked assignment, and whether it is new.

    A new one holds the files of what was returned or taken back: their bytes are kept once.
    """
    draft, is_new = ReportDraft.objects.get_or_create(assignment=assignment, author=actor)
    before = given_back(assignment) if is_new else None
    for file in before.attachments.all() if before else ():
        file.pk, file.report, file.draft = None, None, draft
        file.save(force_insert=True)
    return draft, is_new


@transaction.atomic
def discard_draft(*, draft: ReportDraft, actor: User) -> None:
    """Throw a draft away, with its files; only its author may."""
    _require_author(draft, actor)
    draft.delete()


@transaction.atomic
def attach_file(*, assignment: Assignment, actor: User, name: str, data: bytes) -> Attachment:
    """Add a file (one of `common.files.kinds`) to the actor's draft on the assignment."""
    assignment = lock(assignment)
    require_transition(Transition.FILE, assignment, actor)
    name = file_name(name)
    media_type = checked_type(name, data)
    draft, _ = _draft_of(assignment, actor)
    if draft.attachments.count() >= MAX_ATTACHMENTS:
        raise ServiceError("files_too_many", f"一份进展最多附{MAX_ATTACHMENTS}个文件。", field="file")
    content = content_of(data)
    return Attachment.objects.create(
        assignment=assignment,
        draft=draft,
        name=name,
        media_type=media_type,
        size=len(data),
        content=content,
        uploaded_by=actor,
    )


@transaction.atomic
def remove_attachment(*, attachment: Attachment, actor: User) -> None:
    """Take a file out of a draft; a file of a filed report stays."""
    if attachment.draft is None:
        raise ServiceError("file_filed_already", "已报送的附件不能删除。")
    _require_author(attachment.draft, actor)
    attachment.delete()


@transaction.atomic
def leave_out(*, attachment: Attachment, actor: User) -> None:
    """Take a file out of the form that is being written; the report that it was filed with keeps it.

    Raises `ServiceError` for a file of a report that stands, `NotAllowed` for another's draft.
    """
    before = attachment.report
    if before is not None:
        assignment = lock(attachment.assignment)
        require_transition(Transition.FILE, assignment, actor)
        if before == given_back(assignment):
            draft, _ = _draft_of(assignment, actor)
            own = draft.attachments.filter(content=attachment.content_id, name=attachment.name).first()
            if own is None:
                return  # taken out in another window
            attachment = own
    remove_attachment(attachment=attachment, actor=actor)


def _require_author(draft: ReportDraft, actor: User) -> None:
    if draft.author_id != actor.pk:
        raise NotAllowed("draft_of_another", "只有填写人可以处理自己的草稿。")


def content_of(data: bytes) -> AttachmentContent:
    """The bytes of a file as they are kept, once however often they are sent."""
    content, _ = AttachmentContent.objects.get_or_create(
        sha256=hashlib.sha256(data).hexdigest(), defaults={"data": data}
    )
    return content


def checked_type(name: str, data: bytes) -> str:
    """The media type of a file that may be attached; raises `ServiceError` for any other."""
    limit = OfficeSettings.current().attachment_megabytes
    if not data:
        raise ServiceError("file_empty", f"“{name}”是空文件，请重新选择。", field="file")
    if len(data) > limit * 1024 * 1024:
        raise ServiceError("file_too_large", f"“{name}”超过{limit}MB，请压缩后再上传。", field="file")
    ending = ending_of(name)
    if ending not in KINDS:
        raise ServiceError(
            "file_type_not_allowed",
            f"“{name}”的类型不在允许范围内，请上传 {'、'.join(ENDINGS[:-1])} 或 {ENDINGS[-1]} 文件。",
            field="file",
        )
    media_type, is_it = KINDS[ending]
    if not is_it(data):
        raise ServiceError(
            "file_type_mismatch", f"“{name}”的内容与文件类型不符，请检查文件是否损坏或改过名。", field="file"
        )
    if is_bomb(data):
        raise ServiceError(
            "file_unpacks_too_large",
            f"“{name}”解压后过大，可能不是正常的办公文件，请另存后再上传。",
            field="file",
        )
    return media_type
