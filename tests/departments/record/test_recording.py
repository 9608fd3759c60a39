"""What people do is recorded once, with who, from where and what."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone

from common.db.append_only import append_only_models
from departments.access.services.changing import unlock
from departments.models.departments import Department
from departments.models.users import Membership, User, UserRole
from departments.record.kinds import recorded_names
from departments.record.models import UseKind, UseRecord
from departments.record.services import SAME
from tests import api
from tests.admin import as_user, page, text
from tests.config.routes import routes
from tests.conftest import World
from tracker.reminders.models.rules import ReminderRule
from tracker.work.models.assignments import Assignment

pytestmark = pytest.mark.django_db


def _of(user: User | None, *kinds: UseKind) -> list[UseRecord]:
    rows = UseRecord.objects.filter(user=user).order_by("id")
    return list(rows.filter(kind__in=kinds) if kinds else rows)


def test_a_log_in_a_failure_and_a_log_out_are_recorded_with_the_address(world: World, settings: Any) -> None:
    settings.PROXY_COUNT = 1
    client = Client(headers={"X-Forwarded-For": "203.0.113.7"})
    client.post("/login/", {"username": "filer", "password": "wrong"})
    client.post("/login/", {"username": "filer", "password": "pw"})
    client.post("/logout/")
    [failed] = UseRecord.objects.filter(kind=UseKind.LOG_IN_FAILED)
    assert (failed.user, failed.name, failed.address) == (None, "filer", "203.0.113.7")
    came, went = _of(world.filer, UseKind.LOG_IN, UseKind.LOG_OUT)
    assert (came.kind, came.roles, came.address) == ("log_in", "filer", "203.0.113.7")
    assert (went.kind, went.name) == ("log_out", "filer")


def test_a_failure_at_the_interface_is_recorded_as_well(world: World) -> None:
    api.write(api.as_user(None), "token/", {"username": "filer", "password": "wrong"}, expect=400)
    assert UseRecord.objects.filter(kind=UseKind.LOG_IN_FAILED, name="filer").count() == 1


def test_reading_a_matter_is_recorded_once_in_some_minutes_for_each_person(
    world: World, signed: Assignment
) -> None:
    address = page("work_assignment", signed)
    filer, supervisor = as_user(world.filer), as_user(world.supervisor)
    with time_machine.travel("2026-07-01 09:00+08:00", tick=False) as clock:
        filer.get(address)
        filer.get(address)
        supervisor.get(address)
        api.read(api.as_user(world.filer), f"assignments/{signed.pk}/")
        [once] = _of(world.filer, UseKind.READ)
        assert (once.thing, once.thing_id) == ("work.assignment", str(signed.pk))
        assert once.words == ""  # the auditor does not see what a matter says
        assert len(_of(world.supervisor, UseKind.READ)) == 1
        clock.shift(SAME + timedelta(seconds=1))
        filer.get(address)
    assert len(_of(world.filer, UseKind.READ)) == 2


def test_what_somebody_may_not_see_is_not_recorded_as_read(world: World, signed: Assignment) -> None:
    assert as_user(world.other_filer).get(page("work_assignment", signed)).status_code == 404
    assert _of(world.other_filer, UseKind.READ) == []


def test_a_page_costs_at_most_one_insert_and_one_question_more(world: World, signed: Assignment) -> None:
    client, address = as_user(world.filer), page("work_assignment", signed)
    client.get(address)
    UseRecord.objects.all()
    with CaptureQueriesContext(connection) as again:
        client.get(address)
    written = [q for q in again if "record_userecord" in q["sql"]]
    assert len(written) == 1
    assert written[0]["sql"].startswith("SELECT")


def test_exports_and_downloads_are_recorded(world: World, signed: Assignment) -> None:
    client = as_user(world.supervisor)
    assert client.post(reverse("ledger_export"), {"query": "status=active"}).status_code in (200, 302)
    client.get(reverse("admin:scorecard_download"))
    kinds = [(one.kind, one.thing, one.words) for one in _of(world.supervisor, UseKind.EXPORT)]
    assert ("export", "ledger.export", "status=active") in kinds
    assert ("export", "scorecard.scoreformula", "") in kinds


def test_searching_for_people_is_recorded_and_for_other_things_is_not(world: World) -> None:
    client = as_user(world.supervisor)
    client.get(reverse("admin:find"), {"text": "other"})
    client.get(reverse("admin:find"), {"text": "没有这个人"})
    client.get(page("departments_user"), {"q": "filer"})
    client.get(page("departments_user"))
    words = [one.words for one in _of(world.supervisor, UseKind.SEARCH)]
    assert words == ["other", "filer"]


def test_changes_of_accounts_roles_tokens_and_rules_are_recorded_with_who_did_it(world: World) -> None:
    client, before = as_user(world.security_admin), UseRecord.objects.latest("id").pk
    unit = Department.objects.get(short_name="省教育厅")
    given = client.post(
        page("departments_user", world.filer, "give_role"),
        {"department": unit.pk, "role": UserRole.HEAD, "reason": "任职通知"},
    )
    assert given.status_code == 302, text(given)
    rule = ReminderRule.objects.order_by("id")[0]
    rule.save()
    rows = list(UseRecord.objects.filter(pk__gt=before, kind__in=["role", "rule"]).order_by("id"))
    role, by_program = rows
    membership = Membership.objects.get(user=world.filer, department=unit)
    assert (role.user, role.thing, role.words) == (
        world.security_admin,
        "departments.membership",
        f"新增 {membership}",
    )
    assert (by_program.user, by_program.thing_id) == (None, str(rule.pk))


def test_a_token_is_recorded_without_what_it_is_found_by(world: World) -> None:
    body = {"username": "filer", "password": "pw"}
    key = api.write(api.as_user(None), "token/", body)["token"]
    [token] = _of(world.filer, UseKind.TOKEN)
    assert (token.thing_id, token.words) == ("", "新增 filer：接口登录")
    client = Client(headers={"Authorization": f"Token {key}"})
    assert client.delete("/api/v1/token/").status_code == 204
    assert [one.words for one in _of(world.filer, UseKind.TOKEN)][1:] == ["删除 filer：接口登录"]


def test_every_view_that_is_recorded_exists() -> None:
    known = set()
    for route in routes():
        name = route.pattern.name
        known |= {name, f"admin:{name}"}
    assert recorded_names() - known == set()


# Pages of one thing that are no matter: accounts' own things, lists of the system, rules (their changes are
# recorded), what is shown within a page that is recorded.
NOT_READING = set(
    """
    region department departmentgroup departmentalias groupalias succession periodictask crontabschedule
    intervalschedule accessattempt accesslog membership dayoff usersession accesstoken sourcefile
    section milestone indicator checkitem responsibility import extension decline assignmentmilestone
    event officesettings reportdraft scoreformula handpoints documentweight proposalrule originrule
    matterfile channelsetting inboxreminder reminder digest sweep reminderrule reminderexemption reform
    group accesschange substitution signonlink secondfactor
    """.split()  # noqa: SIM905
)


def test_every_page_of_a_thing_is_recorded_or_known_not_to_be() -> None:
    pages = {
        str(route.pattern.name)
        for route in routes()
        if str(route.pattern.name).endswith("_change") and route.address.endswith("/change/")
    }
    recorded = {name.removeprefix("admin:") for name in recorded_names()}
    forgotten = {name for name in pages - recorded if name.split("_")[-2] not in NOT_READING}
    assert forgotten == set()


def test_every_address_of_a_file_is_recorded() -> None:
    blank = {"daysoff_template", "papers_paper_template", "units-sheet", "departments_department_sheet"}
    files = {
        str(route.pattern.name)
        for route in routes()
        if any(word in route.address for word in ("download/", "/xlsx/", "/file/", "/source/"))
        and route.pattern.name not in blank
    }
    recorded = {name.removeprefix("admin:") for name in recorded_names()}
    filing = {"sheet-file"}  # files a sheet: a step, which the timelines tell
    assert files - recorded - filing == set()


def test_the_record_is_append_only() -> None:
    assert UseRecord in append_only_models()
    assert resolve("/record/userecord/").url_name == "record_userecord_changelist"


def test_letting_somebody_in_again_is_recorded_with_whom_and_where(world: World) -> None:
    attempt = AccessAttempt.objects.create(username="filer", ip_address="203.0.113.7", failures_since_start=9)
    unlock(actor=world.security_admin, attempt=attempt, reason="本人来电", now=timezone.now())
    [line] = _of(world.security_admin, UseKind.UNLOCK)
    assert (line.words, line.reason) == ("filer（203.0.113.7）", "本人来电")
