"""Regions, departments and their groups; users and their roles."""

from departments.models import departments, offices, passwords, users  # noqa: F401  (Django finds the models here)
