"""The scheduler, with a pulse that a health check can feel."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django_celery_beat.schedulers import DatabaseScheduler


class PulseScheduler(DatabaseScheduler):
    """The timetable of the database; touches `BEAT_PULSE_FILE` at every turn, some seconds apart."""

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        """One turn: send what is due; returns the seconds until the next."""
        wait = super().tick(*args, **kwargs)
        Path(settings.BEAT_PULSE_FILE).touch()
        return wait
