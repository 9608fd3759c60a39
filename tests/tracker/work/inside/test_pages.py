"""内部分办 on pages and by the interface: one, many, 我的, what everybody owes, and handing over."""

from typing import Any

import pytest
from django.test import Client

from policies.models.measures import NamedPerson
from tests.admin import as_user, page, queries, said, steps_offered, text
from tests.api import as_user as by_api
from tests.api import read, rows, write
from tests.conftest import World
from tests.tracker.work.inside.team import ON, Team
from tracker.work.models.assignments import Assignment


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: ON)


@pytest.fixture
def team(world: World) -> Team:
    return Team(world)


@pytest.fixture
def head(team: Team) -> Client:
    return as_user(team.head)


def behind(client: Client, url: str) -> int:
    """How many rows the list has to which a number leads."""
    return int(client.get(url).context["cl"].queryset.count())


class TestOne:
    def test_the_document_s_person_is_proposed_and_the_page_says_who_has_it(
        self, team: Team, head: Client
    ) -> None:
        NamedPerson.objects.create(task=team.rows[0].task, position=0, name="王某", kind="责任人")
        address = page("work_assignment", team.rows[0], "assign")
        form = head.get(address).context["form"]
        assert form.initial == {"assignee": team.wang.pk}
        assert "王某（文件所列）" in str(form["assignee"])
        response = head.post(address, {"assignee": team.wang.pk, "note": ""}, follow=True)
        assert said(response) == ["已分办王某。"]
        assert "<dt>经办</dt><dd>王某</dd>" in text(response)
        assert "unassign" in steps_offered(head, page("work_assignment", team.rows[0]))
        head.post(page("work_assignment", team.rows[0], "unassign"), {"note": ""})
        assert team.fresh(0).assignee is None

    def test_nobody_is_a_mistake_that_the_form_explains(self, team: Team, head: Client) -> None:
        response = head.post(page("work_assignment", team.rows[0], "assign"), {"note": ""})
        assert "请选择经办人或处室" in text(response)

    def test_others_are_not_offered_it(self, team: Team) -> None:
        for user in (team.world.supervisor, team.world.leader):
            client = as_user(user)
            assert "assign" not in steps_offered(client, page("work_assignment", team.rows[0]))
            assert client.get(page("work_assignment", team.rows[0], "assign")).status_code == 403
        stranger = as_user(team.world.other_filer)
        assert stranger.get(page("work_assignment", team.rows[0], "assign")).status_code == 404


class TestMany:
    def send(self, client: Client, team: Team, **more: Any) -> Any:
        chosen = {"action": "assign_many", "_selected_action": [row.pk for row in team.rows[:3]]}
        return client.post(page("work_assignment"), {**chosen, **more}, follow=True)

    def test_chosen_in_the_list(self, team: Team, head: Client) -> None:
        assert "将分办3项" in text(self.send(head, team))
        assert said(self.send(head, team, assignee=team.li.pk, note="")) == ["已分办3项。"]
        assert Assignment.objects.filter(assignee=team.li).count() == 3

    def test_each_to_whom_its_document_names(self, team: Team, head: Client) -> None:
        NamedPerson.objects.create(task=team.rows[1].task, position=0, name="王某", kind="联系人")
        assert "王某" in text(self.send(head, team))
        assert said(self.send(head, team, as_named="on", note="")) == ["已分办1项。"]
        assert team.fresh(1).assignee == team.wang

    def test_the_office_has_no_such_action(self, team: Team) -> None:
        office = as_user(team.world.supervisor)
        self.send(office, team, assignee=team.li.pk, note="")
        assert not Assignment.objects.filter(assignee=team.li).exists()


class TestDesk:
    def test_mine_is_a_tile_and_a_filter(self, team: Team) -> None:
        team.give(0, 1, to=team.li)
        team.give(2, to=team.wang)
        team.stands_in(team.li, team.wang)
        desk = as_user(team.li)
        context = desk.get("/?list=mine").context
        assert {tile["name"]: tile["count"] for tile in context["tiles"]}["mine"] == 3
        assert len(context["shown"]["rows"]) == 3
        assert context["people"] == []
        assert behind(desk, page("work_assignment") + "?mine=1") == 3
        assert behind(desk, page("work_assignment") + "?mine=1&light=open") == 3

    def test_the_head_sees_what_everybody_owes_and_every_number_leads_to_as_many_rows(
        self, team: Team, head: Client
    ) -> None:
        team.give(0, 1, to=team.li)
        team.give(2, section=team.section(team.wang))
        Assignment.objects.filter(pk=team.rows[1].pk).update(due_on="2026-06-01", must_due_on="2026-06-01")
        [unit] = head.get("/").context["people"]
        assert [line["load"].name for line in unit["lines"][:2]] == ["未分办", "综合处"]
        idle = {line["load"].name for line in unit["lines"] if not line["load"].open}
        assert idle == {"filer", "head", "王某"}
        for line in unit["lines"]:
            counted = line["load"]
            if counted.name in idle:
                continue
            found = [behind(head, line[f"{name}_url"]) for name in ("open", "soon", "overdue")]
            assert found == [counted.open, counted.soon, counted.overdue], counted

    def test_more_people_and_work_take_no_more_queries(self, team: Team, head: Client) -> None:
        team.give(0, to=team.li)
        few = [queries(head, address) for address in ("/", page("work_assignment"))]
        section = team.section(team.wang)
        team.give(1, 2, 3, to=team.wang)
        team.give(4, 5, section=section)
        assert [queries(head, address) for address in ("/", page("work_assignment"))] == few


