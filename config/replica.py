"""Reads that a copy of the database may answer: the one place that sends them there.

With `REPLICA_URL` set, what a GET request reads comes from the replica, which may be a moment behind. Never
from there: who is asking and what he may (a user who was shut out is out at once), what is read within a
transaction, and anything for the next seconds after the same person or program has written.
"""

import hashlib
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

REPLICA = "replica"
_SAFE = ("GET", "HEAD", "OPTIONS")
_FROM_PRIMARY = frozenset(
    ("access", "axes", "contenttypes", "mfa", "record", "signon", "socialaccount")
)  # apps
_PEOPLE = frozenset(("departments.user", "departments.membership"))

_may_lag: ContextVar[bool] = ContextVar("may_lag", default=False)


class ReplicaRouter:
    """Django's question for each query: which database?"""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        """The replica, while a request that only reads is answered."""
        if (
            not _may_lag.get()
            or connections[DEFAULT_DB_ALIAS].in_atomic_block
            or model._meta.app_label in _FROM_PRIMARY
            or model._meta.label_lower in _PEOPLE
        ):
            return DEFAULT_DB_ALIAS
        return REPLICA

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """Always the primary, also for a row that was read from the replica."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """The replica follows by itself."""
        return db == DEFAULT_DB_ALIAS


class ReplicaMiddleware:
    """Says for each request whether what it reads may be a moment old."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; after a write the asker reads at the primary for a while."""
        key = _asker(request)
        reads = request.method in _SAFE
        held = _may_lag.set(reads and not (key and cache.get(key)))
        try:
            response = self.get_response(request)
        finally:
            _may_lag.reset(held)
        if key and not reads:
            cache.set(key, 1, settings.REPLICA_CATCHES_UP)
        return response


def _asker(request: HttpRequest) -> str:
    """A key for whoever is asking, by session or token; empty for somebody unknown."""
    known = request.headers.get("Authorization") or request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return f"wrote:{hashlib.sha256(known.encode()).hexdigest()}" if known else ""
