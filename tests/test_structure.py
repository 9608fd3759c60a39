"""The plan of the source holds: where imports stand, what an `__init__.py` says, where tests are.

Which package may import which is import-linter's (pyproject.toml); it sees imports wherever they stand, but
not that one is hidden in a function because it closes a circle.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("common", "extraction", "departments", "policies", "tracker", "desks", "config", "demo")
PROGRAMS = ("bench", "scripts")

# What is allowed all the same: a file, or a folder of programs, and why. At most five.
EXCEPTIONS = {
    "config/__init__.py": "Celery finds its app by this name: celery -A config",
    "bench": "programs that set Django up first: models cannot be imported before",
    "scripts": "programs that set Django up first: models cannot be imported before",
}
# Tests that run across packages, and files of tests that are no tests.
ACROSS = {"browser"}


def _sources() -> list[str]:
    folders = [folder for folder in (*OURS, *PROGRAMS) if (ROOT / folder).is_dir()]
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(str(path.relative_to(ROOT)) for path in found if "migrations" not in path.parts)


def _excepted(source: str) -> bool:
    return source in EXCEPTIONS or source.partition("/")[0] in EXCEPTIONS


def _imported(node: ast.AST) -> list[str]:
    """The modules and names of ours that the node imports, in full."""
    match node:
        case ast.Import():
            names = [alias.name for alias in node.names]
        case ast.ImportFrom(level=0, module=str(module)):
            names = [f"{module}.{alias.name}" for alias in node.names]
        case ast.ImportFrom():
            return [f"{'.' * node.level}{node.module or ''}"]
        case _:
            return []
    return [name for name in names if name.partition(".")[0] in OURS]


def _hidden(node: ast.AST, hidden: bool = False) -> Iterator[int]:
    """The lines where something of ours is imported inside a function or for the type checker only."""
    for child in ast.iter_child_nodes(node):
        if hidden and _imported(child):
            yield child.lineno  # type: ignore[attr-defined]  # an import is a statement
        function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        for_types = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
        yield from _hidden(child, hidden or function or for_types)


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def hidden_imports(source: str, text: str) -> list[str]:
    """The places of a file where an import of ours is hidden."""
    return [f"{source}:{line}" for line in _hidden(ast.parse(text))]


def passed_on(source: str, text: str) -> list[str]:
    """What an `__init__.py` imports of ours.

    Django looks for models and admin pages in one module of each app: where that is a package, its
    `__init__.py` has to import the modules of it, whole, and no name of them.
    """
    names = [name for node in ast.walk(ast.parse(text)) for name in _imported(node)]
    if source.endswith(("/models/__init__.py", "/admin/__init__.py")):
        names = [name for name in names if not _is_module(name)]
    return [f"{source}: {name}" for name in names]


def test_no_import_of_ours_stands_inside_a_function_or_a_block_for_types() -> None:
    found = [
        place
        for source in _sources()
        if not _excepted(source)
        for place in hidden_imports(source, (ROOT / source).read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_package_passes_on_what_others_define() -> None:
    found = [
        name
        for source in _sources()
        if source.endswith("__init__.py") and not _excepted(source)
        for name in passed_on(source, (ROOT / source).read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("from common.errors import ServiceError\n", []),
        ("def late():\n    import json\n", []),
        ("def late():\n    from common.errors import ServiceError\n", [2]),
        ("class A:\n    async def late(self):\n        if self:\n            import desks.site\n", [4]),
        ("def late():\n    from .errors import ServiceError\n", [2]),
        ("if TYPE_CHECKING:\n    from policies.models.documents import PolicyDocument\n", [2]),
        ("if typing.TYPE_CHECKING:\n    from collections.abc import Iterable\n", []),
    ],
)
def test_an_import_that_is_hidden_is_found(text: str, lines: list[int]) -> None:
    assert hidden_imports("a.py", text) == [f"a.py:{line}" for line in lines]


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("tracker/work/services/__init__.py", "from tracker.work.states import Status\n", True),
        ("tracker/work/models/__init__.py", "import tracker.work.models.assignments\n", False),
        ("tracker/work/models/__init__.py", "from tracker.work.models import assignments\n", False),
        ("tracker/work/models/__init__.py", "from tracker.work.models.assignments import Assignment\n", True),
    ],
)
def test_a_name_that_is_passed_on_is_found(source: str, text: str, found: bool) -> None:
    assert bool(passed_on(source, text)) == found


def test_exceptions_are_few_and_needed() -> None:
    assert len(EXCEPTIONS) <= 5
    for place, reason in EXCEPTIONS.items():
        sources = [source for source in _sources() if source == place or source.startswith(f"{place}/")]
        texts = {source: (ROOT / source).read_text(encoding="utf-8") for source in sources}
        found = [
            name
            for source, text in texts.items()
            for name in [*hidden_imports(source, text), *passed_on(source, text)]
        ]
        assert found, f"{place} needs no exception any more"
        assert reason


def test_the_tests_stand_where_the_code_stands() -> None:
    """A folder of tests has the name of a package; every app has a folder of tests."""
    tests = {
        str(path.parent.relative_to(ROOT / "tests"))
        for path in (ROOT / "tests").rglob("test_*.py")
        if path.parent != ROOT / "tests"
    }
    packages = {str(Path(source).parent) for source in _sources()}
    assert tests - packages - ACROSS == set()
    apps = {str(Path(source).parent) for source in _sources() if source.endswith("/apps.py")}
    assert apps - tests == set()
