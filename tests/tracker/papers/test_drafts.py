"""定期通报: drafted by itself, told to 督查室, and issued by nobody but who approves it."""

from datetime import date
from typing import Any

import pytest

from common.errors import NotAllowed
from tests.admin import as_user, page, said, text
from tests.api import as_user as api_as
from tests.api import read, rows, write
from tests.conftest import World
from tests.refusals import refused
from tests.tracker.papers.paper import late_work
from tracker.papers.models import BulletinDraft, BulletinSchedule, Paper
from tracker.papers.services.drafting import (
    approve_draft,
    discard_draft,
    draft_bulletins,
    recount_draft,
    switch_schedule,
)
from tracker.reminders.models.reminders import Reminder
from tracker.reminders.services.digests import build_digests
from tracker.work.models.assignments import AssignmentMilestone

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2026, 7, 1)  # the first working day after June


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: WEDNESDAY)


@pytest.fixture
def draft(world: World) -> BulletinDraft:
    late_work(world)
    [made] = draft_bulletins(on=WEDNESDAY)
    return made


def told(rule: str) -> dict[str, Reminder]:
    return {reminder.user.username: reminder for reminder in Reminder.objects.filter(rule=rule)}


class TestDrafting:
    def test_last_month_is_drafted_once_and_the_office_is_told(
        self, world: World, draft: BulletinDraft
    ) -> None:
        assert (draft.cycle, draft.first, draft.last) == ("month", date(2026, 6, 1), date(2026, 6, 30))
        assert not Paper.objects.exists()
        [(name, entry)] = told("paper_drafted").items()
        assert (name, entry.subject) == ("supervisor", "2026年6月督查通报")
        assert draft_bulletins(on=WEDNESDAY) == draft_bulletins(on=date(2026, 7, 2)) == []
        discard_draft(draft=draft, actor=world.supervisor, reason="本月不发")
        assert draft_bulletins(on=date(2026, 7, 2)) == []

    def test_only_what_is_switched_on_and_only_on_working_days(self, world: World) -> None:
        late_work(world)
        assert draft_bulletins(on=date(2026, 7, 4)) == []  # a Saturday
        switch_schedule(cycle="month", enabled=False, actor=world.supervisor)
        switch_schedule(cycle="week", enabled=True, actor=world.supervisor)
        [made] = draft_bulletins(on=date(2026, 7, 6))
        assert (made.cycle, made.first, made.last) == ("week", date(2026, 6, 29), date(2026, 7, 5))

    def test_where_nothing_counts_there_is_no_draft(self, world: World) -> None:
        assert draft_bulletins(on=WEDNESDAY) == []

    def test_the_entry_goes_out_with_the_digest(self, world: World, draft: BulletinDraft) -> None:
        build_digests(on=WEDNESDAY)
        carried = told("paper_drafted")["supervisor"]
        assert carried.digest_on == WEDNESDAY


class TestDeciding:
    def test_approved_it_is_numbered_and_told_and_waits_no_longer(
        self, world: World, draft: BulletinDraft
    ) -> None:
        words = draft.words | {"closing": "一要抓紧。\n二要报送。"}
        paper = approve_draft(draft=draft, actor=world.supervisor, on=WEDNESDAY, words=words)
        assert (paper.number, paper.figures) == ("督查通报〔2026〕1号", draft.figures)
        draft.refresh_from_db()
        assert (draft.status, draft.paper, draft.decided_by) == ("issued", paper, world.supervisor)
        assert told("paper_drafted")["supervisor"].settled_at
        [(name, entry)] = told("paper_issued").items()
        assert (name, entry.message) == ("leader", "督查通报〔2026〕1号已印发")
        with refused("draft_decided"):
            discard_draft(draft=draft, actor=world.supervisor, reason="晚了")

    def test_discarded_it_keeps_the_reason_and_nothing_is_issued(
        self, world: World, draft: BulletinDraft
    ) -> None:
        with refused("reason_required"):
            discard_draft(draft=draft, actor=world.supervisor, reason=" ")
        discard_draft(draft=draft, actor=world.supervisor, reason="本月不发")
        draft.refresh_from_db()
        assert (draft.status, draft.reason) == ("discarded", "本月不发")
        with refused("draft_decided"):
            approve_draft(draft=draft, actor=world.supervisor, on=WEDNESDAY, words=draft.words)
        assert not Paper.objects.exists()

    def test_counted_anew_it_follows_the_record(self, world: World, draft: BulletinDraft) -> None:
        assert draft.figures["totals"]["overdue"] == 1
        AssignmentMilestone.objects.filter(assignment__department__short_name="省财政厅").update(
            completed_on=date(2026, 6, 29)
        )
        assert recount_draft(draft=draft, actor=world.supervisor, on=WEDNESDAY).words["bad"] == []

    def test_nobody_else_decides(self, world: World, draft: BulletinDraft) -> None:
        asked: dict[str, Any] = {"draft": draft}
        for who in (world.leader, world.filer):
            for act in (
                lambda who=who: approve_draft(actor=who, on=WEDNESDAY, words=draft.words, **asked),
                lambda who=who: discard_draft(actor=who, reason="不发", **asked),
                lambda who=who: recount_draft(actor=who, on=WEDNESDAY, **asked),
                lambda who=who: switch_schedule(cycle="week", enabled=True, actor=who),
            ):
                with pytest.raises(NotAllowed):
                    act()
            assert as_user(who).get(page("papers_bulletindraft", draft)).status_code == 404
            assert api_as(who).get("/api/v1/bulletin-drafts/").status_code == 403


