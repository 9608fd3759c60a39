"""The backend that `DATABASES` names on PostgreSQL."""

import select
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks the server whether a kept connection still lives only where its socket has something to say, and
    lets it plan a prepared statement once."""

    preparing_cursor = base.ServerBindingCursor  # for `common.db.prepared`

    def get_connection_params(self) -> dict[str, Any]:
        """As Django's; who waits too long for another one's lock is told (`config.busy`), and what is
        prepared (`common.db.prepared`) is planned once, for all values similar.

        Left alone, PostgreSQL compares its guesses after five askings, and by a hair may plan one anew for
        ever: on a ledger of three million that made a page of a list take half as long again. Nor does the
        server compile a statement to machine code (`jit`): it took 220 ms of the 240 for a count of a desk.
        """
        params: dict[str, Any] = super().get_connection_params()
        # PgBouncer would refuse them.
        if not self.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
            options = [params.get("options", ""), f"-c lock_timeout={settings.LOCK_TIMEOUT}s -c jit=off"]
            options += ["-c plan_cache_mode=force_generic_plan"] if settings.COMPILED_QUERIES else []
            params["options"] = " ".join(options).strip()
        return params

    def is_usable(self) -> bool:
        """Whether the connection can be used for the request that begins.

        A server that was restarted or has ended the connection has closed its side, which the socket shows
        at once, with no question sent. Django's own way costs every request a question and an answer.
        """
        connection = self.connection
        if connection is not None and not connection.closed:
            socket = select.poll()  # `select.select` takes no descriptor above 1023
            socket.register(connection.fileno(), select.POLLIN)
            if not socket.poll(0):
                return True
        return super().is_usable()
