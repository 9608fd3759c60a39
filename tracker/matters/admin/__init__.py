"""The pages of matters that are entered by hand."""

from tracker.matters.admin import pages  # noqa: F401  (Django finds the pages here)
