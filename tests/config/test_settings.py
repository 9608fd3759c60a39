"""Settings by environment: the demo needs nothing, a real installation never starts on a guess."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

REAL = {
    "DEMO": "false",
    "SECRET_KEY": "a-key-that-is-long-enough-for-the-check",
    "DATABASE_URL": "postgres://ducha@db/ducha",
    "REDIS_URL": "redis://cache/0",
    "ALLOWED_HOSTS": "ducha.example.test",
    "EMAIL_URL": "smtp://mail.example.test:25",
}


def _settings(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a new process with just this environment makes of the settings."""
    show = (
        "from config import settings as s;"
        "print(s.DEBUG, s.DEMO, s.DATABASES['default']['ENGINE'].rpartition('.')[2], s.CELERY_BROKER_URL,"
        " getattr(s, 'SESSION_COOKIE_SECURE', False), s.COMPILED_QUERIES)"
    )
    return subprocess.run(
        [sys.executable, "-c", show],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_with_no_configuration_it_is_the_demo_without_debug_pages(tmp_path: Path) -> None:
    shown = _settings(tmp_path)
    assert shown.stdout.split() == ["False", "True", "sqlite3", "filesystem://localhost", "False", "True"], (
        shown.stderr
    )
    assert len((tmp_path / "secret_key").read_text()) >= 32


def test_a_real_installation_starts_with_everything_it_needs(tmp_path: Path) -> None:
    shown = _settings(tmp_path, **REAL)
    assert shown.stdout.split() == ["False", "False", "postgresql", "redis://cache/0", "True", "True"], (
        shown.stderr
    )


@pytest.mark.parametrize("name", ["SECRET_KEY", "REDIS_URL", "ALLOWED_HOSTS", "EMAIL_URL"])
def test_a_real_installation_does_not_start_without(tmp_path: Path, name: str) -> None:
    environment = {key: value for key, value in REAL.items() if key != name}
    shown = _settings(tmp_path, **environment)
    assert shown.returncode != 0
    assert name in shown.stderr


def test_a_real_installation_does_not_start_without_its_database(tmp_path: Path) -> None:
    shown = _settings(tmp_path, **{key: value for key, value in REAL.items() if key != "DATABASE_URL"})
    assert shown.returncode != 0
    assert "DATABASE_URL" in shown.stderr


@pytest.mark.parametrize(("said", "compiled"), [({}, "True"), ({"COMPILED_QUERIES": "false"}, "False")])
def test_queries_are_compiled_unless_the_environment_forbids_it(
    tmp_path: Path, said: dict[str, str], compiled: str
) -> None:
    shown = _settings(tmp_path, **REAL, **said)
    assert shown.stdout.split()[-1] == compiled, shown.stderr


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    shown = _settings(tmp_path, **REAL | {"SECRET_KEY": "short"})
    assert shown.returncode != 0
    assert "32" in shown.stderr


@pytest.mark.django_db
def test_the_connection_to_the_database_outlives_a_request() -> None:
    of_a_thread = connection.copy()
    of_a_thread.ensure_connection()
    held = of_a_thread.connection
    of_a_thread.close_if_unusable_or_obsolete()  # what every request begins and ends with
    assert of_a_thread.connection is held
    of_a_thread.close()
