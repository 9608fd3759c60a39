"""建议提案 in the reminders, the digest, the inbox, the calendar and on the desks, like all work."""

from datetime import UTC, date, datetime

import pytest

from departments.models import User
from tests.admin import as_user, page, text
from tests.conftest import World
from tests.tracker.test_proposals import answered, dispatched
from tracker.models import Digest, Proposal, Reminder
from tracker.services import build_digests, sweep
from tracker.services.calendars import calendar_of

pytestmark = pytest.mark.django_db


def _said(user: User) -> list[tuple[str, str]]:
    return [(r.rule, r.message) for r in Reminder.objects.filter(user=user).order_by("on", "pk")]


def test_both_units_are_told_of_their_own_day_once(world: World) -> None:
    dispatched(world, on=date(2026, 3, 31))  # to be answered by 30 June, the opinion by 30 April
    sweep(on=date(2026, 4, 29))
    sweep(on=date(2026, 4, 29))
    assert ("due_soon", "会办意见时限2026-04-30，还有1天") in _said(world.other_filer)
    assert not [m for r, m in _said(world.filer) if r == "due_soon"]
    for day in (date(2026, 6, 29), date(2026, 7, 1), date(2026, 7, 8)):
        sweep(on=day)
    said = [m for r, m in _said(world.filer) if r in ("due_soon", "overdue")]
    assert said == [
        "答复时限2026-06-30，还有15天",
        "答复时限2026-06-30，还有7天",
        "答复时限2026-06-30，还有1天",
        "答复时限2026-06-30，今日到期",
        "答复时限2026-06-30，已逾期1天",
        "答复时限2026-06-30，已逾期8天",
    ]
    assert ("escalated", "答复时限2026-06-30，已逾期7天，提请督促") in _said(world.head)


def test_who_has_not_signed_is_told_and_an_answer_ends_it(world: World) -> None:
    proposal = dispatched(world, on=date(2026, 3, 31))
    sweep(on=date(2026, 4, 3))
    assert ("unsigned", "2026-03-31交办，已满3个工作日仍未签收") in _said(world.filer)
    Reminder.objects.all().delete()
    answered(proposal, world.filer, date(2026, 4, 7))
    sweep(on=date(2026, 7, 8))
    assert _said(world.filer) == []


def test_the_digest_and_the_inbox_lead_to_the_proposal(world: World) -> None:
    proposal = dispatched(world, on=date(2026, 3, 31))
    sweep(on=date(2026, 6, 29))
    build_digests(on=date(2026, 6, 29))
    bodies = {d.user.username: d.body for d in Digest.objects.select_related("user")}
    assert "省政协九届四次会议第58号“关于加强乡村水源保护的提案”（省财政厅（主办））" in bodies["filer"]
    assert "答复时限2026-06-30，还有1天" in bodies["filer"]
    reminder = Reminder.objects.filter(user=world.filer).latest("pk")
    client = as_user(world.filer)
    assert "省政协九届四次会议第58号" in text(client.get(page("tracker_inboxreminder")))
    followed = client.get(page("tracker_inboxreminder", reminder))
    assert followed["Location"] == page("tracker_proposal", proposal)
    assert Reminder.objects.told_to(world.filer).unread().exists()


def test_the_calendar_and_the_desks_show_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.clock.today", lambda: date(2026, 7, 10))
    dispatched(world, on=date(2026, 3, 31))
    at = datetime(2026, 4, 1, tzinfo=UTC)
    for user, day in ((world.filer, "20260630"), (world.other_filer, "20260430"), (world.leader, "20260630")):
        ics = calendar_of(user=user, on=date(2026, 4, 1), at=at).decode()
        assert f"DTSTART;VALUE=DATE:{day}" in ics, user
    for user in (world.supervisor, world.leader, world.filer):
        html = text(as_user(user).get("/"))
        assert "已逾期1件" in html
        assert "10天" in html
    Proposal.objects.update(status="answered")
    assert 'id="proposals"' not in text(as_user(world.filer).get("/"))
