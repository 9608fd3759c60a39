"""A month of twelve units, day by day: every number of every page against a plain re-statement.

The re-statement keeps its own books in plain Python: a list of works with their dates and reports. It knows
nothing of querysets, snapshots or columns that are kept.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from common.workdays import is_workday
from departments.models.departments import Department
from departments.models.users import Membership, User, UserRole
from departments.services.loading import load_departments
from policies.cycles import Cycle
from policies.models.measures import Task
from tests.admin import as_user, page
from tests.api import as_user as api_as
from tests.api import read
from tests.conftest import World
from tests.world import DEPARTMENTS, deadline, measure, unit
from tracker.scorecard.selectors import scorecard
from tracker.work.filing.services.reporting import file_report, withdraw_report
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.models.assignments import Assignment
from tracker.work.models.requests import Extension
from tracker.work.periods import Span, period_end
from tracker.work.services.dates import answer_extension, ask_extension, change_date, withdraw_extension
from tracker.work.services.status_changes import (
    acknowledge_assignment,
    resume_assignment,
    suspend_assignment,
)

pytestmark = [pytest.mark.long, pytest.mark.django_db]
SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)
DAY = timedelta(days=1)
UNITS = [
    *("省水利厅", "省交通厅", "省商务厅", "省民政厅", "省司法厅", "省审计厅"),
    *("省体育局", "省统计局", "省林草局", "省药监局", "省医保局", "省粮食局"),
]
PATTERN = next(row for row in DEPARTMENTS["departments"] if row["short_name"] == "省教育厅")
UNIT_ROWS = [{**PATTERN, "name": f"云岭{name}", "short_name": name, "aliases": [name[1:]]} for name in UNITS]
LIGHTS = ("red", "yellow", "green", "grey")
PERIODS = [Span(date(2026, 6, 1), date(2026, 6, 30)), Span(date(2026, 1, 1), date(2026, 12, 31))]


@dataclass
class Limit:
    """A date of a work: the one in force, and the one that 考核 counts by."""

    pk: int
    due: date
    counted: date
    must: bool
    done: date | None = None


@dataclass
class Filed:
    """A report: its day and what became of it."""

    pk: int
    on: date
    claims: Limit | None
    claimed: bool
    state: str = "submitted"
    answered: date | None = None


@dataclass
class Work:
    """One assignment, as a clerk would keep it on paper."""

    pk: int
    unit: str
    measure: int
    role: str
    cycle: str
    since: date
    limits: list[Limit]
    state: str = "pending"
    rested: date | None = None  # the day on which it last went on after it had rested
    reports: list[Filed] = field(default_factory=list)
    extensions: list[date] = field(default_factory=list)
    word: str = ""

    @property
    def open(self) -> bool:
        return self.state in ("pending", "active", "in_review")

    def left(self) -> list[Limit]:
        return [limit for limit in self.limits if limit.done is None]

    def left_first(self) -> date:
        """The next of its dates."""
        return min(limit.due for limit in self.left())

    def owes_a_report(self, on: date) -> bool:
        """A report for a period that has ended, which no report served."""
        if not self.cycle:
            return False
        end = period_end(self.cycle, self.since + 7 * DAY)
        assert end is not None
        for filed in self.reports:
            if filed.state in ("returned", "withdrawn"):
                continue
            served = period_end(self.cycle, filed.on)
            assert served is not None
            following = period_end(self.cycle, served + DAY)
            assert following is not None
            end = max(end, following)
        if self.rested is not None:
            end = max(end, period_end(self.cycle, self.rested) or end)
        return end < on

    def light(self, on: date) -> str:
        """By the table of the design."""
        if not self.open:
            return "none"
        dates = [limit.due for limit in self.left()]
        must = [limit.due for limit in self.left() if limit.must]
        if must and min(must) < on:
            return "red"
        if (dates and min(dates) <= on + 15 * DAY) or self.owes_a_report(on):
            return "yellow"
        return "green" if dates or self.cycle else "grey"

    def days_late(self, on: date) -> int:
        """Of one in red: from its date, or from the dispatch where it was past by then."""
        must = min(limit.due for limit in self.left() if limit.must)
        return (on - max(must, self.since)).days

    def past_at_dispatch(self, on: date) -> bool:
        must = [limit.due for limit in self.left() if limit.must]
        return self.open and bool(must) and min(must) < on and min(must) < self.since

    def strive_passed(self, on: date) -> bool:
        dates = sorted(self.left(), key=lambda limit: limit.due)
        must = [limit.due for limit in dates if limit.must]
        return self.open and bool(dates) and dates[0].due < on and (not must or dates[0].due < min(must))

    def reported(self) -> bool:
        return any(filed.state != "withdrawn" for filed in self.reports)


class Month:
    """The month as it happens, in the program and on paper."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance = world, random.Random(seed)
        self.works: list[Work] = []
        load_departments(data={**DEPARTMENTS, "departments": [*DEPARTMENTS["departments"], *UNIT_ROWS]})
        self.filers: dict[str, User] = {}
        # How each day began: what is counted, and what was red.
        self.begun: dict[date, tuple[dict[str, int], set[int]]] = {}
        for row in Department.objects.filter(short_name__in=UNITS):
            user = User.objects.create_user(username=f"filer of {row}", password="pw", is_staff=True)
            Membership.objects.create(user=user, department=row, role=UserRole.FILER)
            self.filers[row.short_name] = user

    def hand_out(self, on: date, number: int) -> None:
        """A document of four measures, each for some of the units; some limits were past by then."""
        chance, measures = self.chance, []
        for n in range(1, 5):
            units = [unit(name, chance.choice(["牵头", "负责", "配合"])) for name in chance.sample(UNITS, 5)]
            limits = [
                deadline(
                    f"第{k}期",
                    (on + DAY * chance.randrange(-20, 40)).isoformat(),
                    firmness=chance.choice(["must", "must", "strive"]),
                )
                for k in range(chance.choice([0, 0, 1, 1, 2]))
            ]
            measures.append(measure(["一", str(n)], f"事项{n}", units, limits))
        document = self.world.dispatched(
            on=on, measures=measures, number=f"云政发〔2026〕{number}号", title=f"方案{number}"
        )
        for task in Task.objects.filter(measure__document=document):
            task.cycle = chance.choice([Cycle.NONE, Cycle.NONE, Cycle.WEEK, Cycle.MONTH])
            task.save()
        rows = Assignment.objects.filter(document=document).select_related("task", "department")
        for row in rows.order_by("pk"):
            row.begin_reporting()
            row.save()
            kept = [
                Limit(m.pk, m.due_on, m.due_on, m.firmness == "must") for m in row.milestones.order_by("pk")
            ]
            self.works.append(
                Work(
                    row.pk,
                    row.department.short_name,
                    row.task.measure_id,
                    row.role,
                    row.task.cycle,
                    on,
                    kept,
                )
            )

    def row(self, work: Work) -> Assignment:
        return Assignment.objects.get(pk=work.pk)

    def go_on(self, on: date) -> None:
        """Eight things that somebody does on the day."""
        steps = [self.sign, self.file, self.file, self.answer, self.answer, self.withdraw, self.extend]
        for _ in range(8):
            self.chance.choice([*steps, self.rest, self.go_on_again, self.move])(on)

    def some(self, *states: str) -> Work | None:
        found = [work for work in self.works if work.state in states]
        return self.chance.choice(found) if found else None

    def sign(self, on: date) -> None:
        if work := self.some("pending"):
            acknowledge_assignment(assignment=self.row(work), actor=self.filers[work.unit])
            work.state = "active"

    def file(self, on: date) -> None:
        work = self.some("active")
        if work is None:
            return
        claims = self.chance.random() < 0.5 and not any(
            filed.claimed and filed.state == "submitted" for filed in work.reports
        )
        work.word = f"{on}第{len(work.reports) + 1}次报送。"
        report = file_report(
            assignment=self.row(work),
            actor=self.filers[work.unit],
            on=on,
            percent=100,
            narrative=work.word,
            claims_completion=claims,
        )
        limit = next((one for one in work.limits if one.pk == report.milestone_id), None)
        work.reports.append(Filed(report.pk, on, limit if claims else None, claims))
        work.state = "in_review" if claims else work.state

    def _waiting(self) -> tuple[Work, Filed] | None:
        found = [
            (work, filed)
            for work in self.works
            for filed in work.reports
            if filed.state == "submitted" and work.state in ("active", "in_review")
        ]
        return self.chance.choice(found) if found else None

    def answer(self, on: date) -> None:
        found = self._waiting()
        if found is None:
            return
        work, filed = found
        report = self.row(work).reports.get(pk=filed.pk)
        filed.answered = on
        if self.chance.random() < 0.3:
            return_report(report=report, actor=self.world.supervisor, reason="补充")
            filed.state = "returned"
            work.state = "active" if filed.claimed else work.state
            return
        approve_report(report=report, actor=self.world.supervisor)
        filed.state = "approved"
        if not filed.claimed:
            return
        if filed.claims is not None:
            filed.claims.done = filed.on
        work.state = "active" if work.left() else "completed"
        if work.state == "completed":
            for other in work.reports:
                other.state = "withdrawn" if other.state == "submitted" else other.state

    def withdraw(self, on: date) -> None:
        if self.chance.random() < 0.5 and (found := self._waiting()):
            work, filed = found
            report = self.row(work).reports.get(pk=filed.pk)
            withdraw_report(report=report, actor=self.filers[work.unit])
            filed.state = "withdrawn"
            work.state = "active" if filed.claimed else work.state

    def extend(self, on: date) -> None:
        work = self.some("active")
        if work is None or not work.left():
            return
        limit = self.chance.choice(work.left())
        if Extension.objects.filter(milestone=limit.pk, status="granted").count() >= 2:
            return
        to_date = max(limit.due, on) + DAY * self.chance.randrange(1, 30)
        asked = ask_extension(
            milestone=self.row(work).milestones.get(pk=limit.pk),
            to_date=to_date,
            reason="需要时间",
            actor=self.filers[work.unit],
            on=on,
        )
        match self.chance.choice(["grant", "grant", "refuse", "withdraw"]):
            case "grant":
                answer_extension(extension=asked, grant=True, actor=self.world.supervisor, on=on)
                limit.due = to_date
                work.extensions.append(on)
            case "refuse":
                answer_extension(
                    extension=asked, grant=False, actor=self.world.supervisor, answer="否", on=on
                )
            case _:
                withdraw_extension(extension=asked, actor=self.filers[work.unit])

    def move(self, on: date) -> None:
        work = self.some("active", "pending")
        if work is None or not work.left() or self.chance.random() < 0.5:
            return
        limit = self.chance.choice(work.left())
        day = on + DAY * self.chance.randrange(-5, 30)
        if day != limit.due:
            change_date(
                milestone=self.row(work).milestones.get(pk=limit.pk),
                to_date=day,
                reason="统筹",
                actor=self.world.supervisor,
            )
            limit.due = limit.counted = day

    def rest(self, on: date) -> None:
        if self.chance.random() < 0.3 and (work := self.some("active", "pending")):
            suspend_assignment(assignment=self.row(work), reason="停", actor=self.world.supervisor)
            work.word = work.word or ""
            work.state = f"suspended {work.state}"

    def go_on_again(self, on: date) -> None:
        found = [work for work in self.works if work.state.startswith("suspended")]
        if found:
            work = self.chance.choice(found)
            resume_assignment(assignment=self.row(work), reason="续", actor=self.world.supervisor)
            work.state, work.rested = work.state.split()[1], on

    # What the pages must say.

    def standings(self, works: list[Work], on: date) -> dict[str, int]:
        lights = Counter(work.light(on) for work in works if work.open)
        open_ones = [work for work in works if work.open]
        return {
            **{light: lights[light] for light in LIGHTS},
            "open": len(open_ones),
            "unacknowledged": sum(work.state == "pending" for work in open_ones),
            "unreported": sum(not work.reported() for work in open_ones),
            "past_at_dispatch": sum(work.past_at_dispatch(on) for work in open_ones),
            "strive_passed": sum(work.strive_passed(on) for work in open_ones),
        }

    def score(self, name: str, span: Span, on: date) -> dict[str, int]:
        """What 考核 counts of a unit, said over every limit of every work."""
        counts: Counter[str] = Counter()
        for work in self.works:
            if work.unit != name or work.role not in ("lead", "responsible") or work.since > span.last:
                continue
            for limit in work.limits:
                if not limit.must or (work.state.startswith("suspended") and limit.done is None):
                    continue
                begins = max(limit.counted, work.since)
                late_into = limit.done is None or limit.done >= span.first
                if limit.counted > span.last or (begins < span.first and not late_into):
                    continue
                counts["total"] += 1
                end = limit.done or on
                if limit.done and limit.done <= limit.counted:
                    counts["on_time"] += 1
                elif limit.done is None and limit.counted >= on:
                    counts["pending"] += 1
                else:
                    within = end <= limit.due if limit.done else limit.due >= on
                    kind = "extended" if within else "done_late" if limit.done else "overdue"
                    counts[kind] += 1
                    counts["late_days"] += (end - begins).days
            first, last = span.first, span.last
            counts["returns"] += sum(
                f.state == "returned" and f.answered is not None and first <= f.answered <= last
                for f in work.reports
            )
            counts["extensions"] += sum(first <= day <= last for day in work.extensions)
        return dict(counts)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel("2026-05-20 10:00+08:00", tick=False) as traveller:
        yield traveller


