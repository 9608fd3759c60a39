"""印发: 通报 and 督办单 are previewed, numbered, archived, and taken back with a reason."""

import logging
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from common.errors import ServiceError
from common.text import as_note
from departments.models.departments import Department
from departments.models.offices import DEFAULT_OFFICE, Office
from departments.models.users import User, UserRole
from departments.services.access import require_role
from policies.models.documents import PolicyDocument
from policies.readers.models import Circle
from tracker.papers.models import Paper, PaperKind, PaperSeries, PaperTemplate, PaperWithdrawal
from tracker.papers.placeholders import NO_NUMBER, bulletin_context, notice_context
from tracker.papers.printing import check_template, own_template, print_paper
from tracker.papers.rendering import TemplateFault
from tracker.papers.selectors import bulletin_figures, notice_figures, office_name, seal_of
from tracker.papers.wording import contact_in_words
from tracker.reminders.kinds import Rule
from tracker.reminders.services.entries import Entry, write_entries
from tracker.reminders.services.recipients import holders_of
from tracker.work.models.assignments import Assignment, EventKind
from tracker.work.periods import Span, in_chinese
from tracker.work.services.base import lock, log_events
from tracker.work.telling import Why, Word, tell

logger = logging.getLogger(__name__)

# The word before the year, as in 督办〔2026〕1号.
WORDS = {PaperKind.BULLETIN: "督查通报", PaperKind.NOTICE: "督办"}
MOST_ITEMS = 50  # assignments on one 督办单
_LONG = 2000  # characters of one text
MOST_COPIES = 120  # characters of 抄送: five lines of the 版记


def preview_bulletin(
    *, actor: User, span: Span, document: PolicyDocument | None, on: date, words: dict[str, Any]
) -> bytes:
    """The docx of a 通报 as it would be issued today, without a number. Raises as `issue_bulletin`."""
    require_role(actor, UserRole.SUPERVISOR, to="制发通报")
    _refuse_closed(document)
    figures = bulletin_figures(span=span, document=document, on=on)
    return preview_figures(actor=actor, figures=figures, words=words, on=on)


@transaction.atomic
def issue_bulletin(
    *,
    actor: User,
    span: Span,
    document: PolicyDocument | None,
    on: date,
    words: dict[str, Any],
    seen: str = "",
) -> Paper:
    """印发通报: count, number, print and archive, in one transaction.

    Leaders and 督查室 find it in their inbox. `words` are title, to (主送), copies (抄送), good, bad (lists
    of sentences) and closing, as a person has edited them. `seen` is
    the seal of the figures that the person saw (`seal_of`); when they have changed since, nothing is issued.
    Raises `NotAllowed` for anybody but 督查室, and `ServiceError`.
    """
    require_role(actor, UserRole.SUPERVISOR, to="制发通报")
    _refuse_closed(document)
    figures = bulletin_figures(span=span, document=document, on=on)
    return issue_figures(
        actor=actor, figures=figures, words=words, span=span, document=document, on=on, seen=seen
    )


def _refuse_closed(document: PolicyDocument | None) -> None:
    """A 通报 goes to everybody; it is not about what only some may know of."""
    if document is not None and Circle.objects.filter(document=document).exists():
        raise ServiceError("bulletin_in_circle", "该文件设定了知悉范围，不能制发通报。")


def issue_figures(
    *,
    actor: User,
    figures: dict[str, Any],
    words: dict[str, Any],
    span: Span,
    document: PolicyDocument | None,
    on: date,
    seen: str,
) -> Paper:
    """Number, print and archive a 通报 of these figures, and tell leaders and 督查室.

    In the transaction of a caller who has seen to the permission. Raises `ServiceError` where `seen` is the
    seal of other figures.
    """
    if seen and seen != seal_of(figures):
        raise ServiceError("bulletin_changed", "预览之后数据有了变化，请重新预览，核对例子和数字后再印发。")
    paper = _issue(
        PaperKind.BULLETIN,
        actor=actor,
        on=on,
        figures=figures,
        words=_bulletin_words(words),
        first=span.first,
        last=span.last,
        document=document,
    )
    entry = Entry(
        rule=Rule.PAPER_ISSUED,
        trigger=f"通报{paper.pk}",
        message=f"{paper.number}已印发",
        people=holders_of(UserRole.SUPERVISOR, UserRole.LEADER) - {actor.pk},
        about=paper.title,
        link=reverse("admin:papers_paper_change", args=[paper.pk]),
    )
    write_entries([entry], on=on)
    return paper


def preview_figures(*, actor: User, figures: dict[str, Any], words: dict[str, Any], on: date) -> bytes:
    """The docx of a 通报 of these figures, without a number. Raises `NotAllowed` and `ServiceError`."""
    require_role(actor, UserRole.SUPERVISOR, to="制发通报")
    return _printed(PaperKind.BULLETIN, figures, _bulletin_words(words), _head(actor, NO_NUMBER, on))


