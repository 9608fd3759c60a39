"""The admin of departments and users, and of what keeps the system running."""

from departments.admin import departments, system, users

__all__ = ["departments", "system", "users"]
