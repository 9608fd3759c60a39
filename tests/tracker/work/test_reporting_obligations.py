"""How many reports are asked of each department: shown before dispatch, and what the months then ask."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from common.workdays import DaysOff
from policies.cycles import Cycle
from policies.models.documents import PolicyDocument
from policies.models.measures import Task
from tests.admin import as_user, page, queries, text
from tests.api import as_user as caller
from tests.api import read
from tests.conftest import World
from tests.world import measure, unit
from tracker.reminders.kinds import Rule
from tracker.reminders.models.rules import ReminderRule
from tracker.reminders.services.triggers import triggers
from tracker.work.models.assignments import Assignment
from tracker.work.periods import period_end
from tracker.work.reporting_obligations import Month, months_from, reports_asked
from tracker.work.services.dispatching import dispatch_document, preview_dispatch
from tracker.work.states import Status

CYCLES = [Cycle.WEEK, Cycle.MONTH, Cycle.QUARTER, Cycle.NONE]


def cyclic(world: World, number: int, units: list[str]) -> PolicyDocument:
    """A checked document with one task of each cycle for each of the units."""
    document = world.document(
        number=f"云政发〔2026〕{number}号",
        title=f"方案{number}",
        measures=[measure(["一", str(i)], f"事项{i}", [unit(name) for name in units]) for i in range(4)],
    )
    for task, cycle in zip(Task.objects.filter(measure__document=document), CYCLES, strict=True):
        task.cycle = cycle
        task.save()
    return document


def sweep_says(day: date) -> Counter[tuple[Month, int]]:
    """What the rule on missing reports finds on the day, where it is the last day of a period."""
    rule = ReminderRule(pk=1, rule=Rule.REPORT_MISSING, before="0", to_filer=True, on_days_off=True)
    return Counter(
        (Month.of(day), department)
        for trigger in triggers([rule], [day], told_on=day, days_off=DaysOff())
        for department in trigger.rows.values_list("department", flat=True)
    )


def test_what_is_shown_before_dispatch_is_what_the_months_then_ask_over_a_year(world: World) -> None:
    handed_out = {
        date(2026, 1, 5): ["省财政厅"],
        date(2026, 2, 26): ["省财政厅", "省教育厅"],  # too late in the month for its report
        date(2026, 5, 14): ["省教育厅"],
        date(2026, 9, 24): ["省农委"],  # the successor has it
        date(2026, 12, 3): ["省财政厅"],
    }
    shown: dict[Month, dict[int, int]] = {}
    then: Counter[tuple[Month, int]] = Counter()
    day = date(2026, 1, 1)
    while day < date(2027, 1, 1):
        if units := handed_out.get(day):
            document = cyclic(world, day.month, units)
            preview = preview_dispatch(document=document, on=day)
            for line in preview.lines:
                for month, (_, after) in zip(preview.months, line.counts, strict=True):
                    shown.setdefault(month, {})[line.department.pk] = after
            dispatch_document(document=document, actor=world.supervisor, on=day)
            Assignment.objects.update(status=Status.ACTIVE, acknowledged_at=timezone.now())
        if any(period_end(cycle, day) == day for cycle in CYCLES):
            then += sweep_says(day)
        day += timedelta(days=1)
    of_this_year = {
        (month, department): after
        for month, counts in shown.items()
        if month.year == 2026
        for department, after in counts.items()
    }
    assert of_this_year == {key: then[key] for key in of_this_year}
    assert len(of_this_year) == 14


def test_as_the_ledger_stands_each_month_is_counted_as_the_sweep_counts_it(world: World) -> None:
    for number, day in enumerate([date(2026, 1, 5), date(2026, 3, 25), date(2026, 4, 2)], start=1):
        dispatch_document(
            document=cyclic(world, number, ["省财政厅", "省教育厅"]), actor=world.supervisor, on=day
        )
    Assignment.objects.update(status=Status.ACTIVE)
    Assignment.objects.filter(pk__in=Assignment.objects.values("pk")[:2]).update(status=Status.SUSPENDED)
    months = months_from(date(2026, 4, 3), 9)
    counted = reports_asked(months)
    day, said = date(2026, 4, 3), Counter[tuple[Month, int]]()
    while Month.of(day) <= months[-1]:
        if any(period_end(cycle, day) == day for cycle in CYCLES):
            said += sweep_says(day)
        day += timedelta(days=1)
    assert {(m, d): n for m, counts in counted.items() for d, n in counts.items()} == dict(said)
    assert str(months[-1]) == "2026年12月"


def test_the_office_sees_it_before_it_sends_out_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    on = date(2026, 7, 10)
    monkeypatch.setattr("common.clock.today", lambda: on)
    monkeypatch.setattr("common.clock.today", lambda: on)
    dispatch_document(document=cyclic(world, 1, ["省财政厅"]), actor=world.supervisor, on=date(2026, 6, 1))
    document = cyclic(world, 2, ["省财政厅", "省教育厅", "各市政府"])
    client, address = as_user(world.supervisor), page("policies_policydocument", document, "dispatch")
    html = text(client.get(address))
    assert "本次交办后各单位需报送的进展" in html
    finance = world.departments["省财政厅"].pk
    answer = read(caller(world.supervisor), f"documents/{document.pk}/dispatch/")
    assert answer["months"] == ["2026年7月", "2026年8月", "2026年9月"]
    rows: dict[int, Any] = {row["department"]: row["counts"] for row in answer["departments"]}
    assert rows[finance][0] == {"month": "2026年7月", "now": 5, "after": 8}
    few = queries(client, address)
    wide = cyclic(world, 4, ["省财政厅", "省教育厅", "省农业农村厅", "各市政府"])
    assert queries(client, page("policies_policydocument", wide, "dispatch")) <= few
    assert not Assignment.objects.filter(document=document).exists()
