"""The pages of rules, channels, the inbox and what was told."""

from tracker.reminders.admin import channels, inbox, records, rules  # noqa: F401  (Django finds the pages here)
