"""Inside a unit: who has the work is told, its filers where nobody has it, 督查室 where nobody is left."""

from datetime import date

import pytest

from departments.models.users import Membership, User
from tests.admin import as_user, page, text
from tests.api import as_user as by_api
from tests.api import write
from tests.conftest import World
from tests.tracker.work.inside.team import Team
from tracker.reminders.models.reminders import Reminder
from tracker.reminders.models.rules import ReminderRule
from tracker.reminders.services.morning_run import morning_run
from tracker.reminders.services.nobody import tell_of_units_without_people
from tracker.reminders.services.previewing import preview_rules
from tracker.reminders.services.sweeping import sweep
from tracker.work.instructions.services import urge, write_instruction
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import suspend_assignment
from tracker.work.telling import Told

DUE = date(2026, 6, 30)  # a Tuesday
LATE = date(2026, 7, 1)


@pytest.fixture
def team(world: World) -> Team:
    return Team(world, rows=3)


def told(team: Team, place: int, rule: str) -> set[str]:
    rows = Reminder.objects.filter(assignment=team.rows[place], rule=rule)
    return set(rows.values_list("user__username", flat=True))


FILERS = {"filer", "李某", "王某"}


class TestReminders:
    def test_the_person_stands_in_the_place_of_the_filers(self, team: Team) -> None:
        team.give(0, to=team.li)
        sweep(on=DUE)
        assert told(team, 0, "due_soon") == {"李某", "head"}
        assert told(team, 1, "due_soon") == FILERS | {"head"}

    def test_a_section_and_who_stands_in_for_one_of_it(self, team: Team) -> None:
        team.give(0, section=team.section(team.wang))
        sweep(on=DUE)
        assert told(team, 0, "due_soon") == {"王某", "head"}
        team.stands_in(team.filer, team.wang, LATE, LATE)
        sweep(on=LATE)
        assert told(team, 0, "overdue") == {"王某", "filer", "head"}

    def test_the_person_goes_before_the_section(self, team: Team) -> None:
        team.give(0, to=team.li, section=team.section(team.wang))
        team.stands_in(team.wang, team.li, DUE, DUE)
        sweep(on=DUE)
        assert told(team, 0, "due_soon") == {"李某", "王某", "head"}
        sweep(on=LATE)
        assert told(team, 0, "overdue") == {"李某", "head"}

    @pytest.mark.parametrize("gone", ["off", "left"])
    def test_the_filers_where_the_person_cannot_be_told(self, team: Team, gone: str) -> None:
        team.give(0, to=team.li)
        if gone == "off":
            User.objects.filter(pk=team.li.pk).update(is_active=False)
        else:
            Membership.objects.filter(user=team.li).delete()
        sweep(on=DUE)
        assert told(team, 0, "due_soon") == {"filer", "王某", "head"}

    def test_a_head_who_has_it_is_told_once(self, team: Team) -> None:
        team.give(0, to=team.head)
        sweep(on=DUE)
        assert told(team, 0, "due_soon") == {"head"}
        today = Reminder.objects.filter(assignment=team.rows[0], rule="due_soon", on=DUE)
        assert today.count() == 1

    def test_the_preview_counts_as_many_as_are_told(self, team: Team) -> None:
        team.give(0, to=team.head)
        team.give(1, to=team.li)
        rule = ReminderRule.objects.get(rule="due_soon", before="0")
        [found] = preview_rules(reader=team.world.supervisor, on=DUE, rules=[rule])
        told = {user.username: count for user, count in found.people}
        theirs = {"head": 3, "李某": 2, "filer": 1, "王某": 1}
        assert {name: told[name] for name in theirs} == theirs


