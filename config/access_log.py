"""Logs without the secrets that stand in addresses of calendars."""

import logging
import re
from typing import Any

from gunicorn.glogging import Logger

_SECRET = re.compile(r"(/calendar/)[^/\s?]+?(\.ics)")
_MASKED = r"\1***\2"


class AccessLogger(Logger):
    """gunicorn's own, with `/calendar/***.ics` for every calendar."""

    def atoms(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The parts of a line."""
        parts: dict[str, Any] = super().atoms(*args, **kwargs)
        return {k: _SECRET.sub(_MASKED, v) if isinstance(v, str) else v for k, v in parts.items()}


class MasksSecrets(logging.Filter):
    """The same for what the program itself logs, as “Not Found: /calendar/….ics”."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true; the line is masked."""
        line = record.getMessage()
        masked = _SECRET.sub(_MASKED, line)
        if masked != line:
            record.msg, record.args = masked, None
        return True
