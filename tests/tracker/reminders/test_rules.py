"""The rules: what each says, to whom, and where it is switched off."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from departments.models.departments import Department
from departments.models.users import Membership, UserRole
from policies.cycles import Cycle
from policies.models.measures import Task
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.reminders.kinds import Rule
from tracker.reminders.models.reminders import Reminder, Sweep
from tracker.reminders.models.rules import ReminderExemption, ReminderRule
from tracker.reminders.services.morning_run import morning_run
from tracker.reminders.services.previewing import preview_rules
from tracker.reminders.services.sweeping import sweep
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import return_report
from tracker.work.instructions.services import reply_instruction, write_instruction
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = pytest.mark.django_db
DUE = date(2026, 6, 30)
DISPATCHED = date(2026, 3, 2)


@pytest.fixture
def mine(world: World) -> Assignment:
    """省财政厅 holds one signed assignment due on 30 June; 省教育厅 holds the same, signed as well."""
    only = measure(
        ["一", "1"],
        "建设一站式窗口",
        [unit("省财政厅"), unit("省教育厅")],
        [deadline("6月底前", DUE.isoformat())],
    )
    world.dispatched(on=DISPATCHED, measures=[only])
    acknowledge_assignment(assignment=world.assignment("省教育厅"), actor=world.other_filer)
    return acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)


def _said(day: date, rule: Rule, department: str = "省财政厅") -> list[tuple[str, str]]:
    """(user, words) of what a first sweep of that very day says by the rule."""
    Sweep.objects.all().delete()
    Sweep.objects.create(on=day)
    sweep(on=day)
    rows = Reminder.objects.filter(on=day, rule=rule, assignment__department__short_name=department)
    return sorted(rows.values_list("user__username", "message"))


class TestEscalation:
    def test_a_week_late_the_head_is_told_and_after_fifteen_days_the_leader(self, mine: Assignment) -> None:
        week, fifteen = DUE + timedelta(days=7), DUE + timedelta(days=15)
        assert _said(week, Rule.ESCALATED) == [("head", "时限2026-06-30，已逾期7天，提请督促")]
        assert _said(fifteen, Rule.ESCALATED) == [("leader", "时限2026-06-30，已逾期15天，提请督促")]
        assert _said(fifteen + timedelta(days=7), Rule.ESCALATED) == []

    def test_the_leader_in_charge_of_the_department_comes_before_the_offices(
        self, world: World, mine: Assignment
    ) -> None:
        world.user("vice", UserRole.LEADER, "省教育厅")
        fifteen = DUE + timedelta(days=15)
        assert [name for name, _ in _said(fifteen, Rule.ESCALATED, "省教育厅")] == ["vice"]
        assert [name for name, _ in _said(fifteen, Rule.ESCALATED, "省财政厅")] == ["leader"]

    def test_a_department_without_a_leader_has_the_one_above_it(self, world: World, mine: Assignment) -> None:
        world.user("vice", UserRole.LEADER, "省财政厅")
        below = Department.objects.get(short_name="省国库支付中心")
        Assignment.objects.filter(pk=mine.pk).update(department=below)
        told = _said(DUE + timedelta(days=15), Rule.ESCALATED, "省国库支付中心")
        assert [name for name, _ in told] == ["vice"]

    def test_a_strive_date_is_never_escalated(self, mine: Assignment) -> None:
        mine.milestones.update(firmness="strive")
        for days in (7, 15):
            assert _said(DUE + timedelta(days=days), Rule.ESCALATED) == []
        assert len(_said(DUE + timedelta(days=8), Rule.STRIVE_PASSED)) == 2

    def test_where_no_leader_can_be_told_the_unit_is_named(self, world: World, mine: Assignment) -> None:
        Membership.objects.filter(role=UserRole.LEADER).delete()
        Sweep.objects.create(on=DUE + timedelta(days=15))
        assert "省财政厅" in sweep(on=DUE + timedelta(days=15)).unreachable

    def test_the_office_can_be_told(self, world: World, mine: Assignment) -> None:
        ReminderRule.objects.filter(rule=Rule.ESCALATED, to_leader=True).update(
            to_leader=False, to_office=True
        )
        told = _said(DUE + timedelta(days=15), Rule.ESCALATED)
        assert [name for name, _ in told] == ["supervisor"]


class TestMissingReport:
    @pytest.fixture
    def monthly(self, mine: Assignment) -> Assignment:
        Task.objects.update(cycle=Cycle.MONTH)
        return mine

    def test_it_is_said_two_days_ahead_of_the_end_and_the_day_after(self, monthly: Assignment) -> None:
        assert [words for _, words in _said(date(2026, 5, 29), Rule.REPORT_MISSING)] == [
            "本月进展尚未报送，报送截至2026-05-31"
        ] * 2
        assert [words for _, words in _said(date(2026, 6, 1), Rule.REPORT_MISSING)] == [
            "上月进展尚未报送，已过报送截止日2026-05-31"
        ] * 2
        for day in (date(2026, 5, 28), date(2026, 5, 30), date(2026, 5, 31), date(2026, 6, 2)):
            assert _said(day, Rule.REPORT_MISSING) == []

    def test_who_has_reported_in_the_period_is_left_in_peace(self, world: World, monthly: Assignment) -> None:
        file_report(
            assignment=monthly, actor=world.filer, on=date(2026, 5, 6), percent=10, narrative="正在办理。"
        )
        assert _said(date(2026, 6, 1), Rule.REPORT_MISSING) == []
        assert len(_said(date(2026, 6, 1), Rule.REPORT_MISSING, "省教育厅")) == 1
        assert len(_said(date(2026, 7, 1), Rule.REPORT_MISSING)) == 2

    @pytest.mark.parametrize(("dispatched", "told"), [(date(2026, 5, 24), 2), (date(2026, 5, 25), 0)])
    def test_work_of_the_last_week_of_a_period_is_not_asked_for(
        self, monthly: Assignment, dispatched: date, told: int
    ) -> None:
        Assignment.objects.update(dispatched_on=dispatched)
        assert len(_said(date(2026, 6, 1), Rule.REPORT_MISSING)) == told

    def test_weeks_and_quarters_have_their_own_ends(self, mine: Assignment) -> None:
        Task.objects.update(cycle=Cycle.WEEK)
        assert len(_said(date(2026, 5, 4), Rule.REPORT_MISSING)) == 2  # a Monday
        Reminder.objects.all().delete()
        Task.objects.update(cycle=Cycle.QUARTER)
        assert _said(date(2026, 5, 4), Rule.REPORT_MISSING) == []
        assert len(_said(date(2026, 7, 1), Rule.REPORT_MISSING)) == 2


class TestReturned:
    def test_a_return_is_spoken_of_on_the_third_working_day_until_it_is_answered(
        self, world: World, mine: Assignment
    ) -> None:
        report = file_report(
            assignment=mine, actor=world.filer, on=date(2026, 6, 3), percent=10, narrative="正在办理。"
        )
        return_report(report=report, actor=world.supervisor, reason="请补充数据")
        mine.reports.update(reviewed_at="2026-06-04T00:10:00+08:00")  # a Thursday in Shanghai
        assert _said(date(2026, 6, 8), Rule.RETURNED) == []
        assert _said(date(2026, 6, 9), Rule.RETURNED) == [
            (name, "进展于2026-06-04被退回，已满3个工作日仍未重新报送") for name in ("filer", "head")
        ]
        assert len(_said(date(2026, 6, 16), Rule.RETURNED)) == 2  # five working days later
        file_report(
            assignment=mine, actor=world.filer, on=date(2026, 6, 17), percent=20, narrative="已补充。"
        )
        assert _said(date(2026, 6, 24), Rule.RETURNED) == []


class TestUnansweredInstruction:
    def test_each_is_spoken_of_around_its_day_until_it_is_answered(
        self, world: World, mine: Assignment
    ) -> None:
        until = date(2026, 4, 10)
        for text in ("请加快", "请报方案"):
            write_instruction(
                target=mine.document, text=text, due_on=until, actor=world.leader, on=DISPATCHED
            )
        words = [w for _, w in _said(until - timedelta(days=1), Rule.INSTRUCTION_OPEN)]
        assert words == ["领导批示须于2026-04-10前回复，尚未回复，还有1天"] * 4
        item = mine.department.instruction_items.order_by("id").first()
        assert item is not None
        reply_instruction(item=item, reply="已办", actor=world.filer, on=until)
        late = _said(until + timedelta(days=8), Rule.INSTRUCTION_OPEN)
        assert late == [
            (name, "领导批示须于2026-04-10前回复，尚未回复，已逾期8天") for name in ("filer", "head")
        ]


class TestSwitches:
    def test_a_rule_switched_off_says_nothing(self, mine: Assignment) -> None:
        ReminderRule.objects.filter(rule=Rule.OVERDUE).update(enabled=False)
        assert _said(DUE + timedelta(days=1), Rule.OVERDUE) == []

    def test_a_rule_with_other_days_says_it_on_those(self, mine: Assignment) -> None:
        ReminderRule.objects.filter(rule=Rule.DUE_SOON, before="15,7,1").update(before="20,5")
        assert len(_said(DUE - timedelta(days=20), Rule.DUE_SOON)) == 2
        assert len(_said(DUE - timedelta(days=5), Rule.DUE_SOON)) == 2
        assert _said(DUE - timedelta(days=7), Rule.DUE_SOON) == []

    def test_two_rules_that_meet_on_a_day_tell_each_person_once(self, mine: Assignment) -> None:
        ReminderRule.objects.create(rule=Rule.OVERDUE, first=8, to_filer=True)
        assert [name for name, _ in _said(DUE + timedelta(days=8), Rule.OVERDUE)] == ["filer", "head"]

    @pytest.mark.parametrize("every_rule", [True, False])
    def test_a_department_can_be_exempt(self, world: World, mine: Assignment, every_rule: bool) -> None:
        rule = None if every_rule else ReminderRule.objects.get(rule=Rule.OVERDUE)
        exempt = ReminderExemption.objects.create(rule=rule, department=mine.department, reason="机构调整")
        day = DUE + timedelta(days=1)
        assert _said(day, Rule.OVERDUE) == []
        assert len(_said(day, Rule.OVERDUE, "省教育厅")) == 1
        assert len(_said(DUE, Rule.DUE_SOON)) == (0 if every_rule else 2)
        exempt.enabled = False
        exempt.save()
        assert len(_said(day, Rule.OVERDUE)) == 2

    def test_a_document_can_be_exempt_for_one_department_alone(self, world: World, mine: Assignment) -> None:
        world.dispatched(
            number="云政发〔2026〕4号",
            title="另一份方案",
            on=DISPATCHED,
            measures=[
                measure(["一", "1"], "清单", [unit("省财政厅")], [deadline("6月底前", DUE.isoformat())])
            ],
        )
        ReminderExemption.objects.create(
            document=mine.document, department=mine.department, reason="另有安排"
        )
        day = DUE + timedelta(days=1)
        assert len(_said(day, Rule.OVERDUE)) == 2  # the other document's
        assert not mine.reminders.filter(rule=Rule.OVERDUE).exists()
        assert len(_said(day, Rule.OVERDUE, "省教育厅")) == 1
        ReminderExemption.objects.create(document=mine.document, reason="已废止")
        assert _said(day + timedelta(days=7), Rule.OVERDUE, "省教育厅") == []

    def test_an_exemption_holds_for_instructions_too(self, world: World, mine: Assignment) -> None:
        until = date(2026, 4, 10)
        write_instruction(target=mine.task, text="请加快", due_on=until, actor=world.leader, on=DISPATCHED)
        ReminderExemption.objects.create(document=mine.document, reason="另有安排")
        assert _said(until + timedelta(days=1), Rule.INSTRUCTION_OPEN) == []

    def test_a_rule_for_days_off_speaks_on_them_and_the_others_are_made_up_for(
        self, world: World, mine: Assignment
    ) -> None:
        saturday, monday = date(2026, 6, 13), date(2026, 6, 15)
        mine.milestones.update(due_on=saturday)
        Assignment.objects.filter(pk=mine.pk).update(due_on=saturday, must_due_on=saturday)
        sweep(on=date(2026, 6, 12))
        ReminderRule.objects.filter(before="0").update(on_days_off=True)
        assert morning_run(on=saturday) is not None
        assert {r.rule for r in mine.reminders.filter(on=saturday)} == {Rule.DUE_SOON}
        assert morning_run(on=saturday + timedelta(days=1)) is not None
        assert not mine.reminders.filter(rule=Rule.OVERDUE).exists()
        morning_run(on=monday)
        assert {r.on for r in mine.reminders.filter(rule=Rule.OVERDUE)} == {date(2026, 6, 14)}


class TestWhatARuleMayBe:
    @pytest.mark.parametrize(
        "fields",
        [
            {"before": "", "first": None, "to_head": True},
            {"first": 1},
            {"before": "7", "every": 7, "to_head": True},
        ],
    )
    def test_the_database_refuses_rules_that_say_nothing_to_anybody(
        self, world: World, fields: dict[str, object]
    ) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            ReminderRule.objects.create(rule=Rule.OVERDUE, **fields)

    @pytest.mark.parametrize(
        "fields",
        [
            {"rule": Rule.OVERDUE, "before": "7"},
            {"rule": Rule.DUE_SOON, "first": 1},
            {"rule": Rule.DUE_SOON, "before": "7天"},
            {"rule": Rule.URGED, "first": 1},
        ],
    )
    def test_days_that_a_rule_has_no_use_for_are_refused(
        self, world: World, fields: dict[str, object]
    ) -> None:
        with pytest.raises(ValidationError):
            ReminderRule(to_head=True, **fields).full_clean()


class TestPreview:
    def test_it_shows_whom_each_rule_would_reach_and_writes_nothing(
        self, world: World, mine: Assignment
    ) -> None:
        day = DUE + timedelta(days=1)
        sweep(on=day)  # what was said before plays no part
        before = Reminder.objects.count()
        Membership.objects.create(user=world.head, department=mine.department, role=UserRole.FILER)
        [found] = preview_rules(
            reader=world.supervisor, on=day, rules=list(ReminderRule.objects.filter(rule=Rule.OVERDUE))
        )
        assert found.said == 3
        assert [(str(user), n) for user, n in found.people] == [("filer", 1), ("head", 1), ("other", 1)]
        assert "时限2026-06-30，已逾期1天" in {sample.words for sample in found.samples}
        assert Reminder.objects.count() == before

    def test_a_rule_that_is_switched_off_can_be_looked_at(self, world: World, mine: Assignment) -> None:
        ReminderRule.objects.update(enabled=False)
        rules = list(ReminderRule.objects.filter(rule=Rule.ESCALATED))
        head, leader = preview_rules(reader=world.supervisor, on=DUE + timedelta(days=7), rules=rules)
        assert (head.said, leader.said) == (1, 0)
        assert head.unreachable == ["省教育厅"]
