"""Pages of one's own tokens and open sessions."""

from departments.signon.admin import sessions, tokens  # noqa: F401  (Django finds the pages here)
