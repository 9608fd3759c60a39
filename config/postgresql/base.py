"""The backend that `DATABASES` names on PostgreSQL."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks the server whether a kept connection still lives only where its socket has something to say."""

    def is_usable(self) -> bool:
        """Whether the connection can be used for the request that begins.

        A server that was restarted or has ended the connection has closed its side, which the socket shows
        at once, with no question sent. Django's own way costs every request a question and an answer.
        """
        connection = self.connection
        if connection is not None and not connection.closed:
            heard, _, _ = select.select([connection.fileno()], [], [], 0)
            if not heard:
                return True
        return super().is_usable()
