"""Regions, departments and their groups; users and their roles."""

from departments.models.departments import (
    Department,
    DepartmentAlias,
    DepartmentGroup,
    GroupAlias,
    Kind,
    Level,
    Region,
    Succession,
)
from departments.models.users import Membership, User, UserRole

__all__ = [
    "Department",
    "DepartmentAlias",
    "DepartmentGroup",
    "GroupAlias",
    "Kind",
    "Level",
    "Membership",
    "Region",
    "Succession",
    "User",
    "UserRole",
]
