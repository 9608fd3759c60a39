"""The pages of 通报 and 督办单."""

from tracker.papers.admin import drafts, notices, papers  # noqa: F401  (Django finds the pages here)
