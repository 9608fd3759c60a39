"""Where a session is kept: in the database, beside whose it is and from which device it was opened.

Named by `SESSION_ENGINE`. A session ends when the browser is closed, and `SESSION_COOKIE_AGE` seconds after
its last request; `KeepsSession` moves that end. Who reads the table (a copy of the database, a log of
addresses) cannot go on in anybody's session: its key is the hash of the browser's.
"""

import hashlib
from datetime import datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from departments.signon.models import UserSession

# Keys of a session; `SEEN` is when it was last prolonged, in seconds.
ADDRESS, DEVICE, OPENED_AT, SEEN = "address", "device", "opened_at", "seen"
_KEY_LENGTH = 40  # of the column


def row_key(session_key: str) -> str:
    """The key of the row that belongs to the browser's key."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:_KEY_LENGTH]


class SessionStore(DatabaseStore):
    """Django's own, whose rows know the user and not the key."""

    @classmethod
    def get_model_class(cls) -> type[UserSession]:
        """The row of a session."""
        return UserSession

    def _get_session_from_db(self) -> UserSession | None:
        found = UserSession.objects.filter(
            session_key=row_key(self.session_key or ""), expire_date__gt=timezone.now()
        ).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        """Whether the key is taken."""
        return bool(super().exists(row_key(session_key)))

    def delete(self, session_key: str | None = None) -> None:
        """End the session of that key, or this one."""
        key = session_key or self.session_key
        if key:
            UserSession.objects.filter(session_key=row_key(key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> UserSession:
        """The row, with what a person is shown of it."""
        row = cast(UserSession, super().create_model_instance(data))
        row.session_key = row_key(row.session_key)
        row.user_id = int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None
        row.address = data.get(ADDRESS)
        row.device = data.get(DEVICE, "")
        row.opened_at = datetime.fromisoformat(data[OPENED_AT]) if OPENED_AT in data else None
        return row
