"""Told exactly once: whatever is done in whatever order, each event reaches the people of the table, once."""

import re
from collections import Counter
from typing import Any

import pytest
import time_machine
from django.db import transaction

from tests.conftest import ROOT, World
from tests.tracker.reminders.walking import CENTER, FINANCE, START, TOLD, Walk
from tracker.reminders.kinds import Way
from tracker.reminders.models.reminders import Digest, Reminder
from tracker.reminders.services.telling import TABLE
from tracker.work.models.assignments import Assignment, EventKind
from tracker.work.services.declining import delegate_assignment
from tracker.work.services.dispatching import dispatch_document
from tracker.work.services.status_changes import (
    acknowledge_assignment,
)

pytestmark = pytest.mark.django_db


def begun(world: World, seed: int, clock: Any) -> Walk:
    """A walk on the day when the document is handed out, with one task handed on to a unit below."""
    walk = Walk(world, seed, clock)
    document = world.document()
    dispatch_document(document=document, actor=world.supervisor, on=walk.on)
    for unit in {a.department.short_name for a in Assignment.objects.select_related("department")}:
        walk.note("dispatch", unit, 0, world.supervisor, "")
    mine = acknowledge_assignment(assignment=world.assignment(FINANCE), actor=world.filer)
    delegate_assignment(assignment=mine, department=world.departments[CENTER], actor=world.filer, on=walk.on)
    walk.note("delegate", CENTER, 0, world.filer, "")
    return walk


@pytest.mark.parametrize(
    "seed", [*range(3), *(pytest.param(n, marks=pytest.mark.long) for n in range(3, 10))]
)
def test_each_event_reaches_exactly_the_people_of_the_table_once(
    world: World, seed: int, mailoutbox: list[Any]
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        walk = begun(world, seed, clock)
        for _ in range(100):
            walk.go()
            walk.check()
        # Two mornings later everything that wants a digest or a message has been carried, once.
        walk.morning()
        walk.morning()
        walk.check()
        late = Reminder.objects.filter(way=Way.DIGEST, digest_on=None, opened_at=None)
        assert not late.filter(settled_at=None).exists()
        assert not Digest.objects.exclude(status="sent").exists()
        told_in: Counter[int] = Counter()
        for mail in mailoutbox:
            for line in mail.body.splitlines():
                if "/inboxreminder/" in line:
                    told_in[int(line.rsplit("/inboxreminder/", 1)[1].split("/")[0])] += 1
        assert set(told_in.values()) <= {1}
        carried = set(Reminder.objects.exclude(digest_on=None).values_list("pk", flat=True))
        alone = set(Digest.objects.exclude(reminder=None).values_list("reminder", flat=True))
        assert set(told_in) == carried | alone
        assert not carried & alone


@pytest.mark.long
def test_the_walks_take_every_step_that_is_told(world: World) -> None:
    """Or the test above would not say anything of it."""
    taken: Counter[str] = Counter()
    with time_machine.travel(START, tick=False) as clock:
        for seed in range(20, 23):
            with transaction.atomic():
                walk = begun(world, seed, clock)
                for _ in range(250):
                    walk.go()
                taken += walk.taken
                transaction.set_rollback(True)
    assert set(TOLD) - {"dispatch", "delegate", "file_for_head"} <= set(taken)
    # And those that tell nobody.
    assert {"endorse", "endorse_many", "withdraw", "take_back", "withdraw_extension"} <= set(taken)


def test_every_kind_of_event_has_its_line_in_the_table() -> None:
    """A new kind of event has to say who is told of it."""
    assert set(TABLE) == set(EventKind)


def test_every_line_of_a_timeline_is_written_where_it_is_told() -> None:
    """Written elsewhere, nobody would hear of it."""
    written = re.compile(r"(?<!Proposal)\bEvent\.objects\.(?:bulk_)?create")
    files = [path for folder in ("policies", "tracker", "desks") for path in (ROOT / folder).rglob("*.py")]
    found = {str(path.relative_to(ROOT)) for path in files if written.search(path.read_text("utf-8"))}
    assert found == {"tracker/work/services/base.py"}
