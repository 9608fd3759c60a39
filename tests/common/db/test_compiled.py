"""Queries compiled once: they find what the queryset would find, for whatever values and for whomever."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext

from common.db.compiled import Among, AsOf, CompiledQuery, Shape, one_row
from common.db.placeholder import PlaceholderError
from common.db.prepared import prepared
from departments.models.users import User
from tests.conftest import World
from tests.world import measure, unit
from tracker.work.filing.models.drafts import ReportDraft
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = pytest.mark.django_db

ON = date(2026, 7, 3)


@pytest.fixture(autouse=True)
def _compiled(settings: Any) -> None:
    settings.COMPILED_QUERIES = True  # also where the environment has turned them off


def _counted() -> tuple[list[None], Callable[[QuerySet[Any]], QuerySet[Any]]]:
    built: list[None] = []

    def note(queryset: QuerySet[Any]) -> QuerySet[Any]:
        built.append(None)
        return queryset

    return built, note


@pytest.fixture
def many(world: World) -> list[Assignment]:
    units = [unit(name) for name in ("省财政厅", "省教育厅")]
    world.dispatched(measures=[measure([str(n)], "题", units) for n in range(4)])
    return list(Assignment.objects.order_by("id"))


def test_each_asking_brings_its_own_values_to_the_one_statement(many: list[Assignment]) -> None:
    built, note = _counted()
    one = CompiledQuery(
        lambda pk, status: note(Assignment.objects.select_related("department").filter(pk=pk, status=status))
    )
    for assignment in many:
        [found] = one.all(pk=assignment.pk, status="pending")
        assert (found, found.department) == (assignment, assignment.department)
        assert one.all(pk=assignment.pk, status="active") == []
    assert len(built) == 1


def test_related_rows_come_along_in_the_same_query(many: list[Assignment]) -> None:
    one = CompiledQuery(lambda pk: Assignment.objects.select_related("department__region").filter(pk=pk))
    one.all(pk=many[0].pk)
    with CaptureQueriesContext(connection) as seen:
        assert one.get(pk=many[1].pk).department.region.name
    assert len(seen) == 1


def test_a_user_finds_what_the_user_may_see(world: World, many: list[Assignment]) -> None:
    mine = CompiledQuery(lambda user: Assignment.objects.visible_to(user).order_by("id"))
    stranger = User.objects.create_user("stranger")
    for user in (world.supervisor, world.filer, world.other_filer, world.leader, stranger, world.filer):
        assert mine.all(user=user) == list(Assignment.objects.visible_to(user).order_by("id"))
    assert {a.department.short_name for a in mine.all(user=world.filer)} == {"省财政厅"}
    assert mine.all(user=stranger) == []


def test_the_user_may_be_asked_for_as_well_as_the_units(world: World, many: list[Assignment]) -> None:
    [own] = [a for a in many if a.department.short_name == "省财政厅"][:1]
    acknowledge_assignment(assignment=own, actor=world.filer)
    ReportDraft.objects.create(assignment=own, author=world.filer)
    drafts = CompiledQuery(lambda user: ReportDraft.objects.visible_to(user))
    assert [draft.author for draft in drafts.all(user=world.filer)] == [world.filer]
    assert drafts.all(user=world.head) == []


def test_lists_of_any_length_find_their_rows(many: list[Assignment]) -> None:
    built, note = _counted()
    some = CompiledQuery(
        lambda pks, role: note(Assignment.objects.filter(pk__in=pks, role=role).order_by("id"))
    )
    for length in (0, 1, 2, 3, 4, len(many)):
        wanted = many[:length]
        leading = [a for a in wanted if a.role == "lead"]
        assert some.all(pks=[a.pk for a in wanted], role="lead") == leading, length
    # One for each short length; longer lists are compiled for this once.
    assert len(built) == 4 + 2


def test_many_keys_stand_in_one_statement(many: list[Assignment]) -> None:
    built, note = _counted()
    some = CompiledQuery(lambda keys: note(Assignment.objects.filter(Among("pk", keys=keys)).order_by("id")))
    for length in (0, 1, 3, len(many)):
        assert some.all(keys=tuple(a.pk for a in many[:length])) == many[:length]
    assert len(built) == 1


def test_what_is_looked_into_has_a_statement_of_its_own(many: list[Assignment]) -> None:
    @dataclass(frozen=True)
    class First(Shape):
        rows: int

    lit = CompiledQuery(lambda day, first: Assignment.objects.with_light(day.on).order_by("id")[: first.rows])
    late = many[0].due_on + timedelta(days=1) if many[0].due_on else ON
    for on, rows in ((ON, 2), (late, 2), (date(2026, 1, 1), 3), (ON, 2)):
        found = lit.all(day=AsOf(on), first=First(rows))
        wanted = Assignment.objects.with_light(on).order_by("id")[:rows]
        assert [(a.pk, a.light) for a in found] == [(a.pk, a.light) for a in wanted]


def test_signs_in_constants_and_values_stay_what_they_are(world: World, many: list[Assignment]) -> None:
    wrong = "100%s ' %% \\"
    Assignment.objects.filter(pk=many[0].pk).update(percent=5)
    odd = CompiledQuery(
        lambda name: (
            User.objects.annotate(loud=Upper("username"))
            .filter(display_name=wrong, username=name)
            .values_list("loud", flat=True)
        )
    )
    assert odd.all(name=wrong) == []
    User.objects.create_user(wrong, display_name=wrong)
    assert odd.all(name=wrong) == [wrong.upper()]


def test_a_row_of_aggregates_is_there_even_where_nothing_is(world: World, many: list[Assignment]) -> None:
    counts = CompiledQuery(
        lambda status: one_row(Assignment.objects.filter(status=status), n=Count("pk"), of=Count("document"))
    )
    assert counts.get(status="pending") == {"n": len(many), "of": len(many)}
    assert counts.get(status="completed") == {"n": 0, "of": 0}


def test_nothing_found_is_said_as_a_queryset_says_it(many: list[Assignment]) -> None:
    one = CompiledQuery(lambda pk: Assignment.objects.filter(pk=pk))
    assert one.get(pk=many[0].pk) == many[0]
    with pytest.raises(Assignment.DoesNotExist):
        one.get(pk=many[-1].pk + 1000)


def test_a_query_that_is_asked_in_too_many_shapes_begins_anew(many: list[Assignment]) -> None:
    lit = CompiledQuery(lambda day: Assignment.objects.with_light(day.on))
    for n in range(250):
        lit.all(day=AsOf(ON + timedelta(days=n)))
    assert len(lit._templates) <= 200
    assert len(lit._written) <= 200


def test_a_query_that_looks_at_a_value_fails_with_its_name(many: list[Assignment]) -> None:
    looking = CompiledQuery(
        lambda on: Assignment.objects.overdue(on) if on > ON else Assignment.objects.all()
    )
    with pytest.raises(PlaceholderError, match="placeholder 'on'"):
        looking.all(on=ON)


def test_a_query_that_looks_at_a_user_fails_with_its_name(world: World) -> None:
    looking = CompiledQuery(
        lambda user: Assignment.objects.filter(department__in=user.department_ids("head"))
    )
    with pytest.raises(PlaceholderError, match="placeholder 'user'"):
        looking.all(user=world.head)


def test_nothing_is_not_taken_for_a_value(many: list[Assignment]) -> None:
    undated = CompiledQuery(lambda on: Assignment.objects.filter(due_on=on))
    with pytest.raises(TypeError, match="on is None"):
        undated.all(on=None)


def test_an_instant_is_a_value_like_a_day(world: World, many: list[Assignment]) -> None:
    joined = world.filer.date_joined
    since = CompiledQuery(lambda at: User.objects.filter(date_joined=at))
    assert since.all(at=joined) == [world.filer]
    assert since.all(at=joined + timedelta(microseconds=1)) == []


def test_the_connection_that_it_was_compiled_on_may_end(many: list[Assignment]) -> None:
    one = CompiledQuery(lambda pk: Assignment.objects.filter(pk=pk))
    one.all(pk=many[0].pk)
    [(compiler, *_)] = one._written.values()
    assert compiler.connection is None
    assert one.all(pk=many[1].pk) == [many[1]]


def test_with_the_setting_off_every_asking_is_the_plain_queryset(
    settings: Any, world: World, many: list[Assignment]
) -> None:
    settings.COMPILED_QUERIES = False
    built: list[Any] = []

    def of_units(user: Any, pks: Any, keys: Any, day: Any) -> QuerySet[Any]:
        built.append((user, pks, keys, day))
        found = Assignment.objects.visible_to(user).with_light(day.on).filter(Among("pk", keys=keys))
        return found.filter(pk__in=pks).order_by("id")

    units = CompiledQuery(of_units)
    pks = [a.pk for a in many[:2]]
    values = {"user": world.supervisor, "pks": pks, "keys": tuple(pks), "day": AsOf(ON)}
    assert units.all(**values) == units.all(**values) == many[:2]
    assert built == [tuple(values.values())] * 2
    assert units.get(**values) == many[0]
    with pytest.raises(Assignment.DoesNotExist):
        units.get(**values | {"pks": []})
    assert not units._templates


@pytest.mark.postgres
@pytest.mark.parametrize("compiled", [True, False])
def test_nothing_is_prepared_with_the_setting_off(
    settings: Any, many: list[Assignment], compiled: bool
) -> None:
    settings.COMPILED_QUERIES = compiled
    found = CompiledQuery(lambda pk: Assignment.objects.filter(pk=pk).annotate(asked=Value("in this test")))
    assert found.all(pk=many[0].pk) == [many[0]]
    with prepared(), connection.cursor() as cursor:
        cursor.execute("SELECT 'in this test'")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%in this test%'")
        assert cursor.fetchone() == (2 if compiled else 0,)


def test_the_plan_for_all_values_uses_the_index_of_open_work(world: World, many: list[Assignment]) -> None:
    late = CompiledQuery(lambda on: Assignment.objects.overdue(on).order_by("must_due_on", "id")[:1])
    late.all(on=ON)
    [(_, sql, params)] = late._written.values()
    assert "'pending'" in sql  # said by the statement itself, as the index says it
    assert len(params) == 1
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off")
            cursor.execute(f"PREPARE of_any_day (date) AS {sql.replace('%s', '$1')}")
            cursor.execute("EXPLAIN EXECUTE of_any_day ('2026-07-03')")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", [ON.isoformat()])
        assert "assignment_open_" in str(cursor.fetchall())
