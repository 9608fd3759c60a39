"""What is append-only: the database itself refuses to change, delete, replace or empty it."""

import os

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction

from common.db import guards
from common.db.append_only import append_only_models
from common.db.roles import as_owner, give_rights
from departments.models.users import User
from departments.record.models import UseKind, UseRecord
from departments.record.services import record_use
from tests.emptying import guards_aside

pytestmark = pytest.mark.django_db
ROLE = f"ducha_app_of_test_{os.getpid()}"


@pytest.fixture
def line(db: None) -> UseRecord:
    return record_use(kind=UseKind.LOG_IN, user=None, request=None, name="zhang")


def _refused(statement: str, words: str) -> None:
    with (
        pytest.raises(DatabaseError, match=words),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_timelines_papers_formulas_the_record_and_every_history_are_append_only() -> None:
    tables = {model._meta.db_table for model in append_only_models()}
    assert tables >= {
        "work_event",
        "proposals_proposalevent",
        "papers_paper",
        "papers_paper_assignments",
        "scorecard_scoreformula",
        "record_userecord",
        "record_chainlink",
        "departments_historicaluser",
        "departments_historicalmembership",
        "departments_historicaldepartmentgroup_members",
        "policies_historicalpolicydocument",
    }
    assert not tables & {"work_assignment", "departments_user", "signon_usersession"}


def test_each_of_these_tables_is_guarded(db: None) -> None:
    assert guards.missing(connection) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_userecord SET name = 'li'",
        "DELETE FROM record_userecord",
        "INSERT INTO record_userecord SELECT * FROM record_userecord WHERE true"
        " ON CONFLICT (id) DO UPDATE SET name = 'li'",
    ],
)
def test_a_line_is_not_changed_or_deleted(line: UseRecord, statement: str) -> None:
    _refused(statement, "never changed or deleted")
    line.refresh_from_db()
    assert line.name == "zhang"


def test_a_line_is_not_replaced_under_its_key(line: UseRecord) -> None:
    if connection.vendor == "sqlite":
        _refused("INSERT OR REPLACE INTO record_userecord SELECT * FROM record_userecord", "never changed")


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["record_userecord", "work_event", "record_chainlink"])
def test_a_table_is_not_emptied(db: None, table: str) -> None:
    _refused(f"TRUNCATE {table} CASCADE", "never changed or deleted")


def test_a_guard_that_was_taken_away_is_missed_until_the_next_migration(db: None) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE work_event DISABLE TRIGGER work_event_only_grows")
        else:
            cursor.execute("DROP TRIGGER work_event_not_deleted")
    assert guards.missing(connection) == ["work_event"]
    guards.put_up(connection)
    if connection.vendor == "postgresql":  # made anew, it is switched on
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE work_event ENABLE TRIGGER work_event_only_grows")
    assert guards.missing(connection) == []


@pytest.fixture
def as_application(line: UseRecord) -> None:
    """From here on the test is the application's own role, to its end."""
    give_rights(connection, role=ROLE, password="pw")
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_userecord SET name = 'li'",
        "DELETE FROM record_userecord",
        "TRUNCATE record_userecord",
        "UPDATE work_event SET note = ''",
        "DELETE FROM papers_paper",
        "TRUNCATE record_chainlink",
        "DELETE FROM departments_historicalmembership",
        "UPDATE django_migrations SET name = ''",
    ],
)
def test_the_applications_role_is_refused_before_any_trigger(as_application: None, statement: str) -> None:
    _refused(statement, "permission denied")


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE record_userecord DISABLE TRIGGER ALL",
        "DROP TRIGGER record_userecord_only_grows ON record_userecord",
        "SET session_replication_role = replica",
        "DROP TABLE record_userecord",
    ],
)
def test_the_applications_role_cannot_put_the_guards_aside(as_application: None, statement: str) -> None:
    _refused(statement, "must be owner|permission denied")


@pytest.mark.postgres
def test_the_applications_role_adds_reads_and_changes_everything_else(as_application: None) -> None:
    record_use(kind=UseKind.LOG_IN, user=None, request=None, name="li")
    assert UseRecord.objects.count() == 2
    user = User.objects.create_user(username="new", password="pw")
    User.objects.filter(pk=user.pk).update(display_name="新人")
    assert User.objects.select_for_update().get(pk=user.pk).display_name == "新人"


@pytest.mark.postgres
def test_a_role_that_nothing_can_be_refused_to_is_no_role_for_the_application(db: None) -> None:
    with pytest.raises(ImproperlyConfigured, match="nothing could be refused"):
        give_rights(connection, role=connection.settings_dict["USER"], password="")


def test_with_one_role_migrating_is_the_same_connection(db: None, settings: object) -> None:
    held = connection.settings_dict["USER"]
    with as_owner(connection):
        assert connection.settings_dict["USER"] == held


def test_the_tests_own_way_around_leaves_the_guards_as_they_were(line: UseRecord) -> None:
    with guards_aside(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM record_userecord")
    assert guards.missing(connection) == []
    assert not UseRecord.objects.exists()
