"""The web server's access log, without the secrets that stand in addresses of calendars."""

import re
from typing import Any

from gunicorn.glogging import Logger

_SECRET = re.compile(r"(/calendar/)[^/\s?]+?(\.ics)")


class AccessLogger(Logger):
    """gunicorn's own, with `/calendar/***.ics` for every calendar."""

    def atoms(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The parts of a line."""
        parts: dict[str, Any] = super().atoms(*args, **kwargs)
        return {k: _SECRET.sub(r"\1***\2", v) if isinstance(v, str) else v for k, v in parts.items()}
