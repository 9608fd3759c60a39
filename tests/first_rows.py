"""The rows that migrations leave, put back after each test with real transactions: it empties the tables."""

from collections.abc import Generator
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers

_OURS = ("departments", "policies", "tracker", "django_celery_beat")
_kept: dict[str, Any] = {}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """As pytest-django's; what the migrations have written into our tables is remembered."""
    models = [m for m in apps.get_models() if m.__module__.partition(".")[0] in _OURS and not m._meta.proxy]
    with django_db_blocker.unblock():
        rows = [row for model in models for row in model._default_manager.order_by("pk")]
        _kept.update(rows=serializers.serialize("json", rows), blocker=django_db_blocker)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, None, None]:
    """Where the test has emptied the tables, fill in what an installation begins with."""
    try:
        yield
    finally:  # a fixture that fails at its end must not take the next tests with it
        _fill_in(item, last=nextitem is None)


def _fill_in(item: pytest.Item, *, last: bool) -> None:
    mark = item.get_closest_marker("django_db")
    fixtures = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    if last or item.get_closest_marker("skip") or not _kept:
        return
    if not (fixtures or (mark is not None and mark.kwargs.get("transaction"))):
        return
    with _kept["blocker"].unblock():
        for row in serializers.deserialize("json", _kept["rows"]):
            row.save()
