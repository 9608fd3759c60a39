"""Half a year day by day, against a restatement of the rules that knows nothing of the program's queries."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from departments.models import UserRole
from policies.extraction.workdays import is_workday
from policies.models import Cycle, Task
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.models import Assignment, Digest, InstructionItem, Reminder, Sweep
from tracker.services import (
    build_digests,
    file_report,
    morning_round,
    reply_instruction,
    return_report,
    sign_assignment,
    suspend_assignment,
    sweep,
    write_instruction,
)

pytestmark = pytest.mark.django_db
START, DAYS = date(2026, 3, 2), 183
UNITS = ("省财政厅", "省教育厅")
PEOPLE = {"省财政厅": ("filer", "head"), "省教育厅": ("other",)}
HEADS = {"省财政厅": ("head",), "省教育厅": ()}
DAY = timedelta(days=1)


@dataclass
class Work:
    """What the restatement knows of one assignment."""

    pk: int
    unit: str
    dates: list[tuple[int, date, bool]]  # key, day, whether it must be met
    cycle: str
    signed: date | None = None
    suspended: date | None = None
    reported: list[date] = field(default_factory=list)
    returned: list[date] = field(default_factory=list)


@dataclass
class Said:
    """What has to be answered to a leader."""

    pk: int
    work: int
    unit: str
    due: date
    answered: date | None = None


def _workdays(since: date, day: date) -> int:
    return sum(is_workday(since + DAY * n)[0] for n in range(1, (day - since).days + 1))


def _month_ends(day: date) -> tuple[date, date]:
    """The last day of the day's month and of the month before."""
    first = day.replace(day=1)
    return (first + timedelta(days=31)).replace(day=1) - DAY, first - DAY


def _expected(works: list[Work], items: list[Said], day: date, now: date) -> set[tuple]:
    """What is to be said about the day as things stand on the morning of `now`.

    As the issue says it: (assignment, person, rule, occasion).
    """
    said: set[tuple] = set()

    def tell(work: Work, people: tuple[str, ...], rule: str, occasion: str) -> None:
        for person in people:
            said.add((work.pk, person, rule, occasion))

    for work in works:
        if work.suspended and work.suspended < now:
            continue
        people, signed = PEOPLE[work.unit], work.signed is not None and work.signed < now
        for _, due, must in work.dates:
            late, occasion = (day - due).days, f"{due} {(day - due).days:+d}"
            if late in (-15, -7, -1, 0):
                tell(work, people, "due_soon", occasion)
            if late >= 1 and late % 7 == 1:
                tell(work, people, "overdue" if must else "strive_passed", occasion)
            if must and late == 7:
                tell(work, HEADS[work.unit], "escalated", occasion)
            if must and late == 15:
                tell(work, ("leader",), "escalated", occasion)
        if not signed and is_workday(day)[0] and _workdays(START, day) == 3:
            tell(work, people, "unsigned", f"{START} +3wd")
        if signed and work.cycle == "month":
            this, last = _month_ends(day)
            for end, step in ((this, -2), (last, 1)):
                filed = any(r < now and (r.year, r.month) == (end.year, end.month) for r in work.reported)
                if (day - end).days == step and not filed:
                    tell(work, people, "report_missing", f"{end} {step:+d}")
        if work.returned:
            back = work.returned[-1]
            passed = _workdays(back, day)
            answered = work.reported[-1] > back
            if is_workday(day)[0] and passed >= 3 and passed % 5 == 3 and not answered:
                tell(work, people, "returned", f"{back} +{passed}wd")
    for item in items:
        late = (day - item.due).days
        if (item.answered is None or item.answered >= now) and (late == -1 or (late >= 1 and late % 7 == 1)):
            occasion = f"批示{item.pk} {item.due} {late:+d}"
            for person in PEOPLE[item.unit]:
                said.add((item.work, person, "instruction_open", occasion))
    return said