class TestEvents:
    def test_what_happens_is_told_who_has_it_and_the_head_each_of_his_own(self, team: Team) -> None:
        team.give(0, to=team.li)
        for row in team.rows[:2]:
            suspend_assignment(assignment=row, reason="政策调整", actor=team.world.supervisor)
        assert told(team, 0, "suspended") == {"李某", "head"}
        assert told(team, 1, "suspended") == FILERS | {"head"}

    def test_who_is_given_work_is_told_once_of_all(self, team: Team) -> None:
        team.give(0, 1, 2, to=team.li)
        [entry] = Reminder.objects.filter(rule="assigned")
        assert (entry.user, entry.message) == (team.li, "内部分办：有3项事项由您经办")

    def test_urging_goes_to_who_has_it(self, team: Team) -> None:
        team.give(0, to=team.li)
        reached = urge(assignments=team.rows[:1], message="请抓紧", actor=team.world.supervisor, on=DUE)
        assert (reached, told(team, 0, "urged")) == (Told(2), {"李某", "head"})

    def test_an_instruction_on_the_whole_document_is_the_units(self, team: Team) -> None:
        team.give(0, to=team.li)
        write = {"text": "请抓紧", "due_on": DUE, "actor": team.world.leader, "on": date(2026, 6, 20)}
        write_instruction(target=team.document, **write)
        assert told(team, 0, "instructed") == FILERS | {"head"}
        write_instruction(target=team.fresh(0), **write)
        alone = Reminder.objects.filter(rule="instructed").order_by("-pk")[:2]
        assert {r.user for r in alone} == {team.li, team.head}


class TestNobodyLeft:
    def emptied(self, team: Team) -> None:
        Membership.objects.filter(department=team.unit).delete()

    def test_the_office_is_told_once_until_somebody_is_there_again(self, team: Team) -> None:
        self.emptied(team)
        assert tell_of_units_without_people(on=DUE) == 1
        assert tell_of_units_without_people(on=LATE) == 0
        [entry] = Reminder.objects.filter(rule="nobody_left")
        assert entry.user == team.world.supervisor
        assert entry.message == "省财政厅有3项在办，但没有可提醒的人员，请为其开通账号，或另行联系"
        Membership.objects.create(user=team.li, department=team.unit, role="filer")
        tell_of_units_without_people(on=LATE)
        entry.refresh_from_db()
        assert entry.settled_at is not None
        self.emptied(team)
        assert tell_of_units_without_people(on=date(2026, 7, 2)) == 1

    def test_at_once_when_the_last_one_leaves_and_each_morning(
        self, team: Team, django_capture_on_commit_callbacks: object
    ) -> None:
        people = list(Membership.objects.filter(department=team.unit))
        for held in people[1:]:
            held.delete()
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            people[0].delete()
        assert Reminder.objects.filter(rule="nobody_left").count() == 1
        morning_run(on=LATE)
        assert Reminder.objects.filter(rule="nobody_left").count() == 1

    def test_the_desk_of_the_office_names_the_units(self, team: Team) -> None:
        office = as_user(team.world.supervisor)
        assert 'id="silent"' not in text(office.get("/"))
        self.emptied(team)
        [unit] = office.get("/").context["silent"]
        assert (unit["name"], unit["count"]) == ("省财政厅", 3)
        rows = office.get(unit["url"]).context["cl"].queryset
        assert rows.count() == 3

    def test_urging_says_so_before_it_is_sent(self, team: Team) -> None:
        self.emptied(team)
        office, words = as_user(team.world.supervisor), "省财政厅没有可提醒的人员"
        assert words in text(office.get(page("work_assignment", team.rows[0], "urge")))
        others = Assignment.objects.filter(department__short_name="省教育厅")
        chosen = {"action": "urge_many", "_selected_action": [team.rows[0].pk, others[0].pk]}
        assert words in text(office.post(page("work_assignment"), chosen))
        alone = {"action": "urge_many", "_selected_action": [others[0].pk]}
        assert words not in text(office.post(page("work_assignment"), alone))
        body = {"assignments": [team.rows[0].pk, others[0].pk]}
        seen = write(by_api(team.world.supervisor), "assignments/urge-preview/", body)
        assert [one["name"] for one in seen["unreached"]] == ["省财政厅"]
        assert words in seen["warning"]
        assert not Reminder.objects.filter(rule="urged").exists()
        write(by_api(team.head), "assignments/urge-preview/", {"assignments": [team.rows[0].pk]}, expect=403)
