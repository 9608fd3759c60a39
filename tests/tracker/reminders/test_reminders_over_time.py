"""Two years day by day, against a restatement of the rules that knows nothing of the program's queries."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from common.workdays import is_workday
from departments.models.users import UserRole
from policies.cycles import Cycle
from policies.models.measures import Task
from tests.conftest import World
from tests.tracker.reminders.telling import swept
from tests.world import deadline, measure, unit
from tracker.reminders.models.reminders import Digest, Reminder, Sweep
from tracker.reminders.services.digests import build_digests
from tracker.reminders.services.morning_run import morning_run
from tracker.reminders.services.sweeping import sweep
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.instructions.models import InstructionItem
from tracker.work.instructions.services import reply_instruction, write_instruction
from tracker.work.models.assignments import Assignment
from tracker.work.services.dates import answer_extension, ask_extension
from tracker.work.services.status_changes import acknowledge_assignment, resume_assignment, suspend_assignment

pytestmark = [pytest.mark.long, pytest.mark.django_db]
START, DAYS = date(2024, 3, 4), 400
HANDED_OUT = [START + timedelta(days=n) for n in (0, 120, 240)]
UNITS = ("省财政厅", "省教育厅")
PEOPLE = {"省财政厅": ("filer", "head"), "省教育厅": ("other",)}
HEADS = {"省财政厅": ("head",), "省教育厅": ()}
DAY = timedelta(days=1)


@dataclass
class Date:
    """A date that some work must meet."""

    due: date
    must: bool
    done: bool = False
    moved: bool = False


@dataclass
class Work:
    """What the restatement knows of one assignment."""

    pk: int
    unit: str
    since: date
    dates: dict[int, Date]
    monthly: bool
    state: str = "pending"
    before: str = ""  # the state that it was stopped in
    reported: list[date] = field(default_factory=list)
    back: date | None = None  # the last report was returned on that day
    waiting: tuple[int, int | None] | None = None  # the report that waits, the date that it claims


@dataclass
class Said:
    """What has to be answered to a leader."""

    pk: int
    work: int
    unit: str
    written: date
    due: date
    answered: bool = False


@cache
def _worked(day: date) -> int:
    """Working days from the start to the day."""
    return 0 if day <= START else _worked(day - DAY) + is_workday(day)[0]


@cache
def _ahead(due: date, day: date, before: tuple[int, ...]) -> bool:
    """Whether one of the days before the date is said on the day: the last working day up to it."""

    def said_on(meant: date) -> date:
        return meant if is_workday(meant)[0] else said_on(meant - DAY)

    return any(said_on(due - n * DAY) == day for n in before)


def _month_ends(day: date) -> tuple[date, date]:
    """The last day of the day's month and of the month before."""
    first = day.replace(day=1)
    return (first + timedelta(days=31)).replace(day=1) - DAY, first - DAY


def _expected(works: list[Work], items: list[Said], day: date) -> set[tuple]:
    """What is to be said about the day as things stand: (assignment, person, rule, trigger)."""
    said: set[tuple] = set()

    def tell(work: Work, people: tuple[str, ...], rule: str, trigger: str) -> None:
        for person in people:
            said.add((work.pk, person, rule, trigger))

    for work in works:
        people = PEOPLE[work.unit]
        if work.state in ("pending", "active") and work.since <= day:
            for one in work.dates.values():
                late = (day - one.due).days
                trigger = f"{one.due} {late:+d}"
                if one.done:
                    continue
                if _ahead(one.due, day, (15, 7, 1, 0)):
                    tell(work, people, "due_soon", trigger)
                if late >= 1 and late % 7 == 1:
                    tell(work, people, "overdue" if one.must else "strive_passed", trigger)
                if one.must and late == 7:
                    tell(work, HEADS[work.unit], "escalated", trigger)
                if one.must and late == 15:
                    tell(work, ("leader",), "escalated", trigger)
        if work.state == "pending" and is_workday(day)[0] and _worked(day) - _worked(work.since) == 3:
            tell(work, people, "unacknowledged", f"{work.since} +3wd")
        if work.state == "active" and work.monthly:
            for end, step in zip(_month_ends(day), (-2, 1), strict=True):
                filed = any((r.year, r.month) == (end.year, end.month) for r in work.reported)
                new = work.since > min(day, end - 7 * DAY)
                spoken = _ahead(end, day, (-step,)) if step < 0 else (day - end).days == step
                if spoken and not filed and not new:
                    tell(work, people, "report_missing", f"{end} {(day - end).days:+d}")
        if work.state == "active" and work.back:
            passed = _worked(day) - _worked(work.back)
            if is_workday(day)[0] and passed >= 3 and passed % 5 == 3:
                tell(work, people, "returned", f"{work.back} +{passed}wd")
    for item in items:
        late = (day - item.due).days
        spoken = _ahead(item.due, day, (1,)) or (late >= 1 and late % 7 == 1)
        if not item.answered and item.written <= day and spoken:
            for person in PEOPLE[item.unit]:
                said.add((item.work, person, "instruction_open", f"批示{item.pk} {item.due} {late:+d}"))
    return said


