"""The admin of departments and users, and of what keeps the system running."""

from departments.admin import departments, system, users  # noqa: F401  (Django finds the pages here)
