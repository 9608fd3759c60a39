"""The backend's look at a connection that was kept open: no question where the server is silent."""

import fcntl
import os
import resource
import socket
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from common.db.postgresql.base import DatabaseWrapper

HIGH = 1500  # `select.select` ends at 1023


class Kept:
    """A connection with a descriptor of our choice; `cursor` makes what asks the server."""

    closed = False

    def __init__(self, descriptor: int, cursor: Any) -> None:
        self.descriptor, self.cursor = descriptor, cursor

    def fileno(self) -> int:
        return self.descriptor


@pytest.fixture
def _many_descriptors() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, HIGH + 100)), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _wrapper() -> Any:
    settings = {**connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS": False}
    return DatabaseWrapper(settings, "other")


@pytest.mark.usefixtures("_many_descriptors")
def test_a_high_descriptor_is_looked_at_like_any_other() -> None:
    questions: list[None] = []

    def ask() -> None:
        questions.append(None)
        raise psycopg.OperationalError

    ours, servers = socket.socketpair()
    high = fcntl.fcntl(ours, fcntl.F_DUPFD, HIGH)
    assert high >= HIGH
    try:
        wrapper = _wrapper()
        wrapper.connection = Kept(high, ask)
        assert wrapper.is_usable()
        assert questions == []
        servers.close()
        assert not wrapper.is_usable()
        assert len(questions) == 1
    finally:
        os.close(high)
        ours.close()
        servers.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.usefixtures("_many_descriptors")
def test_a_connection_that_the_server_has_ended_is_noticed_at_a_high_descriptor() -> None:
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            [pid] = cursor.fetchone()
        real: Any = other.connection
        high = fcntl.fcntl(real.fileno(), fcntl.F_DUPFD, HIGH)
        try:
            other.connection = Kept(high, real.cursor)
            assert other.is_usable()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
            assert not other.is_usable()
        finally:
            other.connection = real
            os.close(high)
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.parametrize("compiled", [True, False])
def test_one_plan_is_asked_for_where_statements_are_prepared(settings: Any, compiled: bool) -> None:
    settings.COMPILED_QUERIES = compiled
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SHOW plan_cache_mode")
            assert cursor.fetchone() == ("force_generic_plan" if compiled else "auto",)
            cursor.execute("SHOW jit")
            assert cursor.fetchone() == ("off",)
    finally:
        other.close()
