"""Writes of departments and users that have a name."""

from departments.services.access import require_role
from departments.services.loading import load_departments
from departments.services.naming import remember_own_names

__all__ = ["load_departments", "remember_own_names", "require_role"]
