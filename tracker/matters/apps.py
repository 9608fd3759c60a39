"""督办事项 that are entered by hand: 批示, 会议议定, 信访, 12345 and others."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """督办事项 that are entered by hand: 批示, 会议议定, 信访, 12345 and others."""

    name = "tracker.matters"
    verbose_name = "督办事项"
