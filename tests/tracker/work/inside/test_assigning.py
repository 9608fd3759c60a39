"""内部分办: to whom, by whom, taking back, handing over, whose it is, and what is done for another."""

import pytest

from common.errors import NotAllowed
from departments.models.users import Membership, UserRole
from policies.models.measures import NamedPerson
from tests.conftest import World
from tests.refusals import refused
from tests.tracker.work.inside.team import ON, Team
from tracker.reminders.models.reminders import Reminder
from tracker.work.filing.services.reporting import file_report
from tracker.work.inside.mine import mine
from tracker.work.inside.selectors import loads_of, named_in_document
from tracker.work.inside.services.assigning import assign_as_named, hand_over, unassign
from tracker.work.inside.services.releasing import release_gone
from tracker.work.models.assignments import Assignment, EventKind
from tracker.work.services.status_changes import acknowledge_assignment


@pytest.fixture
def team(world: World) -> Team:
    return Team(world)


def last(team: Team, place: int) -> tuple[str, str]:
    event = team.rows[place].events.order_by("-pk").first()
    return event.kind, event.note


def mine_of(user: object, on: object = ON) -> list[int]:
    rows = Assignment.objects.filter(mine(user, on)).order_by("pk")
    return list(rows.values_list("pk", flat=True))


class TestGiving:
    def test_to_a_person_with_a_line_of_the_timeline(self, team: Team) -> None:
        given = team.give(0, 1, to=team.li, note="请抓紧")
        assert (given.changed, given.same) == (2, 0)
        assert team.fresh(0).assignee == team.li
        assert last(team, 0) == (EventKind.ASSIGNED, "分办李某。请抓紧")
        assert mine_of(team.li) == [team.rows[0].pk, team.rows[1].pk]

    def test_what_stands_so_already_is_left_alone(self, team: Team) -> None:
        team.give(0, to=team.li)
        assert team.give(0, 1, to=team.li).same == 1
        with refused("assignee_same"):
            team.give(0, 1, to=team.li)

    def test_to_a_section_whose_people_have_it(self, team: Team) -> None:
        section = team.section(team.li, team.wang)
        team.give(2, section=section)
        assert last(team, 2) == (EventKind.ASSIGNED, "分办综合处。")
        assert mine_of(team.wang) == mine_of(team.li) == [team.rows[2].pk]
        assert mine_of(team.filer) == []

    def test_only_by_people_of_the_unit_and_to_people_of_the_unit(self, team: Team) -> None:
        with refused("assignee_foreign"):
            team.give(0, to=team.world.other_filer)
        with refused("assignee_required"):
            team.give(0)
        for stranger in (team.world.other_filer, team.world.supervisor, team.world.leader):
            with pytest.raises(NotAllowed):
                team.give(0, to=team.li, actor=stranger)
        section = team.section()
        section.closed = True
        section.save()
        with refused("section_foreign"):
            team.give(0, section=section)

    def test_one_that_cannot_be_given_stops_all(self, team: Team) -> None:
        foreign = Assignment.objects.exclude(department=team.unit).first()
        assert foreign is not None
        team.rows.append(foreign)
        with pytest.raises(NotAllowed):
            team.give(0, 6, to=team.li)
        assert team.fresh(0).assignee is None

    def test_it_is_taken_back_and_who_had_it_is_told(self, team: Team) -> None:
        team.give(0, 1, to=team.li)
        unassign(assignments=team.rows[:2], actor=team.head, on=ON)
        assert team.fresh(1).assignee is None
        assert last(team, 1) == (EventKind.UNASSIGNED, "由李某收回。")
        told = Reminder.objects.get(user=team.li, rule="taken_over")
        assert told.message == "2项不再由您经办，已另行安排"
        with refused("not_assigned"):
            unassign(assignments=team.rows[:1], actor=team.head, on=ON)


def test_whom_the_document_names_is_proposed_where_the_unit_has_an_account_of_that_name(team: Team) -> None:
    for place, name in enumerate(["王 某", "赵某", "王某"]):
        NamedPerson.objects.create(task=team.rows[place].task, position=0, name=name, kind="责任人")
    foreign = Assignment.objects.exclude(department=team.unit).get(task=team.rows[0].task)
    found = named_in_document([*team.rows, foreign])
    assert found == {team.rows[0].pk: [team.wang], team.rows[2].pk: [team.wang]}
    given = assign_as_named(
        assignments=team.rows, named={pk: ones[0] for pk, ones in found.items()}, actor=team.head, on=ON
    )
    assert (given.changed, team.fresh(0).assignee, team.fresh(1).assignee) == (2, team.wang, None)


