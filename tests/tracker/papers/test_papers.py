"""通报 and 督办单: what they say, their numbers, their archive, the pages that make them."""

import re
from datetime import date
from typing import Any, cast

import pytest

from common.errors import NotAllowed, ServiceError
from tests.admin import as_user, page, queries, said, text
from tests.api import as_user as api_as
from tests.api import read, rows, write
from tests.conftest import World
from tests.refusals import refused
from tests.tracker.papers.paper import (
    HALF,
    TEMPLATES,
    TODAY,
    WORDS,
    bulletin,
    edited,
    late_work,
    notice,
    printed,
    table,
    words_of,
)
from tracker.papers.models import Paper, PaperTemplate
from tracker.papers.printing import own_template, shown_in_browser
from tracker.papers.selectors import bulletin_figures, propose_bulletin, seal_of
from tracker.papers.services.issuing import restore_template, withdraw_paper
from tracker.reminders.models.reminders import Reminder
from tracker.work.models.assignments import Assignment, AssignmentMilestone, Event

pytestmark = pytest.mark.django_db
NEW_BULLETIN = "/papers/paper/new-bulletin/?from=2026-01-01&to=2026-06-30"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: TODAY)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: TODAY)


@pytest.fixture
def late(world: World) -> Assignment:
    return late_work(world)


