"""Tests of what every call of the API has in common."""