def test_every_number_of_every_day_is_that_of_the_books(world: World, clock: Any) -> None:
    month = Month(world, seed=1)
    month.hand_out(date(2026, 5, 20), 11)
    day, told = FIRST, {}
    while day <= LAST:
        clock.move_to(datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI))
        red = {work.pk for work in month.works if work.light(day) == "red"}
        month.begun[day] = month.standings(month.works, day), red
        if day.day in (3, 17):
            month.hand_out(day, 20 + day.day)
        month.go_on(day)
        clock.move_to(datetime(day.year, day.month, day.day, 22, tzinfo=SHANGHAI))
        told[day] = _compare(month, day)
        day += DAY
    # Each past day is read as it was told then.
    api = api_as(world.leader)
    for past, standing in told.items():
        if past < LAST:
            then = read(api, "overview/", on=str(past))
            assert then["lights"] == standing, past
    assert {light for standing in told.values() for light in LIGHTS if standing[light]} == set(LIGHTS)


def _compare(month: Month, on: date) -> dict[str, int]:
    """Every number of the day; returns those of the leader's page."""
    world = month.world
    api, leader, office = api_as(world.leader), as_user(world.leader), as_user(world.supervisor)
    expected = month.standings(month.works, on)
    overview = read(api, "overview/")
    assert overview["lights"] == expected, on
    for client in (leader, office):
        context = client.get("/").context
        tiles = {light["light"]: light["count"] for light in context["lights"]}
        tiles |= {one["name"]: one["count"] for one in context["beside"]}
        assert tiles == {name: expected[name] for name in tiles}, on
        assert len(tiles) == 8
        if on.day % 7 == 0:
            _opens_its_rows(client, [*context["lights"], *context["beside"]])
    late = [work for work in month.works if work.light(on) == "red"]
    _compare_late(overview, late, on)
    _compare_units(month, overview, office, late, on)
    _compare_daily(month, read(api, "daily/"), late, on)
    _compare_lists(month, api, on)
    _compare_scores(month, on)
    return expected