class TestWaysIn:
    def test_by_the_pages(self, world: World, draft: BulletinDraft) -> None:
        client = as_user(world.supervisor)
        entry = told("paper_drafted")["supervisor"]
        assert "2026年6月督查通报" in text(client.get(page("reminders_inboxreminder")))
        address = client.get(page("reminders_inboxreminder", entry))["Location"]
        assert address == page("papers_bulletindraft", draft)
        html = text(client.get(address))
        assert "核对并批准" in html
        assert "（印发时编号）" in html
        assert "2026年6月" in text(client.get(page("papers_bulletindraft")))
        approve = f"/papers/bulletindraft/{draft.pk}/approve/"
        first = client.get(approve)
        seen = first.context["seen"]
        typed = first.context["form"].data
        assert "批准印发" in text(first)
        done = client.post(approve, typed | {"issue": "1", "seen": seen, "title": ""})
        assert "必填" in text(done) or "这个字段" in text(done)
        done = client.post(approve, typed | {"issue": "1", "seen": seen})
        assert said(done) == ["已印发督查通报〔2026〕1号，原件已存档，可以下载。"]
        assert "督查通报〔2026〕1号" in text(client.get(address))

    def test_discarding_and_the_switches_on_the_pages(self, world: World, draft: BulletinDraft) -> None:
        client = as_user(world.supervisor)
        client.post(f"/papers/bulletindraft/{draft.pk}/discard/", {"reason": "本月不发"})
        assert "本月不发" in text(client.get(page("papers_bulletindraft", draft)))
        answer = client.post("/papers/bulletindraft/schedule/", {"week": "on"})
        assert said(answer) == ["定期通报设置已保存。"]
        assert dict(BulletinSchedule.objects.values_list("cycle", "enabled")) == {
            "week": True,
            "month": False,
        }

    def test_by_the_api(self, world: World, draft: BulletinDraft) -> None:
        api = api_as(world.supervisor)
        [row] = rows(api, "bulletin-drafts/")
        assert (row["id"], row["status"], row["number"]) == (draft.pk, "waiting", "")
        assert read(api, f"bulletin-drafts/{draft.pk}/")["figures"]["totals"]["overdue"] == 1
        write(api, f"bulletin-drafts/{draft.pk}/recount/")
        made = write(api, f"bulletin-drafts/{draft.pk}/approve/", {"to": "各市（州）人民政府"}, expect=201)
        assert (made["number"], made["words"]["to"]) == ("督查通报〔2026〕1号", "各市（州）人民政府")
        write(api, f"bulletin-drafts/{draft.pk}/discard/", {"reason": "晚了"}, expect=409)
        answer = api.put(
            "/api/v1/bulletin-drafts/schedule/", {"cycle": "week", "enabled": True}, format="json"
        )
        assert answer.json()["enabled"] is True
        assert [one["enabled"] for one in read(api, "bulletin-drafts/schedule/")] == [True, True]