class TestFigures:
    def test_the_docx_says_what_the_api_says(self, world: World, late: Assignment) -> None:
        AssignmentMilestone.objects.create(  # done late, so that no two figures are the same by chance
            assignment=late,
            first_due_on=date(2026, 3, 1),
            due_on=date(2026, 3, 1),
            completed_on=date(2026, 3, 5),
        )
        running = {"from": "2026-01-01", "to": "2026-07-31"}
        figures = read(api_as(world.leader), "bulletins/figures/", **running)
        made = write(api_as(world.supervisor), "bulletins/?from=2026-01-01&to=2026-07-31", expect=201)
        file = cast(Any, api_as(world.leader).get(f"/api/v1/bulletins/{made['id']}/download/"))
        document = printed(file.getvalue())
        total = figures["totals"]
        assert (
            f"交办事项{total['assignments']}项、时限{total['total']}个，其中应完成{total['due']}个，"
            f"已完成{total['completed']}个（按时完成{total['on_time']}个，逾期完成{total['done_late']}个），"
            f"逾期未完成{total['overdue']}个，未到期{total['pending']}个；"
            f"完成率{total['completed_rate']}%，按时完成率{total['on_time_rate']}%。"
        ) in words_of(document)
        names = ("assignments", "due", "on_time", "done_late", "overdue")
        assert [row[1:] for row in table(document, 0)[1:]] == [
            [
                unit["name"],
                *(str(unit[name]) for name in names),
                f"{unit['on_time_rate']}%",
                unit["average_late"] or "—",
                unit["score"],
            ]
            for unit in figures["departments"]
        ]
        assert [row[1:] for row in table(document, 1)[1:]] == [
            [row["document"], row["measure"], row["name"], row["due_on"], str(row["days"])]
            for row in figures["late_list"]
        ]
        assert (total["overdue"], figures["late_list"][0]["days"]) == (1, 10)
        assert made["figures"] == figures
        card = read(api_as(world.leader), "scorecard/", **running)
        assert {name: figures[name] for name in card} == card

    def test_the_examples_follow_from_the_figures(self, world: World, late: Assignment) -> None:
        proposed = propose_bulletin(bulletin_figures(span=HALF, document=None, on=TODAY))
        assert proposed["good"] == ["省教育厅应完成时限1项，全部按时完成。"]
        assert len(proposed["bad"]) == 1
        assert "建设一站式窗口" in proposed["bad"][0]
        assert "2026年6月30日完成，已逾期1天" in proposed["bad"][0]

    def test_a_period_that_is_over_is_told_as_it_ended(self, world: World, late: Assignment) -> None:
        asked = {"span": HALF, "document": None, "on": TODAY}
        before = bulletin_figures(**asked)
        assert (before["on"], before["totals"]["overdue"], before["totals"]["late_days"]) == (
            "2026-06-30",
            1,
            1,
        )
        own = AssignmentMilestone.objects.filter(assignment=late, due_on="2026-06-30")
        own.update(completed_on=date(2026, 7, 1))
        assert bulletin_figures(**asked) == before
        own.update(completed_on=date(2026, 6, 30))
        assert bulletin_figures(**asked)["totals"]["overdue"] == 0

    def test_each_figure_of_a_period_that_is_over_opens_its_rows(
        self, world: World, late: Assignment
    ) -> None:
        own = AssignmentMilestone.objects.filter(assignment=late, due_on="2026-06-30")
        own.update(completed_on=date(2026, 7, 1))
        client = as_user(world.supervisor)
        for total in client.get(NEW_BULLETIN).context["totals"]:
            if str(total["value"]).isdigit():
                listed = client.get(total["url"]).context["cl"]
                assert (total["label"], listed.result_count) == (total["label"], total["value"])

    def test_last_month_is_the_period_unless_another_is_asked_for(self, world: World) -> None:
        june = ("2026-06-01", "2026-06-30")
        page_of = as_user(world.supervisor).get("/papers/paper/new-bulletin/").context
        assert (str(page_of["span"].first), str(page_of["span"].last)) == june
        figures = read(api_as(world.leader), "bulletins/figures/")
        assert (figures["from"], figures["to"], figures["on"]) == (*june, "2026-06-30")

    def test_a_long_list_of_what_is_late_is_cut_and_says_by_how_much(
        self, world: World, late: Assignment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """W30: the longest late are listed, the rest is counted; five years made 38 pages."""
        for day in (3, 4, 5):
            limit = date(2026, 3, day)
            AssignmentMilestone.objects.create(assignment=late, first_due_on=limit, due_on=limit)
        monkeypatch.setattr("tracker.papers.selectors.MOST_LATE", 2)
        figures = bulletin_figures(span=HALF, document=None, on=TODAY)
        assert figures["totals"]["overdue"] == 4
        assert [row["due_on"] for row in figures["late_list"]] == ["2026-03-03", "2026-03-04"]
        assert figures["late_left_out"] == 2
        document = printed(bytes(bulletin(world).data))
        assert len(table(document, 1)[1:]) == 2
        assert "另有2项逾期未完成，未逐项列出。" in words_of(document)

    def test_one_document_counts_only_its_own(self, world: World, late: Assignment) -> None:
        other = world.dispatched(number="云政发〔2026〕9号", title="另一方案")
        both = bulletin_figures(span=HALF, document=None, on=TODAY)["totals"]
        own = bulletin_figures(span=HALF, document=other, on=TODAY)
        assert (both["total"], own["totals"]["total"], len(own["late_list"])) == (4, 2, 2)
        assert own["scope"] == "《另一方案》（云政发〔2026〕9号）"

    def test_what_is_issued_is_what_was_seen(self, world: World, late: Assignment) -> None:
        seen = seal_of(bulletin_figures(span=HALF, document=None, on=TODAY))
        AssignmentMilestone.objects.filter(assignment=late).update(completed_on=HALF.last)
        with refused("bulletin_changed"):
            bulletin(world, seen=seen)
        assert not Paper.objects.exists()


class TestArchive:
    def test_numbers_run_by_kind_and_year_and_none_is_left_out(self, world: World, late: Assignment) -> None:
        assert bulletin(world).number == "督查通报〔2026〕1号"
        with refused("paper_words_required"):
            bulletin(world, words=WORDS | {"title": " "})
        assert bulletin(world).number == "督查通报〔2026〕2号"
        assert notice(world, late).number == "督办〔2026〕1号"
        assert bulletin(world, on=date(2027, 1, 4)).number == "督查通报〔2027〕1号"

    def test_a_printing_that_fails_gives_its_number_back(self, world: World, late: Assignment) -> None:
        bulletin(world)
        broken = edited(own_template("bulletin"), "{{ 期间 }}", "{{ 单位.没有 }}")
        PaperTemplate.objects.create(kind="bulletin", name="x", data=broken, uploaded_by=world.supervisor)
        with refused("template_in_force_broken"):
            bulletin(world)
        restore_template(kind="bulletin", version=None, actor=world.supervisor)
        assert bulletin(world).serial == 2

    def test_what_was_issued_never_changes(self, world: World, late: Assignment) -> None:
        paper = bulletin(world)
        paper.title = "别的"
        for act in (
            paper.save,
            paper.delete,
            lambda: Paper.objects.update(title="别的"),
            lambda: Paper.objects.all().delete(),
        ):
            with pytest.raises(ServiceError):
                act()
        withdraw_paper(paper=paper, reason="数字有误", actor=world.supervisor)
        again = Paper.objects.get(pk=paper.pk)
        assert (again.title, again.is_withdrawn, bytes(again.data)) == (WORDS["title"], True, paper.data)
        with refused("paper_withdrawn"):
            withdraw_paper(paper=paper, reason="再撤", actor=world.supervisor)
        assert bulletin(world).serial == 2

    def test_only_the_office_makes_and_withdraws(self, world: World, late: Assignment) -> None:
        paper = notice(world, late)
        for who in (world.leader, world.head, world.filer):
            for act in (
                lambda who=who: bulletin(world, actor=who),
                lambda who=who: notice(world, late, actor=who),
                lambda who=who: withdraw_paper(paper=paper, reason="撤", actor=who),
                lambda who=who: restore_template(kind="notice", version=None, actor=who),
            ):
                with pytest.raises(NotAllowed):
                    act()
            client = as_user(who)
            for address in (NEW_BULLETIN, "/papers/paper/new-notice/?assignments=1", TEMPLATES):
                assert client.get(address).status_code == 403
            assert api_as(who).post("/api/v1/bulletins/").status_code == 403

    def test_a_department_finds_its_own_notice_and_no_other_paper(
        self, world: World, late: Assignment
    ) -> None:
        paper, general = notice(world, late), bulletin(world)
        own, other, leader = as_user(world.filer), as_user(world.other_filer), as_user(world.leader)
        assert own.get(f"/papers/paper/{paper.pk}/download/").status_code == 200
        assert own.get(page("papers_paper", paper)).status_code == 200
        for client, hidden in ((other, paper), (other, general), (own, general)):
            assert client.get(f"/papers/paper/{hidden.pk}/download/").status_code == 404
            assert client.get(page("papers_paper", hidden)).status_code == 404
        for each in (paper, general):
            assert leader.get(f"/papers/paper/{each.pk}/download/").status_code == 200
        assert [row["number"] for row in rows(api_as(world.filer), "notices/")] == [paper.number]
        assert rows(api_as(world.filer), "bulletins/") == rows(api_as(world.other_filer), "notices/") == []
        assert api_as(world.filer).get("/api/v1/bulletins/figures/").status_code == 403


class TestNotice:
    def test_it_says_what_is_late_and_stands_on_the_timeline(self, world: World, late: Assignment) -> None:
        paper = notice(world, late)
        document = printed(bytes(paper.data))
        [row] = table(document, 0)[1:]
        role = late.get_role_display()
        assert row == ["1", "云政发〔2026〕3号", late.task.text, role, "2026年6月30日", "10"]
        told_in = words_of(document)
        for words in ("云岭省财政厅：", "请于2026年7月17日前答复", "签发人：张三", "云岭省人民政府督查室"):
            assert words in told_in
        assert paper.number in told_in
        event = Event.objects.get(assignment=late, kind="noticed")
        assert "督办〔2026〕1号" in event.note
        told = Reminder.objects.filter(assignment=late, message__startswith="督办单督办〔2026〕1号")
        assert {r.user for r in told} == {world.filer, world.head}
        withdraw_paper(paper=paper, reason="已办结", actor=world.supervisor)
        assert Event.objects.filter(assignment=late, kind="notice_withdrawn").exists()

    def test_only_late_work_of_one_unit_goes_on_it(self, world: World, late: Assignment) -> None:
        other, city = world.assignment("省教育厅"), world.assignment("青川市政府", "二 / 3")
        for chosen, code in (
            ([other], "notice_item_not_overdue"),
            ([late, city], "notice_units_several"),
            ([], "notice_items_required"),
        ):
            with refused(code):
                notice(world, *chosen)
        with refused("answer_date_past"):
            notice(world, late, answer_by=date(2026, 7, 9))

    def test_by_the_api(self, world: World, late: Assignment) -> None:
        body = {"assignments": [late.pk], "answer_by": "2026-07-17"}
        made = write(api_as(world.supervisor), "notices/", body, expect=201)
        assert (made["number"], made["department_name"]) == ("督办〔2026〕1号", "省财政厅")
        assert made["figures"]["rows"][0]["days"] == 10
        gone = write(api_as(world.supervisor), f"notices/{made['id']}/withdraw/", {"reason": "已办结"})
        assert (gone["withdrawn"], gone["withdrawal_reason"]) == (True, "已办结")
        write(api_as(world.supervisor), "notices/", body | {"assignments": [9999]}, expect=404)
        write(api_as(world.filer), f"notices/{made['id']}/withdraw/", {"reason": "撤"}, expect=403)


class TestPages:
    def test_preview_then_issue(self, world: World, late: Assignment) -> None:
        client = as_user(world.supervisor)
        first = client.get(NEW_BULLETIN)
        proposed = first.context["form"].initial
        assert "印发</button>" not in text(first)
        shown = client.post(NEW_BULLETIN, proposed | {"preview": "1"})
        assert "（印发时编号）" in text(shown)
        assert not Paper.objects.exists()
        seen = re.search(r'name="seen" value="(\w+)"', text(shown)).group(1)
        done = client.post(NEW_BULLETIN, proposed | {"issue": "1", "seen": seen, "title": "关于进展的通报"})
        paper = Paper.objects.get()
        assert (done["Location"], said(done)) == (
            page("papers_paper", paper),
            ["已印发督查通报〔2026〕1号，原件已存档，可以下载。"],
        )
        shown_page = text(client.get(page("papers_paper", paper)))
        assert "关于进展的通报" in shown_page
        assert "督查通报〔2026〕1号" in shown_page

    def test_a_notice_from_the_list(self, world: World, late: Assignment) -> None:
        client = as_user(world.supervisor)
        chosen = {"action": "notice_many", "_selected_action": [late.pk]}
        address = client.post("/work/assignment/", chosen)["Location"]
        form = client.get(address).context["form"]
        assert form.initial["answer_by"] == date(2026, 7, 17)
        done = client.post(address, form.initial | {"issue": "1"})
        assert said(done) == ["已印发督办〔2026〕1号，原件已存档，可以下载。"]
        offered = client.get(page("work_assignment", late)).context["actions_detail"]
        assert "制发督办单" in {action["title"] for action in offered}

    def test_as_many_queries_however_many_papers(self, world: World, late: Assignment) -> None:
        client = as_user(world.leader)
        bulletin(world)
        notice(world, late)
        before = queries(client, page("papers_paper"))
        for _ in range(3):
            bulletin(world)
            withdraw_paper(paper=notice(world, late), reason="撤", actor=world.supervisor)
        assert queries(client, page("papers_paper")) == before


def test_what_is_shown_in_the_browser_runs_nothing_and_leads_nowhere(world: World, late: Assignment) -> None:
    paper = bulletin(world, words=WORDS | {"title": "<script>alert(1)</script>{{ 机关 }}"})
    document = printed(bytes(paper.data))
    assert "<script>alert(1)</script>{{ 机关 }}" in words_of(document)
    shown = shown_in_browser(bytes(paper.data))
    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 机关 }}" in shown
    assert set(re.findall(r"<(\w+)", shown)) <= {"p", "table", "thead", "tbody", "tr", "td", "th", "br"}
