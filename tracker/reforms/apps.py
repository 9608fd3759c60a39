"""A unit is merged, renamed or split, and its work follows."""

from django.apps import AppConfig


class ReformsConfig(AppConfig):
    """A unit is merged, renamed or split, and its work follows."""

    name = "tracker.reforms"
    verbose_name = "机构改革"
