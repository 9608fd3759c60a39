"""The pages of 机构改革."""

from tracker.reforms.admin import reforms  # noqa: F401  (Django finds the pages here)
