"""Work behind the page is handed to the queue, also while the queue is away."""

import logging
from typing import Any

from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def begin(task: Any, *given: Any) -> bool:
    """Have a worker do the task soon; false where the queue cannot be reached.

    Only for work that is noted in the database and that a timetable takes up again: then nothing is lost,
    it begins some minutes later.
    """
    try:
        task.delay(*given)
    except OperationalError as error:
        logger.warning(
            "the queue cannot be reached, %s%r waits for the timetable: %s", task.name, given, error
        )
        return False
    return True
