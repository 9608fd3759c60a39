"""What was ordered: documents, measures, tasks, milestones, indicators; import and checking."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """The middle layer: it knows departments, not the tracker."""

    name = "policies"
    verbose_name = "文件与任务"
