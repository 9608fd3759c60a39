"""重新读取: a draft read again from where a person says that its policy begins."""

import logging

from django.db import transaction
from django.db.models import ProtectedError

from common.errors import ServiceError
from departments.models.users import User
from extraction.model import Document, ExtractionError, Lines
from extraction.pipeline import read_again
from policies.checking.models.edits import DraftEdit
from policies.checking.models.marks import Became, DocumentAccount, Verdict
from policies.checking.selectors import account_of, marks_of
from policies.checking.services.editing import Conflict, lock_draft
from policies.checking.services.settling import settle_decided
from policies.models.documents import PolicyDocument
from policies.services.accounting import unread_of
from policies.services.drafting import DraftWriter

logger = logging.getLogger(__name__)


@transaction.atomic
def reread_document(
    *,
    document: PolicyDocument,
    first: int,
    last: int | None,
    actor: User | None,
    lost: int | None = None,
) -> PolicyDocument:
    """Read a draft again from its own text, as a policy that stands on some of its lines (from 0).

    What was read and corrected before goes, but for the head and for what people called no work; it cannot be
    undone, and the trail says so. `lost` is how many corrections the user was told would go: `Conflict` is
    raised where there are others by now. Raises `ServiceError` where the document is no draft, has no text or
    not these lines, or where work of it was handed out; and `NotAllowed`.
    """
    document = lock_draft(document, actor)
    if not document.text:
        raise ServiceError("document_without_text", "该文件没有原文，无法重新读取。")
    standing = document.edits.undoable().count()
    if lost is not None and lost != standing:
        raise Conflict("draft_corrections_changed", "他人刚修改过该文件，请核对将丢失的修改后再重新读取。")
    lines = Lines(first, last)
    try:
        read = read_again(document.text, lines, unread=unread_of(account_of(document)))
    except ExtractionError as error:
        raise ServiceError("lines_not_in_text", str(error), field="first") from None
    _clear(document)
    DraftWriter(home=None).rewrite(document, read, lines=lines)
    _keep_decisions(document, actor)
    DraftEdit.objects.create(
        document=document, actor=actor, what=_in_words(document, read, lines), is_final=True
    )
    logger.info("document %s read again by %s: %d measures", document.pk, actor, len(read.measures))
    return document


def _clear(document: PolicyDocument) -> None:
    """Take away what was read; decisions stay where they say that a mark is no work."""
    document.check_items.all().delete()
    try:
        document.measures.all().delete()
    except ProtectedError:
        raise ServiceError("document_handed_out", "该文件的任务已交办过，不能重新读取。") from None
    document.sections.all().delete()
    document.indicators.all().delete()
    document.mark_decisions.exclude(verdict=Verdict.NONE).delete()
    DocumentAccount.objects.filter(document=document).delete()


def _keep_decisions(document: PolicyDocument, actor: User | None) -> None:
    """What was called no work stays so, unless it is read now; it remembers by which rule it would be."""
    marks = {mark.key: mark for mark in marks_of(document)}
    for decision in document.mark_decisions.all():
        mark = marks.get((decision.kind, decision.span_start, decision.span_end))
        if mark is None or mark.became == Became.READ:
            decision.delete()
        elif decision.rule != mark.rule:
            decision.rule = mark.rule
            decision.save(update_fields=["rule"])
    settle_decided(document, actor)


def _in_words(document: PolicyDocument, read: Document, lines: Lines) -> str:
    words = document.text.split("\n")[lines.first][:30]
    to = "" if lines.last is None else f"到第{lines.last + 1}行"
    return f"从第{lines.first + 1}行“{words}”{to}重新读取，读出{len(read.measures)}条举措"
