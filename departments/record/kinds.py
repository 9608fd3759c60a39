"""Which page is which kind of use: one table, which each app fills at start.

An app says in its `hooks` what of its pages the auditor is to see (`record_views`), and of which rows each
change (`departments.record.changes.record_changes`). So nothing is called in views, and in services only
where a row leaves no trace by itself (`departments.access`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from departments.record.models import UseKind

Words = Callable[[HttpRequest, HttpResponseBase], str]


@dataclass(frozen=True, slots=True)
class View:
    """What it means that a view has answered.

    `thing` names the model whose key stands in the address. `words` says what was asked for, of the request
    and its answer; where they are empty and `asked` is set, nothing is recorded.
    """

    kind: UseKind
    thing: str = ""
    words: Words | None = None
    asked: bool = False

    @property
    def is_of_people(self) -> bool:
        """Whether the thing is of people, units and log-ins: one of this package's apps, and no matter."""
        label = self.thing.partition(".")[0]
        return bool(label) and apps.get_app_config(label).name.partition(".")[0] == "departments"


_views: dict[tuple[str, str], View] = {}


def record_views(
    kind: UseKind,
    thing: str,
    *names: str,
    method: str = "GET",
    words: Words | None = None,
    asked: bool = False,
) -> None:
    """Record each answer of the views of these names: `record_views(UseKind.READ, "work.assignment", …)`.

    Names are those of the addresses, with `admin:` before those of the admin.
    """
    for name in names:
        _views[name, method] = View(kind, thing, words, asked)


def view_of(name: str, method: str) -> View | None:
    """What is recorded of a view; `None` for nothing."""
    return _views.get((name, method))


def recorded_names() -> set[str]:
    """The names of all views of which something is recorded."""
    return {name for name, _ in _views}