def preview_notice(
    *, actor: User, assignments: Sequence[Assignment], answer_by: date, on: date, words: dict[str, Any]
) -> bytes:
    """The docx of a 督办单 as it would be issued today, without a number. Raises as `issue_notice`."""
    require_role(actor, UserRole.SUPERVISOR, to="制发督办单")
    department = _one_late_unit(assignments, answer_by=answer_by, on=on)
    words = _notice_words(words, department, answer_by)
    figures = notice_figures(assignments=assignments, on=on)
    return _printed(PaperKind.NOTICE, figures, words, _head(actor, NO_NUMBER, on))


@transaction.atomic
def issue_notice(
    *, actor: User, assignments: Sequence[Assignment], answer_by: date, on: date, words: dict[str, Any]
) -> Paper:
    """印发督办单 on overdue assignments of one unit, to be answered by `answer_by`.

    It stands on the timeline of each, and the unit's people find it in their inbox. `words` are title,
    copies, closing and signatory. Raises `NotAllowed` for anybody but 督查室, and `ServiceError` where an
    assignment is not overdue or belongs to another unit.
    """
    require_role(actor, UserRole.SUPERVISOR, to="制发督办单")
    locked = [lock(assignment) for assignment in sorted(set(assignments), key=lambda a: a.pk)]
    department = _one_late_unit(locked, answer_by=answer_by, on=on)
    paper = _issue(
        PaperKind.NOTICE,
        actor=actor,
        on=on,
        figures=notice_figures(assignments=locked, on=on),
        words=_notice_words(words, department, answer_by),
        department=department,
        answer_by=answer_by,
    )
    paper.assignments.add(*locked)
    said = f"{paper.number}，要求{in_chinese(answer_by)}前答复"
    log_events(locked, EventKind.NOTICED, actor=actor, note=said)
    word = Word(locked[0], f"督办单{said}。", f"督办单{paper.pk}", whole_unit=len(locked) > 1)
    tell([word], Why.URGED, on=on)
    return paper


@transaction.atomic
def withdraw_paper(*, paper: Paper, reason: str, actor: User) -> PaperWithdrawal:
    """撤回, with a reason: the paper and its number stay in the archive, marked as withdrawn."""
    require_role(actor, UserRole.SUPERVISOR, to="撤回文书")
    reason = as_note(reason, "撤回原因", field="reason")
    if not reason:
        raise ServiceError("reason_required", "请写明撤回原因。", field="reason")
    # Of two people one waits, at the series: the application may not lock a row that it may never write.
    PaperSeries.objects.select_for_update().get(kind=paper.kind, year=paper.year)
    if PaperWithdrawal.objects.filter(paper=paper).exists():
        raise ServiceError("paper_withdrawn", f"{paper.number}已经撤回，请刷新页面。")
    withdrawal = PaperWithdrawal.objects.create(paper=paper, reason=reason, withdrawn_by=actor)
    note = f"{paper.number}。{reason}"
    log_events(paper.assignments.order_by("id"), EventKind.NOTICE_WITHDRAWN, actor=actor, note=note)
    return withdrawal


@transaction.atomic
def upload_template(*, kind: str, name: str, data: bytes, actor: User, note: str = "") -> PaperTemplate:
    """Put a new template in force, after it has been printed with sample figures.

    Raises `NotAllowed` for anybody but 督查室, and `ServiceError` with what is wrong in the file.
    """
    require_role(actor, UserRole.SUPERVISOR, to="更换文书模板")
    if kind not in PaperKind.values:
        raise ServiceError("template_kind_required", "请选择模板的种类。", field="kind")
    check_template(kind=kind, name=name, data=data)
    return PaperTemplate.objects.create(kind=kind, name=name[:255], data=data, note=note, uploaded_by=actor)


@transaction.atomic
def restore_template(*, kind: str, version: int | None, actor: User) -> PaperTemplate:
    """Put an earlier version in force again, or the project's own (`version` None): as a new version."""
    require_role(actor, UserRole.SUPERVISOR, to="更换文书模板")
    if version is None:
        data, name, note = own_template(kind), f"{PaperKind(kind).label}（系统自带）.docx", "恢复系统自带模板"
    else:
        former = PaperTemplate.objects.filter(kind=kind, pk=version).first()
        if former is None:
            raise ServiceError(
                "template_version_unknown", "没有这个版本的模板，请刷新页面。", field="version"
            )
        data, name, note = bytes(former.data), former.name, f"恢复第{former.pk}版"
    return PaperTemplate.objects.create(kind=kind, name=name, data=data, note=note, uploaded_by=actor)


def template_in_force(kind: str) -> bytes:
    """The bytes of the newest version of a kind, or of the project's own."""
    newest = PaperTemplate.objects.filter(kind=kind).first()
    return bytes(newest.data) if newest else own_template(kind)


