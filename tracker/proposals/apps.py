"""人大建议 and 政协提案, to be answered in time."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """人大建议 and 政协提案, to be answered in time."""

    name = "tracker.proposals"
    verbose_name = "建议提案"
