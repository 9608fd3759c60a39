"""校核: what a person settles before, and sometimes after, a document is handed out."""

import logging
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from common.errors import ServiceError
from departments.models.departments import Department, DepartmentAlias, DepartmentGroup
from departments.models.users import User, UserRole
from departments.names import normalise
from departments.services.access import require_role
from policies.checking.models.edits import DraftEdit
from policies.checking.models.items import CheckItem, CheckKind
from policies.checking.models.marks import Verdict
from policies.checking.selectors import marks_of
from policies.checking.services.decisions import decide, open_marks
from policies.checking.services.editing import kept_on_trail
from policies.imports.services.following import follow_document
from policies.models.documents import DocumentKind, DocumentStatus, PolicyDocument
from policies.models.measures import Measure, Responsibility

logger = logging.getLogger(__name__)

ORDERS_NOTHING = "不部署任务"


def _lock(document: PolicyDocument) -> PolicyDocument:
    return PolicyDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)


@transaction.atomic
def confirm_document(*, document: PolicyDocument, actor: User | None) -> PolicyDocument:
    """Say that a draft has been checked, so that it can be handed out.

    Open check items do not stop it: a unit that nobody knows yet stays on the list of things to check and
    is handed out by a later dispatch. Raises `ServiceError` when the document is no draft or orders
    nothing, and `NotAllowed`.
    """
    require_role(actor, UserRole.SUPERVISOR, to="校核文件")
    document = _lock(document)
    if document.status != DocumentStatus.DRAFT:
        raise ServiceError(
            "document_not_draft", f"文件当前为“{document.get_status_display()}”，不需要再确认。"
        )
    if document.kind != DocumentKind.POLICY or not document.measures.exists():
        raise ServiceError("document_without_tasks", "该文件没有可交办的举措，无需确认。")
    document.status = DocumentStatus.CONFIRMED
    document.confirmed_at = timezone.now()
    document.save(update_fields=["status", "confirmed_at"])
    follow_document(document=document, actor=actor)
    logger.info("document %s confirmed by %s", document.pk, actor)
    return document


@transaction.atomic
def return_to_checking(*, document: PolicyDocument, actor: User | None) -> PolicyDocument:
    """退回校核: a checked document of which nothing is handed out is a draft once more.

    What was corrected before stands, and can no longer be undone. Raises `ServiceError` for a draft, and
    where work of it is handed out: that is taken back first (撤回交办); and `NotAllowed`.
    """
    require_role(actor, UserRole.SUPERVISOR, to="退回校核")
    document = _lock(document)
    if document.status == DocumentStatus.DISPATCHED:
        raise ServiceError(
            "document_dispatched_recall_first",
            "文件已交办，请先撤回交办；已有单位签收的，可以补充举措或在交办事项中办理。",
        )
    if document.status != DocumentStatus.CONFIRMED:
        raise ServiceError(
            "document_not_confirmed", f"文件当前为“{document.get_status_display()}”，不需要退回校核。"
        )
    document.status, document.confirmed_at = DocumentStatus.DRAFT, None
    document.save(update_fields=["status", "confirmed_at"])
    DraftEdit.objects.create(document=document, actor=actor, what="退回校核", is_final=True)
    logger.info("document %s returned to checking by %s", document.pk, actor)
    return document


@transaction.atomic
def resolve_responsibility(
    *,
    responsibility: Responsibility,
    actor: User | None,
    department: Department | None = None,
    group: DepartmentGroup | None = None,
    chosen: Sequence[Department] = (),
    everywhere: bool = False,
    remember: bool = False,
) -> int:
    """Say whom a printed unit stands for, and settle its check item.

    Give a department, or a group (with the chosen members where the group is open). With `everywhere` the
    same goes for every clause of the document that prints the same name and is open still. With `remember`
    the printed name becomes an alias of the department in its region, so that it is known next time.
    Returns how many clauses were settled. The trail of the document says what they stood for before. Raises
    `ServiceError` when neither or both are given, or the alias belongs to somebody else, and `NotAllowed`.
    """
    require_role(actor, UserRole.SUPERVISOR, to="校核责任单位")
    measures = printing(responsibility, everywhere=everywhere)
    what = resolution_in_words(responsibility, department or group, chosen, remember)
    with kept_on_trail(responsibility.task.measure.document, measures, actor=actor, what=what):
        return apply_resolution(
            responsibility=responsibility,
            department=department,
            group=group,
            chosen=chosen,
            everywhere=everywhere,
            remember=remember,
            actor=actor,
        )


def printing(responsibility: Responsibility, *, everywhere: bool) -> list[Measure]:
    """The measure of the clause; `everywhere`: all of the document that print its unit's name."""
    mine = responsibility.task.measure
    if not everywhere:
        return [mine]
    same = Measure.objects.filter(
        document=mine.document_id, tasks__responsibilities__printed_name=responsibility.printed_name
    )
    return [mine, *same.exclude(pk=mine.pk).distinct()]


