"""Who waits too long for a lock is told; two who migrate at once take turns."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction

from config.busy import is_about_locks
from tests.admin import as_user, text
from tests.api import ROOT, token_of
from tests.conftest import World

ROOT_FOLDER = Path(settings.BASE_DIR)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_for_a_lock_is_told_and_nothing_is_kept(world: World, client: Any) -> None:
    world.dispatched()
    mine = world.assignment("省财政厅")
    token = token_of(world.filer)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM work_assignment WHERE id = %s FOR UPDATE", [mine.pk])
            held.set()
            done.wait(20)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    try:
        assert held.wait(10)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        answer = client.post(f"{ROOT}assignments/{mine.pk}/acknowledge/", headers={"Authorization": token})
        page = as_user(world.filer).post(f"/work/assignment/{mine.pk}/acknowledge/")
    finally:
        done.set()
        other.join()
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert page.status_code == 503
    assert "请稍后重试" in text(page)
    mine.refresh_from_db()
    assert mine.status == "pending"


def test_other_troubles_of_the_database_are_no_waiting() -> None:
    assert not is_about_locks(OperationalError("server closed the connection"))
    assert is_about_locks(OperationalError("database is locked"))


@pytest.mark.postgres
@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_two_machines_migrate_at_once_and_both_succeed() -> None:
    name = f"{connection.settings_dict['NAME']}_twice"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    server = os.environ["TEST_DATABASE_URL"].rsplit("/", 1)[0]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"{server}/{name}",
        "DEMO": "true",
    }
    try:
        both = [
            subprocess.Popen(
                [sys.executable, "manage.py", "migrate", "--noinput"],
                cwd=ROOT_FOLDER,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for _ in range(2)
        ]
        said = [process.communicate(timeout=300)[0] for process in both]
        assert [process.returncode for process in both] == [0, 0], said
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
