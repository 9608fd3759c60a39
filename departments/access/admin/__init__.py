"""Pages of changes of access."""

from departments.access.admin import changes  # noqa: F401  (Django finds the pages here)
