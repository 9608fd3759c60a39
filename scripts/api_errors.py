"""Lists every code with which a service refuses, as found in the source.

.venv/bin/python -m scripts.api_errors > docs/api-errors.md
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("common", "departments", "policies", "tracker", "desks", "config", "demo")
HEAD = """# Refusals of the API

The body of every refusal is `application/problem+json` (RFC 9457): `type` and `code` say what happened and
stay the same, `title` is the sentence for the user, `status` the status, `field` the field at fault where
there is one. A body that does not fit has the code `invalid` and `errors`, a list of `field` (dots lead
inside, empty is the whole), `code` and `title`.

Beside those of the table, made by `python -m scripts.api_errors`, there are REST framework's own
(`not_authenticated`, `authentication_failed`, `permission_denied`, `not_found`, `method_not_allowed`,
`not_acceptable`, `unsupported_media_type`, `parse_error`, `throttled`) and `unknown_address`, `csrf_failed`,
`nested_too_deep`.

| code | status | field | sentence |
| --- | --- | --- | --- |
"""


@dataclass(frozen=True, order=True)
class Refusal:
    """One place of the source that makes a refusal; an empty `code` is one that is not written out."""

    code: str
    status: int
    field: str
    sentence: str
    file: str
    line: int


@cache
def refusals() -> list[Refusal]:
    """All of them, by code; a refusal that passes on the code of another is none."""
    files = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    trees = {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in files}
    names = {"ServiceError": 409, "NotAllowed": 403}
    for node in (node for tree in trees.values() for node in ast.walk(tree)):
        if isinstance(node, ast.ClassDef):
            for base in map(ast.unparse, node.bases):
                if base in names:
                    names.setdefault(node.name, names[base])
    found = (one for file, tree in trees.items() for one in _made_in(file, tree, names))
    return sorted(one for one in found if one.code != "error.code")


def _made_in(file: str, tree: ast.AST, names: dict[str, int]) -> Iterator[Refusal]:
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        status = names.get(ast.unparse(call.func))
        if status:
            field = next((k.value for k in call.keywords if k.arg == "field"), ast.Constant(""))
            code, sentence = [*map(_text, call.args), "", ""][:2]
            yield Refusal(code, status, _text(field), sentence, file, call.lineno)


def _text(node: ast.expr) -> str:
    """A text as written out, with an ellipsis for what is put in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return "error.code" if ast.unparse(node) == "error.code" else "…"


def table() -> str:
    """The page."""
    rows: dict[tuple[str, int], tuple[set[str], set[str]]] = {}
    for one in refusals():
        fields, sentences = rows.setdefault((one.code, one.status), (set(), set()))
        fields.add(one.field)
        sentences.add(one.sentence)
    return HEAD + "".join(
        f"| `{code}` | {status} | {' '.join(sorted(fields)).strip()} | {' / '.join(sorted(sentences))} |\n"
        for (code, status), (fields, sentences) in rows.items()
    )


if __name__ == "__main__":
    print(table(), end="")
