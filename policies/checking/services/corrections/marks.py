"""Corrections of the account: a mark is no work, a mark is work after all, a mark is looked at again."""

from collections.abc import Collection, Sequence

from common.errors import ServiceError
from departments.models.users import User
from policies.checking.models.marks import Became, MarkDecision, Verdict
from policies.checking.selectors import Key, Mark, marks_of
from policies.checking.services.decisions import decide
from policies.checking.services.editing import Conflict, Revisions, editing
from policies.checking.services.settling import settle_decided
from policies.checking.services.taking import measure_around, take
from policies.models.documents import DocumentKind, PolicyDocument
from policies.models.measures import Measure


def dismiss_marks(
    *, document: PolicyDocument, marks: Sequence[Key], actor: User | None, seen: Revisions | None = None
) -> None:
    """Say that doubtful marks are no work (不是任务), as one edit; a kind that has no open one is settled.

    Raises `ServiceError` where one of them is no open doubt, and `Conflict` where the text has it no more.
    """
    if not marks:
        raise ServiceError("marks_required", "请选择待核的标记。", field="marks")
    what = f"不是任务：“{document.text[marks[0][1] : marks[0][2]][:40]}”"
    more = f"等{len(marks)}处" if len(marks) > 1 else ""
    with editing(document, _asked(document), actor=actor, what=what + more, seen=seen, with_document=True):
        found = _found(document, marks)
        for mark in found:
            if not mark.is_open:
                raise ServiceError("mark_not_open", f"“{mark.text}”不是待核的标记，请刷新页面。")
        decide(document, found, verdict=Verdict.NONE, actor=actor)
        settle_decided(document, actor)


def take_mark(
    *, document: PolicyDocument, mark: Key, actor: User | None, seen: Revisions | None = None
) -> Measure:
    """Say that a mark is work (作为任务): make of it what fits its kind at its place; returns the measure.

    Raises `ServiceError` for a mark that was read, or decided already, and `Conflict` where the text has it
    no more.
    """
    if document.kind != DocumentKind.POLICY:
        raise ServiceError(
            "document_orders_nothing", "该文件读作不部署任务，请先标出正文从哪里开始，重新读取。"
        )
    around = measure_around(document, mark[1])
    touched = [*_asked(document), *([around] if around else [])]
    what = f"作为任务：“{document.text[mark[1] : mark[2]][:40]}”"
    with editing(document, touched, actor=actor, what=what, seen=seen, with_document=True) as rows:
        every = marks_of(document)
        [found] = _found(document, [mark], every)
        if found.became == Became.READ:
            raise ServiceError("mark_read", f"“{found.text}”已经读入，无需再加入。")
        if found.decision is not None:
            raise ServiceError(
                "mark_decided",
                f"“{found.text}”已核定为“{found.decision.get_verdict_display()}”，请刷新页面。",
            )
        taken = take(document, found, every, around)
        if taken.measure.pk not in {row.pk for row in rows}:
            rows.append(taken.measure)
        decide(document, taken.marks, verdict=Verdict.TASK, actor=actor, made=taken.made)
        settle_decided(document, actor)
    return taken.measure


def reopen_marks(
    *, document: PolicyDocument, marks: Sequence[Key], actor: User | None, seen: Revisions | None = None
) -> None:
    """Take back what was said of marks that were called no work: they stand open again.

    Raises `ServiceError` where there is none among them, `Conflict` where the text has them no more.
    """
    what = f"重新核对{len(marks)}处标记"
    with editing(document, [], actor=actor, what=what, seen=seen, with_document=True):
        rows = [
            mark.decision.pk
            for mark in _found(document, marks)
            if mark.decision is not None and mark.decision.verdict != Verdict.TASK
        ]
        if not rows:
            raise ServiceError(
                "marks_undecided", "所选标记没有可以撤回的核定；已作为任务加入的，请在台账中修改。"
            )
        MarkDecision.objects.filter(pk__in=rows).delete()


def _asked(document: PolicyDocument) -> list[Measure]:
    """The measures beside which the things to check stand that a decision may settle."""
    items = document.check_items.open().exclude(marks="").exclude(measure=None).select_related("measure")
    return [item.measure for item in items if item.measure is not None]


def _found(
    document: PolicyDocument, keys: Collection[Key], every: Sequence[Mark] | None = None
) -> list[Mark]:
    by_key = {mark.key: mark for mark in (marks_of(document) if every is None else every)}
    if any(key not in by_key for key in keys):
        raise Conflict("mark_gone", "所选标记已不在该文件中，可能刚被他人重新读取，请刷新后再试。")
    return [by_key[key] for key in dict.fromkeys(keys)]