def _hand_out(world: World, chance: random.Random, on: date) -> list[Work]:
    """A document of a few measures for both units, dispatched on the day."""
    measures = []
    for n in range(1, 4):
        dates = [
            deadline(
                f"第{k}期",
                (on + DAY * chance.randrange(5, 170)).isoformat(),
                firmness=chance.choice(["must", "must", "strive"]),
            )
            for k in range(chance.choice([0, 1, 1, 2]))
        ]
        measures.append(measure(["一", str(n)], f"事项{n}", [unit(name) for name in UNITS], dates))
    document = world.dispatched(on=on, measures=measures, number=f"云政发〔{on}〕1号")
    for task in Task.objects.filter(measure__document=document):
        task.cycle = chance.choice([Cycle.NONE, Cycle.MONTH])
        task.save()
    rows = Assignment.objects.filter(document=document).select_related("department", "task").order_by("pk")
    return [
        Work(
            a.pk,
            a.department.short_name,
            on,
            {m.pk: Date(m.due_on, m.firmness == "must") for m in a.milestones.all()},
            a.task.cycle == Cycle.MONTH,
        )
        for a in rows
    ]


class _Days:
    """What happens in the course of a day, to the ledger and to the restatement similar."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world, self.chance = world, chance
        self.filers = {"省财政厅": world.filer, "省教育厅": world.other_filer}
        self.items: list[Said] = []

    def pass_over(self, work: Work, day: date) -> None:
        """Something, or mostly nothing, happens to the work on the day."""
        for likely, state, happen in (
            (0.15, "pending", self.sign),
            (0.02, "active", self.report),
            (0.01, "active", self.extend),
            (0.004, "active", self.instruct),
            (0.003, "active", self.stop),
            (0.05, "suspended", self.go_on),
        ):
            if work.state == state and self.chance.random() < likely:
                happen(work, day)
                return
        if work.waiting and work.state in ("active", "in_review") and self.chance.random() < 0.2:
            self.review(work, day)

    def row(self, work: Work) -> Assignment:
        return Assignment.objects.get(pk=work.pk)

    def sign(self, work: Work, day: date) -> None:
        acknowledge_assignment(assignment=self.row(work), actor=self.filers[work.unit])
        work.state = "active"

    def report(self, work: Work, day: date) -> None:
        if work.waiting:
            return
        claims = self.chance.random() < 0.4
        report = file_report(
            assignment=self.row(work),
            actor=self.filers[work.unit],
            on=day,
            percent=100,
            narrative="已完成。" if claims else "正在办理。",
            claims_completion=claims,
        )
        still = sorted((d.due, pk) for pk, d in work.dates.items() if not d.done)
        work.reported.append(day)
        work.waiting, work.back = (report.pk, still[0][1] if claims and still else None), None
        if claims:
            work.state = "in_review"

    def review(self, work: Work, day: date) -> None:
        assert work.waiting
        pk, claimed = work.waiting
        report, claims = ProgressReport.objects.get(pk=pk), work.state == "in_review"
        work.waiting, work.state = None, "active"
        if self.chance.random() < 0.5:
            return_report(report=report, actor=self.world.supervisor, reason="请补充")
            at = datetime.combine(day, time(17), ZoneInfo("Asia/Shanghai"))
            ProgressReport.objects.filter(pk=pk).update(reviewed_at=at)
            work.back = day
            return
        approve_report(report=report, actor=self.world.supervisor)
        if claimed:
            work.dates[claimed].done = True
        if claims and all(d.done for d in work.dates.values()):
            work.state = "completed"

    def extend(self, work: Work, day: date) -> None:
        for pk, one in work.dates.items():
            if not one.done and not one.moved:
                to = max(one.due, day) + DAY * self.chance.randrange(3, 60)
                milestone = self.row(work).milestones.get(pk=pk)
                extension = ask_extension(
                    milestone=milestone,
                    to_date=to,
                    reason="招标延后",
                    actor=self.filers[work.unit],
                    on=day,
                )
                grant = self.chance.random() < 0.7
                answer_extension(
                    extension=extension,
                    grant=grant,
                    actor=self.world.supervisor,
                    answer="知悉",
                    on=day,
                )
                one.due, one.moved = (to if grant else one.due), True
                return

    def instruct(self, work: Work, day: date) -> None:
        due = day + DAY * self.chance.randrange(3, 20)
        write_instruction(target=self.row(work), text="请加快", due_on=due, actor=self.world.leader, on=day)
        item = InstructionItem.objects.latest("pk")
        self.items.append(Said(item.pk, work.pk, work.unit, day, due))

    def answer(self, said: Said, day: date) -> None:
        item = InstructionItem.objects.get(pk=said.pk)
        reply_instruction(item=item, reply="已办", actor=self.filers[said.unit], on=day)
        said.answered = True

    def stop(self, work: Work, day: date) -> None:
        suspend_assignment(assignment=self.row(work), reason="合并", actor=self.world.supervisor)
        work.before, work.state = work.state, "suspended"

    def go_on(self, work: Work, day: date) -> None:
        resume_assignment(assignment=self.row(work), reason="恢复", actor=self.world.supervisor)
        work.state = work.before


def test_a_year_of_mornings_says_what_the_rules_say(world: World) -> None:
    chance = random.Random(2)
    world.user("vice", UserRole.LEADER, "省农业农村厅")  # in charge of others
    days, works = _Days(world, chance), list[Work]()
    expected: set[tuple] = set()
    last = START
    for n in range(DAYS):
        day = START + DAY * n
        # Weekends and holidays are made up for, and so are mornings when the scheduler was down.
        if is_workday(day)[0] and chance.random() > 0.04:
            for missed in range((day - last).days + 1):
                expected |= _expected(works, days.items, last + DAY * missed)
            last = day
            sweep(on=day)
            if chance.random() < 0.02:
                sweep(on=day)  # a second scheduler
        # What happens in the course of the day is for the next morning.
        if day in HANDED_OUT:
            works += _hand_out(world, chance, day)
        for work in works:
            days.pass_over(work, day)
        for said in days.items:
            if not said.answered and chance.random() < 0.05:
                days.answer(said, day)
    rows_said = swept().values_list("assignment_id", "user__username", "rule", "trigger")
    found_said = Counter(rows_said)
    assert set(found_said) - expected == set()
    assert expected - set(found_said) == set()
    assert set(found_said.values()) == {1}
    assert {rule for _, _, rule, _ in expected} == {
        "due_soon", "overdue", "strive_passed", "escalated", "unacknowledged", "report_missing", "returned",
        "instruction_open",
    }  # fmt: skip
    assert {"completed", "active"} <= {work.state for work in works}
    assert any(one.moved for work in works for one in work.dates.values())


def test_mornings_with_outages_say_what_every_days_mornings_say(world: World) -> None:
    """Nothing changes in the ledger; the scheduler is down for a weekend or ten days."""
    chance = random.Random(3)
    _hand_out(world, chance, START)
    days = [START + DAY * n for n in range(120)]
    for day in days:
        sweep(on=day)
    # The words count the days as of the day on which they are told.
    keys = ("assignment_id", "milestone_id", "user_id", "rule", "trigger", "on")
    every_day = sorted(swept().values_list(*keys), key=str)
    Reminder.objects.all().delete()
    Sweep.objects.all().delete()
    day = days[0]
    while day < days[-1]:
        morning_run(on=day)
        build_digests(on=day)
        day += DAY * chance.choice([1, 1, 1, 3, 10])
    sweep(on=days[-1])
    assert sorted(swept().values_list(*keys), key=str) == every_day
    told = Digest.objects.values_list("user_id", "on", "channel")
    assert len(told) == len(set(told)) > 0
