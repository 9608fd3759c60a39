"""定期通报: drafted by itself once a week or month is over, and issued only when somebody has approved it."""

import logging
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from common.errors import ServiceError
from common.text import as_note
from common.workdays import is_workday
from departments.daysoff.selectors import days_off
from departments.models.users import User, UserRole
from departments.services.access import require_role
from tracker.papers.models import BulletinCycle, BulletinDraft, BulletinSchedule, DraftStatus, Paper
from tracker.papers.selectors import bulletin_figures, propose_bulletin
from tracker.papers.services.issuing import issue_figures
from tracker.reminders.kinds import Rule
from tracker.reminders.services.entries import Entry, write_entries
from tracker.reminders.services.recipients import holders_of
from tracker.reminders.services.settling import settle_pages
from tracker.work.periods import usual_spans

logger = logging.getLogger(__name__)
_SPANS = {BulletinCycle.WEEK: "上周", BulletinCycle.MONTH: "上月"}


def draft_bulletins(*, on: date) -> list[BulletinDraft]:
    """Draft what the day `on` owes: the 通报 of the last week and month, where that is switched on.

    On working days; each period once, whatever became of its draft. 督查室 is told in the inbox. A period in
    which nothing counts is left out.
    """
    if not is_workday(on, days_off())[0]:
        return []
    wanted = BulletinSchedule.objects.filter(enabled=True).values_list("cycle", flat=True)
    made = [_drafted(BulletinCycle(cycle), on) for cycle in wanted]
    return [draft for draft in made if draft is not None]


@transaction.atomic
def _drafted(cycle: BulletinCycle, on: date) -> BulletinDraft | None:
    # Of two at once one waits, and finds what the other has made.
    BulletinSchedule.objects.select_for_update().get(cycle=cycle)
    span = usual_spans(on)[_SPANS[cycle]]
    if BulletinDraft.objects.filter(cycle=cycle, first=span.first).exists():
        return None
    figures = bulletin_figures(span=span, document=None, on=on)
    if not figures["totals"]["total"]:
        logger.info("nothing counts in %s: no bulletin drafted", span.label)
        return None
    draft: BulletinDraft = BulletinDraft.objects.create(
        cycle=cycle, first=span.first, last=span.last, figures=figures, words=propose_bulletin(figures)
    )
    entry = Entry(
        rule=Rule.PAPER_DRAFTED,
        trigger=_trigger(draft),
        message="已自动拟稿，请核对后批准印发，或写明原因作废；批准前不编号、不印发",
        people=holders_of(UserRole.SUPERVISOR),
        about=f"{span.label}督查通报",
        link=reverse("admin:papers_bulletindraft_change", args=[draft.pk]),
    )
    write_entries([entry], on=on)
    logger.info("bulletin of %s drafted", span.label)
    return draft


@transaction.atomic
def approve_draft(
    *, draft: BulletinDraft, actor: User, on: date, words: dict[str, Any], seen: str = ""
) -> Paper:
    """批准印发: number, print and archive the draft with the words as they are now, and tell it.

    `seen` is the seal of the figures that the person saw. Raises `NotAllowed` for anybody but 督查室, and
    `ServiceError` where it has been decided on already or its figures have been counted anew since.
    """
    draft = _locked(draft, actor, "批准印发通报")
    paper = issue_figures(
        actor=actor, figures=draft.figures, words=words, span=draft.span, document=None, on=on, seen=seen
    )
    _decide(draft, actor, DraftStatus.ISSUED, paper=paper)
    return paper


@transaction.atomic
def discard_draft(*, draft: BulletinDraft, actor: User, reason: str) -> BulletinDraft:
    """作废, with a reason: nothing is issued, and the period is not drafted again.

    Raises `NotAllowed` for anybody but 督查室, and `ServiceError` without a reason or where it has been
    decided on already.
    """
    draft = _locked(draft, actor, "作废待批通报")
    reason = as_note(reason, "作废原因", field="reason")
    if not reason:
        raise ServiceError("reason_required", "请写明作废原因。", field="reason")
    _decide(draft, actor, DraftStatus.DISCARDED, reason=reason)
    return draft


@transaction.atomic
def recount_draft(*, draft: BulletinDraft, actor: User, on: date) -> BulletinDraft:
    """重新取数: figures and proposed words as the period is counted now. Raises as `discard_draft`."""
    draft = _locked(draft, actor, "重新取数")
    draft.figures = bulletin_figures(span=draft.span, document=None, on=on)
    draft.words = propose_bulletin(draft.figures)
    draft.save(update_fields=["figures", "words"])
    return draft


@transaction.atomic
def recount_what_waits(on: date, **more: Any) -> int:
    """重新取数 of every draft that waits, once a document was closed: a 通报 goes to everybody."""
    waiting = list(BulletinDraft.objects.select_for_update().filter(status=DraftStatus.WAITING))
    for draft in waiting:
        draft.figures = bulletin_figures(span=draft.span, document=None, on=on)
        draft.words = propose_bulletin(draft.figures)
        draft.save(update_fields=["figures", "words"])
    return len(waiting)


@transaction.atomic
def switch_schedule(*, cycle: str, enabled: bool, actor: User) -> BulletinSchedule:
    """Draft the 通报 of a cycle by itself from now on, or no longer.

    Raises `NotAllowed` for anybody but 督查室, and `ServiceError` for a cycle that there is not.
    """
    require_role(actor, UserRole.SUPERVISOR, to="设置定期通报")
    if cycle not in BulletinCycle.values:
        raise ServiceError("bulletin_cycle_unknown", "请选择每周通报或每月通报。", field="cycle")
    schedule, _ = BulletinSchedule.objects.update_or_create(
        cycle=cycle, defaults={"enabled": enabled, "changed_by": actor}
    )
    logger.info("%s: %s by %s", schedule, "on" if enabled else "off", actor)
    return schedule


def _locked(draft: BulletinDraft, actor: User, to: str) -> BulletinDraft:
    require_role(actor, UserRole.SUPERVISOR, to=to)
    locked: BulletinDraft = BulletinDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if not locked.is_waiting:
        said = locked.get_status_display()
        raise ServiceError("draft_decided", f"这份待批通报{said}，请刷新页面。")
    return locked


def _decide(draft: BulletinDraft, actor: User, status: DraftStatus, **how: Any) -> None:
    draft.status, draft.decided_by, draft.decided_at = status, actor, timezone.now()
    for name, value in how.items():
        setattr(draft, name, value)
    draft.save()
    settle_pages(Rule.PAPER_DRAFTED, _trigger(draft))
    logger.info("draft %s %s by %s", draft.pk, status, actor)


def _trigger(draft: BulletinDraft) -> str:
    return f"通报稿{draft.pk}"
