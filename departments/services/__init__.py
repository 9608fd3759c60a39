"""Writes of departments and users that have a name."""
