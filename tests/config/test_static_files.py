"""Static files: hashed where they were collected, and a word where they were not."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from config.static_files import HashedStaticFilesStorage, check_collected, not_collected
from tests.config.test_settings import REAL

IMPORT = re.compile(r'import \{ [\w, ]+ \} from "\.{1,2}/[\w./]+\.js";')
OURS = ("common", "desks", "policies", "tracker")
MODULE = 'import { words } from "../common/words.js";\n'


@pytest.fixture
def storage(tmp_path: Path) -> HashedStaticFilesStorage:
    """Two modules, collected."""
    for name, text in {"common/words.js": "export const words = 1;\n", "desks/desk.js": MODULE}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    made = HashedStaticFilesStorage(location=tmp_path, base_url="/static/")
    paths = {name: (made, name) for name in ("common/words.js", "desks/desk.js")}
    assert [str(done) for *_, done in made.post_process(paths) if isinstance(done, Exception)] == []
    return made


def test_a_collected_file_has_a_hash_in_its_name(storage: HashedStaticFilesStorage) -> None:
    assert re.fullmatch(r"/static/common/words\.[0-9a-f]{12}\.js", storage.url("common/words.js"))


def test_a_module_imports_the_hashed_names(storage: HashedStaticFilesStorage) -> None:
    text = Path(storage.path(storage.stored_name("desks/desk.js"))).read_text(encoding="utf-8")
    assert storage.url("common/words.js").rpartition("/")[2] in text


def test_before_collecting_files_go_by_their_plain_names(tmp_path: Path) -> None:
    bare = HashedStaticFilesStorage(location=tmp_path, base_url="/static/")
    assert bare.url("common/words.js") == "/static/common/words.js"


def test_every_import_of_our_modules_is_one_that_is_renamed() -> None:
    """The storage knows whole statements; an import that it misses would ask for the plain name."""
    for app in OURS:
        for path in Path(settings.BASE_DIR, app).rglob("static/**/*.js"):
            for line in path.read_text(encoding="utf-8").splitlines():
                if line.startswith("import "):
                    assert IMPORT.fullmatch(line), (path, line)


@pytest.mark.parametrize(("demo", "said"), [(False, ["ducha.W001"]), (True, [])])
def test_the_check_says_that_nothing_was_collected_outside_the_demo(
    demo: bool, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = HashedStaticFilesStorage(location=tmp_path)
    monkeypatch.setattr("config.static_files.staticfiles_storage", bare)
    with override_settings(DEMO=demo):
        assert [message.id for message in check_collected()] == said
    assert "尚未收集" in not_collected()


def test_the_tests_and_a_collected_installation_have_nothing_to_say(
    storage: HashedStaticFilesStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not not_collected()  # plain files, as in the tests
    storage.save_manifest()
    collected = HashedStaticFilesStorage(location=storage.location)
    monkeypatch.setattr("config.static_files.staticfiles_storage", collected)
    assert not not_collected()


def test_the_web_server_says_at_its_start_that_they_are_missing(tmp_path: Path) -> None:
    started = subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)} | REAL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert started.returncode == 0, started.stderr
    assert "collectstatic" in started.stderr
