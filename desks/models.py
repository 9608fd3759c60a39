"""What the desks keep: who wants the sheet of the day."""

import desks.daily.models  # noqa: F401  (Django finds the models here)