def _opens_its_rows(client: Client, tiles: list[dict[str, Any]]) -> None:
    for tile in tiles:
        assert client.get(tile["url"]).context["cl"].result_count == tile["count"], tile


def _compare_daily(month: Month, daily: Any, late: list[Work], on: date) -> None:
    """日报: the numbers with their change since the last working day began, and what is newly late."""
    expected = month.standings(month.works, on)
    told = {one["name"]: (one["count"], one["change"]) for one in daily["numbers"]}
    assert {name: count for name, (count, _) in told.items()} == expected, on
    shares = [*daily["cities"], *daily["offices"]]
    for name in ("open", "red"):
        assert sum(row[name] for row in shares) == expected[name], on
    soon = [w for w in month.works if w.open and w.left() and 0 <= (w.left_first() - on).days <= 15]
    assert daily["soon_total"] == len(soon), on
    since = date.fromisoformat(daily["since"])
    if since < FIRST:
        return
    assert since == max(day for day in month.begun if day < on and is_workday(day)[0])
    before, red = month.begun[since]
    assert {name: change for name, (_, change) in told.items()} == {
        name: expected[name] - before[name] for name in expected
    }, on
    newly = [work for work in late if work.pk not in red]
    assert daily["newly_total"] == len(newly), on
    assert {row["measure"] for row in daily["newly"]} <= {work.measure for work in newly}


