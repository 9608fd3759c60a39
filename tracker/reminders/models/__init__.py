"""What somebody must be told, by which rules and over which channels."""

import tracker.reminders.models.channels
import tracker.reminders.models.reminders
import tracker.reminders.models.rules  # noqa: F401  (Django finds the models here)
