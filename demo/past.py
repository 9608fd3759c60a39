"""The clock of the demo: what it writes as of a past moment, the services write down at that moment.

The day is an argument of the services; the moment of a line on a timeline and of a snapshot is the clock's.
For the months that the demo has lived, in its own process and before any server runs, the clock is set back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest import mock


class Past:
    """The moment at which the demo is."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """What the services take for now."""
        return self.moment


@contextmanager
def set_back(moment: datetime) -> Iterator[Past]:
    """Within it Django's clock says what the `Past` says; move on by setting its `moment`."""
    past = Past(moment)
    with mock.patch("django.utils.timezone.now", past.now):
        yield past
