"""REQUIRE: on CI nothing passes by being skipped."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project

from tests import needs


class _Item:
    """A test with its marks."""

    def __init__(self, *marks: str) -> None:
        self.marks, self.added = marks, list[Any]()

    def get_closest_marker(self, name: str) -> bool:
        return name in self.marks

    def add_marker(self, mark: Any) -> None:
        self.added.append(mark)


def _collect(*marks: str) -> list[Any]:
    item: Any = _Item(*marks)
    needs.pytest_collection_modifyitems([item])
    return item.added


@pytest.fixture
def _no_redis(settings: Any) -> None:
    settings.REDIS_URL = ""


def test_what_is_missing_is_skipped_with_the_reason(_no_redis: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "REQUIRED", set())
    [skip] = _collect("redis")
    assert skip.kwargs["reason"] == "redis: TEST_REDIS_URL names no Redis"


def test_what_is_required_and_missing_ends_the_run(_no_redis: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "REQUIRED", {"redis"})
    with pytest.raises(pytest.UsageError, match="TEST_REDIS_URL names no Redis"):
        _collect("redis")


def test_a_misspelt_requirement_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "REQUIRED", {"postgers"})
    with pytest.raises(pytest.UsageError, match="postgers"):
        _collect("postgres")


@pytest.mark.parametrize(
    ("also", "required", "fails"),
    [
        ("", "", False),
        ("", "browser", True),
        # It needs PostgreSQL as well, which is neither there nor required: it did not skip itself.
        ("@pytest.mark.postgres\n", "browser", False),
    ],
)
def test_a_test_that_skips_itself_fails_where_what_it_needs_is_required(
    tmp_path: Path, also: str, required: str, fails: bool
) -> None:
    lazy = tmp_path / "test_lazy.py"
    lazy.write_text(
        f"import pytest\n\n{also}@pytest.mark.browser\ndef test_lazy():\n    pytest.skip('not today')\n",
        encoding="utf-8",
    )
    (tmp_path / "chromium").touch(mode=0o755)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-p", "tests.needs", str(lazy)],
        cwd=project.BASE_DIR,
        env={"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "REQUIRE": required},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (run.returncode != 0) == fails, run.stdout + run.stderr
    assert ("skipped, though REQUIRE names browser" in run.stdout) == fails


@pytest.mark.parametrize(
    ("value", "marks", "left_out"),
    [
        ("run", ["long"], False),
        ("skip", ["long"], True),
        ("skip", ["long", "corpus"], True),
        ("skip", ["corpus"], False),
        ("servers", ["long"], True),
        ("servers", ["long", "postgres"], False),
        ("servers", ["long", "redis"], False),
        ("servers", ["browser"], False),
        ("skip", ["browser"], True),
        ("run", ["browser"], False),
        ("embedded", ["browser"], True),
        ("embedded", ["long"], False),
        ("embedded", ["long", "postgres"], True),
        ("embedded", ["postgres"], False),
    ],
)
def test_a_long_test_runs_where_the_run_has_time(
    monkeypatch: pytest.MonkeyPatch, value: str, marks: list[str], left_out: bool
) -> None:
    monkeypatch.setattr(needs, "LONG", value)
    added = [mark.kwargs["reason"] for mark in _collect(*marks)]
    assert (f"long: LONG={value}" in added) == left_out


def test_a_misspelt_value_of_long_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "LONG", "no")
    with pytest.raises(pytest.UsageError, match="LONG is no"):
        _collect("long")


def test_the_run_says_how_many_long_tests_it_left_out(tmp_path: Path) -> None:
    slow = tmp_path / "test_slow.py"
    slow.write_text(
        "import pytest\n\n@pytest.mark.long\n@pytest.mark.parametrize('n', [1, 2])\ndef test_slow(n):\n"
        "    raise AssertionError\n\ndef test_quick():\n    pass\n",
        encoding="utf-8",
    )
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-n",
            "2",
            "-c",
            "pyproject.toml",
            "-p",
            "tests.needs",
            str(slow),
        ],
        cwd=project.BASE_DIR,
        env={"PATH": os.environ["PATH"], "LONG": "skip"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "2 long tests were not run; .ci/run runs them." in run.stdout
