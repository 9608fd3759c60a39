"""建议提案 in the reminders, the digest, the inbox, the calendar and on the desks, like all work."""

from datetime import UTC, date, datetime

import pytest

from departments.models.users import User, UserRole
from tests.admin import as_user, page, text
from tests.conftest import World
from tests.refusals import refused
from tests.tracker.proposals.test_proposals import answered, dispatched
from tracker.proposals.models import Proposal
from tracker.proposals.services.answering import withdraw_proposal
from tracker.proposals.services.handling import give_opinion
from tracker.proposals.services.reassigning import reassign_proposal
from tracker.proposals.services.urging import urge_proposals
from tracker.reminders.kinds import Rule
from tracker.reminders.models.reminders import Digest, Reminder
from tracker.reminders.models.rules import ReminderRule
from tracker.reminders.services.calendars import calendar_of
from tracker.reminders.services.digests import build_digests
from tracker.reminders.services.previewing import preview_rules
from tracker.reminders.services.sweeping import sweep
from tracker.work.telling import Told

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
        # Missed on three days, and told in the words of the day on which they are told.
        *(["答复时限2026-06-30，还有1天"] * 3),
        *(["答复时限2026-06-30，已逾期1天"] * 2),
        "答复时限2026-06-30，已逾期8天",
    ]
    assert ("escalated", "答复时限2026-06-30，已逾期8天，提请督促") in _said(world.head)


def test_who_has_not_signed_is_told_and_an_answer_ends_it(world: World) -> None:
    proposal = dispatched(world, on=date(2026, 3, 31))
    sweep(on=date(2026, 4, 3))
    assert ("unacknowledged", "2026-03-31交办，已满3个工作日仍未签收") in _said(world.filer)
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
    assert "省政协九届四次会议第58号" in text(client.get(page("reminders_inboxreminder")))
    followed = client.get(page("reminders_inboxreminder", reminder))
    assert followed["Location"] == page("proposals_proposal", proposal)
    assert Reminder.objects.for_recipient(world.filer).unread().exists()


def test_the_calendar_and_the_desks_show_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: date(2026, 7, 10))
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


def test_who_still_has_to_do_a_part_is_urged_in_the_next_digest(world: World) -> None:
    first, second = dispatched(world), dispatched(world, number="59")
    give_opinion(proposal=first, opinion="同意", on=date(2026, 4, 1), actor=world.other_filer)
    day = date(2026, 4, 2)
    told = urge_proposals(proposals=[first], message="请抓紧\n办理", on=day, actor=world.supervisor)
    assert told == Told(people=2)
    assert [(r.user.username, r.message) for r in Reminder.objects.filter(rule="urged").order_by("pk")] == [
        ("filer", "督查室催办：请抓紧 办理"),
        ("head", "督查室催办：请抓紧 办理"),
    ]
    assert first.events.latest("id").note == "省财政厅：请抓紧\n办理"
    build_digests(on=day)
    assert "请抓紧 办理" in Digest.objects.get(user=world.head).body
    withdraw_proposal(proposal=second, reason="撤回", actor=world.supervisor)
    with refused("status_wrong"):
        urge_proposals(proposals=[first, second], message="快", on=day, actor=world.supervisor)
    assert Reminder.objects.filter(rule="urged").count() == 2
    client, body = (
        as_user(world.supervisor),
        {"action": "urge_many", "_selected_action": [first.pk, second.pk]},
    )
    shown = text(client.post("/proposals/proposal/", body))
    assert "将催办1项；所选的另外1项不在办理中" in shown
    client.post("/proposals/proposal/", {**body, "message": "请尽快答复"})
    assert Reminder.objects.filter(rule="urged").count() == 4
    as_user(world.filer).post("/proposals/proposal/", {**body, "message": "请尽快答复"})
    assert Reminder.objects.filter(rule="urged").count() == 4


def test_the_preview_of_the_rules_shows_whom_proposals_reach(world: World) -> None:
    dispatched(world, on=date(2026, 3, 31))
    rules = list(ReminderRule.objects.filter(rule=Rule.OVERDUE))
    few = preview_rules(reader=world.supervisor, on=date(2026, 7, 1), rules=rules)
    assert [(str(user), n) for user, n in few[0].people] == [("filer", 1), ("head", 1)]
    assert [(s.sponsor.department.short_name, s.words) for s in few[0].samples if s.sponsor] == [
        ("省财政厅", "答复时限2026-06-30，已逾期1天"),
        ("省财政厅", "答复时限2026-06-30，已逾期1天"),
    ]
    html = text(as_user(world.supervisor).get("/reminders/reminderrule/preview/"))
    assert "按现有台账和建议提案推算" in html


def test_a_unit_that_was_handed_it_later_signs_later(world: World) -> None:
    proposal = dispatched(world, on=date(2026, 3, 31))
    reassign_proposal(
        proposal=proposal,
        lead=world.departments["省农业农村厅"],
        reason="职责调整",
        on=date(2026, 4, 20),
        actor=world.supervisor,
    )
    farms = world.user("farms", UserRole.FILER, "省农业农村厅")
    sweep(on=date(2026, 4, 21))
    assert _said(farms) == []
    sweep(on=date(2026, 4, 23))
    assert _said(farms) == [("unacknowledged", "2026-04-20交办，已满3个工作日仍未签收")]