def _compare_late(overview: Any, late: list[Work], on: date) -> None:
    """The late measures: units counted as units, days from the date or from the dispatch."""
    measures: dict[int, list[Work]] = {}
    for work in late:
        measures.setdefault(work.measure, []).append(work)
    shown = {row["measure"]: row for row in overview["overdue"]["measures"]}
    assert set(shown) == set(measures), on
    for pk, works in measures.items():
        row = shown[pk]
        assert row["total"] == len(works)
        assert row["late_units"] == len({work.unit for work in works})
        assert row["days_late"] == max(work.days_late(on) for work in works)
        for told in row["units"]:
            own = [work for work in works if work.unit == told["name"]]
            assert (told["assignments"], told["days_late"]) == (
                len(own),
                max(work.days_late(on) for work in own),
            )
            longest = next(work for work in own if work.pk == told["assignment"])
            words = [
                f"{filed.on}第{place}次报送。"
                for place, filed in enumerate(longest.reports, start=1)
                if filed.state != "withdrawn"
            ]
            assert told["last_word"] == (words[-1] if words else ""), on


def _compare_units(month: Month, overview: Any, office: Client, late: list[Work], on: date) -> None:
    by_unit = Counter(work.unit for work in late)
    assert {row["name"]: row["total"] for row in overview["by_department"]} == dict(by_unit), on
    load = {row["name"]: (row["open"], row["red"]) for row in office.get("/").context["load"]}
    opened = Counter(work.unit for work in month.works if work.open)
    assert load == {f"{name}": (opened[name], by_unit[name]) for name in opened}, on
    name = UNITS[on.day % len(UNITS)]  # one desk a day
    own = [work for work in month.works if work.unit == name]
    tiles = {tile["name"]: tile["count"] for tile in as_user(month.filers[name]).get("/").context["tiles"]}
    assert (tiles["open"], tiles["overdue"], tiles["acknowledge"]) == (
        sum(work.open for work in own),
        sum(work.light(on) == "red" for work in own),
        sum(work.state == "pending" for work in own),
    ), on


