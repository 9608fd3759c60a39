"""Who asks for what: accounts, keys and rows of the ledger that is measured."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, transaction
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common import clock
from departments.models.users import User
from departments.signon.models import AccessToken, Scope
from departments.signon.services.tokens import issue_token
from departments.signon.sessions import SessionStore
from policies.models.measures import Measure
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.models.assignments import Assignment

# What finds out who is asking; the floor knows nobody.
_ASKING = (
    "signon_accesstoken",
    "signon_usersession",
    "departments_membership",
    "axes_",
    '"departments_user"."id" =',
)


@dataclass(slots=True)
class Scene:
    """The ledger's day, a unit with much to do, and its people."""

    on: date
    department: int
    supervisor: User
    leader: User
    filer: User
    seldom: list[str]  # names of units that have been given little

    @classmethod
    def look(cls) -> "Scene":
        """Find them: the unit is the tenth busiest, so that it is neither the worst nor an idle one."""
        on = clock.today()
        busy = (
            Assignment.objects.overdue(on)
            .filter(status="active", department__memberships__role="filer")
            .values("department")
            .annotate(n=Count("id"))
            .order_by("-n")
        )
        department = busy[9]["department"]
        return cls(
            on,
            department,
            User.objects.get(username="office-1"),
            User.objects.get(username="leader-1"),
            User.objects.filter(memberships__department=department, memberships__role="filer")[0],
            list(
                Assignment.objects.order_by()
                .values_list("department__name", flat=True)
                .annotate(n=Count("id"))
                .order_by("n", "department")[:20]
            ),
        )

    def deep(self, department: int | None, share: float) -> tuple[date, int]:
        """The key of the row that stands at a share of the overdue list."""
        late = Assignment.objects.overdue(self.on).order_by("must_due_on", "id")
        late = late.filter(department=department) if department else late
        place = int(late.count() * share)
        row: tuple[date, int] = late.values_list("must_due_on", "id")[place]
        return row

    def deep_measure(self, share: float) -> tuple[int, int, int]:
        """The key of the measure that stands at a share of the ledger by measure."""
        rows = Measure.objects.order_by("-document_id", "position", "id")
        row: tuple[int, int, int] = rows.values_list("document_id", "position", "id")[
            int(rows.count() * share)
        ]
        return row

    def to_file(self, many: int) -> list[int]:
        """Assignments of the unit in work."""
        mine = Assignment.objects.filter(department=self.department, status="active")
        return list(mine.order_by("id").values_list("id", flat=True)[:many])

    def to_approve(self, many: int) -> list[int]:
        """Reports that wait, none of which would complete its assignment."""
        waiting = ProgressReport.objects.filter(status="submitted", claims_completion=False)
        waiting = waiting.filter(assignment__status__in=["active", "in_review"])
        return list(waiting.order_by("-id").values_list("id", flat=True)[:many])


@cache
def token(user: User) -> dict[str, str]:
    """The header of a caller of the API."""
    AccessToken.objects.filter(user=user, name="bench").delete()  # a person has ten at most
    _, key = issue_token(actor=user, name="bench", scope=Scope.MANAGE, now=timezone.now())
    return {"Authorization": f"Token {key}"}


def session(user: User) -> dict[str, str]:
    """The cookie of somebody who has logged in."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "departments.permissions.PasswordBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={store.session_key}"}


class _Undone(Exception):
    """Takes back what was only looked at."""


def statements(
    path: str, headers: dict[str, str], body: dict[str, Any] | None = None
) -> tuple[int, list[str]]:
    """Ask the program in this process and undo it: how many statements it ran, and those of its work."""
    client = Client(headers=headers)
    found: list[str] = []
    try:
        with transaction.atomic(), CaptureQueriesContext(connection) as seen:
            answer = (
                client.get(path)
                if body is None
                else client.post(path, json.dumps(body), content_type="application/json")
            )
            assert answer.status_code in (200, 201), (path, answer.status_code, answer.content[:300])
            b"".join(answer) if answer.streaming else answer.content
            found = [query["sql"] for query in seen.captured_queries]
            raise _Undone
    except _Undone:
        pass
    work = [sql for sql in found if "SAVEPOINT" not in sql]
    return len(work), [sql for sql in work if not any(mark in sql for mark in _ASKING)]


def keep(folder: Path, name: str, sql: list[str], *, write: bool = False) -> str:
    """Put statements where the floor finds them; returns its address."""
    (folder / name).write_text(json.dumps({"sql": sql, "write": write}))
    return f"/seen/{name}"


Turn = Callable[[int], tuple[str, bytes | None]]