def resolution_in_words(
    responsibility: Responsibility,
    meant: Department | DepartmentGroup | None,
    chosen: Sequence[Department],
    remember: bool,
) -> str:
    """What the trail says of it, from what to what.

    Undo does not take a name back that other documents may use by then: it says that the name was kept.
    """
    before = responsibility.department or responsibility.group
    was = f"由{before}" if before else ""
    kept = "，并记为别名" if remember and isinstance(meant, Department) else ""
    to = "、".join(str(d) for d in chosen) or str(meant)
    return f"“{responsibility.printed_name}”{was}对应为{to}{kept}"


def apply_resolution(
    *,
    responsibility: Responsibility,
    actor: User | None,
    department: Department | None,
    group: DepartmentGroup | None,
    chosen: Sequence[Department],
    everywhere: bool,
    remember: bool,
) -> int:
    """`resolve_responsibility` within an edit that the caller keeps on the trail."""
    require_role(actor, UserRole.SUPERVISOR, to="校核责任单位")
    if (department is None) == (group is None):
        raise ServiceError("unit_or_group_required", "请指定一个单位，或者一个单位组。")
    if group is not None and group.is_open and not chosen:
        raise ServiceError(
            "group_members_open", f"“{group.name}”的成员待定，请指定具体单位。", field="chosen"
        )
    rows = [responsibility]
    if everywhere:
        rows += Responsibility.objects.filter(
            task__measure__document=responsibility.task.measure.document_id,
            printed_name=responsibility.printed_name,
            check_items__settled_at__isnull=True,
            check_items__kind=CheckKind.UNIT,
        ).exclude(pk=responsibility.pk)
    meant = "、".join(str(d) for d in chosen) or str(department or group)
    for row in rows:
        row.department, row.group = department, group
        row.save(update_fields=["department", "group"])
        row.chosen.set(chosen)
        for item in row.check_items.open():
            settle_check(item=item, settlement=f"对应为{meant}", actor=actor)
    if remember and department is not None:
        _remember(responsibility.printed_name, department)
    logger.info("%s (%d clauses) resolved to %s by %s", responsibility, len(rows), meant, actor)
    return len(rows)


def _remember(printed: str, department: Department) -> None:
    text = normalise(printed)
    alias, _ = DepartmentAlias.objects.get_or_create(
        region_id=department.region_id, text=text, defaults={"department": department}
    )
    if alias.department_id != department.pk:
        raise ServiceError(
            "alias_taken",
            f"“{text}”已是{alias.department}的名称，不能再作为{department}的别名。",
            field="remember",
        )


@transaction.atomic
def settle_check(*, item: CheckItem, settlement: str, actor: User | None) -> CheckItem:
    """Close a thing to check, saying how it was settled; with it the marks for which it stands.

    Raises `ServiceError` without words or when it is settled already: what one person wrote is not
    written over by the next. Raises `NotAllowed`.
    """
    require_role(actor, UserRole.SUPERVISOR, to="处理待核事项")
    if not settlement.strip():
        raise ServiceError("settlement_required", "请写明处理结果。", field="settlement")
    item = CheckItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if item.settled_at is not None:
        raise ServiceError("check_item_settled", f"该事项已经处理（{item.settlement}），请刷新页面。")
    item.settled_at = timezone.now()
    item.settled_by = actor
    item.settlement = settlement.strip()[:200]
    item.save(update_fields=["settled_at", "settled_by", "settlement"])
    if item.marks:
        document = item.document
        decide(
            document, open_marks(document, item.marks), verdict=Verdict.CHECKED, actor=actor, made=settlement
        )
    return item


def settle_decided(document: PolicyDocument, actor: User | None) -> None:
    """Settle the thing to check of each kind of mark of which none is open any more."""
    still_open = {mark.kind for mark in marks_of(document) if mark.is_open}
    for item in document.check_items.open().exclude(marks="").exclude(marks__in=still_open):
        settle_check(item=item, settlement="已逐处核定", actor=actor)


@transaction.atomic
def set_aside(*, documents: Sequence[PolicyDocument], actor: User | None) -> int:
    """Put aside together the drafts among the documents that order nothing; returns how many.

    Raises `ServiceError` where there is none among them, and `NotAllowed`.
    """
    require_role(actor, UserRole.SUPERVISOR, to="归档文件")
    among = PolicyDocument.objects.filter(pk__in=[document.pk for document in documents])
    chosen = list(among.ordering_nothing().order_by("pk"))
    if not chosen:
        raise ServiceError("nothing_to_set_aside", "其中没有待校核、又不部署任务的文件。")
    for document in chosen:
        archive_document(document=document, reason=ORDERS_NOTHING, actor=actor)
    return len(chosen)


@transaction.atomic
def archive_document(*, document: PolicyDocument, reason: str, actor: User | None) -> PolicyDocument:
    """Put a document that has not been handed out aside, with a reason; its 文号 becomes free again."""
    require_role(actor, UserRole.SUPERVISOR, to="归档文件")
    if not reason.strip():
        raise ServiceError("reason_required", "请写明归档原因。", field="reason")
    document = _lock(document)
    if document.status == DocumentStatus.DISPATCHED:
        raise ServiceError("document_dispatched", "文件已交办，不能归档；请先中止其交办事项。")
    document.status = DocumentStatus.ARCHIVED
    document.archived_reason = reason.strip()[:200]
    document.save(update_fields=["status", "archived_reason"])
    follow_document(document=document, actor=actor)
    logger.info("document %s archived by %s", document.pk, actor)
    return document