def _compare_lists(month: Month, api: Any, on: date) -> None:
    """Light, marks, lateness of each row of the API's list; the tree of each document."""
    shown: dict[int, Any] = {}
    answer = read(api, "assignments/", page_size=200)
    shown = {row["id"]: row for row in answer["results"]}
    assert set(shown) == {work.pk for work in month.works}, on
    for work in month.works:
        row, light = shown[work.pk], work.light(on)
        late = work.days_late(on) if light == "red" else 0
        marks = {"past_at_dispatch": work.past_at_dispatch(on), "strive_passed": work.strive_passed(on)}
        assert (row["light"], row["days_late"], set(row["marks"])) == (
            light,
            late,
            {mark for mark, carried in marks.items() if carried},
        ), (on, work)


def _compare_scores(month: Month, on: date) -> None:
    for span in PERIODS:
        lines = {line.name: line for line in scorecard(span=span, on=on).lines}
        for name in UNITS:
            expected, line = month.score(name, span, on), lines.get(name)
            for figure in ("total", "on_time", "extended", "done_late", "overdue", "pending", "late_days"):
                assert getattr(line, figure, 0) == expected.get(figure, 0), (on, span, name, figure)
            for figure in ("returns", "extensions"):
                assert getattr(line, figure, 0) == expected.get(figure, 0), (on, span, name, figure)
            if line is not None and not line.due:
                assert (line.score, line.rank) == (None, None)
    ranked = [line for line in scorecard(span=PERIODS[1], on=on).lines if line.rank is not None]
    scores = [line.score for line in ranked if line.score is not None]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == len(ranked)


def test_the_document_page_counts_as_the_books_do(world: World, clock: Any) -> None:
    """The tree of a document: the lights of each of its measures."""
    month = Month(world, 3)
    clock.move_to("2026-06-10 10:00+08:00")
    month.hand_out(date(2026, 6, 10), 31)
    on = date(2026, 6, 25)
    clock.move_to("2026-06-25 10:00+08:00")
    document = Assignment.objects.get(pk=month.works[0].pk).document
    context = as_user(world.leader).get(page("policies_policydocument", document)).context
    assert context["lights"] == {
        light: sum(work.light(on) == light for work in month.works) for light in LIGHTS
    }
    of_measures = {
        node.line.measure.pk: node.counts for node in _walked(context["tree"]) if node.line.measure
    }
    for pk, counts in of_measures.items():
        own = Counter(work.light(on) for work in month.works if work.measure == pk)
        assert {light: counts[light] for light in LIGHTS} == {light: own[light] for light in LIGHTS}


def _walked(nodes: Any) -> Iterator[Any]:
    for node in nodes:
        yield node
        yield from _walked(node.children)