def _world(world: World, chance: random.Random) -> tuple[list[Work], list[Assignment]]:
    world.user("vice", UserRole.LEADER, "省农业农村厅")  # in charge of others
    measures = []
    for n in range(1, 10):
        dates = [
            deadline(
                f"第{k}期",
                (START + DAY * chance.randrange(5, 170)).isoformat(),
                firmness=chance.choice(["must", "must", "strive"]),
            )
            for k in range(chance.choice([0, 1, 1, 2]))
        ]
        measures.append(measure(["一", str(n)], f"事项{n}", [unit(name) for name in UNITS], dates))
    world.dispatched(on=START, measures=measures)
    for task in Task.objects.all():
        task.cycle = chance.choice([Cycle.NONE, Cycle.MONTH])
        task.save()
    rows = list(Assignment.objects.select_related("department", "task").order_by("pk"))
    works = [
        Work(
            a.pk,
            a.department.short_name,
            [(m.pk, m.due_on, m.firmness == "must") for m in a.milestones.all()],
            a.task.cycle,
        )
        for a in rows
    ]
    return works, rows


def test_half_a_year_of_mornings_says_what_the_rules_say(world: World) -> None:
    chance = random.Random(2)
    works, rows = _world(world, chance)
    items: list[Said] = []
    filers = {"省财政厅": world.filer, "省教育厅": world.other_filer}
    expected: set[tuple] = set()
    for n in range(DAYS):
        day = START + DAY * n
        # Each morning looks at the day before once more.
        for spoken_of in [day - DAY, day] if n else [day]:
            expected |= _expected(works, items, spoken_of, now=day)
        sweep(on=day)
        if chance.random() < 0.1:
            sweep(on=day)  # a second scheduler
        # What happens in the course of the day is for the next morning.
        for work, row in zip(works, rows, strict=True):
            row.refresh_from_db()
            if work.suspended:
                continue
            if work.signed is None:
                if chance.random() < 0.15:
                    sign_assignment(assignment=row, actor=filers[work.unit])
                    work.signed = day
            elif chance.random() < 0.02:
                report = file_report(
                    assignment=row, actor=filers[work.unit], on=day, percent=10, narrative="正在办理。"
                )
                work.reported.append(day)
                if chance.random() < 0.5:
                    return_report(report=report, actor=world.supervisor, reason="请补充")
                    at = datetime(day.year, day.month, day.day, 17, tzinfo=ZoneInfo("Asia/Shanghai"))
                    row.reports.filter(pk=report.pk).update(reviewed_at=at)
                    work.returned.append(day)
            elif chance.random() < 0.003:
                suspend_assignment(assignment=row, reason="合并", actor=world.supervisor)
                work.suspended = day
            elif chance.random() < 0.005:
                due = day + DAY * chance.randrange(3, 20)
                write_instruction(target=row, text="请加快", due_on=due, actor=world.leader, on=day)
                item = row.instructions.get(due_on=due, written_on=day).items.get()
                items.append(Said(item.pk, row.pk, work.unit, due))
        for said in items:
            if said.answered is None and chance.random() < 0.05:
                found = InstructionItem.objects.get(pk=said.pk)
                reply_instruction(item=found, reply="已办", actor=filers[said.unit], on=day)
                said.answered = day
    rows_said = Reminder.objects.exclude(rule__in=["urged", "instructed"]).values_list(
        "assignment_id", "user__username", "rule", "occasion"
    )
    found_said = Counter(rows_said)
    assert set(found_said) - expected == set()
    assert expected - set(found_said) == set()
    assert set(found_said.values()) == {1}
    kinds = {rule for _, _, rule, _ in expected}
    assert kinds == {
        "due_soon", "overdue", "strive_passed", "escalated", "unsigned", "report_missing", "returned",
        "instruction_open",
    }  # fmt: skip


def test_mornings_with_outages_say_what_every_days_mornings_say(world: World) -> None:
    """Nothing changes in the ledger; the scheduler is down for a weekend or ten days."""
    chance = random.Random(3)
    _world(world, chance)
    days = [START + DAY * n for n in range(DAYS)]
    for day in days:
        sweep(on=day)
    keys = ("assignment_id", "milestone_id", "user_id", "rule", "occasion", "on", "message")
    every_day = sorted(Reminder.objects.values_list(*keys), key=str)
    Reminder.objects.all().delete()
    Sweep.objects.all().delete()
    day = days[0]
    while day < days[-1]:
        morning_round(on=day)
        build_digests(on=day)
        day += DAY * chance.choice([1, 1, 1, 3, 10])
    sweep(on=days[-1])
    assert sorted(Reminder.objects.values_list(*keys), key=str) == every_day
    told = Digest.objects.values_list("user_id", "on", "channel")
    assert len(told) == len(set(told)) > 0