class TestHandingOver:
    def hand(self, team: Team, **changes: object) -> int:
        meant = {"department": team.unit, "person": team.li, "to": team.wang, "actor": team.head, "on": ON}
        return hand_over(**{**meant, **changes})

    def test_all_open_work_goes_to_another_and_both_are_told(self, team: Team) -> None:
        team.give(0, 1, 2, to=team.li)
        assert self.hand(team, expected=3, note="调离") == 3
        assert mine_of(team.li) == []
        assert last(team, 2) == (EventKind.HANDED_OVER, "由李某移交王某。调离")
        told = {(r.user, r.rule): r.message for r in Reminder.objects.exclude(rule="handed_out")}
        assert told[team.wang, "assigned"] == "内部移交：有3项事项由您经办"
        assert told[team.li, "taken_over"] == "3项不再由您经办，现由王某办理"

    def test_by_the_head_or_the_office(self, team: Team) -> None:
        team.give(0, to=team.li)
        for stranger in (team.filer, team.world.leader, team.world.other_filer):
            with pytest.raises(NotAllowed):
                self.hand(team, actor=stranger)
        assert self.hand(team, actor=team.world.supervisor) == 1

    def test_what_has_changed_since_it_was_shown_is_refused(self, team: Team) -> None:
        with refused("nothing_to_hand_over"):
            self.hand(team)
        team.give(0, to=team.li)
        with refused("handover_changed"):
            self.hand(team, expected=2)
        with refused("assignee_foreign"):
            self.hand(team, to=team.world.other_filer)
        with refused("handover_to_oneself"):
            self.hand(team, to=team.li)


class TestLeaving:
    def test_the_work_falls_back_and_the_unit_is_told(
        self, team: Team, django_capture_on_commit_callbacks: object
    ) -> None:
        team.give(0, 1, to=team.li)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            Membership.objects.get(user=team.li).delete()
        assert team.fresh(0).assignee is None
        assert last(team, 1) == (EventKind.FELL_BACK, "李某已不在省财政厅任职，请重新分办。")
        told = Reminder.objects.filter(rule="fell_back")
        assert {r.user for r in told} == {team.head, team.filer, team.wang}
        assert {r.message for r in told} == {"须重新分办2项：李某已不在省财政厅任职，请重新分办。"}

    def test_so_it_does_when_the_account_is_switched_off(
        self, team: Team, django_capture_on_commit_callbacks: object
    ) -> None:
        team.give(0, to=team.li)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            team.li.is_active = False
            team.li.save()
        assert last(team, 0) == (EventKind.FELL_BACK, "李某账号已停用，请重新分办。")

    def test_another_role_in_the_unit_changes_nothing(
        self, team: Team, django_capture_on_commit_callbacks: object
    ) -> None:
        team.give(0, to=team.li)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            Membership.objects.get(user=team.li).delete()
            Membership.objects.create(user=team.li, department=team.unit, role=UserRole.HEAD)
        assert team.fresh(0).assignee == team.li

    def test_a_closed_section_has_no_work(
        self, team: Team, django_capture_on_commit_callbacks: object
    ) -> None:
        section = team.section(team.li)
        team.give(0, section=section)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            section.closed = True
            section.save()
        assert (team.fresh(0).section, release_gone()) == (None, 0)


class TestSubstitutes:
    def test_the_substitute_finds_the_work_while_it_holds(self, team: Team) -> None:
        team.give(0, to=team.wang)
        team.give(1, section=team.section(team.wang))
        team.stands_in(team.li, team.wang)
        assert mine_of(team.li) == [team.rows[0].pk, team.rows[1].pk]
        assert mine_of(team.li, ON.replace(day=21)) == []

    def test_what_is_done_for_another_says_so(self, team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("common.clock.today", lambda: ON)
        team.give(0, to=team.wang)
        team.give(1, to=team.li)
        team.give(2, section=team.section(team.wang))
        team.stands_in(team.li, team.wang)
        for place in range(4):
            acknowledge_assignment(assignment=team.rows[place], actor=team.li)
        file_report(assignment=team.rows[0], actor=team.li, on=ON, percent=10, narrative="起步。")
        signed = [row.events.get(kind="acknowledged").who for row in team.rows[:4]]
        assert signed == ["李某代王某", "李某", "李某代王某", "李某"]
        assert team.rows[0].events.get(kind="reported").who == "李某代王某"

    def test_not_when_it_is_over_nor_by_who_stands_in_for_nobody(
        self, team: Team, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("common.clock.today", lambda: ON.replace(day=21))
        team.give(0, 1, to=team.wang)
        team.stands_in(team.li, team.wang)
        acknowledge_assignment(assignment=team.rows[0], actor=team.li)
        acknowledge_assignment(assignment=team.rows[1], actor=team.filer)
        assert [row.events.get(kind="acknowledged").who for row in team.rows[:2]] == ["李某", "filer"]


def test_what_everybody_owes_is_counted(team: Team) -> None:
    team.give(0, 1, to=team.li)
    team.give(2, section=team.section(team.wang))
    Assignment.objects.filter(pk=team.rows[1].pk).update(due_on="2026-06-01", must_due_on="2026-06-01")
    found = {load.name: (load.open, load.soon, load.overdue) for load in loads_of([team.unit.pk], ON)}
    assert found == {
        "未分办": (3, 3, 0),
        "综合处": (1, 1, 0),
        "李某": (2, 1, 1),
        "王某": (0, 0, 0),
        "filer": (0, 0, 0),
        "head": (0, 0, 0),
    }