class TestHandingOver:
    def test_the_head_hands_all_of_a_person_s_work_over(self, team: Team, head: Client) -> None:
        team.give(0, 1, to=team.li)
        [held] = head.get("/work/assignment/hand-over/").context["held"]
        assert (held.person, held.open) == (team.li, 2)
        address = f"/work/assignment/hand-over/{team.unit.pk}/{team.li.pk}/"
        assert "2项在办事项将全部移交" in text(head.get(address))
        response = head.post(address, {"to": team.wang.pk, "note": "调离", "expected": "2"}, follow=True)
        assert said(response) == ["已将李某的2项移交王某，双方都会收到通知。"]
        assert Assignment.objects.filter(assignee=team.wang).count() == 2

    def test_the_office_sees_numbers_and_others_nothing(self, team: Team) -> None:
        team.give(0, to=team.li)
        office = as_user(team.world.supervisor)
        assert len(office.get("/work/assignment/hand-over/").context["held"]) == 1
        for user in (team.li, team.world.leader):
            assert as_user(user).get("/work/assignment/hand-over/").status_code == 403
        address = f"/work/assignment/hand-over/{team.unit.pk}/{team.li.pk}/"
        assert as_user(team.world.other_filer).get(address).status_code == 404


class TestInterface:
    def test_giving_finding_and_taking_back(self, team: Team) -> None:
        head, first = by_api(team.head), team.rows[0].pk
        shown = write(head, f"assignments/{first}/assign/", {"assignee": team.li.pk, "note": "请抓紧"})
        assert (shown["assignee"], shown["assignee_name"]) == (team.li.pk, "李某")
        assert shown["timeline"][-1]["kind"] == "assigned"
        body = {"assignments": [first, team.rows[1].pk], "assignee": team.li.pk}
        assert write(head, "assignments/assign-many/", body) == {"changed": 1, "same": 1}
        found = rows(by_api(team.li), "assignments/", mine="1")
        assert [(one["assignee_name"], one["section_name"]) for one in found] == [("李某", "")] * 2
        assert len(rows(head, "assignments/", assignee=str(team.li.pk), status="open")) == 2
        assert len(rows(head, "assignments/", assigned="0", status="open")) == 4
        write(head, f"assignments/{first}/unassign/")
        write(head, f"assignments/{first}/assign/", {}, expect=409)
        write(by_api(team.world.supervisor), f"assignments/{first}/assign/", body, expect=403)

    def test_what_is_done_for_another_is_said(self, team: Team) -> None:
        team.give(0, to=team.wang)
        team.stands_in(team.li, team.wang)
        shown = write(by_api(team.li), f"assignments/{team.rows[0].pk}/acknowledge/")
        line = shown["timeline"][-1]
        assert (line["actor_name"], line["on_behalf_of_name"], line["who"]) == ("李某", "王某", "李某代王某")
        assert "李某代王某" in text(as_user(team.head).get(page("work_assignment", team.rows[0])))

    def test_loads_and_handing_over(self, team: Team) -> None:
        head = by_api(team.head)
        team.give(0, 1, to=team.li)
        loads = {one["name"]: (one["open"], one["assignee"]) for one in read(head, "loads/")}
        assert loads["李某"] == (2, team.li.pk)
        assert loads["未分办"] == (4, None)
        assert [one["open"] for one in read(head, "hand-over/")] == [2]
        body = {"department": team.unit.pk, "person": team.li.pk, "to": team.wang.pk, "expected": 2}
        assert write(head, "hand-over/", body)["assignments"] == 2
        write(by_api(team.li), "hand-over/", body, expect=403)
        assert by_api(team.li).get("/api/v1/hand-over/").status_code == 403
