"""The pages of 建议提案."""

from tracker.proposals.admin import register  # noqa: F401  (Django finds the pages here)
