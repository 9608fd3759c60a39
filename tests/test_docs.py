"""What the documents name is there: files, and the class that holds a word."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted(
    path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")] if path.name != "CHANGELOG.md"
)
FOLDERS = "bench common config demo departments desks docs extraction fixtures policies scripts tests tracker"
_PATH = re.compile(rf"(?<![\w./-])(?:\.\./)?((?:{FOLDERS.replace(' ', '|')})/[\w./-]*[\w/])")
_ROW = re.compile(r"^\| (?P<word>[^|]+) \| (?P<code>[^|]+) \| [^|]+ \| `(?P<file>[^`|]+)` \|$", re.MULTILINE)
_APPS = [*ROOT.glob("*/apps.py"), *ROOT.glob("tracker/*/apps.py")]


def _is_there(path: str, document: Path) -> bool:
    """From the top, from the folder of the document, or as Django finds templates and static files."""
    if (ROOT / path).exists() or (document.parent / path).exists():
        return True
    return any((app.parent / kind / path).exists() for app in _APPS for kind in ("templates", "static"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_file_that_is_named_is_there(document: Path) -> None:
    named = set(_PATH.findall(document.read_text(encoding="utf-8")))
    assert [path for path in sorted(named) if not _is_there(path, document)] == []


def test_each_word_is_held_by_the_file_beside_it() -> None:
    rows = list(_ROW.finditer((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")))
    assert len(rows) > 40
    missing = []
    for row in rows:
        tree = ast.parse((ROOT / row["file"]).read_text(encoding="utf-8"))
        held = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
        named = set(re.findall(r"`([A-Z]\w+)`", row["code"]))
        missing += [f"{row['word']}: {name} in {row['file']}" for name in sorted(named - held)]
    assert missing == []
