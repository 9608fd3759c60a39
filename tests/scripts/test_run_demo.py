"""`make run` on the data of another version: put aside, never used half and never lost."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from scripts.run_demo import JILIN, ROOT, main, move_aside, var_dir

DAY = date(2026, 11, 28)


def _data(folder: Path, *applied: tuple[str, str]) -> Path:
    """A folder of data whose database has had these migrations."""
    folder.mkdir()
    (folder / "secret_key").write_text("kept", encoding="ascii")
    with closing(sqlite3.connect(folder / "ducha.sqlite3")) as connection, connection:
        connection.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT)")
        connection.executemany("INSERT INTO django_migrations (app, name) VALUES (?, ?)", applied)
    return folder


@pytest.mark.parametrize(
    "applied",
    [
        [("tracker", "0001_initial")],
        [("auth", "0001_initial"), ("departments", "0001_initial"), ("tracker", "0042_spans")],
        [("work", "0001_initial"), ("work", "0999_from_the_future")],
    ],
)
def test_data_of_another_version_is_put_aside_whole(tmp_path: Path, applied: list[tuple[str, str]]) -> None:
    var = _data(tmp_path / "var", *applied)
    aside = move_aside(var, on=DAY)
    assert aside == tmp_path / "var.old-2026-11-28"
    assert not var.exists()
    assert (aside / "secret_key").read_text(encoding="ascii") == "kept"
    assert (aside / "ducha.sqlite3").is_file()


def test_what_was_put_aside_on_the_same_day_stays(tmp_path: Path) -> None:
    old = ("tracker", "0001_initial")
    first = move_aside(_data(tmp_path / "var", old), on=DAY)
    second = move_aside(_data(tmp_path / "var", old), on=DAY)
    assert [path and path.name for path in (first, second)] == ["var.old-2026-11-28", "var.old-2026-11-28-2"]


@pytest.mark.parametrize(
    "applied",
    [[], [("auth", "0001_initial"), ("work", "0001_initial")], [("somebody_elses", "0001_initial")]],
)
def test_data_of_this_version_stays(tmp_path: Path, applied: list[tuple[str, str]]) -> None:
    var = _data(tmp_path / "var", *applied)
    assert move_aside(var, on=DAY) is None
    assert (var / "ducha.sqlite3").is_file()


def test_without_data_nothing_is_moved(tmp_path: Path) -> None:
    assert move_aside(tmp_path / "var", on=DAY) is None
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "ducha.sqlite3").touch()
    assert move_aside(tmp_path / "var", on=DAY) is None


def test_data_of_the_other_demo_is_put_aside_and_its_own_stays(tmp_path: Path) -> None:
    var = _data(tmp_path / "var", ("auth", "0001_initial"))
    with closing(sqlite3.connect(var / "ducha.sqlite3")) as connection, connection:
        connection.execute("CREATE TABLE departments_region (name TEXT)")
    assert move_aside(var, on=DAY, region="云岭省") is None  # begun, and nothing in it yet
    with closing(sqlite3.connect(var / "ducha.sqlite3")) as connection, connection:
        connection.execute("INSERT INTO departments_region VALUES ('吉林省')")
    assert move_aside(var, on=DAY, region="吉林省") is None
    assert move_aside(var, on=DAY, region="云岭省") == tmp_path / "var.old-2026-11-28"


def test_each_demo_has_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VAR_DIR", raising=False)
    assert var_dir() == ROOT / "var"
    assert var_dir(JILIN) == ROOT / "var" / "jilin"
    monkeypatch.setenv("VAR_DIR", "/elsewhere")
    assert var_dir(JILIN) == Path("/elsewhere")


def test_a_demo_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(8112, "heilongjiang") == 1
    assert "LEDGERS" in capsys.readouterr().err
