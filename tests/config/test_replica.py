"""With a replica, reading requests go there, and nothing that must be fresh does."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.db.models import Model
from django.test import Client

from config import replica
from departments.models.departments import Department
from tests.api import ROOT
from tests.conftest import World
from tracker.work.models.assignments import Assignment

pytestmark = pytest.mark.django_db(transaction=True)


class Recorded(replica.ReplicaRouter):
    """Writes down where each model would be read; reads it from the one database of the tests."""

    told: set[tuple[str, str]] = set()

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        Recorded.told.add((model._meta.model_name or "", super().db_for_read(model, **hints)))
        return "default"


@pytest.fixture(autouse=True)
def _with_a_replica(settings: Any) -> None:
    settings.DATABASE_ROUTERS = ["tests.config.test_replica.Recorded"]
    settings.MIDDLEWARE = ["config.replica.ReplicaMiddleware", *settings.MIDDLEWARE]
    cache.clear()


def _read(client: Client, path: str) -> set[tuple[str, str]]:
    Recorded.told = set()
    assert client.get(path).status_code == 200
    return Recorded.told


@pytest.mark.parametrize("path", [f"{ROOT}overdue/?on=2026-07-03", "/work/assignment/"])
def test_a_list_is_read_from_the_replica_and_the_person_from_the_primary(world: World, path: str) -> None:
    world.dispatched()
    client = Client()
    client.force_login(world.filer)
    told = _read(client, path)
    assert {place for model, place in told if model == "assignment"} == {"replica"}
    assert {place for model, place in told if model in ("user", "membership", "session")} == {"default"}


def test_who_has_just_written_reads_from_the_primary_and_others_do_not(world: World) -> None:
    world.dispatched()
    writer, reader = Client(), Client()
    writer.force_login(world.filer)
    reader.force_login(world.leader)
    path = f"{ROOT}assignments/"
    Recorded.told = set()
    assert writer.post(f"{path}{world.assignment('省财政厅').pk}/acknowledge/").status_code == 200
    assert {place for _, place in Recorded.told} == {"default"}  # a step reads what it changes

    assert ("assignment", "default") in _read(writer, path)
    assert ("assignment", "replica") in _read(reader, path)
    cache.clear()  # the seconds have passed
    assert ("assignment", "replica") in _read(writer, path)


def test_within_a_transaction_and_outside_of_requests_everything_is_the_primarys(world: World) -> None:
    router = replica.ReplicaRouter()
    assert router.db_for_read(Assignment) == "default"
    held = replica._may_lag.set(True)
    try:
        assert router.db_for_read(Assignment) == "replica"
        assert router.db_for_write(Assignment, instance=Department(pk=1)) == "default"
        with transaction.atomic():
            assert router.db_for_read(Assignment) == "default"
    finally:
        replica._may_lag.reset(held)
    assert not router.allow_migrate("replica", "work")


@pytest.mark.postgres
def test_a_connection_that_the_server_has_ended_is_noticed() -> None:
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            [pid] = cursor.fetchone()
        assert other.is_usable()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        assert not other.is_usable()
    finally:
        other.close()
