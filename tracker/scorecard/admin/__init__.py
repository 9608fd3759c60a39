"""The pages of 考核."""

from tracker.scorecard.admin import card, points  # noqa: F401  (Django finds the pages here)
