"""One prefix for every class of our own, and no rule for a class that nothing has."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings

PACKAGES = ("common", "desks", "policies", "tracker")
# Colours of lights are the value of a light.
VALUES = {"dc-red", "dc-yellow", "dc-green", "dc-grey"}


@cache
def _texts(*kinds: str) -> str:
    """All files of the kinds, one after the other."""
    return "\n".join(
        path.read_text(encoding="utf-8")
        for package in PACKAGES
        for path in sorted(Path(settings.BASE_DIR, package).rglob("*"))
        if path.suffix in kinds
    )


def _ruled() -> set[str]:
    """The classes in the selectors of our style sheets."""
    css = re.sub(r"/\*.*?\*/", "", _texts(".css"), flags=re.DOTALL)
    selectors = re.findall(r"([^{};]+)\{", css)
    return {name for selector in selectors for name in re.findall(r"\.([a-zA-Z][\w-]*)", selector)}


def test_every_class_of_our_own_begins_with_one_prefix() -> None:
    assert sorted(name for name in _ruled() if not name.startswith("dc-")) == []


def test_every_rule_is_for_a_class_that_something_has() -> None:
    users = _texts(".html", ".js", ".py")
    whole = set(re.findall(r"(?<![\w-])dc-[a-z][\w-]*", users))
    begun = tuple(set(re.findall(r"(?<![\w-])(dc-[\w-]+-)(?=\$?\{)", users)))  # dc-desk-tile-{{ tile.name }}
    unused = {name for name in _ruled() - whole - VALUES if not name.startswith(begun)}
    assert sorted(unused) == []
