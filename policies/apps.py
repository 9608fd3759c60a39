"""What was ordered: documents, measures, tasks, milestones, indicators; import and checking."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """It knows departments, not what becomes of the work."""

    name = "policies"
    verbose_name = "文件与任务"
