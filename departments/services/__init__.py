"""Writes of departments and users that have a name."""

from departments.services.access import require_role
from departments.services.loading import load_departments

__all__ = ["load_departments", "require_role"]