def _issue(
    kind: PaperKind, *, actor: User, on: date, figures: dict[str, Any], words: dict[str, Any], **about: Any
) -> Paper:
    serial = _take_number(kind, on.year)
    number = f"{WORDS[kind]}〔{on.year}〕{serial}号"
    docx = _printed(kind, figures, words, _head(actor, number, on))
    paper: Paper = Paper.objects.create(
        kind=kind,
        year=on.year,
        serial=serial,
        number=number,
        title=words["title"],
        issued_on=on,
        figures=figures,
        words=words,
        data=docx,
        issued_by=actor,
        **about,
    )
    logger.info("%s issued by %s", number, actor)
    return paper


def _take_number(kind: str, year: int) -> int:
    """The next number of the kind in the year: the row is locked to the end of the transaction.

    Whoever comes second waits; a transaction that fails gives its number back, so that none is left out.
    """
    PaperSeries.objects.get_or_create(kind=kind, year=year)
    series = PaperSeries.objects.select_for_update().get(kind=kind, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def _printed(kind: PaperKind, figures: dict[str, Any], words: dict[str, Any], head: dict[str, str]) -> bytes:
    context = bulletin_context if kind == PaperKind.BULLETIN else notice_context
    try:
        return print_paper(kind, template_in_force(kind), context(head, figures, words))
    except TemplateFault:
        raise ServiceError(
            "template_in_force_broken", "现行模板无法套用，请到“文书模板”更换或恢复模板后再试。"
        ) from None


def _head(actor: User, number: str, on: date) -> dict[str, str]:
    name = office_name(actor)
    letterhead = Office.objects.values_list("letterhead", flat=True).get(pk=DEFAULT_OFFICE)
    return {
        "发文机关标志": letterhead or name,
        "机关": name,
        "印发机关": name,
        "文号": number,
        "印发日期": in_chinese(on),
        "附注": contact_in_words(str(actor), actor.phone),
        "联系人": str(actor),
        "联系电话": actor.phone,
    }


def _one_late_unit(assignments: Sequence[Assignment], *, answer_by: date, on: date) -> Department:
    if not assignments:
        raise ServiceError("notice_items_required", "请先选择逾期的事项。")
    if len(assignments) > MOST_ITEMS:
        raise ServiceError("notice_items_too_many", f"一份督办单最多列{MOST_ITEMS}项，请分次制发。")
    if len({a.department_id for a in assignments}) > 1:
        raise ServiceError("notice_units_several", "一份督办单只能发给一个单位，请只选同一单位的事项。")
    for assignment in assignments:
        if assignment.must_due_on is None or assignment.must_due_on >= on or not assignment.is_open:
            raise ServiceError("notice_item_not_overdue", f"“{assignment.label}”没有逾期，不能列入督办单。")
    if answer_by < on:
        raise ServiceError("answer_date_past", "答复日期不能早于今天。", field="answer_by")
    return assignments[0].department


def _bulletin_words(words: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": _line(words, "title", "标题"),
        "to": _line(words, "to", "主送机关").rstrip("：:"),
        "copies": _copies(words),
        "good": _sentences(words, "good"),
        "bad": _sentences(words, "bad"),
        "closing": _said(words, "closing", "工作要求"),
    }


def _notice_words(words: dict[str, Any], department: Department, answer_by: date) -> dict[str, Any]:
    return {
        "title": _line(words, "title", "标题"),
        "copies": _copies(words),
        "closing": _said(words, "closing", "工作要求"),
        "signatory": str(words.get("signatory") or "").strip()[:50],
        "department": department.name,
        "answer_by": answer_by.isoformat(),
    }


def _line(words: dict[str, Any], name: str, label: str, most: int = 200) -> str:
    """What stands on one line."""
    return _said(words | {name: " ".join(str(words.get(name) or "").split())}, name, label, most)


def _said(words: dict[str, Any], name: str, label: str, most: int = _LONG) -> str:
    """What was typed, a paragraph for each of its lines."""
    lines = [" ".join(line.split()) for line in str(words.get(name) or "").splitlines()]
    said = "\n".join(line for line in lines if line)
    if not said:
        raise ServiceError("paper_words_required", f"请填写{label}。", field=name)
    if len(said) > most:
        raise ServiceError("paper_words_too_long", f"{label}不能超过{most}字。", field=name)
    return said


def _copies(words: dict[str, Any]) -> str:
    """抄送, with the full stop that ends it; empty where nobody gets a copy."""
    if not str(words.get("copies") or "").strip():
        return ""
    return _line(words, "copies", "抄送机关", MOST_COPIES).rstrip("。；;") + "。"


def _sentences(words: dict[str, Any], name: str) -> list[str]:
    said = [" ".join(str(line).split()) for line in words.get(name) or []]
    if len(said) > MOST_ITEMS or any(len(line) > _LONG for line in said):
        raise ServiceError(
            "paper_examples_too_long", f"例子最多{MOST_ITEMS}条，每条不超过{_LONG}字。", field=name
        )
    return [line for line in said if line]
